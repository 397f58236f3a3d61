"""The rules speak when they should, and the program knows what the package adds."""

import datetime as dt
import json

import pytest
from riverside_rules import letter, riv001, riv002
from riverside_rules.thresholds import LETTER_DAYS, REVIEW_BY

from ipt_notes.checks.setting import Setting


def _found(rule, course, days=1):
    """What a rule says of a course, days after its last session."""
    return list(rule.check(course.course(), Setting(course.last_day + dt.timedelta(days=days))))


@pytest.mark.parametrize(("sessions", "expected"), [(REVIEW_BY - 1, 0), (REVIEW_BY, 1)])
def test_a_review_is_asked_for_by_its_session(ipt_course, sessions, expected):
    """And not before."""
    assert len(_found(riv001, ipt_course("grief", sessions=sessions))) == expected


def test_a_review_in_any_note_is_enough(ipt_course):
    """However its heading is typed."""
    course = ipt_course("grief", sessions=REVIEW_BY).write(4, "## Riverside Review\nLess shouting at home.")
    assert not _found(riv001, course)


@pytest.mark.parametrize(("days", "expected"), [(LETTER_DAYS, 0), (LETTER_DAYS + 1, 1)])
def test_a_letter_is_asked_for_after_its_days(ipt_course, days, expected):
    """Counted from the ending."""
    assert len(_found(riv002, ipt_course("grief").conclude(), days)) == expected


def test_the_letter_holds_no_words_of_a_note(ipt_course):
    """Dates and numbers alone."""
    text = letter.render(ipt_course("grief").conclude().course(), "referrer").decode()
    assert "16 sessions" in text
    assert "funeral" not in text


def test_the_program_checks_writes_and_counts(ipt_vault, ipt_course):
    """As a therapist of the practice would."""
    ipt_vault.add("EX-001", ipt_course("grief").conclude())
    ipt_vault.add("EX-002", ipt_course("grief", sessions=REVIEW_BY))
    assert ipt_vault.run("riverside").returncode == 7
    assert ipt_vault.run("plugin", "enable", "riverside-rules", "--yes").returncode == 0
    assert json.loads(ipt_vault.run("riverside", "--json").stdout) == {"reviews": 1, "letters": 1}
    assert "Riverside review" in ipt_vault.run("template", "show", "riverside_review").stdout
    release = ["--audience", "referrer", "--authorisation", "signed release 2026-03-02"]
    done = ipt_vault.run("export", "with", "riverside_letter", "EX-001", "-o", "letter.txt", *release)
    assert done.returncode == 0, done.stderr
    assert "waiting for a letter: 0" in ipt_vault.run("riverside").stdout
