"""Takes scores over from a table: all of a client's rows or none; what is here already is not added again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.errors import UsageProblem
from ipt_notes.keys.identity import normal_code
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.foreign import WINDOWS, read_foreign
from ipt_notes.notes.problems import told
from ipt_notes.notes.score_table import read_score_table
from ipt_notes.services.exchange.importing import Imported, Plan, read_file, take_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipt_notes.course.note import ScoreLine
    from ipt_notes.notes.score_table import Row, ScoreTable
    from ipt_notes.services.exchange.importing import OfClient
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_MOST_BYTES = 64 * 1024 * 1024


class TableRefused(UsageProblem):
    """{file} is no table of scores."""

    hint = "the first row is client,date,measure,total,items; nothing was imported"


def import_measures(practice: Practice, path: Path, *, dry_run: bool = False) -> Imported:
    """The scores of a CSV file. TableRefused where it is none; UsageProblem and WorldProblem where it can't be read."""
    foreign = read_foreign(read_file(path, _MOST_BYTES))
    if foreign.problem:
        raise TableRefused(file=path.name, details=tuple(told([foreign.problem], path.name)))
    table = read_score_table(foreign.text)
    _require_table(table, path.name)
    parts = _by_client(table.rows)
    guessed = (f"{path.name}: read as {WINDOWS}; look at letters with accents",)
    return Imported(
        dry_run,
        tuple(_take(practice, rows, path.name, dry_run=dry_run) for rows in parts.values()),
        tuple(line for row in table.rows if not row.client for line in told(row.problems, path.name)),
        (*told(table.problems, path.name), *(guessed if foreign.encoding == WINDOWS else ())),
    )


def _require_table(table: ScoreTable, name: str) -> None:
    errors = [problem for problem in table.problems if problem.is_error]
    if errors:
        raise TableRefused(file=name, details=tuple(told(errors, name)))


def _by_client(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.client:
            found.setdefault(_key(row.client), []).append(row)
    return found


def _key(code: str) -> str:
    """What makes two codes the same; one that can't be a code stays as it is."""
    try:
        return normal_code(code)
    except UsageProblem:
        return code


def _take(practice: Practice, rows: list[Row], name: str, *, dry_run: bool) -> OfClient:
    def plan(chart: OpenChart) -> Plan:
        return _Sorting(chart, practice.settings.today, name).plan(rows)

    return take_in(practice, rows[0].client, f"{name}:{rows[0].line}", plan, dry_run=dry_run)


class _Sorting:
    """The rows of one client, sorted into what is new to the chart, what is there already, and what can't be."""

    def __init__(self, chart: OpenChart, today: dt.date, name: str) -> None:
        self.chart, self.today, self.name = chart, today, name
        self.new: list[r.MeasureTaken] = []
        self.known = 0
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.taken: dict[tuple[dt.date, str], list[ScoreLine]] = {}
        for course in chart.chart.courses:
            for score in course.scores:
                self.taken.setdefault((score.on, _kind(score.line)), []).append(score.line)

    def plan(self, rows: Iterable[Row]) -> Plan:
        """What they come to."""
        for row in rows:
            self.problems += told((each for each in row.problems if each.is_error), self.name)
            if row.score and row.on:
                self._sort(row, row.on, row.score)
        return Plan(self.new, self.known, tuple(self.problems), tuple(self.warnings))

    def _sort(self, row: Row, on: dt.date, score: ScoreLine) -> None:
        of_that_day = self.taken.setdefault((on, _kind(score)), [])
        if any(_is_same(score, other) for other in of_that_day):
            self.known += 1
            return
        wrong = [*self._against(on)]
        if of_that_day:
            wrong.append(f"there is another score of {on} already")
        self.problems += (f"{self.name}:{row.line}: {text}" for text in wrong)
        of_that_day.append(score)
        if not wrong:
            self.warnings += told(row.problems, self.name)
            self.new.append(r.MeasureTaken(self.chart.course.id, on, score))

    def _against(self, on: dt.date) -> Iterator[str]:
        """Why nothing of that day can be added to the chart."""
        courses = self.chart.chart.courses
        if on > self.today:
            yield f"{on} is still to come; today is {self.today}"
        if not courses:
            yield "the client has no course yet"
        elif courses[-1].conclusion:
            yield "the course is concluded"
        elif len(courses) > 1 and on < courses[-1].start:
            yield f"the course began on {courses[-1].start}, and the one before it is concluded"


def _kind(score: ScoreLine) -> str:
    return score.name.casefold() if score.instrument == "other" else score.instrument


def _is_same(one: ScoreLine, other: ScoreLine) -> bool:
    """Whether two scores of one measure and day say the same, as far as both say it."""
    if one.items and other.items:
        return one.items == other.items
    return _total(one) == _total(other)


def _total(score: ScoreLine) -> float | None:
    measure = find_measure(score.instrument)
    return score.total if score.total is not None or measure is None else measure.score(score.items)
