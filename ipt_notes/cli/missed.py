"""`ipt-notes missed`: a session that did not take place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import Code, OnDate
from ipt_notes.command_line import typed
from ipt_notes.course.vocabulary import Absence
from ipt_notes.services import events
from ipt_notes.services.events import Recorded
from ipt_notes.services.settings import read_past_date

app = frame.group("")


def told_recorded(done: Recorded) -> Iterable[str]:
    """What was recorded, and how to take it back."""
    undo = f"ipt-notes void --reason ... {typed(done.code)} {done.record}"
    yield f"{done.code}: {done.what} of {done.on} recorded (to withdraw it: {undo})"


@frame.command(app, "missed", Recorded, told_recorded)
def missed(
    code: Code,
    cancelled: Annotated[
        bool, typer.Option("--cancelled", help="It was cancelled beforehand; else a no-show.")
    ] = False,
    reason: Annotated[str, typer.Option(help="What is known of why.")] = "",
    on: OnDate = None,
) -> Recorded:
    """Record a no-show today, or a cancellation."""
    day = read_past_date(on, frame.settings())
    with frame.practice() as practice:
        how = Absence.CANCELLED if cancelled else Absence.NO_SHOW
        return events.miss_session(practice, code, day, how, reason, by_prefix=frame.is_at_terminal())
