"""What `export batch` costs: documents a second of a sealed vault, and the memory of vaults of different size.

`python -m benchmarks.batch` measures 1,000 clients, each with a finished course of sixteen sessions; with a number, so many.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks import machine, vaults

BATCH = [str(Path(sys.executable).parent / "ipt-notes"), "export", "batch"]
_WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
taken = resource.getrusage(resource.RUSAGE_CHILDREN)
print(taken.ru_utime + taken.ru_stime, taken.ru_maxrss)
"""
"""Between us and the batch: Linux counts the memory of whoever starts a process as that process's peak, and this is small."""
CORES = 4
"""What a figure for another machine is given for."""


class Done(NamedTuple):
    """What a batch of `jobs` processes took: seconds from start to exit, of the processor too (all processes), and the peak of the greatest process (MB)."""

    documents: int
    jobs: int
    seconds: float
    processor: float
    peak: float

    @property
    def for_ten_thousand(self) -> float:
        """Seconds of 10,000 documents on `CORES` cores, each of which does as much as one of the jobs did here."""
        return self.seconds * self.jobs / CORES * 10_000 / self.documents


def measured(folder: Path, clients: int) -> Done:
    """A batch of every document of a new vault, with a process for each core."""
    jobs = os.cpu_count() or 1
    env = vaults.make(folder, clients, is_finished=True)
    out = folder / "out"
    start = time.perf_counter()
    words = [sys.executable, "-c", _WATCHED, *BATCH, "--out", str(out), "--jobs", str(jobs)]
    processor, peak = subprocess.check_output(words, env=env, text=True).split()
    seconds = time.perf_counter() - start
    documents = sum(1 for _ in out.glob("*.docx"))
    assert documents == clients, documents
    return Done(documents, jobs, seconds, float(processor), int(peak) * 1024 / 1e6)


def told(done: Done) -> str:
    """One line."""
    rate, core = done.documents / done.seconds, done.documents / done.processor
    return (
        f"{done.documents:,} documents, {done.jobs} jobs: {done.seconds:.1f} s ({rate:.0f} a second), "
        f"{1000 / core:.1f} ms of the processor each, peak {done.peak:.1f} MB"
    )


def main() -> None:
    """A tenth of the clients, then all: the memory of both stands side by side."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(machine.described())
    with tempfile.TemporaryDirectory() as name:
        for count in (clients // 10, clients):
            done = measured(Path(name) / str(count), count)
            print(told(done), flush=True)
        print(f"10,000 documents on {CORES} cores like these: {done.for_ten_thousand:.0f} s")


if __name__ == "__main__":
    main()
