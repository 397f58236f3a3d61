"""What a measure is: its items, range, bands and thresholds, each with its source."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.registry import load_all

if TYPE_CHECKING:
    from ipt_notes.course.note import ScoreLine


class Band(Struct, frozen=True):
    """Totals from `low` to `high`, and the published word for them."""

    low: int
    high: int
    words: str


class Measure(Struct, frozen=True):
    """A questionnaire that is scored by adding up its items.

    `items` and `answers` are its wording, only where it may be reproduced. `caseness` is the cut-off a total reaches or
    passes, `reliable_change` the least difference that is not measurement error; None where none is published.
    `risk_item` is the number of the item about self-harm.
    """

    id: str
    name: str
    title: str
    item_count: int
    item_min: int
    item_max: int
    bands: tuple[Band, ...]
    source: str
    terms: str
    lookback: str = ""
    items: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    caseness: int | None = None
    reliable_change: int | None = None
    risk_item: int | None = None
    loinc_panel: str = ""
    loinc_total: str = ""
    loinc_items: tuple[str, ...] = ()
    loinc_answers: tuple[str, ...] = ()

    @property
    def total_min(self) -> int:
        """The least total."""
        return self.item_count * self.item_min

    @property
    def total_max(self) -> int:
        """The greatest total."""
        return self.item_count * self.item_max

    def band(self, total: float) -> str:
        """The band's word for a total, or "" outside the range."""
        return next((band.words for band in self.bands if band.low <= total <= band.high), "")

    def problems(self, line: ScoreLine) -> tuple[str, ...]:
        """What is impossible in a written score, as sentences."""
        found = [*self._item_problems(line.items)]
        total = line.total
        least, most = self.total_min, self.total_max
        if total is not None and not (least <= total <= most and float(total).is_integer()):
            found.append(
                f"{self.name} total {total:g} is not possible; it is a whole number from {least} to {most}"
            )
        if total is not None and line.items and not found and total != sum(line.items):
            found.append(f"{self.name}: the items add up to {sum(line.items)}, but the total says {total:g}")
        return tuple(found)

    def _item_problems(self, items: tuple[int, ...]) -> list[str]:
        if items and len(items) != self.item_count:
            return [f"{self.name} has {self.item_count} items; {len(items)} were given"]
        return [
            f"{self.name} item {number} is {score}; an item is {self.item_min} to {self.item_max}"
            for number, score in enumerate(items, 1)
            if not self.item_min <= score <= self.item_max
        ]


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """Every measure of the room by its id."""
    return {module.MEASURE.id: module.MEASURE for module in load_all("measures")}


def find_measure(typed: str) -> Measure | None:
    """The measure a typed name means ("PHQ-9", "phq 9", "phq9"), or None."""
    wanted = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return measures().get(wanted)
