"""Writes the table of sections in note-format.md from the catalogue. A test compares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.course.sections import CATALOGUE, SCRIPT_FIELDS
from ipt_notes.course.vocabulary import words

if TYPE_CHECKING:
    from ipt_notes.course.fields import Field, SectionKind

PAGE = Path(__file__).parent / "note-format.md"
BEGIN, END = "<!-- sections: begin -->\n", "<!-- sections: end -->\n"


def page(text: str) -> str:
    """The page with the table as the catalogue has it."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


def table() -> str:
    """One row a section."""
    rows = (f"| {_heading(kind)} | {kind.about}{_takes(kind)} |\n" for kind in CATALOGUE)
    return "| heading | what it holds |\n|---|---|\n" + "".join(rows)


def _heading(kind: SectionKind) -> str:
    title = ": title" if kind.is_titled else ""
    return f"`## {kind.heading}{title}`" + ("<br>several times" if kind.is_repeatable else "")


def _takes(kind: SectionKind) -> str:
    """The fields, the entries and the parts of a section."""
    found = [_fields(kind.fields)] if kind.fields else []
    found += ["Prose."] if kind.form == "prose" else []
    if kind.entry_fields is not None:
        name = "### Name (relationship)" if kind.has_relationship else "### Name"
        found.append(f"`{name}`: {_fields(kind.entry_fields)}")
    for part in kind.subsections:
        more = f": {_fields(SCRIPT_FIELDS)}" if part == "communication_analysis" else ""
        found.append(f"`### {words(part).capitalize()}`{more}")
    return "<br>".join(["", *found]) if found else ""


def _fields(fields: tuple[Field, ...]) -> str:
    return " · ".join(map(_field, fields))


def _field(field: Field) -> str:
    name = f"**{field.label}**" if field.is_required else field.label
    shape = {"date": " (a date)", "number": " (a whole number)"}.get(field.shape, "")
    choices = ": " + ", ".join(map(words, field.choices)) if field.choices else ""
    return name + ("\\*" if field.is_many else "") + shape + choices


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
