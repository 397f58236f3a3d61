"""`make tamper`: a bit of every byte flipped, in each column and in the whole file; what is told of it, and what is not.

`python -m tests.tampering STEP` takes every STEPth byte.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tampering.flips import DATA, KEYS, Bench, flips_of_columns, flips_of_file, flips_of_header, tally
from tests.tampering.scene import make_scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.tampering.flips import Flip, Verdict
    from tests.tampering.scene import Scene

_benches: dict[int, Bench] = {}


def _prepare(scene: Scene, folder: Path) -> None:
    _benches[os.getpid()] = Bench(scene, folder / str(os.getpid()))


def _judge(flip: Flip) -> Verdict:
    return _benches[os.getpid()].judge(flip)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _judged(verdicts: Iterable[Verdict]) -> Counter[str]:
    """The tally of these, and a line at once for each that is wrong."""
    count: Counter[str] = Counter()
    for verdict in verdicts:
        count += tally([verdict])
        if verdict.wrong:
            _say(f"    {verdict.flip}: {'; '.join(verdict.wrong)}")
    return count


def main(step: int = 1) -> int:
    """Flip them all, on every processor; 1 where anything is wrong."""
    began, wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        scene = make_scene(Path(folder) / "practice")
        groups = {
            "keys": flips_of_columns(scene, KEYS, step),
            "values": flips_of_columns(scene, DATA, step),
            "header": flips_of_header(),
            "file": flips_of_file(scene, step),
        }
        workers = len(os.sched_getaffinity(0))
        with ProcessPoolExecutor(workers, initializer=_prepare, initargs=(scene, Path(folder))) as pool:
            for name, flips in groups.items():
                count = _judged(pool.map(_judge, flips, chunksize=32))
                told = ("flips", "told by verify", "told by reading", "harmless", "wrong")
                _say(f"{name:<8}" + ", ".join(f"{count[word]} {word}" for word in told))
                wrong += count["wrong"]
    _say(f"{time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
