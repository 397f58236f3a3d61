"""`ipt-notes note cosign`: a supervisor signs what a trainee has signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.cli._note_sign import tell_gaps
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import app
from ipt_notes.course.wording import session_name, shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services import cosigning
from ipt_notes.services.cosigning import NotesCosigned, ToCosign


def _told(result: NotesCosigned) -> Iterable[str]:
    if not result.sessions:
        yield f"{result.code}: no note waits for your signature"
    else:
        numbers = ", ".join(map(str, result.sessions))
        yield f"{result.code}: co-signed session {numbers} as {result.signed_by}; a co-signature stays"


@frame.command(app, "note cosign", NotesCosigned, _told)
def cosign(
    code: Code,
    sessions: Annotated[list[int] | None, typer.Argument(metavar="[SESSION...]")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every note that waits for your signature.")] = False,
) -> NotesCosigned:
    """Sign as a supervisor what a trainee has signed. It can't be taken back."""
    if bool(sessions) == all_:
        raise UsageProblem(what="which notes are meant", hint="name their sessions, or give --all")
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        wanted = cosigning.to_cosign(practice, chart, sessions or None)
        tell_gaps([each.gaps for each in wanted])
        if wanted and not frame.here.as_json and _asked(wanted, practice.member.name) is False:
            raise cosigning.NothingCosigned
        return cosigning.cosign_notes(practice, chart, [each.gaps.session for each in wanted])


def _asked(wanted: list[ToCosign], name: str) -> bool | None:
    """Whether the person means it; None where nobody can be asked."""
    for each in wanted:
        added = f", {count(each.addenda, 'addendum', 'addenda')}" if each.addenda else ""
        signed = f"signed by {each.signed_by or 'the therapist'} on {shown_moment(each.signed_at)}"
        printing.aside(f"{session_name(each.gaps.session)}: {signed}{added}")
    return Keyboard().confirm(f"Co-sign as {name}? It can't be taken back", default=False)
