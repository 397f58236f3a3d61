"""The scale scores as its form says, and is known wherever a measure is."""

from riverside_measure.riverside4 import MEASURE


def test_the_total_is_the_sum_of_the_items():
    """From 0 to 12; a form that is not complete has none."""
    assert MEASURE.score((3, 2, 1, 0)) == 6
    assert MEASURE.score((3, 2, None, 0)) is None
    assert (MEASURE.total_min, MEASURE.total_max) == (0, 12)


def test_every_total_has_a_band():
    """No total falls between two."""
    assert all(MEASURE.band(total) for total in range(13))


def test_it_is_taken_beside_the_notes(ipt_vault, ipt_course):
    """By the program, once a person has enabled it; until then it says which plugin to enable."""
    ipt_vault.add("EX-001", ipt_course("grief", sessions=3))
    words = ("measure", "add", "EX-001", "Riverside-4", "--items", "2,1,3,2")
    assert ipt_vault.run(*words).returncode == 7
    assert ipt_vault.run("plugin", "enable", "riverside-measure", "--yes").returncode == 0
    assert "total 8 (middle)" in ipt_vault.run(*words).stdout
