"""Takes what identifies out of a text and leaves it readable: other people become initials, the client "the client".

For a reader who is to think about the course without knowing whose it is. The names are those the chart itself knows:
the client's and the code, the inventory, the person of a problem area or an incident, whoever speaks in a script. Names
and places that stand nowhere but in prose can't be told from other words: they stay as typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.discretion import is_in_a_date, name_pattern, names_of, strangers
from ipt_notes.course.wording import MONTHS, capital, shown_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from ipt_notes.course.charted import Person
    from ipt_notes.course.model import Client, Course

CLIENT = "the client"
BIRTHDAY = "[date of birth]"
_KIN = (
    "mother father mum mom dad parent parents stepmother stepfather mother-in-law father-in-law sister brother sibling "
    "stepsister stepbrother sister-in-law brother-in-law son daughter child children baby husband wife partner spouse "
    "fiancé fiancée boyfriend girlfriend ex ex-husband ex-wife ex-partner grandmother grandfather grandma grandpa "
    "grandson granddaughter aunt uncle cousin niece nephew godmother godfather family"
)
_ROLES = (
    "boss manager supervisor colleague workmate employer neighbour landlord landlady friend flatmate housemate teacher "
    "doctor nurse midwife priest pastor imam rabbi lawyer therapist counsellor client dr mr mrs ms miss prof"
)
_SMALL = (
    "i me you he she it we they both the my our his her their a an and of from at in with who old new best"
)
_NO_NAMES = frozenset(f"{_KIN} {_ROLES} {_SMALL}".split())
_SELF = frozenset(("client", "i", "me", "self", "patient"))
_POSSESSIVE = re.compile(r"['’]s?$")
_LEAST_CODE = 3
"""Letters and digits of a code that is looked for; a shorter one can't be told from any other number or letter."""


class _Instead(NamedTuple):
    """What stands for a name; `owner` is whose it is."""

    name: str
    shown: str
    owner: str = ""
    role: str = ""


class Initials:
    """What identifies somebody in one course; call it with a text to get the text without it."""

    def __init__(self, course: Course) -> None:
        """Collects the names that `course` knows."""
        self._course = course
        others = list(_others(course))
        plain = _replacer(others)
        self._roles = {one.owner: plain(one.role) for one in others}
        self._of_client = list(_of_client(course.client))
        self._replaced = _replacer(self._of_client + list(self._told_apart(others)), course.client.born)

    def __call__(self, text: str) -> str:
        """`text` with other people's names as initials, the client's name and code as "the client"."""
        return self._replaced(text)

    def person(self, person: Person) -> str:
        """ "N. (partner)"; the relationship alone where the inventory has no other name for somebody."""
        shown, role = self(person.label), self(person.relationship)
        return f"{shown} ({role})" if role and f"({role})" not in shown and shown != role else shown

    def people(self, names: str) -> str:
        """A field that names people ("Nora; K."), each with the relationship where the inventory has it."""
        found = ((self._course.person(name), name.strip()) for name in names.split(";"))
        return "; ".join(self.person(person) if person else self(name) for person, name in found)

    def speaker(self, name: str) -> str:
        """Who says a line of a script: "N.", "Mother", "Client"."""
        if self._course.person(name) is None and self._is_client(name):
            return "Client"
        return capital(self(name))

    def _is_client(self, name: str) -> bool:
        """Whether a speaker whom the inventory does not know is the client: by name, by its first letter, as "me"."""
        said = name.casefold().rstrip(".")
        firsts = {word[:1].casefold() for word in self._course.client.name.split()[:1]}
        return said in _SELF or said in firsts or self(name).casefold() == CLIENT

    def _told_apart(self, others: Iterable[_Instead]) -> Iterator[_Instead]:
        """The same initials of two people get the relationship behind them."""
        others = list(others)
        owners: dict[str, set[str]] = {}
        for one in others:
            owners.setdefault(one.shown, set()).add(one.owner)
        for one in others:
            role = self._roles[one.owner]
            is_shared = len(owners[one.shown]) > 1 and role
            yield one._replace(shown=f"{one.shown} ({role})") if is_shared else one._replace(role="")


def _others(course: Course) -> Iterator[_Instead]:
    """Every name of somebody else, and the initials for it. Who first has a name keeps it."""
    people = {person.label: person.relationship for person in course.people}
    mentioned = [*(name for name, _ in strangers(course, people)), *_speakers(course)]
    taken = {one.name for one in _of_client(course.client)}
    for label, role in (*people.items(), *((name, "") for name in mentioned)):
        for name in dict.fromkeys(_forms(label, role)):
            if name not in taken:
                taken.add(name)
                yield _Instead(name, _initials(name), label, role)


