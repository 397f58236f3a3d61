"""A course that follows the manual raises nothing; what is left out of its beginning is named, and named once."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from ipt_notes.checks.engine import check_course
from ipt_notes.course.model import Course
from ipt_notes.course.sections import BY_ID, REQUIRED_ITEMS, SECTION_OF_ITEM, section_heading
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import words
from tests.builders import AREAS, CourseBuilder, by_manual

ALSO = {"risk_assessment": {"SAF001"}}
"""What speaks beside BEG001 when an item is missing: safety is never suppressed."""


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("area", AREAS)
def test_a_course_by_the_manual_raises_nothing_after_any_session(area: str, variant: str) -> None:
    """From the first session to the last, in every problem area and variant."""
    built = by_manual(area, variant)
    records = built.records()
    for held in range(1, built.planned + 1):
        course = Course.replay(records[: 2 + held])
        today = course.sessions[-1].date + dt.timedelta(days=1)
        assert check_course(course, today) == (), held


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "ipt_m"])
@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("item", REQUIRED_ITEMS)
def test_a_missing_item_is_named_by_beg001_and_by_no_other_rule(item: str, area: str, variant: str) -> None:
    """At the limit: one finding that names the item and says that nothing is written."""
    built = by_manual(area, variant, sessions=VARIANTS[variant].beginning_limit)
    findings = built.without(section_heading(item)).findings()
    assert {finding.rule for finding in findings} == {"BEG001"} | ALSO.get(item, set())
    (listing,) = (finding for finding in findings if finding.rule == "BEG001")
    named = "baseline measure (none taken)" if item == "baseline_measure" else section_heading(item)
    assert listing.message.startswith("1 beginning item is not complete by session")
    assert named in listing.message
    assert listing.is_open_error


FIELDS = [
    (item, key)
    for item in REQUIRED_ITEMS
    if item not in SECTION_OF_ITEM
    for key in BY_ID[item].required + BY_ID[item].entry_required
]

OPEN_FIELDS = [
    (item, field.key)
    for item in REQUIRED_ITEMS
    if item not in SECTION_OF_ITEM
    for field in BY_ID[item].fields
    if field.is_required and not field.choices
]


@pytest.mark.parametrize(("item", "key"), FIELDS)
def test_a_missing_field_of_an_item_is_named(item: str, key: str) -> None:
    """Each required field of each section, and of the people in the inventory."""
    built = by_manual("role transition", sessions=3).without(section_heading(item), words(key))
    findings = built.findings()
    assert {finding.rule for finding in findings} == {"BEG001"} | ALSO.get(item, set())
    (listing,) = (finding.message for finding in findings if finding.rule == "BEG001")
    assert listing.startswith("1 beginning item is not complete by session 3 (3 held): ")
    assert f"{section_heading(item)} (" in listing
    assert words(key) in listing.partition(f"{section_heading(item)} (")[2]


@pytest.mark.parametrize("answer", ["none", "not asked: the client was too tired"])
@pytest.mark.parametrize(("item", "key"), OPEN_FIELDS)
def test_a_field_that_says_none_or_not_asked_completes_its_item(item: str, key: str, answer: str) -> None:
    """Every field without a fixed list of answers may say so (NOTE: the grammar)."""
    built, heading = by_manual("grief", sessions=3), section_heading(item)
    changed = 0
    for typed in built.typed.values():
        body = typed.sections.get(heading, "")
        line = re.compile(rf"^- {words(key)}: .*$", re.MULTILINE)
        typed.sections[heading], count = line.subn(f"- {words(key)}: {answer}", body)
        changed += count
    assert changed
    assert built.item(item).is_complete


def test_the_intake_counts_for_the_beginning() -> None:
    """What is done in session 0 is complete by any limit, and is not a session of its own."""
    built = by_manual("grief", sessions=3).without("Contract")
    built.note(
        0,
        "## Contract\n- planned sessions: 16\n- frequency: weekly\n- session minutes: 50\n- agreed on: 2025-12-29",
    )
    assert built.rules() == set()
    assert built.item("contract").completed_session == 0


def test_a_whole_course_without_an_agreed_focus_says_so_at_the_first_middle_session() -> None:
    """BEG004 is a definition: BEG001 does not silence it."""
    built = by_manual("grief").without("Problem area")
    assert built.rules() == {"BEG001", "BEG004"}


def concluded(area: str, variant: str = "ipt_acute") -> CourseBuilder:
    """A whole course by the manual, every section written, every note signed, concluded as planned."""
    return by_manual(area, variant).sign().conclude()


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_concluded_course_by_the_manual_raises_nothing_and_can_be_exported(area: str, variant: str) -> None:
    """EXP001 has no word on it either."""
    built = concluded(area, variant)
    assert built.findings() == built.findings("EXP001") == ()


def out(heading: str, key: str = "", *sessions: int) -> Callable[[CourseBuilder], object]:
    """What leaves a section out, or a field of it: in these sessions (none: in all)."""

    def leave_out(built: CourseBuilder) -> None:
        for session in sessions or (None,):
            built.without(heading, key, session=session)

    return leave_out


def swap(heading: str, pattern: str, instead: str = "") -> Callable[[CourseBuilder], object]:
    """What writes something else, or nothing, for all that a pattern matches in a section."""

    def write_instead(built: CourseBuilder) -> None:
        for typed in built.typed.values():
            if heading in typed.sections:
                typed.sections[heading] = re.sub(pattern, instead, typed.sections[heading])

    return write_instead


SCENE = "Interpersonal incident: the silent dinner"
LEFT_OUT = [
    ("BEG001", "grief", out("Psychiatric history")),
    ("BEG001", "grief", out("Measure", "", 1, 2, 3)),
    ("BEG001", "role dispute", out("Goals", "relationships")),
    ("BEG008", "grief", out("Timeline")),
    ("BEG009", "grief", out("Medication considered")),
    ("CON003", "grief", lambda built: built.note(17, *_of(built, 13))),
    ("DEF001", "interpersonal deficits", out("Problem area", "new contacts")),
    ("DIS001", "role dispute", out("Problem area", "dispute stage", 4)),
    ("END001", "grief", out("Ending", "raised")),
    ("END002", "grief", out("Ending", "raised", 12)),
    ("END003", "grief", out("Ending", "ending feelings", 14, 15, 16)),
    ("END004", "grief", out("Warning signs")),
    ("END004", "grief", out("Contingency plan")),
    ("END005", "grief", out("Ending", "client account")),
    ("END006", "grief", out("Measure", "", 15, 16)),
    ("END009", "grief", out("Goals", "symptoms status")),
    ("GRF001", "grief", out("Problem area", "re-engagement")),
    ("INV003", "grief", swap("Inventory", "is confidant: yes", "is confidant: no")),
    ("INV006", "role dispute", swap("Inventory", r"N. \(partner\)", "O. (partner)")),
    ("PRB003", "interpersonal deficits", out("Problem area", "ruled out grief")),
    ("PRB005", "grief", swap("Inventory", "- living status: deceased")),
    ("PRB006", "role dispute", out("Problem area", "person")),
    ("PRB008", "role transition", out("Problem area", "new role")),
    ("PRB010", "interpersonal deficits", out("Plan review")),
    ("SAF001", "grief", out("Risk assessment", "", 1)),
    ("SES001", "grief", lambda built: built.skip(9)),
    ("SES005", "grief", out("Mood event link", "", 6)),
    ("SES006", "grief", out("Focus work", "", 6, 7)),
    ("TEC001", "grief", out(SCENE)),
    ("TEC002", "grief", swap(SCENE, r"The kitchen.*\n")),
    ("TEC003", "grief", swap(SCENE, "> intended.*\n")),
    ("TRI002", "grief", swap("Interpersonal triad", "strengths: .*", "strengths: none")),
    ("TRN001", "role transition", out("Problem area", "gains")),
]


def _of(built: CourseBuilder, session: int) -> list[str]:
    return [f"## {heading}\n{body}" for heading, body in built.typed[session].sections.items()]


@pytest.mark.parametrize(
    ("rule", "area", "leave_out"), LEFT_OUT, ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_is_left_out_of_a_whole_course_is_named_by_its_rule_alone(
    rule: str, area: str, leave_out: Callable[[CourseBuilder], object]
) -> None:
    """One thing is missing, and one rule says so."""
    built = by_manual(area)
    leave_out(built)
    assert built.rules() == {rule}
