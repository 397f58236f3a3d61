"""What a change of a chart's keys, code or access means for the members who share it: offers and notices to them.

An offer lies in the recipient's rows until their next command takes it up. One for a recovery recipient is of a kind of
its own, and stays there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.keys.grants import Grant
from ipt_notes.keys.offers import seal_notice, seal_offer
from ipt_notes.services.members import pins
from ipt_notes.services.members.rows import client_of, offered_row
from ipt_notes.services.open_chart import member_id
from ipt_notes.services.trust.ledger import OFFERED
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.course.access import Access
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

RECOVER = "recover"


def people(access: Access) -> dict[str, str]:
    """The role of each member who shares a chart, its holder among them, by their id as hex digits."""
    return {access.holder: "write", **access.roles}


def rows_for(practice: Practice, before: OpenChart, grant: Grant, after: OpenChart) -> Iterator[KeyChange]:
    """The offers and notices to others, when `grant` takes the place of the one `before` was read with. ChangedKey."""
    was, now = people(before.access), people(after.access)
    offered = Grant(grant.client, grant.keys, after.chart.client.code, grant.name)
    is_new = _is_new(before.grant, grant)
    handed = {before.access.holder} ^ {after.access.holder}
    for member, role in now.items():
        if is_new or was.get(member) != role or member in handed:
            yield from offer_rows(practice, member_id(member), offered, role, seq=after.head.seq)
    for member in was.keys() - now.keys():
        yield from _notice(practice, member_id(member), grant, seq=after.head.seq)
    if is_new or handed:
        yield from recovery_rows(practice, offered)


def _is_new(old: Grant, new: Grant) -> bool:
    """Whether what a grant says has changed: those who have the old one need the new one."""
    return (old.keys, old.code, old.name) != (new.keys, new.code, new.name)


def is_lent(practice: Practice, access: Access) -> bool:
    """Whether others who are in the practice have a chart's keys, or have them at hand for an emergency."""
    others = (each for each in practice.roster.present if each.id != practice.member.id)
    return any(each.is_recovery or access.role_of(each.id.hex()) for each in others)


def offer_rows(
    practice: Practice, member: bytes, grant: Grant, role: str, *, seq: int
) -> Iterator[KeyChange]:
    """The row that offers a grant to somebody else who is in the practice, with record `seq` of the chart. ChangedKey."""
    colleague = practice.roster.members.get(member)
    if colleague and colleague.is_present and member != practice.member.id:
        refuse_changed(practice, colleague)
        yield from _earlier(practice, member, grant.client, seq)
        yield _row(practice, colleague, grant, role, offered_row(grant.client, seq))


def offer_again(practice: Practice, chart: OpenChart, member: bytes) -> None:
    """Offer a chart to who has access to it and may have lost its keys. ChangedKey."""
    role = chart.access.role_of(member.hex())
    if role is None:
        return
    old = chart.grant
    grant = Grant(old.client, old.keys, chart.chart.client.code, old.name)
    rows = list(offer_rows(practice, member, grant, role, seq=chart.head.seq))
    practice.change_keys(rows)
    take_back_from_gone(practice, rows)


def _earlier(practice: Practice, member: bytes, client: bytes, seq: int) -> Iterator[KeyChange]:
    """The deletion of what was offered before, and not taken up."""
    for row in practice.port.key_rows("offer", member):
        if client_of(row.id) == client and row.id < offered_row(client, seq):
            yield KeyChange(*row[:3], None)


def take_back_from_gone(practice: Practice, rows: Iterable[KeyChange]) -> None:
    """Delete what of these rows was given to somebody who left at the same moment."""
    practice.look_again()
    present = {each.id for each in practice.roster.present}
    given = (row for row in rows if row.kind in OFFERED and row.blob is not None)
    gone = [KeyChange(*row[:3], None) for row in given if row.member not in present]
    if gone:
        practice.change_keys(gone)


def recovery_rows(practice: Practice, grant: Grant) -> Iterator[KeyChange]:
    """The rows with a client's keys for those who are to open any chart in an emergency.

    One whose keys are not those that this member confirmed is damage, and is given nothing.
    """
    for colleague in practice.roster.present if practice.is_shared else ():
        if not colleague.is_recovery or colleague.id == practice.member.id:
            continue
        try:
            refuse_changed(practice, colleague)
        except pins.ChangedKey as error:
            practice.leave_out(error.message)
        else:
            yield _row(practice, colleague, grant, RECOVER, grant.client)


def refuse_changed(practice: Practice, colleague: Colleague) -> None:
    """ChangedKey where a colleague was confirmed with other keys. One who was not confirmed here was by who gave them access."""
    with suppress(pins.NotConfirmed):
        pins.require_pinned(practice, colleague)


def _row(practice: Practice, to: Colleague, grant: Grant, role: str, id_: bytes) -> KeyChange:
    sealed = seal_offer(
        grant,
        role=role,
        to=to.id,
        encryption=to.encryption,
        grantor=practice.member,
        vault=practice.port.vault_id,
    )
    return KeyChange("recovery" if role == RECOVER else "offer", to.id, id_, sealed)


def _notice(practice: Practice, member: bytes, grant: Grant, *, seq: int) -> Iterator[KeyChange]:
    """The row that tells a member whose access was taken back, in the place of offers that were not taken up."""
    colleague = practice.roster.members.get(member)
    if colleague is None or not colleague.is_present:
        return
    sealed = seal_notice(
        grant.client,
        what="withdrawn",
        epoch=max(grant.keys),
        to=member,
        grantor=practice.member,
        vault=practice.port.vault_id,
    )
    yield from _earlier(practice, member, grant.client, seq)
    yield KeyChange("offer", member, offered_row(grant.client, seq), sealed)
