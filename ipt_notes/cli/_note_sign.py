"""`ipt-notes note`: sign and amend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec.structs import replace

from ipt_notes.checks.gate import named_sessions
from ipt_notes.cli import frame, printing, typing_in
from ipt_notes.cli._note_write import told_saved
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import EditorChoice, From, Number, app
from ipt_notes.course.wording import session_name, shown_date
from ipt_notes.errors import UsageProblem
from ipt_notes.services import signing
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.practice import Practice
from ipt_notes.services.signing import NotesSigned, Unsigned
from ipt_notes.services.sittings.drafting import require_writer
from ipt_notes.services.writing import NoteSaved


def told_signed(result: NotesSigned) -> Iterable[str]:
    """What was signed, in words."""
    if not result.sessions and not result.left:
        yield f"{result.code}: every note is signed already"
    elif result.sessions:
        numbers, who = ", ".join(map(str, result.sessions)), result.signed_by or "the therapist"
        more = "it only grows" if len(result.sessions) == 1 else "they only grow"
        yield f"{result.code}: signed session {numbers} as {who}; from here on {more} by addenda"
    if result.waits_for:
        yield f"{result.code}: waits for the signature of {result.waits_for}"
    if result.left:
        named = named_sessions(result.left)
        yield f"{result.code}: not signed, for another member saved it last: {named}; name a session to sign it"


@frame.command(app, "note sign", NotesSigned, told_signed)
def sign(
    code: Code,
    session: Number = None,
    all_: Annotated[bool, typer.Option("--all", help="Every note that is not signed yet.")] = False,
) -> NotesSigned:
    """Sign a note: it stays as it is, and only grows by addenda."""
    if all_ and session is not None:
        raise UsageProblem(what="a session and --all", hint="give one of them")
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        require_writer(practice, chart)
        own = [each.number for each in signing.own_unsigned(practice, chart)]
        numbers = own if all_ else [session if session is not None else signing.last_own(practice, chart)]
        _ask_before(practice, chart, numbers)
        return signing.sign_notes(practice, chart.code, numbers, seen=chart)


def _ask_before(practice: Practice, chart: OpenChart, numbers: list[int]) -> None:
    """Tell the open errors of what is to be signed. At a terminal also what it is and what it lacks, and ask.

    NothingSigned when the person would rather not.
    """
    for note in chart.course.unsigned:
        if note.number in numbers:
            signing.require_assessed(chart, note)
    wanted = signing.unsigned_of(practice, chart, numbers)
    tell_gaps(wanted)
    if not frame.is_at_terminal() or frame.here.as_json:
        return
    is_complete = not any(each.blank or each.findings or each.begun_by or each.unjoined for each in wanted)
    if not is_complete and not Keyboard().confirm("Sign all the same?", default=False):
        raise signing.NothingSigned


def tell_gaps(wanted: Iterable[Unsigned]) -> None:
    """What nobody joined yet and the open errors of what is to be signed; at a terminal also what each note lacks, and
    who began it.
    """
    wanted = list(wanted)
    for each in wanted:
        for heading in each.unjoined:
            printing.aside(
                f"{session_name(each.session)}: two texts stand in it, not joined yet: see `## {heading}` at its end"
            )
    for finding in (finding for each in wanted for finding in each.errors):
        printing.aside(f"session {finding.session}: error {finding.rule}: {finding.message}")
    if frame.is_at_terminal() and not frame.here.as_json:
        for each in wanted:
            by = f", begun by {each.begun_by}" if each.begun_by else ""
            printing.aside(f"{session_name(each.session)} of {shown_date(each.date)}{by}: {_told_gaps(each)}")


def _told_gaps(each: Unsigned) -> str:
    told = []
    if each.blank:
        empty = "1 section empty" if len(each.blank) == 1 else f"{len(each.blank)} sections empty"
        told.append(f"{empty} ({', '.join(each.blank)})")
    if each.findings:
        told.append(f"open in `check`: {', '.join(dict.fromkeys(one.rule for one in each.findings))}")
    return "; ".join(told) or "nothing is left open"


@frame.command(app, "note amend", NoteSaved, told_saved)
def amend(
    code: Code,
    session: Annotated[int, typer.Argument(metavar="SESSION")],
    reason: Annotated[str, typer.Option(help="Why it is added now.")] = "",
    from_: From = None,
    editor: EditorChoice = None,
) -> NoteSaved:
    """Add a signed addendum to a signed note."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        signing.amendable(chart, session)
        why = typing_in.asked_reason(reason, "Why is it added now")
        draft = signing.addendum_draft(practice, chart, session, why)
        draft = replace(draft, text=typing_in.read_text(from_)) if from_ else draft
        return (
            signing.save_addendum(practice, draft, seen=chart)
            if from_
            else typing_in.write_addendum(practice, draft, editor)
        )
