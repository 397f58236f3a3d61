"""The log for administrators: one line for each command, and nothing in it that a client, a therapist or a path would be known by."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from docs.generate import every_error
from ipt_notes import __version__
from tests.cli.test_help import EVERY
from tests.cli.test_transcripts import FILES
from tests.cli.transcript import Command, commands, environment, run
from tests.postgres_server import Server, needs_postgres

FIELDS = [
    "at",
    "command",
    "version",
    "ms",
    "exit",
    "error",
    "vault",
    "backend",
    "read",
    "written",
    "retries",
    "damaged",
    "pid",
]
WHOLE_NUMBERS = ("ms", "exit", "read", "written", "retries", "damaged", "pid")
TYPED = ("notes", "private-notes", "mistakes", "erasing", "exchange", "life-of-a-vault")
CANARY = "kingfisher-on-a-wire-{}"
ERRORS = {error.code.fget(error.__new__(error)) for error in every_error()}
posix = pytest.mark.skipif(sys.platform == "win32", reason="files and signals as POSIX has them")


def lines(log: Path) -> list[dict[str, Any]]:
    """The lines of a log, each with exactly the fields it may have, and in each what it may hold."""
    found = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    for line in found:
        assert list(line) == FIELDS
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])
        assert line["command"] in {*EVERY, *(full.partition(" ")[0] for full in EVERY), ""}
        assert line["version"] == __version__
        assert all(type(line[name]) is int and line[name] >= 0 for name in WHOLE_NUMBERS)
        assert line["error"] is None or line["error"] in ERRORS
        assert line["vault"] is None or re.fullmatch(r"[0-9a-f]{8}", line["vault"])
        assert line["backend"] in ("sqlite", "postgresql", None)
    return found


def ipt(typed: str, folder: Path, given: str = "") -> list[str]:
    """What a command answers that keeps a log in the folder."""
    return list(
        run(Command(f"IPT_NOTES_LOG_FILE=$DIR/log ipt {typed}", given), folder, environment(folder)).lines
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with one client, made without a log."""
    env = environment(tmp_path)
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
    run(Command("ipt client add MK-014 --start 2026-03-02", ""), tmp_path, env)
    return tmp_path


@pytest.mark.parametrize("file", [file for file in FILES if file.stem in TYPED], ids=lambda file: file.stem)
def test_whatever_is_typed_only_known_words_and_numbers_are_in_the_log(file: Path, tmp_path: Path) -> None:
    """Each field holds a number, a time, the beginning of a random id, or a name from a list of our own."""
    typed, env = commands(file.read_text(encoding="utf-8")), environment(tmp_path)
    env["IPT_NOTES_LOG_FILE"] = str(tmp_path / "log")
    for command in typed:
        run(command, tmp_path, env)
    told = lines(tmp_path / "log")
    asked = [
        each.typed
        for each in typed
        if {"ipt", "ipt-notes"} & set(each.typed.split()) and "--version" not in each.typed
    ]
    assert len(asked) - 2 <= len(told) <= len(asked)  # help of the whole program is not one


def test_no_canary_is_in_the_log(tmp_path: Path) -> None:
    """Code, name, texts, paths, passphrase and what was mistyped: none of them, whether the command went well or not."""
    code, name, text, path, secret, slip = (CANARY.format(number) for number in range(6))
    (tmp_path / path).mkdir()
    (tmp_path / path / "words").write_text(f"{secret}\n", encoding="utf-8")
    vault = f"--vault $DIR/{path}/vault.ipt"
    env = environment(tmp_path) | {
        "IPT_NOTES_LOG_FILE": str(tmp_path / "log"),
        "IPT_NOTES_KEY_FILE": "",
        "IPT_NOTES_PASSPHRASE_FILE": str(tmp_path / path / "words"),
    }
    for typed in (
        f"init --passphrase-file $DIR/{path}/words --recovery-kit $DIR/{path}/kit --therapist {name}",
        f"client add {code} --name {name}",
        f"contact {code} --from -",
        f"search {text}",
        f"client show {slip}",
        f"note show {code} {slip}",
        f"export chart {code} -o $DIR/{path}/chart",
        f"export chart {code} -o $DIR/{path}/chart",
        f"vault backup $DIR/{path}/backup.ipt",
        f"--{slip} client list",
        f"client list --{slip}",
        f"{slip}",
        f"client {slip}",
    ):
        run(Command(f"ipt {typed} {vault}", text), tmp_path, env)
    data = (tmp_path / "log").read_text(encoding="utf-8")
    assert {0, 2, 6, 7} <= {line["exit"] for line in lines(tmp_path / "log")}
    assert CANARY.format("") not in data
    assert str(tmp_path) not in data


