"""Keeps third parties and scripts out of a text: people appear by relationship, never by name.

The names are those the chart itself knows: the inventory, the person of a problem area or an incident. A line of a
communication analysis is left out where a text repeats it word for word. Other words in quotation marks stay as typed.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.wording import MONTHS, capital

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ipt_notes.course.model import Course, Person

SPOKEN = "[words left out]"
UNKNOWN = "person"
_DETERMINERS = ("the", "my", "our", "his", "her", "their", "a", "an")
_DETERMINER = r"(?:the(?:ir)?|my|our|h(?:is|er)|an?)"
"""Any of them; few letters have to be tried where there is none."""
_FILLERS = (*_DETERMINERS, "and", "of", "from", "at", "in", "with", "who")
_SHORTEST_SPEECH = 12
_NAMES_TOO = (
    "Amber Angel Art Autumn Basil Bill Brook Brown Chance Charity Chase Christian Clay "
    "Constance Crystal Daisy Dawn Dean Destiny Don Drew Earl Eve Faith Frank Gene Ginger "
    "Grace Grant Guy Harmony Harry Hazel Heather Holly Hope Iris Ivy Jack Jade Jasmine "
    "Jean Joy Lance Lily Mark Mason Max Melody Mercy Miles Nick Olive Pat Patience Pearl "
    "Penny Pierce Ray Rich Rob Robin Rose Ruby Sandy Scarlett Sky Star Sue Summer Sunny "
    "Victor Violet Wade Ward White Will Young"
)
_WORD_NAMES = frozenset(_NAMES_TOO.split())
"""Names that are words too: at the head of a sentence only the eye can tell which it is."""
_BEFORE_A_MONTH = (
    r"(?i)(?:\b(?<!confide )(?<!confides )(?<!confided )(?<!confiding )(?:in|since|until|till|last|next|early|mid|late)"
    r"|\b\d{1,2}(?:st|nd|rd|th)?(?: of)?)\s+$"
)
_BEHIND_A_MONTH = rf"\s+\d|\s+(?:to|until|till)\s+(?:\d|now\b|{'|'.join(MONTHS)})|\s+onwards\b"
_BEFORE_A_LETTER = (
    r"(?i)\b(?:plan|option|type|group|grade|class|ward|unit|room|block|part|point|step|stage|level|vitamin|hepatitis|"
    r"version|category|column|row|item)$"
)
"""These three are compiled when a name is looked for, which few commands do."""
_LONGEST_BEFORE_A_LETTER = 9


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


class _Instead(Struct, frozen=True):
    """What stands for a name of `role`. A text with the name in it holds one of `traces` at least."""

    name: str
    role: str
    pattern: str
    traces: tuple[str, ...]


class Discretion:
    """What must not be said about one course; call it with a text to get the text that may be."""

    def __init__(self, course: Course, shown: Callable[[str], str] = bracketed) -> None:
        """Collects the names and the spoken words of `course`. `shown` says how a relationship stands for a name."""
        stated = {person.label: _role(person) for person in course.people}
        named = [*stated.items(), *strangers(course, stated)]
        unnamed = _unnaming(named)
        self._roles = {label: unnamed(role) for label, role in stated.items()}
        self._shown = shown
        instead: dict[str, _Instead] = {}
        for label, role in named:
            shown_role = self._roles.get(label, role)
            for name in names_of(label, role):
                instead.setdefault(name, _Instead(name, shown_role, name_pattern(name, role), _traces(name)))
        self._instead = [instead[name] for name in _longest_first(instead)]
        self._stems = [_stem(one.name) for one in self._instead]
        self._speech = _longest_first({*_spoken(course)})
        self._echoes = [_longest_word(words) for words in self._speech]

    def __call__(self, text: str) -> str:
        """`text` with verbatim speech replaced by a mark, then names by their relationship: one may stand bare only then."""
        if _holds_any(text, self._echoes):
            text = self._verbatim.sub(SPOKEN, text)
        return self._unnamed(text) if _holds_any(text, self._stems) else text

    @cached_property
    def _verbatim(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_any_space, self._speech)))

    def _unnamed(self, text: str) -> str:
        """`text` without the names that it has a trace of; none of them begins within a word."""
        sought = [one for one in self._instead if _holds_any(text, one.traces)]
        if not sought:
            return text
        names = "|".join([f"({one.pattern})" for one in sought])
        return re.sub(rf"(?<!\w)(?:{names})", lambda match: self._replaced(match, sought), text)

    def role(self, person: Person) -> str:
        """The relationship by which a person appears."""
        return self._roles[person.label]

    def named(self, person: Person) -> str:
        """The relationship as it stands for the person's name."""
        return self._shown(self.role(person))

    def _replaced(self, match: re.Match[str], sought: Sequence[_Instead]) -> str:
        found = sought[(match.lastindex or 1) - 1]
        before = match.string[: match.start()]
        if found.name in MONTHS and is_in_a_date(before, match.string[match.end() :]):
            return match[0]
        shown = bracketed(found.role) if _is_open(found.name, before) else self._shown(found.role)
        return capital(shown) if before.rstrip()[-1:] in tuple(".!?") else shown


