"""A course in two lines of a terminal: the phases by name, and beneath them a sign for each session. Pure."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipt_notes.pictures.lettering import fitted, width
from ipt_notes.pictures.spans import Span, Spans

if TYPE_CHECKING:
    from collections.abc import Sequence

HELD, PRESENT, TO_COME = "●", "◉", "○"
_WIDEST_STEP = 5


def phase_bar(phases: Sequence[str], present: int, columns: int) -> tuple[Spans, Spans] | None:
    """The two lines for the phase of each session from the first; `present` is the number of the last one held.

    A gap stands between two phases. None where so many sessions have no room in so many columns, or there are none.
    """
    step = min(_WIDEST_STEP, columns // len(phases)) if phases else 0
    if not step:
        return None
    runs = [(phase, len(list(run))) for phase, run in groupby(phases)]
    names, signs, number = [], [], 1
    for phase, count in runs:
        here = number <= max(present, 1) < number + count
        is_last = number + count > len(phases)
        room = columns - (number - 1) * step if is_last else count * step - 1
        name = fitted(phase, room, width) if room else ""
        names.append(Span(name, "strong" if here else "faint"))
        names.append(Span(" " * (count * step - width(name))))
        signs += _signs(number, count, present, step)
        number += count
    return Spans(names), Spans(signs)


def _signs(first: int, count: int, present: int, step: int) -> list[Span]:
    made = []
    for number in range(first, first + count):
        is_last = number == first + count - 1
        sign = PRESENT if number == present else HELD if number < present else TO_COME
        made.append(Span(sign, "accent" if number == present else ""))
        made.append(Span((" " if is_last else "─") * (step - 1), "faint"))
    return made
