"""Replays a recording up to every call, lets the power go there, and judges every state the disk may be in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from tests.crash.disk import VOLATILE, Disk, all_of
from tests.crash.judging import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.crash.breaking import Plan
    from tests.crash.strace import Call


class Loss(NamedTuple):
    """One state of the disk: when the power went, and what is wrong with it."""

    scenario: str
    point: str
    wrong: list[str]

    def __str__(self) -> str:
        return f"{self.scenario}: power lost {self.point}: {'; '.join(self.wrong)}"


def disk_of(plan: Plan) -> Disk:
    """The disk as it is when the scenario begins."""
    place = plan.start.again()
    folders = (path for path in place.folder.rglob("*") if path.is_dir())
    disk = Disk(plan.folder, place.files(), (path.relative_to(place.folder).as_posix() for path in folders))
    place.remove()
    return disk


def replayed(plan: Plan) -> dict[str, bytes]:
    """The files at the end, had nothing been lost: what shows that the replay is true to the run."""
    disk = disk_of(plan)
    for call in plan.calls:
        disk.apply(call)
    return {name: all_of(file) for name, file in disk.names.items() if file is not None}


def losses(plan: Plan) -> Iterator[Loss]:
    """Every different state that the disk may be in at any point of the scenario, and at its end."""
    disk, seen, told = disk_of(plan), set[bytes](), _Told(is_done=False, has_draft=False)
    at_points = {id(point.call): point.what for point in plan.points}
    for call in plan.calls:
        if what := at_points.get(id(call)):
            yield from _at(plan, disk, seen, told, f"before {what}")
        disk.apply(call)
        told = _Told(told.is_done or call.handle == 1, told.has_draft or _is_draft_synced(call))
    yield from _at(plan, disk, seen, told, "at the end")


class _Told(NamedTuple):
    """What the program had promised by then: that it is done, that a draft is kept."""

    is_done: bool
    has_draft: bool


def _at(plan: Plan, disk: Disk, seen: set[bytes], told: _Told, when: str) -> Iterator[Loss]:
    for tree in disk.losses():
        known = _digest(tree, told)
        if known not in seen:
            seen.add(known)
            yield Loss(plan.scenario.name, when, _judged(plan, tree, told))


def _is_draft_synced(call: Call) -> bool:
    """Whether the folder of drafts was synced, after a draft got its name there."""
    return call.name == "fsync" and "/drafts/" in call.paths[0] and not call.paths[0].endswith(".new")


def _digest(tree: Mapping[str, bytes | None], told: _Told) -> bytes:
    digest = hashlib.sha256(repr(told).encode())
    for name, data in sorted(tree.items()):
        digest.update(repr((name, data if data is None else hashlib.sha256(data).digest())).encode())
    return digest.digest()


def _judged(plan: Plan, tree: Mapping[str, bytes | None], told: _Told) -> list[str]:
    place = plan.start.with_files({name: data for name, data in tree.items() if not name.endswith(VOLATILE)})
    try:
        may_lose = bool(plan.scenario.editor) and not told.has_draft
        return judge(plan.scenario, place, plan.bounds, is_done=told.is_done, may_lose_text=may_lose).wrong
    finally:
        place.remove()
