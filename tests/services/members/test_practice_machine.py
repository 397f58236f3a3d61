"""A practice of four who do whatever they may, and more: what each can read and write is what the charts say, always."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipt_notes.course.vocabulary import Role
from ipt_notes.services.members.roster import Standing
from tests.services.members.world import NAMES, Step, World, make

if TYPE_CHECKING:
    from tests.services.members.sharing import Sharing

ACTS = (
    "sits_down", "adds", "adds", "writes", "writes", "grants", "grants", "grants", "revokes", "hands_over", "rekeys",
    "renames", "erases", "names_recipient", "opens_in_emergency", "says_standing", "removes",
)  # fmt: skip
MEMBER = st.sampled_from(NAMES)
STEP = st.builds(
    Step,
    what=st.sampled_from(ACTS),
    name=MEMBER,
    to=MEMBER,
    which=st.integers(0, 5),
    role=st.sampled_from(Role),
    standing=st.sampled_from(Standing),
    is_stale=st.booleans(),
)
EXAMPLES, STEPS = 12, 40


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Sharing:
    """The practice as every run begins."""
    return make(tmp_path_factory.mktemp("practice"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(STEP, MEMBER), min_size=STEPS // 2, max_size=STEPS))
def test_whatever_members_do_each_reads_and_writes_just_what_they_may(
    shared: Sharing, steps: list[tuple[Step, str]]
) -> None:
    """Grants, revocations, new keys, erasures, emergencies and leaving, in any order, from fresh and from stale programs.

    After a step one of them looks: so what waits for the others waits longer.
    """
    world = World(shared)
    try:
        for step, looks in steps:
            world.do(step)
            if looks in world.standing:
                world.look(looks)
        for _ in range(2):
            for name in world.standing:
                world.look(name, thoroughly=True)
    finally:
        world.close()
