"""Vim, Neovim, nano and Emacs in a real terminal, with settings that ask for every copy they know of, and ask again.

For root, nano reads the settings of the user database's home and not these.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pexpect
import pytest

from tests.editing.desks import NOTE, SECRET, TOO_MUCH, Desk
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEEP_ALL = "swapfile backup writebackup undofile updatecount=10"
GREEDY = {
    ".vimrc": f"autocmd!\nset nocompatible {_KEEP_ALL}\nset directory=$HOME"
    " backupdir=$HOME undodir=$HOME viminfo='100,n~/.viminfo\nset viminfofile=$HOME/info\nfiletype plugin on\n"
    f"autocmd VimEnter,BufWinEnter,InsertEnter,BufWritePre * set {_KEEP_ALL} undodir=$HOME backupdir=$HOME\n"
    "autocmd BufReadPost,FileType * setlocal undofile swapfile\n"
    "autocmd VimLeavePre * set viminfo='100,<500 viminfofile=$HOME/info\n",
    ".nanorc": 'set backup\nset backupdir "~/backups"\nset historylog\nset positionlog\nset locking\n',
    ".emacs": '(setq make-backup-files t backup-directory-alist \'(("." . "~/backups")))\n'
    '(setq auto-save-file-name-transforms \'((".*" "~/" t)))\n(setq savehist-additional-variables \'(kill-ring))\n'
    "(savehist-mode 1)\n(setq inhibit-startup-screen t)\n(recentf-mode 1)\n(save-place-mode 1)\n(require 'desktop)\n"
    '(setq desktop-path \'("~/") desktop-dirname "~/" desktop-save t)\n'
    "(setq desktop-globals-to-save '(kill-ring search-ring register-alist))\n"
    '(defun greedy () (setq make-backup-files t create-lockfiles t auto-save-file-name-transforms \'((".*" "~/" t)))'
    " (savehist-mode 1) (desktop-save-mode 1))\n"
    "(dolist (hook '(emacs-startup-hook find-file-hook before-save-hook)) (add-hook hook #'greedy))\n",
}
_SWAPS = 0.5
"""Seconds in which vim (updatecount) and Emacs (auto-save-interval) write what so many letters make them write."""
OPEN = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.editing.desks import Desk
desk = Desk(Path({home!r}), Path({runtime!r}))
outcome = desk.edit({editor!r})
Path({told!r}).write_text(f"{{outcome.finished}} {{len(desk.kept)}} {{desk.warned}}\\n{{outcome.text}}")
"""


class Keys(NamedTuple):
    """An editor and what is pressed: to see that it is open, to type at the end, to save and close, to close."""

    editor: str
    to_end: str
    save: str
    drop: str


VIM = ("Go", f"\x1byydduA \x1b/{SECRET}\r:w\r:wq\r", "\x1b:q!\r")
"""Yanked, changed, searched for and saved twice: registers, undo, history and backup hold the words."""
NANO = ("\x1b/", f"\x0f\r\x17{SECRET}\r\x0f\r\x18", "\x18n")
EMACS = ("\x1b>", "\x01\x0b\x19\x18\x13 \x18\x13\x18\x03", "\x18\x03nyes\r")
EDITORS = [
    pytest.param(keys, id=keys.editor, marks=needs(keys.editor.partition(" ")[0]))
    for keys in (
        Keys("vim", *VIM),
        Keys("nvim", *VIM),
        Keys("nano", *NANO),
        Keys("emacs -nw", *EMACS),
    )
]


