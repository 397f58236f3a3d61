"""The program is killed, or fails, in the middle of a command: the old state or the new one, and no text lost.

A short turn. `make crash` takes every point of every scenario, each way.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from tests.crash.breaking import WAYS, broken, plan, takes
from tests.crash.scenarios import BY_NAME, SCENARIOS, Scenario
from tests.programs import needs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.breaking import Point

pytestmark = needs("strace")
WHOLLY = ("note save", "note sign")
A_FEW = 3


def _spread(points: list[Point], count: int) -> list[Point]:
    """So many of the points, evenly between the first and the last."""
    step = len(points) // (count + 1)
    return points[step :: step + 1][:count]


@pytest.mark.parametrize("name", WHOLLY)
def test_a_kill_at_every_single_point_leaves_the_old_state_or_the_new_one(name: str, beside: Path) -> None:
    """Before every write, sync, rename and removal that the run makes; then the next command works."""
    planned = plan(BY_NAME[name], beside)
    assert len(planned.points) > 20
    assert [str(each) for point in planned.points if (each := broken(planned, point, "kill")).wrong] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_few_points_of_every_scenario(scenario: Scenario, beside: Path) -> None:
    """Killed, on a full disk, on a failing disk, in turns."""
    planned = plan(scenario, beside)
    points = _spread(planned.points, 1 if scenario.editor else A_FEW)
    wrong = [
        each
        for point, way in zip(points, cycle(WAYS[:3]), strict=False)
        if (each := broken(planned, point, way)).wrong
    ]
    assert list(map(str, wrong)) == []


def test_on_a_disk_that_stays_full_the_text_is_in_memory_or_in_the_user_s_file(beside: Path) -> None:
    """From any point on nothing can be written any more, not even a draft; the message says where the text is."""
    planned = plan(BY_NAME["note from the editor"], beside)
    points = [point for point in planned.points if takes(point, "full")]
    wrong = [each for point in _spread(points, 2) if (each := broken(planned, point, "full")).wrong]
    assert list(map(str, wrong)) == []
