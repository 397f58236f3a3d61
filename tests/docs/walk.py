"""Walks through pages of docs/, such as the guide: what their console blocks say is typed at a real terminal, and what comes back is written down.

The guide's pages are one story and are walked in their order; the others are a story each. All are walked on a desk with a
clock, an editor and a stick. In a page

- a block of the language `console` holds lines `$ ipt ...`, and under each what the program prints. Behind the word,
  `lines=12` keeps the first twelve lines of an answer, and `upto=Measure` those above the heading `## Measure`; the
  others are counted. `exit=1` is how the last command ends, where it does not end with 0;
- a block `markdown typed` is what the person leaves in the editor that the next command opens;
- `<!-- clock: 2026-01-12 17:05 -->` sets the clock, which goes on by a minute with each command;
- `<!-- answer: Passphrase => four words -->` is typed when the program asks that; with `press` for `answer` there is no
  Enter behind it;
- `<!-- unseen: ipt-notes ... -->` is run, and not shown;
- `<!-- computer: new -->` puts a computer on the desk that knows nothing yet; the stick stays;
- `<!-- at: ben -->` goes to somebody else's computer, whose home is /home/ben; the story begins at Ada's;
- `<!-- vault: server -->` has everybody's vault on the practice's server;
- `<!-- id: key-file  key -->` has `<id>` in a command stand for the id that was first printed before these words;
- `<ten words>` in a command are those of the fingerprint that was printed last, and `<the code of the kit>` in an answer is
  that of kit.txt.

Every other line is the page's own.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import shlex
import sys
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import pexpect

from tests.cli.transcript import CHANCE, environment, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STICK, SERVER = "/media/stick", "postgresql://db.example.org/practice"
_CHANGING = (*CHANCE, (re.compile(r"(?<=recovery-kit-)[0-9a-f]{4}(?=\.txt)"), "<id>"))
_WORDS = next(pattern for pattern, called in CHANCE if called == "<ten words>")
_CODE = re.compile(r"IPT-KIT BEGIN(.*)IPT-KIT END", re.DOTALL)
_SCREEN = re.compile(r"\x1b\[\?1049h.*?\x1b\[\?1049l", re.DOTALL)
"""What was on the whole screen, and is gone when its program ends."""
_DIRECTIVE = re.compile(r"<!-- (clock|answer|press|unseen|computer|at|id|vault): (.*) -->")
_FENCE = re.compile(r"```(console|markdown typed)(.*)")
_AT_THIS_TIME = """
import datetime, os
from ipt_notes.services import settings
moment = datetime.datetime.fromisoformat(os.environ.pop("GUIDE_CLOCK"))
settings.now = lambda: moment
from ipt_notes.__main__ import program
program()
"""
"""The program as it is, by the clock of the story."""
_EDITOR = """#!/bin/sh
for note; do :; done
mv "$GUIDE_TYPED" "$note"
"""
"""The person at nano: leaves what the guide says in the file that it is given last."""


class Answer(NamedTuple):
    """What a command printed, as its lines, and its exit code."""

    lines: list[str]
    code: int


class Desk:
    """A practice's desk: everybody's computers, a stick, a clock; `stick` is a folder on another disk.

    `server` is the address of a place for a vault on a server, and `way` what the environment says of the way there: its
    length would break the lines in which the address stands.
    """

    def __init__(
        self, folder: Path, stick: Path, server: str = "", way: Mapping[str, str] | None = None
    ) -> None:
        self.folder, self.stick, self.server, self.way = folder, stick, server, way or {}
        self.vault, self.words, self.id, self.said = "", "", "", ""
        self.computers: dict[str, list[Path]] = {}
        self.clock = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
        self.answers: deque[tuple[str, str]] = deque()
        """What the program asks next, and the keys that are pressed then."""
        self.typed = folder / "typed.md"
        editor = folder / "bin" / "nano"
        editor.parent.mkdir()
        editor.write_text(_EDITOR, encoding="utf-8")
        editor.chmod(0o700)
        self.sit("ada")

    def sit(self, person: str) -> None:
        """At the computer of this person; at a new one when they have none yet."""
        self.person = person
        if person not in self.computers:
            self.computer()

    def computer(self) -> None:
        """A new one for the person, with nothing on it."""
        mine = self.computers.setdefault(self.person, [])
        mine.append(self.folder / f"{self.person}-{len(mine) + 1}")
        self.home.mkdir()

    @property
    def home(self) -> Path:
        """Of the person who sits there, on their latest computer."""
        return self.computers[self.person][-1]

    def types(self, line: str) -> Answer:
        """Type a command, answer what it asks in the order of `answers`, and wait for its end."""
        words = shlex.split(self._real(line))
        assert words[0] in ("ipt", "ipt-notes"), line
        shell = pexpect.spawn(
            sys.executable, ["-c", _AT_THIS_TIME, *words[1:]],
            env=self._environment(), cwd=str(self.home), dimensions=(40, 100), timeout=30, encoding="utf-8",
        )  # fmt: skip
        shell.logfile_read = shown = io.StringIO()
        try:
            while self.answers and shell.expect_exact([self.answers[0][0], pexpect.EOF]) == 0:
                shell.send(self._real(self.answers.popleft()[1]))
            shell.expect(pexpect.EOF)
        except pexpect.TIMEOUT:
            raise AssertionError(f"{line!r} waits for something else: {shown.getvalue()[-300:]!r}") from None
        finally:
            shell.close(force=True)
        self.clock += dt.timedelta(minutes=1)
        assert not self.typed.exists(), f"{line!r} opened no editor: {shown.getvalue()}"
        return Answer(self._told(shown.getvalue()), shell.exitstatus)

    def _environment(self) -> dict[str, str]:
        """That of a person who has set an editor; the key file is in force once it is there."""
        key = self.home / "key"
        here = {
            "IPT_NOTES_VAULT": self.vault,
            "IPT_NOTES_KEY_FILE": str(key) if key.exists() else "",
            "EDITOR": str(self.folder / "bin" / "nano"),
            "GUIDE_TYPED": str(self.typed),
            "GUIDE_CLOCK": self.clock.isoformat(),
            "COLUMNS": "",
            "NO_COLOR": "1",
            "TERM": "xterm-256color",
        }
        env = environment(self.home, self.clock.date().isoformat()) | here | dict(self.way)
        return {name: value for name, value in env.items() if value}

    def _real(self, text: str) -> str:
        for place, called in self._places():
            text = text.replace(called, place)
        return text.replace("<ten words>", self.words).replace("<id>", self.id)

    def _places(self) -> list[tuple[str, str]]:
        """(where something is, what the page calls it)."""
        places = [(str(self.home), f"/home/{self.person}"), (str(self.stick), STICK)]
        if self.server:
            anybody = re.sub("//[^@]*@", "//USER@", self.server)
            places += [(self.server, SERVER), (anybody, SERVER.replace("//", "//USER@"))]
        kit = self.home / "kit.txt"
        code = _CODE.search(kit.read_text(encoding="utf-8")) if kit.exists() else None
        return [*places, (" ".join(code[1].split()), "<the code of the kit>")] if code else places

    def _told(self, shown: str) -> list[str]:
        text = _SCREEN.sub("", shown).replace("\r\n", "\n")
        for place, called in self._places():
            text = text.replace(place, called)
        if found := _WORDS.search(text):
            self.words = found[0]
        self.said += text
        return [line.rstrip() for line in same(text, _CHANGING).rstrip().split("\n")] if text.strip() else []


def walked(page: str, desk: Desk) -> str:
    """The page with what the program prints now. AssertionError where a command ends otherwise than the page says."""
    return "\n".join(_walk(iter(page.split("\n")), desk))


def _walk(lines: Iterator[str], desk: Desk) -> Iterator[str]:
    for line in lines:
        yield line
        if directive := _DIRECTIVE.fullmatch(line):
            _set(desk, *directive.groups())
        elif fence := _FENCE.fullmatch(line):
            block = _block(lines)
            if fence[1] == "console":
                yield from _console([each for each in block if each.startswith("$ ")], fence[2], desk)
            else:
                desk.typed.write_text("\n".join(block) + "\n", encoding="utf-8")
                yield from block
            yield "```"


def _set(desk: Desk, what: str, value: str) -> None:
    match what:
        case "clock":
            desk.clock = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
        case "answer" | "press":
            prompt, _, text = value.partition(" =>")
            desk.answers.append((prompt, text.strip() + "\r" * (what == "answer")))
        case "unseen":
            answer = desk.types(value)
            assert answer.code == 0, answer
        case "at":
            desk.sit(value)
        case "id":
            found = re.search(rf"([0-9a-f]{{8}})  {re.escape(value)}", desk.said)
            assert found, f"no id stands before {value!r}"
            desk.id = found[1]
        case "vault":
            desk.vault = desk.server
        case _:
            desk.computer()


def _block(lines: Iterator[str]) -> list[str]:
    found = []
    for line in lines:
        if line == "```":
            return found
        found.append(line)
    raise AssertionError("a block has no end")


def _console(typed: list[str], info: str, desk: Desk) -> Iterator[str]:
    """The commands of a block and their answers."""
    said = dict(word.split("=") for word in shlex.split(info))
    wanted = [0] * (len(typed) - 1) + [int(said.get("exit", 0))]
    for line, code in zip(typed, wanted, strict=True):
        lines, ended = desk.types(line[2:])
        assert ended == code, f"{line}: exit code {ended}\n" + "\n".join(lines)
        yield line
        yield from _kept(lines, _room(lines, said))
    assert not desk.answers, f"nobody asked {desk.answers[0][0]!r}"


def _room(lines: list[str], said: dict[str, str]) -> int:
    """How many lines of an answer the page shows."""
    return lines.index(f"## {said['upto']}") if "upto" in said else int(said.get("lines", len(lines)))


def _kept(lines: list[str], most: int) -> Iterable[str]:
    """The first lines, and how many are left out."""
    left = len(lines) - most
    return lines if left <= 0 else [*lines[:most], f"[... {left} more line{'s' if left > 1 else ''}]"]
