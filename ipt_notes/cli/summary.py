"""`ipt-notes summary`: the narrative of the termination summary."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ipt_notes.cli import frame, printing, typing_in
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import EditorChoice, From
from ipt_notes.course.wording import joined
from ipt_notes.services import summarising
from ipt_notes.services.cosigning import NothingCosigned
from ipt_notes.services.sittings import resuming
from ipt_notes.services.summarising import SummaryState

app = frame.group("The termination summary's narrative: edit, show, sign, cosign.")


_INSTEAD = "opening the narrative as it is saved, or as the chart tells it"


def told_state(state: SummaryState) -> Iterable[str]:
    """How the narrative stands."""
    for warning in state.warnings:
        printing.aside(warning)
    yield f"{state.code}: summary, revision {state.revision}, {_told_signed(state)}"


def _told_signed(state: SummaryState) -> str:
    if not state.is_signed:
        return "not signed yet"
    told = f"signed by {state.signed_by or 'the therapist'} on {state.signed_on}"
    told += f" (begun by {state.begun_by})" if state.begun_by else ""
    if state.cosigned_by:
        told += f", co-signed by {joined(state.cosigned_by)}"
    return f"{told}; it waits for a supervisor's signature" if state.awaits_cosignature else told


@frame.command(app, "summary edit", SummaryState, told_state)
def edit(code: Code, from_: From = None, editor: EditorChoice = None) -> SummaryState:
    """Write the narrative. The first time it is scaffolded from the course."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        if from_:
            draft = summarising.summary_draft(practice, chart)
            return summarising.save_summary(practice, replace(draft, text=typing_in.read_text(from_)))
        typing_in.editor_choice(editor)
        kept = resuming.take_up(practice, chart, ("summary",), Keyboard(), otherwise=_INSTEAD)
        return typing_in.write_summary(practice, kept or summarising.summary_draft(practice, chart), editor)


def _told_text(state: SummaryState) -> Iterable[str]:
    yield printing.Prose(state.text)


@frame.command(app, "summary show", SummaryState, _told_text)
def show(code: Code) -> SummaryState:
    """Show the narrative as it is saved. Before that, what it would start from."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        if chart.course.summary:
            return summarising.summary_state(chart)
        printing.aside("nothing is saved yet; this is what `summary edit` starts from")
        return SummaryState(chart.code, 0, is_signed=False, text=summarising.summary_text(chart))


@frame.command(app, "summary sign", SummaryState, told_state)
def sign(code: Code) -> SummaryState:
    """Sign the narrative. It stays as it is, and the final export is possible."""
    with frame.practice() as practice:
        return summarising.sign_summary(practice, practice.find(code, by_prefix=frame.is_at_terminal()).code)


@frame.command(app, "summary cosign", SummaryState, told_state)
def cosign(code: Code) -> SummaryState:
    """Sign a trainee's signed narrative as their supervisor. It can't be taken back."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        signed = summarising.cosignable(practice, chart).signature
        for warning in summarising.summary_warnings(
            chart.course.summary.text if chart.course.summary else ""
        ):
            printing.aside(warning)
        by = signed.by if signed else ""
        question = f"Co-sign the summary that {by} signed, as {practice.member.name}? It can't be taken back"
        if Keyboard().confirm(question, default=False) is False:
            raise NothingCosigned
        return summarising.cosign_summary(practice, chart)
