"""Keeps charts as long as they must be kept: what is due, holds, and clients' requests for erasure.

Nothing is erased here. A chart whose time is over is listed as due; `erasing` erases one chart that is named.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.course.retention import SOURCE, Policy, Retention, retention_of
from ipt_notes.errors import Refused
from ipt_notes.keys.private import private_stream
from ipt_notes.services.reasons import reasoned
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust.retention_rules import policy_file, read_policy, told_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.vocabulary import ErasureDecision
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class OnHold(Refused):
    """{code} is on hold and stays as it is."""

    hint = "`ipt-notes client retention {code}` shows why, and how the hold is lifted"


class HeldAlready(Refused):
    """{code} is on hold already."""

    hint = "`ipt-notes client retention {code}` shows why"


class NotOnHold(Refused):
    """{code} is not on hold."""

    hint = "`ipt-notes client retention {code}` shows how long it is kept"


class RequestLine(Struct, frozen=True):
    """A client's request for erasure, and what was decided on what ground."""

    on: dt.date
    decision: str
    ground: str


class RetentionLine(Struct, frozen=True):
    """How long a chart is kept. `is_due`: its time is over and nothing holds it. `held_since` is UTC."""

    code: str
    chart_class: str
    last_service: dt.date
    until: dt.date
    is_due: bool
    is_birth_date_missing: bool
    hold: str = ""
    held_since: dt.datetime | None = None
    requests: tuple[RequestLine, ...] = ()


class RetentionList(Struct, frozen=True):
    """The charts; the rules they are kept by, in words; where those come from; the file that may set others."""

    lines: tuple[RetentionLine, ...]
    rules: tuple[str, ...]
    source: str
    policy_file: str


class WouldErase(Struct, frozen=True):
    """What erasing this chart would take: sealed records, private notes among them, and drafts on this machine."""

    code: str
    until: dt.date
    is_due: bool
    records: int
    private_records: int
    drafts: int


class DryRun(Struct, frozen=True):
    """What erasing these charts would erase, and the codes of those that are on hold. Nothing is erased."""

    charts: tuple[WouldErase, ...]
    held: tuple[str, ...]


def standing(practice: Practice, chart: OpenChart) -> Retention:
    """How long a chart is to be kept by the practice's rules. The errors of `read_policy`."""
    return retention_of(chart.chart, read_policy(policy_file(practice.settings)))


def list_retention(practice: Practice, *, is_due_only: bool = False) -> RetentionList:
    """Every chart by its code, or those that are due."""
    path = policy_file(practice.settings)
    policy, today = read_policy(path), practice.settings.today
    lines = (_line(chart, retention_of(chart.chart, policy), today) for chart in practice.charts())
    kept = tuple(line for line in lines if line.is_due or not is_due_only)
    return RetentionList(kept, told_rules(policy), SOURCE if policy == Policy() else str(path), str(path))


def retention_line(practice: Practice, chart: OpenChart) -> RetentionLine:
    """How long one chart is kept, and what was asked and decided about it."""
    return _line(chart, standing(practice, chart), practice.settings.today)


def _line(chart: OpenChart, retention: Retention, today: dt.date) -> RetentionLine:
    hold = chart.chart.hold
    return RetentionLine(
        chart.code,
        retention.chart_class,
        retention.last_service,
        retention.until,
        is_due=retention.is_over(today) and hold is None,
        is_birth_date_missing=retention.is_birth_date_missing,
        hold=hold.reason if hold else "",
        held_since=hold.at if hold else None,
        requests=tuple(
            RequestLine(each.on, each.decision, each.ground) for each in chart.chart.erasure_requests
        ),
    )


def dry_run(practice: Practice, code: str | None = None) -> DryRun:
    """What erasing this client would erase, due or not; without a code, what erasing everything that is due would."""
    policy, today = read_policy(policy_file(practice.settings)), practice.settings.today
    would, held = [], []
    for chart in [practice.open(code)] if code is not None else practice.charts():
        retention = retention_of(chart.chart, policy)
        if code is None and not retention.is_over(today):
            continue
        if chart.chart.hold:
            held.append(chart.code)
        else:
            would.append(_would_erase(practice, chart, retention))
    return DryRun(tuple(would), tuple(held))


def _would_erase(practice: Practice, chart: OpenChart, retention: Retention) -> WouldErase:
    client = chart.grant.client
    private = practice.port.head(private_stream(practice.member, practice.port.vault_id, client)).seq
    return WouldErase(
        chart.code,
        retention.until,
        retention.is_over(practice.settings.today),
        records=chart.head.seq + private,
        private_records=private,
        drafts=len(drafts.left(practice, client.hex())),
    )


def place_hold(practice: Practice, code: str, reason: str) -> RetentionLine:
    """Keep a chart beyond its time. UsageProblem without a reason, HeldAlready."""

    def body(chart: OpenChart) -> r.Bodies:
        if chart.chart.hold:
            raise HeldAlready(code=chart.code)
        return r.HoldPlaced(reasoned(reason, "a hold"))

    return _append(practice, code, body)


def lift_hold(practice: Practice, code: str, reason: str) -> RetentionLine:
    """A chart need not be kept beyond its time any more. UsageProblem without a reason, NotOnHold."""

    def body(chart: OpenChart) -> r.Bodies:
        if chart.chart.hold is None:
            raise NotOnHold(code=chart.code)
        return r.HoldLifted(reasoned(reason, "the end of a hold"))

    return _append(practice, code, body)


def record_request(
    practice: Practice, code: str, on: dt.date, decision: ErasureDecision, ground: str
) -> RetentionLine:
    """A client's request for erasure of the day `on` (GDPR art. 17), and its answer. UsageProblem without a ground."""

    def body(_: OpenChart) -> r.Bodies:
        return r.ErasureRequested(on, decision, reasoned(ground, "a decision on erasure", "--ground"))

    return _append(practice, code, body)


def _append(practice: Practice, code: str, body: Callable[[OpenChart], r.Bodies]) -> RetentionLine:
    return retention_line(practice, practice.write(practice.find(code), lambda chart: [body(chart)]))


def refuse_held(chart: OpenChart) -> None:
    """OnHold when the chart must be kept beyond its time."""
    if chart.chart.hold:
        raise OnHold(code=chart.code)
