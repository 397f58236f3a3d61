"""One member whose keys never change, so that what was sealed for the corpus opens in every run."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipt_notes.keys.identity import Member, PublicIdentity

VAULT, MEMBER, ROOT = b"v" * 16, b"m" * 16, b"r" * 32
_PURPOSES = ("grant", "index", "draft", "state", "audit", "private")
BUNDLE = {"name": "Dr A. Example", "signing": "51" * 32, "encryption": "52" * 96} | {
    purpose: f"{number:02x}" * 32 for number, purpose in enumerate(_PURPOSES, 0x53)
}
"""What the wrapped half of the identity holds."""
PUBLIC = (
    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(BUNDLE["signing"])).public_key().public_bytes_raw()
)


def a_member() -> Member:
    """The member, unlocked."""
    return Member(MEMBER, PublicIdentity(PUBLIC, b"e" * 1216), BUNDLE)
