"""A draft in words, and the guard that keeps one when its save fails."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipt_notes.errors import IptNotesError
from ipt_notes.services import drafts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.practice import Practice


@contextmanager
def guarded(practice: Practice, draft: Draft) -> Iterator[None]:
    """Remove the draft when what is done inside is done; keep it, and say so, when it fails for whatever reason."""
    try:
        yield
    except IptNotesError as error:
        drafts.keep(practice, draft)
        if "draft" not in error.fields:
            error.details = (*error.details, f"the text is kept as a draft: {how_to_resume(draft)}")
        raise
    except BaseException:
        drafts.keep(practice, draft)
        raise
    drafts.discard(practice, draft.id)


def command(draft: Draft) -> str:
    """The command that opens a draft again."""
    return f"ipt-notes {'summary edit' if draft.kind == 'summary' else 'write'} {draft.code}"


def how_to_resume(draft: Draft) -> str:
    """How a draft is opened again, in words."""
    return f"`{command(draft)}` opens it again"


def named(draft: Draft) -> str:
    """What a draft is of: "session 3", "a new note", "the termination summary"."""
    match draft.kind:
        case "summary":
            return "the termination summary"
        case "note":
            return "a new note" if draft.session is None else f"session {draft.session}"
        case "addendum":
            return f"an addendum to session {draft.session}"
        case _:
            return f"a {draft.kind}"
