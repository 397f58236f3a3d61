"""`python -m tests.fuzz --minutes N [--target T ...]`: each target in turn, on as many processors as there are.

N is for all of them together. What is found goes to `.fuzz/TARGET/`; a crash leaves its input there and ends with 1.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import NamedTuple

from tests.fuzz import room

FOUND = room.FOLDER.parent.parent / ".fuzz"
"""Git ignores it."""
_PROGRESS = re.compile(r"cov: (\d+) ft: (\d+)")
_UNITS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_BROKEN = re.compile(r"Test unit written to (\S+)")


class Turn(NamedTuple):
    """What one target's turn came to; `broken` is the file of an input that broke something, `cpu` in seconds."""

    name: str
    executions: int
    coverage: int
    features: int
    cpu: float
    is_done: bool
    broken: str

    def told(self) -> str:
        """A line for a person."""
        figures = f"{self.executions:>10} {self.coverage:>8} {self.features:>8} {self.cpu:>8.0f} s"
        wrong = f"BROKEN: {self.broken}" if self.broken else "DID NOT RUN: see its log"
        return f"{self.name:<16}{figures}{'' if self.is_done else f'  {wrong}'}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _turn(name: str, seconds: int, seed: int) -> Turn:
    folder = FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.turn", name, str(seconds), str(folder), str(seed)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=room.FOLDER.parent.parent)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = (folder / "log").read_text(encoding="utf-8", errors="replace")
    coverage, features = (_PROGRESS.findall(said) or [("0", "0")])[-1]
    executions = int((_UNITS.findall(said) or ["0"])[-1])
    broken = (_BROKEN.findall(said) or [""])[-1]
    cpu = used.ru_utime + used.ru_stime
    return Turn(name, executions, int(coverage), int(features), cpu, process.returncode == 0, broken)


def _report(turns: list[Turn]) -> int:
    hours = sum(turn.cpu for turn in turns) / 3600
    executions = sum(turn.executions for turn in turns)
    wrong = [turn for turn in turns if not turn.is_done]
    _say(f"{executions} executions in {hours:.3f} CPU hours; {len(wrong)} of {len(turns)} targets broke")
    return 1 if wrong else 0


def main() -> int:
    """Run the turns; 1 when something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="draw the same each time; 0 draws anew")
    parser.add_argument("--minutes", type=float, required=True, help="for all targets together")
    parser.add_argument(
        "--target", action="append", choices=room.TARGETS, help="only this one (may be repeated)"
    )
    options = parser.parse_args()
    if find_spec("atheris") is None:
        parser.error("atheris is not here; it has wheels for Linux on x86-64")
    names, cores = options.target or room.TARGETS, len(os.sched_getaffinity(0))
    seconds = max(1, int(options.minutes * 60 * min(cores, len(names)) / len(names)))
    _say(f"{'target':<16}{'executions':>10} {'branches':>8} {'features':>8} {'CPU':>10}")
    turns = []
    with ThreadPoolExecutor(cores) as workers:
        for turn in workers.map(lambda name: _turn(name, seconds, options.seed), names):
            _say(turn.told())
            turns.append(turn)
    return _report(turns)


if __name__ == "__main__":
    sys.exit(main())
