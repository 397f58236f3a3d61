"""Who wrote a record: an Ed25519 signature (64 bytes) stands before the payload, inside the seal.

It covers the payload alone, which names client, record, epoch and author, so that sealed bytes can move to
another vault and their signatures live on.
"""

from __future__ import annotations

from ipt_notes.keys.envelope import Malformed

SIGNATURE = 64


def join(payload: bytes, signature: bytes) -> bytes:
    """The plaintext of a record."""
    return signature + payload


def split(plaintext: bytes) -> tuple[bytes, bytes]:
    """(signature, payload) of a plaintext; Malformed when it is too short."""
    if len(plaintext) < SIGNATURE:
        raise Malformed(what="a record")
    return plaintext[:SIGNATURE], plaintext[SIGNATURE:]


def is_signed(payload: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the signature is that of the author with this public key (32 bytes)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, payload)
    except (InvalidSignature, ValueError):
        return False
    return True
