"""Recovery recipients: members of a practice who can open any chart in an emergency, so that none is lost with its holder.

Each member gives them the keys of the charts they hold, at the first command after the roster names one. To open one is loud:
the chart says who did and why, and its holder is told until they answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.records import EmergencyOpened
from ipt_notes.course.wording import joined
from ipt_notes.errors import ClientNotFound, Damaged, Refused, StreamMoved
from ipt_notes.keys.grants import Grant, seal_own_grant
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.offers import is_offer_signed, offer_head, open_offer
from ipt_notes.services.members.audit_sharing import hand_to_owners
from ipt_notes.services.members.offering import RECOVER, recovery_rows
from ipt_notes.services.members.rows import RECOVERY
from ipt_notes.services.members.taking_up import own_rows
from ipt_notes.services.reasons import reasoned
from ipt_notes.services.trust.heads import KEPT_UP
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyRow

_ATTEMPTS = 100


class NotRecovery(Refused):
    """You are not a recovery recipient of this practice."""

    hint = "an owner can make you one: `ipt-notes practice recovery NAME`; charts that are written to later follow"


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
    hand_to_owners(practice)
    wanted = tuple(member.id for member in practice.roster.present if member.is_recovery)
    known = practice.port.key_row("member", practice.member.id, RECOVERY) or b""
    if b"".join(wanted) != known:
        gone = {known[at : at + 16] for at in range(0, len(known), 16)} - set(wanted)
        marker = KeyChange("member", practice.member.id, RECOVERY, b"".join(wanted))
        practice.change_keys([*_rows(practice, gone), marker])
        _tell(practice, wanted)
    practice.heads.advance(KEPT_UP, practice.roster.head)


def _tell(practice: Practice, wanted: Sequence[bytes]) -> None:
    names = [practice.roster.name_of(member) for member in wanted if member != practice.member.id]
    if names:
        practice.say(
            f"an owner of the practice named {joined(names)} for emergencies: the keys of the charts that you hold were"
            " given to them; to open one is recorded in it, and you are told"
        )


def _rows(practice: Practice, gone: set[bytes]) -> Iterator[KeyChange]:
    for grant in practice.grants():
        if not _holds(practice, grant):
            continue
        yield from recovery_rows(practice, grant)
        yield from (KeyChange("recovery", member, grant.client, None) for member in gone)


def _holds(practice: Practice, grant: Grant) -> bool:
    """Whether the member holds the chart. One that is damaged is left out."""
    if not grant.is_shared:
        return True
    try:
        holds = practice.read(grant).access.holder == practice.member.id.hex()
    except (Damaged, Refused, ClientNotFound):
        return False
    practice.looked_at.discard(grant.client.hex())
    return holds


def open_in_emergency(practice: Practice, code: str, reason: str) -> EmergencyAccess:
    """Open a chart with the keys that its holder left for emergencies; from then on it can be read like any other.

    NotRecovery; ClientNotFound where nobody left the keys of such a client; HasAccess; UsageProblem without a reason.
    """
    why = reasoned(reason, "an emergency")
    me = practice.roster.members[practice.member.id]
    if not me.is_recovery:
        raise NotRecovery
    grant = _granted(practice, code)
    for attempt in range(_ATTEMPTS):
        chart = practice.read_as(grant)
        if role := chart.access.role_of(practice.member.id.hex()):
            raise HasAccess(code=code, role=str(role))
        appends, after = practice.seal(chart, [EmergencyOpened(practice.member.id.hex(), why)])
        try:
            practice.change_keys(_own_row(practice, grant), appends=appends)
        except StreamMoved:
            stand_aside(attempt)
            continue
        practice.wrote(after)
        holder = practice.roster.name_of(bytes.fromhex(chart.access.holder))
        return EmergencyAccess(grant.code, holder, why)
    raise StreamMoved


def _own_row(practice: Practice, grant: Grant) -> list[KeyChange]:
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    gone = [KeyChange(*row[:3], None) for row in own_rows(practice, grant) if row.id != tag]
    return [*gone, KeyChange("grant", practice.member.id, tag, blob)]


def _granted(practice: Practice, code: str) -> Grant:
    """The keys of the client with this code, as they were left for emergencies. ClientNotFound."""
    wanted = normal_code(code)
    for row in practice.port.key_rows("recovery", practice.member.id):
        grant = _opened(practice, row)
        if grant and normal_code(grant.code) == wanted:
            return grant
    raise ClientNotFound(code=code, hint="the keys of no such client were left for emergencies")


def _opened(practice: Practice, row: KeyRow) -> Grant | None:
    """The grant in a row that was left for emergencies; None for another row, and for one that nobody here signed."""
    try:
        head = offer_head(row.blob)
        grantor = practice.roster.members.get(head.grantor)
        place = {"to": practice.member.id, "vault": practice.port.vault_id}
        if head.role != RECOVER or grantor is None:
            return None
        if not is_offer_signed(row.blob, signing=grantor.signing[-1][1], **place):
            return None
        return open_offer(row.blob, member=practice.member, vault=practice.port.vault_id)
    except Damaged:
        return None
