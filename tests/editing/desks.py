"""A therapist's desk for tests: fresh folders, an `edit` that remembers what it was given, editors made of scripts."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from ipt_notes.editing.edit import edit
from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.editing.outcome import Outcome, Told

SECRET = "walked-to-the-lighthouse-alone"
"""Words that must be nowhere but in the outcome and in what was handed to autosave."""
NOTE = "---\nclient: MK-014\nsession: 3\n---\n## Check-in\nSlept better on Tuesday.\n"
TOO_MUCH = "PHQ-9: 99"
TOLD = "a PHQ-9 total is 0 to 27"


def check(text: str) -> list[Told]:
    """One mistake that a note can have."""
    return [(number, TOLD) for number, line in enumerate(text.split("\n"), 1) if TOO_MUCH in line]


@contextmanager
def memory() -> Iterator[Path]:
    """A fresh folder on this computer's memory file system."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        yield folder
    finally:
        rmtree(folder)


class Desk:
    """A person with a home and a memory file system of their own."""

    def __init__(self, home: Path, runtime: Path) -> None:
        self.home, self.runtime = home, runtime
        self.kept: list[str] = []
        self.warned: list[str] = []
        self.full_for = 0

    @property
    def env(self) -> dict[str, str]:
        """What programs started here see."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }

    def autosave(self, text: str) -> None:
        """Remembers the draft; the disk is full for the first `full_for` times."""
        if self.full_for:
            self.full_for -= 1
            raise WorldProblem(what="the draft could not be kept: no space left", hint="make room")
        self.kept.append(text)
        (self.home / "kept").touch()

    def edit(self, editor: str, text: str = NOTE, **more: object) -> Outcome:
        """Edit with this command as $VISUAL."""
        given = {"title": "MK-014", "check": check, "choice": None, "env": {**self.env, "VISUAL": editor}}
        return edit(text, autosave=self.autosave, warn=self.warned.append, **{**given, **more})

    def script(self, body: str, name: str = "an-editor") -> str:
        """An editor of a few lines of Python: `path` is the file, `text` what it holds, `times` how often it ran before, `until_kept` waits for a draft."""
        program = self.home / name
        start = (
            f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\npath = Path(sys.argv[-1])\n"
            f"count = Path({str(self.home / 'times')!r})\n"
            "times = int(count.read_text()) if count.exists() else 0\ncount.write_text(str(times + 1))\n"
            "text = path.read_text(encoding='utf-8')\n"
            f"def until_kept():\n while not Path({str(self.home / 'kept')!r}).exists(): time.sleep(0.1)\n"
        )
        program.write_text(start + body, encoding="utf-8")
        program.chmod(0o700)
        return str(program)

    def traces(self, words: str = SECRET) -> list[str]:
        """Files at home or in memory that hold these words, and whatever is left in memory."""
        found = [str(path) for path in self.home.rglob("*") if _holds(path, words)]
        return found + [str(path) for path in self.runtime.rglob("*")]


def _holds(path: Path, words: str) -> bool:
    if not path.is_file():
        return False
    raw = path.read_bytes()
    return words.encode() in raw or words.encode("utf-16-le") in raw
