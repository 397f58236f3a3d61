"""The drafts that are kept on this computer, as a person lists, reads and throws them away.

That is the way to one whose chart is gone: no other command opens it, and its text is left nowhere else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.services.sittings import drafting, drafts
from ipt_notes.services.sittings.rescuing import rescue

if TYPE_CHECKING:
    from collections.abc import Collection

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

_SHORTEST, _SHOWN = 4, 8


class KeptDraft(Struct, frozen=True):
    """A draft: `what` tells it from another without its words, `at` (UTC) is when it was kept last.

    `id` are 8 hex digits. `how` opens it again; where `is_chart_gone` (the client was erased, or this member's access was
    taken back) it shows the text, which can't be saved any more.
    """

    id: str
    code: str
    what: str
    at: dt.datetime
    is_chart_gone: bool
    how: str


class DraftList(Struct, frozen=True):
    """The drafts on this computer that no living program writes at, the oldest first."""

    drafts: tuple[KeptDraft, ...]


class DraftText(Struct, frozen=True):
    """One of them with what was typed; `is_discarded`: it was thrown away just now, and `text` is left out."""

    draft: KeptDraft
    text: str
    is_discarded: bool = False


def list_drafts(practice: Practice) -> DraftList:
    """Every draft, those too that an editor left in memory."""
    rescue(practice)
    found = drafts.left(practice)
    codes = codes_by_client(practice) if found else {}
    return DraftList(tuple(_told(practice, draft, codes) for draft in found))


def codes_by_client(practice: Practice) -> dict[str, str]:
    """The code by which this member finds each client, by the client's id as in a draft."""
    return {grant.client.hex(): grant.code for grant in practice.grants()}


def is_gone(practice: Practice, draft: Draft, clients: Collection[str]) -> bool:
    """Whether the draft is of no client whom this member finds; never where one of those could not be read."""
    return draft.client not in clients and not practice.damage


def how_to_read(draft: Draft) -> str:
    """The command that shows a draft which none opens any more."""
    return f"ipt-notes note drafts {draft.id[:_SHOWN]}"


def why_gone(practice: Practice) -> str:
    """What may have become of a client whom this member does not find."""
    return "erased, or your access was taken back" if practice.is_shared else "erased"


def draft_text(practice: Practice, wanted: str) -> DraftText:
    """The draft whose id begins so (at least 4 hex digits). NotFound; UsageProblem where several do."""
    draft = _found(practice, wanted)
    return DraftText(_told(practice, draft, codes_by_client(practice)), draft.text)


def discard_draft(practice: Practice, wanted: str) -> DraftText:
    """Throw a draft away, for good. The errors of `draft_text`."""
    draft = _found(practice, wanted)
    told = _told(practice, draft, codes_by_client(practice))
    drafts.discard(practice, draft.id)
    return DraftText(told, "", is_discarded=True)


def _found(practice: Practice, wanted: str) -> Draft:
    rescue(practice)
    digits = wanted.strip().lower()
    is_long = len(digits) >= _SHORTEST
    found = {each.id: each for each in drafts.left(practice) if is_long and each.id.startswith(digits)}
    if not found:
        raise NotFound(what=f"the draft {wanted!r}", hint="`ipt-notes note drafts` shows their ids")
    if len(found) > 1:
        raise UsageProblem(what=f"{len(found)} drafts begin with {wanted!r}", hint="type more of the id")
    return next(iter(found.values()))


def _told(practice: Practice, draft: Draft, codes: dict[str, str]) -> KeptDraft:
    gone = is_gone(practice, draft, codes)
    how = how_to_read(draft) if gone else drafting.command(draft, codes.get(draft.client, draft.code))
    what = drafting.told(practice, draft)
    return KeptDraft(draft.id[:_SHOWN], codes.get(draft.client, draft.code), what, draft.at, gone, how)
