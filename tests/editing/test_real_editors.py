"""Vim, Neovim, nano and Emacs in a real terminal, with settings that ask for every copy they know of.

For root, nano reads the settings of the user database's home and not these.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

import pexpect
import pytest

from tests.editing.desks import NOTE, SECRET, TOO_MUCH, Desk
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GREEDY = {
    ".vimrc": "autocmd!\nset nocompatible swapfile backup writebackup undofile updatecount=10\nset directory=$HOME"
    " backupdir=$HOME undodir=$HOME viminfo='100,n~/.viminfo\n",
    ".nanorc": 'set backup\nset backupdir "~/backups"\nset historylog\nset positionlog\nset locking\n',
    ".emacs": '(setq make-backup-files t backup-directory-alist \'(("." . "~/backups")))\n'
    '(setq auto-save-file-name-transforms \'((".*" "~/" t)))\n(setq savehist-additional-variables \'(kill-ring))\n'
    "(savehist-mode 1)\n(setq inhibit-startup-screen t)\n",
}
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


def _open(desk: Desk, editor: str, told: Path) -> pexpect.spawn:
    program = OPEN.format(
        path=sys.path, home=str(desk.home), runtime=str(desk.runtime), editor=editor, told=str(told)
    )
    env = {**os.environ, **desk.env}
    terminal = pexpect.spawn(sys.executable, ["-c", program], env=env, dimensions=(24, 80), encoding="utf-8")
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
