"""Events: after the record is durable, at most once, without a word of a note unless it was asked for and agreed to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ipt_notes.testing.manual import by_manual
from tests.plugins.making import SECRET, install_listener

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.testing.vaults import SyntheticVault

KINDS = ("note saved", "note signed", "note co-signed", "course concluded", "exported")
HEARD = (
    "import msgspec, pathlib; log = pathlib.Path.home() / 'heard'; "
    "log.open('ab').write(msgspec.json.encode(event) + b'\\n')"
)
NOTE = f"---\nclient: EX-001\nsession: 4\ndate: 2026-01-26\nphase: middle\n---\n## Check-in\n{SECRET}\n"


def _enable(practice: SyntheticVault, name: str = "a-listener") -> str:
    done = practice.run("plugin", "enable", name, "--yes")
    assert done.returncode == 0, done.stderr
    return done.stderr


def _heard(practice: SyntheticVault) -> list[dict[str, Any]]:
    log = practice.folder / "heard"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def _save(practice: SyntheticVault) -> subprocess.CompletedProcess[str]:
    """Save session 4."""
    return practice.run("note", "new", "EX-001", "--from", "-", given=NOTE)


def test_what_happens_to_a_course_is_heard_in_its_order(practice: SyntheticVault, own_site: Path) -> None:
    """By ids: neither the code nor a word of the note is in any of it."""
    install_listener(own_site, HEARD, *KINDS)
    _enable(practice)
    _save(practice)
    practice.run("note", "sign", "EX-001", "4")
    practice.run("client", "conclude", "EX-001", "--end-type", "early_agreed", "--next-step", "end")
    practice.run("export", "termination", "EX-001", "--draft", "-o", "summary.docx")
    heard = _heard(practice)
    assert [each["kind"] for each in heard] == [KINDS[0], KINDS[1], KINDS[3], KINDS[4]]
    with practice.open() as vault:
        (client, _), course = vault.clients(), vault.course("EX-001")
        assert {(each["vault"], each["client"], each["course"]) for each in heard} == {
            (vault.id, client.id, course.id)
        }
    assert heard[0]["note"] == heard[1]["note"] == course.session(4).note
    assert (heard[3]["what"], heard[3]["is_draft"]) == ("termination summary", True)
    assert not any(each["code"] or each["text"] for each in heard)
    assert SECRET not in (practice.folder / "heard").read_text()


def test_code_and_text_are_told_where_they_were_asked_for(practice: SyntheticVault, own_site: Path) -> None:
    """`plugin enable` shows what is asked for; another plugin beside it is told nothing of it."""
    install_listener(own_site, HEARD, "note saved", asks=("code", "text"))
    install_listener(own_site, HEARD, "note saved", name="modest")
    shown = _enable(practice)
    assert "asks to be told the client's code" in shown
    assert "asks to be told the text of the note" in shown
    _enable(practice, "modest")
    _save(practice)
    asking, modest = _heard(practice)
    assert asking["code"] == "EX-001"
    assert SECRET in asking["text"]
    assert (modest["code"], modest["text"]) == ("", "")


def test_a_module_that_asks_for_more_later_is_another_plugin(
    practice: SyntheticVault, own_site: Path
) -> None:
    """What a person agreed to counts."""
    install_listener(own_site, HEARD, "note saved")
    _enable(practice)
    install_listener(own_site, HEARD, "note saved", asks=("text",))
    assert "was changed" in _save(practice).stderr
    assert _heard(practice) == []


def test_a_private_note_is_no_event(practice: SyntheticVault, own_site: Path) -> None:
    """There is no way from one to a plugin."""
    install_listener(own_site, HEARD, *KINDS, asks=("code", "text"))
    _enable(practice)
    done = practice.run("note", "private", "EX-001", "3", "--from", "-", given="To be thought about.\n")
    assert done.returncode == 0, done.stderr
    assert _heard(practice) == []


def test_the_record_is_there_and_the_vault_is_free_when_it_is_told(
    practice: SyntheticVault, own_site: Path
) -> None:
    """Another program that the plugin starts reads the note, and could write."""
    listen = (
        "import subprocess, sys; print(subprocess.run([sys.executable, '-m', 'ipt_notes', 'note', 'list', 'EX-001'],"
        " capture_output=True, text=True).stdout)"
    )
    install_listener(own_site, listen, "note saved")
    _enable(practice)
    done = _save(practice)
    assert done.returncode == 0, done.stderr
    assert "2026-01-26" in done.stderr


def test_a_listener_that_fails_harms_nobody(practice: SyntheticVault, own_site: Path) -> None:
    """The note is saved, the exit code is the command's, the next plugin hears of it; the message shows no word of it."""
    install_listener(own_site, "raise ValueError(event.text)", "note saved", asks=("text",))
    install_listener(own_site, HEARD, "note saved", name="the-next")
    _enable(practice)
    _enable(practice, "the-next")
    done = _save(practice)
    assert done.returncode == 0
    assert "the plugin a-listener failed at an event (ValueError)" in done.stderr
    assert SECRET not in done.stderr
    assert len(_heard(practice)) == 1


