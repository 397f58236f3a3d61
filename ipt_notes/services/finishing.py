"""The ending in one sitting: sign, conclude, write the narrative, sign it, export. Each step asks first.

A step that is done already is passed over, so that an ending that was left half-way is taken up again by the same
command.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.course.vocabulary import EndType, NextStep, to_id, words
from ipt_notes.course.wording import local_day
from ipt_notes.errors import Refused
from ipt_notes.services import clients, foreseeing, signing, summarising
from ipt_notes.services.checking import check_chart
from ipt_notes.services.exchange import exporting
from ipt_notes.services.exchange.exporting import Exported
from ipt_notes.services.sittings import resuming
from ipt_notes.services.sittings.meanwhile import unjoined
from ipt_notes.services.sittings.sitting import NothingWritten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.checks.finding import Finding
    from ipt_notes.course.model import Session
    from ipt_notes.services.clients import Ending
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft


Member = TypeVar("Member", EndType, NextStep)


class Finished(Struct, frozen=True):
    """How far the ending came. `exported` is None when no document was written."""

    code: str
    is_concluded: bool
    is_summary_signed: bool
    exported: Exported | None


class EndingLeft(Refused):
    """The ending of {code} was left before its end; what is done stays done."""

    hint = "`ipt-notes finish {code}` takes it up again"


def finish(
    practice: Practice, code: str, ending: Ending, person: Person, write: Callable[[Draft], object]
) -> Finished:
    """Walk `person` through the ending; `write` opens the narrative's draft in an editor and saves it.

    EndingLeft when they say no to a step that the others need.
    """
    chart = practice.open(code)
    person.tell(_where_it_stands(chart))
    _tell_open(practice, chart, ending, person)
    _sign_notes(practice, chart, person)
    _conclude(practice, practice.read(chart.grant), ending, person)
    _write_narrative(practice, practice.read(chart.grant), person, write)
    exported = _export(practice, practice.read(chart.grant), person)
    summary = practice.read(chart.grant).course.summary
    return Finished(chart.code, True, bool(summary and summary.signature), exported)  # noqa: FBT003 - else EndingLeft


def _where_it_stands(chart: OpenChart) -> str:
    course = chart.course
    held = f"{len(course.attended)} of {course.planned} sessions held, {len(course.missed)} missed"
    return f"{chart.code}: {course.variant.name}, {held}"


def _tell_open(practice: Practice, chart: OpenChart, ending: Ending, person: Person) -> None:
    """What is open, or would be once the course is concluded: told while the notes can still be written."""
    found = foreseeing.foreseen_ending(practice, chart, ending)
    if chart.course.conclusion:
        found = tuple(one for one in check_chart(practice, chart).findings if one.is_open_error)
    if not found:
        return
    for line in told_open(found, is_concluded=chart.course.conclusion is not None):
        person.tell(line)
    if any(one.is_open_error for one in found) and not person.confirm("Go on all the same?", default=False):
        raise EndingLeft(code=chart.code)


def told_open(found: Sequence[Finding], *, is_concluded: bool) -> Iterator[str]:
    """Findings as lines, under what they mean for the ending."""
    if is_concluded:
        yield "Open errors; they stand against a final summary:"
    else:
        yield "Open once the course is concluded; errors stand against a final summary:"
    for finding in found:
        yield f"  {finding.severity} {finding.rule}: {finding.message}"


def _sign_notes(practice: Practice, chart: OpenChart, person: Person) -> None:
    unsigned = chart.course.unsigned
    if unsigned:
        named = ", ".join(_named(practice, session) for session in unsigned)
        if person.confirm(f"Not signed: session {named}. Sign now?"):
            signing.sign_notes(practice, chart.code, [each.number for each in unsigned], seen=chart)


def _named(practice: Practice, session: Session) -> str:
    """The session's number, who saved its note last where that was another, and what is not joined in it."""
    by = signing.named_if_other(practice, session.saved_by)
    told = [f"last saved by {by}"] if by else []
    told += [f"`## {heading}` is not joined" for heading in unjoined(session.text)]
    return f"{session.number} ({'; '.join(told)})" if told else str(session.number)


def _conclude(practice: Practice, chart: OpenChart, ending: Ending, person: Person) -> None:
    course = chart.course
    if course.conclusion:
        return
    said = clients.ended(course, ending, practice.settings.today)
    end_type = said.end_type or _chosen(person, "How did it end", EndType)
    next_step = said.next_step or _chosen(person, "What comes next", NextStep)
    if end_type is None or next_step is None:
        raise EndingLeft(code=chart.code)
    told = f"Conclude on {said.on}: {words(end_type)}, then {words(next_step)}?"
    if not person.confirm(told):
        raise EndingLeft(code=chart.code)
    clients.conclude(
        practice, chart.code, replace(ending, on=said.on, end_type=end_type, next_step=next_step)
    )


def _chosen(person: Person, question: str, kind: type[Member]) -> Member | None:
    """The member a typed word (or its beginning) means; None when nothing is typed."""
    person.tell(f"{question}? One of: {', '.join(words(member) for member in kind)}")
    while typed := person.line(question):
        near = [member for member in kind if member.startswith(to_id(typed))]
        if len(near) == 1:
            return near[0]
        person.tell(f"{typed!r} is none of them" if not near else f"that may be {' or '.join(near)}")
    return None


def _write_narrative(
    practice: Practice, chart: OpenChart, person: Person, write: Callable[[Draft], object]
) -> None:
    """A narrative that was saved before and is left unchanged goes on to be signed."""
    if chart.course.summary and chart.course.summary.signature:
        return
    kept = resuming.take_up(practice, chart, ("summary",), person)
    try:
        write(kept or summarising.summary_draft(practice, chart))
    except NothingWritten:
        if chart.course.summary is None:
            raise
    name = practice.member.name or "the therapist"
    if person.confirm(f"Sign the summary as {name}? It then stays as it is."):
        summarising.sign_summary(practice, chart.code)


def _export(practice: Practice, chart: OpenChart, person: Person) -> Exported | None:
    against = exporting.obstacles(practice, chart)
    if against:
        person.tell("A final document is not possible yet:")
        for line in against:
            person.tell(f"  {line}")
        if not person.confirm("Write a draft instead? Every page says that it is one."):
            return None
    elif not _is_wanted_again(chart, person):
        return None
    typed = person.line("Write the document to (- for nowhere)", str(_free_name(chart.code)))
    if not typed or typed == "-":
        return None
    path = Path(os.path.expanduser(typed))  # noqa: PTH111 - that of nobody stays as it is, as in a shell
    return exporting.export_termination(practice, chart.code, path, is_draft=bool(against))


def _is_wanted_again(chart: OpenChart, person: Person) -> bool:
    """Whether a final document is to be written, asked where one was before."""
    released = [each for each in chart.course.disclosures if each.what == exporting.TERMINATION]
    before = [each for each in released if not each.is_draft]
    if not before:
        return True
    on = local_day(before[-1].at)
    return bool(person.confirm(f"A final document was written on {on}. Another?", default=False))


def _free_name(code: str) -> Path:
    """A file name in this folder that is not taken, made from the code."""
    stem = re.sub(r"[^\w.-]+", "_", code).strip("._") or "client"
    names = [f"{stem}-summary.docx", *(f"{stem}-summary-{number}.docx" for number in range(2, 1000))]
    return next((path for path in map(Path, names) if not path.exists()), Path(names[-1]))
