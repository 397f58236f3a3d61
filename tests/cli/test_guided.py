"""`note new --guided` at a real terminal: asked, skipped, left in the middle in every way, taken up again, saved."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TODAY = "2026-03-02"
CANARY = "violet-harbour-seventeen"
ENTER, CTRL_C, CTRL_D, CTRL_S, LEFT = "\r", "\x03", "\x04", "\x13", "\x1b[D"
GUIDED = ("note", "new", "MK-014", "--guided")
LAST = "Enter saves the note"
FIRST_NOTE = """---
client: MK-014
session: 1
date: 2026-02-23
phase: beginning
---
## Check-in
Tired.

## Measure
- PHQ-9: 18

## Inventory
- has confidant: no

### N.\u202e (partner)
- closeness ring: inner
- linked to episode: yes
"""


class Desk:
    """A vault with one client after a first session, and a terminal of 40 by 100."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = environment(folder, TODAY) | {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        self.env = {name: value for name, value in env.items() if value}
        self.types("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada")
        self.types("ipt client add MK-014 --start 2026-02-23")
        self.types("ipt note new MK-014 --from -", FIRST_NOTE)

    def types(self, line: str, given: str = "") -> list[str]:
        """What a command prints for a script."""
        return list(run(Command(line, given), self.folder, self.env).lines)

    def note(self, session: int = 2) -> str:
        """A saved note as it was typed."""
        return str(
            json.loads("".join(self.types(f"ipt note show MK-014 {session} --as-typed --json")))["text"]
        )

    def sessions(self) -> list[int]:
        """The sessions that have a note."""
        listed = json.loads("".join(self.types("ipt note list MK-014 --json")))
        return [note["session"] for note in listed["notes"]]

    def asks(self, *words: str) -> Asked:
        """The questions at the terminal."""
        shell = pexpect.spawn(
            sys.executable, ["-m", "ipt_notes", *words],
            env=self.env, cwd=str(self.folder), dimensions=(40, 100), timeout=20, encoding="utf-8",
        )  # fmt: skip
        self.asked = Asked(shell)
        return self.asked


