"""Drafts: sealed on this machine, offered again after a crash, gone when their save is durable."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.errors import Interrupted, NoteProblem, Refused, WorldProblem
from ipt_notes.locks import lock
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.drafting import guarded
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.unlock.unlocking import open_practice
from tests.editing.desks import memory
from tests.vault.building import NOW, make_practice
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        drafts.keep(practice, draft(name, text=name, minutes=minutes))
    assert [each.id[0] for each in drafts.left(practice)] == ["b", "a"]
    assert len(drafts.left(practice, "c" * 32)) == 2
    assert drafts.left(practice, "d" * 32) == []


def test_a_draft_whose_save_is_durable_is_gone(practice: Practice) -> None:
    """It alone."""
    for name in "ab":
        drafts.keep(practice, draft(name, text=name))
    drafts.discard(practice, "a" * 32)
    drafts.discard(practice, "a" * 32)
    assert [each.id[0] for each in drafts.left(practice)] == ["b"]


def half_way(practice: Practice, *, is_whole: bool = True) -> Path:
    """What a program leaves that is killed after a state is written, or in the middle, and before it has its name."""
    path = drafts.keep(practice, draft("b", text="the latest words"))
    blob = path.read_bytes()
    drafts.discard(practice, "b" * 32)
    left = path.with_name(f"{'b' * 32}-4711.new")
    left.write_bytes(blob if is_whole else blob[:-9])
    return left


def test_words_that_a_kill_left_half_way_are_offered_like_any_draft(practice: Practice) -> None:
    """They are the latest, and take the place of the state before them."""
    left = half_way(practice)
    left.with_suffix(".draft").write_bytes(b"an earlier state")
    assert [each.text for each in drafts.left(practice)] == ["the latest words"]
    assert [each.name for each in left.parent.iterdir()] == [left.with_suffix(".draft").name]


def test_words_that_a_kill_left_half_way_go_when_they_are_saved(practice: Practice) -> None:
    """Whoever erases a client, or saved the text, is told that no draft is left."""
    left = half_way(practice)
    drafts.discard(practice, "b" * 32)
    assert list(left.parent.iterdir()) == []


def test_half_a_state_goes_in_a_while(practice: Practice) -> None:
    """At once it could be one whose program is just beginning."""
    left = half_way(practice, is_whole=False)
    assert drafts.left(practice) == []
    assert left.exists()
    os.utime(left, (0, 0))
    assert drafts.left(practice) == []
    assert not left.exists()


def test_a_state_that_a_living_program_is_writing_is_left_alone(practice: Practice) -> None:
    """Whole, and not in its place yet."""
    left = half_way(practice)
    with left.open("rb+") as file:
        lock(file.fileno())
        assert drafts.left(practice) == []
        assert left.exists()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Refused(what="signed"), Refused),
        (KeyboardInterrupt(), Interrupted),
        (RuntimeError("a defect"), RuntimeError),
    ],
)
def test_a_save_that_fails_keeps_the_draft(
    practice: Practice, failure: BaseException, told: type[BaseException]
) -> None:
    """Whatever fails, and it is said; one that succeeds removes it."""
    with pytest.raises(told) as error, guarded(practice, draft()):
        raise failure
    assert drafts.left(practice) == [draft()]
    said = getattr(error.value, "details", ()) or error.value.__notes__
    assert said == ("the text is kept as a draft: `ipt-notes write MK-014` opens it again",) or said == [
        "the text is kept as a draft: `ipt-notes write MK-014` opens it again"
    ]
    with guarded(practice, draft()):
        pass
    assert drafts.left(practice) == []


@pytest.fixture
def full(practice: Practice, tmp_path: Path) -> Iterator[Practice]:
    """The practice on a machine that keeps no draft, with a folder in memory."""
    (tmp_path / "state" / "drafts").write_text("in the way", encoding="utf-8")
    with memory() as runtime:
        yield Practice(
            practice.port,
            practice.member,
            practice.settings._replace(env={"XDG_RUNTIME_DIR": str(runtime)}),
        )


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (NoteProblem(count="one thing", draft="it opens again"), NoteProblem),
        (Refused(what="signed"), Refused),
        (KeyboardInterrupt(), Interrupted),
        (RuntimeError("a defect"), RuntimeError),
    ],
)
def test_where_no_draft_can_be_kept_the_error_is_told_and_where_the_text_is(
    full: Practice, failure: BaseException, told: type[BaseException]
) -> None:
    """The failure of the draft hides nothing, and nothing promises a draft; the text is one private file in memory."""
    with pytest.raises(told) as error, guarded(full, draft()):
        raise failure
    (left,) = Path(full.settings.env["XDG_RUNTIME_DIR"]).rglob("*.md")
    assert left.read_text(encoding="utf-8") == TEXT
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    said = " ".join(getattr(error.value, "details", ()) or error.value.__notes__)
    assert "could not be kept as a draft" in said
    assert str(left) in said
    assert "canary" not in said
    assert not getattr(error.value, "hint", "")


def test_where_there_is_no_memory_either_it_is_said(full: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written to a disk in the clear."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(Refused) as error, guarded(full, draft()):
        raise Refused(what="signed")
    assert "no folder in memory" in error.value.details[-1]
    assert list(Path(full.settings.env["XDG_RUNTIME_DIR"]).iterdir()) == []


def test_a_save_that_works_does_without_a_draft(full: Practice) -> None:
    """Nothing is told or left where nothing failed."""
    with guarded(full, draft()):
        pass
    assert list(Path(full.settings.env["XDG_RUNTIME_DIR"]).iterdir()) == []


def test_the_same_text_that_fails_again_is_one_draft(practice: Practice) -> None:
    """A command that is tried three times leaves one draft with the latest moment; what differs stays another."""
    for name, minutes in (("a", 0), ("b", 1), ("d", 2)):
        drafts.keep(practice, draft(name, minutes=minutes))
    assert drafts.left(practice) == [draft("a", minutes=2)]
    for different in (
        draft("e", text="other words"),
        replace(draft("f"), client="d" * 32),
        replace(draft("1"), kind="addendum"),
        replace(draft("2"), course="x"),
        replace(draft("3"), session=4),
        replace(draft("4"), note="n"),
        replace(draft("5"), options={"reason": "another"}),
    ):
        drafts.keep(practice, different)
        assert different in drafts.left(practice)
    assert len(drafts.left(practice)) == 8


def test_a_save_that_works_at_last_leaves_no_draft_of_the_tries_before(practice: Practice) -> None:
    """The third try of the same command is the note; a draft with other words stays."""
    drafts.keep(practice, draft("a"))
    drafts.keep(practice, draft("b", text="other words"))
    with guarded(practice, draft("c")):
        pass
    assert drafts.left(practice) == [draft("b", text="other words")]


def test_the_same_text_at_which_another_program_writes_is_a_draft_of_its_own(
    practice: Practice, tmp_path: Path
) -> None:
    """A living sitting keeps its file."""
    with _running(tmp_path) as editor:
        drafts.keep(practice, draft("b"))
        editor.kill()
    assert sorted(each.id[0] for each in drafts.left(practice)) == ["a", "b"]


RUNNING = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from ipt_notes.services.sittings import drafts
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice
from tests.services.sittings.test_drafts import draft
from tests.vault.building import with_key_file
with open_practice(with_key_file(Path(sys.argv[1])), Nobody()) as practice:
    drafts.keep(practice, draft())
    print("kept", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def _running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has kept the draft and lives."""
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", RUNNING, str(folder), root]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as editor:
        assert editor.stdout.readline() == b"kept\n"
        yield editor


def test_the_draft_of_a_living_editor_is_offered_to_nobody_else(practice: Practice, tmp_path: Path) -> None:
    """Until it crashes; then it is, even if its process number has been given to another program."""
    with _running(tmp_path) as editor:
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
    (tmp_path / "state" / "drafts").write_text("in the way", encoding="utf-8")
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
