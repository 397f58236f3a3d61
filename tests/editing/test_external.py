"""The therapist's own editor: what it leaves arrives, and nothing stays behind, however it ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.editing.editors import NoSuchEditor
from ipt_notes.editing.external import EditorFailed, TextLeft
from ipt_notes.editing.outcome import Stopped
from tests.editing.desks import NOTE, SECRET, TOLD, TOO_MUCH, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.editing.outcome import Told

ADDS = f"path.write_text(text + '{SECRET[:9]}' '{SECRET[9:]}\\n', encoding='utf-8')\n"


def test_what_was_typed_arrives_and_is_kept_as_a_draft_before_it_is_saved(desk: Desk) -> None:
    """The text comes back whole; a draft of it exists before anything else can fail."""
    outcome = desk.edit(desk.script(ADDS))
    assert outcome == (NOTE + SECRET + "\n", True)
    assert desk.kept == [NOTE + SECRET + "\n"]
    assert desk.traces() == []


def test_only_this_user_can_read_the_file_and_its_name_tells_nothing(desk: Desk) -> None:
    """Folder 0700, file 0600, always named note.md."""
    told = desk.home / "told"
    body = f"Path({str(told)!r}).write_text(f'{{path.stat().st_mode:o}} {{path.parent.stat().st_mode:o}} {{path}}')\n"
    desk.edit(desk.script(body))
    file, folder, path = told.read_text().split()
    assert (file, folder) == (f"{stat.S_IFREG | 0o600:o}", f"{stat.S_IFDIR | 0o700:o}")
    assert Path(path).name == "note.md"
    assert Path(path).parent.parent == desk.runtime


def test_saving_without_a_change_finishes_with_the_same_text(desk: Desk) -> None:
    """Nothing was typed: no draft, the very same text, also where the editor ends the last line by itself."""
    assert desk.edit(desk.script("path.write_text(text + '\\n')\n"), "no line end") == ("no line end", True)
    assert desk.kept == []


def test_an_editor_that_fails_leaves_a_draft(desk: Desk) -> None:
    """Exit code 1 (vim's :cq) does not save, and does not lose what the file holds."""
    assert desk.edit(desk.script(ADDS + "sys.exit(1)\n")) == (NOTE + SECRET + "\n", False)
    assert desk.kept == [NOTE + SECRET + "\n"]
    assert desk.traces() == []


def test_an_editor_that_is_killed_leaves_a_draft(desk: Desk) -> None:
    """A crash of the editor loses nothing that was in the file."""
    body = ADDS + "import signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
    assert desk.edit(desk.script(body)) == (NOTE + SECRET + "\n", False)
    assert desk.traces() == []


def test_a_crash_also_keeps_what_the_editor_wrote_beside_the_file(desk: Desk) -> None:
    """Nano's note.md.save and Emacs' #note.md# hold what was typed and never saved."""
    body = f"Path(str(path) + '.save').write_text('{SECRET}')\nsys.exit(1)\n"
    assert desk.edit(desk.script(body)) == (SECRET, False)


def test_a_deleted_file_leaves_the_text_as_it_was_last_known(desk: Desk) -> None:
    """Deleting the file is no way to delete a note."""
    assert desk.edit(desk.script("path.unlink()\n")) == (NOTE, False)


def test_an_emptied_file_leaves_without_saving(desk: Desk) -> None:
    """As with a commit message: an empty file means "not now"."""
    assert desk.edit(desk.script("path.write_text(' \\n')\n")) == (NOTE, False)


def test_a_rejected_text_opens_again_with_its_errors_above_it(desk: Desk) -> None:
    """The line number is that of the editor; the mended text comes back without the errors."""
    seen = desk.home / "seen"
    body = (
        f"if times == 0: path.write_text(text + '{TOO_MUCH}\\n')\n"
        f"else:\n Path({str(seen)!r}).write_text(text)\n path.write_text(text.replace('{TOO_MUCH}', 'PHQ-9: 9'))\n"
    )
    assert desk.edit(desk.script(body)) == (NOTE + "PHQ-9: 9\n", True)
    lines = seen.read_text().split("\n")
    said = next(line for line in lines if TOLD in line)
    number = int(said.split("line ")[1].split(":")[0])
    assert lines[number - 1] == TOO_MUCH
    assert lines[0].startswith("<!--")


def test_closing_a_rejected_text_unchanged_keeps_it_as_a_draft(desk: Desk) -> None:
    """Nobody is held in a loop; the editor opened twice and no more."""
    outcome = desk.edit(desk.script(f"if times == 0: path.write_text(text + '{TOO_MUCH}')\n"))
    assert outcome == (NOTE + TOO_MUCH, False)
    assert (desk.home / "times").read_text() == "2"
    assert desk.kept == [NOTE + TOO_MUCH]


def test_a_resumed_draft_shows_from_the_start_what_is_wrong_with_it(desk: Desk) -> None:
    """The errors that kept it a draft stand above it."""
    seen = desk.home / "seen"
    body = f"Path({str(seen)!r}).write_text(text)\n"
    assert desk.edit(desk.script(body), NOTE + TOO_MUCH, problems=[(7, TOLD)]) == (NOTE + TOO_MUCH, False)
    assert f"line 10: {TOLD}" in seen.read_text()


def test_what_is_to_be_mended_is_shown_before_the_editor_opens_on_it(desk: Desk) -> None:
    """With the line numbers that the editor shows: the block above the text may be scrolled away."""
    shown: list[tuple[str, int]] = []

    def wait(lines: Sequence[str]) -> None:
        shown.extend((line, int((desk.home / "times").read_text())) for line in lines)

    desk.edit(desk.script(f"if times == 0: path.write_text(text + '{TOO_MUCH}')\n"), wait=wait)
    assert shown == [(f"line 10: {TOLD}", 1)]


@pytest.mark.parametrize("way_out", [KeyboardInterrupt, EOFError])
def test_the_wait_can_be_left_and_the_text_is_a_draft(desk: Desk, way_out: type[BaseException]) -> None:
    """Ctrl-C or Ctrl-D there opens no editor any more."""

    def wait(_: Sequence[str]) -> None:
        raise way_out

    assert desk.edit(desk.script(f"path.write_text(text + '{TOO_MUCH}')\n"), wait=wait) == (
        NOTE + TOO_MUCH,
        False,
    )
    assert (desk.home / "times").read_text() == "1"
    assert desk.kept == [NOTE + TOO_MUCH]


def test_a_terminal_that_is_closed_during_the_wait_ends_the_sitting(desk: Desk) -> None:
    """As while the editor is open: stopped, with the text kept."""

    def wait(_: Sequence[str]) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        signal.pause()

    outcome = desk.edit(desk.script(f"path.write_text(text + '{TOO_MUCH}')\n"), wait=wait)
    assert isinstance(outcome, Stopped)
    assert desk.kept == [NOTE + TOO_MUCH]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9\r\n", "café\n"),
        ("café\r\n".encode("utf-16"), "café\n"),
        (b"one\rtwo", "one\ntwo"),
    ],
)
def test_other_encodings_and_line_ends_are_read(desk: Desk, raw: bytes, text: str) -> None:
    """Byte order marks, UTF-16 and the line ends of other systems leave no trace in the note."""
    assert desk.edit(desk.script(f"path.write_bytes({raw!r})\n")) == (text, True)


