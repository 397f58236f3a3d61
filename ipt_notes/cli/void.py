"""`ipt-notes void`: withdraws a mistaken record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, typing_in
from ipt_notes.cli.arguments import Code
from ipt_notes.services import events
from ipt_notes.services.events import Recorded

app = frame.group("")


def _told(done: Recorded) -> Iterable[str]:
    yield f"{done.code}: the record is withdrawn; it stays in the history"


@frame.command(app, "void", Recorded, _told)
def void(
    code: Code,
    record: Annotated[
        str,
        typer.Argument(
            metavar="RECORD", help="The first digits of its id: `note history CODE --all` lists them."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why it is withdrawn (wrong client, wrong score).")] = "",
) -> Recorded:
    """Withdraw a mistaken record; it stays in the history with the reason."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        events.voidable(chart, record)
        why = typing_in.asked_reason(reason, "Why is it withdrawn")
        return events.void_record(practice, chart.code, record, why)
