"""Breaks a scenario off at every point that its own recording has, one way or another, and judges each."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tests.crash import running
from tests.crash.judging import Bounds, Verdict, judge, leftovers, told_well, users_files
from tests.crash.looking import look
from tests.crash.places import start
from tests.crash.strace import FILLING, OPENS, Injection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.places import Place, Start
    from tests.crash.running import Ran
    from tests.crash.scenarios import Scenario
    from tests.crash.strace import Call

WAYS = ("kill", "ENOSPC", "EIO", "full")
"""Killed there; that call fails on a full or a failing disk; the disk is full from there on."""


class Point(NamedTuple):
    """A call that a scenario can be broken off at. `what` tells it; `has_draft`: a draft had its name before it."""

    call: Call
    what: str
    has_draft: bool


class Plan(NamedTuple):
    """A recorded scenario: where it starts, what it makes of it, and its points. `ended` are all files at its end."""

    scenario: Scenario
    start: Start
    bounds: Bounds
    calls: list[Call]
    folder: str
    points: list[Point]
    ended: dict[str, bytes]


class Broken(NamedTuple):
    """One point, broken off one way: what is wrong afterwards."""

    scenario: str
    point: str
    way: str
    wrong: list[str]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.way} at {self.point}: {'; '.join(self.wrong)}"


@cache
def plan(scenario: Scenario, beside: Path) -> Plan:
    """Run a scenario once, undisturbed, and find its points."""
    begun = start(scenario.start, beside)
    place = begun.again()
    old, old_files = look(place), users_files(place)
    place = begun.again()
    recorded = running.record(scenario, place, begun.values)
    assert recorded.ran.code == scenario.code, (scenario.name, recorded.ran)
    ended = place.files()
    bounds = Bounds(old, look(place), old_files, users_files(place))
    assert bounds.new.trouble == (), (scenario.name, bounds.new.trouble)
    assert bounds.new[:3] != bounds.old[:3], scenario.name
    folder, memory = str(place.folder), str(place.memory)
    points = list(_points(recorded.calls, folder, memory))
    place.remove()
    return Plan(scenario, begun, bounds, recorded.calls, folder, points, ended)


def _points(calls: list[Call], folder: str, memory: str) -> Iterator[Point]:
    """The calls on files of the scenario's own, and the words that tell the result."""
    has_draft = False
    for call in calls:
        own = [path for path in call.paths if path.startswith((folder, memory))]
        is_change = call.name not in OPENS or call.makes or call.empties
        if (own or _is_told(call)) and is_change:
            where = (
                own[-1].replace(folder + "/", "").replace(memory + "/", "memory: ") if own else "the answer"
            )
            yield Point(call, f"{call.name} {call.nth} ({where})", has_draft)
        has_draft = has_draft or (call.name.startswith("rename") and call.paths[-1].endswith(".draft"))


def _is_told(call: Call) -> bool:
    return call.name == "write" and call.handle == 1


def broken(plan: Plan, point: Point, way: str) -> Broken:
    """Break the scenario off at a point, and judge what is left; then do what a user does next."""
    place = plan.start.again()
    try:
        return Broken(plan.scenario.name, point.what, way, list(_wrong(plan, point, way, place)))
    finally:
        place.remove()


def _wrong(plan: Plan, point: Point, way: str, place: Place) -> Iterator[str]:
    injection = _injection(plan, point, way)
    ran = running.broken_off(plan.scenario, place, plan.start.values, injection)
    if not ran.was_hit:
        yield "the point was not reached"
        return
    files = set(place.files())
    is_typing = bool(plan.scenario.editor) and _may_lose(point, way, place)
    verdict = judge(plan.scenario, place, plan.bounds, is_done=_said_done(ran), may_lose_text=is_typing)
    yield from verdict.wrong
    yield from told_well(plan.scenario, ran, verdict, place)
    if way != "kill" and not point.call.name.startswith("unlink"):
        left = leftovers(plan.scenario, files, plan.bounds, verdict)
        yield from (f"left behind: {name}" for name in left)
    yield from _next(plan, place, verdict, was_killed=way == "kill")


def takes(point: Point, way: str) -> bool:
    """Whether a point can be broken off this way."""
    return way != "full" or point.call.name in FILLING


def _injection(plan: Plan, point: Point, way: str) -> Injection:
    if way != "full":
        return Injection(way, ((point.call.name, point.call.nth),))
    made = Counter(call.name for call in plan.calls[: plan.calls.index(point.call)])
    return Injection(way, tuple((name, made[name] + 1) for name in FILLING))


def _may_lose(point: Point, way: str, place: Place) -> bool:
    """Nothing was typed yet, or a kill came in the seconds before the first draft."""
    return not running.has_saved(place) or (way == "kill" and not point.has_draft)


def _said_done(ran: Ran) -> bool:
    return bool(ran.out.strip())


def _next(plan: Plan, place: Place, verdict: Verdict, *, was_killed: bool) -> Iterator[str]:
    """What did not happen is typed again; after what happened comes an ordinary command. Both must work.

    Only what a kill left whole (a recovery kit) may ask for another name.
    """
    scenario = plan.scenario
    if verdict.wrong:
        return
    is_again = not verdict.is_new and not scenario.editor
    typed = (was_killed and scenario.again) or scenario.typed
    key = scenario.key if verdict.is_new else "key"
    done = place.run(typed if is_again else "agenda", plan.start.values, key=key)
    if done.returncode:
        yield f"the next command fails ({done.returncode}): {done.stderr.strip()}"
    elif is_again and not verdict.is_recorded and look(place).shape != plan.bounds.new.shape:
        yield "the next command does not bring the new state"
