"""The rows of colleagues that hold an erased client's keys: all of them go, and each colleague is told by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.records import AccessGranted, EmergencyOpened
from ipt_notes.keys.grants import shared_rows
from ipt_notes.keys.offers import seal_notice
from ipt_notes.services.members.rights import NotAllowed
from ipt_notes.services.practice import member_id
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import OpenChart, Practice


def require_governed(practice: Practice, chart: OpenChart) -> None:
    """NotAllowed for a member who neither holds the chart nor, as an owner of the practice, says who may read it."""
    me = practice.member.id.hex()
    if not chart.access.governs(me, practice.standings):
        holder = practice.roster.name_of(member_id(chart.access.holder))
        raise NotAllowed(code=chart.code, holder=holder, role=chart.access.role_of(me) or "no")


def rows_of_others(practice: Practice, chart: OpenChart) -> Iterator[KeyChange]:
    """The deletion of every grant and offer of the client, whoever has it, and the notices that say so."""
    client = chart.grant.client
    for member in _ever_given(practice, chart) - {practice.member.id}:
        rows = shared_rows(practice.port.key_rows("grant", member), chart.grant.keys, member)
        yield from (KeyChange(*row[:3], None) for row in rows)
        notice = _notice(practice, chart, member, rows[0].id) if rows else None
        yield KeyChange("offer", member, client, notice)
    for member in practice.roster.members:
        if practice.port.key_row("recovery", member, client) is not None:
            yield KeyChange("recovery", member, client, None)


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
