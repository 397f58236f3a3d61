"""The termination summary as a Word document, in sixteen parts.

A pure function: the course is first reduced to the audience (`export.given`), and every part is written from what is left;
a part with nothing to say to it is left out, heading and all. The bytes depend on the course, the narrative, the
therapist's name and key, the audience, the paper or letterhead and the date of the conclusion alone, never on today or on
earlier exports. Private notes and scripts are left out by construction. The names the chart knows and the lines of its scripts are taken out of every text (`course.discretion`);
what a therapist quotes elsewhere stands as typed. What there is no data for is said to be not recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.wording import shown_date
from ipt_notes.export import _closing, _measures, _opening, _signature, _work
from ipt_notes.export._material import Material
from ipt_notes.export._package import DRAFT_MARK, Frame, package
from ipt_notes.export._wordml import bullet, heading, paragraph
from ipt_notes.export.audiences import FULL, Audience, Content, find_audience
from ipt_notes.export.paper import A4, find_paper

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ipt_notes.course.model import Course
    from ipt_notes.export.stationery import Letterhead

TITLE = "Termination summary"
PARTS: tuple[tuple[str, Callable[[Material], list[str]]], ...] = (
    ("Client and therapist", _opening.client_and_therapist),
    ("Referral", _opening.referral),
    ("Dates and sessions", _opening.dates_and_sessions),
    ("How the treatment ended", _opening.ending),
    ("Presenting problem and diagnosis", _opening.diagnosis),
    ("Formulation, focus and goals", _work.focus_and_formulation),
    ("Course of treatment", _work.treatment),
    ("Measures", _measures.measures),
    ("Goals, functioning and relationships", _work.goals_and_relationships),
    ("Risk at the end", _closing.risk),
    ("Medication as reported", _closing.medication),
    ("The client's account and what remains", _closing.account),
    ("Warning signs and plan", _closing.warning_signs),
    ("Ending, next step and return", _closing.next_step),
    ("Recipients and authorisation", _signature.recipients),
    ("Signature", _signature.signature),
)
"""The parts in their order. A part's number is its place among those that are written: in a full summary all are."""
_NARROWER = (
    ("Formulation, focus and goals", Content.FORMULATION, "Focus and goals"),
    ("Focus and goals", Content.GOALS, "Problem area"),
    ("Goals, functioning and relationships", Content.PEOPLE, "Goals and functioning"),
    ("The client's account and what remains", Content.ACCOUNT, "What remains"),
    ("Ending, next step and return", Content.RESPONSE, "Next step and return"),
)
"""(title, what it promises, its title where that is withheld)."""


def render(
    course: Course,
    *,
    narrative: Mapping[str, str],
    therapist: str,
    audience: str = "full",
    paper: str = A4.id,
    signing_key: bytes = b"",
    draft_findings: Sequence[str] | None = None,
    letterhead: Letterhead | None = None,
) -> bytes:
    """The .docx of a course. `narrative` is heading -> Markdown (a `###` inside becomes a heading of its own).

    `signing_key` is the Ed25519 public key of whoever signed, b"" where it is not known. `draft_findings` makes it a
    draft: every page says so, and the findings stand at the top. A `letterhead` has its own paper. UsageProblem for an
    unknown audience or paper.
    """
    reader, sheet = find_audience(audience), find_paper(paper)
    material = Material(course, narrative, therapist, signing_key, reader)
    body = [heading(TITLE, 0), paragraph(_subtitle(course), "SubtitleLine"), *_copy_notice(reader)]
    body += _draft_notice(material, draft_findings)
    for number, (title, lines) in enumerate(_written(material), 1):
        body += [heading(f"{number}. {title}", 1), *lines]
    title = f"{TITLE}: {course.client.code}"
    is_draft = draft_findings is not None
    footer = f"{TITLE} · {course.client.code} · {shown_date(dated(course))}"
    footer += f" · copy for {reader.reader}" if reader.reader else ""
    frame = Frame(title, footer, therapist, dated(course), is_draft, sheet, letterhead)
    return package(body, frame, material.charts)


def _written(material: Material) -> Iterator[tuple[str, list[str]]]:
    """(title, lines) of every part that says something to the audience."""
    for title, write in PARTS:
        if lines := write(material):
            yield _narrowed(title, material.audience), lines


def _narrowed(title: str, reader: Audience) -> str:
    """A part's title, without what is withheld."""
    for promised, content, narrower in _NARROWER:
        if title == promised and content not in reader.holds:
            title = narrower
    return title


def _copy_notice(reader: Audience) -> list[str]:
    """For whom this copy is, and that it is not all of the summary."""
    if reader is FULL:
        return []
    told = [f"Copy for {reader.reader}."]
    if Content.IDENTITY not in reader.holds:
        told.append("The client's name and date of birth are left out.")
    if not reader.has_whole_narrative:
        told.append("It holds a part of the summary; the rest is left out.")
    return [paragraph(" ".join(told), "SourceNote")]


def dated(course: Course) -> dt.date:
    """The day the document is of: the conclusion, before it the last session, before that the start."""
    if course.conclusion:
        return course.conclusion.on
    return max((session.date for session in course.sessions), default=course.start)


def _subtitle(course: Course) -> str:
    return f"{course.client.code} · {course.variant.name} · {shown_date(dated(course))}"


def _draft_notice(material: Material, findings: Sequence[str] | None) -> list[str]:
    if findings is None:
        return []
    told = material.held(Content.FINDINGS, *(bullet(material.discreet(finding)) for finding in findings))
    intro = (
        "Open findings:" if told else f"Open findings: {len(findings)}." if findings else "No open findings."
    )
    return [paragraph(DRAFT_MARK, "DraftNotice"), paragraph(intro), *told]
