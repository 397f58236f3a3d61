"""Makes a vault of one a practice of several: the roster begins, with its member as the first owner."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ipt_notes.errors import KeysGone, StreamMoved
from ipt_notes.keys.derive import KEY
from ipt_notes.services.members.roster import Roster
from ipt_notes.services.members.roster_key import Entry, entry_row, own_entry, roster_keys, roster_stream
from ipt_notes.services.members.roster_records import LONGEST_NAME, Founded
from ipt_notes.services.members.roster_replay import Replay
from ipt_notes.services.members.roster_stream import Written, continued, wrote
from ipt_notes.services.unlock.known_members import remember_member

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice

_NAMELESS = "the founder"
"""What a member is called whose vault was made without a name, as early ones could be."""


def found(practice: Practice) -> None:
    """Begin the roster, if there is none. KeysGone where there is one that this member has no key of."""
    if own_entry(practice) is not None:
        return
    vault, member, key = practice.port.vault_id, practice.member, os.urandom(KEY)
    if practice.port.head(roster_stream(vault)).seq:
        raise KeysGone(what="your key of the roster")
    nothing = Written(roster_keys(vault, key), Replay(vault, roster_stream(vault)), Roster({}))
    appends, roster = continued(practice, nothing, [_founded(practice)])
    entry = entry_row(Entry(key, roster.head), member=member, vault=vault)
    try:
        practice.change_keys([entry], appends=appends)
    except StreamMoved:  # another program of this member was first
        if own_entry(practice) is None:
            raise
    else:
        wrote(practice, roster)
        remember_member(practice.settings, vault, member.id)


def _founded(practice: Practice) -> Founded:
    member = practice.member
    keys = tuple((each.epoch, each.public.hex()) for each in member.generations)
    name = member.name.strip()[:LONGEST_NAME] or _NAMELESS
    return Founded(member.id.hex(), name, keys, member.encryption_public.hex())
