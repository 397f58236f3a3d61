"""The built-in editor for tests: opened on a screen of a size, used with its real keys, and read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from ipt_notes.editing.builtin import BuiltinEditor
from ipt_notes.editing.outcome import Keeper, Outcome
from tests.editing.desks import NOTE, check

if TYPE_CHECKING:
    from tests.editing.desks import Desk

_LONGEST = 60
"""Seconds after which a test has failed, on a machine however slow."""
Steps = Callable[[BuiltinEditor, Pilot[Outcome]], Awaitable[None]]


def typed(words: str) -> str:
    """The note with words typed where the editor opens it: under its first heading."""
    head = "## Check-in\n"
    return NOTE.replace(head, head + words)


def use(
    desk: Desk, steps: Steps, text: str = NOTE, size: tuple[int, int] = (80, 24), **more: object
) -> Outcome | None:
    """Open the editor and take the steps; how it ended."""
    given = {"title": "MK-014", "problems": (), "check": check, "findings": lambda _: (), **more}
    app = BuiltinEditor(text, keeper=Keeper(text, desk.autosave), **given)

    async def run() -> None:
        async with asyncio.timeout(_LONGEST), app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(run())
    return app.return_value


def press(*keys: str) -> Steps:
    """Press these keys one after the other."""

    async def steps(_: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return steps


def says(app: BuiltinEditor, name: str = "told") -> str:
    """What a line of the screen says: "told", "trouble", "state", "found"; "" while it is not shown."""
    line = app.screen.query_one(f"#{name}", Static)
    return str(line.render()) if line.display else ""


def listed(app: BuiltinEditor, name: str) -> list[str]:
    """The lines of a list at the side ("parts", "noticed")."""
    return [str(option.prompt) for option in app.screen.query_one(f"#{name}", OptionList).options]


async def until(pilot: Pilot[Outcome], holds: Callable[[], object]) -> None:
    """Wait until something is so."""
    while not holds():
        await pilot.pause(0.05)
