"""`ipt-notes sections`: what can be written where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.course.sections import BY_ID, CATALOGUE, SectionKind, heading_id
from ipt_notes.course.sections import Field as FieldKind
from ipt_notes.errors import NotFound

app = frame.group("")


class SectionList(Struct, frozen=True):
    """Sections of the catalogue; one when a name was given."""

    sections: tuple[SectionKind, ...]


def _told(result: SectionList) -> Iterable[str]:
    if len(result.sections) > 1:
        yield from printing.table((f"## {kind.heading}", kind.about) for kind in result.sections)
        return
    for kind in result.sections:
        yield f"## {kind.heading}{': a title' if kind.is_titled else ''}"
        yield kind.about
        yield from (_told_field(field) for field in kind.fields)
        if kind.entry_fields is not None:
            yield "### Name (relationship)" if kind.has_relationship else "### Name"
            yield from (_told_field(field) for field in kind.entry_fields)
        yield from (f"### {section_id.replace('_', ' ').capitalize()}" for section_id in kind.subsections)


def _told_field(field: FieldKind) -> str:
    notes = ["required"] if field.is_required else []
    notes += ["several, split at ;"] if field.is_many else []
    notes += [", ".join(choice.replace("_", " ") for choice in field.choices)] if field.choices else []
    return f"- {field.label}:" + (f"  ({'; '.join(notes)})" if notes else "")


@frame.command(app, "sections", SectionList, _told)
def sections(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A section, such as inventory.")
    ] = None,
) -> SectionList:
    """List the sections of a note, or the fields of one."""
    if name is None:
        return SectionList(CATALOGUE)
    if heading_id(name) in BY_ID:
        return SectionList((BY_ID[heading_id(name)],))
    from difflib import get_close_matches

    near = get_close_matches(heading_id(name), BY_ID, n=1, cutoff=0.4)
    raise NotFound(
        what=f"the section {name!r}",
        hint=f"did you mean {BY_ID[near[0]].heading!r}?" if near else "`ipt-notes sections` lists them",
    )
