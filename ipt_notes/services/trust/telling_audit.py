"""The audit in words: who read, wrote, signed and exported what, and every change of a key, in the order of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.wording import local_day
from ipt_notes.errors import Damaged
from ipt_notes.services.reading import chart_history
from ipt_notes.services.trust import ledger as told
from ipt_notes.services.trust.auditing import Looked, read_audit
from ipt_notes.services.trust.ledger import MachineJoined, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.practice import Practice

LEDGER = "ledger"
_ROWS = {"offer": "an offer", "recovery": "the keys of a client, in case of emergency,"}
"""Rows of keys for another member, in words."""


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
    """Every line, or those about one client, from a day on. Each record is opened, and what is not authentic is Damaged.

    What colleagues did is among them as far as they shared their audits with this member; `not_shared` names the others.
    """
    grants = [practice.find(code)] if code else list(practice.grants())
    names = {grant.client.hex(): grant.code for grant in grants}
    charts, is_of_one = _chart_lines(practice, names), code is not None
    own = _member_lines(practice, practice.member, names, is_of_one=is_of_one)
    return _wanted([*charts, *own, *_colleagues_lines(practice, names, is_of_one=is_of_one)], code, since)


def _colleagues_lines(practice: Practice, names: dict[str, str], *, is_of_one: bool) -> Iterator[AuditLine]:
    """Those of the audits that were shared; one that can't be read is damage, and the others are told."""
    if not practice.is_shared:
        return
    from ipt_notes.services.members.audit_sharing import all_audited, audited

    for colleague in all_audited(practice):
        try:
            yield from list(_member_lines(practice, audited(practice, colleague), names, is_of_one=is_of_one))
        except Damaged as error:
            practice.leave_out(f"the audit of {colleague.name}: {error.message.rstrip('.')}")


def not_shared(practice: Practice) -> list[str]:
    """The names of the members whose audits this one can't read."""
    if not practice.is_shared:
        return []
    from ipt_notes.services.members.audit_sharing import all_audited

    known = {practice.member.id, *(colleague.id for colleague in all_audited(practice))}
    return sorted(each.name for each in practice.roster.members.values() if each.id not in known)


def _wanted(lines: Iterable[AuditLine], code: str | None, since: dt.date | None) -> list[AuditLine]:
    """In the order of time, from a day on; with a client's code those about the client."""
    wanted = (line for line in lines if since is None or local_day(line.at) >= since)
    return sorted((line for line in wanted if code is None or line.code), key=lambda line: line.at)


def audit_lines_of(practice: Practice, name: str, code: str | None, since: dt.date | None) -> list[AuditLine]:
    """What a member of the practice did, as their ledger and the audits of their computers tell it; charts are not read.

    For owners, whom their colleagues gave the keys to it. MemberNotFound; AuditNotShared.
    """
    from ipt_notes.services.members.audit_sharing import audited

    grants = [practice.find(code)] if code else list(practice.grants())
    names = {grant.client.hex(): grant.code for grant in grants}
    colleague = practice.roster.find(name)
    is_own = colleague.id == practice.member.id
    member = practice.member if is_own else audited(practice, colleague)
    lines = _member_lines(practice, member, names, is_of_one=code is not None)
    return _wanted(lines, code, since)


def _chart_lines(practice: Practice, names: dict[str, str]) -> Iterator[AuditLine]:
    charts = practice.charts() if len(names) != 1 else iter([practice.open(*names.values())])
    for chart in charts:
        for line in chart_history(practice, chart):
            yield AuditLine(line.at, line.by, line.what, chart.code, "chart")


def _member_lines(
    practice: Practice, member: Member, names: dict[str, str], *, is_of_one: bool
) -> Iterator[AuditLine]:
    """The lines of a member's ledger, and behind them those of every machine it names."""
    by, machines, is_own = member.name or "the therapist", [], member is practice.member
    for record, _ in read_ledger(practice.port, member):
        if isinstance(record.body, MachineJoined):
            machines.append(record.body)
        yield AuditLine(record.at, by, _said(practice, record), _of(record.body, names), LEDGER)
    one = next(iter(names.values())) if is_of_one else ""
    for joined in machines:
        for looked, _ in read_audit(practice.port, member, bytes.fromhex(joined.stream)):
            if isinstance(body := looked.body, Looked):
                for what, code in _looks(body, names, one, is_own=is_own):
                    yield AuditLine(looked.at, by, f"{what} ({body.command})", code, joined.name)


def _looks(body: Looked, names: dict[str, str], one: str, *, is_own: bool) -> Iterator[tuple[str, str]]:
    """What was looked at, and the client's code. Who looked at every chart looked at the `one` that is asked for.

    A colleague's client, whom the reader has no code of, is told by the first digits of their number.
    """
    if body.is_all:
        yield "looked at every chart" if is_own else "looked at every chart that they could read", one
    for client in body.clients:
        is_known = is_own or client in names
        yield "looked at it" if is_known else f"looked at the chart {client[:8]}", names.get(client, "")


def _of(body: told.Bodies, names: dict[str, str]) -> str:
    return names.get(body.client, "") if isinstance(body, told.ClientErased) else ""


def _said(practice: Practice, record: told.LedgerRecord) -> str:  # noqa: PLR0911 - one line a kind
    match body := record.body:
        case told.KeyChanged() | told.RowOfOther():
            return _row(practice, record.member, body)
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


def _row(practice: Practice, by: str, body: told.KeyChanged | told.RowOfOther) -> str:
    what, happened = f"a {body.row}'s keys", "written" if body.digest else "removed"
    if isinstance(body, told.KeyChanged):
        return f"{f'the slot {body.id[:8]}' if body.row == 'slot' else what} {happened}"
    if (body.row, body.member, body.digest) == ("offer", by, ""):
        return "an offer taken up"
    return f"{_ROWS.get(body.row, what)} for {practice.roster.name_of(bytes.fromhex(body.member))} {happened}"
