"""`ipt-notes client show`: where a course stands, on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.client import app
from ipt_notes.pictures.spans import Spans
from ipt_notes.services.exchange import describing, telling_chart
from ipt_notes.services.exchange.describing import ChartState


def _told_chart(state: ChartState) -> Iterable[str | Spans]:
    return telling_chart.told_chart(state, is_drawn=printing.can_draw())


@frame.command(app, "client show", ChartState, _told_chart)
def show(
    code: Code,
    in_full: Annotated[
        bool, typer.Option("--all", help="With what each task lacks, missed sessions, contacts and history.")
    ] = False,
) -> ChartState:
    """Show where a client's course stands, on one screen. Phase, focus, scores, goals, people, findings, what is next."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return describing.chart_state(practice, chart, in_full=in_full)
