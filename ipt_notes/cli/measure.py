"""`ipt-notes measure`: scores."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code, OnDate
from ipt_notes.command_line import typed
from ipt_notes.course.note import ScoreLine
from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.pictures.score_chart import ScoreChart
from ipt_notes.registry import require_enabled
from ipt_notes.services import measuring
from ipt_notes.services.measuring import ScoreList, ScoreRecorded, Taken
from ipt_notes.services.settings import read_past_date

app = frame.group("Scores such as PHQ-9 and GAD-7: add, ask, list, chart.")

_ITEMS_HINT = "for example --items 2,2,3,2,1,1,2,0,0; an item that was left out is x"


class ScoreCharts(Struct, frozen=True):
    """A chart for each measure; `file` is where they were drawn, "" on the terminal."""

    code: str
    charts: tuple[ScoreChart, ...]
    file: str = ""


def _told_recorded(done: ScoreRecorded) -> Iterable[str]:
    undo = f"ipt-notes void --reason ... {typed(done.code)} {done.record}"
    yield f"{done.code}: {done.what} of {done.on} recorded (to withdraw it: {undo})"
    if done.total is not None:
        yield f"total {done.total:g}{f' ({done.band})' if done.band else ''}"
    yield from done.to_mind


@frame.command(app, "measure add", ScoreRecorded, _told_recorded)
def add(
    code: Code,
    name: Annotated[str, typer.Argument(metavar="NAME", help="PHQ-9, WSAS, ..., or another tool's name.")],
    items: Annotated[
        str | None, typer.Option(metavar="1,2,...", help="The item scores in order; x for one left out.")
    ] = None,
    total: Annotated[float | None, typer.Option(help="The total, where items were not written down.")] = None,
    on: OnDate = None,
) -> ScoreRecorded:
    """Add a measure that was taken outside a note."""
    if (items is None) == (total is None):
        raise UsageProblem(what="--items or --total", hint=f"give one of them, {_ITEMS_HINT}")
    if total is not None and not math.isfinite(total):
        raise UsageProblem(what="--total is no number", hint="for example --total 16")
    line, day = _line(name, items, total), read_past_date(on, frame.settings())
    with frame.practice() as practice:
        code = practice.find(code, by_prefix=frame.is_at_terminal()).code
        return measuring.record_score(practice, code, day, line)


def _line(name: str, items: str | None, total: float | None) -> ScoreLine:
    from ipt_notes.measures.measure import find_measure, measures

    known = ", ".join(measure.name for measure in measures().values())
    if not name.strip() or not name.isprintable():
        raise UsageProblem(
            what="the measure's name is empty or can't be printed", hint=f"{known}, or another tool's name"
        )
    measure = find_measure(name)
    if measure:
        return measure.taken(_items(items), total)
    if items is not None:
        require_enabled("measures", name, f"the measure {name[:60]!r}")
        raise NotFound(what=f"the measure {name!r}", hint=f"items of {known}; another tool takes --total")
    return ScoreLine("other", total=total, name=name)


def _items(text: str | None) -> tuple[int | None, ...]:
    from ipt_notes.notes.scores import read_item

    if text is None:
        return ()
    try:
        found = tuple(read_item(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise UsageProblem(what="--items holds something that is no number", hint=_ITEMS_HINT) from None
    if not found:
        raise UsageProblem(what="--items is empty", hint=_ITEMS_HINT)
    return found


@frame.command(app, "measure ask", ScoreRecorded, _told_recorded)
def ask(
    code: Code,
    name: Annotated[str, typer.Argument(metavar="NAME", help="PHQ-9 or GAD-7.")],
    on: OnDate = None,
) -> ScoreRecorded:
    """Let the client answer on this screen. One item at a time; nothing is stored unless it is finished."""
    from ipt_notes.cli import _ask
    from ipt_notes.services.clients import running

    measure, day = _ask.askable(name), read_past_date(on, frame.settings())
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        running(chart)
        return _ask.asked(
            measure, lambda items: measuring.record_score(practice, chart.code, day, measure.taken(items))
        )


def _told_list(result: ScoreList) -> Iterable[str]:
    if not result.scores:
        yield f"{result.code} has no scores yet."
        return
    rows: list[tuple[str, ...]] = [
        ("measure", "session", "date", "total", "change", "since the first", "band")
    ]
    rows += [_row(taken) for taken in result.scores]
    head, *lines = printing.table(rows)
    yield head
    for taken, line in zip(result.scores, lines, strict=True):
        yield line
        yield from _beneath(taken)
    yield ""
    if result.recovery:
        yield from printing.wrapped(f"PHQ-9 and GAD-7 together: {result.recovery}.")
    for source in result.sources:
        yield from printing.wrapped(f"{source}.")
    yield "A score describes answers on one day. It is no diagnosis, and no score rules a risk out."


def _row(taken: Taken) -> tuple[str, ...]:
    total = "-" if taken.total is None else f"{taken.total:g}"
    change = "" if taken.change is None else f"{taken.change:+g}"
    return (
        taken.name, str(taken.session), str(taken.on), total, change, taken.reliable_change, taken.band,
    )  # fmt: skip


def _beneath(taken: Taken) -> Iterable[str]:
    """Subscales, and what was left out."""
    if taken.subscales:
        yield "  " + ", ".join(f"{name} {mean:g}" for name, mean in taken.subscales.items())
    if None in taken.items:
        shown = " ".join("x" if item is None else str(item) for item in taken.items)
        yield f"  items {shown} (x: left out)"


@frame.command(app, "measure list", ScoreList, _told_list)
def list_(code: Code) -> ScoreList:
    """List scores with bands, change and recovery."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return measuring.list_scores(chart.code, chart.course)


def _told_charts(result: ScoreCharts) -> Iterable[str]:
    from ipt_notes.pictures.score_plot import plotted

    if result.file:
        yield f"{result.code}: scores drawn in {result.file}; the disclosure is recorded"
        printing.aside("the file is not encrypted: keep it where only those may read it who should")
        return
    if not result.charts:
        yield f"{result.code} has no totals to draw yet."
    for number, chart in enumerate(result.charts):
        yield from ([""] if number else [])
        yield from plotted(chart)


@frame.command(app, "measure chart", ScoreCharts, _told_charts)
def chart_(
    code: Code,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One measure; without it, all that were taken.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="A picture: FILE.svg or FILE.png.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> ScoreCharts:
    """Draw scores over sessions. With bands, phases and events; here, or as a picture with -o."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        charts = measuring.charts_of(chart, name or "")
        if output:
            measuring.draw_charts(practice, chart, charts, output, replace=replace)
        return ScoreCharts(chart.code, charts, str(output or ""))
