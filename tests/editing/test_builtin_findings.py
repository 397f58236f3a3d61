"""What the editor is told of a note that is being written: as the chart would be with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.services import signing, writing
from ipt_notes.services.foreseeing import foreseen
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
FRONT = (
    "---\nclient: MK-014\nsession: 1\ndate: 2026-03-16\nminutes: 50\nphase: beginning\nmode: in_person\n---\n"
)
RISK = "## Risk assessment\n- level: high\n- assessment: told of a plan\n"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client on a machine of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    with make_practice(tmp_path, CODE) as practice:
        yield practice


def _foreseen(practice: Practice, text: str) -> list[tuple[int, str]]:
    chart = practice.open(CODE)
    return foreseen(practice, chart, writing.new_draft(practice, chart, text), text)


def test_a_finding_comes_and_goes_with_the_words(practice: Practice) -> None:
    """High risk without a plan is told while it is typed, and no more once the plan is there."""
    told = [text for _, text in _foreseen(practice, FRONT + RISK)]
    assert any("(SAF" in text for text in told)
    told = [
        text for _, text in _foreseen(practice, FRONT + RISK + "- safety plan: agreed, with her sister\n")
    ]
    assert not any("(SAF" in text for text in told)


def test_warnings_come_with_their_line(practice: Practice) -> None:
    """What is kept and wondered about is told where it stands, also while something else can't be read."""
    slip = "## Chek-in\nSlept.\n"
    assert (9, "unknown heading 'Chek-in'; did you mean 'Check-in'?") in _foreseen(practice, FRONT + slip)
    broken = FRONT + slip + "## Measure\n- PHQ-9: 99\n"
    assert [line for line, _ in _foreseen(practice, broken)] == [9]


def test_looking_writes_nothing(practice: Practice) -> None:
    """The chart has no more records than before."""
    before = len(practice.open(CODE).records)
    _foreseen(practice, FRONT + RISK)
    assert len(practice.open(CODE).records) == before


def test_a_session_that_was_taken_meanwhile_is_left_to_the_save(practice: Practice) -> None:
    """Somebody saved and signed that note: looking at the text stays silent about it."""
    chart = practice.open(CODE)
    writing.save_note(practice, writing.new_draft(practice, chart, FRONT + RISK))
    known = writing.new_draft(practice, practice.open(CODE), FRONT + RISK, 1)
    signing.sign_notes(practice, CODE, [1])
    text = FRONT + RISK + "## Chek-in\nMore.\n"
    told = foreseen(practice, practice.open(CODE), known, text)
    assert [line for line, _ in told] == [12]
