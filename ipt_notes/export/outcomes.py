"""Outcomes for practice audit: a line a concluded course with no name, code or day in it; and what the lines add up to.

Recovery and reliable change are those of `measures.recovery` (NHS Talking Therapies over PHQ-9 and GAD-7) and
`measures.outcome`. In sums, counts from 1 to 4 are held back, as are those that leave 1 to 4 over: one could find the
person. Pure.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.course.vocabulary import EndType
from ipt_notes.measures.outcome import outcomes
from ipt_notes.measures.recovery import recovery

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.course.model import Course
    from ipt_notes.measures.outcome import Outcome

FEWEST = 5
"""A count below this, but 0, could point to a person."""
NOT_RECORDED = "not_recorded"
ALL = "all"


class OutcomeRow(Struct, frozen=True):
    """A concluded course. `client` is a pseudonym, `course` its number among the client's, `year` that of its end.

    First and last totals are null where there are none; the four claims are null until both measures were taken twice,
    and `is_recovered` where there was nothing to recover from (below both cut-offs at the start).
    """

    client: str
    course: int
    variant: str
    year: int
    problem_area: str
    planned: int
    attended: int
    missed: int
    end_type: str
    next_step: str
    phq9_first: float | None
    phq9_last: float | None
    phq9_change: str
    gad7_first: float | None
    gad7_last: float | None
    gad7_change: str
    is_case_at_start: bool | None
    is_recovered: bool | None
    is_reliably_improved: bool | None
    is_reliably_recovered: bool | None


class Part(Struct, frozen=True):
    """So many of so many; `count` is null where it is held back."""

    count: int | None
    of: int

    @property
    def percent(self) -> int | None:
        """In whole percent; None where it is held back, or of nothing."""
        return None if self.count is None or not self.of else round(100 * self.count / self.of)


class OutcomeSum(Struct, frozen=True):
    """What the courses of a problem area come to (`area` "all": of every one).

    Of an area with fewer than five courses only `area` and `is_small` are told. `sessions` is the median attended.
    `recovered` counts of those who were a case at the start, `reliably_improved` of those with both measures twice.
    """

    area: str
    is_small: bool
    courses: int | None = None
    sessions: float | None = None
    endings: dict[str, Part] = {}
    recovered: Part | None = None
    reliably_improved: Part | None = None
    reliably_recovered: Part | None = None


def outcome_row(course: Course, pseudonym: str, number: int) -> OutcomeRow:
    """The line of a concluded course."""
    assert course.conclusion
    found = {one.measure.id: one for one in outcomes(course) if one.measure}
    pair, end = recovery(course), course.conclusion
    is_case = pair.is_case_at_start if pair else None
    return OutcomeRow(
        pseudonym,
        number,
        course.variant.id,
        end.on.year,
        course.focus.area if course.focus else NOT_RECORDED,
        course.planned,
        len(course.attended),
        len(course.missed),
        end.end_type or NOT_RECORDED,
        end.next_step or NOT_RECORDED,
        *_moved(found.get("phq9")),
        *_moved(found.get("gad7")),
        is_case,
        pair.is_recovered if pair and is_case else None,
        pair.is_reliably_improved if pair else None,
        pair.is_reliably_recovered if pair and is_case else None,
    )


def _moved(one: Outcome | None) -> tuple[float | None, float | None, str]:
    """(first total, last total, class of the change); the last two are empty where it was taken once."""
    if one is None:
        return None, None, ""
    first, last = float(one.first.total or 0), float(one.last.total or 0)
    if not one.is_repeated:
        return first, None, ""
    return first, last, one.reliable_change.replace(" ", "_")


def as_csv(rows: Iterable[OutcomeRow]) -> bytes:
    """A table with a row of headings; yes, no, and nothing for what is not known."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(OutcomeRow.__struct_fields__)
    writer.writerows([_cell(value) for value in msgspec.structs.astuple(row)] for row in rows)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_json_lines(rows: Iterable[OutcomeRow]) -> bytes:
    """A JSON object a line."""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def sums(rows: Sequence[OutcomeRow]) -> tuple[OutcomeSum, ...]:
    """What each problem area comes to, and all of them together, which stand first."""
    areas = sorted({row.problem_area for row in rows})
    of_areas = (_sum(area, [row for row in rows if row.problem_area == area]) for area in areas)
    return (_sum(ALL, rows), *of_areas)


def _sum(area: str, rows: Sequence[OutcomeRow]) -> OutcomeSum:
    if len(rows) < FEWEST:
        return OutcomeSum(area, is_small=True)
    ended = {kind: sum(row.end_type == kind for row in rows) for kind in (*EndType, NOT_RECORDED)}
    return OutcomeSum(
        area,
        is_small=False,
        courses=len(rows),
        sessions=_median([row.attended for row in rows]),
        endings={str(kind): _part(count, len(rows)) for kind, count in ended.items() if count},
        recovered=_claim([row.is_recovered for row in rows]),
        reliably_improved=_claim([row.is_reliably_improved for row in rows]),
        reliably_recovered=_claim([row.is_reliably_recovered for row in rows]),
    )


def _claim(values: Iterable[bool | None]) -> Part | None:
    """Of how many a claim is true, among those of whom it is known; None where those are too few."""
    known = [value for value in values if value is not None]
    return _part(sum(known), len(known)) if len(known) >= FEWEST else None


def _part(count: int, of: int) -> Part:
    could_point = 0 < count < FEWEST or 0 < of - count < FEWEST
    return Part(None if could_point else count, of)


def _median(values: Iterable[int]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
