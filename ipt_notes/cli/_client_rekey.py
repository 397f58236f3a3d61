"""`ipt-notes client rekey`: a new key for a chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.client import app
from ipt_notes.services.unlock import rekeying
from ipt_notes.services.unlock.rekeying import ClientRekeyed


def _told_rekeyed(done: ClientRekeyed) -> Iterable[str]:
    yield f"{done.code} has a new key (number {done.epoch}): what is written from now on is under it"
    yield "What was written before keeps its key, in this vault and in every copy of it."


@frame.command(app, "client rekey", ClientRekeyed, _told_rekeyed)
def rekey(
    code: Code,
    reason: Annotated[str, typer.Option(metavar="R", help="Why; it stands in the chart's history.")] = "",
) -> ClientRekeyed:
    """Give a chart a new key for what comes after. What was written before keeps its key.

    It keeps out somebody who has this chart's old key alone. Whoever opened the vault, or a copy of it, finds the new
    key too: against them is `ipt-notes vault rekey --compromised`, which gives every chart a new key as well.
    """
    with frame.practice() as practice:
        return rekeying.rekey_client(practice, code, reason)
