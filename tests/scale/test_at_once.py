"""Several machines at one vault on a server: they check, list and export at once, while somebody writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks import vaults
from benchmarks.trust import settings
from ipt_notes.course import records as r
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from tests.postgres_server import needs_postgres
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from tests.postgres_server import Server

CLIENTS, MACHINES = 9, 3
PROGRAM = [sys.executable, "-m", "ipt_notes"]
REPORTS = (["check", "--all"], ["agenda"])
_ONE_BY_ONE = """
import json, subprocess, sys
for words in json.loads(sys.argv[1]):
    print(subprocess.call(words, stdout=subprocess.DEVNULL))
"""


def run(words: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """A command, to its end."""
    return subprocess.run([*PROGRAM, *words], env=env, capture_output=True, check=False)


def machine(env: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of a command on a computer of its own."""
    folder.mkdir()
    return env | {
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder),
    }


def on_server(folder: Path, place: str) -> dict[str, str]:
    """A vault of finished courses at `place`, and what a command needs to open it."""
    env = vaults.make(folder, CLIENTS, 4, is_finished=True)
    copied = run(["vault", "copy", env["IPT_NOTES_VAULT"], place], env)
    assert copied.returncode == 0, copied.stderr
    return env | {"IPT_NOTES_VAULT": place}


def batch(out: Path, part: int) -> list[str]:
    """The part of the documents that a machine makes."""
    return ["export", "batch", "--shard", f"{part}/{MACHINES}", "--jobs", "1", "--draft", "--out", str(out)]


def work(env: dict[str, str], out: Path, part: int) -> subprocess.Popen[bytes]:
    """A machine that runs the reports, then makes its part of the documents; it prints each exit code in a line."""
    steps = [*REPORTS, batch(out, part)]
    words = json.dumps([[*PROGRAM, *step] for step in steps])
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", _ONE_BY_ONE, words], env=env, **pipes)


def write_until(practice: Practice, running: list[subprocess.Popen[bytes]]) -> list[str]:
    """Note a contact in one chart after the other until all machines are done; what was noted."""
    noted = []
    while any(process.poll() is None for process in running):
        noted.append(f"call {len(noted)}")
        note_contact(practice, f"C{len(noted) % CLIENTS + 1:04}", noted[-1])
    return noted


@needs_postgres
def test_machines_that_check_and_export_at_once_disturb_nobody(server: Server, tmp_path: Path) -> None:
    """No command fails, each client's document is made once and recorded once, and nothing of who writes is lost."""
    env = on_server(tmp_path / "made", server.new_place())
    there = machine(env, tmp_path / "alone")
    alone = [run(words, there).returncode for words in REPORTS]
    outs = [tmp_path / f"out-{part}" for part in range(1, MACHINES + 1)]
    running = [
        work(machine(env, tmp_path / f"machine-{part}"), out, part) for part, out in enumerate(outs, 1)
    ]
    writer = settings(machine(env, tmp_path / "writer"))
    with open_practice(writer, Nobody()) as practice:
        noted = write_until(practice, running)
    for process in running:
        codes, errors = process.communicate()
        assert [int(code) for code in codes.split()] == [*alone, 0], errors
    made = Counter(path.name for out in outs for path in out.glob("*.docx"))
    assert len(made) == CLIENTS
    assert set(made.values()) == {1}
    listed = [each for out in outs for each in json.loads((out / "manifest.json").read_bytes())["documents"]]
    assert len({each["client"] for each in listed}) == len(listed) == CLIENTS
    with open_practice(writer, Nobody()) as practice:
        charts = list(practice.charts())
        given = [sum(isinstance(each.body, r.Disclosed) for each in chart.records) for chart in charts]
        assert given == [1] * CLIENTS
        assert sorted(each for chart in charts for each in contacts(practice, chart.code)) == sorted(noted)
        assert not verify_vault(practice).problems
