"""`ipt-notes client retention`: how long charts are kept."""

from __future__ import annotations

from typing import Annotated

import typer

from ipt_notes.cli import _retention, frame
from ipt_notes.cli._unfinished import tell_unfinished
from ipt_notes.cli.arguments import choice
from ipt_notes.cli.client import app
from ipt_notes.course.vocabulary import ErasureDecision
from ipt_notes.services.settings import read_past_date
from ipt_notes.services.trust import retention
from ipt_notes.services.trust.retention import DryRun, RetentionLine, RetentionList


@frame.command(app, "client retention", RetentionList | RetentionLine | DryRun, _retention.told)
def retention_(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="The client; without one all are listed.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="List those whose time is over and that nothing holds.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what erasing what is due, or this client, would erase.")
    ] = False,
    hold: Annotated[
        bool, typer.Option("--hold", help="Keep the chart beyond its time; needs --reason.")
    ] = False,
    lift: Annotated[bool, typer.Option("--lift", help="End the hold; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is held, or the hold is lifted.")] = "",
    request: Annotated[
        str | None,
        typer.Option(metavar="granted|refused", help="Record a request for erasure and what you decided."),
    ] = None,
    ground: Annotated[str, typer.Option(help="With --request: the ground of the decision.")] = "",
    on: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="With --request: its day; default: today.")
    ] = None,
) -> RetentionList | RetentionLine | DryRun:
    """Show how long charts are kept. What is due, holds, requests for erasure.

    A chart is kept for some years after the last session, contact or conclusion. Nothing is erased here.
    """
    asked = {"--due": due, "--dry-run": dry_run, "--hold": hold, "--lift": lift, "--request": request}
    beside = {"--reason": reason, "--ground": ground, "--date": on}
    wish = _retention.wish(code, asked, beside)
    decision, day = choice(ErasureDecision, request, "--request"), read_past_date(on, frame.settings())
    reason, ground = _retention.asked_words(wish, reason, ground)
    with frame.practice() as practice:
        tell_unfinished(practice)
        if code is None:
            return (
                retention.dry_run(practice)
                if dry_run
                else retention.list_retention(practice, is_due_only=due)
            )
        found = practice.find(code, by_prefix=frame.is_at_terminal())
        match wish:
            case "--hold":
                return retention.place_hold(practice, found.code, reason)
            case "--lift":
                return retention.lift_hold(practice, found.code, reason)
            case "--request":
                return retention.record_request(practice, found.code, day, decision, ground)
            case "--dry-run":
                return retention.dry_run(practice, found.code)
            case _:
                return retention.retention_line(practice, practice.read(found))
