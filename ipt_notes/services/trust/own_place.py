"""Where this machine goes on with a vault. One at another place is a copy to look into, until `vault accept` says otherwise.

The place is remembered among what this machine has seen, as a digest, and by name in a sealed file: so that a vault which
was moved is told from a second one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.durable import make_folders
from ipt_notes.errors import Damaged
from ipt_notes.keys.derive import unwrap, wrap
from ipt_notes.services.trust.heads import PLACE
from ipt_notes.services.unlock.known_places import place_digest, remember_known
from ipt_notes.vault.locate import place_name
from ipt_notes.vault.one_place import has_left, leads_to_one
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

_PURPOSE = b"ipt-notes place"


def is_elsewhere(practice: Practice) -> bool:
    """Whether this machine knows the vault at another place than this one."""
    seen, where = practice.heads.seen(PLACE), practice.settings.where
    if seen.seq == 0 or seen.hash == place_digest(where):
        return False
    known = known_place(practice)
    return not (known and leads_to_one(known, place_name(where)))


def has_moved_away(practice: Practice) -> bool:
    """Whether the vault lies no longer where this machine knew it. Where that can't be told it counts as being there."""
    known = known_place(practice)
    return known != "" and has_left(known, practice.port.vault_id)


def known_place(practice: Practice) -> str:
    """The place where this machine goes on with the vault, by name; "" where that is not known."""
    with suppress(OSError, Damaged):
        sealed, bound = _file(practice).read_bytes(), practice.port.vault_id
        name = unwrap(practice.member.state_key, sealed, purpose=_PURPOSE, bound_to=bound) or b""
        if name and sha256(name) == practice.heads.seen(PLACE).hash:
            return os.fsdecode(name)
    return ""


def remember_place(practice: Practice) -> None:
    """From now on this machine goes on with the vault here."""
    where, seen = practice.settings.where, practice.heads.seen(PLACE)
    if seen.seq == 0 or is_elsewhere(practice):
        seen = Head(seen.seq + 1, place_digest(where))
        practice.heads.advance(PLACE, seen)
    if seen.hash == place_digest(where) and not known_place(practice):
        _name(practice)
    remember_known(practice.settings)


def _name(practice: Practice) -> None:
    """Write the place's name down, whole or not at all. Without it a vault that was moved by hand counts as a copy."""
    name = os.fsencode(place_name(practice.settings.where))
    sealed = wrap(practice.member.state_key, name, purpose=_PURPOSE, bound_to=practice.port.vault_id)
    file = _file(practice)
    new = file.with_suffix(f".{os.urandom(4).hex()}")
    with suppress(OSError):
        make_folders(file.parent)
        new.touch(mode=0o600)
        new.write_bytes(sealed)
        new.replace(file)


def _file(practice: Practice) -> Path:
    member = practice.member.id.hex()[:8]
    return practice.settings.state / "places" / f"{practice.port.vault_id.hex()[:16]}-{member}"