@pytest.fixture
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the outcome is written for the test: apart from the home that is searched."""
    return tmp_path_factory.mktemp("told") / "outcome"


@pytest.fixture
def desk(desk: Desk) -> Iterator[Desk]:
    """A home full of greedy settings."""
    for name, settings in GREEDY.items():
        (desk.home / name).write_text(settings)
    (desk.home / ".config/nvim").mkdir(parents=True)
    (desk.home / ".config/nvim/init.vim").write_text(GREEDY[".vimrc"].replace(",n~/.viminfo", ""))
    (desk.home / "backups").mkdir()
    return desk


def _open(desk: Desk, editor: str, told: Path, *around: str) -> pexpect.spawn:
    program = OPEN.format(
        path=sys.path, home=str(desk.home), runtime=str(desk.runtime), editor=editor, told=str(told)
    )
    env = {**os.environ, **desk.env}
    first, *words = (*around, sys.executable, "-B", "-c", program)
    terminal = pexpect.spawn(first, words, env=env, dimensions=(24, 80), encoding="utf-8")
    terminal.delaybeforesend = 0.3
    terminal.expect("Slept better", timeout=60)
    return terminal


def _read(terminal: pexpect.spawn, told: Path) -> tuple[str, str]:
    """(how it ended, the text)."""
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    head, _, text = told.read_text().partition("\n")
    return head, text


@pytest.mark.parametrize("keys", EDITORS)
def test_what_is_typed_arrives_and_no_copy_is_left(desk: Desk, told: Path, keys: Keys) -> None:
    """Typed, copied, searched for, saved and closed: the text is in the outcome, and nowhere at home or in memory."""
    terminal = _open(desk, keys.editor, told)
    terminal.send(keys.to_end)
    terminal.send(SECRET)
    terminal.send(keys.save)
    head, text = _read(terminal, told)
    assert head.startswith("True ")
    assert text.rstrip("\n ") == NOTE + SECRET
    assert desk.traces() == []


@pytest.mark.parametrize("keys", EDITORS)
def test_closing_without_saving_leaves_the_text_unchanged_and_no_copy(
    desk: Desk, told: Path, keys: Keys
) -> None:
    """Thrown away in the editor is thrown away."""
    terminal = _open(desk, keys.editor, told)
    terminal.send(keys.to_end)
    terminal.send(SECRET)
    terminal.send(keys.drop)
    head, text = _read(terminal, told)
    assert head.startswith("True ")
    assert text == NOTE
    assert desk.traces() == []


@pytest.mark.parametrize("keys", EDITORS)
def test_a_closed_terminal_keeps_what_was_typed_and_not_saved(desk: Desk, told: Path, keys: Keys) -> None:
    """The window is closed in the middle of a sentence: the words are in the draft, and no copy is left."""
    terminal = _open(desk, keys.editor, told)
    terminal.send(keys.to_end)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    os.kill(terminal.pid, signal.SIGHUP)
    head, text = _read(terminal, told)
    assert head == "False 1 []"
    assert SECRET in text
    assert desk.traces() == []


@pytest.mark.parametrize("editor", [pytest.param(name, marks=needs(name)) for name in ("vim", "nvim")])
def test_leaving_vim_with_an_error_keeps_what_was_never_saved(desk: Desk, told: Path, editor: str) -> None:
    """`:cq` does not save the note; the words are a draft all the same."""
    terminal = _open(desk, editor, told)
    terminal.send("Go" + SECRET)
    terminal.expect("alone", timeout=60)
    terminal.send("\x1b:cq\r")
    head, text = _read(terminal, told)
    assert head.startswith("False")
    assert SECRET in text
    assert desk.traces() == []


@needs("vim")
def test_errors_stand_above_the_text_in_vim(desk: Desk, told: Path) -> None:
    """A total that can't be: the editor opens again and says which line, as crontab -e does."""
    terminal = _open(desk, "vim", told)
    terminal.send(f"Go{TOO_MUCH}\x1b:wq\r")
    terminal.expect("line 10: a PHQ-9 total is 0 to 27", timeout=60)
    terminal.send(":10s/99/9/\r:wq\r")
    head, text = _read(terminal, told)
    assert head.startswith("True")
    assert text == NOTE + "PHQ-9: 9\n"


@pytest.mark.parametrize("keys", EDITORS)
def test_killed_in_the_middle_of_a_sentence_nothing_is_left_on_the_disk(
    desk: Desk, told: Path, keys: Keys
) -> None:
    """The power fails for editor and program: whatever the editor keeps against that is in memory and nowhere else."""
    terminal = _open(desk, keys.editor, told)
    terminal.send(keys.to_end)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.send("\x1b" if "vim" in keys.editor else "")
    time.sleep(_SWAPS)
    os.killpg(os.getpgid(terminal.pid), signal.SIGKILL)
    terminal.close(force=True)
    at_home = [path for path in desk.home.rglob("*") if path.is_file() and path.stat().st_size]
    assert [path for path in at_home if SECRET.encode() in path.read_bytes()] == []
    kept = [path.stat().st_mode & 0o777 for path in desk.runtime.iterdir()]
    assert kept == [0o700]


_CALLS = "trace=write,pwrite64,writev,pwritev,sendto,sendmsg"
_WRITTEN = re.compile(r"\b(?:write|pwrite64|writev|pwritev|sendto|sendmsg)\(\d+<([^>]*)")


@needs("strace")
@pytest.mark.parametrize("keys", EDITORS)
def test_no_word_is_ever_written_elsewhere_than_to_the_screen_and_to_memory(
    desk: Desk, told: Path, keys: Keys
) -> None:
    """Not even into a file that is removed again: a disk keeps what was deleted. The kernel is the witness."""
    log = told.with_name("calls")
    terminal = _open(
        desk, keys.editor, told, "strace", "-f", "-y", "-s", "65536", "-e", _CALLS, "-o", str(log)
    )
    for typed in (keys.to_end, SECRET, keys.save):
        terminal.send(typed)
    _read(terminal, told)
    lines = [
        line for line in log.read_text(errors="replace").splitlines() if SECRET in line or "Slept" in line
    ]
    places = {found[1] for line in lines if (found := _WRITTEN.search(line))}
    assert any(place.startswith(str(desk.runtime)) for place in places)
    elsewhere = {
        place for place in places if not place.startswith((str(desk.runtime), "/dev/pts/", "/dev/tty"))
    }
    assert elsewhere - {str(told)} == set()
