"""What co-signing prints as JSON is what its schemas say, and at a terminal nothing is co-signed without a yes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import pexpect
import pytest

from ipt_notes.cli import frame
from ipt_notes.course.vocabulary import EndType, NextStep, Role
from ipt_notes.services import clients, signing, summarising, writing
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.members.roster import Standing
from tests.builders import RISK
from tests.cli.test_help import EVERY
from tests.cli.transcript import environment
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from pathlib import Path

CODE, TIM = "MK-014", "Tim"
ENDED = clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END)


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """A trainee's concluded course, all of it signed; Anna supervises it, and has the key in $DIR."""
    shared = Sharing(tmp_path)
    shared.add(TIM, Standing.TRAINEE)
    with shared.open(TIM) as tim:
        clients.add_client(tim, CODE, "", None, clients.NewCourse())
        grant_access(tim, CODE, ANNA, Role.SUPERVISE)
        text = f"---\nclient: {CODE}\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n{RISK}\n"
        writing.save_note(tim, writing.new_draft(tim, tim.open(CODE), text))
        signing.sign_notes(tim, CODE, None)
        clients.conclude(tim, CODE, ENDED)
        summary = summarising.summary_draft(tim, tim.open(CODE), "## Next step\nEnds.\n")
        summarising.save_summary(tim, summary)
        summarising.sign_summary(tim, CODE)
    return shared


def waiting(shared: Sharing) -> list[bool]:
    """Whether the note and the summary wait."""
    with shared.open(ANNA) as anna:
        course = anna.open(CODE).course
        return [bool(course.awaiting), course.summary.awaits_cosignature]


@pytest.mark.parametrize("full", ["note cosign", "summary cosign"])
def test_a_script_is_not_asked_and_gets_what_the_schema_says(
    full: str, shared: Sharing, tmp_path: Path
) -> None:
    """One JSON document."""
    words = [*full.split(), CODE, *(["1"] if full == "note cosign" else []), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", *words],
        capture_output=True,
        env=environment(tmp_path),
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert full in EVERY
    jsonschema.validate(json.loads(done.stdout), frame.schema(full))
    assert waiting(shared) == [full != "note cosign", full != "summary cosign"]


@pytest.mark.parametrize("answer", ["", "n", "y"])
@pytest.mark.parametrize("line", [f"note cosign {CODE} --all", f"summary cosign {CODE}"])
def test_whoever_does_not_say_yes_at_the_terminal_has_co_signed_nothing(
    line: str, answer: str, shared: Sharing, tmp_path: Path
) -> None:
    """They see what it is, who signed it, and that it can't be taken back; Enter alone is no yes."""
    shell = pexpect.spawn(
        sys.executable,
        ["-m", "ipt_notes", *line.split()],
        env=environment(tmp_path),
        encoding="utf-8",
        timeout=30,
    )
    shell.expect_exact("It can't be taken back [y/N]:")
    shown = " ".join(str(shell.before).split())
    shell.sendline(answer)
    shell.expect(pexpect.EOF)
    shell.close()
    assert TIM in shown
    assert shell.exitstatus == 0
    is_note = line.startswith("note")
    assert waiting(shared) == ([not is_note, is_note] if answer == "y" else [True, True])
