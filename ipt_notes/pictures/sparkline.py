"""Scores in a single line of small bars. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_LEFT_OUT = "·"


def sparkline(totals: Sequence[float | None], low: float, high: float) -> str:
    """A bar for each total between `low` and `high`, the ends of the measure's range; a dot where there is none."""
    return "".join(_LEFT_OUT if total is None else _BARS[_height(total, low, high)] for total in totals)


def _height(total: float, low: float, high: float) -> int:
    """Which bar; a total that is not possible has the first or the last."""
    part = (total - low) / (high - low) if high > low else 0.5
    return min(max(round(part * (len(_BARS) - 1)), 0), len(_BARS) - 1)
