"""`unlock` and `lock` at a real terminal: the passphrase is typed once, and again when the vault was locked."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import jsonschema
import pexpect
import pytest

from tests.cli.transcript import Command, environment, run
from tests.editing.desks import memory
from tests.services.unlock.test_unlocked import comes_true, removers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = "four words that differ"
ASKED = "Passphrase: "


class Terminal:
    """A login with a passphrase vault and memory of its own."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.folder, self.runtime = folder, runtime
        own = {
            "XDG_RUNTIME_DIR": str(runtime),
            "IPT_NOTES_KEY_FILE": "",
            "COLUMNS": "",
            "TERM": "xterm-256color",
        }
        self.env = {name: value for name, value in (environment(folder) | own).items() if value}

    def types(self, line: str, *passphrases: str) -> str:
        """Type a command, answer what it asks, and see that it ends well; everything that was shown."""
        shell = self.spawn(sys.executable, "-m", "ipt_notes", *line.split()[1:])
        shown = ""
        for words in passphrases:
            shell.expect_exact(ASKED)
            shown += shell.before
            shell.sendline(words)
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.exitstatus == 0, shell.before
        return shown + str(shell.before)

    def spawn(self, *words: str) -> pexpect.spawn:
        """Start a program in a terminal of its own."""
        return pexpect.spawn(
            words[0], list(words[1:]), env=self.env, cwd=str(self.folder), timeout=30, encoding="utf-8"
        )

    def prints(self, line: str, **env: str) -> list[str]:
        """What a command says in a script, where nobody can be asked."""
        return list(run(Command(line, ""), self.folder, self.env | env).lines)

    def json(self, name: str, **env: str) -> dict[str, object]:
        """What a command prints for a script, as its schema has it."""
        printed = json.loads("".join(self.prints(f"ipt {name} --json", **env)))
        jsonschema.validate(printed, json.loads("".join(self.prints(f"ipt schema {name}"))))
        return printed


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A vault that only its passphrase opens, and its kit."""
    with memory() as runtime:
        at = Terminal(tmp_path, runtime)
        (tmp_path / "words").write_text(WORDS, encoding="utf-8")
        made = at.prints("ipt init --passphrase-file $DIR/words --recovery-kit $DIR/kit.txt --therapist Ada")
        assert "exit" not in made[-1]
        yield at


def test_the_passphrase_is_typed_once_and_again_after_lock(terminal: Terminal) -> None:
    """It is said until when the vault is open, and what closes it."""
    shown = terminal.types("ipt unlock", WORDS)
    assert re.search(r"open until \d\d:\d\d; `ipt-notes lock` closes it", shown)
    for line in ("ipt client add MK-014", "ipt client list", "ipt vault verify"):
        assert ASKED not in terminal.types(line)
    assert "Locked" in terminal.types("ipt lock")
    assert "MK-014" in terminal.types("ipt client list", WORDS)
    assert "Nothing was open" in terminal.types("ipt lock")


def test_a_further_unlock_asks_and_says_how_long_it_was_open(terminal: Terminal) -> None:
    """Nobody stays in without typing it."""
    terminal.types("ipt unlock --minutes 1", WORDS)
    shown = terminal.types("ipt unlock --minutes 480", WORDS)
    assert re.search(r"open until \d\d:\d\d already", shown)
    assert ASKED not in terminal.types("ipt client list")


def test_whoever_finds_an_open_vault_gets_no_way_in_of_their_own(terminal: Terminal) -> None:
    """At the terminal the vault is opened once more before a slot comes or goes; a script goes on as it was."""
    terminal.types("ipt unlock", WORDS)
    shown = terminal.types(f"ipt slot add key-file --key-file {terminal.folder}/key", WORDS)
    assert "`unlock` keeps the vault open; to change what opens it, open it once more" in " ".join(
        shown.split()
    )
    assert "added and tried" in shown
    answer = terminal.prints("ipt slot add key-file --key-file $DIR/key2")
    assert answer[0].startswith("    added and tried")


def test_it_is_said_once_that_there_is_an_unlock(terminal: Terminal) -> None:
    """To somebody who types a passphrase for an ordinary command."""
    assert "`ipt-notes unlock` keeps the vault open" in terminal.types("ipt client list", WORDS)
    assert "ipt-notes unlock" not in terminal.types("ipt client list", WORDS)


def test_the_vault_stays_open_when_its_terminal_is_closed(terminal: Terminal) -> None:
    """And what closes it in time lives on, until `lock`."""
    shell = terminal.spawn("/bin/sh")
    shell.sendline(f"{sys.executable} -m ipt_notes unlock")
    shell.expect_exact(ASKED)
    shell.sendline(WORDS)
    shell.expect_exact("The vault is open")
    assert len(removers(terminal.runtime)) == 1
    shell.close(force=True)
    assert not shell.isalive()
    assert len(removers(terminal.runtime)) == 1
    assert terminal.prints("ipt client list")[-1] != "  [exit 3]"
    assert terminal.json("lock") == {"was_unlocked": True}
    assert comes_true(lambda: not removers(terminal.runtime))


KEEP = """
import datetime as dt
from ipt_notes.services.unlock import unlocked
from ipt_notes.services.settings import now
env, until = {{"XDG_RUNTIME_DIR": {runtime!r}}}, now() + dt.timedelta(seconds=3)
unlocked.keep(env, b"v" * 16, unlocked.KeptRoot(b"m" * 16, b"r" * 32, until), now())
print("kept")
input()
"""


def test_what_is_kept_goes_in_time_although_the_terminal_was_closed(terminal: Terminal) -> None:
    """No later command is needed for it."""
    shell = terminal.spawn(sys.executable, "-c", KEEP.format(runtime=str(terminal.runtime)))
    shell.expect_exact("kept")
    (file,) = (terminal.runtime / "ipt-notes").iterdir()
    shell.close(force=True)
    assert comes_true(lambda: not file.exists())
    assert comes_true(lambda: not removers(terminal.runtime))


def test_scripts_get_a_time_and_a_claim(terminal: Terminal) -> None:
    """As the schemas of the two commands have them."""
    assert terminal.json("lock") == {"was_unlocked": False}
    opened = terminal.json("unlock", IPT_NOTES_PASSPHRASE_FILE=str(terminal.folder / "words"))
    assert opened.keys() == {"vault", "until"}
    assert terminal.json("lock") == {"was_unlocked": True}
    assert terminal.json("lock", IPT_NOTES_VAULT="/no/such/vault") == {"was_unlocked": False}


@pytest.mark.parametrize("runtime", ["", "/no/such/folder"])
def test_without_a_place_it_is_refused_with_what_does_as_well(terminal: Terminal, runtime: str) -> None:
    """Exit code 7, also at a terminal, where nobody is asked first."""
    answer = terminal.prints("ipt unlock", XDG_RUNTIME_DIR=runtime)
    assert "has no place where a key may lie" in answer[0]
    assert "slot add keyring" in answer[1]
    assert answer[2] == "  [exit 7]"


@pytest.mark.parametrize("minutes", ["0", "481", "-1", "soon"])
def test_other_minutes_are_a_usage_error(terminal: Terminal, minutes: str) -> None:
    """Exit code 2, with a hint."""
    *_, hint, code = terminal.prints(f"ipt unlock --minutes {minutes}")
    assert "hint" in hint
    assert code == "  [exit 2]"
