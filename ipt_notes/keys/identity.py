"""The member: who opens grants, signs records, and owns drafts. The secret half is wrapped by the member root.

An identity is: version (1) ‖ Ed25519 public key (32) ‖ encryption public key (2 + n) ‖ wrapped bundle. The bundle is
padded JSON (hex and text), so that a recovery program reads it with a standard library. The inner keys are random
and not derived from the root, so they survive a new root.
"""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from typing import NamedTuple

import msgspec

from ipt_notes.errors import UsageProblem
from ipt_notes.keys.derive import KEY, unwrap, wrap
from ipt_notes.keys.envelope import Malformed, Reader, pad, unpad

VERSION = 1
IDENTITY = b"identity"
"""The id of the row that holds a member's identity."""
_PURPOSE = b"ipt-notes identity"
_INNER = ("grant", "index", "draft", "state", "audit", "private")
_LONGEST_CODE = 64
_decoder = msgspec.json.Decoder(dict[str, str])


class PublicIdentity(NamedTuple):
    """What others know of a member: keys to verify signatures with, and to seal grants to (X-Wing; "" if not made)."""

    signing: bytes
    encryption: bytes


class Member:
    """An unlocked member. The keys are 32 random bytes each, one a purpose."""

    def __init__(self, member: bytes, public: PublicIdentity, bundle: dict[str, str]) -> None:
        """Take over an opened bundle. KeyError or ValueError when it lacks a key, or holds one that is none."""
        self.id, self.public, self.name = member, public.signing, bundle["name"]
        self.encryption_public = public.encryption
        self.grant_key, self._index_key, self.draft_key, self.state_key, self.audit_key, self.private_key = (
            _key(bundle[name]) for name in _INNER
        )
        self._seed = _key(bundle["signing"])

    def __repr__(self) -> str:
        """Shows no key and no name."""
        return f"<Member {self.id.hex()[:8]}>"

    def sign(self, payload: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `payload`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed).sign(payload)

    def index_tag(self, code: str) -> bytes:
        """The tag (32 bytes) under which this member's grant for a client's code is found."""
        return hmac.digest(self._index_key, normal_code(code).encode(), "sha256")


def _key(digits: str) -> bytes:
    key = bytes.fromhex(digits)
    if len(key) != KEY:
        raise ValueError("a key of another length")
    return key


def normal_code(code: str) -> str:
    """A client's code as it is compared. UsageProblem when it is empty, too long or holds control characters."""
    normal = unicodedata.normalize("NFKC", code).strip()
    if not normal:
        raise UsageProblem(
            what="a client's code is empty", hint="give one of 1 to 64 characters, such as MK-014"
        )
    if len(normal) > _LONGEST_CODE:
        raise UsageProblem(
            what=f"a client's code of {len(normal)} characters", hint=f"at most {_LONGEST_CODE}"
        )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in normal):
        raise UsageProblem(
            what="a client's code holds a control character",
            hint="letters, digits, spaces and signs are fine",
        )
    return unicodedata.normalize("NFKC", normal.casefold())


def make_identity(*, vault: bytes, member: bytes, root: bytes, name: str) -> bytes:
    """A new identity for a member with this display name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    seed = os.urandom(KEY)
    signing = (
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    )
    kem, encryption = _new_encryption_key()
    bundle = {"name": name, "signing": seed.hex(), "encryption": kem.hex()}
    bundle |= {purpose: os.urandom(KEY).hex() for purpose in _INNER}
    header = bytes([VERSION]) + signing + len(encryption).to_bytes(2, "big") + encryption
    data = json.dumps(bundle, ensure_ascii=False).encode("utf-8", "replace")
    return header + wrap(root, pad(data), purpose=_PURPOSE, bound_to=vault + member + header)


def _new_encryption_key() -> tuple[bytes, bytes]:
    """(secret, public) of an X-Wing key: ML-KEM-768 seed (64) ‖ X25519 secret (32); ML-KEM-768 (1184) ‖ X25519 (32)."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    kem, curve = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    secret = kem.private_bytes_raw() + curve.private_bytes_raw()
    return secret, kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def open_identity(blob: bytes, *, vault: bytes, member: bytes, root: bytes) -> Member:
    """The unlocked member; Malformed when the bytes were changed or belong to another member or vault."""
    public, header, wrapped = _parse(blob)
    data = unwrap(root, wrapped, purpose=_PURPOSE, bound_to=vault + member + header)
    if data is None:
        raise Malformed(what="the identity of a member")
    try:
        return Member(member, public, _decoder.decode(unpad(data)))
    except (ValueError, KeyError, RecursionError):
        raise Malformed(what="the identity of a member") from None


def rewrap_identity(blob: bytes, *, vault: bytes, member: bytes, root: bytes, new_root: bytes) -> bytes:
    """The same identity under a new root. Malformed when `root` does not open it."""
    _, header, wrapped = _parse(blob)
    data = unwrap(root, wrapped, purpose=_PURPOSE, bound_to=vault + member + header)
    if data is None:
        raise Malformed(what="the identity of a member")
    return header + wrap(new_root, data, purpose=_PURPOSE, bound_to=vault + member + header)


def public_half(blob: bytes) -> PublicIdentity:
    """What an identity tells without a key."""
    return _parse(blob)[0]


def _parse(blob: bytes) -> tuple[PublicIdentity, bytes, bytes]:
    reader = Reader(blob, "the identity of a member")
    version, signing = reader.number(1), reader.take(32)
    encryption = reader.take(reader.number(2))
    wrapped = reader.rest()
    if version != VERSION:
        raise Malformed(what="the identity of a member")
    return PublicIdentity(signing, encryption), blob[: len(blob) - len(wrapped)], wrapped
