"""The member: who opens grants, signs records, and owns drafts. The secret half is wrapped by the member root.

An identity is: version (1) ‖ Ed25519 public key (32) ‖ encryption public key (2 + n) ‖ wrapped bundle. The bundle is
padded JSON (hex and text), so that a recovery program reads it with a standard library. The inner keys are random
and not derived from the root, so they survive a new root. After a compromise they are made anew too, and the bundle
keeps of the earlier ones what the past is read and verified with.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from typing import Annotated, Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from ipt_notes.digests import sha256
from ipt_notes.errors import UsageProblem
from ipt_notes.keys.derive import KEY, unwrap, wrap
from ipt_notes.keys.envelope import Malformed, Reader, pad, unpad

VERSION = 1
IDENTITY = b"identity"
"""The id of the row that holds a member's identity."""
_PURPOSE = b"ipt-notes identity"
_INNER = ("grant", "index", "draft", "state", "audit", "private")
_OUTLIVING = ("draft", "audit", "private")
LONGEST_CODE = 64
"""Of how many characters a client's code is at most."""
_Key = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Epoch = Annotated[int, msgspec.Meta(ge=1, lt=2**32)]


class PublicIdentity(NamedTuple):
    """What others know of a member: keys to verify signatures with, and to seal grants to (X-Wing; "" if not made)."""

    signing: bytes
    encryption: bytes


class _Generation(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of earlier keys, as hex digits; `signing` is the public key, `epoch` the first one they were for."""

    signing: _Key
    draft: _Key
    audit: _Key
    private: _Key
    epoch: _Epoch = 1

    def __repr__(self) -> str:
        """Shows no key."""
        return "<Generation>"


class _Bundle(_Generation, frozen=True, kw_only=True):
    """The secret half of an identity; `signing` is the seed, `earlier` are the keys before these, the first ones first."""

    name: str
    encryption: str
    grant: _Key
    index: _Key
    state: _Key
    earlier: tuple[_Generation, ...] = ()


class Generation(NamedTuple):
    """Keys of a member (32 bytes each) that count from the epoch `epoch` of every stream on, until the next ones do."""

    epoch: int
    public: bytes
    draft_key: bytes
    audit_key: bytes
    private_key: bytes

    def __repr__(self) -> str:
        """Shows no key."""
        return f"<Generation {self.epoch}>"


class Member:
    """An unlocked member. The keys are 32 random bytes each, one a purpose; `encryption_secret` (96) opens offers to them.

    `generations` are the keys by their first epoch, oldest first; the last ones are also the member's own attributes.
    """

    def __init__(self, member: bytes, public: PublicIdentity, bundle: dict[str, Any]) -> None:
        """Take over an opened bundle. ValueError when it lacks a key, or holds one that is none."""
        said = msgspec.convert(bundle, _Bundle)
        self.id, self.public, self.name = member, public.signing, said.name
        self.encryption_public, self.encryption_secret = public.encryption, bytes.fromhex(said.encryption)
        self.grant_key, self._index_key, self.state_key, self._seed = map(
            bytes.fromhex, (said.grant, said.index, said.state, said.signing)
        )
        earlier = (_generation(each, bytes.fromhex(each.signing)) for each in said.earlier)
        self.generations = (*earlier, _generation(said, self.public))
        epochs = [each.epoch for each in self.generations]
        if epochs[0] != 1 or epochs != sorted(set(epochs)):
            raise ValueError("epochs out of order")
        self.epoch, _, self.draft_key, self.audit_key, self.private_key = self.generations[-1]

    def __repr__(self) -> str:
        """Shows no key and no name."""
        return f"<Member {self.id.hex()[:8]}>"

    def at(self, epoch: int) -> Generation:
        """The keys that count at an epoch (from 1) of a stream."""
        return next(each for each in reversed(self.generations) if each.epoch <= epoch)

    @property
    def audit_keys(self) -> dict[int, bytes]:
        """The key of the ledger and of audits, by epoch."""
        return {each.epoch: each.audit_key for each in self.generations}

    @cached_property
    def grant_cipher(self) -> AESGCM:
        """What seals and opens own grants."""
        return AESGCM(self.grant_key)

    @cached_property
    def grant_commitment(self) -> bytes:
        """A digest (16 bytes) of the grant key that tells nothing of it: a grant opens under this key only."""
        return sha256(b"ipt-notes grant commitment" + self.grant_key)[:16]

    def sign(self, payload: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `payload`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._seed).sign(payload)

    def index_tag(self, code: str) -> bytes:
        """The tag (32 bytes) under which this member's grant for a client's code is found."""
        tag = HMAC(self._index_key, SHA256())
        tag.update(normal_code(code).encode())
        return tag.finalize()


def _generation(said: _Generation, public: bytes) -> Generation:
    return Generation(said.epoch, public, *map(bytes.fromhex, (said.draft, said.audit, said.private)))


def normal_code(code: str) -> str:
    """A client's code as it is compared. UsageProblem when it is empty, too long or holds control characters."""
    normal = unicodedata.normalize("NFKC", code).strip()
    if not normal:
        raise UsageProblem(
            what="a client's code is empty", hint="give one of 1 to 64 characters, such as MK-014"
        )
    if len(normal) > LONGEST_CODE:
        raise UsageProblem(
            what=f"a client's code of {len(normal)} characters", hint=f"at most {LONGEST_CODE}"
        )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in normal):
        raise UsageProblem(
            what="a client's code holds a control character",
            hint="letters, digits, spaces and signs are fine",
        )
    return unicodedata.normalize("NFKC", normal.casefold())


