"""The headings and keys that a template writes out, and which of them a note does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.sections import BY_ID, CATALOGUE
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.problems import did_you_mean
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.fields import SectionKind

_KEY = r"- ([^:\n]{1,60}):(?=\s|$)"
_REMARK = r"(?s)\{#.*?#\}|<!--.*?-->"
_FILLED = r"\{\{|\{%"
_ELSEWHERE = r"\{%-?\s*(?:include|extends|block|endblock)\b"


class Oddity(NamedTuple):
    """A line of a template (from 1), what is odd about it, and whether it is wrong or only worth a look."""

    line: int
    what: str
    is_wrong: bool


def oddities(template: str) -> Iterator[Oddity]:
    """Headings and keys that the catalogue does not have, outside comments. Below a heading of its own anything may stand.

    What is filled in is not looked at, nor a key below a part or a block that another template may fill in.
    """
    kind: SectionKind | None = None
    part = ""
    for number, line in enumerate(_bare(template), 1):
        if re.search(_ELSEWHERE, line):
            kind = None
        elif line.startswith("## "):
            heading, part = line[3:].partition(":")[0].strip(), ""
            kind = BY_ID.get(key_id(heading))
            if kind is None and heading and not re.search(_FILLED, heading):
                yield _unknown_heading(number, heading)
        elif line.startswith("### "):
            part = line[4:]
        elif kind and (found := re.match(_KEY, line)) and not _is_known(kind, part, found[1]):
            near = did_you_mean(found[1], _labels(kind, part))
            yield Oddity(number, f"unknown key {found[1]!r} under {kind.heading}{near}", is_wrong=True)


def _bare(template: str) -> list[str]:
    """The lines without comments of either kind; each stays where it is."""
    return re.sub(_REMARK, lambda found: "\n" * found[0].count("\n"), template).split("\n")


def _unknown_heading(number: int, heading: str) -> Oddity:
    near = did_you_mean(heading, [kind.heading for kind in CATALOGUE])
    if near:
        return Oddity(number, f"unknown heading {heading!r}{near}", is_wrong=True)
    own = f"{heading!r} is a section of your own: it is kept as it is typed, and no check reads it"
    return Oddity(number, own, is_wrong=False)


def _is_known(kind: SectionKind, part: str, key: str) -> bool:
    if kind.form == "timeline" or re.search(_FILLED, key):
        return True
    if kind.form == "measures":
        return key_id(key) == "other_tool" or find_measure(key) is not None
    if part and kind.entry_fields is None:
        return True
    return bool(kind.entry_field(key_id(key)) if part else kind.field(key_id(key)))


def _labels(kind: SectionKind, part: str) -> list[str]:
    return [field.label for field in ((kind.entry_fields or ()) if part else kind.fields)]
