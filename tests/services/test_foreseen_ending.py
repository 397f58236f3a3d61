"""What an ending leaves open is told before the course is concluded, while its notes can still be written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import Absence, EndType, NextStep
from ipt_notes.errors import UsageProblem
from ipt_notes.services import checking, clients, events, finishing, writing
from ipt_notes.services.clients import Ending
from ipt_notes.services.finishing import EndingLeft
from ipt_notes.services.foreseeing import foreseen_ending
from ipt_notes.services.person import Nobody
from tests.builders import MEASURE, RISK
from tests.vault.building import TODAY, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
AGREED = Ending(end_type=EndType.EARLY_AGREED, next_step=NextStep.END)
LOST = Ending(end_type=EndType.LOST_CONTACT, next_step=NextStep.REFER_OR_AUGMENT)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client, two sessions into a course of sixteen."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        for session, sections in ((1, (RISK, MEASURE)), (2, (RISK,))):
            day = TODAY - dt.timedelta(weeks=2 - session)
            front = f"client: {CODE}\nsession: {session}\ndate: {day}\nphase: beginning"
            text = "---\n" + front + "\n---\n" + "\n\n".join(sections) + "\n"
            writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text))
        yield practice


class Listening(Nobody):
    """A person who answers every question with the same word, and remembers what was told."""

    def __init__(self, *, agrees: bool) -> None:
        """Nothing was told yet."""
        self.agrees, self.told = agrees, []

    def tell(self, text: str) -> None:
        """Remember it."""
        self.told.append(text)

    def confirm(self, question: str, *, default: bool = True) -> bool | None:  # noqa: ARG002
        """Always the same."""
        return self.agrees


def rules(practice: Practice, ending: Ending) -> set[str]:
    """The rules that concluding so would leave open."""
    return {finding.rule for finding in foreseen_ending(practice, practice.open(CODE), ending)}


def test_an_early_ending_by_agreement_is_told_what_it_lacks(practice: Practice) -> None:
    """Warning signs and a plan, the client's account: rules that are silent until the course ends."""
    before = {finding.rule for finding in checking.check_chart(practice, practice.open(CODE)).findings}
    found = rules(practice, AGREED)
    assert {"END001", "END004", "END005"} <= found
    assert not {"END001", "END004", "END005"} & before


def test_what_is_foreseen_is_what_check_says_afterwards(practice: Practice) -> None:
    """No error is told only when it is too late; nothing is written before."""
    foreseen = {one for one in foreseen_ending(practice, practice.open(CODE), AGREED) if one.is_open_error}
    assert practice.open(CODE).course.conclusion is None
    clients.conclude(practice, CODE, AGREED)
    after = checking.check_chart(practice, practice.open(CODE)).findings
    assert foreseen == {one for one in after if one.is_open_error}
    assert foreseen_ending(practice, practice.open(CODE), AGREED) == ()


def test_where_contact_was_lost_the_rules_about_the_ending_stand_in_nobody_s_way(practice: Practice) -> None:
    """They are notes only (DOMAIN 5c)."""
    assert not any(rule.startswith("END") for rule in rules(practice, LOST))


def test_finish_tells_it_before_anything_is_signed(practice: Practice) -> None:
    """Who says no has a course that is as it was, and can still write its notes."""
    person = Listening(agrees=False)
    with pytest.raises(EndingLeft):
        finishing.finish(practice, CODE, AGREED, person, pytest.fail)
    assert any("error END004: the course was concluded" in line for line in person.told)
    course = practice.open(CODE).course
    assert course.conclusion is None
    assert len(course.unsigned) == 2


def test_a_course_never_ends_on_a_day_to_come(practice: Practice) -> None:
    """A slip in the year would count for retention; nothing is written."""
    to_come = replace(AGREED, on=practice.settings.today + dt.timedelta(days=1))
    with pytest.raises(UsageProblem, match="still to come"):
        clients.conclude(practice, CODE, to_come)
    assert practice.open(CODE).course.conclusion is None


def test_how_it_ends_is_asked_for_and_not_told_as_missing(practice: Practice) -> None:
    """END007 is no finding of somebody who was not asked yet."""
    assert "END007" not in rules(practice, Ending())


def test_a_warning_that_is_open_already_is_not_told_again(practice: Practice) -> None:
    """Only what concluding adds to it."""
    for weeks in (1, 2):
        events.miss_session(practice, CODE, TODAY - dt.timedelta(weeks=weeks), Absence.NO_SHOW, "")
    now = {finding.rule for finding in checking.check_chart(practice, practice.open(CODE)).findings}
    assert "ATT001" in now
    assert "ATT001" not in rules(practice, AGREED)
