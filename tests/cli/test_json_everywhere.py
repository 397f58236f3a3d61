"""With --json standard output is exactly one JSON document, whatever comes of the command: a script never has to guess."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ipt_notes.cli import frame
from ipt_notes.cli.start import start
from ipt_notes.cli.table import COMMANDS
from tests.cli.test_help import EVERY
from tests.cli.transcript import Command, environment, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUPS = sorted({full.partition(" ")[0] for full in EVERY if " " in full})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder without a vault, and a command line that nobody typed before."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(frame, "here", frame._Invocation())
    monkeypatch.setattr("ipt_notes.cli.start.harden", lambda: None)  # the signals stay the tests' own
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(printed: str) -> Any:
    """The one document that was printed; an error where there is more, or none."""
    return json.loads(printed)


def _words(full: str) -> list[str]:
    """The command with a word for every argument that it needs."""
    needed = [param for param in EVERY[full].params if param.required and param.param_type_name == "argument"]
    return [*full.split(), *("MK-014" for _ in needed)]


@pytest.mark.parametrize("full", EVERY)
def test_a_slip_in_the_command_line_is_a_document(full: str, here: Path, capfd: Any) -> None:
    """An option that does not exist: exit 2, and the error as the command's schema has it."""
    assert start([*full.split(), "--no-such-option", "--json"]) == 2
    told = document(capfd.readouterr().out)
    assert told["error"]["exit_code"] == 2
    jsonschema.validate(told, frame.schema(full))


@pytest.mark.parametrize("full", EVERY)
def test_what_a_command_says_without_a_vault_is_a_document(full: str, here: Path, capfd: Any) -> None:
    """Result or error, of which the exit code tells: both are as the schema says, and no question is asked."""
    code = start(["--json", *_words(full)])
    told = document(capfd.readouterr().out)
    jsonschema.validate(told, frame.schema(full))
    assert told.get("error", {"exit_code": 0})["exit_code"] == code


@pytest.mark.parametrize("name", [*GROUPS, "no-such-command"])
def test_a_group_without_its_command_and_a_name_that_is_none_are_errors(
    name: str, here: Path, capfd: Any
) -> None:
    """Not help for a person, which a script would take for an answer."""
    assert start(["--json", name]) == 2
    assert document(capfd.readouterr().out)["error"]["code"] == "usage-problem"


def test_every_command_of_the_table_is_looked_at() -> None:
    """One that was forgotten here would be tested by nobody."""
    assert {full.partition(" ")[0] for full in EVERY} == set(COMMANDS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_is_a_document_too(tmp_path: Path) -> None:
    """Exit 130, and an error named interrupted: while it waits for its input."""
    import signal
    import time

    env = environment(tmp_path)
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
    run(Command("ipt client add MK-014", ""), tmp_path, env)
    words = [sys.executable, "-m", "ipt_notes", "contact", "MK-014", "--from", "-", "--json"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, env=env, cwd=tmp_path, **pipes) as child:  # type: ignore[call-overload]
        while "pipe_read" not in _waiting_for(child.pid):
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=60)
    assert document(out.decode())["error"]["code"] == "interrupted"
    assert child.returncode == 130


def _waiting_for(pid: int) -> str:
    with open(f"/proc/{pid}/wchan", encoding="utf-8") as file:
        return file.read()
