"""Words a therapist typed, apart from those that mean something to the parser: none of them may go missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.vocabulary import AREA_ALIASES
from ipt_notes.measures.measure import measures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.note import Note

_WORD = re.compile(r"(?<![^\W_])[a-z]{4,}(?![^\W_])")
_BLANK_FIELD = re.compile(r"^[^:：\n]*[:：][\s*_]*$", re.MULTILINE)
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)


def _catalogue() -> Iterable[str]:
    for kind in CATALOGUE:
        yield from (kind.heading, *kind.subsections)
        for field in (*kind.fields, *(kind.entry_fields or ())):
            yield from (field.key, *field.choices)
    yield from ("name", "other tool", "felt intended communicated heard understood", *AREA_ALIASES)
    yield from (word for measure in measures().values() for word in (measure.id, measure.name))


KNOWN = frozenset(_WORD.findall(" ".join(_catalogue()).replace("_", " ").casefold()))
"""Words that are understood: they come out as ids."""


def nothing_lost(body: str, note: Note) -> None:
    """Every word of `body` (a note below its front matter) is in the note, unless it names a field left blank."""
    kept = msgspec.json.encode(note).decode().casefold()
    typed = _WORD.findall(_BLANK_FIELD.sub("", _COMMENT.sub(" ", body)).casefold())
    assert not [word for word in typed if word not in KNOWN and word not in kept]
