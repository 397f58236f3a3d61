"""What the holder of a chart owes to its privacy: an emergency that is unanswered, and access of who has left the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.command_line import typed
from ipt_notes.course.wording import joined, shown_moment
from ipt_notes.services.open_chart import member_id
from ipt_notes.services.owing import Owed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


def owed_access(practice: Practice, chart: OpenChart) -> Iterator[Owed]:
    """What this member owes there, if they hold the chart."""
    access, code = chart.access, chart.code
    if access.holder != practice.member.id.hex():
        return
    how = f"ipt-notes practice access {typed(code)}"
    for each in access.emergencies:
        who = practice.roster.name_of(member_id(each.member))
        what = f"{who} opened the chart in an emergency on {shown_moment(each.at)}: {each.reason}"
        yield Owed(code, "emergency", "now", what, how)
    if gone := _left(practice, chart):
        what = f"{joined(gone)} left the practice, and would still be given the keys of the chart"
        yield Owed(code, "access", "now", what, f"ipt-notes practice revoke {typed(code)} {typed(gone[0])}")


def _left(practice: Practice, chart: OpenChart) -> list[str]:
    """The names of those who share the chart and are in the practice no more."""
    known = (practice.roster.members.get(member_id(each)) for each in chart.access.roles)
    return [colleague.name for colleague in known if colleague and not colleague.is_present]
