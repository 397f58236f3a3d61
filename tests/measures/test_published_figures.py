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


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("gad 7", "GAD-7"),
        ("wsas", "WSAS"),
        ("Work and Social Adjustment Scale", "WSAS"),
        ("core10", "CORE-10"),
        ("Core 10", "CORE-10"),
        ("mspss", "MSPSS"),
        ("epds", "EPDS"),
        ("QIDS", "QIDS-SR16"),
        ("qids-sr", "QIDS-SR16"),
        ("QIDS 16", "QIDS-SR16"),
        ("qids_sr16", "QIDS-SR16"),
    ],
)
def test_the_seven_measures_are_found_by_their_usual_names(typed: str, name: str) -> None:
    """Name, title or a short form."""
    assert _measure(typed).name == name


@pytest.mark.parametrize("typed", ["", "PHQ", "PHQ-15", "other", "CORE", "CORE-OM"])
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
    "WSAS": {0: "below 10", 9: "below 10", 10: "10 to 20", 20: "10 to 20", 21: "above 20", 40: "above 20", 20.25: "above 20"},
    "CORE-10": {
        0: "below the cut-off", 10: "below the cut-off", 11: "mild", 14: "mild", 15: "moderate", 19: "moderate",
        20: "moderate to severe", 24: "moderate to severe", 25: "severe", 40: "severe", 10.56: "below the cut-off",
    },
    "EPDS": {0: "below 10", 9: "below 10", 10: "10 to 12", 12: "10 to 12", 13: "13 or more", 30: "13 or more"},
    "QIDS-SR16": {
        0: "none", 5: "none", 6: "mild", 10: "mild", 11: "moderate", 15: "moderate", 16: "severe", 20: "severe",
        21: "very severe", 27: "very severe", 28: "", -1: "",
    },
    "MSPSS": {1: "", 4.5: "", 7: ""},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "total", "words"), [(n, t, w) for n, b in BANDS.items() for t, w in b.items()]
)
def test_a_total_falls_into_its_published_band(name: str, total: float, words: str) -> None:
    """Both edges of every band."""
    assert _measure(name).band(total) == words


@pytest.mark.parametrize(
    ("name", "cut_off", "change"),
    [
        ("PHQ-9", 10, 6),
        ("GAD-7", 8, 4),
        ("WSAS", None, None),
        ("CORE-10", 11, 6),
        ("MSPSS", None, None),
        ("EPDS", 13, 4),
        ("QIDS-SR16", None, None),
    ],
)
def test_cut_off_and_reliable_change_are_the_published_ones(
    name: str, cut_off: int | None, change: int | None
) -> None:
    """PMC8411661, table 1; Barkham 2013; Matthey 2004. Where none was found there is none."""
    assert (_measure(name).caseness, _measure(name).reliable_change) == (cut_off, change)


def test_every_measure_names_its_source_and_its_bands_cover_its_range() -> None:
    """No figure without a source; no whole total without a band, none with two; MSPSS has no norms, so no bands."""
    for measure in measures().values():
        assert measure.source
        assert measure.terms
        totals = range(measure.total_min, measure.total_max + 1)
        for total in totals if measure.bands else ():
            assert sum(band.low <= total <= band.high for band in measure.bands) == 1
        assert bool(measure.bands) is (measure.id != "mspss")
        assert len(measure.items) in (0, measure.item_count)
        assert len(measure.loinc_items) in (0, measure.item_count)


def test_only_wording_that_may_be_reproduced_ships() -> None:
    """PHQ-9 and GAD-7; the others are scores only."""
    assert {measure.id for measure in measures().values() if measure.items} == {"phq9", "gad7"}


def test_the_item_about_self_harm_is_known_by_its_number() -> None:
    """Item 9 of the PHQ-9, 6 of the CORE-10, 10 of the EPDS, 12 of the QIDS."""
    found = {measure.id: measure.risk_item for measure in measures().values() if measure.risk_item}
    assert found == {"phq9": 9, "core10": 6, "epds": 10, "qids_sr16": 12}


def test_the_panels_that_loinc_has_are_named() -> None:
    """No code is made up for the others."""
    found = {measure.id: measure.loinc_panel for measure in measures().values() if measure.loinc_panel}
    assert found == {"phq9": "44249-1", "gad7": "69737-5", "epds": "71354-5"}
    assert _measure("PHQ-9").loinc_difficulty == "69722-7"
