"""Other people as initials, the client without a name: what a stranger may read."""

import datetime as dt

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.initials import Initials
from ipt_notes.notes.parse import parse
from tests.builders import START, a_course, person
from tests.export import courses

INVENTORY = "## Inventory\n- romantic status: married\n\n"


def _say(*people: str, name: str = "Tobias Quillfeather", code: str = "EX-014") -> Initials:
    """The initials of a course with these people in its inventory."""
    note = f"---\nclient: {code}\nsession: 1\ndate: {START}\nphase: beginning\n---\n{INVENTORY}"
    typed = note + "\n\n".join(person(each, "inner") for each in people)
    parsed = parse(typed).note
    assert parsed is not None
    saved = r.NoteSaved("1" * 32, courses.COURSE, 1, typed, parsed)
    return Initials(courses.replayed([*courses.opened(code, name), saved]))


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("Nora Marshwiggle (partner)", "Nora Marshwiggle's plan; Nora left.", "N. M.'s plan; N. left."),
        ("N. (partner)", "N. left; N.'s plan.", "N. left; N.'s plan."),
        ("mother (mother)", "Her mother rang.", "Her mother rang."),
        ("Mother (mother)", "Mother rang.", "Mother rang."),
        ("Anna's mother (friend)", "Anna's mother; Anna.", "A.'s mother; A."),
        ("Jean-Luc (boss)", "Jean-Luc shouted.", "J. shouted."),
        ("zebulon (partner)", "zebulon left. Zebulon rang.", "Z. left. Z. rang."),
        ("Will (brother)", "Will she go with Will?", "W. she go with W.?"),
        ("May (sister)", "In May 2025 May came.", "In May 2025 M. came."),
        ("Zoe\u0308 (sister)", "Zo\u00eb came.", "Z. came."),
        ("王小明 (brother)", "昨天王小明来了", "昨天王.来了"),
        ("שרה (sister)", "שרה rang", "ש. rang"),
        ("Dr Marlow (doctor)", "Dr Marlow agreed with Marlow.", "Dr M. agreed with M."),
        ("Zebulon (my Zebulon)", "Zebulon left.", "Z. left."),
    ],
)
def test_a_name_of_the_inventory_becomes_initials(label: str, text: str, told: str) -> None:
    """Whole or in part, wherever it stands; a word for a relative is no name."""
    assert _say(label)(text) == told


def test_two_people_with_the_same_initial_are_told_apart() -> None:
    """By the relationship, which is not said twice where it stands already."""
    say = _say("Nora (partner)", "Nils (brother)")
    assert say("Nora rang Nils (brother).") == "N. (partner) rang N. (brother)."


def test_a_relationship_holds_nobodys_name() -> None:
    """Neither another person's, nor in brackets behind initials that two people share."""
    say = _say("Anna (sister)", "Aaron (Anna's husband)")
    assert say("Aaron left Anna.") == "A. (A.'s husband) left A. (sister)."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tobias Quillfeather slept.", "The client slept."),
        ("She rang Tobias's boss.", "She rang the client's boss."),
        ("TOBIAS! ex-014, EX-014", "The client! the client, the client"),
        (
            "born 1992-03-01 or 1.3.1992, on 1 March 1992",
            "born [date of birth] or [date of birth], on [date of birth]",
        ),
        ("Quill feathers on 2 March 1992", "Quill feathers on 2 March 1992"),
    ],
)
def test_the_client_has_no_name(text: str, told: str) -> None:
    """Nor a code or a birthday."""
    assert _say()(text) == told


def test_an_earlier_name_is_the_client_s_too() -> None:
    """What was written before it changed is read under the new one."""
    records = courses.opened("EX-014", "Tobias Quillfeather")
    say = Initials(courses.replayed([*records, r.ClientChanged("EX-014", "Tobias Marlow")]))
    assert say("Tobias Quillfeather slept; Marlow rang.") == "The client slept; the client rang."


@pytest.mark.parametrize("code", ["1", "14", "A"])
def test_a_code_that_any_number_could_be_is_left_alone(code: str) -> None:
    """Slept 14 hours is no code."""
    assert _say(code=code, name="")("slept 14 hours, 1 day; plan A") == "slept 14 hours, 1 day; plan A"


@pytest.mark.parametrize(
    ("speaker", "told"),
    [
        ("T.", "Client"),
        ("Tobias", "Client"),
        ("me", "Client"),
        ("client", "Client"),
        ("N.", "N."),
        ("mother", "Mother"),
    ],
)
def test_a_speaker_is_the_client_or_somebody_with_initials(speaker: str, told: str) -> None:
    """As the script has them."""
    assert _say("N. (partner)", "mother (mother)").speaker(speaker) == told


def test_somebody_of_the_inventory_is_not_taken_for_the_client() -> None:
    """Though they share the first letter."""
    assert _say("T. (brother)").speaker("T.") == "T."


def test_a_course_without_names_leaves_a_text_as_it_is() -> None:
    """Nothing to take out."""
    course = a_course().note(1, "## Check-in\nSlept.").course()
    assert Initials(course)("Slept on Tuesday.") == "Slept on Tuesday."
    assert Initials(courses.replayed(courses.opened("EX-014", "")))("T. slept.") == "T. slept."


def test_a_text_in_several_lines_keeps_its_lines() -> None:
    """A name broken over two of them is found all the same."""
    assert _say("Nora Marshwiggle (partner)")("with Nora\nMarshwiggle\nat home") == "with N. M.\nat home"


def test_birthdays_are_found_as_they_are_usually_written() -> None:
    """With and without noughts."""
    assert dt.date(1992, 3, 1) == courses.replayed(courses.opened()).client.born
    assert _say()("01.03.1992, 1/3/1992, 01/03/1992").count("[date of birth]") == 3
