"""Help that a therapist understands: whole sentences, every command, the same two options everywhere."""

import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command

from ipt_notes.cli import frame
from ipt_notes.cli.table import COMMANDS
from ipt_notes.registry import names


def _members(name: str) -> dict[str, Any]:
    command: Any = get_command(frame.load(name))
    commands = getattr(command, "commands", None)
    return {f"{name} {each}": one for each, one in commands.items()} if commands else {name: command}


EVERY = {full: one for name in COMMANDS for full, one in _members(name).items()}


def _help(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", *words, "--help"],
        capture_output=True, text=True, check=True, env={"COLUMNS": "80", "PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout


def test_the_table_of_commands_is_the_room() -> None:
    """Root help is printed without importing the commands, so the two could drift apart."""
    assert sorted(COMMANDS) == sorted(names("cli"))


def test_root_help_names_every_command_within_a_narrow_terminal() -> None:
    """What is printed has a line for each file of the room; nothing wraps at 100 columns."""
    printed = _help().splitlines()
    shown = [line.split()[0] for line in printed if line.startswith("  ")]
    assert sorted(shown) == sorted(names("cli"))
    assert max(map(len, printed)) <= 100


@pytest.mark.parametrize("full", EVERY)
def test_every_command_says_what_it_does_in_a_sentence_and_has_the_two_options(full: str) -> None:
    """The first line is a sentence; --vault and --json are everywhere; every option says what it is for."""
    command = EVERY[full]
    assert command.help.splitlines()[0].strip().endswith(".")
    options = {option for param in command.params for option in param.opts}
    assert {"--vault", "--json"} <= options
    assert all(getattr(param, "help", "") for param in command.params if param.param_type_name == "option")


@pytest.mark.parametrize("name", [name for name in COMMANDS if len(_members(name)) > 1])
def test_a_group_s_help_cuts_no_sentence_off(name: str) -> None:
    """Eighty columns are enough for the first sentence of each of its commands."""
    assert "..." not in _help(name).partition("Commands:")[2]
