"""The rules about the people of the inventory."""

import pytest

from tests.builders import FRIEND, SISTER, CourseBuilder, by_manual, person


def with_people(
    area: str, *people: str, head: str = "- romantic status: widowed\n- has confidant: yes"
) -> CourseBuilder:
    """A course at the end of its beginning, with these people and no others."""
    built = by_manual(area, sessions=3).without("Inventory")
    return built.write(2, f"## Inventory\n{head}\n\n" + "\n\n".join(people))


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


@pytest.mark.parametrize(
    "key", ["support given", "support received", "is confidant", "communication pattern", "linked to episode"]
)
def test_inv002_names_what_a_person_lacks(key: str) -> None:
    """And no other person."""
    blank = "\n".join(line for line in FRIEND.split("\n") if not line.startswith(f"- {key}:"))
    assert only(with_people("role transition", blank, SISTER), "INV002") == [
        f"F. in the inventory lacks {key}"
    ]


def test_inv002_asks_for_the_relationship() -> None:
    """`### J.` without brackets."""
    assert only(with_people("role transition", person("J.", "outer")), "INV002") == [
        "J. in the inventory lacks relationship"
    ]


@pytest.mark.parametrize("answer", ["none", "not asked: he left early"])
def test_inv002_takes_none_and_not_asked_for_answers(answer: str) -> None:
    """The reason is written; nothing more is wanted."""
    told = FRIEND.replace("support given: listens", f"support given: {answer}")
    assert only(with_people("role transition", told), "INV002") == []


def test_a_later_note_completes_a_person() -> None:
    """Only what is new is written: J. (colleague) gets the field that was blank."""
    built = with_people("role transition", FRIEND, SISTER, "### J. (colleague)\n- closeness ring: outer")
    assert only(built, "INV002") != []
    rest = "\n".join(person("j. (Colleague)", "middle").split("\n")[1:])
    built.write(3, f"## Inventory\n\n### j. (former colleague)\n{rest}")
    assert built.rules() == set()
    course = built.course()
    assert [one.label for one in course.people] == ["F.", "S.", "J."]
    jay = course.people[-1]
    assert (jay.relationship, jay.rings) == ("former colleague", ((2, "outer"), (3, "middle")))


def test_a_person_who_comes_in_late_is_asked_about_alone() -> None:
    """The inventory stays complete; INV002 and INV005 speak of the new person in the session she came in."""
    built = by_manual("grief", sessions=6).write(
        6, "## Inventory\n\n### K. (neighbour)\n- support given: soup"
    )
    assert [(one.rule, one.session) for one in built.findings()] == [("INV002", 6), ("INV005", 6)]


def test_inv003_wants_a_confidant_or_the_word_that_there_is_none() -> None:
    """Yes at the head and nobody marked is a contradiction."""
    people = (FRIEND.replace("confidant: yes", "confidant: no"), SISTER)
    assert only(with_people("role transition", *people), "INV003") == [
        "2 people are in the inventory, none of them a confidant, and it is not stated that there is none"
    ]
    for answer in ("no", "no, not since the move", "none", "not asked: too early"):
        built = with_people(
            "role transition", *people, head=f"- romantic status: x\n- has confidant: {answer}"
        )
        assert only(built, "INV003") == [], answer
    assert len(only(with_people("role transition", *people, head=""), "INV003")) == 1


def test_inv005_names_each_person_without_a_ring() -> None:
    """The friend has none."""
    blank = FRIEND.replace("- closeness ring: middle\n", "")
    assert only(with_people("role transition", blank, SISTER), "INV005") == [
        "F. in the inventory has no closeness ring"
    ]


@pytest.mark.parametrize("named", ["N.", "n.", "N", "N. (partner)", "partner", "N., since May"])
def test_inv006_finds_the_counterpart_however_it_is_written(named: str) -> None:
    """Letter case, the last dot, brackets and a relationship that only one has."""
    built = by_manual("role dispute", sessions=3)
    section = built.typed[3].sections["Problem area"].replace("person: N.", f"person: {named}")
    assert only(built.write(3, f"## Problem area\n{section}"), "INV006") == []


@pytest.mark.parametrize(("area", "name"), [("role dispute", "N."), ("grief", "A.")])
def test_inv006_wants_the_person_of_the_focus_in_the_inventory(area: str, name: str) -> None:
    """Both for a dispute and for grief; it is not suppressed when BEG001 lists the inventory for something else."""
    built = by_manual(area, sessions=3)
    section = built.typed[3].sections["Problem area"].replace(f"person: {name}", "person: Z.")
    built.write(3, f"## Problem area\n{section}")
    assert only(built, "INV006") == [f"the person named for {area} is none of the 3 people in the inventory"]
    assert built.without("Inventory", "romantic status").rules() == {"BEG001", "INV006"}


def test_inv006_waits_for_the_inventory() -> None:
    """In session 1 the focus may be named before anybody is in it; at the limit BEG001 says that it is empty."""
    built = by_manual("role dispute", sessions=1).write(
        1, "## Problem area\n- area: role dispute\n- person: N.\n- dispute stage: impasse\n- agreed: yes"
    )
    assert only(built, "INV006") == []
    built = by_manual("role dispute", sessions=3).without("Inventory")
    assert only(built, "INV006") == [
        "the person named for role dispute is none of the 0 people in the inventory"
    ]
    assert built.rules() == {"BEG001"}


def test_inv007_asks_when_only_one_or_two_people_are_there() -> None:
    """Three are fine, and with deficits two are."""
    assert only(with_people("role transition", FRIEND, SISTER), "INV007") == [
        "session 3 is held, and this was due by this session: the inventory has 2 people"
    ]
    assert only(with_people("interpersonal deficits", FRIEND), "INV007") == []
    assert only(by_manual("role transition", sessions=3), "INV007") == []
