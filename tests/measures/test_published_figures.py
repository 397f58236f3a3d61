"""The figures a measure ships with are the published ones (RECORDS: measures)."""

import pytest

from ipt_notes.measures.measure import Measure, find_measure, measures


def _measure(name: str) -> Measure:
    found = find_measure(name)
    assert found is not None
    return found


@pytest.mark.parametrize("typed", ["PHQ-9", "phq 9", "phq9", "PHQ9", " Phq-9 "])
def test_a_measure_is_found_however_it_is_typed(typed: str) -> None:
    """Hyphens, spaces and letter case do not matter."""
    assert _measure(typed).id == "phq9"


@pytest.mark.parametrize("typed", ["", "PHQ", "PHQ-15", "other"])
def test_a_measure_that_is_not_there_is_not_guessed(typed: str) -> None:
    """A near name is no measure."""
    assert find_measure(typed) is None


def test_phq9_items_carry_their_loinc_codes_in_order() -> None:
    """The codes of items 1 to 9 as LOINC lists them; the ninth is self-harm."""
    measure = _measure("PHQ-9")
    assert measure.loinc_items == (
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8",
    )  # fmt: skip
    assert (measure.loinc_panel, measure.loinc_total) == ("44249-1", "44261-6")
    assert measure.risk_item == 9
    assert "hurting yourself" in measure.items[8]


def test_gad7_items_carry_their_loinc_codes_in_order() -> None:
    """The codes of items 1 to 7 as LOINC lists them."""
    measure = _measure("GAD-7")
    assert measure.loinc_items == (
        "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
    )  # fmt: skip
    assert (measure.loinc_panel, measure.loinc_total) == ("69737-5", "70274-6")


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
def test_answers_run_from_not_at_all_to_nearly_every_day(name: str) -> None:
    """The four answers are 0 to 3, with their LOINC answer codes."""
    measure = _measure(name)
    assert measure.loinc_answers == ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
    assert measure.answers == ("Not at all", "Several days", "More than half the days", "Nearly every day")


BANDS = {
    "PHQ-9": {
        0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate",
        15: "moderately severe", 19: "moderately severe", 20: "severe", 27: "severe",
    },
    "GAD-7": {0: "minimal", 4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 14: "moderate", 15: "severe", 21: "severe"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "total", "words"), [(n, t, w) for n, b in BANDS.items() for t, w in b.items()]
)
def test_a_total_falls_into_its_published_band(name: str, total: int, words: str) -> None:
    """Both edges of every band."""
    assert _measure(name).band(total) == words


@pytest.mark.parametrize(("name", "cut_off", "change"), [("PHQ-9", 10, 6), ("GAD-7", 8, 4)])
def test_cut_off_and_reliable_change_are_those_of_talking_therapies(
    name: str, cut_off: int, change: int
) -> None:
    """The thresholds of PMC8411661, table 1."""
    assert (_measure(name).caseness, _measure(name).reliable_change) == (cut_off, change)


def test_every_measure_names_its_source_and_its_bands_cover_its_range() -> None:
    """No figure without a source; no total without a band, none with two."""
    for measure in measures().values():
        assert measure.source
        assert measure.terms
        covered = [t for band in measure.bands for t in range(band.low, band.high + 1)]
        assert covered == list(range(measure.total_min, measure.total_max + 1))
        assert len(measure.items) in (0, measure.item_count)
        assert len(measure.loinc_items) in (0, measure.item_count)
