"""Takes up what colleagues offer: grants that become own ones, and notices that access was taken back or a client erased.

Nothing is believed that the chart itself does not say. What does not fit it is told as damage, and left where it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course import records as r
from ipt_notes.course.access import follow
from ipt_notes.course.wording import shown_moment
from ipt_notes.errors import ChartDamaged, Damaged
from ipt_notes.keys.grants import Grant, grant_handle, handle_of, open_own_grant, seal_own_grant
from ipt_notes.keys.offers import erased_tag, is_offer_signed, offer_head, open_offer
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.members.offering import RECOVER
from ipt_notes.services.members.rights import AccessEnded
from ipt_notes.services.practice import Practice, member_id, records_of
from ipt_notes.vault.port import KeyChange, KeyRow

if TYPE_CHECKING:
    from ipt_notes.course.records import Record
    from ipt_notes.keys.offers import OfferHead


class _Taken(NamedTuple):
    """The rows that change with something that was taken up, and what a person hears of it."""

    changes: list[KeyChange]
    said: str


def renewed(practice: Practice, grant: Grant) -> Grant:
    """The same client's grant as a colleague offers it by now. AccessEnded where the chart says that it was taken back."""
    blob = practice.port.key_row("offer", practice.member.id, grant.client)
    ended = revoked(practice, grant)
    if blob is not None:
        take(practice, KeyRow("offer", practice.member.id, grant.client, blob))
    if ended:
        raise AccessEnded(
            code=grant.code,
            by=practice.roster.name_of(member_id(ended.author)),
            on=shown_moment(ended.at),
        )
    return practice.find_same(grant.code, grant.client)


def take(practice: Practice, row: KeyRow) -> bool:
    """Take up an offer or a notice; whether it was. One that is not what it says goes to the practice's damage, and stays."""
    try:
        head = offer_head(row.blob)
        name = _grantor(practice, head, row)
        if head.role == RECOVER:
            return False
        taken = _TAKE[head.what](practice, head, row, name)
    except Damaged:
        practice.leave_out(
            f"an offer ({row.id.hex()[:8]}) is not what a colleague signed, or does not fit its chart"
        )
        return False
    practice.change_keys([*taken.changes, KeyChange("offer", row.member, row.id, None)])
    practice.say(taken.said)
    return True


def _grantor(practice: Practice, head: OfferHead, row: KeyRow) -> str:
    """Who signed. Damaged where nobody in the roster did."""
    colleague = practice.roster.members.get(head.grantor)
    place = {"to": practice.member.id, "vault": practice.port.vault_id}
    if colleague is None or not is_offer_signed(row.blob, signing=colleague.signing[-1][1], **place):
        raise Damaged(what="an offer")
    return colleague.name


def _take_offer(practice: Practice, head: OfferHead, row: KeyRow, by: str) -> _Taken:
    """Damaged where the chart does not give this member that role, or goes on under a key that was not offered."""
    grant = open_offer(row.blob, member=practice.member, vault=practice.port.vault_id)
    if row.id != grant.client:
        raise Damaged(what="an offer")
    chart = practice.read_as(grant)
    practice.looked_at.discard(grant.client.hex())
    role = chart.access.role_of(practice.member.id.hex())
    if role is None or role != head.role:
        raise Damaged(what="an offer")
    known, client = own_rows(practice, grant), chart.chart.client
    grant.name = client.name
    grant.code = _free_code(practice, client.code, known, by)
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    gone = [KeyChange(*each[:3], None) for each in known if each.id != tag]
    what = f"the chart of {grant.code}"
    said = (
        f"{by} gave you {role} access to {what}"
        if not known
        else f"{by} renewed your {role} access to {what}"
    )
    return _Taken([*gone, KeyChange("grant", practice.member.id, tag, blob)], said)


def own_rows(practice: Practice, grant: Grant) -> list[KeyRow]:
    """The member's own rows of a client who is shared."""
    handle = grant_handle(grant.keys, practice.member.id)
    return [
        row for row in practice.port.key_rows("grant", practice.member.id) if handle_of(row.blob) == handle
    ]


def _free_code(practice: Practice, code: str, known: list[KeyRow], by: str) -> str:
    """The client's code; with the grantor's name behind it where another client of this member has it."""
    taken = practice.port.key_row("grant", practice.member.id, practice.member.index_tag(code))
    if taken is None or any(row.blob == taken for row in known):
        return code
    return f"{code}@{by}"[:64]


def _take_withdrawal(practice: Practice, head: OfferHead, _: KeyRow, by: str) -> _Taken:
    """Damaged where the chart can be read to its end, or does not say that this member's access was taken back."""
    found = _own_grants(practice, head.client)
    ended = revoked(practice, found[0][1]) if found else None
    if found and not ended:
        raise Damaged(what="a notice")
    code = found[0][1].code if found else "a client"
    on = f" on {shown_moment(ended.at)}" if ended else ""
    said = f"{by} took back your access to the chart of {code}{on}; what was written since, you can't read"
    return _Taken([KeyChange(*row[:3], None) for row, _grant in found], said)


def _take_erasure(practice: Practice, _: OfferHead, row: KeyRow, by: str) -> _Taken:
    """Damaged where the grant is still there: an erasure deletes it itself, and a notice alone takes nothing away."""
    gone = KeyChange("grant", practice.member.id, erased_tag(row.blob), None)
    if practice.port.key_row(*gone[:3]) is not None:
        raise Damaged(what="a notice")
    return _Taken([gone], f"{by} erased a client who was shared with you")


def _take_audit(practice: Practice, head: OfferHead, row: KeyRow, by: str) -> _Taken:
    from ipt_notes.services.members.audit_sharing import kept_row

    kept = kept_row(practice, head.grantor, row)
    return _Taken(
        [kept], f"{by} shares with you, as an owner of the practice, the audit of what they looked at"
    )


def _own_grants(practice: Practice, client: bytes) -> list[tuple[KeyRow, Grant]]:
    """The member's rows of a client whose keys are not at hand, with what they say; one that is damaged is left out."""
    found = []
    for row in practice.port.key_rows("grant", practice.member.id):
        try:
            grant = open_own_grant(row.blob, tag=row.id, member=practice.member, vault=practice.port.vault_id)
        except Damaged:
            continue
        if grant.client == client:
            found.append((row, grant))
    return found


def revoked(practice: Practice, grant: Grant) -> Record | None:
    """The record that took the member's access back, where it is the last one that their keys open."""
    keys = StreamKeys(practice.port.vault_id, grant.client, grant.keys)
    records: list[Record] = []
    is_whole = False
    try:
        for opened, record in records_of(practice.port, grant, keys):
            practice.require_author(opened, record)
            records.append(record)
        is_whole = True
    except ChartDamaged:
        pass
    if is_whole or not records:
        return None
    last = records[-1]
    follow(records, practice.standings)
    is_theirs = isinstance(last.body, r.AccessRevoked) and last.body.member == practice.member.id.hex()
    return last if is_theirs else None


_TAKE = {"offer": _take_offer, "withdrawn": _take_withdrawal, "erased": _take_erasure, "audit": _take_audit}
