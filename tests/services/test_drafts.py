"""Drafts: sealed on this machine, offered again after a crash, gone when their save is durable."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Refused, WorldProblem
from ipt_notes.services import drafts
from ipt_notes.services.drafting import guarded
from ipt_notes.services.drafts import Draft
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlocking import open_practice
from tests.vault.building import NOW, make_practice
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

TEXT = "what was typed, with a canary: 7f3a9c1e5b2d8406"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A vault whose machine keeps its drafts in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with make_practice(tmp_path, "MK-014") as practice:
        yield practice


def draft(name: str = "a", text: str = TEXT, minutes: int = 0) -> Draft:
    """A draft of a note."""
    at = NOW + dt.timedelta(minutes=minutes)
    return Draft(name * 32, "c" * 32, "MK-014", "note", text, at, session=3, options={"reason": "r"})


def test_a_draft_comes_back_as_it_was(practice: Practice) -> None:
    """Every field, the latest text."""
    drafts.keep(practice, draft(text="earlier"))
    drafts.keep(practice, draft())
    assert drafts.left(practice) == [draft()]


def test_a_draft_is_private_and_sealed(practice: Practice) -> None:
    """0600 in a 0700 folder; no file of the machine holds a word of it."""
    path = drafts.keep(practice, draft())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert b"canary" not in path.read_bytes()
    assert "canary" not in repr(draft())


def test_drafts_come_oldest_first_and_by_client(practice: Practice) -> None:
    """As the agenda lists them."""
    for name, minutes in (("a", 5), ("b", 1)):
        drafts.keep(practice, draft(name, minutes=minutes))
    assert [each.id[0] for each in drafts.left(practice)] == ["b", "a"]
    assert len(drafts.left(practice, "c" * 32)) == 2
    assert drafts.left(practice, "d" * 32) == []


def test_a_draft_whose_save_is_durable_is_gone(practice: Practice) -> None:
    """It alone."""
    for name in "ab":
        drafts.keep(practice, draft(name))
    drafts.discard(practice, "a" * 32)
    drafts.discard(practice, "a" * 32)
    assert [each.id[0] for each in drafts.left(practice)] == ["b"]


def test_a_save_that_fails_keeps_the_draft(practice: Practice) -> None:
    """Whatever fails; one that succeeds removes it."""
    for failure in (Refused(what="signed"), KeyboardInterrupt(), RuntimeError("a defect")):
        with pytest.raises(type(failure)), guarded(practice, draft()):
            raise failure
        assert drafts.left(practice) == [draft()]
    with guarded(practice, draft()):
        pass
    assert drafts.left(practice) == []


RUNNING = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ipt_notes.services import drafts
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlocking import open_practice
from tests.services.test_drafts import draft
from tests.vault.building import with_key_file
with open_practice(with_key_file(Path(sys.argv[1])), Nobody()) as practice:
    drafts.keep(practice, draft())
    print("kept", flush=True)
    sys.stdin.readline()
"""


def test_the_draft_of_a_living_editor_is_offered_to_nobody_else(practice: Practice, tmp_path: Path) -> None:
    """Until it crashes; then it is, even if its process number has been given to another program."""
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(tmp_path), root], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as editor:
        assert editor.stdout.readline() == b"kept\n"
        assert drafts.left(practice) == []
        drafts.discard(practice, "a" * 32)
        editor.kill()
        editor.wait()
    assert drafts.left(practice) == [draft()]
    (path,) = drafts.folder(practice).iterdir()
    path.rename(path.with_name(f"{'a' * 32}-{os.getppid()}.draft"))
    assert drafts.left(practice) == [draft()]


@pytest.mark.parametrize(
    ("name", "data"),
    [("x-1.draft", b""), ("x-1.draft", b"rubbish" * 99), ("-.draft", b"x"), (".draft", b"x"), ("ä \n-1.draft", b"x"), ("x-1.new", b"x"),
     (b"\xff-1.draft", b"x")],
)  # fmt: skip
def test_what_can_not_be_opened_is_left_where_it_is(
    practice: Practice, name: str | bytes, data: bytes
) -> None:
    """Rubbish in the folder hides no draft and is not removed."""
    path = drafts.keep(practice, draft())
    odd = Path(os.fsdecode(os.fsencode(path.parent) + b"/" + os.fsencode(name)))
    odd.write_bytes(data)
    assert drafts.left(practice) == [draft()]
    assert odd.read_bytes() == data


def test_a_folder_or_a_pipe_in_the_way_does_not_hold_up(practice: Practice) -> None:
    """They are no drafts."""
    path = drafts.keep(practice, draft())
    (path.parent / "d-1.draft").mkdir()
    os.mkfifo(path.parent / "p-1.draft")
    assert drafts.left(practice) == [draft()]


def test_a_changed_or_renamed_draft_is_not_offered(practice: Practice) -> None:
    """A draft is bound to its sitting: nobody can pass one off as another."""
    path = drafts.keep(practice, draft())
    path.rename(path.with_name(path.name.replace("a", "b")))
    assert drafts.left(practice) == []


def test_another_vaults_drafts_are_not_offered(practice: Practice, tmp_path: Path) -> None:
    """Each vault has its own."""
    drafts.keep(practice, draft())
    with make_practice(tmp_path / "other", "MK-014") as other:
        assert drafts.left(other) == []


def test_no_drafts_is_no_error(practice: Practice) -> None:
    """On a new machine."""
    assert drafts.left(practice) == []
    drafts.discard(practice, "a" * 32)


def test_a_full_disk_is_told_and_the_draft_before_it_stays(practice: Practice) -> None:
    """Half a draft never takes the place of a whole one."""
    path = drafts.keep(practice, draft())
    before = path.read_bytes()

    def keep_more() -> None:
        with pytest.raises(WorldProblem):
            drafts.keep(practice, draft(text="x" * 100_000))

    with_largest_file(5000, keep_more)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_folder_that_can_not_be_made_is_told(practice: Practice, tmp_path: Path) -> None:
    """In words, with the place."""
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    with pytest.raises(WorldProblem, match="state"):
        drafts.keep(practice, draft())


def test_text_from_a_broken_terminal_is_kept(practice: Practice) -> None:
    """Bytes that are no characters are shown as what they are."""
    drafts.keep(practice, draft(text="caf\udce9"))
    assert drafts.left(practice)[0].text == "caf\\udce9"


def test_the_next_unlock_finds_the_draft(practice: Practice) -> None:
    """After the program that wrote it is gone."""
    drafts.keep(practice, draft())
    with open_practice(practice.settings, Nobody()) as again:
        assert drafts.left(again) == [draft()]
