"""The power goes: whatever a command had told as done is there, and nothing is half there.

A kill keeps what the kernel holds in memory; this replays a recorded run, and drops what was not synced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.breaking import plan
from tests.crash.disk import VOLATILE
from tests.crash.losing_power import losses, replayed
from tests.crash.scenarios import BY_NAME, SCENARIOS, Scenario
from tests.programs import needs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs("strace")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_power_lost_at_any_moment_leaves_the_old_state_or_the_new_one(
    scenario: Scenario, beside: Path
) -> None:
    """Unsynced writes dropped, torn, and kept in part, between every two calls."""
    found = list(losses(plan(scenario, beside)))
    assert len(found) > 10
    assert [str(loss) for loss in found if loss.wrong] == []


@pytest.mark.parametrize("name", ["init", "note save", "export termination"])
def test_the_replay_is_true_to_the_run(name: str, beside: Path) -> None:
    """With nothing lost it ends with the very bytes that the program left."""
    planned = plan(BY_NAME[name], beside)
    assert {
        name: data for name, data in replayed(planned).items() if not name.endswith(VOLATILE)
    } == planned.ended
