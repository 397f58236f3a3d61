"""The narrative of the termination summary: scaffolded from the course, edited and signed by the therapist."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations at run time
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.errors import NoteChanged, NoteProblem, NotFound, Refused
from ipt_notes.services import drafts
from ipt_notes.services.drafts import Draft
from ipt_notes.services.practice import new_id
from ipt_notes.services.writing import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.model import Summary
    from ipt_notes.services.practice import OpenChart, Practice


class SummaryState(Struct, frozen=True):
    """The narrative as it stands."""

    code: str
    revision: int
    is_signed: bool
    signed_by: str = ""
    signed_on: dt.date | None = None
    text: str = ""
    warnings: tuple[str, ...] = ()


class SummaryIsSigned(Refused):
    """The termination summary of {code} is signed and stays as it is."""

    hint = "export it with `ipt-notes export termination {code} -o FILE.docx`"


def summary_text(chart: OpenChart) -> str:
    """The narrative as saved, else one scaffolded from the course."""
    from ipt_notes.notes.summary import scaffold_summary

    summary = chart.course.summary
    return summary.text if summary else scaffold_summary(chart.course)


def summary_draft(practice: Practice, chart: OpenChart, text: str) -> Draft:
    """A sitting at the narrative; it knows the revision it starts from. SummaryIsSigned."""
    summary = chart.course.summary
    if summary and summary.signature:
        raise SummaryIsSigned(code=chart.code)
    return Draft(
        new_id(),
        chart.grant.client.hex(),
        chart.code,
        "summary",
        text,
        practice.settings.clock(),
        course=chart.course.id,
        revision=summary.revision if summary else 0,
    )


def open_draft(practice: Practice, chart: OpenChart) -> Draft:
    """The draft a broken sitting left, else the narrative as saved or scaffolded. SummaryIsSigned."""
    kept = [draft for draft in drafts.left(practice, chart.grant.client.hex()) if draft.kind == "summary"]
    return kept[-1] if kept else summary_draft(practice, chart, summary_text(chart))


def summary_problems(text: str) -> list[str]:
    """What stands in the way of reading the narrative, as lines with line numbers."""
    from ipt_notes.notes.parse import told
    from ipt_notes.notes.summary import parse_summary

    return told([problem for problem in parse_summary(text).problems if problem.is_error])


def save_summary(practice: Practice, draft: Draft) -> SummaryState:
    """Save the narrative as its next revision. NoteProblem, NoteChanged and SummaryIsSigned keep the draft."""
    errors = summary_problems(draft.text)
    if errors:
        drafts.keep(practice, draft)
        raise NoteProblem(count=f"{len(errors)} things", draft=_how(draft), details=tuple(errors))

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        summary = chart.course.summary
        if summary and summary.signature:
            raise SummaryIsSigned(code=chart.code)
        if summary and summary.text == draft.text:
            return ()
        if (summary.revision if summary else 0) != draft.revision:
            raise NoteChanged(code=chart.code, session="summary", draft=_how(draft))
        return [r.SummarySaved(chart.course.id, draft.revision + 1, draft.text)]

    try:
        chart = practice.write(practice.find(draft.code), decide)
    except (NoteChanged, SummaryIsSigned):
        drafts.keep(practice, draft)
        raise
    drafts.discard(practice, draft.id)
    return summary_state(chart)


def _how(draft: Draft) -> str:
    return f"`ipt-notes summary edit {draft.code}` opens it again"


def saved_summary(chart: OpenChart) -> Summary:
    """The chart's narrative; NotFound before it is first saved."""
    if chart.course.summary is None:
        raise NotFound(
            what=f"the termination summary of {chart.code}",
            hint=f"write it with `ipt-notes summary edit {chart.code}`",
        )
    return chart.course.summary


def summary_state(chart: OpenChart) -> SummaryState:
    """The narrative as it stands; NotFound before it is first saved."""
    summary = saved_summary(chart)
    by = summary.signature.by if summary.signature else ""
    on = summary.signature.at.date() if summary.signature else None
    return SummaryState(chart.code, summary.revision, bool(summary.signature), by, on, summary.text)


def sign_summary(practice: Practice, code: str, *, by_prefix: bool = False) -> SummaryState:
    """Sign the narrative. Refused before the conclusion, while it has unanswered prompts, or when it is signed."""

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        summary = saved_summary(chart)
        if summary.signature:
            raise SummaryIsSigned(code=chart.code)
        if not chart.course.conclusion:
            raise Refused(
                what=f"the course of {chart.code} is not concluded",
                hint=f"`ipt-notes client conclude {chart.code}` comes first",
            )
        return [
            r.SummarySigned(chart.course.id, summary.revision, digest(summary.text), practice.member.name)
        ]

    return summary_state(practice.write(practice.find(code, by_prefix=by_prefix), decide))