class Asked:
    """A person who is asked."""

    def __init__(self, shell: pexpect.spawn) -> None:
        self.shell = shell

    def sees(self, text: str) -> None:
        """Wait for a text, wherever its lines are broken."""
        self.shell.expect(re.escape(text).replace(r"\ ", r"\s+"))

    def answers(self, *pairs: tuple[str, str]) -> None:
        """(what is seen, what is typed then) one after the other, each with Enter."""
        for seen, typed in pairs:
            self.sees(seen)
            self.shell.send(typed + ENTER)

    def writes(self, *lines: str) -> None:
        """Answer in prose, up to an empty line."""
        seen = r"of \d+  > "
        for line in (*lines, ""):
            self.shell.expect(seen)
            self.shell.send(line + ENTER)
            seen = r"\n[^\n]*(?<!  )> "

    def skips_to(self, seen: str) -> None:
        """Press Enter at one question after the other until this is seen."""
        while self.shell.expect([re.escape(seen), r"\d+ of \d+  "]):
            self.shell.send(ENTER)

    def done(self, code: int = 0) -> str:
        """The command has ended, with this exit code; what it said at last."""
        self.shell.expect(pexpect.EOF)
        self.shell.close()
        assert self.shell.exitstatus == code, self.shell.before
        return " ".join(str(self.shell.before).split())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A vault that a key file opens."""
    made = Desk(tmp_path)
    yield made
    made.asked.shell.close(force=True)


def test_a_session_is_asked_for_from_the_first_question_to_the_saved_note(desk: Desk):
    """In order, with the prompts; wrong answers are asked for again, numbers stand for choices, the rest is skipped."""
    at = desk.asks(*GUIDED)
    at.sees("Beginning, due by session 3")
    at.sees("How have things been")
    at.writes("Slept better.", f"Phoned her sister, {CANARY}.")
    at.answers(("PHQ-9", "2 2 3"), ("PHQ-9 has 9 items; 3 were given", "2 2 3 2 1 1 2 0 1"))
    at.answers(("level (1 none, 2 low", "x"), ("level is none, low", "2"))
    at.sees("= low")
    at.answers(("assessment: ", "passing thoughts, no plan"))
    at.skips_to("### N.")
    for label in ("support given", "support received", "is confidant", "communication pattern"):
        at.shell.expect(rf"of \d+  {label}[^\n]*: ")
        at.shell.send(ENTER)
    at.answers(("Somebody else? Enter: no", "M. (sister)"))
    at.answers(("closeness ring (1 inner", "mid"), ("= middle", ""))
    at.skips_to(LAST)
    at.shell.send(ENTER)
    assert "MK-014, session 2 of 2026-03-02, beginning: saved (revision 1" in at.done()
    text = desk.note()
    assert f"-->\nSlept better.\nPhoned her sister, {CANARY}.\n" in text
    assert "- PHQ-9: 2 2 3 2 1 1 2 0 1\n" in text
    assert "- level: low\n- assessment: passing thoughts, no plan\n" in text
    assert "### M. (sister)\n- closeness ring: middle\n" in text
    assert "draft" not in " ".join(desk.types("ipt agenda"))


def test_what_is_left_blank_is_told_and_can_be_asked_once_more(desk: Desk):
    """At the end the sections that are owed are named; `again` goes to the first blank question."""
    at = desk.asks(*GUIDED)
    at.writes("well")
    at.skips_to("Left blank, and still to be written")
    at.sees("Risk assessment: level, assessment")
    at.answers(
        (LAST, "again"), ("PHQ-9", "7"), ("level", "back"), ("7 (Enter keeps it", "8"), ("level", "next")
    )
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    assert "- PHQ-9: 8\n" in desk.note()


def leave_by(key: str) -> Callable[[Asked], str]:
    """Leave with a key; 130."""

    def leave(at: Asked) -> str:
        at.shell.send(key)
        return at.done(130)

    return leave


@pytest.mark.parametrize(
    "leave", [leave_by(CTRL_C), leave_by(CTRL_D), leave_by("leave\r")], ids=["Ctrl-C", "Ctrl-D", "leave"]
)
def test_the_questions_can_be_left_and_taken_up_where_they_were(desk: Desk, leave: Callable[[Asked], str]):
    """Nothing is lost, nothing is saved, the way back is told; the next sitting asks from there."""
    at = desk.asks(*GUIDED)
    at.writes(CANARY)
    at.answers(("PHQ-9", "12"), ("level", "low"))
    at.sees("assessment: ")
    said = leave(at)
    assert "`ipt-notes note new MK-014 --guided` asks the rest" in said
    assert "`ipt-notes write MK-014` opens it in the editor" in said
    assert desk.sessions() == [1]
    assert not leaks(desk.folder)
    at = desk.asks(*GUIDED)
    at.answers(("Go on with it?", "y"), ("assessment: ", "no thoughts of self-harm"))
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    text = desk.note()
    assert f"{CANARY}\n" in text
    assert "- level: low\n- assessment: no thoughts of self-harm\n" in text


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_killed_in_the_middle_of_an_answer_keeps_its_lines(desk: Desk, number: int):
    """Of an answer of several lines each one is kept as it comes."""
    at = desk.asks(*GUIDED)
    at.shell.expect(r"of \d+  > ")
    at.shell.send(f"one line{ENTER}{CANARY}{ENTER}")
    at.shell.expect(rf"{CANARY}\s[^>]*> ")
    time.sleep(0.3)  # the question is on the screen a moment before the program waits for keys
    os.kill(at.shell.pid, number)
    at.shell.expect(pexpect.EOF)
    assert not leaks(desk.folder)
    at = desk.asks(*GUIDED)
    at.answers(("Go on with it?", "y"))
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    assert f"one line\n{CANARY}\n" in desk.note()


def test_the_editor_takes_up_what_was_asked(desk: Desk):
    """`ipt write` opens the same draft; `edit` goes there in the middle."""
    at = desk.asks(*GUIDED, "--editor", "builtin")
    at.writes("Slept better.")
    at.answers(("PHQ-9", "edit"))
    at.sees("Slept better.")
    at.shell.send(CTRL_S)
    assert "saved (revision 1" in at.done()
    assert "Slept better.\n" in desk.note()


INCIDENT = """---
client: MK-014
session: 2
date: 2026-03-02
phase: middle
---
## Interpersonal incident
- person:
- what happened:

<!-- Went through it line by line?
### Communication analysis
Name: "the words"

### Alternatives
- another way
-->

