"""The agenda says in a line what is owed, and agrees with the commands it names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.services import agenda as agendas
from ipt_notes.services import checking, drafts, signing, writing
from tests.vault.building import TODAY, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.agenda import Owed
    from ipt_notes.services.practice import Practice

CODE = "MK-014"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        yield practice


def write(practice: Practice, session: int, words: str = "## Check-in\nQuiet.") -> None:
    day = TODAY - dt.timedelta(weeks=6 - session)
    phase = "beginning" if session < 4 else "middle"
    text = f"---\nclient: {CODE}\nsession: {session}\ndate: {day}\nphase: {phase}\n---\n{words}\n"
    writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text))


def owed(practice: Practice, kind: str) -> list[Owed]:
    return [each for each in agendas.agenda(practice).owed if each.kind == kind]


def test_many_unsigned_notes_are_one_line(practice: Practice) -> None:
    """With the command that signs them all; the oldest says how urgent it is."""
    for session in (1, 2, 3, 4, 5):
        write(practice, session)
    signing.sign_notes(practice, CODE, [4])
    (one,) = owed(practice, "unsigned")
    assert one.what == f"sessions 1 to 3 and 5 are not signed, the oldest of {TODAY - dt.timedelta(weeks=5)}"
    assert (one.urgency, one.how) == ("now", f"ipt-notes note sign --all {CODE}")


def test_one_unsigned_note_is_named_by_its_day(practice: Practice) -> None:
    """And signed by its number."""
    write(practice, 5)
    (one,) = owed(practice, "unsigned")
    assert one.what == f"session 5 of {TODAY - dt.timedelta(weeks=1)} is not signed"
    assert one.how == f"ipt-notes note sign {CODE} 5"


def test_the_open_errors_are_those_that_check_shows(practice: Practice) -> None:
    """The same are left out because another says them; that one is told with the assessments that are due."""
    write(practice, 1, "## Contract\n- frequency: weekly")
    for session in (2, 3, 4):
        write(practice, session)
    found = checking.check_chart(practice, practice.open(CODE)).findings
    errors = {finding.rule for finding in found if finding.is_open_error}
    assert "BEG001" in errors
    (one,) = owed(practice, "finding")
    assert {*one.what.removeprefix("open errors: ").split(", ")} == errors - {"BEG001"}
    assert owed(practice, "assessment")


def test_a_draft_is_named_by_its_session_and_length_with_its_time_apart(practice: Practice) -> None:
    """The words for a person have no time in them: `at` is UTC for scripts, and the terminal shows its own."""
    text = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nOne.\n"
    draft = writing.new_draft(practice, practice.open(CODE), text)
    drafts.keep(practice, draft)
    (one,) = owed(practice, "draft")
    assert (one.what, one.at) == (f"a draft of session 1 of {TODAY} (2 words) was kept", draft.at)
