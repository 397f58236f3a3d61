"""Commands about this machine and its keys, whose output can't stand word for word in a transcript."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.test_help import EVERY
from tests.cli.test_transcripts import FILES
from tests.cli.transcript import Command, commands, environment, run

ELSEWHERE = {
    "completion": "test_completion.py",
    "demo": "test_demo.py",
    "doctor": "test_machine.py",
    "export with": "test_going_wrong.py",
    "lock": "test_unlock.py",
    "note drafts": "test_kept_drafts.py",
    "plugin disable": "test_enabling.py",
    "plugin enable": "test_enabling.py",
    "plugin list": "test_enabling.py",
    "practice access": "docs/practice.md",
    "practice emergency": "docs/practice.md",
    "practice hand-over": "docs/practice.md",
    "practice revoke": "docs/practice.md",
    "slot test": "test_machine.py",
    "unlock": "test_unlock.py",
    "vault copy": "test_copying.py",
}


def _vault(folder: Path) -> dict[str, str]:
    env = environment(folder)
    run(Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), folder, env)
    return env


def _json(typed: str, folder: Path, env: dict[str, str]) -> Any:
    """What a command prints; ids are left as they are."""
    words = [sys.executable, "-m", "ipt_notes", *typed.split(), "--json"]
    return json.loads(subprocess.run(words, capture_output=True, env=env, cwd=folder, check=True).stdout)


def test_every_command_is_typed_in_a_transcript() -> None:
    """But for those that are tested here."""
    typed = [command.typed for file in FILES for command in commands(file.read_text(encoding="utf-8"))]
    said = [" ".join(word for word in line.split() if "=" not in word and word != "--json") for line in typed]
    missing = [
        full for full in EVERY if not any(f"{line} ".startswith(f"ipt-notes {full} ") for line in said)
    ]
    assert sorted(missing) == sorted(ELSEWHERE)


def test_doctor_looks_at_everything_and_ends_well(tmp_path: Path) -> None:
    """A machine that lacks comfort is no error."""
    env = _vault(tmp_path)
    points = {point["about"]: point for point in _json("doctor", tmp_path, env)["points"]}
    assert points.keys() >= {"encryption", "vault", "keyring", "editor", "swap", "clock", "terminal"}
    assert points["encryption"]["state"] == points["vault"]["state"] == "good"
    assert all(point["todo"] for point in points.values() if point["state"] == "missing")


def test_doctor_tells_an_editor_that_is_not_there(tmp_path: Path) -> None:
    """Before the first note is to be written."""
    env = _vault(tmp_path) | {"VISUAL": "no-such-editor"}
    told = run(Command("ipt doctor", ""), tmp_path, env).lines
    assert any("look     editor" in line for line in told)


def test_doctor_never_breaks_a_path(tmp_path: Path) -> None:
    """It is there to be copied, however narrow the terminal is."""
    vault = tmp_path / "a-folder-with-a-name-of-more-than-forty-columns" / "vault.ipt"
    env = environment(tmp_path) | {"COLUMNS": "50", "IPT_NOTES_VAULT": str(vault)}
    told = run(Command("ipt doctor", ""), tmp_path, env).lines
    assert any(str(vault).replace(str(tmp_path), "$DIR") in line for line in told), told


def test_a_slot_is_tried_and_removed_by_its_id(tmp_path: Path) -> None:
    """A key file's slot opens with it, is taken away, and opens no more; the last way in stays."""
    env = _vault(tmp_path)
    second = _json("slot add key-file --key-file second", tmp_path, env)["id"]
    with_second = env | {"IPT_NOTES_KEY_FILE": str(tmp_path / "second")}
    assert "it opens" in run(Command(f"ipt slot test {second}", ""), tmp_path, with_second).lines[0]
    assert run(Command(f"ipt slot test {second}", ""), tmp_path, env).lines[-1] == "  [exit 3]"
    assert "removed" in run(Command(f"ipt slot remove {second}", ""), tmp_path, env).lines[0]
    assert run(Command("ipt client list", ""), tmp_path, with_second).lines[-1] == "  [exit 3]"
    first = next(
        slot["id"] for slot in _json("slot list", tmp_path, env)["slots"] if slot["kind"] == "key-file"
    )
    assert run(Command(f"ipt slot remove {first}", ""), tmp_path, env).lines[-1] == "  [exit 7]"
