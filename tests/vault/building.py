"""Vaults for tests: made in milliseconds, opened without waiting."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Channel
from ipt_notes.keys.kdf import Profile
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import Settings
from ipt_notes.services.trust.own_place import remember_place
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted, open_with_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ipt_notes.course.parts import Session
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.unlock.unlocking import OpenRoot
    from ipt_notes.vault.port import VaultPort

CHEAP = Profile(8, 1, 1)
TODAY = dt.date(2026, 3, 16)
NOW = dt.datetime(2026, 3, 16, 9, 0, tzinfo=dt.UTC)


class Scripted(Nobody):
    """A person who types these lines one after the other, and remembers what was asked and told."""

    def __init__(self, *typed: str) -> None:
        """Ready to type; nothing more when the lines are used up."""
        self.typed, self.asked, self.told = list(typed), [], []

    def secret(self, question: str) -> str | None:
        """The next line."""
        self.asked.append(question)
        return self.typed.pop(0) if self.typed else None

    def tell(self, text: str) -> None:
        """Listen."""
        self.told.append(text)


def settings(folder: Path, env: Mapping[str, str] | None = None) -> Settings:
    """The settings of a command at the vault in this folder; passphrases cost next to nothing."""
    return Settings(env or {}, str(folder / "vault.ipt"), TODAY, lambda: NOW, CHEAP, folder / "state")


def with_key_file(folder: Path) -> Settings:
    """The settings of a command that finds the key file."""
    return settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / "key")})


def make_vault(folder: Path, *more: secrets_in.SlotPlan) -> Settings:
    """A vault that opens with `key`, the kit in `kit.txt`, and what else is planned."""
    plans = [secrets_in.key_file(folder / "key"), *more]
    keeping.make_vault(settings(folder), therapist="Dr A. Example", plans=plans, kit=folder / "kit.txt")
    return with_key_file(folder)


def make_practice(folder: Path, *codes: str) -> Practice:
    """A new vault with these clients, open."""
    practice = open_practice(make_vault(folder), Nobody())
    for code in codes:
        clients.add_client(practice, code, f"Name of {code}", None, clients.NewCourse())
    return practice


def saved(sessions: Iterable[Session], course: str) -> list[r.Bodies]:
    """A course's notes as records that have been saved once."""
    return [r.NoteSaved(each.note, course, 1, each.text, each.content) for each in sessions]


@contextmanager
def opened(where: Settings, person: Nobody) -> Iterator[tuple[VaultPort, OpenRoot]]:
    """An open vault, and the root that opened it: what a slot is added with."""
    practice, opened_by = open_with_root(where, person)
    with practice:
        yield practice.port, opened_by


def go_on_here(where: Settings) -> None:
    """Let this computer go on with a vault whose folder was copied with all that the computer remembers."""
    with open_untrusted(where, Nobody()) as practice:
        remember_place(practice)


def note_contact(practice: Practice, code: str, text: str) -> None:
    """Append one record to a chart."""

    def decide(chart) -> list[r.Bodies]:
        return [r.ContactMade(chart.course.id, TODAY, Channel.PHONE, text)]

    practice.write(practice.find(code), decide)


def contacts(practice: Practice, code: str) -> list[str]:
    """The texts of a chart's contacts in order."""
    records = practice.open(code).records
    return [record.body.text for record in records if isinstance(record.body, r.ContactMade)]
