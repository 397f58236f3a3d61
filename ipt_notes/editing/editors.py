"""The editors that are known to keep copies of a text, and how each is told not to."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.command_line import split_command
from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTE = "note.md"
TYPED = "typed.md"
"""What vim writes at each change without being asked."""
BESIDE = (TYPED, f"#{NOTE}#", f"{NOTE}.save")
"""Where vim (told so here), Emacs and nano write what was typed and not saved."""


class NoSuchEditor(UsageProblem):
    """The editor that {variable} names was not found."""

    hint = "mend the variable, or use --editor builtin"


class Known(NamedTuple):
    """An editor: its name as a pattern, the arguments before the file, and what the person must know.

    `is_server`: a program that is running already does the editing, so our environment does not reach it.
    `takes_line`: `+7` before the file opens it at line 7.
    """

    name: str
    arguments: Callable[[Path], list[str]]
    warning: str = ""
    is_server: bool = False
    takes_line: bool = False


class Editor(NamedTuple):
    """An editor as it will be run: `words` is what the user's variable says."""

    words: tuple[str, ...]
    known: Known

    def command(self, folder: Path, line: int = 1) -> list[str]:
        """The command line that opens the note in `folder`, at a line where the editor takes one."""
        at = [f"+{line}"] if self.known.takes_line else []
        return [*self.words, *self.known.arguments(folder), *at, str(folder / NOTE)]

    def environment(self, env: Mapping[str, str], folder: Path) -> dict[str, str]:
        """The editor's environment: its temporary files go into `folder`."""
        own = {} if self.known.is_server else dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
        return {**env, **own}


def find_editor(env: Mapping[str, str]) -> Editor | None:
    """What $VISUAL, else $EDITOR names; None when neither is set. NoSuchEditor when it can't be run."""
    variable = "VISUAL" if env.get("VISUAL", "").strip() else "EDITOR"
    words = _words(env.get(variable, ""), variable)
    if not words:
        return None
    path = shutil.which(words[0], path=env.get("PATH"))
    if path is None:
        raise NoSuchEditor(variable=f"${variable}")
    path = os.path.abspath(path)  # noqa: PTH100 - a link must keep its name: vi and vim differ
    return Editor((path, *words[1:]), _known(path))


def _words(command: str, variable: str) -> list[str]:
    try:
        return split_command(command)
    except ValueError:
        raise NoSuchEditor(variable=f"${variable}", hint="its quotation marks do not match") from None


def _known(path: str) -> Known:
    """The editor by the name it was called by, else by the name of the program behind the link."""
    for name in (Path(path).name, Path(path).resolve().name):
        for known in _KNOWN:
            if re.fullmatch(known.name, name.lower().removesuffix(".exe").removesuffix(".cmd")):
                return known
    return _UNKNOWN


def _vim(folder: Path) -> list[str]:
    """No swap, undo, backup or history whatever the vimrc says; each change goes to TYPED, which is in memory too.

    What is set before the file is read wins over the vimrc's options; what is set behind the vimrc (-c) wins over its
    own autocommands. A swap file made all the same is made in `folder`.
    """
    note, typed, own = _quoted(folder / NOTE), _quoted(folder / TYPED), _quoted(folder)
    off = "nobackup nowritebackup,noswapfile updatecount=0,noundofile,nomodeline,viminfo=,viminfofile=NONE"
    quiet = " | ".join(f"silent! set {options}" for options in off.split(","))
    places = " | ".join(f"silent! let &{name} = {own}" for name in ("directory", "backupdir", "undodir"))
    before = (
        "augroup ipt_notes",  # in a group of its own, an `autocmd!` in the vimrc leaves it alone
        f"autocmd BufReadPre,BufNewFile * {quiet} | {places}",
        f"silent! autocmd TextChanged,TextChangedI * silent! call writefile(getbufline({note}, 1, '$'), {typed})",
        "augroup END",
    )
    behind = f"autocmd ipt_notes VimEnter,BufWinEnter,InsertEnter,BufWritePre,VimLeavePre * {quiet}"
    return ["-n", "-i", "NONE", *(word for line in before for word in ("--cmd", line)), "-c", behind]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _gvim(folder: Path) -> list[str]:
    return ["-f", *_vim(folder)]


