"""`ipt-notes check`: checks courses the way a compiler checks a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame
from ipt_notes.errors import UsageProblem
from ipt_notes.services import checking
from ipt_notes.services.checking import Checked, CheckReport

if TYPE_CHECKING:
    from ipt_notes.checks.finding import Finding

app = frame.group("")

_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def told_course(checked: Checked) -> Iterable[str]:
    """One course's findings, each with what, why now and how to mend it, and a beginning that goes on for longer."""
    if checked.damage:
        yield f"{checked.code}: damaged: {checked.damage}"
    for finding in checked.findings:
        yield from _told(checked.code, finding)
    if (extended := checked.extension) is not None:
        yield f"{checked.code}: {extended.words} ({extended.signed})"
        if not any(finding.override_reason == extended.reason for finding in checked.findings):
            yield f"    reason: {extended.reason}"


def _told(code: str, finding: Finding) -> Iterable[str]:
    where = f"{code}" if finding.session is None else f"{code}, session {finding.session}"
    level = "overridden" if finding.is_overridden else _WORDS[finding.severity]
    yield f"{where}: {level} {finding.rule}: {finding.message}"
    if finding.is_overridden:
        yield f"    reason: {finding.override_reason}"
    elif finding.fix:
        yield f"    fix: {finding.fix}"


def told_sums(report: CheckReport) -> str:
    """The sums in a line."""
    parts = [
        count(report.errors, "error"),
        count(report.warnings, "warning"),
        count(report.infos, "note"),
    ]
    if report.overridden:
        parts.append(f"{report.overridden} overridden")
    return f"{count(report.checked, 'course')} checked: {', '.join(parts)}"


def _told_report(report: CheckReport) -> Iterable[str]:
    for checked in report.courses:
        yield from told_course(checked)
    yield told_sums(report)
    if report.errors or report.warnings:
        yield "`ipt-notes rules RULE` explains a rule."


def _exit_code(report: CheckReport) -> int:
    if any(checked.damage for checked in report.courses):
        return 4
    return 1 if report.errors else 0


@frame.command(app, "check", CheckReport, _told_report, _exit_code)
def check(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE ...]", help="Clients; none means all.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every client.")] = False,
    select: Annotated[
        str, typer.Option(metavar="RULES", help="Only these rules or groups (BEG001,SAF).")
    ] = "",
    ignore: Annotated[str, typer.Option(metavar="RULES", help="Not these rules or groups.")] = "",
    format_: Annotated[str, typer.Option("--format", metavar="F", help="text or json.")] = "text",
) -> CheckReport:
    """Check courses of treatment; exit 1 when an error is open."""
    if format_ not in ("text", "json"):
        raise UsageProblem(what=f"--format {format_!r} is not known", hint="text or json")
    frame.here.as_json = frame.here.as_json or format_ == "json"
    if all_ and codes:
        raise UsageProblem(what="codes and --all", hint="give one of them")
    with frame.practice() as practice:
        found, count = [], 0
        for checked in checking.check_codes(
            practice,
            codes or [],
            select=_rules(select),
            ignore=_rules(ignore),
            by_prefix=frame.is_at_terminal(),
        ):
            count += 1
            if checked.is_worth_telling:
                found.append(checked)
        return checking.report(found, count=count)


def _rules(text: str) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in text.split(",") if part.strip())
