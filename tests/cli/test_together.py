"""Many programs at one vault: nothing is overwritten, nothing is lost, and the loser is told."""

import subprocess
import sys
from pathlib import Path

from tests.cli.transcript import Command, environment, run

WRITERS = 20
NOTE = """---
client: MK-014
session: 1
date: 2026-03-02
phase: beginning
---
## Check-in
Told by writer {number}.
"""


def _vault(folder: Path) -> dict[str, str]:
    env = environment(folder)
    for typed in (
        "ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada",
        "ipt client add MK-014",
    ):
        run(Command(typed, ""), folder, env)
    return env


def _at_once(words: list[str], texts: list[str], folder: Path, env: dict[str, str]) -> list[int]:
    """Start a program for each text before any has ended; their exit codes."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "ipt_notes", *words],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd=folder,
        )
        for _ in texts
    ]  # fmt: skip
    for process, text in zip(started, texts, strict=True):
        process.stdin.write(text.encode())
        process.stdin.close()
    return [process.wait(timeout=120) for process in started]


def test_simultaneous_contacts_are_all_kept(tmp_path: Path) -> None:
    """Twenty calls noted at the same moment are twenty contacts."""
    env = _vault(tmp_path)
    texts = [f"Call number {number:02}." for number in range(WRITERS)]
    codes = _at_once(["contact", "MK-014", "--from", "-"], texts, tmp_path, env)
    shown = run(Command("ipt client show --all MK-014", ""), tmp_path, env)
    assert codes == [0] * WRITERS
    assert all(any(text in line for line in shown.lines) for text in texts)
    assert run(Command("ipt vault verify", ""), tmp_path, env).lines[-1].endswith("all authentic")


def test_one_of_many_first_sessions_is_saved_and_the_others_are_kept_as_drafts(tmp_path: Path) -> None:
    """The losers' exit code is 5, and every one of their texts is offered by the agenda."""
    env = _vault(tmp_path)
    texts = [NOTE.format(number=number) for number in range(WRITERS)]
    codes = _at_once(["note", "new", "MK-014", "--from", "-"], texts, tmp_path, env)
    listed = run(Command("ipt note list MK-014", ""), tmp_path, env)
    agenda = run(Command("ipt agenda", ""), tmp_path, env)
    assert sorted(codes) == [0] + [5] * (WRITERS - 1)
    assert len(listed.lines) == 2
    assert sum("draft" in line for line in agenda.lines) == WRITERS - 1
