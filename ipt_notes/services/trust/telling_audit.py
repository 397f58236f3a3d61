"""The audit in words: who read, wrote, signed and exported what, and every change of a key, in the order of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.services.reading import chart_history
from ipt_notes.services.trust import ledger as told
from ipt_notes.services.trust.auditing import Looked, read_audit
from ipt_notes.services.trust.ledger import MachineJoined, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

LEDGER = "ledger"


class AuditLine(Struct, frozen=True):
    """One thing that was done; `at` is UTC, `code` the client's ("" where it is not about one).

    `where` is what tells of it: "ledger", "chart", or the name of the computer whose audit does.
    """

    at: dt.datetime
    by: str
    what: str
    code: str
    where: str


def audit_lines(practice: Practice, code: str | None, since: dt.date | None) -> list[AuditLine]:
    """Every line, or those about one client, from a day on. Each record is opened, and what is not authentic is Damaged."""
    grants = [practice.find(code)] if code else list(practice.grants())
    names = {grant.client.hex(): grant.code for grant in grants}
    lines = [*_chart_lines(practice, names), *_machine_lines(practice, names, is_of_one=code is not None)]
    wanted = (line for line in lines if since is None or line.at.date() >= since)
    return sorted((line for line in wanted if code is None or line.code), key=lambda line: line.at)


def _chart_lines(practice: Practice, names: dict[str, str]) -> Iterator[AuditLine]:
    charts = practice.charts() if len(names) != 1 else iter([practice.open(*names.values())])
    for chart in charts:
        for line in chart_history(practice, chart):
            yield AuditLine(line.at, line.by, line.what, chart.code, "chart")


def _machine_lines(practice: Practice, names: dict[str, str], *, is_of_one: bool) -> Iterator[AuditLine]:
    """The ledger's lines, and behind them those of every machine it names. Who looked at every chart looked at this one."""
    by, machines = practice.member.name or "the therapist", []
    one = next(iter(names.values())) if is_of_one else ""
    for record, _ in read_ledger(practice.port, practice.member):
        if isinstance(record.body, MachineJoined):
            machines.append(record.body)
        yield AuditLine(record.at, by, _said(record.body), _of(record.body, names), LEDGER)
    for joined in machines:
        for looked, _ in read_audit(practice.port, practice.member, bytes.fromhex(joined.stream)):
            body = looked.body
            if not isinstance(body, Looked):
                continue
            if body.is_all:
                yield AuditLine(looked.at, by, f"looked at every chart ({body.command})", one, joined.name)
            for client in body.clients:
                code = names.get(client, "")
                yield AuditLine(looked.at, by, f"looked at it ({body.command})", code, joined.name)


def _of(body: told.Bodies, names: dict[str, str]) -> str:
    return names.get(body.client, "") if isinstance(body, told.ClientErased) else ""


def _said(body: told.Bodies) -> str:  # noqa: PLR0911 - one line a kind
    match body:
        case told.KeyChanged():
            what = f"the {body.row} {body.id[:8]}" if body.row == "slot" else f"a {body.row}'s keys"
            return f"{what} {'written' if body.digest else 'removed'}"
        case told.MachineJoined():
            return f"first used on the computer {body.name}"
        case told.ClientErased():
            return f"a client erased ({body.client[:8]}): {body.ground or 'no ground given'}"
        case told.BackedUp():
            return f"backed up, {body.records} records"
        case told.Restored():
            return "a backup put in its place"
        case told.Accepted():
            return f"accepted as it was: {body.reason}"
        case told.RootRenewed():
            return "root key renewed" + (
                f"; slots removed: {', '.join(slot[:8] for slot in body.removed)}" if body.removed else ""
            )
        case told.IdentityRenewed():
            return f"all keys renewed, from epoch {body.epoch} on"
        case told.Upgraded():
            return f"upgraded from format {body.before} to {body.after}"
