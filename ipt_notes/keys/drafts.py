"""Seals what this machine keeps beside the vault: drafts, and what it remembers of a vault's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.keys.derive import unwrap, wrap
from ipt_notes.keys.envelope import Malformed, pad, unpad

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

_DRAFT = b"ipt-notes draft"
_STATE = b"ipt-notes state"


def seal_draft(member: Member, text: bytes, *, vault: bytes, name: bytes) -> bytes:
    """A draft's file; `name` is the sitting's id, which it is bound to."""
    return wrap(member.draft_key, pad(text), purpose=_DRAFT, bound_to=vault + name)


def open_draft(member: Member, blob: bytes, *, vault: bytes, name: bytes) -> bytes:
    """The draft's text; Malformed when the file was changed or is another's."""
    return _open(member.draft_key, blob, _DRAFT, vault + name)


def seal_state(member: Member, data: bytes, *, vault: bytes, name: bytes) -> bytes:
    """A file of what was seen of this vault."""
    return wrap(member.state_key, pad(data), purpose=_STATE, bound_to=vault + name)


def open_state(member: Member, blob: bytes, *, vault: bytes, name: bytes) -> bytes:
    """What was seen; Malformed when the file was changed or is another's."""
    return _open(member.state_key, blob, _STATE, vault + name)


def _open(key: bytes, blob: bytes, purpose: bytes, bound_to: bytes) -> bytes:
    data = unwrap(key, blob, purpose=purpose, bound_to=bound_to)
    if data is None:
        raise Malformed(what="A draft")
    return unpad(data)
