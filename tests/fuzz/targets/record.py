"""A record's payload: one of ours or damage; what is one of ours is written again as it was."""

from __future__ import annotations

from typing import get_args

from ipt_notes.course.records import Bodies, decode, encode
from ipt_notes.errors import ChartDamaged
from tests.fuzz.saying import says

TOKENS = (
    *(f'"kind":"{body.__struct_config__.tag}"' for body in get_args(Bodies)),
    *sorted({f'"{field}":' for body in get_args(Bodies) for field in body.__struct_fields__}),
    "null", "true", "1e308", "\\ud800", "2026-03-16T09:00:00Z", "0001-01-01T00:00:00+14:00", "[[[[", '{"":',
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """The payload as it comes out of the seal."""
    try:
        record = decode(data, 7)
    except ChartDamaged as error:
        says(error, r"record 7 of a chart is damaged or was tampered with\.")
        return
    again = encode(record)
    assert encode(decode(again)) == again
    assert record.id not in repr(record) or len(record.id) <= 8
