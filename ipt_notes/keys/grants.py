"""Grants: a member can read a client exactly when a grant of the client's keys to that member exists.

An own grant is: kind (1) ‖ key commitment (16) ‖ nonce (12) ‖ AES-256-GCM(padded JSON) under the member's grant key, bound to
vault, member and tag. The grant key is one random key a member, used for nothing else; the commitment is a digest of
it, so a blob opens under one key only. One row holds the client's keys of every epoch, and code and name, so that a list of clients
needs no replay. A client that several members share is kind 3: behind the commitment stands a handle (16), to which the
seal is bound too. Whoever has the client's keys finds every member's row by it, and can delete it. A grant on its way
to a colleague is an offer (`offers.py`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag

from ipt_notes.keys.derive import KEY, derive
from ipt_notes.keys.envelope import Malformed, pad, unpad

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipt_notes.keys.identity import Member

OWN, SHARED = 1, 3
_NONCE, _HANDLE = 12, 16
_COMMITTED = 1 + 16
_OWN_HEAD = _COMMITTED + _NONCE
_SHARED_HEAD = _COMMITTED + _HANDLE + _NONCE
_HEADS = {bytes([OWN]): _OWN_HEAD, bytes([SHARED]): _SHARED_HEAD}
"""How many bytes stand before the sealed text, by kind."""
_Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Key = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Epoch = Annotated[int, msgspec.Meta(ge=1, lt=2**32)]
EpochKeys = Annotated[dict[_Epoch, _Key], msgspec.Meta(min_length=1)]
"""Keys by epoch, as hex digits."""


class _Said(msgspec.Struct, frozen=True):
    """The JSON inside: ids and keys as hex digits, keys by epoch."""

    client: _Id
    code: str
    name: str
    keys: EpochKeys

    def __repr__(self) -> str:
        """Shows no key, code or name."""
        return "<Said>"


_decoder = msgspec.json.Decoder(_Said)


class _Row(Protocol):
    """A row of keys."""

    @property
    def blob(self) -> bytes: ...


_RowT = TypeVar("_RowT", bound=_Row)


class Grant:
    """A client's keys: `client` is 16 bytes, `keys` maps an epoch to 32 bytes. `is_shared`: colleagues have them too."""

    __slots__ = ("client", "code", "is_shared", "keys", "name")

    def __init__(
        self, client: bytes, keys: dict[int, bytes], code: str, name: str, *, is_shared: bool = False
    ) -> None:
        """Hold what a grant says."""
        self.client, self.keys, self.code, self.name, self.is_shared = client, keys, code, name, is_shared

    def __repr__(self) -> str:
        """Shows no key, code or name."""
        return f"<Grant {self.client.hex()[:8]}>"


def new_client_key() -> bytes:
    """A random client key (256 bits)."""
    return os.urandom(KEY)


def with_new_key(grant: Grant, epoch: int) -> Grant:
    """The same grant with a new key for what is written from an epoch on."""
    keys = {**grant.keys, epoch: new_client_key()}
    return Grant(grant.client, keys, grant.code, grant.name, is_shared=grant.is_shared)


def said_of(grant: Grant) -> bytes:
    """The JSON inside a grant."""
    keys = {epoch: key.hex() for epoch, key in grant.keys.items()}
    return msgspec.json.encode(_Said(grant.client.hex(), grant.code, grant.name, keys))


def grant_of(data: bytes, *, is_shared: bool) -> Grant:
    """The grant that the JSON inside one says. ValueError or RecursionError when it is none."""
    said = _decoder.decode(data)
    keys = {epoch: bytes.fromhex(key) for epoch, key in said.keys.items()}
    return Grant(bytes.fromhex(said.client), keys, said.code, said.name, is_shared=is_shared)


def seal_own_grant(grant: Grant, *, member: Member, vault: bytes) -> tuple[bytes, bytes]:
    """(tag, blob) of a grant to oneself, with a handle when it is shared."""
    tag, nonce = member.index_tag(grant.code), os.urandom(_NONCE)
    kind, handle = (SHARED, grant_handle(grant.keys, member.id)) if grant.is_shared else (OWN, b"")
    bound_to = _bound(vault, member.id, tag) + handle
    sealed = member.grant_cipher.encrypt(nonce, pad(said_of(grant)), bound_to)
    return tag, bytes([kind]) + member.grant_commitment + handle + nonce + sealed


def open_own_grant(blob: bytes, *, tag: bytes, member: Member, vault: bytes) -> Grant:
    """The grant; Malformed when it was changed, moved, or is another member's."""
    head = _HEADS.get(blob[:1], 0)
    if not head or blob[1:_COMMITTED] != member.grant_commitment:
        raise Malformed(what="a grant")
    nonce, bound_to = (
        blob[head - _NONCE : head],
        _bound(vault, member.id, tag) + blob[_COMMITTED : head - _NONCE],
    )
    try:
        data = member.grant_cipher.decrypt(nonce, blob[head:], bound_to)
        return grant_of(unpad(data), is_shared=head == _SHARED_HEAD)
    except (InvalidTag, ValueError, RecursionError):
        raise Malformed(what="a grant") from None


def grant_handle(keys: Mapping[int, bytes], member: bytes) -> bytes:
    """The handle (16 bytes) of a member's grant of a shared client: whoever has the client's keys can tell it.

    It comes of the first of the keys, so it stays when later epochs begin, and it differs from member to member.
    """
    return derive(keys[min(keys)], b"ipt-notes grant handle", salt=member, length=_HANDLE)


def handle_of(blob: bytes) -> bytes | None:
    """The handle that a row of a grant shows; None when it has none."""
    if _HEADS.get(blob[:1]) != _SHARED_HEAD or len(blob) < _SHARED_HEAD:
        return None
    return blob[_COMMITTED : _COMMITTED + _HANDLE]


def shared_rows(rows: Iterable[_RowT], keys: Mapping[int, bytes], member: bytes) -> list[_RowT]:
    """Of the grants of a member (its id), those of the shared client with these keys; none is opened for it."""
    handle = grant_handle(keys, member)
    return [row for row in rows if handle_of(row.blob) == handle]


def _bound(vault: bytes, member: bytes, tag: bytes) -> bytes:
    return b"ipt-notes/grant " + vault + member + tag