def test_a_line_tells_what_was_done_and_how_it_ended(folder: Path) -> None:
    """What an administrator counts: records, errors by name, and which vault it was."""
    ipt("contact MK-014 --from -", folder, "a call\n")
    ipt("note show MK-014 9", folder)
    ipt("vault status", folder)
    ipt("rules", folder)
    made, missed, seen, listed = lines(folder / "log")
    assert (made["command"], made["exit"], made["error"], made["written"]) == ("contact", 0, None, 1)
    assert made["read"] >= 2
    assert (missed["command"], missed["exit"], missed["error"]) == ("note show", 6, "session-not-found")
    assert made["vault"] == missed["vault"] == seen["vault"] is not None
    assert made["backend"] == "sqlite"
    assert (listed["vault"], listed["backend"]) == (None, None)


def test_a_damaged_chart_is_counted(folder: Path) -> None:
    """Exit 4 without an error: a list left something out."""
    import sqlite3

    db = sqlite3.connect(folder / "vault.ipt")
    db.execute(
        "UPDATE record SET blob = zeroblob(length(blob)) WHERE stream IN (SELECT stream FROM record GROUP BY stream ORDER BY count(*) LIMIT 1)"
    )
    db.commit()
    db.close()
    ipt("caseload", folder)
    (line,) = lines(folder / "log")
    assert (line["exit"], line["error"]) == (4, None)
    assert line["damaged"] > 0


@needs_postgres
def test_a_vault_on_a_server_is_told_as_one_and_its_address_is_not(tmp_path: Path, server: Server) -> None:
    """Also when the server can't be reached."""
    env = environment(tmp_path) | {
        "IPT_NOTES_LOG_FILE": str(tmp_path / "log"),
        "IPT_NOTES_VAULT": server.new_place(),
    }
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
    run(Command("ipt client add MK-014", ""), tmp_path, env)
    run(Command("ipt client list --vault postgresql://ann@127.0.0.1:1/nowhere", ""), tmp_path, env)
    _, added, away = lines(tmp_path / "log")
    assert (added["backend"], added["written"], added["exit"]) == ("postgresql", 3, 0)
    assert (away["backend"], away["vault"], away["error"]) == ("postgresql", None, "server-away")


def test_the_option_goes_before_the_environment_wherever_it_stands(folder: Path) -> None:
    """In front of the command's name, and in a command line that can't be read."""
    ipt("--log-file $DIR/other client list", folder)
    ipt("client list --log-file=$DIR/other --no-such-option", folder)
    ipt("client list -- --log-file $DIR/third", folder)
    assert [line["exit"] for line in lines(folder / "other")] == [0, 2]
    assert [line["command"] for line in lines(folder / "log")] == ["client list"]
    assert not (folder / "third").exists()


@posix
def test_ctrl_c_and_a_stop_from_outside_are_in_the_log(folder: Path) -> None:
    """Exit 130, as the program ends."""
    env = environment(folder) | {"IPT_NOTES_LOG_FILE": str(folder / "log")}
    words = [sys.executable, "-m", "ipt_notes", "contact", "MK-014", "--from", "-"]
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            while "pipe_read" not in Path(f"/proc/{child.pid}/wchan").read_text(encoding="utf-8"):
                time.sleep(0.02)
            child.send_signal(number)
            child.wait(60)
    assert [(line["exit"], line["error"], line["command"]) for line in lines(folder / "log")] == [
        (130, "interrupted", "contact")
    ] * 2


@posix
def test_the_log_is_for_its_owner_alone_and_can_be_renamed_at_any_time(folder: Path) -> None:
    """As logrotate does it: the next command begins a new one."""
    os.umask(0o022)
    ipt("client list", folder)
    assert (folder / "log").stat().st_mode & 0o777 == 0o600
    (folder / "log").rename(folder / "log.1")
    ipt("client list", folder)
    assert len(lines(folder / "log")) == len(lines(folder / "log.1")) == 1


def test_lines_of_commands_at_the_same_time_do_not_mix(folder: Path) -> None:
    """Eight at once: eight whole lines."""
    env = environment(folder) | {"IPT_NOTES_LOG_FILE": str(folder / "log")}
    words = [sys.executable, "-m", "ipt_notes", "rules"]
    children = [subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL) for _ in range(8)]
    assert [child.wait(60) for child in children] == [0] * 8
    assert len({line["pid"] for line in lines(folder / "log")}) == 8


@pytest.mark.parametrize(
    ("place", "why"), [("no/folder/log", "no such file"), (".", "is a directory"), ("key", "another kind")]
)
def test_a_log_that_cannot_be_written_stops_nothing(folder: Path, place: str, why: str) -> None:
    """Standard error says so; the result and the exit code are as ever, and a file of another kind stays as it was."""
    before = (folder / "key").read_bytes()
    told = ipt(f"client list --log-file $DIR/{place}", folder)
    assert told[0].strip().startswith("MK-014") or "MK-014" in "".join(told)
    assert any("could not be written" in line and why in line for line in told), told
    assert not any("[exit" in line for line in told)
    assert (folder / "key").read_bytes() == before


def test_without_a_log_nothing_of_it_is_imported(folder: Path) -> None:
    """Who does not ask for it does not wait for it."""
    program = "import sys\nfrom ipt_notes.__main__ import main\nmain()\nassert 'ipt_notes.cli._log' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", program, "client", "list"], env=environment(folder), check=False
    )
    assert done.returncode == 0
