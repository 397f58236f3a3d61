"""`ipt-notes sections`: what can be written where. A section is printed so that it can be pasted into a note."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.course.fields import Field as FieldKind
from ipt_notes.course.fields import SectionKind
from ipt_notes.course.sections import BY_ID, CATALOGUE, heading_id
from ipt_notes.course.vocabulary import words
from ipt_notes.errors import NotFound

app = frame.group("")

_SCENE = """\
<!-- Where they are first, then what was said, line by line, with what is known of it:
N. (arms folded): "Are you in on Sunday?"
> felt: shut out
> intended: can we talk
> communicated: you are never here -->"""
_EVENT = "<!-- - 2025-04: moved house; sleep worse -->"
_OTHER_TOOL = "- other tool: <!-- name, score -->"
_OPTIONAL = "<!-- Where they matter: -->"


class SectionList(Struct, frozen=True):
    """Sections of the catalogue; one when a name was given."""

    sections: tuple[SectionKind, ...]


def _told(result: SectionList) -> Iterable[str]:
    if len(result.sections) == 1:
        return pasteable(result.sections[0])
    return printing.table((f"## {kind.heading}", kind.about) for kind in result.sections)


def pasteable(kind: SectionKind) -> Iterable[str]:
    """The section as the lines of a note that has nothing in it yet; comments say what each field takes."""
    yield f"## {kind.heading}{': ' if kind.is_titled else ''}".rstrip()
    yield f"<!-- {kind.about} -->"
    yield from _lines_of(kind)
    yield from _fields(kind.fields)
    if kind.entry_fields is not None:
        yield ""
        yield "### Name (relationship)" if kind.has_relationship else "### Name"
        yield from _fields(kind.entry_fields)
    for part in kind.subsections:
        yield ""
        yield f"### {words(part).capitalize()}"
        yield _SCENE if part == "communication_analysis" else "- "


def _lines_of(kind: SectionKind) -> Iterable[str]:
    if kind.form == "timeline":
        yield _EVENT
    if kind.form == "measures":
        from ipt_notes.measures.measure import measures

        for measure in measures().values():
            yield f"- {measure.name}: <!-- {measure.item_count} item scores, or the total -->"
        yield _OTHER_TOOL


def _fields(fields: Iterable[FieldKind]) -> Iterable[str]:
    """The fields the section is complete with, then the others."""
    fields = tuple(fields)
    optional = [field for field in fields if not field.is_required]
    yield from (_field(field) for field in fields if field.is_required)
    if len(optional) not in (0, len(fields)):
        yield _OPTIONAL
    yield from map(_field, optional)


def _field(field: FieldKind) -> str:
    takes = " or ".join(
        filter(None, (", ".join(map(words, field.choices[:-1])), *map(words, field.choices[-1:])))
    )
    if field.is_many:
        takes = "several, with ; between them"
    elif field.shape != "text":
        takes = "a date: 2026-03-16" if field.shape == "date" else "a whole number"
    return f"- {field.label}: <!-- {takes} -->" if takes else f"- {field.label}:"


@frame.command(app, "sections", SectionList, _told)
def sections(
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]", help="A section, such as: risk assessment.")
    ] = None,
) -> SectionList:
    """List the sections of a note, or print one, ready to paste into a note."""
    if not name:
        if not frame.here.as_json:
            printing.aside(
                "hint: `ipt-notes sections inventory` prints one of them, ready to paste into a note"
            )
        return SectionList(CATALOGUE)
    typed = heading_id(" ".join(name).lstrip("# "))
    if typed in BY_ID:
        return SectionList((BY_ID[typed],))
    from difflib import get_close_matches

    near = get_close_matches(typed, BY_ID, n=1, cutoff=0.4)
    raise NotFound(
        what=f"the section {' '.join(name)!r}",
        hint=f"did you mean {BY_ID[near[0]].heading!r}?" if near else "`ipt-notes sections` lists them",
    )
