"""No signed note leaves an item about self-harm without an assessment of risk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.note import ScoreLine
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import Refused
from ipt_notes.services import clients, events, finishing, signing, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from tests.builders import RISK
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
DAYS = {0: dt.date(2026, 2, 23), 1: dt.date(2026, 3, 2), 2: dt.date(2026, 3, 9)}
BETWEEN = dt.date(2026, 3, 5)
ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 1"
NO_ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 0"
EMPTY_RISK = "## Risk assessment\n- level: low\n- assessment: not asked: no time"


class Agreeable(Nobody):
    """A person who says yes to everything."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.told: list[str] = []

    def tell(self, text: str) -> None:
        """Remember it."""
        self.told.append(text)

    def confirm(self, question: str, *, default: bool = True) -> bool | None:  # noqa: ARG002
        """Yes."""
        return True


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        yield practice


def write(practice: Practice, session: int, *sections: str) -> None:
    """A note of a session, saved; written again it replaces what was there."""
    front = f"client: {CODE}\nsession: {session}\ndate: {DAYS[session]}\nphase: beginning"
    text = "---\n" + front + "\n---\n" + "\n\n".join(sections) + "\n"
    writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text, session))


def signed(practice: Practice) -> list[int]:
    """The sessions whose notes are signed."""
    return [session.number for session in practice.open(CODE).course.sessions if session.is_signed]


@pytest.mark.parametrize("risk", ["", EMPTY_RISK])
def test_a_note_with_item_nine_is_not_signed_without_an_assessment(practice: Practice, risk: str) -> None:
    """That it was not asked is none. It says which session, what was answered, and how to go on."""
    write(practice, 1, ITEM_NINE, *([risk] if risk else []))
    with pytest.raises(Refused) as refused:
        signing.sign_notes(practice, CODE, [1])
    assert refused.value.exit_code == 7
    lacks = (
        "the risk assessment of session 1 lacks assessment" if risk else "session 1 has no risk assessment"
    )
    assert refused.value.message == f"session 1 of {CODE} is not signed: PHQ-9 item 9 is 1, and {lacks}"
    assert f"ipt-notes note edit {CODE} 1" in refused.value.hint
    assert signed(practice) == []


def test_once_it_is_assessed_it_is_signed(practice: Practice) -> None:
    """A 0 asks for nothing, and rules nothing out."""
    write(practice, 1, ITEM_NINE)
    with pytest.raises(Refused):
        signing.sign_notes(practice, CODE, None)
    write(practice, 1, ITEM_NINE, RISK)
    write(practice, 2, NO_ITEM_NINE)
    assert signing.sign_notes(practice, CODE, None).sessions == (1, 2)


def test_where_one_of_several_is_refused_none_is_signed(practice: Practice) -> None:
    """`--all` is one act."""
    write(practice, 1, NO_ITEM_NINE)
    write(practice, 2, ITEM_NINE)
    with pytest.raises(Refused, match="session 2 of"):
        signing.sign_notes(practice, CODE, None)
    assert signed(practice) == []
    assert signing.sign_notes(practice, CODE, [1]).sessions == (1,)


def test_the_intake_is_told_by_its_name(practice: Practice) -> None:
    """It has no number."""
    write(practice, 0, ITEM_NINE)
    with pytest.raises(Refused, match=f"^the intake of {CODE} is not signed"):
        signing.sign_notes(practice, CODE, [0])


def test_a_measure_of_the_same_day_counts(practice: Practice) -> None:
    """`measure add` on the day of the session."""
    write(practice, 1, "## Check-in\nQuiet.")
    events.add_measure(practice, CODE, DAYS[1], ScoreLine("phq9", (2, 2, 2, 2, 1, 1, 2, 0, 3)))
    with pytest.raises(Refused, match="item 9 is 3"):
        signing.sign_notes(practice, CODE, [1])


def between(practice: Practice) -> None:
    """Session 1, a questionnaire three days later with item 9, and session 2 with nothing on risk."""
    write(practice, 1, RISK)
    events.add_measure(practice, CODE, BETWEEN, ScoreLine("phq9", (2, 2, 2, 2, 1, 1, 2, 0, 1)))
    write(practice, 2, "## Check-in\nQuiet.")


