"""The whole program inside a practice's own, run as a process of its own and within one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_notes.testing.manual import by_manual
from ipt_notes.testing.vaults import SyntheticVault

ROOT = Path(__file__).parents[2]
PROGRAM = '''
import sys
import typer
import ipt_notes.cli

practice = typer.Typer()
practice.add_typer(ipt_notes.cli.app, name="notes")

@practice.command()
def rota() -> None:
    """Who works today."""
    print("Tuesday: Ada", "ipt_notes.services" in sys.modules)

if __name__ == "__main__":
    practice()
'''
TWICE = """
from typer.testing import CliRunner
import own
run = CliRunner().invoke
for words in (["client", "list"], ["client", "show", "EX-001"], ["client", "list", "--json"], ["client", "list"]):
    done = run(own.practice, ["notes", *words])
    print(done.exit_code, "EX-001" in done.output, done.output.startswith("{"))
"""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SyntheticVault:
    """A vault with a course, and the practice's program beside it."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = SyntheticVault(tmp_path)
    made.add("EX-001", by_manual("grief", sessions=3).without("Contract"))
    (tmp_path / "own.py").write_text(PROGRAM)
    return made


def _own(vault: SyntheticVault, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "own.py", *words],
        env=vault.environment, cwd=vault.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("check", "EX-001"),
        ("check", "EX-001", "--json"),
        ("client", "show", "NOBODY"),
        ("client", "show", "--", "EX-001"),
        ("client", "--help"),
        ("note", "new", "--stdout", "EX-001"),
        ("agenda", "--days", "x"),
        ("schema", "note", "list"),
    ],
    ids=" ".join,
)
def test_a_command_answers_as_in_ours(words: tuple[str, ...], vault: SyntheticVault) -> None:
    """Output, hints and exit code, to the letter."""
    ours, theirs = vault.run(*words), _own(vault, "notes", *words)
    assert (theirs.returncode, theirs.stdout, theirs.stderr) == (ours.returncode, ours.stdout, ours.stderr)


def test_their_own_commands_stay_theirs_and_cost_nothing(vault: SyntheticVault) -> None:
    """Nothing of ours is imported for them but the list of commands."""
    assert _own(vault, "rota").stdout == "Tuesday: Ada False\n"
    shown = _own(vault, "notes", "--help").stdout
    assert "caseload" in shown
    assert "export" in shown


def test_one_command_leaves_nothing_behind_for_the_next(vault: SyntheticVault) -> None:
    """In one process: --json of one is not the other's, and a group's commands are all there each time."""
    done = subprocess.run(
        [sys.executable, "-c", TWICE], env=vault.environment, cwd=vault.folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.stdout.splitlines() == ["0 True False", "0 True False", "0 True True", "0 True False"], (
        done.stderr
    )
    assert json.loads(vault.run("client", "list", "--json").stdout)
