"""Recovery recipients: members of a practice who can open any chart in an emergency, so that none is lost with its holder.

Each member gives them the keys of the charts they hold, at the first command after the roster names one. To open one is loud:
the chart says who did and why, and its holder is told until they answer it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.access import Access
from ipt_notes.course.records import EmergencyOpened
from ipt_notes.course.wording import joined
from ipt_notes.errors import ClientNotFound, Damaged, Refused, StreamMoved, UsageProblem
from ipt_notes.keys.grants import Grant, seal_own_grant
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.offers import is_offer_signed, offer_head, open_offer
from ipt_notes.services.members.audit_sharing import hand_to_owners
from ipt_notes.services.members.offering import RECOVER, is_lent, recovery_rows, take_back_from_gone
from ipt_notes.services.members.rows import RECOVERY, ids_in
from ipt_notes.services.members.taking_up import free_code, own_rows
from ipt_notes.services.reasons import reasoned
from ipt_notes.services.trust.heads import KEPT_UP
from ipt_notes.services.trust.ledger import unmoved
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyRow

_ATTEMPTS = 100
_DIGITS = 8


class NotRecovery(Refused):
    """You are not a recovery recipient of this practice."""

    hint = "an owner can make you one: `ipt-notes practice recovery NAME`; the keys follow with each therapist's next command"


class HasAccess(Refused):
    """You have {role} access to the chart of {code}: it is no emergency."""

    hint = "`ipt-notes client show {code}`"


class EmergencyAccess(Struct, frozen=True):
    """A chart was opened without its holder's word; `holder` is who will be told."""

    code: str
    holder: str
    reason: str


def keep_up(practice: Practice) -> None:
    """Give the keys of the charts that this member holds to the recovery recipients as the roster names them by now.

    And those of their audit to its owners.
    """
    practice.look_again()
    hand_to_owners(practice)
    wanted = tuple(member.id for member in practice.roster.present if member.is_recovery)
    if new := _leave_keys(practice, wanted):
        _tell(practice, new)
    practice.heads.advance(KEPT_UP, practice.roster.head)


def _leave_keys(practice: Practice, wanted: Sequence[bytes]) -> set[bytes]:
    """Leave the keys for these recipients, and for nobody else; those who were given some, and had none before."""
    for attempt in range(_ATTEMPTS):
        still_right = unmoved(practice.port, practice.member)
        known = practice.port.key_row("member", practice.member.id, RECOVERY) or b""
        if b"".join(wanted) == known:
            return set()
        before = ids_in(known)
        gone = before - set(wanted)
        marker = KeyChange("member", practice.member.id, RECOVERY, b"".join(wanted))
        rows = [*_rows(practice, gone), marker]
        try:
            practice.change_keys(rows, still_right=still_right)
        except StreamMoved:
            stand_aside(attempt)
        else:
            take_back_from_gone(practice, rows)
            return {row.member for row in rows if row.kind == "recovery" and row.blob is not None} - before
    raise StreamMoved


def _tell(practice: Practice, new: Collection[bytes]) -> None:
    names = sorted(map(practice.roster.name_of, new))
    practice.say(
        f"an owner of the practice named {joined(names)} for emergencies: the keys of the charts that you hold were"
        " given to them; to open one is recorded in it, and you are told"
    )


def _rows(practice: Practice, gone: set[bytes]) -> Iterator[KeyChange]:
    for grant in practice.grants():
        access = _access(practice, grant)
        if access is None or access.holder != practice.member.id.hex():
            continue
        yield from recovery_rows(practice, grant)
        yield from (KeyChange("recovery", member, grant.client, None) for member in gone)
        if grant.is_shared is not (lent := is_lent(practice, access)):
            grant.is_shared = lent
            yield _own_row(practice, grant)


def _access(practice: Practice, grant: Grant) -> Access | None:
    """Who may do what with a chart; None for one that is damaged, or gone."""
    if not grant.is_shared:
        return Access(practice.member.id.hex())
    try:
        access = practice.read(grant).access
    except (Damaged, Refused, ClientNotFound):
        return None
    practice.looked_at.discard(grant.client.hex())
    return access


def _own_row(practice: Practice, grant: Grant) -> KeyChange:
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    return KeyChange("grant", practice.member.id, tag, blob)


def open_in_emergency(practice: Practice, code: str, reason: str) -> EmergencyAccess:
    """Open a chart with the keys that its holder left for emergencies; from then on it can be read like any other.

    NotRecovery; ClientNotFound where nobody left the keys of such a client; HasAccess; UsageProblem without a reason, and
    where several clients have the code.
    """
    why = reasoned(reason, "an emergency")
    me = practice.roster.members[practice.member.id]
    if not me.is_recovery:
        raise NotRecovery
    grant, by = _granted(practice, code)
    for attempt in range(_ATTEMPTS):
        still_right = unmoved(practice.port, practice.member)
        chart = practice.read_as(grant)
        if role := chart.access.role_of(practice.member.id.hex()):
            raise HasAccess(code=code, role=str(role))
        appends, after = practice.seal(chart, [EmergencyOpened(practice.member.id.hex(), why)])
        known = own_rows(practice, grant)
        grant.name = chart.chart.client.name
        grant.code = free_code(practice, chart.chart.client.code, known, by)
        own = _own_row(practice, grant)
        gone = [KeyChange(*row[:3], None) for row in known if row.id != own.id]
        try:
            practice.change_keys([*gone, own], appends=appends, still_right=still_right)
        except StreamMoved:
            stand_aside(attempt)
            continue
        practice.wrote(after)
        holder = practice.roster.name_of(bytes.fromhex(chart.access.holder))
        return EmergencyAccess(grant.code, holder, why)
    raise StreamMoved


def _granted(practice: Practice, code: str) -> tuple[Grant, str]:
    """The keys of the client with this code, as a member left them for emergencies, and who that was.

    The client may be named by the first 8 hex digits of their id, too. ClientNotFound; UsageProblem with those digits
    where several have the code.
    """
    wanted = normal_code(code)
    rows = practice.port.key_rows("recovery", practice.member.id)
    left = [each for row in rows if (each := _opened(practice, row))]
    found = [(grant, by) for grant, by in left if _is_called(grant, wanted)]
    if not found:
        raise ClientNotFound(code=code, hint="the keys of no such client were left for emergencies")
    if len(found) > 1:
        which = " or ".join(f"{grant.client.hex()[:_DIGITS]} (left by {by})" for grant, by in found)
        raise UsageProblem(
            what=f"{len(found)} clients have the code {code}", hint=f"name one by these digits: {which}"
        )
    return found[0]


def _is_called(grant: Grant, wanted: str) -> bool:
    with suppress(UsageProblem):  # a chart may say a code that is none
        if normal_code(grant.code) == wanted:
            return True
    return len(wanted) >= _DIGITS and grant.client.hex().startswith(wanted)


def _opened(practice: Practice, row: KeyRow) -> tuple[Grant, str] | None:
    """The grant in a row that was left for emergencies, and who left it; None for one that nobody here signed."""
    try:
        head = offer_head(row.blob)
        grantor = practice.roster.members.get(head.grantor)
        place = {"to": practice.member.id, "vault": practice.port.vault_id}
        if (head.role, head.client) != (RECOVER, row.id) or grantor is None:
            return None
        if not is_offer_signed(row.blob, signing=grantor.signing[-1][1], **place):
            return None
        return open_offer(row.blob, member=practice.member, vault=practice.port.vault_id), grantor.name
    except Damaged:
        return None