## Problem area
- area:
- agreed:
"""


def test_a_communication_analysis_is_asked_for_line_by_line(desk: Desk):
    """Who said what, and what was felt, intended and communicated; people by their number, quotation marks by themselves."""
    desk.types("ipt note new MK-014 --from -", INCIDENT)
    at = desk.asks("note", "edit", "MK-014", "--guided")
    at.answers(("title", "Sunday"), ("person (1 N.", "1"), ("what happened", "asked, and got no answer"))
    at.answers(("Gone through line by line?", "Kitchen, ten at night."))
    at.answers(("who said what", "he said nothing"), ("who says it stands first", "T. (low): Depends."))
    at.answers(("felt: ", ""), ("intended: ", "buy time"), ("communicated: ", "I don't care"))
    at.answers(
        ("who said what", "N.: Fine."), ("felt: ", "alone"), ("intended: ", ""), ("communicated: ", "")
    )
    at.answers(("who said what", ""), ("one line each", "name the shift first"), ("> ", ""))
    at.answers(
        ("area (1 grief", "2"),
        ("agreed", "y"),
        ("person (1 N.", ""),
        ("dispute stage (1 renegotiation", "imp"),
    )
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    text = desk.note()
    assert (
        "## Interpersonal incident: Sunday\n- person: N.\u202e\n- what happened: asked, and got no answer\n"
        in text
    )
    assert (
        '### Communication analysis\nKitchen, ten at night.\n\nT. (low): "Depends."\n> intended: buy time\n> communicated: I don\'t care\n'
        '\nN.: "Fine."\n> felt: alone\n\n### Alternatives\n- name the shift first\n'
    ) in text
    assert "- area: role dispute\n- agreed: yes\n- person:\n- dispute stage: impasse\n" in text


def test_leaving_before_anything_was_written_keeps_nothing(desk: Desk):
    """There is no draft to be asked about the next time."""
    at = desk.asks(*GUIDED)
    at.answers(("How have things been", ""), ("PHQ-9", "leave"))
    assert "nothing was saved" in at.done()
    at = desk.asks(*GUIDED)
    at.sees("How have things been")
    at.shell.send(CTRL_C)
    at.done(130)
    assert desk.sessions() == [1]


def test_an_unsigned_note_is_asked_for_its_blanks(desk: Desk):
    """`note edit --guided` passes over what is written, and saves the next revision."""
    at = desk.asks(*GUIDED)
    at.writes("well")
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    at = desk.asks("note", "edit", "MK-014", "2", "--guided")
    at.answers(("PHQ-9", "11"), ("level", "leave"))
    assert "`ipt-notes note edit MK-014 2 --guided` asks the rest" in at.done(130)
    at = desk.asks("note", "edit", "MK-014", "2", "--guided")
    at.answers(("Go on with it?", "y"), ("level", "low"))
    at.skips_to(LAST)
    at.shell.send(ENTER)
    assert "saved (revision 2" in at.done()
    assert "- PHQ-9: 11\n" in desk.note()
    assert "\nwell\n" in desk.note()


def test_a_line_can_be_mended_and_a_paste_is_one_answer(desk: Desk):
    """The arrow keys move in a line; blank lines of what is pasted do not end the answer."""
    at = desk.asks(*GUIDED)
    at.writes(f"ab{LEFT}x", "\x1b[200~first\n\nsecond\x1b[201~")
    at.answers(("PHQ-9", "leave"))
    at.done(130)
    at = desk.asks(*GUIDED)
    at.answers(("Go on with it?", "y"))
    at.skips_to(LAST)
    at.shell.send(ENTER)
    at.done()
    assert "-->\naxb\nfirst\n\nsecond\n" in desk.note()


def test_what_others_wrote_can_not_move_the_cursor(desk: Desk):
    """Direction marks in a name are shown, in prompts and in what is asked."""
    at = desk.asks(*GUIDED)
    at.skips_to("### N.\\u202e (partner)")
    at.sees("support given")
    at.shell.send(CTRL_C)
    at.done(130)


def test_another_window_at_the_same_client_is_told_of(desk: Desk):
    """Two sittings at once are asked about, as with the editor."""
    first = desk.asks(*GUIDED)
    first.writes("well")
    first.sees("PHQ-9")
    second = desk.asks(*GUIDED)
    second.answers(("is open in another window", "n"))
    assert "nothing was saved" in second.done()
    first.shell.close(force=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ipt note new MK-014 --guided", "--guided asks at a terminal"),
        ("ipt note edit MK-014 1 --guided", "--guided asks at a terminal"),
        ("ipt note new MK-014 --guided --stdout", "--guided and --stdout"),
        ("ipt note edit MK-014 1 --guided --from -", "--guided and --from"),
    ],
)
def test_nobody_is_asked_where_there_is_no_terminal(tmp_path: Path, line: str, said: str):
    """A script gets a usage error that says how else a note is written."""
    answer = run(Command(line, ""), tmp_path, environment(tmp_path, TODAY)).lines
    assert answer[0] == f"  ! ipt-notes: {said}"
    assert answer[-1] == "  [exit 2]"


def leaks(folder: Path) -> list[Path]:
    """The files that hold the words in the clear."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if CANARY.encode() in path.read_bytes()]
