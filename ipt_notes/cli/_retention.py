"""What `client retention` checks, asks and tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ipt_notes.checks.gate import count
from ipt_notes.cli import printing
from ipt_notes.cli.typing_in import asked_reason
from ipt_notes.command_line import typed
from ipt_notes.course.wording import shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services.trust.retention import DryRun, RetentionLine, RetentionList, WouldErase

_OF_ONE_CLIENT = ("--hold", "--lift", "--request")
_GOES_WITH = {"--reason": ("--hold", "--lift"), "--ground": ("--request",), "--date": ("--request",)}


def wish(code: str | None, asked: Mapping[str, object], beside: Mapping[str, object]) -> str:
    """The one of these options that was given, "" for none; `beside` are those that only go with one of them.

    UsageProblem for options that do not go together, or with a code, or without one.
    """
    given = [name for name, value in asked.items() if value]
    wanted = given[0] if given else ""
    if len(given) > 1:
        raise UsageProblem(what=f"{' and '.join(given)} do not go together", hint="give one of them")
    if code is None and wanted in _OF_ONE_CLIENT:
        raise UsageProblem(what=f"{wanted} is about one client", hint="give the client's code")
    if code is not None and wanted == "--due":
        raise UsageProblem(what="--due lists all clients", hint="leave it out, or the code")
    for name, value in beside.items():
        if value and wanted not in _GOES_WITH[name]:
            raise UsageProblem(what=f"{name} goes with {' or '.join(_GOES_WITH[name])}", hint="give both")
    return wanted


def asked_words(wanted: str, reason: str, ground: str) -> tuple[str, str]:
    """(reason, ground), the one that is needed and missing typed by the person; before anything is unlocked."""
    match wanted:
        case "--hold":
            return asked_reason(reason, "Why is it held"), ground
        case "--lift":
            return asked_reason(reason, "Why is the hold lifted"), ground
        case "--request":
            return reason, asked_reason(ground, "The ground of the decision")
        case _:
            return reason, ground


def told(result: RetentionList | RetentionLine | DryRun) -> Iterable[str]:
    """A result of `client retention` in words."""
    match result:
        case RetentionList():
            yield from _told_list(result)
        case RetentionLine():
            yield from _told_line(result)
        case DryRun():
            yield from _told_dry_run(result)


def _told_list(result: RetentionList) -> Iterator[str]:
    head = ("code", "class", "last service", "kept until", "")
    rows = [
        (line.code, line.chart_class, str(line.last_service), str(line.until), _remark(line))
        for line in result.lines
    ]
    yield from printing.table([head, *rows]) if rows else ["No chart is listed."]
    for rule in result.rules:
        yield f"  {rule}"
    yield f"  these years are from: {result.source}"
    printing.aside(f"hint: other years are set in {result.policy_file}")


def _remark(line: RetentionLine) -> str:
    return ", ".join(
        word
        for word, holds in (
            ("due", line.is_due),
            ("on hold", line.held_since),
            ("no date of birth", line.is_birth_date_missing),
        )
        if holds
    )


def _told_line(line: RetentionLine) -> Iterator[str]:
    kept = f"last service {line.last_service}, to be kept until {line.until}"
    yield f"{line.code}: {line.chart_class} chart, {kept}"
    if line.is_birth_date_missing:
        yield "  no date of birth is recorded, so the rule for adults is taken"
    if line.held_since:
        yield f"  on hold since {shown_moment(line.held_since)}: {line.hold}"
        yield f"    to lift it: ipt-notes client retention --lift --reason ... {typed(line.code)}"
    for request in line.requests:
        yield f"  request for erasure of {request.on}, {request.decision}: {request.ground}"
    if line.is_due:
        yield f"  due: ipt-notes client erase {typed(line.code)}"


def _told_dry_run(result: DryRun) -> Iterator[str]:
    for each in result.charts:
        yield f"{each.code}: {_what(each)}; to be kept until {each.until}{'' if each.is_due else ', not due yet'}"
    for code in result.held:
        yield f"{code}: nothing, it is on hold"
    if not (result.charts or result.held):
        yield "Nothing is due."
    yield "Nothing was erased. A client is erased by name alone: ipt-notes client erase CODE"


def _what(would: WouldErase) -> str:
    private = f" ({would.private_records} of private notes)" if would.private_records else ""
    left = f" and {count(would.drafts, 'draft')}" if would.drafts else ""
    return f"{count(would.records, 'record')}{private}{left}"
