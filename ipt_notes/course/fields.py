"""What the catalogue says of a section and of its fields."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ipt_notes.course.vocabulary import words

_NUMBERS = ("planned_sessions", "session_minutes")
_DATES = ("agreed_on", "start_date")
YES_NO = ("yes", "no")

Form = Literal["prose", "fields", "measures", "timeline"]
Shape = Literal["text", "date", "number"]


class Field(Struct, frozen=True):
    """One `- key: value`. `choices` are the ids it is limited to; a leading choice may be followed by a comma
    and words where `choice_with_words` is set. A "date" is ISO 8601, a "number" a whole one.
    """

    key: str
    is_required: bool = False
    is_many: bool = False
    choices: tuple[str, ...] = ()
    choice_with_words: bool = False
    shape: Shape = "text"

    @property
    def label(self) -> str:
        """The key as it is typed: "closeness ring"."""
        return words(self.key)


class SectionKind(Struct, frozen=True):
    """One `## Heading`. `entry_fields` are those of its `### Name` entries (None: it has no entries),
    `has_relationship` says the entry's name may be followed by one in brackets, `is_titled` that words may follow
    the heading after a colon, `is_repeatable` that a note may hold several, `subsections` its fixed `###` parts.
    """

    id: str
    heading: str
    about: str
    form: Form = "fields"
    fields: tuple[Field, ...] = ()
    entry_fields: tuple[Field, ...] | None = None
    has_relationship: bool = False
    is_titled: bool = False
    is_repeatable: bool = False
    subsections: tuple[str, ...] = ()

    def field(self, key: str) -> Field | None:
        """The section's field with this key."""
        return next((field for field in self.fields if field.key == key), None)

    def entry_field(self, key: str) -> Field | None:
        """The entries' field with this key."""
        return next((field for field in self.entry_fields or () if field.key == key), None)

    @property
    def required(self) -> tuple[str, ...]:
        """The keys of the required fields."""
        return tuple(field.key for field in self.fields if field.is_required)

    @property
    def entry_required(self) -> tuple[str, ...]:
        """The keys of the entries' required fields."""
        return tuple(field.key for field in self.entry_fields or () if field.is_required)


def fields_of(required: str = "", optional: str = "", **choices: tuple[str, ...]) -> tuple[Field, ...]:
    """Fields from two lists of names; a name that ends in * takes several values."""
    made = [(name, True) for name in required.split()] + [(name, False) for name in optional.split()]
    return tuple(_field(name, is_required, choices.get(name.rstrip("*"), ())) for name, is_required in made)


def _field(name: str, is_required: bool, choices: tuple[str, ...]) -> Field:  # noqa: FBT001 - private
    key = name.rstrip("*")
    shape: Shape = "number" if key in _NUMBERS else "date" if key in _DATES else "text"
    return Field(
        key, is_required, name.endswith("*"), choices, choice_with_words=choices == YES_NO, shape=shape
    )
