"""Every rule has a page that a therapist can use, and a name that reads well after "allow"."""

import re
from pathlib import Path

import pytest

from ipt_notes import checks
from ipt_notes.checks.rule import Rule, all_rules
from ipt_notes.checks.setting import DEFAULT, LIMITS, Thresholds
from ipt_notes.course.sections import RECOMMENDED_ITEMS, REQUIRED_ITEMS

HEADINGS = ["What it does", "Why", "Example", "How to mend it", "When an override is right"]
SETTABLE = "What a practice can set"
CODES = """BEG001 BEG002 BEG003 BEG004 BEG005 BEG006 BEG007 BEG008 BEG009 BEG010 TRI001 TRI002 INV001 INV002 INV003
INV004 INV005 INV006 INV007 PRB001 PRB002 PRB003 PRB004 PRB005 PRB006 PRB007 PRB008 PRB009 PRB010 FRM001 GOA001
CON001 CON002 CON003 SES001 SES002 SES003 SES004 SES005 SES006 ATT001 TEC001 TEC002 TEC003 TEC004 TEC005 GRF001
DIS001 TRN001 DEF001 MEA001 MEA002 MEA003 MEA004 MEA005 SAF001 SAF002 SAF003 SAF004 END001 END002 END003 END004
END005 END006 END007 END008 END009 MNT001 MNT002 EXP001 EXP002 VAR001"""
NO_OVERRIDE = """BEG004 INV006 PRB001 PRB003 PRB006 PRB008 CON001 SES001 MEA003 SAF001 SAF002 SAF003 END007 MNT001
EXP001"""
ERRORS = f"""{NO_OVERRIDE} BEG001 BEG003 BEG005 INV001 PRB005 FRM001 CON003 SES004 TEC002 MEA001 END001 END004 END006"""
INFOS = "BEG008 BEG009 BEG010 TRI002 PRB010 TEC004 TEC005 GRF001 TRN001 DEF001 END002"

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def test_every_rule_of_the_reference_is_there() -> None:
    """All 73, with the severity and the possibility of an override that the clinical reference gives each."""
    found = {rule.code: rule for rule in all_rules()}
    assert len(found) == 73
    assert sorted(found) == sorted(CODES.split())
    assert {code for code, rule in found.items() if not rule.is_overridable} == set(NO_OVERRIDE.split())
    assert {code for code, rule in found.items() if rule.severity == "error"} == set(ERRORS.split())
    assert {code for code, rule in found.items() if rule.severity == "info"} == set(INFOS.split())
    assert {rule.severity for rule in found.values()} == {"error", "warning", "info"}


def test_a_file_holds_the_rule_it_is_named_after() -> None:
    """One file a rule, and nothing else in the room but its machinery."""
    room = Path(checks.__file__).parent
    files = {path.stem for path in room.glob("*.py")} - {"__init__", *checks.MACHINERY}
    assert {code.lower() for code in CODES.split()} == files


@each_rule
def test_a_page_has_five_parts_in_their_order(rule: Rule) -> None:
    """What, why, an example, how to mend it, and the override; then what can be set, where the rule has a threshold."""
    title, *parts = re.split(r"^## ", rule.page, flags=re.MULTILINE)
    assert re.fullmatch(rf"# {rule.code}: [A-Z][^\n]+[a-z]\n\n", title)
    settable = [SETTABLE] if any(limit.rule == rule.code for limit in LIMITS.values()) else []
    assert [part.partition("\n")[0] for part in parts] == HEADINGS + settable
    assert all(len(part.partition("\n")[2].strip()) > 15 for part in parts)


def test_every_threshold_is_told_on_the_page_of_its_rule() -> None:
    """With the number it has unless it is set; that of the override's reason belongs to no rule."""
    pages = {rule.code: rule.page for rule in all_rules()}
    assert set(LIMITS) == set(Thresholds.__struct_fields__)
    for key, limit in LIMITS.items():
        usual = getattr(DEFAULT, key)
        assert limit.least <= usual <= limit.most
        assert not limit.rule or f"- `{key}` ({usual:g}): {limit.about}" in pages[limit.rule]


@each_rule
def test_why_names_its_source(rule: Rule) -> None:
    """A text in brackets, or the word that the rule is this project's."""
    why = rule.page.partition("## Why\n")[2].partition("\n## ")[0]
    assert re.search(r"\([^)]{6,}\)", why) or "project's" in why


@each_rule
def test_a_page_says_whether_an_override_is_possible(rule: Rule) -> None:
    """It starts with Never exactly where there is none."""
    when = rule.page.partition("## When an override is right\n")[2]
    assert when.startswith("Never.") is not rule.is_overridable


@each_rule
def test_a_page_keeps_to_careful_words(rule: Rule) -> None:
    """Nobody is called safe, nothing is caused, and no advice on treatment is given."""
    words = " ".join(rule.page.lower().split())
    assert not re.search(
        r"\b(is|are) safe\b|\bcaused by\b|\byou should (prescribe|treat|stop)\b|clears nobody", words
    )


@each_rule
def test_a_name_reads_well_after_allow(rule: Rule) -> None:
    """ "allow long-gap": words with hyphens that name the fault, not its absence."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert not rule.name.startswith(("no-", "not-", "is-", "has-"))


def test_names_are_unique() -> None:
    """A name means one rule."""
    assert len({rule.name for rule in all_rules()}) == len(all_rules())


@each_rule
def test_a_fix_says_what_to_do(rule: Rule) -> None:
    """One sentence with a full stop, in one line."""
    assert re.fullmatch(r"[A-Z][^\n]+\.", rule.fix)
    assert set(rule.items) <= {*REQUIRED_ITEMS, *RECOMMENDED_ITEMS}
