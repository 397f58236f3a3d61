"""The narrative of the termination summary: scaffolded from the course, edited and signed by the therapist."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.signatures import digest_of
from ipt_notes.course.wording import local_day
from ipt_notes.errors import CourseConcluded, NoteChanged, NoteProblem, NotFound, Refused
from ipt_notes.services.cosigning import require_new, require_supervisor
from ipt_notes.services.signing import is_trainee, named_if_other
from ipt_notes.services.sittings.drafting import client_of, guarded, how_to_resume, require_writer, saved_as
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.sittings.meanwhile import HERE, saved_by
from ipt_notes.services.trust.streams import new_id
from ipt_notes.services.writing import things

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.model import Summary
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


_BOTH = ("it opens with both texts",)


class SummaryState(Struct, frozen=True):
    """The narrative as it stands. `warnings` are what a reader may stumble over; they stand in nobody's way.

    `begun_by` names who began it, where another signed it.
    """

    code: str
    revision: int
    is_signed: bool
    signed_by: str = ""
    signed_on: dt.date | None = None
    text: str = ""
    warnings: tuple[str, ...] = ()
    awaits_cosignature: bool = False
    cosigned_by: tuple[str, ...] = ()
    begun_by: str = ""


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
    require_writer(practice, chart)
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
            by = saved_by(practice, summary) if summary else HERE
            raise NoteChanged(code=chart.code, what="the summary", by=by, draft=how, details=_BOTH)
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
    signed = summary.signature
    return SummaryState(
        chart.code,
        summary.revision,
        signed is not None,
        signed.by if signed else "",
        local_day(signed.at) if signed else None,
        summary.text,
        () if signed else summary_warnings(summary.text),
        summary.awaits_cosignature,
        tuple(each.by for each in summary.cosignatures),
        signed.begun_by if signed else "",
    )


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
        name, begun_by = practice.member.name, named_if_other(practice, summary.begun_by)
        awaits, digest = is_trainee(practice), digest_of(summary.text)
        return [r.SummarySigned(chart.course.id, summary.revision, digest, name, awaits, begun_by)]

    state = summary_state(practice.write(practice.find(code, by_prefix=by_prefix), decide))
    return replace(state, warnings=summary_warnings(state.text))


def cosign_summary(practice: Practice, seen: OpenChart) -> SummaryState:
    """Co-sign the signed narrative. Refused before it is signed, for the member's own, without the role, and twice."""

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        require_supervisor(practice, chart)
        summary = cosignable(practice, chart)
        digest, name = digest_of(summary.text), practice.member.name
        return [r.SummaryCosigned(chart.course.id, summary.revision, digest, name)]

    return summary_state(practice.write(seen.grant, decide))


def cosignable(practice: Practice, chart: OpenChart) -> Summary:
    """The narrative, if this member may co-sign it; NotFound, Refused."""
    require_supervisor(practice, chart)
    summary = saved_summary(chart)
    if not summary.signature:
        raise Refused(
            what=f"the summary of {chart.code} is not signed yet",
            hint="whoever wrote it signs first, then it can be co-signed",
        )
    require_new(practice, summary, f"the summary of {chart.code}")
    return summary
