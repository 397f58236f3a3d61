"""`ipt-notes measure`: scores."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.client import Code, OnDate
from ipt_notes.cli.missed import told_recorded
from ipt_notes.course.note import ScoreLine
from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.services import events
from ipt_notes.services.events import Recorded
from ipt_notes.services.settings import read_date

app = frame.group("Scores such as PHQ-9 and GAD-7: add, list.")


class Taken(Struct, frozen=True):
    """A score; `band` is the measure's word for it, `change` the difference to the first one."""

    instrument: str
    name: str
    session: int
    on: dt.date
    total: float | None
    items: tuple[int, ...]
    band: str
    change: float | None


class ScoreList(Struct, frozen=True):
    """Every score of a client's latest course."""

    code: str
    scores: tuple[Taken, ...]


@frame.command(app, "measure add", Recorded, told_recorded)
def add(
    code: Code,
    name: Annotated[str, typer.Argument(metavar="NAME", help="PHQ-9, GAD-7, or another tool's name.")],
    items: Annotated[str | None, typer.Option(metavar="1,2,...", help="The item scores in order.")] = None,
    total: Annotated[float | None, typer.Option(help="The total, where items were not written down.")] = None,
    on: OnDate = None,
) -> Recorded:
    """Add a measure that was taken outside a note."""
    from ipt_notes.measures.measure import find_measure

    if (items is None) == (total is None):
        raise UsageProblem(
            what="--items or --total", hint="give one of them, for example --items 2,2,3,2,1,1,2,0,0"
        )
    if total is not None and not math.isfinite(total):
        raise UsageProblem(what="--total is no number", hint="for example --total 16")
    if not name.strip() or not name.isprintable():
        raise UsageProblem(
            what="the measure's name is empty or can't be printed",
            hint="PHQ-9, GAD-7, or another tool's name",
        )
    measure = find_measure(name)
    if measure is None and items is not None:
        raise NotFound(
            what=f"the measure {name!r}", hint="PHQ-9 and GAD-7 take items; another tool takes --total"
        )
    line = ScoreLine(measure.id if measure else "other", _items(items or ""), total, "" if measure else name)
    with frame.practice() as practice:
        day = read_date(on, "--date") if on else practice.settings.today
        code = practice.find(code, by_prefix=frame.is_at_terminal()).code
        return events.add_measure(practice, code, day, line)


def _items(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise UsageProblem(
            what="--items holds something that is no number", hint="for example --items 2,2,3,2,1,1,2,0,0"
        ) from None


def _told(result: ScoreList) -> Iterable[str]:
    rows = [("measure", "session", "date", "total", "change", "band")]
    for taken in result.scores:
        total = "" if taken.total is None else f"{taken.total:g}"
        change = "" if taken.change is None else f"{taken.change:+g}"
        rows.append((taken.name, str(taken.session), str(taken.on), total, change, taken.band))
    yield from printing.table(rows) if result.scores else [f"{result.code} has no scores yet."]


@frame.command(app, "measure list", ScoreList, _told)
def list_(code: Code) -> ScoreList:
    """List the scores of a client's latest course with their bands."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return ScoreList(chart.code, tuple(_taken(chart.course)))


def _taken(course: object) -> Iterable[Taken]:
    from ipt_notes.measures.measure import find_measure

    first: dict[str, float] = {}
    for score in course.scores:  # type: ignore[attr-defined]
        measure = find_measure(score.instrument)
        name = measure.name if measure else score.line.name
        band = measure.band(score.total) if measure and score.total is not None else ""
        change = score.total - first[name] if name in first and score.total is not None else None
        if score.total is not None:
            first.setdefault(name, score.total)
        yield Taken(
            score.instrument, name, score.session, score.on, score.total, score.line.items, band, change
        )
