"""`ipt-notes unlock`: keeps the vault open for some minutes, on machines without a keyring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.services.unlock.keeping_open import keep_open, told_time

app = frame.group("")


class Unlocked(Struct, frozen=True):
    """The vault that opens without a question until then (UTC)."""

    vault: str
    until: dt.datetime


def _told(result: Unlocked) -> Iterable[str]:
    yield f"The vault is open until {told_time(result.until)}; `ipt-notes lock` closes it before."


@frame.command(app, "unlock", Unlocked, _told)
def unlock(
    minutes: Annotated[int, typer.Option(metavar="N", help="For how long: 1 to 480.")] = 15,
) -> Unlocked:
    """Keep the vault open for some minutes. Until then any program of yours can read its key."""
    settings = frame.settings()
    until = keep_open(settings, Keyboard(), dt.timedelta(minutes=minutes))
    return Unlocked(settings.where, until)
