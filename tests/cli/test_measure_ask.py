"""`measure ask`: a client answers at a real terminal, and nothing else of the chart is to be seen meanwhile."""

from __future__ import annotations

import io
import json
import re
import signal
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.cli._ask import Sheet
from ipt_notes.measures.phq9 import MEASURE as PHQ9
from tests.cli.transcript import Command, environment, run

if TYPE_CHECKING:
    from pathlib import Path

OPEN, CLOSE = "\x1b[?1049h", "\x1b[?1049l"
BACK_TO_SHELL = "Please give this back now."
TODAY = "2026-03-02"


class Desk:
    """A vault with one client, and a terminal at which things are asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = environment(folder) | {"TERM": "xterm-256color"}
        del self.env["COLUMNS"]
        for line in (
            "ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada",
            "ipt client add MK-014 --name Marisol --start 2026-02-02",
        ):
            assert "exit" not in self.types(line)[-1]

    def types(self, line: str) -> list[str]:
        """What a command prints for a script."""
        return list(run(Command(line, ""), self.folder, self.env).lines)

    def scores(self) -> list[dict[str, object]]:
        """What is stored."""
        listed = json.loads("".join(self.types("ipt measure list MK-014 --json")))
        return list(listed["scores"])

    def asks(self, name: str = "phq9", *options: str, **env: str) -> pexpect.spawn:
        """The questions on the screen; everything that is drawn goes to `drawn`."""
        shell = pexpect.spawn(
            sys.executable,
            ["-m", "ipt_notes", "measure", "ask", "MK-014", name, *options],
            env=self.env | env, cwd=str(self.folder), timeout=30, encoding="utf-8", dimensions=(24, 80),
        )  # fmt: skip
        shell.logfile_read = self.drawn = io.StringIO()
        return shell


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A vault that a key file opens."""
    return Desk(tmp_path)


def begin(shell: pexpect.spawn) -> None:
    """Past the first page."""
    shell.expect_exact("begin")
    shell.send("\r")


def answer(shell: pexpect.spawn, keys: str, first: int = 1, count: int = 9) -> None:
    """Press a key at each item, as it comes."""
    for number, key in enumerate(keys, first):
        shell.expect_exact(f"{number} of {count}")
        shell.expect_exact("leave")
        shell.send(key)


def hand_in(shell: pexpect.spawn) -> str:
    """Hand the answers in and give the terminal back; what the therapist reads then."""
    shell.expect_exact("hand them in")
    shell.send("\r")
    shell.expect_exact(BACK_TO_SHELL)
    shell.send("t")
    return ends(shell, 0)


def ends(shell: pexpect.spawn, code: int) -> str:
    """What stands on the ordinary screen at the end."""
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == code, shell.before
    return str(shell.before).rpartition(CLOSE)[2]


def test_the_answers_are_stored_as_a_measure(desk: Desk) -> None:
    """The digits of the keys, in order; the therapist reads total and band afterwards."""
    shell = desk.asks()
    begin(shell)
    answer(shell, "223211200")
    told = hand_in(shell)
    assert "total 13 (moderate)" in told
    (stored,) = desk.scores()
    assert (stored["items"], stored["total"]) == ([2, 2, 3, 2, 1, 1, 2, 0, 0], 13)


def test_everything_is_drawn_on_a_screen_that_leaves_nothing_behind(desk: Desk) -> None:
    """Between opening the alternate screen and closing it; no code, no name, no score is on it."""
    shell = desk.asks()
    begin(shell)
    answer(shell, "223211201")
    hand_in(shell)
    before, _, rest = desk.drawn.getvalue().partition(OPEN)
    screen, _, after = rest.partition(CLOSE)
    assert OPEN not in rest
    for words in (*PHQ9.items, *PHQ9.answers):
        for word in words.split():
            assert word in screen
    assert PHQ9.items[0] not in before + after
    assert not re.search(r"MK-014|Marisol|moderate|total|\b14\b", screen)
    assert screen.endswith("\x1b[H\x1b[2J\x1b[?25h")


@pytest.mark.parametrize(
    ("ninth", "words"),
    [
        ("1", "PHQ-9 item 9 is 1: write `## Risk assessment` in this session's note"),
        ("0", "PHQ-9 item 9 is 0, which rules nothing out"),
        ("s", "PHQ-9 item 9 left out is no 0: ask about it"),
    ],
)
def test_whatever_item_nine_is_it_clears_nobody(desk: Desk, ninth: str, words: str) -> None:
    """From 1 on it leads to the risk section; a 0 and a gap are no clearance either."""
    shell = desk.asks()
    begin(shell)
    answer(shell, "00000000" + ninth)
    assert words in " ".join(hand_in(shell).split())
    found = " ".join(desk.types("ipt check MK-014"))
    assert ("SAF002" in found) is (ninth == "1")


def test_an_answer_can_be_changed_and_an_item_left_out(desk: Desk) -> None:
    """Back shows what was chosen; a GAD-7 with a gap has no total, and says so."""
    shell = desk.asks("GAD-7")
    begin(shell)
    answer(shell, "3", 1, 7)
    shell.expect_exact("2 of 7")
    shell.send("b")
    shell.expect_exact("1 of 7")
    shell.expect_exact("● Nearly every day")
    shell.send("1")
    answer(shell, "2s2222", 2, 7)
    shell.expect_exact("hand them in")
    shell.send("\x1b[D")
    answer(shell, "0", 7, 7)
    assert "GAD-7 item 3 left out: there is no total" in hand_in(shell)
    (stored,) = desk.scores()
    assert (stored["items"], stored["total"]) == ([1, 2, None, 2, 2, 2, 0], None)


