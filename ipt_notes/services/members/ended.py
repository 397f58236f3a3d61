"""Whether a chart bears out what a colleague says of it: that this member's access was taken back, or the client erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.errors import ChartDamaged
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.open_chart import records_of

if TYPE_CHECKING:
    from ipt_notes.course.records import Record
    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice


def has_ended(practice: Practice, grant: Grant, *, by: bytes) -> bool:
    """Whether a chart bears out that a member took back this one's access.

    It says so in the last record that their keys open; or it went on under other keys before, which they were offered and did
    not take up: then the notice of who says who may read it counts.
    """
    return revoked(practice, grant) is not None or is_closed(practice, grant, by=by)


def revoked(practice: Practice, grant: Grant) -> Record | None:
    """The record that took the member's access back, where it is the last one that their keys open."""
    records, is_whole = _readable(practice, grant)
    if is_whole or not records:
        return None
    last = records[-1]
    practice.access_of(records)
    is_theirs = isinstance(last.body, r.AccessRevoked) and last.body.member == practice.member.id.hex()
    return last if is_theirs else None


def is_closed(practice: Practice, grant: Grant, *, by: bytes) -> bool:
    """Whether the chart ends with what these keys do not open, and a member could close it so, as far as it is read."""
    records, is_whole = _readable(practice, grant)
    return not is_whole and practice.access_of(records).governs(by.hex(), practice.standings)


def _readable(practice: Practice, grant: Grant) -> tuple[list[Record], bool]:
    """The records that a grant's keys open, up to the first that they do not; and whether that is all of the chart."""
    keys = StreamKeys(practice.port.vault_id, grant.client, grant.keys)
    records: list[Record] = []
    try:
        for opened, record in records_of(practice.port, grant, keys):
            practice.require_author(opened, record)
            records.append(record)
    except ChartDamaged:
        return records, False
    return records, True
