"""The rows of colleagues that hold an erased client's keys: all of them go, and each colleague is told by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.records import AccessGranted, EmergencyOpened
from ipt_notes.keys.grants import shared_rows
from ipt_notes.keys.offers import seal_notice
from ipt_notes.services.members.rights import NotAllowed
from ipt_notes.services.members.rows import client_of, offered_row
from ipt_notes.services.open_chart import member_id
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_NO_ROW = bytes(32)
"""The tag in the notice for a member who had no row of the client."""


def require_governed(practice: Practice, chart: OpenChart) -> None:
    """NotAllowed for a member who neither holds the chart nor, as an owner of the practice, says who may read it."""
    me = practice.member.id.hex()
    practice.look_again()
    if not chart.access.governs(me, lambda: practice.roster.now):
        holder = practice.roster.name_of(member_id(chart.access.holder))
        raise NotAllowed(code=chart.code, holder=holder, role=chart.access.role_of(me) or "no")


def rows_of_others(practice: Practice, chart: OpenChart) -> Iterator[KeyChange]:
    """The deletion of every grant and offer of the client, whoever has it, and the notices that say so.

    Who shares the chart and has no row of it yet may be taking an offer up at this moment: the notice is for them too.
    """
    client = chart.grant.client
    practice.look_again()
    for member in _ever_given(practice, chart):
        offers = practice.port.key_rows("offer", member)
        yield from (KeyChange(*row[:3], None) for row in offers if client_of(row.id) == client)
        if member == practice.member.id:
            continue
        rows = shared_rows(practice.port.key_rows("grant", member), chart.grant.keys, member)
        yield from (KeyChange(*row[:3], None) for row in rows)
        if _is_to_be_told(practice, chart, member, has_row=bool(rows)):
            notice = _notice(practice, chart, member, rows[0].id if rows else _NO_ROW)
            yield KeyChange("offer", member, offered_row(client, chart.head.seq + 1), notice)
    for member in map(bytes.fromhex, practice.roster.ever_recovery):
        if practice.port.key_row("recovery", member, client) is not None:
            yield KeyChange("recovery", member, client, None)


def _is_to_be_told(practice: Practice, chart: OpenChart, member: bytes, *, has_row: bool) -> bool:
    is_present = practice.roster.members[member].is_present
    return is_present and (has_row or chart.access.role_of(member.hex()) is not None)


def _ever_given(practice: Practice, chart: OpenChart) -> set[bytes]:
    """Everybody who may have a row of the client: access that was taken back may not have been noticed yet."""
    named = {chart.records[0].author, chart.access.holder}
    for record in chart.records:
        if isinstance(record.body, AccessGranted | EmergencyOpened):
            named.add(record.body.member)
    return {member_id(each) for each in named} & practice.roster.members.keys()


def _notice(practice: Practice, chart: OpenChart, member: bytes, tag: bytes) -> bytes:
    return seal_notice(
        chart.grant.client,
        what="erased",
        epoch=max(chart.grant.keys),
        to=member,
        grantor=practice.member,
        vault=practice.port.vault_id,
        tag=tag,
    )
