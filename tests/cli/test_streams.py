"""Where output goes when nobody reads it, nothing can take it, or it could do harm; and what Ctrl-C says."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

IPT = [sys.executable, "-m", "ipt_notes"]
NOTE = (
    "---\nclient: MK-014\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n"
    "## Check-in\nmi\u200cravam, Donau\u00addampfer, \U0001fae9\u200d, \u202etext\u202c and \u0378{end}"
)


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


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "ascii", "utf-8", "utf-16"])
def test_json_is_json_whatever_letters_standard_output_has(
    encoding: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """A pipe on Windows has 256 of them: the rest would be written in a way that no reader of JSON knows."""
    name = "Renée \U0001f600 病 \u202e"
    said = Command(f"ipt client edit MK-014 --name '{name}'", "")
    run(said, tmp_path, env)
    told = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = _shell("IPT client show MK-014 --json", tmp_path, env | told)
    assert json.loads(done.stdout.decode(encoding))["name"] == name
    assert encoding in ("utf-8", "utf-16") or done.stdout.isascii()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_document_on_standard_output_is_the_one_that_was_recorded(
    encoding: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """Byte for byte, and in UTF-8: what standard output would make of its letters is no matter."""
    run(Command("ipt client edit MK-014 --name 'Renée 病'", ""), tmp_path, env)
    told = env | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = _shell("IPT export termination MK-014 --draft -o -", tmp_path, told)
    assert "Renée 病" in done.stdout.decode(), done.stderr
    said = _shell("IPT export disclosures MK-014 --json", tmp_path, env).stdout
    assert hashlib.sha256(done.stdout).hexdigest() in said.decode()


def test_a_command_for_the_passphrase_does_not_eat_the_text(tmp_path: Path) -> None:
    """A program that reads its input, as many that ask do, is not given what `--from -` is to read."""
    words = "correct horse battery staple and more"
    (tmp_path / "words").write_text(words)
    (tmp_path / "ask").write_text(f"#!/bin/sh\ncat >/dev/null\necho {words}\n")
    (tmp_path / "ask").chmod(0o700)
    env = environment(tmp_path) | {
        "IPT_NOTES_KEY_FILE": "",
        "IPT_NOTES_PASSPHRASE_COMMAND": str(tmp_path / "ask"),
    }
    for line in (
        "init --passphrase-file words --recovery-kit kit.txt --therapist Ada",
        "client add MK-014",
        "contact MK-014 --from -",
    ):
        done = _shell(f"echo Rang to say so. | IPT {line}", tmp_path, env)
        assert done.returncode == 0, done.stderr
    assert b"Rang to say so." in _shell("IPT client show MK-014 --json", tmp_path, env).stdout


@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("client list", 0), ("--json client list", 0), ("agenda", 0), ("--help", 0), ("--version", 0),
        ("client --help", 0), ("client", 0), ("rules BEG001", 0), ("note list NOBODY --json", 6),
    ],
)  # fmt: skip
def test_a_reader_that_has_enough_is_no_failure(
    words: str, code: int, buffered: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """Nobody reads the pipe any more: exit 0, and not a word; an error stays one."""
    unread, pipe = os.pipe()
    os.close(unread)
    done = subprocess.run(
        [*IPT, *words.split()], stdout=pipe, stderr=subprocess.PIPE, cwd=tmp_path, check=False,
        env=env | {"PYTHONUNBUFFERED": buffered},
    )  # fmt: skip
    os.close(pipe)
    assert done.returncode == code
    assert done.stderr.startswith(b"ipt-notes: ") if code else done.stderr == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_raises_nothing(closed: str, tmp_path: Path, env: dict[str, str]) -> None:
    """The command does what it does, and an error never goes to standard output instead."""
    done = _shell(f"IPT client list {closed}", tmp_path, env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert _shell("IPT client show NOBODY 2>&-", tmp_path, env).stdout == b""


@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize("words", ["--version", "--help", "client --help", "client list", "schema agenda"])
def test_a_full_device_is_told(words: str, buffered: str, tmp_path: Path, env: dict[str, str]) -> None:
    """By the exit code, and in a line where there is one; never by a traceback."""
    done = _shell(f"IPT {words} > /dev/full", tmp_path, env | {"PYTHONUNBUFFERED": buffered})
    assert done.returncode == 8
    assert b"Traceback" not in done.stderr


def test_what_is_said_beside_the_result_may_be_lost(tmp_path: Path, env: dict[str, str]) -> None:
    """Standard error is full: the note is saved all the same, the warning is gone, an error keeps its code."""
    text = NOTE.format(end="\n\n## Contract\n- unheard of: yes\n")
    (tmp_path / "note.md").write_text(text, encoding="utf-8")
    assert _shell("IPT note new MK-014 --from note.md 2> /dev/full", tmp_path, env).returncode == 0
    again = _shell("IPT note edit MK-014 --from note.md", tmp_path, env)
    assert b"unheard of" in again.stderr
    assert b"nothing changed" in again.stdout
    assert _shell("IPT client show NOBODY 2> /dev/full", tmp_path, env).returncode == 6


def test_a_full_device_does_not_ask_to_do_it_again(tmp_path: Path, env: dict[str, str]) -> None:
    """The contact is recorded; that its answer could not be printed is said as what it is."""
    done = _shell("echo Rang. | IPT contact MK-014 --from - > /dev/full", tmp_path, env)
    assert done.returncode == 8
    assert b"it is done, but the answer could not be printed" in done.stderr
    assert "Rang." in "\n".join(run(Command("ipt client show --all MK-014", ""), tmp_path, env).lines)


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


_NEW_CHART = "(SELECT stream FROM record GROUP BY stream HAVING count(*) = 2)"
_ROWS = {
    "a grant": ("key_row", "kind = 'grant'"),
    "the chart of": ("record", f"seq = 2 AND stream IN {_NEW_CHART}"),
}


def _damage(vault: str, table: str, where: str) -> None:
    """Turn one bit over in the first of these rows."""
    with closing(sqlite3.connect(vault)) as db, db:
        columns = "kind, member, id" if table == "key_row" else "stream, seq"
        *row, blob = db.execute(f"SELECT {columns}, blob FROM {table} WHERE {where} LIMIT 1").fetchone()
        found = " AND ".join(f"{column} = ?" for column in columns.split(", "))
        broken = blob[:-1] + bytes([blob[-1] ^ 1])
        db.execute(f"UPDATE {table} SET blob = ? WHERE {found}", (broken, *row))
    db.close()


@pytest.mark.parametrize("what", _ROWS)
def test_damage_to_one_chart_does_not_hide_the_others(what: str, tmp_path: Path, env: dict[str, str]) -> None:
    """The rest is shown, the damage is told, and the exit code is 4."""
    run(Command("ipt client add ZZ-100", ""), tmp_path, env)
    _damage(env["IPT_NOTES_VAULT"], *_ROWS[what])
    for words in ("search nothing", "agenda", "check", "check --json", "--json agenda"):
        done = _shell(f"IPT {words}", tmp_path, env)
        assert done.returncode == 4, words
        assert b"damaged" in done.stderr + done.stdout
        assert done.stdout
    listed = _shell("IPT client list", tmp_path, env)
    assert (listed.returncode, len(listed.stdout.splitlines())) == (4, 1 if what == "a grant" else 2)


def test_a_client_that_is_not_found_may_be_a_damaged_one(tmp_path: Path, env: dict[str, str]) -> None:
    """So the damage is told with it."""
    _damage(env["IPT_NOTES_VAULT"], *_ROWS["a grant"])
    told = _shell("IPT client show NOBODY", tmp_path, env).stderr.decode().splitlines()
    assert told[0] == "ipt-notes: there is no client with the code NOBODY that you can read"
    assert told[1].startswith("  damaged: a grant (")


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_a_note_that_is_printed_to_a_file_is_that_note(end: str, tmp_path: Path, env: dict[str, str]) -> None:
    """Letter for letter, so that it can be saved again without a change."""
    (tmp_path / "note.md").write_text(NOTE.format(end=end), encoding="utf-8")
    assert _shell("IPT note new MK-014 --from note.md", tmp_path, env).returncode == 0
    _shell("IPT note show MK-014 > shown.md", tmp_path, env)
    assert (tmp_path / "shown.md").read_bytes() == (tmp_path / "note.md").read_bytes()
    assert b"nothing changed" in _shell("IPT note edit MK-014 --from shown.md", tmp_path, env).stdout


def test_a_note_on_the_screen_can_not_command_it(tmp_path: Path, env: dict[str, str]) -> None:
    """Marks that turn the writing round are shown; joiners and new letters stay."""
    (tmp_path / "note.md").write_text(NOTE.format(end="\n"), encoding="utf-8")
    _shell("IPT note new MK-014 --from note.md", tmp_path, env)
    shown = _at_terminal("note show MK-014", tmp_path, env)[1]
    assert "mi\u200cravam, Donau\u00addampfer, \U0001fae9\u200d, \\u202etext\\u202c and \u0378" in shown


def _at_terminal(words: str, folder: Path, env: dict[str, str]) -> tuple[int | None, str]:
    shell = pexpect.spawn(IPT[0], [*IPT[1:], *words.split()], env=env, cwd=str(folder), encoding="utf-8")
    shell.expect(pexpect.EOF)
    shell.close()
    return shell.exitstatus, shell.before


@pytest.mark.parametrize(
    "words",
    [
        "client show {}", "client plan {} --planned 12", "course list {}", "check {}", "note list {}",
        "measure add {} PHQ-9 --total 9", "client conclude {} --end-type lost_contact --next-step end",
    ],
)  # fmt: skip
def test_a_beginning_is_enough_for_a_person_and_never_for_a_script(
    words: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """The same line is exit 6 where nobody is at a terminal."""
    assert _at_terminal(words.format("MK"), tmp_path, env)[0] == 0
    assert _shell(f"IPT {words.format('MK')}", tmp_path, env).returncode == 6


@pytest.mark.parametrize("code", ["A B", "-x", "a;b", "it's", "$HOME", "--json"])
def test_a_command_that_is_shown_can_be_pasted(code: str, tmp_path: Path, env: dict[str, str]) -> None:
    """Whatever signs the code is made of."""
    words = [*IPT, "client", "add", "--", code]
    subprocess.run(words, env=env, cwd=tmp_path, check=True, capture_output=True)
    shown = subprocess.run([*IPT, "client", "show", "--", code], env=env, check=True, capture_output=True)
    command = shown.stdout.decode().splitlines()[-1].partition("ipt-notes ")[2]
    assert b"History (2 records)" in _shell(f"IPT {command}", tmp_path, env).stdout


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
