"""Things that are worth saying once on a machine, and tiring to hear twice."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.durable import make_folders

if TYPE_CHECKING:
    from ipt_notes.services.person import Person
    from ipt_notes.services.settings import Settings


def say_once(settings: Settings, person: Person, about: str, text: str) -> None:
    """Tell a person something, unless it was told on this machine; never raises for want of a note that it was.

    `about` names what it is about: `<about>-told` in the state folder says that it was told.
    """
    with suppress(OSError):
        told = settings.state / f"{about}-told"
        if not told.exists():
            person.tell(f"{text}; this is said once")
            make_folders(told.parent)
            told.touch()
