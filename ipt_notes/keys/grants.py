"""Grants: a member can read a client exactly when a grant of the client's keys to that member exists.

An own grant is: kind (1) ‖ key commitment (16) ‖ nonce (12) ‖ AES-256-GCM(padded JSON) under the member's grant key, bound to
vault, member and tag. The grant key is one random key a member, used for nothing else; the commitment is a digest of
it, so a blob opens under one key only. One row holds the client's keys of every epoch, and code and name, so that a list of clients
needs no replay. A grant to a colleague will be another kind.
"""

from __future__ import annotations

import hashlib
import os
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ipt_notes.keys.derive import KEY
from ipt_notes.keys.envelope import Malformed, pad, unpad

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

OWN = 1
_COMMIT = 16
_HEAD = struct.Struct(f">B{_COMMIT}s12s")


class _Said(msgspec.Struct, frozen=True):
    """The JSON inside: ids and keys as hex digits, keys by epoch."""

    client: str
    code: str
    name: str
    keys: dict[int, str]

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
    sealed = _cipher(member.grant_key).encrypt(nonce, pad(data), _bound(vault, member.id, tag))
    return tag, bytes([OWN]) + _commitment(member.grant_key) + nonce + sealed


def open_own_grant(blob: bytes, *, tag: bytes, member: Member, vault: bytes) -> Grant:
    """The grant; Malformed when it was changed, moved, or is another member's."""
    try:
        kind, commitment, nonce = _HEAD.unpack_from(blob)
        if kind != OWN or commitment != _commitment(member.grant_key):
            raise Malformed(what="a grant")
        data = _cipher(member.grant_key).decrypt(nonce, blob[_HEAD.size :], _bound(vault, member.id, tag))
        said = _decoder.decode(unpad(data))
        keys = {epoch: bytes.fromhex(key) for epoch, key in said.keys.items()}
        return Grant(bytes.fromhex(said.client), keys, said.code, said.name)
    except (InvalidTag, struct.error, ValueError):
        raise Malformed(what="a grant") from None


def _bound(vault: bytes, member: bytes, tag: bytes) -> bytes:
    return b"ipt-notes/grant " + vault + member + tag


@lru_cache(maxsize=1)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=1)
def _commitment(key: bytes) -> bytes:
    """A digest of the key that tells nothing of it: the blob opens under this key only."""
    return hashlib.sha256(b"ipt-notes grant commitment" + key).digest()[:_COMMIT]