def test_bytes_that_are_no_text_are_shown_and_told(desk: Desk) -> None:
    """The editor opens again with the byte made visible and its line named; nothing is lost."""
    seen = desk.home / "seen"
    body = (
        "if times == 0: path.write_bytes(b'fine\\ncaf\\xe9 at noon\\n')\n"
        f"else:\n Path({str(seen)!r}).write_text(text)\n path.write_text(text.replace('\\\\xe9', 'é'))\n"
    )
    assert desk.edit(desk.script(body)) == ("fine\ncafé at noon\n", True)
    assert "line 5: this line has bytes that are no text" in seen.read_text()
    assert seen.read_text().split("\n")[4] == "caf\\xe9 at noon"


def test_saving_goes_on_where_only_the_draft_fails(desk: Desk) -> None:
    """The vault is tried next; the person hears that a crash would have lost the text."""
    desk.full_for = 99
    assert desk.edit(desk.script(ADDS)) == (NOTE + SECRET + "\n", True)
    assert (desk.home / "times").read_text() == "1"
    assert "no space left" in desk.warned[-1]
    assert list(desk.runtime.iterdir()) == []


def test_a_text_that_opens_again_also_tells_that_there_is_no_draft_of_it(desk: Desk) -> None:
    """Whoever reads it does not close it without a change."""
    desk.full_for = 1
    seen = desk.home / "seen"
    body = (
        f"if times == 0: path.write_text(text + '{TOO_MUCH}\\n')\n"
        f"else:\n Path({str(seen)!r}).write_text(text)\n path.write_text(text.replace('{TOO_MUCH}', 'PHQ-9: 9'))\n"
    )
    assert desk.edit(desk.script(body)) == (NOTE + "PHQ-9: 9\n", True)
    assert "no space left" in seen.read_text()
    assert desk.kept == [NOTE + "PHQ-9: 9\n"]


def test_left_on_a_disk_that_stays_full_the_text_stays_in_memory_and_its_place_is_told(desk: Desk) -> None:
    """Rather a file in memory that is told of than a lost session."""
    desk.full_for = 99
    with pytest.raises(TextLeft) as error:
        desk.edit(desk.script(f"path.write_text('{SECRET}')\nsys.exit(1)\n"))
    left = next(desk.runtime.rglob("note.md"))
    assert str(left) in error.value.hint
    assert SECRET not in str(error.value) + error.value.hint
    assert left.read_text() == SECRET
    assert stat.S_IMODE(left.stat().st_mode) == 0o600


