"""What the page for administrators tells to copy works as it stands there."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipt_notes.cli._log import Line
from ipt_notes.keys.key_file import KeyFileUnusable, read_key_file, write_key_file
from tests.cli.transcript import environment
from tests.export.batches import practice_of
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
PAGE = (DOCS / "administration.md").read_text(encoding="utf-8")
CODES = ("EX-001", "EX-002")
DENY_WRITE_EXECUTE = 65  # PR_SET_MDWE of prctl(2), Linux 6.3
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="cron, systemd and sh are not Windows'")


def example(name: str) -> str:
    """An example's text."""
    return (EXAMPLES / name).read_text(encoding="utf-8")


def settings_of(text: str) -> dict[str, str]:
    """The variables that a unit or a table of cron sets."""
    return dict(re.findall(r"^(?:Environment=)?([A-Z_]+)=(.*)$", text, re.MULTILINE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice with two concluded courses, and a program `ipt-notes`."""
    practice_of(tmp_path, *CODES).close()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "ipt-notes"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ipt_notes "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def night(
    folder: Path, prepare: Callable[[], None] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """One night as cron runs it: with its own few variables, and its shell."""
    table = (
        example("ipt-notes.cron")
        .replace("/srv/practice", str(folder))
        .replace("/usr/local/bin", str(folder / "bin"))
    )
    command = (
        table.strip().split("\n")[-1].split(" ", 6)[6].replace("/usr/local/lib/ipt-notes", str(EXAMPLES))
    )
    env = {"HOME": str(folder), "LOGNAME": "practice", "SHELL": "/bin/sh"} | settings_of(table) | more
    return subprocess.run(
        ["/bin/sh", "-c", command], env=env, capture_output=True, text=True, check=False, preexec_fn=prepare
    )


def backups(folder: Path) -> list[Path]:
    """The backups that are kept."""
    return sorted((folder / "backups").glob("vault-*.ipt"))


def test_a_night_proves_backs_up_checks_and_exports_without_a_word(folder: Path) -> None:
    """The summaries are there, the backup opens, the log has a line for each step, and all of it is the owner's alone."""
    done = night(folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in (folder / "summaries").glob("*.docx")) == [
        f"{code}.docx" for code in CODES
    ]
    assert len(backups(folder)) == 1
    reports = {path.stem: json.loads(path.read_text()) for path in (folder / "reports").glob("*.json")}
    assert set(reports) == {"verify", "backup", "check", "summaries"}
    assert reports["verify"]["problems"] == []
    lines = [json.loads(line) for line in (folder / "commands.log").read_text().splitlines()]
    assert [line["command"] for line in lines] == ["vault verify", "vault backup", "check", "export batch"]
    made = [*folder.glob("reports/*"), *folder.glob("summaries/*"), *backups(folder), folder / "commands.log"]
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


def test_a_night_that_fails_says_which_step_and_names_no_client(folder: Path) -> None:
    """Its exit code is the step's; the other steps are tried, and earlier backups stay whatever their age."""
    assert night(folder).returncode == 0
    os.utime(backups(folder)[0], (0, 0))
    import sqlite3

    db = sqlite3.connect(folder / "vault.ipt")
    db.execute("UPDATE record SET blob = zeroblob(length(blob)) WHERE seq = 2")
    db.commit()
    db.close()
    done = night(folder)
    assert (done.returncode, done.stdout) == (4, "")
    assert "verify failed (exit 4)" in done.stderr
    assert not any(code in done.stderr for code in CODES)
    assert len(backups(folder)) == 1
    assert "damaged" in (folder / "reports" / "verify.json").read_text()


def test_backups_that_are_too_old_go_when_all_is_well(folder: Path) -> None:
    """The one of this night stays."""
    assert night(folder).returncode == 0
    (old,) = backups(folder)
    os.utime(old, (0, 0))
    shutil.copy2(old, folder / "backups" / "something else.ipt")
    old = old.rename(old.with_name("vault-2001-01-01T021500.ipt"))
    assert night(folder).returncode == 0
    assert old not in backups(folder)
    assert len(backups(folder)) == 1
    assert (folder / "backups" / "something else.ipt").exists()


def test_findings_are_no_failure_of_the_night(folder: Path) -> None:
    """They stand in the report: exit 1 of `check`."""
    env = environment(folder)
    words = [sys.executable, "-m", "ipt_notes", "client", "add", "EX-003", "--start", "2020-01-01"]
    subprocess.run(words, env=env, check=True, capture_output=True)
    done = night(folder, IPT_NOTES_TODAY="2026-03-02")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")
def test_a_night_needs_no_memory_that_is_writable_and_executable(folder: Path) -> None:
    """As MemoryDenyWriteExecute= of the service has it: none of the libraries asks for any."""
    libc = ctypes.CDLL(None, use_errno=True)

    def deny() -> None:
        if libc.prctl(DENY_WRITE_EXECUTE, 1, 0, 0, 0):
            os._exit(99)  # an older kernel

    words = [sys.executable, "-c", "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)"]
    refused = subprocess.run(words, preexec_fn=deny, capture_output=True, text=True, check=False)
    assert refused.returncode in (1, 99)
    if refused.returncode == 1:
        assert "PermissionError" in refused.stderr
        assert night(folder, deny).returncode == 0
        assert len(list((folder / "summaries").glob("*.docx"))) == len(CODES)


@needs("systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Every line is one that it knows, and it finds little to harden."""
    for name in ("ipt-notes-nightly.service", "ipt-notes-nightly.timer"):
        text = (
            example(name)
            .replace("/usr/local/lib/ipt-notes", str(EXAMPLES))
            .replace("User=practice", "User=root")
        )
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.split("\n") if "ipt-notes-nightly" in line] == []
    assert done.returncode == 0
    words = ["systemd-analyze", "security", "--offline=true", "--threshold=10", units[0]]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_the_service_and_the_table_of_cron_run_the_same() -> None:
    """One script, told twice, about one vault."""
    service, cron = example("ipt-notes-nightly.service"), example("ipt-notes.cron")
    assert "ExecStart=/usr/local/lib/ipt-notes/nightly.sh" in service
    assert cron.rstrip().endswith("/usr/local/lib/ipt-notes/nightly.sh")
    for name in ("PRACTICE", "IPT_NOTES_VAULT", "IPT_NOTES_NO_KEYRING"):
        assert settings_of(service)[name] == settings_of(cron)[name]
    assert "LogsDirectory=ipt-notes" in service
    assert "%L/ipt-notes/commands.log" in service
    assert "/var/log/ipt-notes/commands.log {" in example("ipt-notes.logrotate")


def test_a_key_file_that_systemd_hands_over_opens_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mode shows the mask of an access list where the group's rights stand; anywhere else that is refused."""
    key = tmp_path / "key"
    write_key_file(key, bytes(range(32)))
    key.chmod(0o440)
    with pytest.raises(KeyFileUnusable):
        read_key_file(key)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_key_file(key) == bytes(range(32))
    for mode in (0o444, 0o460, 0o441):
        key.chmod(mode)
        with pytest.raises(KeyFileUnusable):
            read_key_file(key)


def figures(state: Any) -> dict[str, float]:
    """What status.jq makes of an answer of `vault status`, each line of Prometheus' text format."""
    done = subprocess.run(
        ["jq", "-r", "-f", str(EXAMPLES / "status.jq")],
        input=json.dumps(state), capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [
        re.fullmatch(r'(ipt_notes_[a-z_]+(?:\{kind="[a-z-]+"\})?) ([0-9.e+-]+)', line)
        for line in done.stdout.splitlines()
    ]
    assert all(lines), done.stdout
    return {line[1]: float(line[2]) for line in lines if line}


@needs("jq")
def test_a_monitor_gets_figures_from_the_status(folder: Path) -> None:
    """Of a vault that is there, after a night; what is not known has no line. Of one that is not there: it is down."""
    assert night(folder).returncode == 0
    words, env = (
        [sys.executable, "-m", "ipt_notes", "vault", "status", "--open", "--json"],
        environment(folder),
    )
    state = json.loads(subprocess.run(words, env=env, capture_output=True, check=True).stdout)
    told = figures(state)
    assert told["ipt_notes_up"] == 1
    assert told["ipt_notes_records"] == state["records"]
    assert told["ipt_notes_charts_readable"] == 2
    assert told["ipt_notes_damaged"] == 0
    assert told['ipt_notes_slots{kind="recovery"}'] == 1
    assert told["ipt_notes_last_backup_timestamp_seconds"] > 1_700_000_000
    assert told["ipt_notes_last_verified_timestamp_seconds"] > 1_700_000_000
    assert not any("server" in name for name in told)
    without = figures(
        json.loads(subprocess.run([*words[:-2], "--json"], env=env, capture_output=True, check=True).stdout)
    )
    assert "ipt_notes_damaged" not in without
    server = {"version": "15.6", "connect_ms": 4.5, "answer_ms": 0.25}
    assert figures(state | {"server": server})["ipt_notes_server_answer_seconds"] == 0.00025
    (folder / "vault.ipt").unlink()
    gone = json.loads(subprocess.run(words, env=env, capture_output=True, check=False).stdout)
    assert figures(gone) == {"ipt_notes_up": 0, "ipt_notes_exit_code": 6}


def test_the_page_tells_of_every_field_of_the_log() -> None:
    """In the example and in the table."""
    table = PAGE.partition("| field | |")[2].partition("\n\n")[0]
    for name in Line.__struct_fields__:
        assert f'"{name}":' in PAGE
        assert f"`{name}`" in table


def test_every_example_is_told_of() -> None:
    """A file that no page names is found by nobody."""
    for path in EXAMPLES.iterdir():
        assert f"](examples/{path.name})" in PAGE, path.name
