"""What an offer of a chart's keys changes for the member who takes it up, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.services.members.rows import seq_of
from ipt_notes.services.open_chart import member_id

if TYPE_CHECKING:
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyRow


def told_offer(practice: Practice, chart: OpenChart, row: KeyRow, by: str, *, is_known: bool) -> str:
    """What an offer in this row says of the chart; `is_known`: the member had keys of it before. ChartDamaged."""
    me, the_chart = practice.member.id.hex(), f"the chart of {chart.grant.code}"
    was = practice.access_of(chart.records[: max(seq_of(row.id) - 1, 0)])
    role, before = chart.access.role_of(me), was.role_of(me)
    holder = practice.roster.name_of(member_id(chart.access.holder))
    if chart.access.holder == me:
        if was.holder == me:
            return f"{by} renewed your keys of {the_chart}, which you hold"
        return f"{by} made you the holder of {the_chart}: you say who else may read it"
    if was.holder == me:
        return f"{by} handed {the_chart} over to {holder}: you hold it no more, and have {role} access"
    if not is_known or before is None:
        return f"{by} gave you {role} access to {the_chart}"
    if before != role:
        return f"{by} changed your access to {the_chart} from {before} to {role}; {holder} holds it"
    return f"{by} renewed your {role} access to {the_chart}, which {holder} holds"
