"""Grants: a member can read a client exactly when a grant of the client's keys to that member exists.

An own grant is: kind (1) ‖ key commitment (16) ‖ nonce (12) ‖ AES-256-GCM(padded JSON) under the member's grant key, bound to
vault, member and tag. The grant key is one random key a member, used for nothing else; the commitment is a digest of
it, so a blob opens under one key only. One row holds the client's keys of every epoch, and code and name, so that a list of clients
needs no replay. A grant to a colleague will be another kind.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Annotated

import msgspec
from cryptography.exceptions import InvalidTag

from ipt_notes.keys.derive import KEY
from ipt_notes.keys.envelope import Malformed, pad, unpad

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

OWN = 1
_COMMIT = 16
_HEAD = struct.Struct(f">B{_COMMIT}s12s")
_Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Key = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Epoch = Annotated[int, msgspec.Meta(ge=1, lt=2**32)]


class _Said(msgspec.Struct, frozen=True):
    """The JSON inside: ids and keys as hex digits, keys by epoch."""

    client: _Id
    code: str
    name: str
    keys: Annotated[dict[_Epoch, _Key], msgspec.Meta(min_length=1)]

    def __repr__(self) -> str:
        """Shows no key, code or name."""
        return "<Said>"


_decoder = msgspec.json.Decoder(_Said)


class Grant:
    """A client's keys: `client` is 16 bytes, `keys` maps an epoch to 32 bytes."""

    __slots__ = ("client", "code", "keys", "name")

    def __init__(self, client: bytes, keys: dict[int, bytes], code: str, name: str) -> None:
        """Hold what a grant says."""
        self.client, self.keys, self.code, self.name = client, keys, code, name

    def __repr__(self) -> str:
        """Shows no key, code or name."""
        return f"<Grant {self.client.hex()[:8]}>"


def new_client_key() -> bytes:
    """A random client key (256 bits)."""
    return os.urandom(KEY)


def seal_own_grant(grant: Grant, *, member: Member, vault: bytes) -> tuple[bytes, bytes]:
    """(tag, blob) of a grant to oneself."""
    tag, nonce = member.index_tag(grant.code), os.urandom(12)
    keys = {epoch: key.hex() for epoch, key in grant.keys.items()}
    data = msgspec.json.encode(_Said(grant.client.hex(), grant.code, grant.name, keys))
    sealed = member.grant_cipher.encrypt(nonce, pad(data), _bound(vault, member.id, tag))
    return tag, bytes([OWN]) + member.grant_commitment + nonce + sealed


def open_own_grant(blob: bytes, *, tag: bytes, member: Member, vault: bytes) -> Grant:
    """The grant; Malformed when it was changed, moved, or is another member's."""
    try:
        kind, commitment, nonce = _HEAD.unpack_from(blob)
        if kind != OWN or commitment != member.grant_commitment:
            raise Malformed(what="a grant")
        data = member.grant_cipher.decrypt(nonce, blob[_HEAD.size :], _bound(vault, member.id, tag))
        said = _decoder.decode(unpad(data))
        keys = {epoch: bytes.fromhex(key) for epoch, key in said.keys.items()}
        return Grant(bytes.fromhex(said.client), keys, said.code, said.name)
    except (InvalidTag, struct.error, ValueError, RecursionError):
        raise Malformed(what="a grant") from None


def _bound(vault: bytes, member: bytes, tag: bytes) -> bytes:
    return b"ipt-notes/grant " + vault + member + tag
