"""Vaults to measure on: any number of clients, each with the sixteen notes of the demo's grief course."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.signatures import digest_of
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.keys.grants import Grant, new_client_key, seal_own_grant
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.notes.parse import parse
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import read_settings
from ipt_notes.services.stories import dated
from ipt_notes.services.trust.streams import START, new_id
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice

NOTES = Path(__file__).parent.parent / "ipt_notes" / "demo" / "grief"
FIRST_DAY = dt.date(2026, 1, 5)
LAST_DAY = FIRST_DAY + dt.timedelta(weeks=15)
SESSIONS = 16
THERAPIST = "Dr Ada Example"


def environment(folder: Path) -> dict[str, str]:
    """What a command needs to open the vault in `folder`."""
    return plain_environment() | {
        "HOME": str(folder),
        "IPT_NOTES_VAULT": str(folder / "vault.ipt"),
        "IPT_NOTES_KEY_FILE": str(folder / "key"),
        "IPT_NOTES_NO_KEYRING": "1",
        "IPT_NOTES_TODAY": "2026-06-01",
    }


def plain_environment() -> dict[str, str]:
    """The surroundings, with compiled modules kept as in any installation."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def make(
    folder: Path, clients: int, sessions: int = SESSIONS, *, is_finished: bool = False
) -> dict[str, str]:
    """A vault with `clients` x `sessions` notes; the environment that opens it. Codes are C0001, C0002, ...

    `is_finished`: every note is signed, the course concluded, its summary written and signed.
    """
    folder.mkdir(parents=True)
    env = environment(folder)
    settings = read_settings(env=env)._replace(state_folder=folder / ".local" / "state" / "ipt-notes")
    plans = [secrets_in.key_file(folder / "key")]
    keeping.make_vault(settings, therapist=THERAPIST, plans=plans, kit=folder / "kit.txt")
    bodies = finished(_bodies(sessions)) if is_finished else _bodies(sessions)
    with open_practice(settings, Nobody()) as practice:
        for number in range(1, clients + 1):
            _add_client(practice, f"C{number:04}", bodies)
    return env


def _bodies(sessions: int) -> list[r.Bodies]:
    course = new_id()
    made: list[r.Bodies] = [r.CourseStarted(course, "ipt_acute", FIRST_DAY, SESSIONS, 50)]
    for number in range(1, sessions + 1):
        text = note(number)
        parsed = parse(text)
        assert parsed.note is not None, parsed.problems
        made.append(r.NoteSaved(new_id(), course, 1, text, parsed.note))
    return made


def finished(bodies: list[r.Bodies]) -> list[r.Bodies]:
    """The course with every note signed, the conclusion, and the demo's narrative, signed."""
    notes = [body for body in bodies if isinstance(body, r.NoteSaved)]
    course = notes[0].course
    narrative = dated((NOTES / "summary.md").read_text(encoding="utf-8"), LAST_DAY)
    return [
        *bodies,
        *(r.NoteSigned(note.note, 1, digest_of(note.text), THERAPIST) for note in notes),
        r.CourseEnded(course, LAST_DAY, EndType.PLANNED, NextStep.END),
        r.SummarySaved(course, 1, narrative),
        r.SummarySigned(course, 1, digest_of(narrative), THERAPIST),
    ]


def finished_course() -> Course:
    """The course that every client of a vault of finished courses has."""
    bodies: list[r.Bodies] = [r.ClientAdded("C0001", "Client C0001"), *finished(_bodies(SESSIONS))]
    at = dt.datetime.combine(LAST_DAY, dt.time(19), dt.UTC)
    return Course.replay(r.Record(new_id(), "c" * 32, "a" * 32, 1, at, body) for body in bodies)


def note(number: int, code: str = "") -> str:
    """The demo's note of a session, dated, and of another client where a code is given."""
    text = (NOTES / f"{number:02}.md").read_text(encoding="utf-8")
    text = text.replace("client: DEMO-G1", f"client: {code}") if code else text
    return dated(text, FIRST_DAY + dt.timedelta(weeks=number - 1))


def _add_client(practice: Practice, code: str, bodies: list[r.Bodies]) -> None:
    """One transaction a client: the benchmark times commands, not the making of its vault."""
    grant = Grant(client=os.urandom(16), keys={1: new_client_key()}, code=code, name=f"Client {code}")
    opened = OpenChart(grant, StreamKeys(practice.port.vault_id, grant.client, grant.keys), (), START)
    appends, after = practice.seal(opened, [r.ClientAdded(code=code, name=grant.name), *bodies])
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    change = KeyChange("grant", practice.member.id, tag, blob)
    practice.change_keys([change], appends=appends)
    practice.wrote(after)