def _nano(_: Path) -> list[str]:
    """Its settings file is left out: it can ask for backups and a history, and no option takes that back."""
    return ["--ignorercfiles", "--softwrap"]


def _emacs(_: Path) -> list[str]:
    """Settings, and where a hook can turn one on again the function itself; auto-save files stay beside the note."""
    off = "make-backup-files create-lockfiles auto-save-file-name-transforms auto-save-list-file-name"
    off += " auto-save-list-file-prefix undo-tree-auto-save-history enable-local-variables"
    settings = " ".join(f"{name} nil" for name in off.split())
    often = "auto-save-default t auto-save-interval 20 auto-save-timeout 3"
    savers = "backup-buffer savehist-save desktop-save undo-tree-save-history undo-fu-session-save"
    silent = " ".join(f"(advice-add '{name} :override #'ignore)" for name in savers.split())
    beside = (
        "(advice-add 'make-auto-save-file-name :around"
        " (lambda (name) (let ((auto-save-file-name-transforms nil)) (funcall name))))"
    )
    return ["--eval", f"(progn (setq {settings} {often}) {silent} {beside})"]


def _micro(_: Path) -> list[str]:
    off = ("backup", "savehistory", "saveundo", "savecursor")
    return [word for name in off for word in (f"-{name}", "false")]


def _waiting(_: Path) -> list[str]:
    return ["--wait"]


def _code(folder: Path) -> list[str]:
    """A process of its own whose backups, local history and logs lie in `folder`: all of them are user data.

    From the sources of Visual Studio Code (`environmentService.ts`, `argv.ts`). `=` is meant: a remote window's command
    knows few of these options and would open a value that stands alone as a file.
    """
    own = f"--user-data-dir={folder / 'code'}"
    off = ("extensions", "workspace-trust", "telemetry", "updates")
    return [
        "--wait",
        "--new-window",
        own,
        "--sync=off",
        "--skip-welcome",
        *(f"--disable-{name}" for name in off),
    ]


def _nothing(_: Path) -> list[str]:
    return []


_KNOWN = (
    Known(r"(n?vim|vimx|rvim)([.-].*)?", _vim, takes_line=True),
    Known(r"(gvim|mvim)([.-].*)?", _gvim, takes_line=True),
    Known(r"r?nano([.-].*)?", _nano, takes_line=True),
    Known(r"emacs(-.*)?|emacs\d+.*", _emacs, takes_line=True),
    Known(
        r"emacsclient([.-].*)?",
        _nothing,
        "the running Emacs keeps backups and auto-save files as its own settings say; they may be on a disk",
        is_server=True,
    ),
    Known(
        r"code|code-insiders|codium|vscodium|code-oss",
        _code,
        "this editor opens without your settings and extensions, so that its backups and its local history stay in"
        " memory; close its window when you are done. A portable one, and one in a remote window, may keep them on a"
        " disk all the same. `--editor builtin` keeps nothing",
    ),
    Known(
        r"subl|sublime_text",
        _waiting,
        "this editor keeps unsaved text in its session file on your disk (its setting hot_exit turns that off);"
        " `--editor builtin` keeps nothing",
        is_server=True,
    ),
    Known(r"micro", _micro, takes_line=True),
    Known(r"hx|helix", _nothing),
)
_UNKNOWN = Known(
    "",
    _nothing,
    "this program does not know your editor: it may keep backups, swap or undo files or a history of what you type"
    " on your disk. It must also stay in the foreground until you close it. `--editor builtin` keeps nothing",
)
