"""What a document is written from: the course, the signed narrative, and the discretion both pass through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.export._discretion import Discretion
from ipt_notes.export._markdown import prose
from ipt_notes.export._wordml import heading, paragraph, particular

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from ipt_notes.course.model import Course

NOT_RECORDED = "Not recorded."
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Material:
    """The course and the narrative of one document; every text it hands out has passed `Discretion`."""

    def __init__(self, course: Course, narrative: Mapping[str, str], therapist: str) -> None:
        """`narrative` is heading -> Markdown; headings are found in any letter case."""
        self.course = course
        self.therapist = therapist
        self.discreet = Discretion(course)
        self._narrative = {_key(name): (name, text) for name, text in narrative.items() if text.strip()}
        self._used: set[str] = set()

    def charted(self, section: str, key: str) -> str:
        """The latest value of a field, or ""."""
        return self.discreet(self.course.charted_text(section, key))

    def told(self, name: str, fallback: Iterable[str] = (), level: int = 2) -> list[str]:
        """The narrative under `name`, else the sentences of `fallback` that say something, else "Not recorded."."""
        self._used.add(_key(name))
        _, text = self._narrative.get(_key(name), ("", ""))
        written = prose(self.discreet(text), level) if text else []
        data = [paragraph(sentence(words)) for words in fallback if words.strip()]
        return written or data or [paragraph(NOT_RECORDED)]

    def has_told(self, name: str) -> bool:
        """Whether the narrative has something under `name`."""
        return bool(self._narrative.get(_key(name)))

    def titled(self, name: str, fallback: Iterable[str] = ()) -> list[str]:
        """`told` under a heading of its own."""
        return [heading(name, 2), *self.told(name, fallback, level=3)]

    def rest(self) -> list[str]:
        """What the narrative says under headings that no part asked for; nothing typed is lost."""
        left = [name for key, (name, _) in self._narrative.items() if key not in self._used]
        return [line for name in left for line in self.titled(self.discreet(name))]

    def particular(self, label: str, value: str) -> str:
        """A label and what the therapist wrote, or "Not recorded."."""
        return particular(label, sentence(self.discreet(value)) if value.strip() else NOT_RECORDED)


def fact(label: str, value: str) -> str:
    """A label and a value that is ours or the client's own (a code, a date, a number), or "Not recorded."."""
    return particular(label, value if value.strip() else NOT_RECORDED)


def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold()


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital and a full stop, as a sentence stands."""
    stripped = text.strip()
    if stripped.casefold() == "none":
        return "None."
    first = capital(stripped)
    return first if first[-1:] in ".!?:…" or not first else f"{first}."


def shown_date(day: dt.date | None) -> str:
    """16 March 2026; "" for None."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def session_name(number: int) -> str:
    """What a session is called: the intake has no number."""
    return f"session {number}" if number else "the intake"
