"""Comes into a practice with an invitation: an identity, ways in, and a record in the roster, in one transaction."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Damaged, Refused, RolledBack, UsageProblem, VaultNotFound
from ipt_notes.keys.identity import IDENTITY, make_identity, open_identity
from ipt_notes.keys.slots import new_root
from ipt_notes.services.members.inviting import member_name, require_new_name
from ipt_notes.services.members.pins import pin_of, words_of
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.roster_key import Entry, entry_row
from ipt_notes.services.members.roster_records import Joined, join_proof
from ipt_notes.services.members.roster_stream import append_roster, read
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.own_place import remember_place
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.keeping import keyring_way, no_way_in
from ipt_notes.services.unlock.known_members import remember_member
from ipt_notes.services.unlock.known_places import open_known
from ipt_notes.services.unlock.named_keys import named_keys
from ipt_notes.services.unlock.opening_slots import SlotLine, slot_line, slot_row
from ipt_notes.services.unlock.unlocking import try_key
from ipt_notes.vault.port import Head, KeyChange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.members.invitation_file import Invitation
    from ipt_notes.services.members.roster import Colleague, Roster
    from ipt_notes.services.members.roster_records import Bodies
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.secrets_in import SlotPlan
    from ipt_notes.vault.port import KeyRow, VaultPort

_ASK_ANEW = "ask {by} for a new invitation"


_ASK_WHERE = "ask {by} for the address of the vault, and give it with --vault; in it stands your own user of the server"


class InvitationSpent(Refused):
    """The invitation was used already, or withdrawn."""

    hint = "ask {by} whether somebody else has used it; if nobody did, ask for a new one"


class InvitationOver(Refused):
    """The invitation served until {until}."""

    hint = _ASK_ANEW


class AnotherVault(UsageProblem):
    """The vault at {where} is not the one that the invitation is for."""

    hint = "check --vault and IPT_NOTES_VAULT; the invitation was made for the vault at {invited}"


class OlderRoster(RolledBack):
    """The roster at {where} is older than the invitation, or is another one."""

    hint = (
        "nothing was changed, and you did not join; ask {by} whether a backup was put back since: then a new invitation"
        " serves; if not, somebody may have put another vault in the place of this one"
    )


class Newcomer(Struct, frozen=True):
    """Who joined, and how: ids are hex digits; `fingerprint` are the words to be read aloud to a colleague."""

    vault: str
    member: str
    name: str
    standing: Standing
    invited_by: str
    fingerprint: tuple[str, ...]
    slots: tuple[SlotLine, ...]
    recovery_kit: str
    warnings: tuple[str, ...] = ()


class _New:
    """The member that is to be: an identity under a root of its own."""

    def __init__(self, port: VaultPort, name: str) -> None:
        self.id, self.root = os.urandom(16), new_root()
        self._place = {"vault": port.vault_id, "member": self.id}
        self.identity = make_identity(root=self.root, name=name, **self._place)
        self.member = open_identity(self.identity, root=self.root, **self._place)

    def __repr__(self) -> str:
        return f"<New {self.id.hex()[:8]}>"

    def row(self, plan: SlotPlan, settings: Settings) -> KeyRow:
        """A way in."""
        return slot_row(plan, self.root, argon2=settings.argon2, **self._place)

    def require_opens(self, port: VaultPort, row: KeyRow, settings: Settings) -> None:
        """Damaged unless the kit, as its page lies there, opens the slot, and the root in it the identity."""
        key = next(named_keys(settings.env, {"recovery"}))
        opened = try_key(port, [row], key, settings)
        if opened is None:
            raise Damaged(what="the slot of the recovery kit that was just made")
        open_identity(self.identity, root=opened.root, **self._place)


def prove(settings: Settings, invitation: Invitation) -> None:
    """That the vault is there, and the invitation open in it: before anybody is asked for a name, a way in, or a place.

    The errors of `join`, but for those of what is asked.
    """
    require_in_time(invitation, settings)
    with _opened(settings, invitation) as port:
        _read_open(Practice(port, _New(port, invitation.name).member, settings), invitation)


def join(
    settings: Settings,
    invitation: Invitation,
    plans: Sequence[SlotPlan],
    *,
    kit: Path,
    name: str = "",
    with_keyring: bool = False,
) -> Newcomer:
    """Become a member; `name` is that of the invitation where it is "". Who invited is taken for confirmed.

    InvitationOver, InvitationSpent, AnotherVault, AlreadyMember; OlderRoster where the vault does not hold the roster
    as it was when the invitation was made; and the errors of `make_vault`. After any error nothing is left.
    """
    name = member_name(name or invitation.name)
    require_in_time(invitation, settings)
    with _opened(settings, invitation) as port, ExitStack() as outside:
        new = _New(port, name)
        practice = Practice(port, new.member, settings)
        require_new_name(_read_open(practice, invitation), name)

        def is_made() -> bool:
            return port.key_row("member", new.id, IDENTITY) is not None

        keyring, warnings = keyring_way(outside, port.vault_id, new.id, is_made) if with_keyring else ([], ())
        if not plans and not keyring:
            raise no_way_in(warnings)
        ways = [*keyring, *plans, secrets_in.recovery_kit(kit, port.vault_id, new.id, settings)]
        outside.enter_context(secrets_in.kept(ways, is_made=is_made))
        rows = [new.row(plan, settings) for plan in ways]
        new.require_opens(port, rows[-1], settings._replace(env={"IPT_NOTES_RECOVERY_KIT": str(kit)}))
        roster = _commit(practice, new, invitation, rows)
        _remember(practice, in_keyring=bool(keyring))
        return _told(practice, roster, invitation, rows, kit=kit, warnings=warnings)


def _told(
    practice: Practice,
    roster: Roster,
    invitation: Invitation,
    rows: Sequence[KeyRow],
    *,
    kit: Path,
    warnings: tuple[str, ...],
) -> Newcomer:
    me = roster.members[practice.member.id]
    return Newcomer(
        vault=practice.settings.where,
        member=me.id.hex(),
        name=me.name,
        standing=me.standing,
        invited_by=roster.name_of(bytes.fromhex(invitation.by)),
        fingerprint=words_of(practice, me),
        slots=tuple(map(slot_line, rows)),
        recovery_kit=str(kit),
        warnings=warnings,
    )


def require_in_time(invitation: Invitation, settings: Settings) -> None:
    """InvitationOver."""
    if invitation.until < settings.clock():
        from ipt_notes.course.wording import shown_moment

        raise InvitationOver(until=shown_moment(invitation.until), by=invitation.by_name)


def _opened(settings: Settings, invitation: Invitation) -> VaultPort:
    """The vault that the invitation is for. VaultNotFound, AnotherVault."""
    try:
        port = open_known(settings)
    except VaultNotFound as error:
        error.hint = _ASK_WHERE.format(by=invitation.by_name)
        raise
    if port.vault_id.hex() != invitation.vault:
        port.close()
        raise AnotherVault(where=settings.where, invited=invitation.where)
    return port


def _entry(invitation: Invitation) -> Entry:
    """What the file says of the roster: its key, and a place that it must hold."""
    head = Head(invitation.roster.seq, bytes.fromhex(invitation.roster.hash))
    return Entry(bytes.fromhex(invitation.roster_key), head)


def _read_open(practice: Practice, invitation: Invitation) -> Roster:
    """The roster: the one of the invitation, which is open in it."""
    try:
        roster = read(practice, _entry(invitation)).roster
    except RolledBack:
        raise OlderRoster(where=practice.settings.where, by=invitation.by_name) from None
    _inviter(practice, roster, invitation)
    _require_unused(roster, invitation)
    return roster


def _require_unused(roster: Roster, invitation: Invitation) -> None:
    if bytes.fromhex(invitation.invite) not in roster.invites:
        raise InvitationSpent(by=invitation.by_name)


def _inviter(practice: Practice, roster: Roster, invitation: Invitation) -> Colleague:
    """Who invited, with the keys whose words stand in the file."""
    inviter = roster.members.get(bytes.fromhex(invitation.by))
    if inviter is None or words_of(practice, inviter) != invitation.fingerprint:
        raise OlderRoster(where=practice.settings.where, by=invitation.by_name)
    return inviter


def _commit(practice: Practice, new: _New, invitation: Invitation, rows: Sequence[KeyRow]) -> Roster:
    """One transaction: identity, ways in, the key of the roster, the inviter's pin, and the record that tells of it."""
    member, vault, entry = new.member, practice.port.vault_id, _entry(invitation)
    inviter: list[Colleague] = []

    def decide(roster: Roster) -> list[Bodies]:
        _require_unused(roster, invitation)
        require_new_name(roster, member.name)
        inviter[:] = [_inviter(practice, roster, invitation)]
        return [_joined(member, vault, invitation)]

    def changes(head: Head) -> list[KeyChange]:
        return [
            KeyChange("member", member.id, IDENTITY, new.identity),
            *(KeyChange(*row) for row in rows),
            entry_row(Entry(entry.key, head), member=member, vault=vault),
            *(pin_of(colleague, member=member, vault=vault) for colleague in inviter),
        ]

    return append_roster(practice, decide, entry=entry, changes=changes)


def _joined(member: Member, vault: bytes, invitation: Invitation) -> Joined:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    invite, public = bytes.fromhex(invitation.invite), (member.public, member.encryption_public)
    one_time = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(invitation.seed))
    proof = one_time.sign(join_proof(vault, invite, member.id, *public))
    signing, encryption = (key.hex() for key in public)
    return Joined(invitation.invite, member.id.hex(), member.name, signing, encryption, proof.hex())


def _remember(practice: Practice, *, in_keyring: bool) -> None:
    """This machine knows the member, the vault's place, and where the streams end."""
    remember_place(practice)
    practice.remember()
    remember_member(practice.settings, practice.port.vault_id, practice.member.id)
    if in_keyring:
        from ipt_notes.services.unlock import keyring_memory

        keyring_memory.remember(practice)
