"""Writes to a chart together with its grant: what the grant holds, such as keys and a name, has changed with the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import StreamMoved
from ipt_notes.keys.grants import seal_own_grant
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.practice import OpenChart
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.course.records import Bodies
    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice

_ATTEMPTS = 100


def write_with_grant(
    practice: Practice, grant: Grant, decide: Callable[[OpenChart], tuple[Grant, Sequence[Bodies]]]
) -> OpenChart:
    """The changed grant and the records that `decide` makes of the chart, in one transaction; the chart with them.

    It decides anew when another program wrote in between; it gives no bodies to write nothing. The records are under
    the newest key of the changed grant, whose code is the old one's. ErasedMeanwhile; StreamMoved only if the chart never
    stands still.
    """
    for attempt in range(_ATTEMPTS):
        chart = practice.read(grant)
        changed, bodies = decide(chart)
        if not bodies:
            return chart
        keys = StreamKeys(practice.port.vault_id, changed.client, changed.keys)
        appends, after = practice.seal(OpenChart(changed, keys, chart.records, chart.head), bodies)
        tag, blob = seal_own_grant(changed, member=practice.member, vault=practice.port.vault_id)
        try:
            practice.change_keys([KeyChange("grant", practice.member.id, tag, blob)], appends=appends)
        except StreamMoved:
            stand_aside(attempt)
            grant = practice.find_again(grant)
        else:
            practice.wrote(after)
            return after
    raise StreamMoved