def test_what_a_person_wrote_between_the_errors_stays(desk: Desk) -> None:
    """Only the program's own lines are taken out again."""
    body = (
        f"if times == 0: path.write_text('{TOO_MUCH}\\n')\n"
        f"elif times == 1: path.write_text(text.replace('\\n', '\\n{SECRET}\\n', 1).replace('{TOO_MUCH}', 'mended'))\n"
    )
    assert desk.edit(desk.script(body)) == (f"{SECRET}\nmended\n", True)


def test_an_editor_that_is_not_there_gives_way_to_the_built_in_one(desk: Desk) -> None:
    """Asked for by name it is an error instead."""
    with pytest.raises(NoSuchEditor):
        desk.edit("no-such-editor --wait", choice="external")
    with pytest.raises(NoSuchEditor):
        desk.edit("vim 'unbalanced", choice="external")


def test_an_editor_that_can_not_be_started_says_so(desk: Desk) -> None:
    """A program file without a program in it."""
    broken = desk.home / "broken"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o700)
    with pytest.raises(EditorFailed):
        desk.edit(str(broken))
    assert desk.traces() == []


def test_an_unknown_editor_comes_with_a_warning(desk: Desk) -> None:
    """What this program can't promise it says."""
    desk.edit(desk.script(""))
    assert "does not know your editor" in desk.warned[0]


AT_WORK = """
import os, signal, sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.editing.desks import Desk
desk = Desk(Path({home!r}), Path({runtime!r}))
outcome = desk.edit({editor!r})
print(repr(outcome), {secret!r} in outcome.text, len(desk.kept))
"""


def _at_work(desk: Desk, editor: str) -> subprocess.Popen[str]:
    """This program with an editor open, as a process of its own that can be sent signals."""
    program = AT_WORK.format(
        path=sys.path, home=str(desk.home), runtime=str(desk.runtime), editor=editor, secret=SECRET
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.mark.parametrize(("badge", "left"), [(b"sealed", [NOTE + SECRET + "\n"]), (b"", [])])
def test_after_a_defect_the_text_stays_for_the_next_command_where_a_badge_says_whose_it_is(
    desk: Desk, badge: bytes, left: list[str]
) -> None:
    """Whatever breaks between the editor and the vault."""

    def breaks(_: str) -> list[Told]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.edit(desk.script(ADDS), check=breaks, badge=badge)
    assert [path.read_text() for path in desk.runtime.rglob("note.md")] == left


TELLS = "print('open', flush=True)\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_from_outside_keeps_a_draft_and_leaves_no_file(desk: Desk, number: int) -> None:
    """The computer shuts down or the terminal is closed while an editor is open."""
    process = _at_work(desk, desk.script(ADDS + TELLS + "time.sleep(60)\n"))
    assert process.stdout.readline() == "open\n"
    process.send_signal(number)
    assert process.communicate()[0] == "<Stopped finished=False> True 1\n"
    assert desk.traces() == []


def test_an_editor_that_ignores_the_end_is_ended(desk: Desk) -> None:
    """A hanging editor does not keep the text in the clear."""
    body = (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ADDS + TELLS + "time.sleep(60)\n"
    )
    process = _at_work(desk, desk.script(body))
    assert process.stdout.readline() == "open\n"
    process.terminate()
    assert process.communicate()[0] == "<Stopped finished=False> True 1\n"
    assert desk.traces() == []


def test_ctrl_c_belongs_to_the_editor(desk: Desk) -> None:
    """Ctrl-C reaches both; the editor goes on, and so does this program."""
    body = (
        "import signal\ncame = []\nsignal.signal(signal.SIGINT, lambda *_: came.append(1))\n"
        + TELLS
        + "while not came: time.sleep(0.05)\n"
        + ADDS
    )
    process = _at_work(desk, desk.script(body))
    assert process.stdout.readline() == "open\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate()[0] == "<Outcome finished=True> True 1\n"


def test_a_draft_is_kept_while_the_editor_is_open(desk: Desk) -> None:
    """What was saved in the editor is a sealed draft soon after, long before the editor is closed."""
    body = "path.write_text(text + 'first\\n')\nuntil_kept()\npath.write_text(text + 'first\\nsecond\\n')\n"
    outcome = desk.edit(desk.script(body))
    assert desk.kept == [NOTE + "first\n", NOTE + "first\nsecond\n"]
    assert outcome.finished


def test_what_a_killed_program_left_is_removed_by_the_next_one(desk: Desk) -> None:
    """Nobody can clean up after a kill -9 but the next sitting does. While the editor lives its folder stays."""
    process = _at_work(desk, desk.script(ADDS + TELLS + "time.sleep(60)\n"))
    assert process.stdout.readline() == "open\n"
    folder = next(desk.runtime.iterdir())
    os.utime(folder, (0, 0))
    quiet = desk.script("", "quiet-editor")
    desk.edit(quiet)
    assert folder.exists()
    process.kill()
    process.wait()
    desk.edit(quiet)
    assert folder.exists()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    desk.edit(quiet)
    assert desk.traces() == []
