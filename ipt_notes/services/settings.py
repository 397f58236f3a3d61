"""What the surroundings say: which vault, which day it is, where this machine keeps things. Read in one place."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import UsageProblem
from ipt_notes.folders import user_folder
from ipt_notes.keys.kdf import DEFAULT, Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_YEARS = (1900, 9000)


class Settings(NamedTuple):
    """The environment of one command.

    `clock` gives the present moment in UTC. `argon2` is what a new passphrase slot costs; only tests set it.
    `state_folder` is where this machine keeps its state instead of the user's folder: a program's own (`ipt_notes.api`).
    """

    env: Mapping[str, str]
    where: str
    today: dt.date
    clock: Callable[[], dt.datetime]
    argon2: Profile = DEFAULT
    state_folder: Path | None = None

    @property
    def state(self) -> Path:
        """Where this machine keeps sealed drafts and what it has seen of a vault."""
        if self.state_folder:
            return self.state_folder
        return user_folder("state")

    @property
    def templates(self) -> Path:
        """Where a practice puts its own note templates."""
        return user_folder("config") / "templates"


def now() -> dt.datetime:
    """The present moment, UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def read_settings(where: str | None = None, env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this command; `where` is what `--vault` said.

    UsageProblem when IPT_NOTES_TODAY is not a date.
    """
    return Settings(env, where or env.get("IPT_NOTES_VAULT") or _default_vault(), read_today(env), now)


def read_today(env: Mapping[str, str]) -> dt.date:
    """Today, or the day IPT_NOTES_TODAY names instead."""
    named = env.get("IPT_NOTES_TODAY", "")
    if not named:
        return dt.datetime.now().astimezone().date()
    return read_date(named, "IPT_NOTES_TODAY")


def read_date(text: str, what: str) -> dt.date:
    """An ISO 8601 date in the years 1900 to 8999; UsageProblem naming `what` it was given for."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        shown = text[:20] if text.isprintable() else "that"
        raise UsageProblem(what=f"{what}: {shown!r} is not a date", hint="write it as 2026-03-16") from None
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise UsageProblem(what=f"{what}: the year {day.year} can't be right", hint="write it as 2026-03-16")
    return day


def read_past_date(text: str | None, settings: Settings) -> dt.date:
    """The day that --date names, else today; UsageProblem for one that is still to come."""
    day = read_date(text, "--date") if text else settings.today
    if day > settings.today:
        raise UsageProblem(what=f"{day} is still to come", hint="--date takes a day up to today")
    return day


def _default_vault() -> str:
    return str(user_folder("data") / "vault.ipt")
