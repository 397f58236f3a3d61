"""A chart of any records: courses that every rule can be asked about, or damage that names the record."""

from __future__ import annotations

import datetime as dt

from ipt_notes.checks.engine import check_course, export_obstacles
from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ChartDamaged
from tests.fuzz.draws import Draws
from tests.fuzz.saying import says
from tests.fuzz.structs import records_of

_TODAY = dt.date(2026, 6, 1)


def fuzz(data: bytes) -> None:
    """The same records give the same chart, or the same damage, every time."""
    records = records_of(Draws(data))
    try:
        chart = replay_chart(records)
    except ChartDamaged as error:
        says(error, r"record ([1-9]|1\d|20) of a chart is damaged or was tampered with\.")
        return
    assert replay_chart(records) == chart
    for course in chart.courses:
        assert all(finding.message for finding in check_course(course, _TODAY))
        export_obstacles(course, _TODAY)
