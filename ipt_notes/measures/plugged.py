"""The measures that enabled plugins add: a practice's own, with wording that it holds the rights to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import convert, to_builtins

from ipt_notes.measures.measure import Measure, name_keys
from ipt_notes.plugins.loading import guarded
from ipt_notes.plugins.trouble import WrongPart
from ipt_notes.registry import plugged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.plugins.loading import Plugged


def plugged_measures(own: dict[str, Measure]) -> dict[str, Measure]:
    """The measures of plugins by their ids. One that is none, or has a name that is taken, is reported and left out."""
    found: dict[str, Measure] = {}
    for each in plugged("measures"):
        with guarded(each.plugin, f"in its measure {each.part.name}"):
            measure = measure_of(each)
            _require_free(measure, (*own.values(), *found.values()))
            found[measure.id] = measure
    return found


def measure_of(each: Plugged) -> Measure:
    """The measure in a module, looked through. WrongPart, msgspec.ValidationError, AttributeError."""
    measure = convert(to_builtins(each.module.MEASURE), Measure)
    if measure.id != each.part.name:
        raise WrongPart(f"has a measure that is not called {each.part.name}, as its entry point is")
    if measure.item_count < 1 or measure.item_min >= measure.item_max:
        raise WrongPart(f"has a measure without items or range: {measure.id}")
    if measure.items and (
        len(measure.items) != measure.item_count
        or len(measure.answers) != measure.item_max - measure.item_min + 1
    ):
        raise WrongPart(f"has a measure with a word too few or too many: {measure.id}")
    _require_bands(measure)
    return measure


def _require_bands(measure: Measure) -> None:
    """WrongPart unless each whole total has one band, or there are none."""
    totals = range(measure.total_min, measure.total_max + 1) if measure.bands else ()
    if any(sum(band.low <= total <= band.high for band in measure.bands) != 1 for total in totals):
        raise WrongPart(f"has a measure with a total in no band, or in two: {measure.id}")


def _require_free(measure: Measure, taken: Iterable[Measure]) -> None:
    names = name_keys(measure)
    if any(not names.isdisjoint(name_keys(other)) for other in taken):
        raise WrongPart(f"has a measure with a name that another one has: {measure.id}")
