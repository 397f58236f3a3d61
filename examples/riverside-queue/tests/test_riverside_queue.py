"""A concluded course becomes a job, and the job a document; nothing in the queue says whose it is."""

import json
import os
import stat
import subprocess
import sys

import pytest
from riverside_queue.jobs import Queue

CODE, NAME = "EX-001", "Marisol Example"


@pytest.fixture
def practice(ipt_vault, ipt_course):
    """A vault with a course that is signed and not concluded yet, and the plugin enabled."""
    ipt_vault.add(CODE, ipt_course("grief").sign(), name=NAME)
    assert ipt_vault.run("plugin", "enable", "riverside-queue", "--yes").returncode == 0
    return ipt_vault


def _queue(practice):
    return practice.folder / "riverside-queue"


def _conclude(practice):
    words = ("client", "conclude", CODE, "--end-type", "planned", "--next-step", "end")
    done = practice.run(*words)
    assert done.returncode == 0, done.stderr


def _work(practice, *options):
    command = [sys.executable, "-m", "riverside_queue.work", str(practice.folder / "out"), *options]
    return subprocess.run(command, env=practice.environment, capture_output=True, text=True, check=False)


def test_a_concluded_course_becomes_a_job(practice):
    """One file, for its owner alone, that holds ids and nothing of the client."""
    _conclude(practice)
    (job,) = (_queue(practice) / "jobs").iterdir()
    text = job.read_text(encoding="utf-8")
    assert job.stem == json.loads(text)["course"]
    assert CODE not in text + job.name
    assert NAME not in text
    if os.name == "posix":
        assert stat.S_IMODE(job.stat().st_mode) == 0o600


def test_what_is_not_ready_is_held_and_tried_again(practice):
    """The summary's narrative is not signed: the job stays, and its document comes once it is."""
    _conclude(practice)
    assert _work(practice).returncode == 1
    assert [each.parent.name for each in _queue(practice).rglob("*.json")] == ["held"]
    practice.run("summary", "edit", CODE, "--from", "-", given="## Outcome\nBetter.\n")
    practice.run("summary", "sign", CODE)
    done = _work(practice)
    assert (done.returncode, done.stdout) == (0, "1 written, 0 held\n"), done.stderr
    assert [each.parent.name for each in _queue(practice).rglob("*.json")] == ["done"]
    assert len(list((practice.folder / "out").glob("*.docx"))) == 1


def test_a_lost_event_is_made_up_for(practice):
    """The plugin heard nothing; the next run finds the course all the same."""
    practice.run("plugin", "disable", "riverside-queue")
    _conclude(practice)
    assert not (_queue(practice) / "jobs").exists()
    _work(practice, "--no-sweep")
    assert not list(_queue(practice).rglob("*.json"))
    _work(practice)
    assert len(list(_queue(practice).rglob("*.json"))) == 1


def test_a_job_is_added_once(tmp_path):
    """An event and a sweep may both tell of it."""
    queue = Queue(tmp_path / "queue")
    for _ in range(2):
        queue.add("a" * 32, "b" * 32, "c" * 32)
    assert queue.waiting() == [("a" * 32, "b" * 32)]