def test_keys_that_mean_nothing_change_nothing(desk: Desk) -> None:
    """Letters, 4, function keys, and Ctrl-Z, which would uncover the shell."""
    shell = desk.asks()
    begin(shell)
    shell.expect_exact("1 of 9")
    for key in ("4", "n", "é", "\x1a", "\x1bOP", "\x00", "\r"):
        shell.send(key)
        shell.expect_exact("1 of 9")
        shell.expect_exact("leave")
    answer_all = "000000000"
    shell.send("0")
    answer(shell, answer_all[1:], 2)
    hand_in(shell)


def test_leaving_half_way_stores_nothing(desk: Desk) -> None:
    """It is asked once more first, and the therapist's screen stays covered until they have it."""
    shell = desk.asks()
    begin(shell)
    answer(shell, "33")
    shell.expect_exact("3 of 9")
    shell.send("q")
    shell.expect_exact("Stop here?")
    shell.send("n")
    shell.expect_exact("3 of 9")
    shell.send("q")
    shell.expect_exact("Stop here?")
    shell.send("y")
    shell.expect_exact(BACK_TO_SHELL)
    shell.send("x\r")
    shell.send("t")
    assert "nothing is stored" in ends(shell, 130)
    assert desk.scores() == []


def test_nothing_can_be_handed_in_where_nothing_was_answered(desk: Desk) -> None:
    """All skipped: Enter does nothing, leaving does."""
    shell = desk.asks("gad7")
    begin(shell)
    answer(shell, "sssssss", 1, 7)
    shell.expect_exact("Nothing is answered yet.")
    shell.send("\r")
    shell.expect_exact("Nothing is answered yet.")
    shell.send("q")
    shell.expect_exact("Stop here?")
    shell.send("y")
    shell.expect_exact(BACK_TO_SHELL)
    shell.send("t")
    ends(shell, 130)
    assert desk.scores() == []


@pytest.mark.parametrize("stop", ["\x03", signal.SIGTERM])
def test_a_stop_stores_nothing_and_gives_the_terminal_back(desk: Desk, stop: str | int) -> None:
    """Ctrl-C, or a stop from outside: exit code 130, and the ordinary screen is there again."""
    shell = desk.asks()
    begin(shell)
    answer(shell, "333")
    shell.expect_exact("4 of 9")
    shell.send(stop) if isinstance(stop, str) else shell.kill(stop)
    ends(shell, 130)
    assert desk.drawn.getvalue().count(CLOSE) == 1
    assert desk.scores() == []


def test_answers_that_could_not_be_stored_are_not_lost(desk: Desk) -> None:
    """The course was concluded meanwhile: the therapist, and nobody before, reads what to type to add them."""
    shell = desk.asks("gad7")
    begin(shell)
    answer(shell, "12s3210", 1, 7)
    shell.expect_exact("hand them in")
    assert "exit" not in desk.types("ipt client conclude MK-014 --end-type planned --next-step end")[-1]
    shell.send("\r")
    shell.expect_exact(BACK_TO_SHELL)
    shell.send("t")
    told = ends(shell, 7)
    assert "not stored; to add it later: --items 1,2,x,3,2,1,0" in told
    assert "the course of MK-014 is concluded" in told
    assert desk.scores() == []


def test_scripts_may_read_the_result(desk: Desk) -> None:
    """--json prints it behind the screen."""
    shell = desk.asks("phq9", "--json")
    begin(shell)
    answer(shell, "100000000")
    assert json.loads(hand_in(shell))["total"] == 1


def test_a_measure_whose_wording_may_not_be_shown_is_refused(desk: Desk) -> None:
    """With the way that is open: scores from paper. Exit code 7."""
    shell = desk.asks("WSAS")
    told = ends(shell, 7)
    assert "the wording of WSAS is not shown here" in told
    assert "measure add" in told


@pytest.mark.parametrize(
    ("typed", "told", "code"),
    [
        ("ipt measure ask MK-014 phq9", "asking needs a terminal", "2"),
        ("ipt measure ask MK-014 BDI", "the measure 'BDI' was not found", "6"),
    ],
)
def test_it_is_for_a_terminal_and_for_a_known_measure(desk: Desk, typed: str, told: str, code: str) -> None:
    """A script gets a usage error; a name that is not known is not found."""
    *_, said, _, exit_code = desk.types(typed)
    assert told in said
    assert exit_code == f"  [exit {code}]"


def test_a_terminal_without_a_screen_of_its_own_is_not_used(desk: Desk) -> None:
    """There the answers would stay where everybody can scroll back to them."""
    assert "asking needs a terminal" in ends(desk.asks(TERM="dumb"), 2)


@given(st.lists(st.sampled_from(["0", "1", "2", "3", "s", "b", "back", "x", "", "enter"]), max_size=40))
def test_no_key_leads_out_of_the_sheet(keys: list[str]) -> None:
    """Whatever is pressed, each answer is possible and the place is one of the items or the end."""
    sheet = Sheet(PHQ9)
    for key in keys:
        sheet.press(key)
        assert 0 <= sheet.at <= PHQ9.item_count
    if not sheet.is_blank:
        assert PHQ9.problems(PHQ9.taken(sheet.items)) == ()
