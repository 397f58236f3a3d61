"""`make crash`: every point of every scenario, each way; the power lost at each; saves together; kills while typing.

`python -m tests.crash NAME ...` takes some scenarios by name, and nothing else.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from tests.crash.breaking import WAYS, broken, plan, takes
from tests.crash.losing_power import losses
from tests.crash.places import start, workroom
from tests.crash.scenarios import BY_NAME, SCENARIOS
from tests.crash.together import save_together
from tests.crash.typing_in import EDITORS, FIRST, seconds_until_kept, type_in, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.crash.breaking import Plan

AT_MOST = 5.0
"""Seconds of typing that a kill may cost."""


class Tally:
    """Counts what was done and what was wrong, and prints a line for each."""

    def __init__(self) -> None:
        self.points = self.kills = self.errors = self.states = self.wrong = 0

    def line(self, text: str, wrong: Sequence[object]) -> None:
        """A line, and under it what is wrong."""
        self.wrong += len(wrong)
        for each in (f"{text}, {len(wrong)} wrong", *(f"    {found}" for found in wrong)):
            sys.stdout.write(f"{each}\n")
        sys.stdout.flush()

    def scenario(self, planned: Plan) -> None:
        """Every point, each way, and every state a power failure may leave."""
        runs = [broken(planned, point, way) for way in WAYS for point in planned.points if takes(point, way)]
        lost = list(losses(planned))
        kills = sum(run.way == "kill" for run in runs)
        self.points, self.states = self.points + len(planned.points), self.states + len(lost)
        self.kills, self.errors = self.kills + kills, self.errors + len(runs) - kills
        told = f"{len(planned.points)} points, {kills} kills, {len(runs) - kills} errors, {len(lost)} states without power"
        self.line(f"{planned.scenario.name}: {told}", [each for each in (*runs, *lost) if each.wrong])


def _together(tally: Tally, beside: Path) -> None:
    for count in (20, 200):
        tally.line(f"{count} saves at once", save_together(count, beside))


def _typing(tally: Tally, beside: Path) -> None:
    for editor in EDITORS:
        place = start("client", beside).again()
        with writing(place, editor) as terminal:
            type_in(terminal, editor, FIRST)
            seconds = seconds_until_kept(place, terminal, FIRST, beside)
        place.remove()
        late = [f"{seconds:.1f} s"] if seconds > AT_MOST else []
        tally.line(f"{editor}: what is typed is kept after {seconds:.1f} s (at most {AT_MOST})", late)


def main(names: list[str]) -> int:
    """Run them all; 1 when anything is wrong."""
    began, tally = time.monotonic(), Tally()
    others: tuple[Callable[[Tally, Path], None], ...] = () if names else (_together, _typing)
    with workroom() as folder:
        for scenario in [BY_NAME[name] for name in names] or SCENARIOS:
            tally.scenario(plan(scenario, folder))
        for other in others:
            other(tally, folder)
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{tally.points} points: {tally.kills} kills, {tally.errors} errors given, {tally.states} states without power;"
        f" {tally.wrong} wrong; {seconds:.0f} s\n"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
