"""Invites somebody into the practice: a record in the roster, and a file for whoever was asked."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Conflict, FileInTheWay, UsageProblem
from ipt_notes.keys.derive import KEY
from ipt_notes.services.members.founding import found
from ipt_notes.services.members.invitation_file import FORMAT, Invitation, Place, write_invitation
from ipt_notes.services.members.pins import words_of
from ipt_notes.services.members.roster import Standing, normal_name
from ipt_notes.services.members.roster_key import own_entry
from ipt_notes.services.members.roster_records import LONGEST_NAME, Invited, InviteWithdrawn
from ipt_notes.services.members.roster_stream import append_roster
from ipt_notes.services.members.standing import require_owner
from ipt_notes.vault.locate import name_for_others

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.members.roster import Roster
    from ipt_notes.services.members.roster_records import Bodies
    from ipt_notes.services.practice import Practice

LONGEST_DAYS = 90


class AlreadyMember(Conflict):
    """There is a member {name} in the practice already."""

    hint = "choose a name that tells the two apart"


class Invitee(Struct, frozen=True):
    """Who was invited, as what, until when (UTC), and where the file is; `invite` is 8 hex digits.

    `where` is the vault's place as they are told it: of one on a server without a user. `earlier` are the ids of open
    invitations of the same name.
    """

    invite: str
    name: str
    standing: Standing
    until: dt.datetime
    file: str
    fingerprint: tuple[str, ...]
    where: str = ""
    earlier: tuple[str, ...] = ()


def invite(
    practice: Practice, name: str, file: Path, *, standing: Standing = Standing.THERAPIST, days: int = 7
) -> Invitee:
    """Invite somebody; the first invitation makes the vault a practice. The file goes to them, on a way that is safe.

    NotOwner; AlreadyMember; FileInTheWay, WorldProblem where the file can't be written: then the invitation is withdrawn.
    """
    name = member_name(name)
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageProblem(what=f"{days} days", hint=f"an invitation serves for 1 to {LONGEST_DAYS} days")
    if os.path.lexists(file):
        raise FileInTheWay(where=file)
    require_new_name(practice.roster, name)
    found(practice)
    seed, invite_id = os.urandom(KEY), os.urandom(16)
    until = practice.settings.clock() + dt.timedelta(days=days)

    def decide(roster: Roster) -> list[Bodies]:
        require_owner(practice, roster)
        require_new_name(roster, name)
        return [Invited(invite_id.hex(), _public(seed), name, standing, until)]

    roster = append_roster(practice, decide)
    invitation = _invitation(practice, roster, invite_id, seed)
    try:
        write_invitation(file, invitation)
    except BaseException:
        append_roster(practice, lambda _: [InviteWithdrawn(invite_id.hex())])
        raise
    return Invitee(
        invite_id.hex()[:8],
        name,
        standing,
        until,
        str(file),
        invitation.fingerprint,
        invitation.where,
        _earlier(practice, roster, invite_id),
    )


def _earlier(practice: Practice, roster: Roster, invite_id: bytes) -> tuple[str, ...]:
    """The ids (8 hex digits) of the other invitations of the same name that serve still."""
    name, now = normal_name(roster.invites[invite_id].name), practice.settings.clock()
    others = (each for each in roster.invites.values() if each.id != invite_id and each.until >= now)
    return tuple(each.id.hex()[:8] for each in others if normal_name(each.name) == name)


def member_name(name: str) -> str:
    """A member's name without blanks around it. UsageProblem where it is empty, too long, or can't be printed."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise UsageProblem(
            what="that is no name for a member", hint=f"give one of 1 to {LONGEST_NAME} printable characters"
        )
    return name


def require_new_name(roster: Roster, name: str) -> None:
    """AlreadyMember where somebody in the practice is called so."""
    if any(normal_name(member.name) == normal_name(name) for member in roster.present):
        raise AlreadyMember(name=name)


def _public(seed: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def _invitation(practice: Practice, roster: Roster, invite_id: bytes, seed: bytes) -> Invitation:
    me, known = roster.members[practice.member.id], roster.invites[invite_id]
    entry = own_entry(practice)
    assert entry is not None
    return Invitation(
        format=FORMAT,
        vault=practice.port.vault_id.hex(),
        where=name_for_others(practice.settings.where),
        roster_key=entry.key.hex(),
        roster=Place(roster.head.seq, roster.head.hash.hex()),
        invite=invite_id.hex(),
        seed=seed.hex(),
        name=known.name,
        standing=known.standing,
        by=me.id.hex(),
        by_name=me.name,
        fingerprint=words_of(practice, me),
        until=known.until,
    )
