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
from ipt_notes.services.practice import member_id
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.access import Access
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.practice import OpenChart, Practice

RECOVER = "recover"


def people(access: Access) -> dict[str, str]:
    """The role of each member who shares a chart, its holder among them, by their id as hex digits."""
    return {access.holder: "write", **access.roles}


def rows_for(practice: Practice, before: OpenChart, grant: Grant, after: OpenChart) -> Iterator[KeyChange]:
    """The offers and notices to others, when `grant` takes the place of the one `before` was read with. ChangedKey."""
    was, now = people(before.access), people(after.access)
    offered = Grant(grant.client, grant.keys, after.chart.client.code, grant.name)
    is_new = _is_new(before.grant, grant) or not before.records
    for member, role in now.items():
        if is_new or was.get(member) != role:
            yield from _offer(practice, member_id(member), offered, role)
    for member in was.keys() - now.keys():
        yield _notice(practice, member_id(member), grant)
    if is_new:
        yield from recovery_rows(practice, offered)


def _is_new(old: Grant, new: Grant) -> bool:
    """Whether what a grant says has changed: those who have the old one need the new one."""
    return (old.keys, old.code, old.name) != (new.keys, new.code, new.name)


def _offer(practice: Practice, member: bytes, grant: Grant, role: str) -> Iterator[KeyChange]:
    """The row that offers a grant to somebody else who is in the practice."""
    colleague = practice.roster.members.get(member)
    if colleague and colleague.is_present and member != practice.member.id:
        refuse_changed(practice, colleague)
        yield _row(practice, colleague, grant, role)


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
            yield _row(practice, colleague, grant, RECOVER)


def refuse_changed(practice: Practice, colleague: Colleague) -> None:
    """ChangedKey where a colleague was confirmed with other keys. One who was not confirmed here was by who gave them access."""
    with suppress(pins.NotConfirmed):
        pins.require_pinned(practice, colleague)


def _row(practice: Practice, to: Colleague, grant: Grant, role: str) -> KeyChange:
    sealed = seal_offer(
        grant,
        role=role,
        to=to.id,
        encryption=to.encryption,
        grantor=practice.member,
        vault=practice.port.vault_id,
    )
    return KeyChange("recovery" if role == RECOVER else "offer", to.id, grant.client, sealed)


def _notice(practice: Practice, member: bytes, grant: Grant) -> KeyChange:
    """The row that tells a member whose access was taken back, in the place of an offer that was not taken up."""
    sealed = seal_notice(
        grant.client,
        what="withdrawn",
        epoch=max(grant.keys),
        to=member,
        grantor=practice.member,
        vault=practice.port.vault_id,
    )
    return KeyChange("offer", member, grant.client, sealed)
