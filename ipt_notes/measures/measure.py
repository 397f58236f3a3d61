"""What a measure is: its items, range, bands, thresholds and scoring, each with its source."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.note import ScoreLine
from ipt_notes.folders import has_plugins
from ipt_notes.registry import load_all

if TYPE_CHECKING:
    from collections.abc import Iterator

Items = tuple[int | None, ...]
"""Item scores in the order of the form; None where an item was left out."""


class Band(Struct, frozen=True):
    """Totals from `low` to `high`, and the published word for them. A prorated total between two belongs to the lower."""

    low: float
    high: int
    words: str


class Subscale(Struct, frozen=True):
    """Items (numbered from 1) with a mean of their own."""

    name: str
    items: tuple[int, ...]


class Measure(Struct, frozen=True):
    """A questionnaire. Its total is the sum of its items, unless `is_mean` or `domains` say otherwise.

    `items` and `answers` are its wording, only where it may be reproduced. `caseness` is the cut-off a total reaches or
    passes, `reliable_change` the least difference that is not measurement error; None where no published one was found.
    Of each of `domains` only the highest item counts. `reversed_items` are those whose first answer scores highest:
    what is typed is the score that stands beside the answer, so they matter only where answers are asked for by word.
    Up to `most_missing` items may be left out, and the mean of the others stands in; of each pair of `alternatives` one
    answer is enough. `risk_item` is the number of the item about self-harm or suicide.
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
    aliases: tuple[str, ...] = ()
    lookback: str = ""
    items: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    is_mean: bool = False
    domains: tuple[tuple[int, ...], ...] = ()
    alternatives: tuple[tuple[int, int], ...] = ()
    reversed_items: tuple[int, ...] = ()
    most_missing: int = 0
    subscales: tuple[Subscale, ...] = ()
    caseness: int | None = None
    reliable_change: int | None = None
    risk_item: int | None = None
    loinc_panel: str = ""
    loinc_total: str = ""
    loinc_difficulty: str = ""
    loinc_items: tuple[str, ...] = ()
    loinc_answers: tuple[str, ...] = ()

    @property
    def _parts(self) -> int:
        """How many item scores a total adds up."""
        return 1 if self.is_mean else len(self.domains) or self.item_count

    @property
    def total_min(self) -> int:
        """The least total."""
        return self._parts * self.item_min

    @property
    def total_max(self) -> int:
        """The greatest total."""
        return self._parts * self.item_max

    def band(self, total: float) -> str:
        """The band's word for a total, or "" outside the range."""
        if not self.total_min <= total <= self.total_max:
            return ""
        return next((band.words for band in reversed(self.bands) if band.low <= total), "")

    def left_out(self, items: Items) -> tuple[int, ...]:
        """The numbers of the items that should have been answered and were not."""
        spared = {
            number
            for pair in self.alternatives
            if any(items[other - 1] is not None for other in pair)
            for number in pair
        }
        return tuple(n for n, score in enumerate(items, 1) if score is None and n not in spared)

    def score(self, items: Items) -> float | None:
        """The total of item scores; None where too many are left out."""
        if len(items) != self.item_count or len(missing := self.left_out(items)) > self.most_missing:
            return None
        if self.domains:
            return sum(max(_answered(items, domain)) for domain in self.domains)
        answered = [score for score in items if score is not None]
        if not self.is_mean and not missing:
            return sum(answered)
        return round(sum(answered) / len(answered) * self._parts, 2)

    def subscores(self, items: Items) -> tuple[tuple[str, float], ...]:
        """(name, mean) of each subscale; none where one of its items was left out or only a total is known."""
        if len(items) != self.item_count:
            return ()
        scored = ((each, list(_answered(items, each.items))) for each in self.subscales)
        return tuple(
            (each.name, round(sum(found) / len(found), 2))
            for each, found in scored
            if len(found) == len(each.items)
        )

    def taken(self, items: Items, total: float | None = None) -> ScoreLine:
        """The score as it is recorded: with its total wherever that is not the plain sum of the items."""
        if total is None and (scored := self.score(items)) is not None:
            is_sum = None not in items and scored == sum(score or 0 for score in items)
            total = None if is_sum else scored
        return ScoreLine(self.id, items, total)

    def risk_answer(self, items: Items) -> int | None:
        """The score of the item about self-harm; None where there is none, or it was not answered."""
        return items[self.risk_item - 1] if self.risk_item and len(items) >= self.risk_item else None

    def risk_answer_in(self, line: ScoreLine) -> int | None:
        """As `risk_answer`, also where the item was written behind a total alone."""
        return self.risk_answer(line.items) if line.items or not self.risk_item else line.risk_answer

    def item_score(self, number: int, answer: int) -> int:
        """The score of item `number` (from 1) for the answer at position `answer` (from 0)."""
        return self.item_max - answer if number in self.reversed_items else self.item_min + answer

    def problems(self, line: ScoreLine) -> tuple[str, ...]:
        """What is impossible in a written score, as sentences."""
        wrong = list(self._item_problems(line.items))
        if line.total is None:
            return tuple(wrong)
        if not self._is_possible(line.total):
            what = "number" if self._takes_fractions else "whole number"
            range_ = f"it is a {what} from {self.total_min} to {self.total_max}"
            wrong.append(f"{self.name} total {line.total:g} is not possible; {range_}")
        if not wrong:
            wrong += self._sum_problems(line.items, line.total) if line.items else self._risk_problems(line)
        return tuple(wrong)

    @property
    def _takes_fractions(self) -> bool:
        return self.is_mean or bool(self.most_missing)

    def _is_possible(self, total: float) -> bool:
        is_whole = self._takes_fractions or float(total).is_integer()
        return self.total_min <= total <= self.total_max and is_whole

    def _sum_problems(self, items: Items, total: float) -> Iterator[str]:
        scored = self.score(items)
        if scored is None:
            yield f"{self.name} has no total with {told_items(self.left_out(items))} left out"
        elif abs(total - scored) > self._rounding(items):
            verb = "come" if self.is_mean or self.domains else "add up"
            yield f"{self.name}: the items {verb} to {scored:g}, but the total says {total:g}"

    def _risk_problems(self, line: ScoreLine) -> Iterator[str]:
        """What is impossible in the item about self-harm behind a total: a score of its own, or one the total can't hold."""
        answer, others = line.risk_answer, self._parts - 1
        if answer is None or line.total is None:
            return
        if not self.item_min <= answer <= self.item_max:
            yield self._out_of_range(self.risk_item or 0, answer)
        elif not answer + others * self.item_min <= line.total <= answer + others * self.item_max:
            yield f"{self.name}: a total of {line.total:g} is not possible where item {self.risk_item} is {answer}"

    def _out_of_range(self, number: int, score: int) -> str:
        return f"{self.name} item {number} is {score}; an item is {self.item_min} to {self.item_max}"

    def _rounding(self, items: Items) -> float:
        """How far a total that was worked out by hand may be from ours."""
        if self.is_mean:
            return 0.051
        return 0.5 if None in items and self.most_missing else 0

    def _item_problems(self, items: Items) -> Iterator[str]:
        if items and len(items) != self.item_count:
            yield f"{self.name} has {self.item_count} items; {len(items)} were given"
        elif items and not any(score is not None for score in items):
            yield f"{self.name}: no item was answered"
        else:
            for number, score in enumerate(items, 1):
                if score is not None and not self.item_min <= score <= self.item_max:
                    yield self._out_of_range(number, score)


def told_items(numbers: tuple[int, ...]) -> str:
    """ "item 5", "items 2 and 5"."""
    shown = [str(number) for number in numbers]
    listed = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    return f"item {listed}" if len(shown) == 1 else f"items {listed}"


def _answered(items: Items, numbers: tuple[int, ...]) -> Iterator[int]:
    return (score for number in numbers if (score := items[number - 1]) is not None)


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """Every measure of the room by its id, and those of enabled plugins."""
    own: dict[str, Measure] = {module.MEASURE.id: module.MEASURE for module in load_all("measures")}
    if not has_plugins():
        return own
    from ipt_notes.measures.plugged import plugged_measures

    return own | plugged_measures(own)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Measure]:
    return {key: measure for measure in measures().values() for key in name_keys(measure)}


def name_keys(measure: Measure) -> set[str]:
    """The names that mean a measure, as two are compared."""
    return {_key(name) for name in (measure.id, measure.name, measure.title, *measure.aliases)}


def find_measure(typed: str) -> Measure | None:
    """The measure a typed name means ("PHQ-9", "phq 9", "Phq9", its title or an alias), or None."""
    known = _by_name()
    return known.get(typed) or known.get(_key(typed))  # an id is its own key, as in every record


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
