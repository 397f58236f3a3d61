"""`ipt-notes override`: a documented clinical reason to let a finding stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.checks.overrides import validate_target
from ipt_notes.cli import frame, typing_in
from ipt_notes.cli.arguments import Code
from ipt_notes.services import events
from ipt_notes.services.events import Overridden

app = frame.group("")


def _told(done: Overridden) -> Iterable[str]:
    extended = done.extension
    if extended is None:
        yield f"{done.code}: {done.what} recorded; the finding stays visible as overridden"
        return
    yield f"{done.code}: {done.what} recorded; {extended.words}"
    yield f"    by: {extended.signed}"
    yield f"    reason: {extended.reason}"
    yield (
        f"    What is late by session {extended.limit} stays visible as overridden; "
        f"what is missing after session {extended.extended_to} is an error again."
    )


@frame.command(app, "override", Overridden, _told)
def override(
    code: Code,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Such as BEG001.")],
    reason: Annotated[str, typer.Option(help="The clinical reason, at least 15 characters.")] = "",
    extend_to: Annotated[
        int | None, typer.Option(metavar="N", help="BEG001: the session the beginning is extended to.")
    ] = None,
) -> Overridden:
    """Let a finding stand, with a documented clinical reason."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        validate_target(rule.upper(), extend_to, chart.course)
        why = typing_in.asked_reason(reason, "The clinical reason, so that a colleague understands")
        return events.override_finding(practice, chart.code, rule, why, extend_to)