def strangers(course: Course, roles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names of people who matter but are not in the inventory; a role ("colleague") is no name."""
    mentioned = [focus.text("person") for focus in course.foci]
    mentioned += ["; ".join(incident.fields.get("person", ())) for incident in course.incidents]
    known = {name.casefold() for name in (*roles, *roles.values())}
    for name in (part.partition("(")[0].strip() for text in mentioned for part in text.split(";")):
        if name[:1].isupper() and name.casefold() not in known:
            yield name, UNKNOWN


def is_in_a_date(before: str, behind: str) -> bool:
    """Whether a month's name stands for the month: "in May", "5 May", "May 2026", "from May to June"."""
    return bool(re.search(_BEFORE_A_MONTH, before) or re.match(_BEHIND_A_MONTH, behind))


def _is_open(name: str, before: str) -> bool:
    """Whether a name could be another word, so that its reader must see that it was taken for one: Will, plan A."""
    is_letter = len(name.rstrip(".")) == 1
    return name in _WORD_NAMES or name in MONTHS or (is_letter and _awaits_a_letter(before))


def _awaits_a_letter(before: str) -> bool:
    """Whether the last word asks for a letter behind it: "plan ", "group "."""
    words = before.rstrip()
    return words != before and bool(re.search(_BEFORE_A_LETTER, words[-_LONGEST_BEFORE_A_LETTER - 1 :]))


def _role(person: Person) -> str:
    """The relationship as stated, without the person's own name in it."""
    stated = person.relationship
    for name in names_of(person.label, ""):
        if name[:1].isupper() and _holds_any(stated, _traces(name)):
            stated = re.sub(name_pattern(name, ""), "", stated)
    return " ".join(stated.split()) or UNKNOWN


def _unnaming(named: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """What leaves nobody else's name in a relationship: "sister's husband" for "Anna's husband"."""
    roles = {name: theirs for label, theirs in named for name in names_of(label, theirs)}
    names = _longest_first(roles)
    traces = [trace for name in names for trace in _traces(name)]

    def unnamed(role: str) -> str:
        if not _holds_any(role, traces):
            return role
        pattern = re.compile("|".join(f"({name_pattern(name, '')})" for name in names))

        def instead(match: re.Match[str]) -> str:
            theirs = roles[names[(match.lastindex or 1) - 1]]
            return UNKNOWN if pattern.search(theirs) else theirs

        return pattern.sub(instead, role)

    return unnamed


def names_of(label: str, role: str) -> Iterator[str]:
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
            words = line.words.strip().strip('"“”').strip()
            if len(words) >= _SHORTEST_SPEECH:
                yield words


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda each: (-len(each), each))


def _any_space(words: str) -> str:
    """The words, however they are broken into lines."""
    return r"\s+".join(map(re.escape, words.split()))


def _traces(name: str) -> tuple[str, ...]:
    """A text with the name in it holds one of them at least: of most texts it is soon told that they do not."""
    stem = _stem(name)
    return (f"{stem}.", f"{stem}'", f"{stem}’") if _is_initial(name) else (stem,)


def _stem(name: str) -> str:
    """What each trace of a name holds, and is sooner looked for: an initial without its full stop."""
    return name[:-1] if _is_initial(name) else _longest_word(name)


def _longest_word(text: str) -> str:
    """However the text is broken into lines, this is in it."""
    return max(text.split(), key=len)


def _holds_any(text: str, pieces: Iterable[str]) -> bool:
    for piece in pieces:  # noqa: SIM110 - asked of every text: `any` takes twice as long
        if piece in text:
            return True
    return False


def _is_initial(name: str) -> bool:
    """ "N.", or a name cut short."""
    return name.endswith(".") and name[:-1].isalpha()


def name_pattern(name: str, role: str) -> str:
    """The name standing alone, with its relationship before it or in brackets behind; "N." in "N's" as well."""
    before = rf"(?i:(?:{_DETERMINER}\s+)?{_any_space(role)}\s+)?" if role else ""
    behind = rf"(?:\s*\({re.escape(role)}\))?" if role else ""
    if _is_initial(name):
        return rf"(?<![\w.]){before}{re.escape(name[:-1])}(?:\.(?!\w){behind}|(?=['’]s\b))"
    end = r"(?!\w)" if name[-1].isalnum() else ""
    return rf"(?<!\w){before}{_any_space(name)}{end}{behind}"
