"""`ipt-notes lock`: forgets what `unlock` keeps."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ipt_notes.cli import frame
from ipt_notes.services.unlock.unlocked import forget_all

app = frame.group("")


class LockedAgain(Struct, frozen=True):
    """Whether an `unlock` was there to be ended, of any vault."""

    was_unlocked: bool


def _told(result: LockedAgain) -> Iterable[str]:
    yield (
        "Locked: the key is forgotten."
        if result.was_unlocked
        else "Nothing was open: no `unlock` was in force."
    )


@frame.command(app, "lock", LockedAgain, _told)
def lock() -> LockedAgain:
    """Forget the keys that `unlock` keeps, of every vault. Needs no key."""
    return LockedAgain(forget_all(frame.settings().env))
