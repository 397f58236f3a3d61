"""Seals drafts: text that this machine keeps beside the vault until it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.keys.derive import unwrap, wrap
from ipt_notes.keys.envelope import Malformed, pad, unpad

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

_PURPOSE = b"ipt-notes draft"


def seal_draft(member: Member, text: bytes, *, vault: bytes, name: bytes) -> bytes:
    """A draft's file; `name` is the sitting's id, which it is bound to."""
    return wrap(member.draft_key, pad(text), purpose=_PURPOSE, bound_to=vault + name)


def open_draft(member: Member, blob: bytes, *, vault: bytes, name: bytes) -> bytes:
    """The draft's text, also under an earlier draft key; Malformed when the file was changed or is another's."""
    for keys in reversed(member.generations):
        text = unwrap(keys.draft_key, blob, purpose=_PURPOSE, bound_to=vault + name)
        if text is not None:
            return unpad(text)
    raise Malformed(what="a draft")
