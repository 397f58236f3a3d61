"""People appear by relationship, and what was said word for word is left out."""

import pytest

from ipt_notes.export._discretion import SPOKEN, Discretion
from ipt_notes.export.termination import render
from tests.export import courses
from tests.export.reading import parts

INDISCREET = {
    "Outcome": f'Zebulon Quartermaine said "{courses.SPOKEN}", and K. agreed with Quartermaine.',
    "Zebulon": "A heading of the therapist's own that names Zebulon's mother.",
}


def test_no_name_and_no_script_is_in_any_part_of_the_file() -> None:
    """Not in the text, the chart, the properties or the headings, even where the narrative has them."""
    data = render(
        courses.whole(),
        narrative=courses.NARRATIVE | INDISCREET,
        therapist="Dr Ada Example",
        draft_findings=["INV003: Zebulon Quartermaine has no support given"],
    )
    for name, part in parts(data).items():
        for secret in (
            *courses.THIRD_PARTIES,
            courses.SPOKEN,
            "It depends on the roster",
            "Kitchen, ten at night",
        ):
            assert secret.encode() not in part, (name, secret)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("quarrel with Zebulon Quartermaine (partner) again", "quarrel with [partner] again"),
        ("Zebulon's plan", "[partner]'s plan"),
        ("ran with K. twice", "ran with [colleague] twice"),
        ("K.'s group and K's group", "[colleague]'s group and [colleague]'s group"),
        ("vitamin K and the K.O.", "vitamin K and the K.O."),
        ("Zebulonia is a town", "Zebulonia is a town"),
        ("her mother called", "her mother called"),
        (f"asked: {courses.SPOKEN}", f"asked: {SPOKEN}"),
    ],
)
def test_a_name_becomes_its_relationship(text: str, told: str) -> None:
    """Alone, in the genitive, as an initial; never inside another word."""
    assert Discretion(courses.whole())(text) == told


def test_a_course_without_people_changes_nothing() -> None:
    """The text comes back as it was."""
    assert Discretion(courses.replayed(courses.opened()))("K. and Zebulon") == "K. and Zebulon"
