"""`ipt-notes caseload`: one line a course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.course.vocabulary import words
from ipt_notes.measures.measure import find_measure
from ipt_notes.services.caseload import CaseLine
from ipt_notes.services.caseload import caseload as caseload_of

app = frame.group("")

_HEADINGS = ("code", "phase", "session", "last", "focus", "scores", "open")


class Caseload(Struct, frozen=True):
    """The courses, by code."""

    courses: tuple[CaseLine, ...]


def _told(result: Caseload) -> Iterable[str]:
    if not result.courses:
        yield "No course is running. Add a client: ipt-notes client add CODE"
        return
    yield from printing.table([_HEADINGS, *map(_row, result.courses)])


def _row(line: CaseLine) -> tuple[str, ...]:
    return (
        line.code,
        words(line.phase),
        f"{line.attended} of {line.planned}",
        str(line.last or ""),
        words(line.focus) if line.focus else "",
        _scores(line),
        _open(line),
    )


def _scores(line: CaseLine) -> str:
    """ "PHQ-9 18 > 7": the first total and the last one."""
    if not line.scores:
        return ""
    measure = find_measure(line.measure)
    name = measure.name if measure else line.measure
    ends = dict.fromkeys((0, len(line.scores) - 1))
    return f"{name} {' > '.join(f'{line.scores[at]:g}' for at in ends)}"


def _open(line: CaseLine) -> str:
    parts = {"error": line.errors, "warning": line.warnings, "unsigned note": line.unsigned}
    told = [count(number, word) for word, number in parts.items() if number]
    return ", ".join([*told, *([f"{line.waiting} to co-sign"] if line.waiting else [])])


@frame.command(app, "caseload", Caseload, _told)
def caseload(
    all_: Annotated[bool, typer.Option("--all", help="Concluded courses too.")] = False,
) -> Caseload:
    """Show every running course in a line: phase, sessions, focus, scores, what is open."""
    with frame.practice() as practice:
        return Caseload(tuple(caseload_of(practice, with_concluded=all_)))
