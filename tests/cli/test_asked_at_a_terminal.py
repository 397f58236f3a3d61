"""What is asked of somebody at a real terminal before it is too late, and what they see while they answer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from ipt_notes.services.unlock.opening_slots import slots
from ipt_notes.vault.locate import open_vault
from tests.cli.test_unlock import ASKED, WORDS, Terminal
from tests.editing.desks import memory
from tests.vault.building import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A login with memory of its own, and no vault yet."""
    with memory() as runtime:
        yield Terminal(tmp_path, runtime)


@pytest.fixture
def practice(terminal: Terminal) -> Terminal:
    """A vault that a passphrase and its kit open."""
    (terminal.folder / "words").write_text(WORDS, encoding="utf-8")
    terminal.prints("ipt init --passphrase-file $DIR/words --recovery-kit $DIR/kit.txt --therapist Ada")
    return terminal


def talk(terminal: Terminal, line: str, *answers: tuple[str, str]) -> tuple[str, int]:
    """Type a command, and at each of these questions an answer; all that was shown, on one line, and the exit code."""
    shell = terminal.spawn(sys.executable, "-m", "ipt_notes", *line.split()[1:])
    shown = ""
    for question, answer in answers:
        shell.expect_exact(question)
        shown += shell.before + question
        shell.sendline(answer)
    shell.expect(pexpect.EOF)
    shell.close()
    return " ".join((shown + str(shell.before)).split()), shell.exitstatus


def kit_id(terminal: Terminal) -> str:
    """The id of the recovery kit's slot."""
    with open_vault(str(terminal.folder / "vault.ipt")) as port:
        return next(slot.id for slot in slots(port, settings(terminal.folder)) if slot.kind == "recovery")


def test_init_asks_until_it_has_a_name_and_a_passphrase_that_is_no_first_guess(terminal: Terminal) -> None:
    """An empty name and a weak passphrase are told, with why; then a vault is made."""
    terminal.env["IPT_NOTES_TODAY"] = "2026-03-02"
    shown, code = talk(
        terminal, "ipt init --recovery-kit kit.txt",
        ("what you sign: ", ""), ("what you sign: ", "Dr Ada Example"),
        ("assphrase: ", "password12"), ("assphrase: ", WORDS), ("The same again: ", WORDS),
    )  # fmt: skip
    assert code == 0
    assert "It can't be left out" in shown
    assert "would soon guess that: most of it is a word that is tried first" in shown
    assert "The vault is ready" in shown


def test_a_byte_that_is_no_text_is_told(terminal: Terminal) -> None:
    """It comes of a terminal with other letters than it says; nothing could be signed with such a name."""
    terminal.env["PYTHONIOENCODING"] = "utf-8:strict"
    shell = terminal.spawn(sys.executable, "-m", "ipt_notes", "init")
    shell.expect_exact("what you sign: ")
    shell.setecho(state=False)  # pexpect would not read the byte
    os.write(shell.child_fd, b"Ren\xe9e\n")
    shell.expect(pexpect.EOF)
    shell.close()
    assert "the name holds half a character" in str(shell.before)
    assert shell.exitstatus == 2


def test_the_home_of_nobody_is_a_name_like_any_other(terminal: Terminal) -> None:
    """As a shell takes it; the folder is not there, and is made for nobody."""
    (terminal.folder / "words").write_text(WORDS, encoding="utf-8")
    shown, code = talk(
        terminal, "ipt init --therapist Ada --passphrase-file words",
        ("txt]: ", "~nobody-here/kit.txt"), ("[y/N]: ", "n"), ("txt]: ", "kit.txt"),
    )  # fmt: skip
    assert "~nobody-here?" in shown
    assert code == 0


def test_the_kit_s_code_is_seen_while_it_is_typed_and_the_passphrase_is_not(practice: Terminal) -> None:
    """Enter alone at the passphrase asks for it."""
    page = (practice.folder / "kit.txt").read_text(encoding="utf-8")
    code = " ".join(page.partition("BEGIN")[2].partition("IPT-KIT")[0].split()).lower()
    shown, done = talk(practice, "ipt client list", (ASKED, ""), ("leaves it out): ", code))
    assert (done, code in shown) == (0, True)
    shown, done = talk(practice, "ipt client list", (ASKED, WORDS))
    assert (done, WORDS in shown) == (0, False)


def test_a_recovery_kit_is_removed_when_that_is_meant(practice: Terminal) -> None:
    """Enter keeps it."""
    line = f"ipt slot remove {kit_id(practice)}"
    shown, code = talk(practice, line, (ASKED, WORDS), ("[y/N]: ", ""))
    assert (code, "nothing was removed" in shown) == (7, True)
    shown, code = talk(practice, line, (ASKED, WORDS), ("[y/N]: ", "y"))
    assert code == 0
    assert "no recovery kit opens the vault now" in shown


def test_how_to_keep_a_certificate_is_said_where_it_is_only_shown(practice: Terminal) -> None:
    """On the screen, and not where it is written to a file."""
    for code, option in (("MK-014", ""), ("LP-002", " -o certificate.txt")):
        talk(practice, f"ipt client add {code}", (ASKED, WORDS))
        line = f"ipt client erase {code} --ground mistake{option}"
        shown, done = talk(practice, line, (ASKED, WORDS), ("to erase this client: ", code))
        assert done == 0
        assert ("the certificate is kept nowhere else" in shown) is (option == "")


def test_particulars_are_asked_for_without_options(practice: Terminal) -> None:
    """What is known stands in brackets and stays at Enter: so a name stands in no shell's history."""
    talk(practice, "ipt client add MK-014 --name Mara --born 1988-03-01", (ASKED, WORDS))
    shown, code = talk(
        practice,
        "ipt client edit MK",
        (ASKED, WORDS),
        ("Name [Mara]: ", "Mara Example"),
        ("[1988-03-01]: ", ""),
    )
    assert code == 0
    assert shown.endswith("MK-014: Mara Example, born 1988-03-01")