def test_an_event_that_there_is_not_makes_a_broken_plugin(practice: SyntheticVault, own_site: Path) -> None:
    """It is told, and hears nothing."""
    install_listener(own_site, HEARD, "note deleted")
    _enable(practice)
    assert "listens to no event that there is" in _save(practice).stderr
    assert "broken" in practice.run("plugin", "list").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="not here: SIGINT for one process")
def test_who_waits_for_a_slow_plugin_is_told_and_can_leave_it_behind(
    practice: SyntheticVault, own_site: Path
) -> None:
    """The answer is out before it is told anything, and Ctrl+C ends the plugin's turn and not the save."""
    install_listener(own_site, "import time; time.sleep(600)", "note saved")
    _enable(practice)
    running = subprocess.Popen(
        [sys.executable, "-m", "ipt_notes", "note", "new", "EX-001", "--from", "-"],
        env=practice.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with running:
        running.stdin.write(NOTE)
        running.stdin.close()
        while "takes its time" not in (line := running.stderr.readline()):
            assert line, "it ended"
        answer = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
    assert running.returncode == 0, rest
    assert "telling plugins was interrupted (what was saved is saved)" in rest
    assert "session 4" in answer


@pytest.mark.skipif(os.name != "posix", reason="not here: SIGKILL")
def test_what_a_kill_took_is_not_told_again(practice: SyntheticVault, own_site: Path) -> None:
    """At most once: the note is there, and no later command tells of it."""
    once = "import os, pathlib; first = pathlib.Path.home() / 'first'; "
    install_listener(
        own_site, once + "first.exists() or (first.touch(), os.kill(os.getpid(), 9))", "note saved"
    )
    install_listener(own_site, HEARD, "note saved", name="the-next")
    _enable(practice)
    _enable(practice, "the-next")
    assert _save(practice).returncode == -signal.SIGKILL
    assert "2026-01-26" in practice.run("note", "list", "EX-001").stdout
    practice.run("note", "sign", "EX-001", "4")
    assert _heard(practice) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_tells_of_each_document(jobs: str, practice: SyntheticVault, own_site: Path) -> None:
    """Whichever of its processes wrote it."""
    practice.add("EX-003", by_manual("grief").sign().conclude())
    for code in ("EX-002", "EX-003"):
        practice.run("summary", "edit", code, "--from", "-", given="## Outcome\nBetter.\n")
        practice.run("summary", "sign", code)
    install_listener(own_site, HEARD, "exported")
    _enable(practice)
    done = practice.run("export", "batch", "--out", "batch", "--concluded", "--jobs", jobs)
    assert done.returncode == 0, done.stderr
    assert len({each["client"] for each in _heard(practice)}) == 2


def test_a_program_that_uses_the_api_tells_of_what_it_wrote(practice: SyntheticVault, own_site: Path) -> None:
    """When it closes the vault."""
    install_listener(own_site, HEARD, "exported")
    _enable(practice)
    program = (
        "import ipt_notes\nwith ipt_notes.open_vault() as vault:\n"
        "    vault.export_termination('EX-001', 'summary.docx', is_draft=True)\n"
    )
    subprocess.run([sys.executable, "-c", program], env=practice.environment, cwd=practice.folder, check=True)
    assert [each["kind"] for each in _heard(practice)] == ["exported"]
