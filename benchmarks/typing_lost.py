"""`python -m benchmarks.typing_lost`: how much of the typing is gone when editor and program are killed together.

A real editor in a real terminal is typed into, a numbered word at a time. Then both get SIGKILL.
What the newest draft lacks is what is lost, in seconds between the first missing word and the kill. An editor that
writes nothing by itself (nano) is told to save every second, as its user would: what it has not saved nobody can keep.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import machine, vaults
from benchmarks.trust import settings
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.rescuing import rescue
from ipt_notes.services.unlock.unlocking import open_practice

if TYPE_CHECKING:
    import pexpect

MOST = 5.0
"""Seconds of typing that may be gone."""
ROUNDS = 5
_PACE = 0.15
"""Seconds between two words: forty words a minute are ten times slower than this."""


class Typist(NamedTuple):
    """An editor, and what is pressed to write at the end; `save` is pressed every second, where it is needed."""

    name: str
    command: str
    to_end: str
    save: str = ""


TYPISTS = (
    Typist("built-in", "", "\x1b[1;5F"),
    Typist("vim", "vim", "Go"),
    Typist("nvim", "nvim", "Go"),
    Typist("nano, saving", "nano", "\x1b/", "\x0f\r"),
    Typist("emacs", "emacs -nw", "\x1b>"),
)


def lost(typist: Typist, env: dict[str, str], seconds: float) -> float:
    """Seconds of typing that are gone after a kill in the middle."""
    typed = _type(typist, env, seconds)
    killed = time.monotonic()
    text = _newest_draft(env)
    there = {int(found) for found in re.findall(r"word(\d{4})", text)}
    gone = [at for number, at in enumerate(typed) if number not in there]
    return killed - gone[0] if gone else 0.0


def _type(typist: Typist, env: dict[str, str], seconds: float) -> list[float]:
    """When each word was typed; everything is dead when this returns."""
    terminal = _opened(typist, env)
    terminal.send(typist.to_end)
    typed: list[float] = []
    start = saved = time.monotonic()
    while time.monotonic() - start < seconds:
        typed.append(time.monotonic())
        terminal.send(f"word{len(typed) - 1:04} ")
        if typist.save and time.monotonic() - saved > 1:
            terminal.send(typist.save)
            saved = time.monotonic()
        _drain(terminal)
    _kill(terminal.pid)
    terminal.close(force=True)
    return typed


def _kill(program: int) -> None:
    """The program, its editor, and whatever that started: Neovim's lives in a session of its own."""
    for pid in [program, *_children(program)]:
        os.kill(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    """By Linux's /proc: all below, however far."""
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [pid for child in map(int, below) for pid in (child, *_children(child))]


def _opened(typist: Typist, env: dict[str, str]) -> pexpect.spawn:
    import pexpect

    program = str(Path(sys.executable).parent / "ipt-notes")
    choice = ["--editor", "builtin"] if not typist.command else []
    surroundings = env | {"VISUAL": typist.command, "TERM": "xterm-256color"}
    terminal = pexpect.spawn(
        program,
        ["note", "edit", "C0001", "16", *choice],
        env=surroundings,
        dimensions=(40, 100),
        encoding="utf-8",
    )
    terminal.delaybeforesend = None
    _drain(terminal, for_seconds=4)
    return terminal


def _drain(terminal: pexpect.spawn, for_seconds: float = _PACE) -> None:
    """Read what is drawn, so that the editor never waits for its terminal."""
    import pexpect

    until = time.monotonic() + for_seconds
    while (left := until - time.monotonic()) > 0:
        try:
            terminal.read_nonblocking(65536, timeout=left)
        except pexpect.TIMEOUT:
            return


def _newest_draft(env: dict[str, str]) -> str:
    """What the next command would offer; it is gone afterwards, so that the next round begins anew."""
    with open_practice(settings(env), Nobody()) as practice:
        rescue(practice)
        found = drafts.left(practice)
        for draft in found:
            drafts.discard(practice, draft.id)
    return found[-1].text if found else ""


def main() -> int:
    """0 when no editor loses more than it may."""
    print(machine.described())
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        env = vaults.make(Path(name) / "vault", 1)
        for typist in TYPISTS:
            if typist.command and not shutil.which(typist.command.split()[0]):
                print(f"        {typist.name:<14} is not here")
                continue
            times = sorted(lost(typist, env, 9 + random.uniform(0, 6)) for _ in range(ROUNDS))
            worst = max(worst, times[-1])
            told = ", ".join(f"{each:.1f}" for each in times)
            holds = "holds " if times[-1] <= MOST else "MISSED"
            print(
                f"{holds}  {typist.name:<14} {told} seconds of typing gone (at most {MOST:.0f})", flush=True
            )
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
