"""People appear by relationship, and what was said word for word is left out."""

import pytest

from ipt_notes.course.discretion import SPOKEN, Discretion, in_prose
from ipt_notes.course.note import Entry, Line, Script, Section
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
        ("her partner Zebulon called", "[partner] called"),
        ("with Zebulon\nQuartermaine again", "with [partner] again"),
        ("ran with K. twice", "ran with [colleague] twice"),
        ("Their partner Zebulon, an K., his\ncolleague K.", "[partner], an [colleague], [colleague]"),
        ("K.'s group and K's group", "[colleague]'s group and [colleague]'s group"),
        ("vitamin K and the K.O.", "vitamin K and the K.O."),
        ("Zebulonia is a town", "Zebulonia is a town"),
        ("her mother called", "her mother called"),
        (f"asked: {courses.SPOKEN}", f"asked: {SPOKEN}"),
        ("asked: Are you in\non Sunday, Zebulon?", f"asked: {SPOKEN}"),
        (f"{courses.SPOKEN}Zebulon", f"{SPOKEN}[partner]"),
    ],
)
def test_a_name_becomes_its_relationship(text: str, told: str) -> None:
    """Alone, in the genitive, as an initial; never inside another word."""
    assert Discretion(courses.whole())(text) == told


def test_speech_without_a_word_leaves_every_text_as_it_is() -> None:
    """Quotation marks round nothing but space, as somebody begins to type."""
    said = Script(lines=(Line("Client", f'"{" " * 20}"'),))
    course = courses.replayed(
        [*courses.opened(), courses.written((Section("interpersonal_incident", script=said),))]
    )
    assert Discretion(course)("a quiet week, well spent") == "a quiet week, well spent"


def test_a_course_without_people_changes_nothing() -> None:
    """The text comes back as it was."""
    assert Discretion(courses.replayed(courses.opened()))("K. and Zebulon") == "K. and Zebulon"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("quarrel with Zebulon. Quartermaine left.", "quarrel with the partner. The partner left."),
        ("her partner Zebulon called", "the partner called"),
        ("Zebulon (partner), K.", "the partner, the colleague"),
    ],
)
def test_in_a_narrative_the_relationship_reads_on(text: str, told: str) -> None:
    """With an article, and a capital where a sentence begins."""
    assert Discretion(courses.whole(), in_prose)(text) == told


def test_a_friend_called_may_does_not_take_the_month_out_of_a_date() -> None:
    """The name goes, the date stays."""
    people = Section("inventory", entries=(Entry("May", "friend"),))
    discreet = Discretion(courses.replayed([*courses.opened(), courses.written((people,))]))
    assert discreet("saw May on 5 May 2026") == "saw [friend] on 5 May 2026"


WORDS = Section(
    "inventory", entries=(Entry("May", "friend"), Entry("Will", "brother"), Entry("A.", "cousin"))
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Will not see anyone in May.", "[brother] not see anyone in May."),
        ("Plan A. failed. A. wept.", "Plan [cousin] failed. The cousin wept."),
        (
            "hepatitis\n A. again; a masterplan A. made",
            "hepatitis\n [cousin] again; a masterplan the cousin made",
        ),
        ("A plan by Carl and A., not by B.", "A plan by Carl and the cousin, not by B."),
        ("low since May, better by early May", "low since May, better by early May"),
        ("from May to July; 5th of May; May 2026", "from May to July; 5th of May; May 2026"),
        ("confides in May; a card from May", "confides in [friend]; a card from [friend]"),
        ("rang May on Sunday, told Will", "rang [friend] on Sunday, told [brother]"),
    ],
)
def test_a_name_that_could_be_a_word_is_seen_to_be_replaced(text: str, told: str) -> None:
    """In brackets, in a narrative too; a month stays a month."""
    course = courses.replayed([*courses.opened(), courses.written((WORDS,))])
    assert Discretion(course, in_prose)(text) == told


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((Entry("Anna", "sister"), Entry("Bertram", "Anna's husband")), "[sister's husband], [sister]"),
        ((Entry("Anna", "Bertram's wife"), Entry("Bertram", "Anna's husband")), "[person's husband], [person's wife]"),
        ((Entry("Aunt Mary", "aunt"), Entry("Bertram", "Aunt Mary's son"), Entry("Anna", "cousin")), "[aunt's son], [cousin]"),
    ],
)  # fmt: skip
def test_a_relationship_that_names_somebody_else_does_not_let_the_name_out(people, told: str) -> None:
    """It goes by that person's own relationship in turn."""
    course = courses.replayed([*courses.opened(), courses.written((Section("inventory", entries=people),))])
    discreet = Discretion(course)
    assert discreet("Bertram, Anna") == told
    assert not {"Anna", "Bertram", "Mary"} & {*" ".join(map(discreet.role, course.people)).split()}