def make_identity(*, vault: bytes, member: bytes, root: bytes, name: str) -> bytes:
    """A new identity for a member with this display name."""
    return _sealed({"name": name}, vault=vault, member=member, root=root)


def renew_identity(
    blob: bytes, *, vault: bytes, member: bytes, root: bytes, new_root: bytes, epoch: int
) -> bytes:
    """The member with new keys, for what is under `epoch` and later ones, under a new root. Malformed as `open_identity`.

    The key of what machines remember stays: it keeps no secret, and they go on remembering. Of the others the bundle
    keeps what reads and verifies the past, and nothing that could write to it.
    """
    known = _bundle(blob, vault=vault, member=member, root=root)
    past = {"epoch": known.get("epoch", 1), "signing": public_half(blob).signing.hex()}
    past |= {purpose: known[purpose] for purpose in _OUTLIVING}
    kept = {"name": known["name"], "state": known["state"], "epoch": epoch}
    kept["earlier"] = [*known.get("earlier", ()), past]
    return _sealed(kept, vault=vault, member=member, root=new_root)


def _sealed(kept: dict[str, Any], *, vault: bytes, member: bytes, root: bytes) -> bytes:
    """An identity with new keys, except those that are kept."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    seed = os.urandom(KEY)
    signing = (
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    )
    kem, encryption = _new_encryption_key()
    bundle = {purpose: os.urandom(KEY).hex() for purpose in _INNER}
    bundle |= {"signing": seed.hex(), "encryption": kem.hex()} | kept
    header = bytes([VERSION]) + signing + len(encryption).to_bytes(2, "big") + encryption
    return _wrapped(header, bundle, vault=vault, member=member, root=root)


def _wrapped(header: bytes, bundle: dict[str, Any], *, vault: bytes, member: bytes, root: bytes) -> bytes:
    import json

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
    bundle = _bundle(blob, vault=vault, member=member, root=root)
    try:
        return Member(member, public_half(blob), bundle)
    except ValueError:
        raise Malformed(what="the identity of a member") from None


def _bundle(blob: bytes, *, vault: bytes, member: bytes, root: bytes) -> dict[str, Any]:
    """The secret half as it stands there. Malformed."""
    _, header, wrapped = _parse(blob)
    data = unwrap(root, wrapped, purpose=_PURPOSE, bound_to=vault + member + header)
    if data is None:
        raise Malformed(what="the identity of a member")
    try:
        return msgspec.json.decode(unpad(data), type=dict[str, Any])
    except (ValueError, RecursionError):
        raise Malformed(what="the identity of a member") from None


def rewrap_identity(blob: bytes, *, vault: bytes, member: bytes, root: bytes, new_root: bytes) -> bytes:
    """The same identity under a new root. Malformed when `root` does not open it."""
    _, header, wrapped = _parse(blob)
    data = unwrap(root, wrapped, purpose=_PURPOSE, bound_to=vault + member + header)
    if data is None:
        raise Malformed(what="the identity of a member")
    return header + wrap(new_root, data, purpose=_PURPOSE, bound_to=vault + member + header)


def move_identity(
    blob: bytes, *, vault: bytes, member: bytes, root: bytes, new_vault: bytes, new_root: bytes
) -> bytes:
    """The member in another vault: what they sign with and are known by stays, every other key is new. Malformed as
    `open_identity`.
    """
    known = _bundle(blob, vault=vault, member=member, root=root)
    bundle = known | {purpose: os.urandom(KEY).hex() for purpose in _INNER}
    fresh = [
        {**past, **{purpose: os.urandom(KEY).hex() for purpose in _OUTLIVING}}
        for past in known.get("earlier", ())
    ]
    bundle |= {"earlier": fresh} if fresh else {}
    return _wrapped(_parse(blob)[1], bundle, vault=new_vault, member=member, root=new_root)


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
