"""`ipt-notes note drafts`: list what was typed and not saved, show one, throw one away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import app
from ipt_notes.course.wording import capital, shown_moment
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.services.practice import Practice
from ipt_notes.services.sittings import kept_drafts
from ipt_notes.services.sittings.kept_drafts import DraftList, DraftText, KeptDraft


def _told(result: DraftList | DraftText) -> Iterable[str]:
    yield from _told_list(result) if isinstance(result, DraftList) else _told_text(result)


def _told_list(result: DraftList) -> Iterable[str]:
    if not result.drafts:
        yield "No drafts are kept on this computer."
    for draft in result.drafts:
        yield _line(draft)
        yield f"  {draft.how}"
    if any(draft.is_chart_gone for draft in result.drafts):
        yield "What can't be saved any more stays here until you throw it away: ipt-notes note drafts ID --discard"


def _line(draft: KeptDraft) -> str:
    gone = "; the chart is gone" if draft.is_chart_gone else ""
    return f"{draft.id}  {draft.code}  {draft.what}, kept on {shown_moment(draft.at)}{gone}"


def _told_text(result: DraftText) -> Iterable[str]:
    draft = result.draft
    if result.is_discarded:
        yield f"{draft.code}: {draft.what} is thrown away"
        return
    printing.aside(f"{draft.code}: {draft.what} was kept on {shown_moment(draft.at)}")
    yield printing.Prose(result.text)
    if draft.is_chart_gone:
        printing.aside("The chart is gone: this can't be saved, and is on this computer alone.")
        printing.aside(f"To throw it away: ipt-notes note drafts {draft.id} --discard")
    else:
        printing.aside(f"To go on with it: {draft.how}")


@frame.command(app, "note drafts", DraftList | DraftText, _told)
def drafts(
    draft: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Show this one; without one they are listed.")
    ] = None,
    discard: Annotated[bool, typer.Option("--discard", help="Throw it away, for good.")] = False,
) -> DraftList | DraftText:
    """List drafts; show one, or throw it away.

    A draft is what you typed on this computer and did not save. The list names the command that goes on with it. One whose client was erased, or is not shared with you
    any more, can't be saved: read it here, and throw it away. Until then its text stays on this computer, encrypted.
    """
    if discard and draft is None:
        raise UsageProblem(what="it is not said which draft", hint="name its ID: `ipt-notes note drafts`")
    with frame.practice() as practice:
        if draft is None:
            return kept_drafts.list_drafts(practice)
        if not discard:
            return kept_drafts.draft_text(practice, draft)
        _require_meant(practice, draft)
        return kept_drafts.discard_draft(practice, draft)


def _require_meant(practice: Practice, draft: str) -> None:
    """Let a person think again. In a script nobody is asked: --discard says it."""
    found = kept_drafts.draft_text(practice, draft).draft
    question = f"Throw away {found.what} of {found.code}? Its text is kept nowhere else."
    if Keyboard().confirm(question, default=False) is False:
        raise Refused(what="nothing was thrown away", hint=f"{capital(found.what)} is kept as before")
