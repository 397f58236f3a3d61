"""Where output goes when nobody reads it, nothing can take it, or it could do harm; and what Ctrl-C says."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

IPT = [sys.executable, "-m", "ipt_notes"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A vault with one client, whose name would turn the terminal's writing round."""
    env = environment(tmp_path)
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
    run(Command("ipt client add MK-014 --name 'A\u202eB\u009b2J\nXX-999  forged'", ""), tmp_path, env)
    return env


def _shell(line: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a shell line in which IPT stands for the program."""
    program = " ".join(f"'{word}'" for word in IPT)
    return subprocess.run(
        ["sh", "-c", line.replace("IPT", program)], capture_output=True, env=env, cwd=folder, check=False
    )


@pytest.mark.parametrize("words", ["client list", "--json client list", "agenda", "--help", "rules BEG001"])
def test_a_reader_that_has_enough_is_no_failure(words: str, tmp_path: Path, env: dict[str, str]) -> None:
    """A pipe that is closed early: exit 0, and not a word."""
    done = _shell(f"{{ IPT {words}; echo $? >&2; }} | true", tmp_path, env)
    assert done.stderr.split()[-1] in (b"0", b"8")
    assert b"Traceback" not in done.stderr
    slow = _shell(f"{{ sleep 0.1; IPT {words}; echo $? >&2; }} | true", tmp_path, env)
    assert b"Traceback" not in slow.stderr
    if words != "--help":
        assert slow.stderr == b"0\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_raises_nothing(closed: str, tmp_path: Path, env: dict[str, str]) -> None:
    """And an error never goes to standard output instead."""
    assert b"Traceback" not in _shell(f"IPT client list {closed}", tmp_path, env).stderr
    assert _shell("IPT client show NOBODY 2>&-", tmp_path, env).stdout == b""


def test_a_full_device_does_not_ask_to_do_it_again(tmp_path: Path, env: dict[str, str]) -> None:
    """The contact is recorded; that its answer could not be printed is said as what it is."""
    done = _shell("echo Rang. | IPT contact MK-014 --from - > /dev/full", tmp_path, env)
    assert done.returncode == 8
    assert b"it is done, but the answer could not be printed" in done.stderr
    assert "Rang." in "\n".join(run(Command("ipt client show MK-014", ""), tmp_path, env).lines)


@pytest.mark.parametrize(
    "words", ["note new MK-014 --from $'/n\\xff' --json", "--vault $'x\\xff' client list --json"]
)
def test_bytes_that_are_no_text_on_the_command_line(words: str, tmp_path: Path, env: dict[str, str]) -> None:
    """One JSON document with the error, and no traceback."""
    line = f"{' '.join(IPT)} {words}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=env, cwd=tmp_path, check=False)
    assert "error" in json.loads(done.stdout)
    assert b"Traceback" not in done.stderr


def test_a_name_can_neither_command_the_terminal_nor_forge_a_row(tmp_path: Path, env: dict[str, str]) -> None:
    """In words and in JSON alike."""
    told = _shell("IPT client list", tmp_path, env).stdout.decode()
    document = _shell("IPT client list --json", tmp_path, env).stdout.decode()
    assert told.count("\n") == 1
    assert not {"\u202e", "\u009b"} & set(told + document)
    assert json.loads(document)["clients"][0]["name"] == "A\u202eB\u009b2J\nXX-999  forged"


@pytest.mark.parametrize(
    "words", ["check NOBODY --format json", "client list --json -- x", "agenda --days 4000000 --json"]
)
def test_every_error_is_a_document_where_one_was_asked_for(
    words: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """However it was asked for."""
    assert json.loads(_shell(f"IPT {words}", tmp_path, env).stdout)["error"]["exit_code"] in (2, 6)


def test_the_two_options_stand_anywhere(tmp_path: Path, env: dict[str, str]) -> None:
    """Before the command, between its words, and behind."""
    for words in ("--json note list MK-014", "note --json list MK-014", "note list --json MK-014"):
        assert json.loads(_shell(f"IPT {words}", tmp_path, env).stdout)["code"] == "MK-014"


def test_a_damaged_grant_does_not_hide_the_others(tmp_path: Path, env: dict[str, str]) -> None:
    """The rest is shown, the damage is told, and the exit code is 4."""
    run(Command("ipt client add ZZ-100", ""), tmp_path, env)
    with sqlite3.connect(env["IPT_NOTES_VAULT"]) as db:
        row = db.execute("SELECT id, blob FROM key_row WHERE kind = 'grant' LIMIT 1").fetchone()
        broken = row[1][:-1] + bytes([row[1][-1] ^ 1])
        db.execute("UPDATE key_row SET blob = ? WHERE kind = 'grant' AND id = ?", (broken, row[0]))
    db.close()
    for words in ("client list", "search nothing", "agenda", "check"):
        done = _shell(f"IPT {words}", tmp_path, env)
        assert done.returncode == 4, words
        assert b"damaged" in done.stderr
        assert done.stdout


def test_ctrl_c_says_that_it_was_interrupted(tmp_path: Path, env: dict[str, str]) -> None:
    """At a prompt; exit 130, and nothing is recorded."""
    shell = pexpect.spawn(
        IPT[0], [*IPT[1:], "contact", "MK-014"], env=env, cwd=str(tmp_path), encoding="utf-8"
    )
    shell.expect("editor")
    shell.sendintr()
    shell.expect("interrupted; nothing half-written is left")
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == os.EX_OK + 130
