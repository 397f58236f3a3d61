"""Keeps third parties and verbatim speech out of a text: people appear by relationship, never by name.

The names are those the chart itself knows: the inventory, the person of a problem area or an incident. What was said
in a communication analysis is left out where a text repeats it word for word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.course.wording import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.course.model import Course, Person

SPOKEN = "[words left out]"
UNKNOWN = "person"
_DETERMINERS = ("the", "my", "our", "his", "her", "their", "a", "an")
_FILLERS = (*_DETERMINERS, "and", "of", "from", "at", "in", "with", "who")
_SHORTEST_SPEECH = 12


def bracketed(role: str) -> str:
    """ "[partner]": a reader sees that a name was taken out."""
    return f"[{role}]"


def in_prose(role: str) -> str:
    """ "the partner": reads on in a sentence."""
    if role == UNKNOWN:
        return "someone"
    first, _, rest = role.partition(" ")
    noun = rest if rest and first.casefold() in _DETERMINERS else role
    return f"the {noun if noun[1:2].isupper() else noun[:1].lower() + noun[1:]}"


class Discretion:
    """What must not be said about one course; call it with a text to get the text that may be."""

    def __init__(self, course: Course, shown: Callable[[str], str] = bracketed) -> None:
        """Collects the names and the spoken words of `course`. `shown` says how a relationship stands for a name."""
        self._roles = {person.label: _role(person) for person in course.people}
        self._shown = shown
        instead: dict[str, tuple[str, str]] = {}
        for label, role in [*self._roles.items(), *self._strangers(course)]:
            for name in _names(label, role):
                instead.setdefault(name, (_name_pattern(name, role), shown(role)))
        instead |= {words: (_any_space(words), SPOKEN) for words in _spoken(course)}
        longest_first = sorted(instead, key=lambda words: (-len(words), words))
        self._replacements = [instead[words][1] for words in longest_first]
        self._pattern = re.compile("|".join(f"({instead[words][0]})" for words in longest_first))

    def __call__(self, text: str) -> str:
        """`text` with names replaced by their relationship and verbatim speech by a mark."""
        if not self._replacements:
            return text
        return self._pattern.sub(self._replaced, text)

    def role(self, person: Person) -> str:
        """The relationship by which a person appears."""
        return self._roles[person.label]

    def named(self, person: Person) -> str:
        """The relationship as it stands for the person's name."""
        return self._shown(self.role(person))

    def _replaced(self, match: re.Match[str]) -> str:
        found = self._replacements[(match.lastindex or 1) - 1]
        before = match.string[: match.start()].rstrip()
        return found[:1].upper() + found[1:] if before[-1:] in tuple(".!?") else found

    def _strangers(self, course: Course) -> Iterator[tuple[str, str]]:
        """Names of people who matter but are not in the inventory; a role ("colleague") is no name."""
        mentioned = [focus.text("person") for focus in course.foci]
        mentioned += ["; ".join(incident.fields.get("person", ())) for incident in course.incidents]
        known = {name.casefold() for name in (*self._roles, *self._roles.values())}
        for name in (part.partition("(")[0].strip() for text in mentioned for part in text.split(";")):
            if name[:1].isupper() and name.casefold() not in known:
                yield name, UNKNOWN


def _role(person: Person) -> str:
    """The relationship as stated, without the person's own name in it."""
    stated = person.relationship
    for name in _names(person.label, ""):
        if name[:1].isupper():
            stated = re.sub(_name_pattern(name, ""), "", stated)
    return " ".join(stated.split()) or UNKNOWN


def _names(label: str, role: str) -> Iterator[str]:
    """The label, and each of its words that could be a name, as far as the relationship does not say it too."""
    said = role.casefold().split()
    if label and label.casefold() not in (role.casefold(), *said):
        yield label
    for word in label.split():
        if word[:1].isupper() and len(word) > 1 and word.casefold() not in (*said, *_FILLERS):
            yield word


def _spoken(course: Course) -> Iterator[str]:
    for incident in course.incidents:
        for line in incident.script.lines if incident.script else ():
            words = line.words.strip().strip('"“”')
            if len(words) >= _SHORTEST_SPEECH:
                yield words


def _any_space(words: str) -> str:
    """The words, however they are broken into lines."""
    return r"\s+".join(map(re.escape, words.split()))


def _name_pattern(name: str, role: str) -> str:
    """The name standing alone, with its relationship before it or in brackets behind; "N." in "N's" as well."""
    before = rf"(?i:(?:(?:{'|'.join(_DETERMINERS)})\s+)?{_any_space(role)}\s+)?" if role else ""
    behind = rf"(?:\s*\({re.escape(role)}\))?" if role else ""
    if name.endswith(".") and name[:-1].isalpha():
        return rf"(?<![\w.]){before}{re.escape(name[:-1])}(?:\.(?!\w){behind}|(?=['’]s\b))"
    end = r"(?!\w)" if name[-1].isalnum() else ""
    alone = rf"(?<!\d ){re.escape(name)}(?! \d)" if name in MONTHS else _any_space(name)
    return rf"(?<!\w){before}{alone}{end}{behind}"
