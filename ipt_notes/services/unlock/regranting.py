"""Writes to a chart together with its grant: what the grant holds, such as keys and a name, has changed with the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.records import EpochBegun
from ipt_notes.errors import StreamMoved
from ipt_notes.keys.grants import seal_own_grant
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.course.records import Bodies
    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append

_ATTEMPTS = 100


def write_with_grant(
    practice: Practice, grant: Grant, decide: Callable[[OpenChart], tuple[Grant, Sequence[Bodies]]]
) -> OpenChart:
    """The changed grant and the records that `decide` makes of the chart, in one transaction; the chart with them.

    It decides anew when another program wrote in between; it gives no bodies to write nothing. The records from an
    `EpochBegun` on are under the newest key of the changed grant, whose code is the old one's. Who shares the chart
    is offered what changed for them. ErasedMeanwhile, NotAllowed; StreamMoved only if the chart never stands still.
    """
    for attempt in range(_ATTEMPTS):
        practice.look_again()
        chart = practice.read(grant)
        changed, bodies = decide(chart)
        if not bodies:
            return chart
        appends, after = _sealed(practice, chart, changed, bodies)
        rows = _rows(practice, chart, after)
        try:
            practice.change_keys(rows, appends=appends)
        except StreamMoved:
            stand_aside(attempt)
            grant = practice.find_again(grant)
        else:
            practice.wrote(after)
            _look_after(practice, rows)
            return after
    raise StreamMoved


def _sealed(
    practice: Practice, chart: OpenChart, changed: Grant, bodies: Sequence[Bodies]
) -> tuple[list[Append], OpenChart]:
    """The records before a new epoch under the key there was, so that who leaves can read that they did; then the others."""
    at = next((at for at, body in enumerate(bodies) if isinstance(body, EpochBegun)), 0)
    last, chart = practice.seal(chart, bodies[:at])
    keys = StreamKeys(practice.port.vault_id, changed.client, changed.keys)
    renewed = OpenChart(changed, keys, chart.records, chart.head, chart.access)
    appends, after = practice.seal(renewed, bodies[at:])
    return [*last, *appends], after


def _rows(practice: Practice, before: OpenChart, after: OpenChart) -> list[KeyChange]:
    """The member's own row of the changed grant, and those for others who share the chart."""
    if not practice.is_shared:
        return [_own_row(practice, after.grant)]
    # a colleague may have changed the name, and what they offer not be taken up yet
    after.grant.name = after.chart.client.name
    from ipt_notes.services.members.offering import is_lent, rows_for

    after.grant.is_shared = is_lent(practice, after.access)
    return [_own_row(practice, after.grant), *rows_for(practice, before, after.grant, after)]


def _own_row(practice: Practice, grant: Grant) -> KeyChange:
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    return KeyChange("grant", practice.member.id, tag, blob)


def _look_after(practice: Practice, rows: Sequence[KeyChange]) -> None:
    """Somebody to whom something was given may have left at the same moment."""
    if practice.is_shared:
        from ipt_notes.services.members.offering import take_back_from_gone

        take_back_from_gone(practice, rows)
