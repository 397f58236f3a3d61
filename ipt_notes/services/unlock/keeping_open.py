"""Keeps a vault open for some minutes, so that its passphrase is typed once: `unlock`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem
from ipt_notes.services.saying_once import say_once
from ipt_notes.services.unlock import unlocked
from ipt_notes.services.unlock.unlocking import kept_root, member_of, open_a_slot, strengthen
from ipt_notes.vault.locate import open_vault

if TYPE_CHECKING:
    from ipt_notes.services.person import Person
    from ipt_notes.services.settings import Settings

_SHORTEST = dt.timedelta(minutes=1)


def keep_open(settings: Settings, person: Person, lasting: dt.timedelta) -> dt.datetime:
    """Open the vault with a key, and keep its root for this time (1 to 480 minutes); until when, UTC.

    An `unlock` in force opens nothing here, and stays in force if this raises: UsageProblem for another time and
    NoPlaceForKey before anyone is asked; the errors of `unlock`, and those of `keep`.
    """
    if not _SHORTEST <= lasting <= unlocked.LONGEST:
        raise UsageProblem(what="--minutes takes 1 to 480", hint="`ipt-notes unlock --minutes 15`")
    unlocked.find_place(settings.env)
    _tell_of_swap(settings, person)
    with open_vault(settings.where) as port:
        if kept := kept_root(port, settings):
            person.tell(f"it is open until {told_time(kept.until)} already; this opens it anew")
        slot = open_a_slot(port, settings, person)
        strengthen(port, settings, slot, member_of(port, slot))
        vault = port.vault_id
    issued = settings.clock()
    unlocked.keep(settings.env, vault, unlocked.KeptRoot(slot.member, slot.root, issued + lasting), issued)
    return issued + lasting


def _tell_of_swap(settings: Settings, person: Person) -> None:
    """Say once that memory may be written to a disk in the clear: there a key would outlive its time."""
    from ipt_notes.editing.swap import swap_in_the_clear

    if places := swap_in_the_clear():
        text = (
            f"swap on this computer is not seen to be encrypted ({', '.join(places)}): the key may reach the disk while "
            "the vault is open, and stay there. `ipt-notes doctor` tells more"
        )
        say_once(settings, person, "unlock-swap", text)


def told_time(until: dt.datetime) -> str:
    """A moment of the next hours, as the clock on the wall will show it."""
    return f"{until.astimezone():%H:%M}"
