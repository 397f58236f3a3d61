"""Looks into a copy: a vault that is not the one this machine goes on with. It is read, and leaves no trace on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import Refused
from ipt_notes.services.trust.heads import Heads
from ipt_notes.services.trust.own_place import has_moved_away, is_elsewhere, known_place
from ipt_notes.services.trust.trusting import catch_up, is_older

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice

_ACCEPT = "`ipt-notes vault accept --reason WHY`"


class VaultIsCopy(Refused):
    """This is {what} of the vault{where}."""


def is_copy(practice: Practice) -> bool:
    """Whether this is not the vault that this machine goes on with: that one lies at another place, or had more in it."""
    return is_elsewhere(practice) and (not has_moved_away(practice) or is_older(practice))


def read_as_copy(practice: Practice) -> None:
    """A copy is one to look into: it is opened for reading, and leaves what this machine knows as it is."""
    refusal = _refusal(practice)
    look_only(practice, refusal)
    catch_up(practice)
    practice.say(
        f"{refusal.message} It is opened for reading, and nothing is written to it, not even that you looked;"
        f" {refusal.hint}"
    )


def look_only(practice: Practice, refusal: Refused | None = None) -> None:
    """Write nothing to the vault from now on (`refusal` is what is raised instead), and remember nothing of it."""
    practice.heads = Heads(None, practice.member, practice.port.vault_id)
    practice.port.only_read("it is a copy to look into", refusal)
    practice.is_copy = True


def _refusal(practice: Practice) -> VaultIsCopy:
    """What is said of a copy, and how it becomes the vault to go on with."""
    known, older = known_place(practice), "an older copy" if is_older(practice) else "a copy"
    if has_moved_away(practice):
        where = f"; the one that this computer knew at {known} is not there any more"
        return VaultIsCopy(what=older, where=where, hint=f"{_ACCEPT} makes it the one to go on with")
    where = f"; this computer goes on with the one at {known or 'another place'}"
    if older == "a copy":
        return VaultIsCopy(what=older, where=where, hint=f"to go on here: {_ACCEPT}")
    hint = f"to go on here: `ipt-notes vault copy` brings what is missing, then {_ACCEPT}; without that it stays behind"
    return VaultIsCopy(what=older, where=where, hint=hint)
