"""This program is killed and the editor lives on: what is typed in it afterwards is offered like any other draft."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.editing.memory import BADGE, MemoryFolder, Place
from ipt_notes.services import writing
from ipt_notes.services.agenda import agenda
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.sittings import drafts, resuming
from ipt_notes.services.sittings.rescuing import badge, rescue
from tests.editing.desks import NOTE, SECRET, Desk, memory
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
DIES = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from ipt_notes.editing.memory import MemoryFolder, Place
with MemoryFolder(Place(Path({runtime!r}), is_memory=True), bytes.fromhex({badge!r})) as folder:
    (folder.path / "note.md").write_text({text!r})
    print("open", flush=True)
    input()
"""


class _SaysYes(Nobody):
    """Goes on with every draft."""

    def confirm(self, _: str, *, default: bool = True) -> bool:  # noqa: ARG002 - the port's
        """Yes."""
        return True


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A folder in memory of one's own."""
    with memory() as runtime:
        yield Desk(tmp_path, runtime)


@pytest.fixture
def practice(tmp_path: Path, desk: Desk) -> Iterator[Practice]:
    """A practice with one client, on a machine of its own."""
    with make_practice(_folder(tmp_path, "vault"), CODE) as made:
        state = _folder(tmp_path, "state")
        yield Practice(
            made.port, made.member, made.settings._replace(env=desk.env, state_folder=state)
        )  # fmt: skip


def _folder(at: Path, name: str) -> Path:
    (at / name).mkdir()
    return at / name


def _draft(practice: Practice) -> Draft:
    return writing.new_draft(practice, practice.open(CODE), NOTE)


def _open_elsewhere(practice: Practice, draft: Draft, desk: Desk, text: str) -> subprocess.Popen[str]:
    """A sitting of another process, with this text in its editor."""
    program = DIES.format(
        path=sys.path, runtime=str(desk.runtime), badge=badge(practice, draft).hex(), text=text
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    return process


def _killed(practice: Practice, draft: Draft, desk: Desk, text: str = NOTE + SECRET) -> None:
    """A sitting whose program and editor are gone without a word."""
    process = _open_elsewhere(practice, draft, desk, text)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _left(practice: Practice) -> list[str]:
    return [draft.text for draft in drafts.left(practice)]


def test_what_was_typed_after_a_kill_is_offered_and_leaves_memory(practice: Practice, desk: Desk) -> None:
    """The draft of that sitting gets the later text."""
    draft = _draft(practice)
    drafts.keep(practice, replace(draft, text=NOTE + "an earlier half"))
    _killed(practice, draft, desk)
    taken = resuming.take_up(practice, practice.open(CODE), ("note",), _SaysYes())
    assert taken is not None
    assert (taken.id, taken.text) == (draft.id, NOTE + SECRET)
    assert list(desk.runtime.iterdir()) == []


def test_the_agenda_tells_of_it_though_no_draft_was_ever_kept(practice: Practice, desk: Desk) -> None:
    """Killed in the first seconds."""
    _killed(practice, _draft(practice), desk)
    assert [owed.code for owed in agenda(practice).owed if owed.kind == "draft"] == [CODE]
    assert _left(practice) == [NOTE + SECRET]


def test_an_editor_that_is_still_open_keeps_its_text(practice: Practice, desk: Desk) -> None:
    """Nothing is taken from under a person's hands."""
    process = _open_elsewhere(practice, _draft(practice), desk, NOTE + SECRET)
    rescue(practice)
    assert _left(practice) == []
    assert next(desk.runtime.rglob("note.md")).read_text() == NOTE + SECRET
    process.kill()
    process.communicate()


def test_the_next_sitting_does_not_remove_what_nobody_has_taken_up(practice: Practice, desk: Desk) -> None:
    """Also when it is hours old."""
    _killed(practice, _draft(practice), desk)
    for folder in desk.runtime.iterdir():
        os.utime(folder, (0, 0))
    with MemoryFolder(Place(desk.runtime, is_memory=True)):
        pass
    rescue(practice)
    assert _left(practice) == [NOTE + SECRET]


@pytest.mark.parametrize("text", [NOTE, NOTE.rstrip("\n"), " \n"])
def test_a_text_without_a_change_is_only_removed(practice: Practice, desk: Desk, text: str) -> None:
    """There is nothing to offer."""
    _killed(practice, _draft(practice), desk, text)
    rescue(practice)
    assert _left(practice) == []
    assert list(desk.runtime.iterdir()) == []


def test_a_draft_that_was_written_at_since_is_not_replaced(practice: Practice, desk: Desk) -> None:
    """Taken up in another sitting while the old editor was open: both texts stay."""
    draft = _draft(practice)
    _killed(practice, draft, desk)
    drafts.keep(practice, replace(draft, text=NOTE + "later", at=draft.at.replace(year=9000)))
    rescue(practice)
    assert sorted(_left(practice)) == sorted([NOTE + SECRET, NOTE + "later"])


def test_what_belongs_to_another_vault_is_left_alone(practice: Practice, desk: Desk, tmp_path: Path) -> None:
    """Its own member takes it up."""
    _killed(practice, _draft(practice), desk)
    with make_practice(_folder(tmp_path, "other"), CODE) as made:
        rescue(Practice(made.port, made.member, practice.settings))
    assert _left(practice) == []
    rescue(practice)
    assert _left(practice) == [NOTE + SECRET]


def test_a_text_that_can_not_be_kept_stays_in_memory(practice: Practice, desk: Desk) -> None:
    """A full or missing disk: it is tried again with the next command."""
    _killed(practice, _draft(practice), desk)
    state = practice.settings.state
    state.rmdir()
    state.write_text("no folder")
    rescue(practice)
    assert [path.read_text() for path in desk.runtime.rglob("note.md")] == [NOTE + SECRET]
    state.unlink()
    rescue(practice)
    assert _left(practice) == [NOTE + SECRET]


def test_the_errors_above_a_rejected_text_are_not_part_of_it(practice: Practice, desk: Desk) -> None:
    """They were the program's words."""
    from ipt_notes.editing.shown import block, encode

    shown = encode(NOTE + SECRET, block([(7, "a PHQ-9 total is 0 to 27")])).decode()
    _killed(practice, _draft(practice), desk, shown)
    rescue(practice)
    assert _left(practice) == [NOTE + SECRET]


def test_the_badge_tells_nothing(practice: Practice, desk: Desk) -> None:
    """Neither client nor text stands in it, and a changed one opens nothing."""
    sealed = badge(practice, replace(_draft(practice), text=SECRET))
    assert SECRET.encode() not in sealed
    assert CODE.encode() not in sealed
    _killed(practice, _draft(practice), desk)
    beside = next(desk.runtime.rglob(BADGE))
    beside.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    rescue(practice)
    assert _left(practice) == []
