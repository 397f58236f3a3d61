"""A course that follows the manual raises nothing; what is left out of its beginning is named, and named once."""

import datetime as dt
import re

import pytest

from ipt_notes.checks.engine import check_course
from ipt_notes.course.model import Course
from ipt_notes.course.sections import BY_ID, REQUIRED_ITEMS, SECTION_OF_ITEM, section_heading
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import words
from tests.builders import AREAS, by_manual

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
