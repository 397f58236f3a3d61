"""Scores in a single line of small bars. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_LEFT_OUT = "·"


def sparkline(totals: Sequence[float | None], low: float, high: float) -> str:
    """A bar for each total, a dot where there is none. `low` and `high` are the ends of the measure's range.

    The bars show the part of the range that the totals lie in, and at least half of it: so a change of a seventh of the
    range is always seen (four points of the PHQ-9; in a course within half of it, two), and an even course stays even.
    """
    start, end = _shown([min(max(total, low), high) for total in totals if total is not None], low, high)
    return "".join(_LEFT_OUT if total is None else _BARS[_height(total, start, end)] for total in totals)


def _shown(totals: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """The part of the range that is shown: the totals in its middle, as far as the range goes."""
    first, last = min(totals, default=low), max(totals, default=high)
    room = max(last - first, (high - low) / 2)
    start = min(max((first + last - room) / 2, low), high - room)
    return start, start + room


def _height(total: float, low: float, high: float) -> int:
    """Which bar; a total that is not possible has the first or the last."""
    part = (total - low) / (high - low) if high > low else 0.5
    return min(max(round(part * (len(_BARS) - 1)), 0), len(_BARS) - 1)
