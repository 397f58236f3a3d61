"""Times whole processes: two commands in turn, so that a machine that drifts drifts for both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from typing import NamedTuple

Words = list[str]


class Pair(NamedTuple):
    """Median seconds of both sides, and the median of the ratios taken pair by pair."""

    ours: float
    theirs: float
    ratio: float


def paired(
    ours: Words, theirs: Words, *, ours_env: dict[str, str], theirs_env: dict[str, str], runs: int = 25
) -> Pair:
    """Run both in turn after two runs that are not counted."""
    taken = [(seconds(ours, ours_env), seconds(theirs, theirs_env)) for _ in range(runs + 2)]
    return middle(taken[2:])


def middle(taken: list[tuple[float, float]]) -> Pair:
    """The medians of pairs of (our seconds, their seconds)."""
    return Pair(
        statistics.median(our for our, _ in taken),
        statistics.median(their for _, their in taken),
        statistics.median(our / their for our, their in taken),
    )


def seconds(words: Words, env: dict[str, str]) -> float:
    """How long a command takes, from its start to its exit; it must succeed."""
    start = time.perf_counter()
    subprocess.run(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def peak_megabytes(words: Words, env: dict[str, str], *, allowed: tuple[int, ...] = (0,)) -> float:
    """The most memory a command had at once (MB of 10^6 bytes), by the kernel's own accounting."""
    process = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise subprocess.CalledProcessError(process.returncode, words)
    return usage.ru_maxrss * 1024 / 1e6
