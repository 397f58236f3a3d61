"""Changes what is known of a client as a person: name and date of birth. What they were stays in the chart's history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.records import ClientChanged
from ipt_notes.keys.grants import Grant
from ipt_notes.services.clients import require_born
from ipt_notes.services.unlock.regranting import write_with_grant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.records import Bodies
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class Particulars(Struct, frozen=True):
    """Who the client with a code is; "" and None where it is not known."""

    code: str
    name: str
    born: dt.date | None


def particulars(chart: OpenChart) -> Particulars:
    """What the chart knows now."""
    client = chart.chart.client
    return Particulars(client.code, client.name, client.born)


def edit_client(
    practice: Practice, grant: Grant, *, name: str | None = None, born: dt.date | None = None
) -> Particulars:
    """Record another name ("": none) or date of birth; None leaves it as it is, and what is so already is not recorded.

    UsageProblem for a date of birth that is still to come; ErasedMeanwhile.
    """
    require_born(practice, born)

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        client = chart.chart.client
        now = ClientChanged(client.code, client.name if name is None else name, born or client.born)
        is_so = (now.name, now.born) == (client.name, client.born)
        changed = Grant(chart.grant.client, chart.grant.keys, chart.grant.code, now.name)
        return changed, [] if is_so else [now]

    return particulars(write_with_grant(practice, grant, decide))
