"""Makes the demo: its courses in a throw-away vault, typed in by the services that every command uses."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.services import checking, clients, events, signing, summarising, writing
from ipt_notes.services.checking import CheckReport
from ipt_notes.services.clients import CourseLine
from ipt_notes.services.exchange import exporting
from ipt_notes.services.exchange.exporting import Exported
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.stories import (
    WEEK,
    ContactThen,
    Happening,
    MissedThen,
    OverrideThen,
    PlanThen,
    Story,
    born,
    dated,
    first_session,
    read_stories,
)
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.services.settings import Settings

THERAPIST = "Dr Ines Aldermoor"
EXPORTED = "DEMO-G1"
"""The course whose termination summary is exported."""
_VAULT, _KEY, _KIT = "demo.ipt", "demo.key", "recovery-kit.txt"
_SUMMARY = f"{EXPORTED}-termination-summary.docx"
_FILES = (_VAULT, f"{_VAULT}-wal", f"{_VAULT}-shm", _KEY, _KIT, _SUMMARY)
_YEARS = range(1900, 9000)
_EVENING = dt.time(19, tzinfo=dt.UTC)


class Step(NamedTuple):
    """What the therapist types on a day."""

    day: dt.date
    act: Callable[[Practice], object]


def steps(story: Story, today: dt.date) -> Iterator[Step]:
    """A course as a therapist types it in, day by day; on one day the note comes first."""
    first = first_session(story, today)
    yield Step(first, partial(_add_client, story=story, on=first))
    for number, (week, text) in enumerate(zip(story.weeks, story.notes, strict=True), 1):
        day = first + week * WEEK
        note = dated(text, day)
        yield Step(day, partial(_write_note, code=story.code, text=note, is_signed=number <= story.signed))
    for happening in (*story.missed, *story.contacts, *story.overrides, *story.plans):
        day = first + happening.week * WEEK + dt.timedelta(days=happening.day)
        yield Step(day, partial(_record, code=story.code, happening=happening, on=day))
    if story.summary_after is not None:
        last = first + story.weeks[-1] * WEEK
        yield Step(last, partial(clients.conclude, code=story.code, ending=clients.Ending()))
        signed = last + dt.timedelta(days=story.summary_after)
        yield Step(signed, partial(_sign_summary, code=story.code, text=dated(story.summary, signed)))


def _add_client(practice: Practice, story: Story, on: dt.date) -> None:
    course = clients.NewCourse(story.variant, on, story.planned, story.minutes, condition=story.condition)
    clients.add_client(practice, story.code, story.name, born(story, on), course)


def _write_note(practice: Practice, code: str, text: str, *, is_signed: bool) -> None:
    saved = writing.save_note(practice, writing.new_draft(practice, practice.open(code), text))
    if is_signed:
        signing.sign_notes(practice, code, [saved.session])


def _record(practice: Practice, code: str, happening: Happening, on: dt.date) -> None:
    match happening:
        case MissedThen(how=how, reason=reason):
            events.miss_session(practice, code, on, how, reason)
        case ContactThen(channel=channel, text=text):
            draft = events.contact_draft(practice, practice.find(code), on, channel, text)
            events.save_contact(practice, draft)
        case OverrideThen(rule=rule, reason=reason, extended_to=extended_to):
            events.override_finding(practice, code, rule, reason, extended_to)
        case PlanThen(planned=planned, reason=reason):
            clients.plan_sessions(practice, code, planned, reason)


def _sign_summary(practice: Practice, code: str, text: str) -> None:
    summarising.save_summary(practice, summarising.summary_draft(practice, practice.open(code), text))
    summarising.sign_summary(practice, code)


def _on_that_day(practice: Practice, day: dt.date) -> Practice:
    """The same practice on an earlier day, in the evening after the sessions."""
    evening = dt.datetime.combine(day, _EVENING)
    settings = practice.settings._replace(today=day, clock=lambda: evening)
    return Practice(practice.port, practice.member, settings)


class DemoMade(Struct, frozen=True):
    """A new demo: where it is, what is in it, and what `check` says of it. `environment` opens the vault."""

    folder: str
    vault: str
    recovery_kit: str
    therapist: str
    environment: dict[str, str]
    courses: tuple[CourseLine, ...]
    checked: CheckReport
    exported: Exported


class DemoThere(Refused):
    """There is a demo in {folder} already, and perhaps you have written in it."""

    hint = "go on with it, delete the folder, or give another --dir"

    def __init__(self, folder: Path) -> None:
        """Tell how the one that is there is opened."""
        ways = tuple(f"{name}={value}" for name, value in environment(folder).items())
        super().__init__(folder=folder, details=ways)


def environment(folder: Path) -> dict[str, str]:
    """The variables that open the demo in a folder."""
    return {"IPT_NOTES_VAULT": str(folder / _VAULT), "IPT_NOTES_KEY_FILE": str(folder / _KEY)}


def make_demo(
    settings: Settings, folder: Path | None, tell: Callable[[str], object] = lambda _: None
) -> DemoMade:
    """Four courses in a new vault in `folder` (None: a new one among the temporary files), checked, one exported.

    `tell` hears how it goes on. Refused for a folder that holds something; after an error nothing is left.
    """
    if settings.today.year not in _YEARS:
        raise UsageProblem(what=f"the demo can't be set on {settings.today}", hint="mend IPT_NOTES_TODAY")
    with _new_folder(folder) as place:
        ways = environment(place)
        here = settings._replace(env={**settings.env, **ways}, where=ways["IPT_NOTES_VAULT"])
        tell("making a throw-away vault")
        with _new_practice(here, place) as practice:
            _type_in(practice, tell)
            tell("checking the courses, exporting a termination summary")
            return _made(practice, place)


def _new_practice(settings: Settings, folder: Path) -> Practice:
    """A new vault that opens with a key file: there is no passphrase to wait for."""
    plans = [secrets_in.key_file(folder / _KEY)]
    keeping.make_vault(settings, therapist=THERAPIST, plans=plans, kit=folder / _KIT)
    return open_practice(settings, Nobody())


def _type_in(practice: Practice, tell: Callable[[str], object]) -> None:
    """Everything in the order of the days, as one therapist with four clients types it."""
    stories = read_stories()
    tell(f"typing in {sum(len(story.notes) for story in stories)} session notes of {len(stories)} courses")
    typed = [step for story in stories for step in steps(story, practice.settings.today)]
    for step in sorted(typed, key=lambda step: step.day):
        step.act(_on_that_day(practice, step.day))


def _made(practice: Practice, folder: Path) -> DemoMade:
    checked = list(checking.check_codes(practice, []))
    found = [one for one in checked if one.findings or one.damage]
    exported = exporting.export_termination(practice, EXPORTED, folder / _SUMMARY)
    return DemoMade(
        str(folder),
        str(folder / _VAULT),
        str(folder / _KIT),
        practice.member.name,
        environment(folder),
        tuple(clients.course_line(chart) for chart in practice.charts()),
        checking.report(found, count=len(checked)),
        exported,
    )


@contextmanager
def _new_folder(wanted: Path | None) -> Iterator[Path]:
    """A folder with nothing in it; what the demo puts there is taken away again if the block fails."""
    from tempfile import mkdtemp

    is_new = wanted is None or not os.path.lexists(wanted)
    folder = Path(mkdtemp(prefix="ipt-notes-demo-")) if wanted is None else _emptied(wanted.absolute())
    try:
        yield folder
    except BaseException:
        for name in _FILES:
            with suppress(OSError):
                (folder / name).unlink()
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise


def _emptied(folder: Path) -> Path:
    """The folder, made if it is not there; Refused when something is in it."""
    from ipt_notes.vault.place import make_folder

    if os.path.lexists(folder) and not folder.is_dir():
        raise Refused(what=f"{folder} is not a folder", hint="give --dir the path of a new or empty folder")
    make_folder(folder)
    names = {entry.name for entry in folder.iterdir()}
    if _VAULT in names and _KEY in names:
        raise DemoThere(folder)
    if names:
        raise Refused(what=f"{folder} is not empty", hint="give --dir the path of a new or empty folder")
    return folder