def _speakers(course: Course) -> Iterator[str]:
    for incident in course.incidents:
        for line in incident.script.lines if incident.script else ():
            name = line.speaker.strip()
            if name.casefold().rstrip(".") not in _NO_NAMES and not course.person(name):
                yield name


def _of_client(client: Client) -> Iterator[_Instead]:
    """The client's own name and earlier ones, each word of them, and the code."""
    forms = (form for name in (client.name, *client.earlier_names) for form in _own_forms(_normal(name)))
    for form in dict.fromkeys(forms):
        yield from (_Instead(each, CLIENT) for each in dict.fromkeys((form, capital(form), form.upper())))
    code = _normal(client.code)
    if sum(map(str.isalnum, code)) >= _LEAST_CODE and not (code.isdecimal() and len(code) <= _LEAST_CODE):
        yield from (_Instead(each, CLIENT) for each in dict.fromkeys((code, code.upper(), code.lower())))


def _own_forms(name: str) -> list[str]:
    """A client's name, and each word of it that is one."""
    words = [word for word in name.split() if len(word.rstrip(".")) > 1]
    capitals = [word for word in words if not word.islower()] or words
    return [name, *capitals] if name else []


def _forms(label: str, role: str) -> Iterator[str]:
    """The ways in which a person's name may stand in a text; a small word of the relationship is no name."""
    said = " ".join(word for word in _normal(role).split() if word.islower())
    for name in names_of(_normal(label), said):
        if not all(_is_no_name(word) for word in name.split()):
            yield name
            yield capital(name)
            if stem := _POSSESSIVE.sub("", name):
                yield stem


def _is_no_name(word: str) -> bool:
    return _POSSESSIVE.sub("", word).casefold().rstrip(".,") in _NO_NAMES


def _initials(name: str) -> str:
    """ "Zebulon Quartermaine" is "Z. Q.", "Anna's mother" is "A.'s mother", "N." stays."""
    has_capitals = any(word[:1].isupper() for word in name.split())
    return " ".join(_initial(word, has_capitals=has_capitals) for word in name.split())


def _initial(word: str, *, has_capitals: bool) -> str:
    is_small = word[:1].islower() and has_capitals
    letter = next((letter for letter in word if letter.isalnum()), "")
    if is_small or not letter or _is_no_name(word):
        return word if letter else "someone"
    behind = _POSSESSIVE.search(word)
    return f"{letter.upper()}.{behind[0] if behind else ''}"


def _replacer(instead: Iterable[_Instead], born: dt.date | None = None) -> Callable[[str], str]:
    """A function that puts what is `shown` in the place of each name, the longest first."""
    by_name: dict[str, _Instead] = {}
    for one in instead:
        by_name.setdefault(one.name, one)
    found = [by_name[name] for name in sorted(by_name, key=lambda name: (-len(name), name))]
    patterns = [_pattern(one) for one in found] + [re.escape(day) for day in _birthdays(born)]
    if not patterns:
        return _normal
    pattern = re.compile("|".join(f"({each})" for each in patterns))

    def replaced(match: re.Match[str]) -> str:
        at, behind = (match.lastindex or 1) - 1, match.string[match.end() :]
        return (
            BIRTHDAY
            if at >= len(found)
            else _in_place(found[at], match[0], match.string[: match.start()], behind)
        )

    return lambda text: pattern.sub(replaced, _normal(text))


def _in_place(one: _Instead, typed: str, before: str, behind: str) -> str:
    """What stands for a name in its sentence: a capital where it begins one, no second full stop at its end."""
    if one.name in MONTHS and is_in_a_date(before, behind):
        return typed
    is_first = not before.strip() or before.rstrip()[-1:] in tuple(".!?")
    shown = one.shown.removesuffix(".") if behind.startswith(".") else one.shown
    return capital(shown) if is_first and typed[:1].isupper() else shown


def _pattern(one: _Instead) -> str:
    """The name standing alone; in a script without spaces between words, anywhere."""
    is_unspaced = any(unicodedata.east_asian_width(letter) in "WF" for letter in one.name)
    return re.escape(one.name) if is_unspaced else name_pattern(one.name, one.role)


def _birthdays(born: dt.date | None) -> tuple[str, ...]:
    if born is None:
        return ()
    day, month, year = born.day, born.month, born.year
    numbers = (f"{day:02}.{month:02}.{year}", f"{day}.{month}.{year}", f"{day:02}/{month:02}/{year}")
    return (born.isoformat(), shown_date(born), *numbers, f"{day}/{month}/{year}")


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def nameless(client: Client) -> Callable[[str], str]:
    """A function that puts "the client" in the place of the client's own names, code and day of birth."""
    return _replacer(_of_client(client), client.born)
