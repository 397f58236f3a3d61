"""The interpersonal inventory over time: who is in it, how they were first described and how they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.sections import BY_ID, is_yes
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import is_told

if TYPE_CHECKING:
    from ipt_notes.course.charted import Person
    from ipt_notes.course.model import Course
    from ipt_notes.services.open_chart import OpenChart


class PersonNow(Struct, frozen=True):
    """Somebody in the inventory. `start` holds the fields as the first session that wrote them left them, `now` as they are.

    Rings are inner, middle, outer or "". `missing` are the required fields that are blank.
    """

    label: str
    relationship: str
    first_session: int
    ring_start: str
    ring_now: str
    was_confidant: bool
    is_confidant: bool
    gives_support: bool
    receives_support: bool
    is_linked: bool
    is_deceased: bool
    missing: tuple[str, ...]
    start: dict[str, str]
    now: dict[str, str]


class Inventory(Struct, frozen=True):
    """The inventory of a client's latest course; `fields` are what it says of the client (romantic status, ...)."""

    code: str
    session: int
    people: tuple[PersonNow, ...]
    fields: dict[str, str]
    missing: tuple[str, ...]


def inventory_of(chart: OpenChart) -> Inventory:
    """Everyone in the order they were first named."""
    course = chart.course
    charted = course.charted.get("inventory")
    fields = {words(key): filled.text for key, filled in charted.fields.items()} if charted else {}
    blank = tuple(words(key) for key in BY_ID["inventory"].required if words(key) not in fields)
    return Inventory(chart.code, course.last_number, tuple(map(_person, course.people)), fields, blank)


def _person(person: Person) -> PersonNow:
    return PersonNow(
        person.label,
        person.relationship,
        person.first_session,
        person.ring_start,
        person.ring_now,
        is_yes(person.text_at_start("is_confidant")),
        person.is_confidant,
        is_told(person.text("support_received")),
        is_told(person.text("support_given")),
        person.is_linked,
        person.is_deceased,
        tuple(words(key) for key in person.missing),
        {words(key): person.text_at_start(key) for key in person.fields},
        {words(key): person.text(key) for key in person.fields},
    )


def person_words(course: Course, name: str) -> str:
    """ "N. (partner, inner ring, linked to the episode)" of whom a note names; the name as typed where nobody is found."""
    person = course.person(name)
    if person is None:
        return f"{name} (not in the inventory)" if name else ""
    said = (
        person.relationship,
        f"{person.ring_now} ring" if person.ring_now else "",
        "confidant" if person.is_confidant else "",
        "linked to the episode" if person.is_linked else "",
    )
    told = ", ".join(filter(None, said))
    return f"{person.label} ({told})" if told else person.label
