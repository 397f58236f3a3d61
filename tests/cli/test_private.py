"""Private notes at the keyboard: written in an editor, taken up after a mishap, shown and listed; mistakes told in a line."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run
from tests.editing.desks import Desk, memory

NOTE = "---\nclient: MK-014\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n## Check-in\nCame early.\n"
THOUGHT = "I felt like the brother who looks away."


class Study:
    """A therapist with a vault, one client, a note of session 1, and an editor made of a script."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder, runtime)
        self.env = environment(folder) | {"XDG_RUNTIME_DIR": str(runtime), "TERM": "xterm-256color"}
        for typed, given in (
            ("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""),
            ("ipt client add MK-014 --start 2026-03-02", ""),
            ("ipt note new MK-014 --from -", NOTE),
        ):
            self.type(typed, given)

    def type(self, typed: str, given: str = "") -> str:
        """What a command answers where nobody is at a terminal."""
        return "\n".join(run(Command(typed, given), self.folder, self.env).lines)

    def sit(self, typed: str, editor: str, *answers: str) -> str:
        """What a command shows at a terminal with this script as the editor; the person answers its questions."""
        shell = pexpect.spawn(
            sys.executable, ["-m", "ipt_notes", *typed.split()[1:]],
            env=self.env | {"VISUAL": self.desk.script(editor)}, cwd=str(self.folder), encoding="utf-8", timeout=30,
        )  # fmt: skip
        for answer in answers:
            shell.expect(r"\?.*\]")
            shell.sendline(answer)
        shell.expect(pexpect.EOF)
        shell.close()
        return shell.before


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A machine with a memory file system of its own."""
    with memory() as runtime:
        yield Study(tmp_path, runtime)


ADDS = f"path.write_text(text + '{THOUGHT}\\n', encoding='utf-8')"
LEAVES = f"{ADDS}; sys.exit(1)"


def test_it_is_written_in_the_editor_below_a_prompt_that_is_not_saved(study: Study) -> None:
    """And comes back as it was typed."""
    shown = study.sit("ipt note private MK-014 1", ADDS)
    assert "private note of session 1: saved (revision 1)" in shown
    assert "only you can read it" in shown
    assert study.type("ipt note private MK-014 1 --show") == f"    {THOUGHT}"


def test_what_a_mishap_left_is_offered_by_its_own_command_alone(study: Study) -> None:
    """`ipt write` opens the next session's note as if there were no draft; nothing but the agenda's line tells of it."""
    study.sit("ipt note private MK-014 1", LEAVES)
    told = study.type("ipt agenda")
    assert "a draft of a private note (8 words) was kept on <time>" in told
    assert "ipt-notes note private MK-014 1" in told
    assert "brother" not in told
    assert "draft" not in study.sit("ipt write MK-014", "pass")
    assert "saved (revision 1)" in study.sit("ipt note private MK-014 1", "pass", "y")
    assert study.type("ipt note private MK-014 1 --show") == f"    {THOUGHT}"
    assert "private" not in study.type("ipt agenda")


def test_a_draft_that_was_overtaken_says_so(study: Study) -> None:
    """It opens on the revision that is there by then."""
    study.sit("ipt note private MK-014 1", LEAVES)
    study.type("ipt note private MK-014 1 --from -", "Other words.\n")
    shown = study.sit("ipt note private MK-014 1", "pass", "y")
    assert "it was saved again since (revision 1)" in shown
    assert "saved (revision 2)" in shown


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("MK-014 --show", 2, "a private note belongs to a session"),
        ("MK-014 --from -", 2, "a private note belongs to a session"),
        ("MK-014 1 --from - --show", 2, "--from and --show"),
        ("MK-014 1 --revision 1", 2, "--revision without --show"),
        ("MK-014 1", 2, "an editor needs a terminal"),
        ("MK-014 1 --from -", 2, "a private note needs a line of text"),
        ("MK-014 9 --from -", 6, "MK-014 has no session 9"),
        ("MK-014 1 --show", 6, "the private note of session 1 of MK-014 was not found"),
        ("MK-014 1 --show --course 2", 6, "course 2 of MK-014 was not found"),
        ("MK", 6, "there is no client with the code MK"),
    ],
)
def test_a_mistake_is_told_in_a_line(study: Study, words: str, code: int, told: str) -> None:
    """And nothing is saved."""
    answer = study.type(f"ipt note private {words}")
    assert f"  ! ipt-notes: {told}" in answer
    assert f"[exit {code}]" in answer
    assert "No private notes of yours" in study.type("ipt note private MK-014")


def test_the_audit_knows_that_private_notes_were_read(study: Study) -> None:
    """As it knows of every chart that was looked at."""
    study.type("ipt note private MK-014 1 --from -", THOUGHT)
    study.type("ipt note private MK-014 1 --show")
    assert "note private" in study.type("ipt vault audit")
