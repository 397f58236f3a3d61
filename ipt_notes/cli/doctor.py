"""`ipt-notes doctor`: what this machine offers."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_notes.cli import frame, printing
from ipt_notes.services.doctoring import Examined, examine

app = frame.group("")

_MARKS = {"good": "ok", "look": "look", "missing": "MISSING"}


def _told(result: Examined) -> Iterable[str]:
    for point in result.points:
        margin = 21
        for number, line in enumerate(printing.wrapped(point.found, margin)):
            lead = f"{_MARKS[point.state]:<8} {point.about:<12}" if number == 0 else " " * margin
            yield f"{lead}{line}"
        if point.todo:
            yield from (" " * margin + line for line in printing.wrapped(f"-> {point.todo}", margin))


@frame.command(app, "doctor", Examined, _told, lambda result: 0 if result.is_able else 8)
def doctor() -> Examined:
    """Show what this machine offers, and what to do about what it lacks."""
    return examine(frame.settings())
