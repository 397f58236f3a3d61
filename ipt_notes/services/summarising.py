"""The narrative of the termination summary: scaffolded from the course, edited and signed by the therapist."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.errors import CourseConcluded, NoteChanged, NoteProblem, NotFound, Refused
from ipt_notes.services.signing import digest
from ipt_notes.services.sittings.drafting import client_of, guarded, how_to_resume, saved_as
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.trust.streams import new_id
from ipt_notes.services.writing import things

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.model import Summary
    from ipt_notes.services.practice import OpenChart, Practice


class SummaryState(Struct, frozen=True):
    """The narrative as it stands. `warnings` are what a reader may stumble over; they stand in nobody's way."""

    code: str
    revision: int
    is_signed: bool
    signed_by: str = ""
    signed_on: dt.date | None = None
    text: str = ""
    warnings: tuple[str, ...] = ()


class SummaryIsSigned(Refused):
    """The termination summary of {code} is signed and stays as it is."""

    hint = "export it with `ipt-notes export termination -o FILE.docx {code}`"


def summary_text(chart: OpenChart) -> str:
    """The narrative as saved, else one scaffolded from the course."""
    from ipt_notes.notes.summary import scaffold_summary

    summary = chart.course.summary
    return summary.text if summary else scaffold_summary(chart.course)


def summary_draft(practice: Practice, chart: OpenChart, text: str | None = None) -> Draft:
    """A sitting at the narrative, as it stands where no `text` is given; it knows the revision it starts from. SummaryIsSigned.

    A scaffold is true as it stands: the first sitting counts as written even when nothing is changed.
    """
    summary = chart.course.summary
    if summary and summary.signature:
        raise SummaryIsSigned(code=chart.code)
    return Draft(
        new_id(),
        chart.grant.client.hex(),
        chart.code,
        "summary",
        summary_text(chart) if text is None else text,
        practice.settings.clock(),
        course=chart.course.id,
        revision=summary.revision if summary else 0,
        is_whole=summary is None,
    )


def summary_problems(text: str) -> list[str]:
    """What stands in the way of reading the narrative, as lines with line numbers."""
    from ipt_notes.notes.problems import told
    from ipt_notes.notes.summary_reading import parse_summary

    return told([problem for problem in parse_summary(text).problems if problem.is_error], "summary.md")


def summary_warnings(text: str) -> tuple[str, ...]:
    """What is kept and wondered about, then the headings under which nothing is written."""
    from ipt_notes.notes.problems import told
    from ipt_notes.notes.summary_reading import parse_summary

    parsed = parse_summary(text)
    found = told([problem for problem in parsed.problems if not problem.is_error], "summary.md")
    if parsed.unanswered:
        blank = ", ".join(parsed.unanswered)
        found.append(f'still blank: {blank} (the document shows what the chart holds, else "Not recorded.")')
    return tuple(found)


def save_summary(practice: Practice, draft: Draft) -> SummaryState:
    """Save the narrative as its next revision. NoteProblem, NoteChanged and SummaryIsSigned keep the draft."""
    how = how_to_resume(draft)

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        summary = chart.course.summary
        if draft.course not in ("", chart.course.id):
            raise CourseConcluded(code=chart.code)
        if summary and summary.signature:
            raise SummaryIsSigned(code=chart.code)
        if saved_as(chart, draft) or (summary and summary.text == draft.text):
            return ()
        if (summary.revision if summary else 0) != draft.revision:
            raise NoteChanged(code=chart.code, what="the summary", draft=how)
        return [r.SummarySaved(chart.course.id, draft.revision + 1, draft.text, draft.id)]

    with guarded(practice, draft):
        errors = summary_problems(draft.text)
        if errors:
            raise NoteProblem(count=things(len(errors)), draft=how, details=tuple(errors))
        chart = practice.write(client_of(practice, draft), decide)
    return summary_state(chart)


def saved_summary(chart: OpenChart) -> Summary:
    """The chart's narrative; NotFound before it is first saved."""
    if chart.course.summary is None:
        raise NotFound(
            what=f"the termination summary of {chart.code}",
            hint=f"write it with `ipt-notes summary edit {typed(chart.code)}`",
        )
    return chart.course.summary


def summary_state(chart: OpenChart) -> SummaryState:
    """The narrative as it stands; NotFound before it is first saved."""
    summary = saved_summary(chart)
    by = summary.signature.by if summary.signature else ""
    on = summary.signature.at.date() if summary.signature else None
    warnings = () if summary.signature else summary_warnings(summary.text)
    return SummaryState(chart.code, summary.revision, bool(summary.signature), by, on, summary.text, warnings)


def sign_summary(practice: Practice, code: str, *, by_prefix: bool = False) -> SummaryState:
    """Sign the narrative. Refused before the conclusion, or when it is signed.

    Unanswered prompts do not stand in the way; the state that is returned names their headings.
    """

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        summary = saved_summary(chart)
        if summary.signature:
            raise SummaryIsSigned(code=chart.code)
        if not chart.course.conclusion:
            raise Refused(
                what=f"the course of {chart.code} is not concluded",
                hint=f"`ipt-notes client conclude {typed(chart.code)}` comes first",
            )
        return [
            r.SummarySigned(chart.course.id, summary.revision, digest(summary.text), practice.member.name)
        ]

    state = summary_state(practice.write(practice.find(code, by_prefix=by_prefix), decide))
    return replace(state, warnings=summary_warnings(state.text))
