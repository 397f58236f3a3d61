"""What somebody is asked who joins a practice, confirms a colleague's keys, or removes a member, at a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.test_asked_at_a_terminal import talk
from tests.cli.test_unlock import ASKED, WORDS, Terminal
from tests.editing.desks import memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERS = "seven lamps under a green bridge"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A practice of Ada, who works here with a key file, and an invitation for Ben."""
    with memory() as runtime:
        terminal = Terminal(tmp_path, runtime)
        terminal.prints("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada")
        terminal.env["IPT_NOTES_KEY_FILE"] = str(tmp_path / "key")
        terminal.prints("ipt practice invite Ben -o $DIR/ben.json")
        yield terminal


def as_ben(terminal: Terminal) -> Terminal:
    """The computer of somebody else."""
    home = terminal.folder / "ben"
    home.mkdir(exist_ok=True)
    other = Terminal(terminal.folder, home)
    other.env |= {"HOME": str(home), "IPT_NOTES_KEY_FILE": ""}
    return other


def join(terminal: Terminal) -> None:
    """Let Ben join, with a passphrase."""
    shown, code = talk(
        as_ben(terminal), f"ipt practice join {terminal.folder}/ben.json --recovery-kit {terminal.folder}/ben/kit",
        ("what you sign [Ben]: ", ""), ("assphrase: ", HERS), ("The same again: ", HERS),
    )  # fmt: skip
    assert code == 0, shown
    assert "You are in the practice as Ben, therapist; Ada invited you." in shown


def test_who_joins_is_asked_for_a_name_and_a_passphrase_of_their_own(terminal: Terminal) -> None:
    """From then on it opens the vault there; Ada's does not."""
    join(terminal)
    shown, code = talk(as_ben(terminal), "ipt practice members", (ASKED, HERS))
    assert code == 0
    assert "Ben therapist" in shown
    _, code = talk(as_ben(terminal), "ipt practice members", (ASKED, WORDS), ("does not open", "\x04"))
    assert code


def test_an_invitation_that_is_over_is_told_before_anything_is_asked(terminal: Terminal) -> None:
    """Nobody chooses a passphrase in vain."""
    text = (terminal.folder / "ben.json").read_text(encoding="utf-8")
    until = text.partition('"until": "')[2][:4]
    (terminal.folder / "ben.json").write_text(
        text.replace(f'"until": "{until}', '"until": "2020'), encoding="utf-8"
    )
    shown, code = talk(as_ben(terminal), f"ipt practice join {terminal.folder}/ben.json")
    assert code == 7
    assert "the invitation served until 2020" in shown


def test_an_invitation_that_was_used_is_told_before_anything_is_asked(terminal: Terminal) -> None:
    """And one for a vault that is not there says whom to ask for the address."""
    join(terminal)
    shown, code = talk(as_ben(terminal), f"ipt practice join {terminal.folder}/ben.json")
    assert (code, "the invitation was used already" in shown) == (7, True)
    shown, code = talk(as_ben(terminal), f"ipt practice join {terminal.folder}/ben.json --vault nowhere.ipt")
    assert (code, "ask Ada for the address of the vault" in shown) == (6, True)


def test_a_colleagues_keys_are_confirmed_when_that_is_said(terminal: Terminal) -> None:
    """The words are shown, and Enter confirms nothing."""
    join(terminal)
    shown, code = talk(terminal, "ipt practice fingerprint Ben", ("or in person? [y/N]: ", ""))
    assert (code, "Not confirmed." in shown) == (0, True)
    shown, code = talk(terminal, "ipt practice fingerprint Ben", ("or in person? [y/N]: ", "y"))
    assert (code, "You confirmed these keys" in shown) == (0, True)
    shown, code = talk(terminal, "ipt practice fingerprint Ben")
    assert (code, "You confirmed these keys" in shown) == (0, True)


def test_an_owner_is_asked_before_she_gives_that_up(terminal: Terminal) -> None:
    """Enter keeps her one; what she makes of others is not asked."""
    join(terminal)
    _, code = talk(terminal, "ipt practice standing Ben owner")
    assert code == 0
    shown, code = talk(terminal, "ipt practice standing Ada therapist", ("one again. [y/N]: ", ""))
    assert (code, "you are an owner of the practice as before" in shown) == (7, True)
    shown, code = talk(terminal, "ipt practice standing Ada therapist", ("one again. [y/N]: ", "y"))
    assert (code, "therapist of the practice from now on" in shown) == (0, True)


def test_a_member_is_removed_when_that_is_meant(terminal: Terminal) -> None:
    """Enter keeps them."""
    join(terminal)
    shown, code = talk(terminal, "ipt practice remove Ben", ("Their ways in are deleted. [y/N]: ", ""))
    assert (code, "Ben is in the practice as before" in shown) == (7, True)
    shown, code = talk(terminal, "ipt practice remove Ben", ("Their ways in are deleted. [y/N]: ", "yes"))
    assert (code, "Ben" in shown) == (0, True)
    shown, code = talk(as_ben(terminal), "ipt practice members", ("leaves it out): ", ""))
    assert (code, "an owner may have removed them" in shown) == (3, True)
