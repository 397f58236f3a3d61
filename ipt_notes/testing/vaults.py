"""A throw-away vault of an invented practice: made in milliseconds, opened by its key file, filled by the builders."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.api import Vault, open_vault
from ipt_notes.course import records as r
from ipt_notes.keys.kdf import Profile
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.settings import Settings, now
from ipt_notes.services.trust.streams import new_id
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.testing.building import CODE, COURSE, digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipt_notes.testing.building import CourseBuilder

THERAPIST = "Dr Ada Example"
TODAY = dt.date(2026, 6, 1)
"""The day in a synthetic vault, some weeks after a usual course of the builders has ended."""
_CHEAP = Profile(8, 1, 1)


class SyntheticVault:
    """The vault at `where`, which `key_file` opens; all that belongs to it is in `folder`, which is a home of its own."""

    def __init__(self, folder: Path, today: dt.date = TODAY) -> None:
        """Make it; the folder must not hold one yet."""
        self.folder, self.today = folder, today
        self.where, self.key_file = folder / "vault.ipt", folder / "key"
        self.state = folder / "state" / "ipt-notes"
        plans = [secrets_in.key_file(self.key_file)]
        keeping.make_vault(self._settings(), therapist=THERAPIST, plans=plans, kit=folder / "kit.txt")

    def _settings(self) -> Settings:
        env = {"IPT_NOTES_KEY_FILE": str(self.key_file), "IPT_NOTES_NO_KEYRING": "1"}
        return Settings(env, str(self.where), self.today, now, _CHEAP, self.state)

    def add(self, code: str, built: CourseBuilder, *, name: str = "") -> None:
        """A client with the course that was built, each record dated as the builder dates it."""
        started = clients.NewCourse(
            built.variant.id, built.start, built.planned, built.variant.default_minutes
        )
        with open_practice(self._settings(), Nobody()) as practice:
            clients.add_client(practice, code, name, None, started)
            chart = practice.open(code)
            records = list(_as_of(built.records()[2:], code, chart.course.id))
            times = iter([record.at for record in records])
            dated = Practice(practice.port, practice.member, practice.settings._replace(clock=times.__next__))
            dated.write(chart.grant, lambda _: [record.body for record in records])

    def open(self, today: dt.date | None = None) -> Vault:
        """The vault, open, as a program gets it from `ipt_notes.open_vault`."""
        return open_vault(self.where, key_file=self.key_file, state=self.state, today=today or self.today)

    @property
    def environment(self) -> dict[str, str]:
        """What `ipt-notes` is run with to work on this vault alone: nothing of this user's is read or enabled."""
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
        folders = {
            f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")
        }
        return (
            kept
            | folders
            | {
                "HOME": str(self.folder),
                "USERPROFILE": str(self.folder),
                "IPT_NOTES_VAULT": str(self.where),
                "IPT_NOTES_KEY_FILE": str(self.key_file),
                "IPT_NOTES_NO_KEYRING": "1",
                "IPT_NOTES_TODAY": self.today.isoformat(),
                "PYTHONUTF8": "1",
            }
        )

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run `ipt-notes` on it as a program of its own; `given` is its standard input."""
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "ipt_notes", *words],
            input=given,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def _as_of(records: Iterable[r.Record], code: str, course: str) -> Iterable[r.Record]:
    """The builder's records with another code, and ids of their own, as those of two clients differ."""
    ids, texts = {COURSE: course, CODE: json.dumps(code)[1:-1]}, dict[str, str]()
    for record in records:
        if isinstance(record.body, r.NoteSaved):
            ids.setdefault(record.body.note, new_id())
        said = r.encode(record)
        for before, after in ids.items():
            said = said.replace(before.encode(), after.encode())
        own = r.decode(said)
        if isinstance(own.body, r.NoteSaved):
            texts[own.body.note] = own.body.text
        if isinstance(own.body, r.NoteSigned):
            own = replace(own, body=replace(own.body, digest=digest(texts[own.body.note])))
        yield own
