"""Scores in a CSV table: a row a score, with the columns client, date, measure, and total or items or both.

    client,date,measure,total,items
    MK-014,2026-03-02,PHQ-9,,2 2 3 2 1 1 2 0 0
    MK-014,2026-03-02,GAD-7,11,

The delimiter is `,` or `;`. Items are set apart by blanks; `x` is one that was left out. A tool the program does not
know is `other tool: NAME` with a total.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.note import ScoreLine
from ipt_notes.measures.measure import find_measure, measures
from ipt_notes.notes.problems import Problem, did_you_mean, one_of
from ipt_notes.notes.scores import left_out, read_item
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipt_notes.measures.measure import Measure

COLUMNS = ("client", "date", "measure", "total", "items")
_NEEDED = COLUMNS[:3]
_DATE = re.compile(r"(?:19|[2-8]\d)\d\d-\d\d-\d\d", re.ASCII)
_TOTAL = re.compile(r"-?\d{1,4}(?:[.,]\d{1,3})?", re.ASCII)
_ITEM = re.compile(r"-?\d{1,4}|[xX-]", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_OTHER = re.compile(r"other[ _]tool\s*:\s*(?P<name>.+)", re.IGNORECASE)
_LONGEST_CELL = 4096


class Row(NamedTuple):
    """A row as it was read. `score` is None where a problem says why; `client` is "" where it has none."""

    line: int
    client: str
    on: dt.date | None
    score: ScoreLine | None
    problems: tuple[Problem, ...]


class ScoreTable(NamedTuple):
    """The rows of a table; `problems` are those of the table itself: an error there means that no row was read."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_score_table(text: str) -> ScoreTable:
    """The scores in a CSV text with plain line ends; problems stand with the lines they are in, counted from 1."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows: list[Row] = []
    problems: list[Problem] = []
    columns: tuple[str, ...] | None = None
    for line, cells in _lines(text, delimiter, problems):
        if columns is None:
            columns = tuple(map(key_id, cells))
            problems += _header_problems(line, columns)
            if any(problem.is_error for problem in problems):
                break
        else:
            rows.append(_row(line, columns, cells))
    if columns is None and not problems:
        problems.append(Problem(1, f"there is no row of headings: {', '.join(COLUMNS)}", is_error=True))
    return ScoreTable(tuple(rows), tuple(problems))


def _lines(text: str, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """(line it begins in, cells) of each row that is not blank; what is no CSV ends it with a problem."""
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(begins, "the quotation marks in this row do not match", is_error=True))


def _header_problems(line: int, columns: tuple[str, ...]) -> Iterator[Problem]:
    missing = [name for name in _NEEDED if name not in columns]
    if not {"total", "items"} & {*columns}:
        missing.append("total or items")
    if missing:
        yield Problem(line, f"the row of headings lacks {', '.join(missing)}", is_error=True)
    for at, name in enumerate(columns):
        if name in COLUMNS and name in columns[:at]:
            yield Problem(line, f"the column {name!r} is there twice", is_error=True)
        elif name and name not in COLUMNS:
            near = did_you_mean(name[:60], COLUMNS)
            yield Problem(line, f"the column {name[:60]!r} is not read{near}", is_error=bool(near))


def _row(line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    told: list[Problem] = []
    cell = dict(zip(columns, cells, strict=False))
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        told.append(Problem(line, "there are more cells than headings", is_error=True))
    if any(len(each) > _LONGEST_CELL for each in cells):
        told.append(Problem(line, "a cell is longer than any score", is_error=True))
        return Row(line, "", None, None, tuple(told))
    client = cell.get("client", "")
    if not client:
        told.append(Problem(line, "the client is missing", is_error=True))
    on = _date(cell.get("date", ""), line, told)
    score = _score(cell, line, told)
    return Row(line, client, on, score, tuple(told))


def _date(typed: str, line: int, told: list[Problem]) -> dt.date | None:
    if _DATE.fullmatch(typed):
        try:
            return dt.date.fromisoformat(typed)
        except ValueError:
            pass
    told.append(Problem(line, "a date is written as 2026-03-16", is_error=True))
    return None


def _score(cell: Mapping[str, str], line: int, told: list[Problem]) -> ScoreLine | None:
    name = cell.get("measure", "")
    measure = find_measure(name)
    found, count = None, len(told)
    try:
        items, total = _items(cell.get("items", "")), _total(cell.get("total", ""))
        found = measure.taken(items, total) if measure else _other(name, items, total)
    except ValueError as error:
        told.append(Problem(line, str(error), is_error=True))
        return None
    told += _impossible(measure, found, line) if measure else ()
    return found if len([each for each in told[count:] if each.is_error]) == 0 else None


def _impossible(measure: Measure, score: ScoreLine, line: int) -> Iterator[Problem]:
    if not score.items and score.total is None:
        yield Problem(line, f"{measure.name} has neither a total nor items", is_error=True)
    for text in measure.problems(score):
        yield Problem(line, text, is_error=True)
    for text in left_out(measure, score.items):
        yield Problem(line, text, is_error=False)
    if answer := measure.risk_answer(score.items):
        asked = "`check` asks for a risk assessment in that session's note (SAF002)"
        yield Problem(line, f"{measure.name} item {measure.risk_item} is {answer}: {asked}", is_error=False)


def _items(typed: str) -> tuple[int | None, ...]:
    parts = [part for part in _BETWEEN.split(typed) if part]
    if not all(map(_ITEM.fullmatch, parts)):
        raise ValueError("items are whole numbers set apart by blanks, x for one that was left out")
    return tuple(map(read_item, parts))


def _total(typed: str) -> float | None:
    if typed and not _TOTAL.fullmatch(typed):
        raise ValueError("a total is a number")
    return float(typed.replace(",", ".")) if typed else None


def _other(name: str, items: tuple[int | None, ...], total: float | None) -> ScoreLine:
    """The score of a tool the program does not know; ValueError tells what is wrong with it."""
    other = _OTHER.fullmatch(name)
    if other is None:
        known = [measure.name for measure in measures().values()]
        near = did_you_mean(name[:60], known) or f"; known: {one_of(known)}"
        raise ValueError(f"this measure is not known{near}; another one is written as `other tool: NAME`")
    if find_measure(other["name"]):
        raise ValueError(f"{other['name'][:60]} is known: leave `other tool:` out")
    if items or total is None:
        raise ValueError("another tool takes a total and no items")
    return ScoreLine("other", total=total, name=other["name"])
