"""`ipt-notes demo` as somebody meets it who has just installed the program."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ipt_notes.cli.demo import TRY_NEXT
from tests.cli.transcript import environment

if TYPE_CHECKING:
    from pathlib import Path


def _run(words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = environment(folder) | {"TMPDIR": str(folder), "TEMP": str(folder)} | more
    return subprocess.run(
        [sys.executable, "-m", "ipt_notes", *words.split()],
        capture_output=True,
        text=True,
        env=env,
        cwd=folder,
        check=False,
        timeout=120,
    )


def _made(folder: Path) -> dict[str, Any]:
    done = _run("demo --dir new --json", folder)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_it_says_what_was_made_and_where_and_what_to_try(tmp_path: Path) -> None:
    """All of it on standard output; nothing on standard error, which is no terminal here."""
    done = _run("demo", tmp_path)
    (folder,) = tmp_path.glob("ipt-notes-demo-*")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(folder) in done.stdout
    assert "4 courses checked: 0 errors, 1 warning, 1 note, 1 overridden" in done.stdout
    assert str(folder / "DEMO-G1-termination-summary.docx") in done.stdout
    assert f"export IPT_NOTES_VAULT={folder}/demo.ipt" in done.stdout
    assert f"$env:IPT_NOTES_KEY_FILE = '{folder}/demo.key'" in done.stdout
    assert all(command in done.stdout for command, _ in TRY_NEXT)


def test_its_lines_for_a_shell_hold_for_any_folder(tmp_path: Path) -> None:
    """A space and an apostrophe in the path: the pasted lines still open the vault."""
    odd = tmp_path / "Ada's demo"
    odd.mkdir()
    done = _run("demo --dir .", odd)
    lines = [line for line in done.stdout.splitlines() if line.startswith("  export ")]
    script = "\n".join([*lines, f'exec "{sys.executable}" -m ipt_notes client list'])
    shown = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, env=environment(tmp_path), check=False
    )
    assert [line.split()[0] for line in shown.stdout.splitlines()] == [
        "DEMO-D2", "DEMO-G1", "DEMO-I4", "DEMO-T3"
    ]  # fmt: skip
    assert "Ada''s demo" in done.stdout


@pytest.mark.parametrize("command", [command for command, _ in TRY_NEXT])
def test_what_it_says_to_try_is_there(tmp_path: Path, command: str) -> None:
    """Each command runs on the demo; `finish` asks, so it needs a terminal, and says so."""
    made = _made(tmp_path)
    done = _run(command.removeprefix("ipt-notes "), tmp_path, **made["environment"])
    if "finish" in command:
        assert (done.returncode, "terminal" in done.stderr) == (2, True)
    else:
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


def test_a_second_demo_does_not_touch_the_first(tmp_path: Path) -> None:
    """Exit 7, with the lines that open the first one."""
    made = _made(tmp_path)
    again = _run("demo --dir new", tmp_path)
    assert (again.returncode, again.stdout) == (7, "")
    assert f"IPT_NOTES_VAULT={made['vault']}" in again.stderr


def test_a_folder_that_is_in_use_is_refused(tmp_path: Path) -> None:
    """Exit 7 and one line with a hint."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    done = _run("demo --dir .", tmp_path)
    assert (done.returncode, done.stdout) == (7, "")
    assert done.stderr.splitlines() == [
        f"ipt-notes: {tmp_path} is not empty", "hint: give --dir the path of a new or empty folder"
    ]  # fmt: skip


def test_it_does_not_take_a_vault(tmp_path: Path) -> None:
    """--vault would be misread as the place for the demo; nothing is made."""
    done = _run("demo --vault mine.ipt", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []
