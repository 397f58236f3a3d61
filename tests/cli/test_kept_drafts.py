"""`note drafts` through the real program: what it prints, and that at a terminal nothing is thrown away without a yes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ipt_notes.cli import frame
from tests.cli.test_asked_at_a_terminal import talk
from tests.cli.test_help import EVERY
from tests.cli.test_unlock import Terminal
from tests.editing.desks import memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = "MK-014"
NOTE = f"---\nclient: {CODE}\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n## Check-in\nCame early.\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A vault that a key file opens, with a client; of two notes of one session the second was kept as a draft."""
    with memory() as runtime:
        terminal = Terminal(tmp_path, runtime)
        terminal.env["IPT_NOTES_KEY_FILE"] = str(tmp_path / "key")
        terminal.prints("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada")
        terminal.prints(f"ipt client add {CODE}")
        (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
        terminal.prints(f"ipt note new {CODE} --from $DIR/note.md")
        (tmp_path / "note.md").write_text(NOTE.replace("early", "late"), encoding="utf-8")
        terminal.prints(f"ipt note new {CODE} --from $DIR/note.md")
        yield terminal


def printed(terminal: Terminal, *words: str) -> Any:
    """What a command prints as JSON, which its schema allows."""
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", "note", "drafts", *words, "--json"],
        capture_output=True,
        env=terminal.env,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert "note drafts" in EVERY
    told = json.loads(done.stdout)
    jsonschema.validate(told, frame.schema("note drafts"))
    return told


def test_a_draft_is_read_and_thrown_away_when_that_is_meant(terminal: Terminal) -> None:
    """Enter keeps it."""
    (draft,) = printed(terminal)["drafts"]
    shown, code = talk(terminal, "ipt note drafts")
    assert (code, f"{draft['id']} {CODE} a draft of session 1" in shown) == (0, True)
    shown, code = talk(terminal, f"ipt note drafts {draft['id']}")
    assert (code, "Came late." in shown, f"ipt-notes write {CODE}" in shown) == (0, True, True)
    line = f"ipt note drafts {draft['id']} --discard"
    shown, code = talk(terminal, line, ("kept nowhere else. [y/N]: ", ""))
    assert (code, "is kept as before" in shown) == (7, True)
    shown, code = talk(terminal, line, ("kept nowhere else. [y/N]: ", "y"))
    assert (code, "is thrown away" in shown) == (0, True)
    assert printed(terminal) == {"drafts": []}


def test_a_script_reads_and_throws_away_by_the_id(terminal: Terminal) -> None:
    """The text stands in what is asked for alone; a draft that is not there is an error."""
    (draft,) = printed(terminal)["drafts"]
    assert "Came late." not in json.dumps(draft)
    assert "Came late." in printed(terminal, draft["id"])["text"]
    assert printed(terminal, "--discard")["error"]["exit_code"] == 2
    told = printed(terminal, draft["id"], "--discard")
    assert (told["is_discarded"], told["text"]) == (True, "")
    assert printed(terminal, draft["id"])["error"]["exit_code"] == 6
