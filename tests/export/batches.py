"""A practice with many clients whose courses are done, and batches of it as a person starts them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.services import clients, signing, summarising
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice
from tests.cli.transcript import environment
from tests.export import more_courses
from tests.vault.building import make_practice, saved, with_key_file

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.course.model import Disclosure
    from ipt_notes.services.practice import Practice

PROGRAM = [sys.executable, "-m", "ipt_notes", "export", "batch"]


def practice_of(folder: Path, *codes: str) -> Practice:
    """A new practice in `folder`; each of these clients had a course that was concluded and signed."""
    practice = make_practice(folder, codes[0])
    _finish(practice, codes[0])
    done = [record.body for record in practice.open(codes[0]).records[2:]]
    for code in codes[1:]:
        clients.add_client(practice, code, "", None, clients.NewCourse())
        course = practice.open(code).course.id
        bodies = [replace(body, course=course) if hasattr(body, "course") else body for body in done]
        practice.write(practice.find(code), lambda _, bodies=bodies: bodies)
    return practice


def _finish(practice: Practice, code: str) -> None:
    course, grant = practice.open(code).course.id, practice.find(code)
    sessions = more_courses.grief().sessions
    practice.write(grant, lambda _: saved(sessions, course))
    signing.sign_notes(practice, code, None)
    last = practice.open(code).course.attended[-1].date
    practice.write(grant, lambda _: [r.CourseEnded(course, last, EndType.PLANNED, NextStep.END)])
    chart = practice.open(code)
    summarising.save_summary(practice, summarising.summary_draft(practice, chart))
    summarising.sign_summary(practice, code)


def change(practice: Practice, code: str) -> None:
    """The client comes again after all: the document says so."""
    course = practice.open(code).course
    again = r.CourseEnded(course.id, course.attended[-1].date, EndType.PLANNED, NextStep.MAINTENANCE)
    practice.write(practice.find(code), lambda _: [again])


def start(folder: Path, *words: str, **more: Any) -> subprocess.Popen[str]:
    """`export batch --out DIR/out` with these words, as a process of its own group."""
    line = [*PROGRAM, "--out", str(folder / "out"), *words]
    env = environment(folder, "2026-06-01") | {"XDG_STATE_HOME": str(folder / "state")}
    pipe = subprocess.PIPE
    return subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, env=env, process_group=0, **more)


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a batch."""
    batch = start(folder, *words)
    out, err = batch.communicate(timeout=120)
    return batch.returncode, out, err


def manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """The manifest's entries by code."""
    found = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    return {entry["client"]: entry for entry in found["documents"]}


def given_out(folder: Path, *codes: str) -> dict[str, tuple[Disclosure, ...]]:
    """What each chart says was given out."""
    with open_practice(with_key_file(folder), Nobody()) as practice:
        return {code: practice.open(code).course.disclosures for code in codes}
