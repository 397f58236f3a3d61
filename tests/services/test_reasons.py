"""A reason is words: what a hint writes in its place is refused wherever a command asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.services import events, signing, writing
from ipt_notes.services.trust import accepting, retention
from tests.vault.building import TODAY, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
NOTE = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nQuiet.\n"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client, whose first note is signed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), NOTE))
        signing.sign_notes(practice, CODE, None)
        yield practice


def void(practice: Practice, reason: str) -> object:
    note_contact(practice, CODE, "called back")
    return events.void_record(practice, CODE, practice.open(CODE).records[-1].id, reason)


def override(practice: Practice, reason: str) -> object:
    return events.override_finding(practice, CODE, "SES002", reason, None)


def amend(practice: Practice, reason: str) -> object:
    return signing.addendum_draft(practice, practice.open(CODE), 1, reason)


def hold(practice: Practice, reason: str) -> object:
    return retention.place_hold(practice, CODE, reason)


@pytest.mark.parametrize("command", [void, override, amend, hold, accepting.accept])
@pytest.mark.parametrize("reason", ["", "...", "R", "…", "....................", " - "])
def test_a_placeholder_is_no_reason(
    practice: Practice, command: Callable[[Practice, str], object], reason: str
) -> None:
    """`--reason ...` copied from a hint writes nothing to the chart."""
    with pytest.raises(UsageProblem, match="reason"):
        command(practice, reason)


@pytest.mark.parametrize("command", [void, override, amend, hold])
@pytest.mark.parametrize(
    "reason", ["filed under the wrong client", "間違った相談者の記録として保存していたため"]
)
def test_words_are_a_reason(
    practice: Practice, command: Callable[[Practice, str], object], reason: str
) -> None:
    """In any script."""
    command(practice, reason)


def test_a_signed_note_of_another_client_is_answered_with_the_addendum_that_says_so(
    practice: Practice,
) -> None:
    """It can't be withdrawn: the exact command is given."""
    note = practice.open(CODE).course.sessions[0].note
    with pytest.raises(Refused) as refused:
        events.voidable(practice.open(CODE), note)
    assert refused.value.message == f"session 1 of {CODE} is signed and stays as it is"
    assert f"`ipt-notes note amend --reason 'filed under the wrong client' {CODE} 1`" in refused.value.hint
