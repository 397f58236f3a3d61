"""Which editors are known, under which names, and what the person is told of the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.command_line import split_command
from ipt_notes.editing.editors import Editor, NoSuchEditor, find_editor
from tests.editing.desks import NOTE, SECRET

if TYPE_CHECKING:
    from tests.editing.desks import Desk


def _installed(desk: Desk, name: str) -> str:
    program = desk.home / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    return str(program)


def _found(desk: Desk, command: str, variable: str = "VISUAL") -> Editor:
    editor = find_editor({**desk.env, variable: command})
    assert editor is not None
    return editor


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vim", "-n"),
        ("vim.basic", "-n"),
        ("nvim", "-i"),
        ("gvim", "-f"),
        ("nano", "--ignorercfiles"),
        ("emacs", "--eval"),
        ("emacs-nox", "--eval"),
        ("emacs28", "--eval"),
        ("micro", "-backup"),
        ("code", "--wait"),
        ("codium", "--wait"),
        ("subl", "--wait"),
    ],
)
def test_a_known_editor_is_told_to_keep_no_copies(desk: Desk, name: str, told: str) -> None:
    """By the name it is called by, before the file."""
    command = _found(desk, _installed(desk, name)).command(Path("/memory"))
    assert told in command
    assert command[-1] == "/memory/note.md"


def test_the_program_behind_a_link_counts(desk: Desk) -> None:
    """`vi` and `editor` are links to many programs."""
    (desk.home / "vi").symlink_to(_installed(desk, "vim.tiny"))
    (desk.home / "editor").symlink_to(_installed(desk, "nano"))
    assert "-n" in _found(desk, str(desk.home / "vi")).command(Path("/memory"))
    assert "--softwrap" in _found(desk, str(desk.home / "editor")).command(Path("/memory"))


@pytest.mark.parametrize("name", ["vi", "kate", "emacsclient", "code", "subl"])
def test_an_editor_that_may_keep_copies_comes_with_a_warning(desk: Desk, name: str) -> None:
    """Unknown ones, and those whose own settings decide."""
    assert _found(desk, _installed(desk, name)).known.warning


@pytest.mark.parametrize("name", ["vim", "nvim", "nano", "emacs", "micro", "hx"])
def test_an_editor_that_keeps_none_comes_without(desk: Desk, name: str) -> None:
    """No warning that people learn to overlook."""
    assert not _found(desk, _installed(desk, name)).known.warning


def test_visual_comes_before_editor_and_both_may_hold_arguments(desk: Desk) -> None:
    """As everywhere else; a path with a space is written in quotation marks."""
    program = _installed(desk, "my editor")
    env = {**desk.env, "VISUAL": f"'{program}' --flag", "EDITOR": "vim"}
    editor = find_editor(env)
    assert editor is not None
    assert editor.words == (program, "--flag")
    assert find_editor({**desk.env, "VISUAL": " ", "EDITOR": program.replace(" ", "\\ ")}) is not None
    assert find_editor(desk.env) is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r"C:\tools\vim.exe -n", [r"C:\tools\vim.exe", "-n"]),
        (r'"C:\Program Files\vim.exe"  --flag="a b" ""', [r"C:\Program Files\vim.exe", "--flag=a b", ""]),
        (r"C:\O'Brien\key.cmd", [r"C:\O'Brien\key.cmd"]),
        (" \t", []),
    ],
)
def test_a_command_on_windows_keeps_its_backslashes(command: str, words: list[str]) -> None:
    """Only double quotes quote there."""
    assert split_command(command, is_windows=True) == words


@pytest.mark.parametrize("is_windows", [True, False])
def test_quotation_marks_that_do_not_match_are_no_command(*, is_windows: bool) -> None:
    """On every system; the caller says which variable it was."""
    with pytest.raises(ValueError, match="quotation"):
        split_command('"unbalanced', is_windows=is_windows)


def test_a_missing_editor_is_named_by_its_variable(desk: Desk) -> None:
    """The message says which variable to mend."""
    with pytest.raises(NoSuchEditor, match=r"\$EDITOR"):
        _found(desk, "no-such-editor", "EDITOR")


def test_temporary_files_of_the_editor_go_into_memory(desk: Desk) -> None:
    """What it writes beside the note (a filter, a spell check) is removed with it; a server keeps its own place."""
    own = _found(desk, _installed(desk, "vim")).environment(desk.env, Path("/memory"))
    assert own["TMPDIR"] == "/memory"
    server = _found(desk, _installed(desk, "emacsclient")).environment(desk.env, Path("/memory"))
    assert server["TMPDIR"] == desk.env["TMPDIR"]


CODE = """
record = Path({record!r})
record.write_text("\\n".join([os.getcwd(), os.environ["TMPDIR"], *sys.argv[1:]]))
options = dict(word.partition("=")[::2] for word in sys.argv[1:])
history = Path(options["--user-data-dir"], "User/History/1a2b")
history.mkdir(parents=True)
(history / "entry.md").write_text(text)
path.write_text(text + {typed!r})
"""


@pytest.mark.parametrize("name", ["code", "codium"])
def test_visual_studio_code_keeps_its_history_in_memory(desk: Desk, name: str) -> None:
    """The real one can't be installed here: a script stands for it, which keeps a local history as that one does."""
    record = desk.home / "record"
    assert desk.edit(desk.script(CODE.format(record=str(record), typed=SECRET), name)) == (
        NOTE + SECRET,
        True,
    )
    where, temporary, *words = record.read_text().splitlines()
    assert where == temporary == str(Path(words[-1]).parent)
    assert f"--user-data-dir={where}/code" in words
    assert {"--wait", "--new-window", "--sync=off", "--disable-extensions"} <= set(words)
    assert "remote window" in desk.warned[0]
    (desk.home / name).unlink()  # the script itself holds the words
    assert desk.traces() == []
