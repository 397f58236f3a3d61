"""Runs a scenario's command: as it is, recorded, or broken off at one point."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pexpect

from tests.crash import strace
from tests.crash.places import PROGRAM, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.places import Place
    from tests.crash.scenarios import Scenario
    from tests.crash.strace import Call, Injection

KILLED = -9
_LONGEST = 60
_LOG = "ipt-strace.log"


class Ran(NamedTuple):
    """How a run ended: its exit code (-9: killed), what it printed, whether the injection happened."""

    code: int
    out: str
    err: str
    was_hit: bool

    @property
    def said_done(self) -> bool:
        """Whether it told a result."""
        return self.code == 0 or bool(self.out)


class Recorded(NamedTuple):
    """An undisturbed run and its calls."""

    ran: Ran
    calls: list[Call]


def record(scenario: Scenario, place: Place, values: dict[str, str]) -> Recorded:
    """Run the command undisturbed and write down its calls."""
    log = place.memory / _LOG
    ran = _run(scenario, place, values, strace.recording(log))
    return Recorded(ran, strace.read_calls(log))


def broken_off(scenario: Scenario, place: Place, values: dict[str, str], injection: Injection) -> Ran:
    """Run the command with an injection."""
    log = place.memory / _LOG
    ahead = strace.injecting(log, injection, with_children=bool(scenario.editor))
    ran = _run(scenario, place, values, ahead)
    hit = strace.was_injected(log)
    log.unlink()
    return ran._replace(was_hit=hit)


def _run(scenario: Scenario, place: Place, values: dict[str, str], ahead: list[str]) -> Ran:
    command = [*ahead, *PROGRAM, *place.words(scenario.typed, values)]
    if scenario.editor:
        return _at_terminal(scenario, place, command)
    done = subprocess.run(
        command, env=place.env(), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), was_hit=False)


def _at_terminal(scenario: Scenario, place: Place, command: list[str]) -> Ran:
    """As a person at a terminal, whose editor is a script."""
    env = place.env(VISUAL=str(_editor(scenario, place)))
    child = pexpect.spawn(command[0], command[1:], env=env, cwd=str(ROOT), encoding="utf-8", timeout=_LONGEST)
    shown = ""
    for question, answer in scenario.answers:
        if child.expect([question, pexpect.EOF]) == 0:
            child.sendline(answer)
        shown += child.before
    child.expect(pexpect.EOF)
    shown += child.before
    child.close()
    code = -child.signalstatus if child.signalstatus else child.exitstatus
    return Ran(code, "", shown, was_hit=False)


def _editor(scenario: Scenario, place: Place) -> Path:
    """An editor that saves each text in turn, three seconds apart; behind an empty one it fails."""
    script = place.memory / "an-editor"
    body = "\n".join(
        ["#!" + sys.executable, "import sys, time", f"texts = {scenario.editor!r}",
         "for number, text in enumerate(texts):",
         "    time.sleep(3 if number else 0)",
         "    if not text: sys.exit(1)",
         "    open(sys.argv[-1], 'w').write(text)",
         "    open(sys.argv[0] + '-has-saved', 'w')", ""],
    )  # fmt: skip
    script.write_text(body)
    script.chmod(0o700)
    return script


def has_saved(place: Place) -> bool:
    """Whether the editor came to save anything."""
    return (place.memory / "an-editor-has-saved").exists()