def test_a_measure_between_two_sessions_asks_the_next_note_and_not_the_one_before(practice: Practice) -> None:
    """Session 1 was over when it came."""
    between(practice)
    assert signing.sign_notes(practice, CODE, [1]).sessions == (1,)
    with pytest.raises(Refused, match="no risk assessment has followed since 2026-03-05"):
        signing.sign_notes(practice, CODE, [2])
    write(practice, 2, RISK)
    assert signing.sign_notes(practice, CODE, [2]).sessions == (2,)


def test_an_addendum_since_the_measure_answers_it_too(practice: Practice) -> None:
    """The assessment of the call on that day, added to the session before."""
    between(practice)
    signing.sign_notes(practice, CODE, [1])
    draft = signing.addendum_draft(practice, practice.open(CODE), 1, "assessed on the telephone", RISK)
    signing.save_addendum(practice, draft)
    assert signing.sign_notes(practice, CODE, [2]).sessions == (2,)


def test_after_the_conclusion_the_way_is_told_too(practice: Practice) -> None:
    """A concluded course takes no edits: withdrawing the conclusion opens it again."""
    write(practice, 1, ITEM_NINE)
    clients.conclude(practice, CODE, clients.Ending(end_type=EndType.LOST_CONTACT, next_step=NextStep.END))
    with pytest.raises(Refused) as refused:
        signing.sign_notes(practice, CODE, [1])
    assert "withdraw the conclusion" in refused.value.hint
    ended = next(line for line in practice.open(CODE).chart.history if line.kind == "course-ended")
    events.void_record(practice, CODE, ended.record, "concluded too early")
    write(practice, 1, ITEM_NINE, RISK)
    assert signing.sign_notes(practice, CODE, [1]).sessions == (1,)


def amend(practice: Practice, session: int, *sections: str) -> None:
    """An addendum to a session's note, saved and so signed."""
    text = "\n\n".join(sections)
    chart = practice.open(CODE)
    signing.save_addendum(practice, signing.addendum_draft(practice, chart, session, "found on paper", text))


def test_an_addendum_does_not_bring_item_nine_into_a_signed_note_unassessed(practice: Practice) -> None:
    """It is signed as it is saved. The text is kept as a draft; with the assessment it is taken."""
    write(practice, 1, "## Check-in\nQuiet.")
    signing.sign_notes(practice, CODE, [1])
    with pytest.raises(Refused) as refused:
        amend(practice, 1, ITEM_NINE)
    assert refused.value.message.startswith(
        f"the addendum to session 1 of {CODE} is not signed: PHQ-9 item 9"
    )
    assert [draft.text for draft in drafts.left(practice)] == [ITEM_NINE]
    amend(practice, 1, ITEM_NINE, RISK)
    assert len(practice.open(CODE).course.sessions[0].addenda) == 1


def test_an_addendum_about_something_else_is_taken_where_a_score_is_open_already(practice: Practice) -> None:
    """The measure came after the signature, and `check` asks for it; the addendum adds no such score."""
    write(practice, 1, "## Check-in\nQuiet.")
    signing.sign_notes(practice, CODE, [1])
    events.add_measure(practice, CODE, DAYS[1], ScoreLine("phq9", (2, 2, 2, 2, 1, 1, 2, 0, 1)))
    amend(practice, 1, "## Plan review\nKept as it is.")
    with pytest.raises(Refused):
        amend(practice, 1, ITEM_NINE)
    amend(practice, 1, RISK)


def test_finish_does_not_sign_it_either(practice: Practice) -> None:
    """It tells the open error first; who goes on all the same is refused, with nothing signed and nothing concluded."""
    write(practice, 1, ITEM_NINE)
    person = Agreeable()
    ending = clients.Ending(end_type=EndType.LOST_CONTACT, next_step=NextStep.END)
    with pytest.raises(Refused, match="item 9 is 1"):
        finishing.finish(practice, CODE, ending, person, pytest.fail)
    assert any("SAF002" in line for line in person.told)
    assert signed(practice) == []
    assert practice.open(CODE).course.conclusion is None
