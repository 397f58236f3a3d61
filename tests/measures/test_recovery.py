"""Recovery over PHQ-9 and GAD-7, as NHS Talking Therapies counts it."""

import pytest

from ipt_notes.measures.recovery import recovery
from tests.builders import CourseBuilder, a_course


def _course(*scores: tuple[str, int]) -> CourseBuilder:
    built = a_course()
    for number, (name, total) in enumerate(scores, 1):
        built = built.note(number, f"## Measure\n- {name}: {total}")
    return built


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        ((16, 4), (12, 5), "reliable recovery"),
        ((10, 9), (3, 3), "recovery, not reliable"),
        ((9, 9), (8, 7), "recovery, not reliable"),
        ((20, 14), (12, 11), "reliable improvement, no recovery"),
        ((20, 15), (12, 9), "no reliable improvement, no recovery"),
        ((16, 9), (3, 7), "recovery, not reliable"),
        ((16, 9), (3, 6), "reliable recovery"),
        (
            (9, 3),
            (7, 7),
            "reliable improvement; recovery does not apply (below both cut-offs at the start and now)",
        ),
        (
            (9, 10),
            (7, 7),
            "no reliable improvement; recovery does not apply (below both cut-offs at the start, at or above one now)",
        ),
    ],
)
def test_the_class_follows_from_both_measures(
    phq9: tuple[int, int], gad7: tuple[int, int], words: str
) -> None:
    """Worked out by hand: 10 and 8 make a case, 6 and 4 are reliable; a deterioration on one undoes the other."""
    first = f"## Measure\n- PHQ-9: {phq9[0]}\n- GAD-7: {gad7[0]}"
    last = f"## Measure\n- PHQ-9: {phq9[1]}\n- GAD-7: {gad7[1]}"
    found = recovery(a_course().note(1, first).note(2, last).course())
    assert found is not None
    assert found.words.startswith(words)


@pytest.mark.parametrize(
    "scores",
    [(), (("PHQ-9", 12),), (("PHQ-9", 12), ("PHQ-9", 4)), (("PHQ-9", 12), ("PHQ-9", 4), ("GAD-7", 9))],
)
def test_nothing_is_said_until_both_were_taken_twice(scores: tuple[tuple[str, int], ...]) -> None:
    """One measure alone is no basis."""
    assert recovery(_course(*scores).course()) is None
