"""A typed note as a structured one, with everything that is to be told about it, line by line (docs/note-format.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.note import Note, Section
from ipt_notes.course.sections import BY_ID, CATALOGUE
from ipt_notes.notes.blocks import read_blocks, without_comments
from ipt_notes.notes.decode import UNPRINTABLE, unprintable_told, with_plain_line_ends
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.problems import Problem, Problems, told
from ipt_notes.notes.sections import read_section
from ipt_notes.notes.slips import tell_slips
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from ipt_notes.notes.blocks import RawSection

__all__ = ["UNTITLED", "Parsed", "Problem", "parse", "parse_addendum", "told"]

UNTITLED = "untitled"
"""The section of words that stand under no heading."""
_MOST_LETTERS = 60


class Parsed(NamedTuple):
    """`note` is None exactly when a problem is an error. Problems are in the order of their lines."""

    note: Note | None
    problems: tuple[Problem, ...]


def parse(
    text: str,
    *,
    code: str = "",
    session: int | None = None,
    today: dt.date | None = None,
    known_headings: Collection[str] = (),
    in_focus: Collection[str] = (),
) -> Parsed:
    """The note in `text`; `code`, `session` and `today` are what its front matter must agree with.

    `known_headings` are those of a practice's own templates: they are not wondered about. `in_focus` are the
    course's problem areas by id: with two of them a note says of which it speaks.
    """
    problems = Problems()
    plain = without_comments(_printable(text, problems), problems)
    front, body = read_front_matter(plain, Expected(code, session, today), problems)
    before, sections = _sections(body, known_headings, in_focus, problems)
    if before:
        problems.warning(before[0], "words before the first `## Heading` belong to no section; they are kept")
    if front is None or problems.errors:
        return Parsed(None, problems.by_line())
    note = Note(front.client, front.session, front.date, front.phase, front.minutes, front.mode, sections)
    return Parsed(note, problems.by_line())


def parse_addendum(text: str, *, of: Note) -> Parsed:
    """An addendum to `of`: sections or plain words, without a front matter. Blank text is an error."""
    problems = Problems()
    plain = without_comments(_printable(text, problems), problems)
    _, sections = _sections(plain, (), (), problems)
    if not sections:
        problems.error(1, "there is nothing in the addendum")
    if problems.errors:
        return Parsed(None, problems.by_line())
    note = Note(of.client, of.session, of.date, of.phase, of.minutes, of.mode, sections)
    return Parsed(note, problems.by_line())


def _printable(text: str, problems: Problems) -> str:
    """The text with plain line ends; what can't be printed is an error, and blanked."""
    text = with_plain_line_ends(text)
    if UNPRINTABLE.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            if found := UNPRINTABLE.search(line):
                problems.error(number, unprintable_told(found.group()))
    return UNPRINTABLE.sub(" ", text)


def _sections(
    body: str, known_headings: Collection[str], in_focus: Collection[str], problems: Problems
) -> tuple[tuple[int, ...], tuple[Section, ...]]:
    """(the line of words under no heading, if there are any; the started sections)."""
    before, raw_sections = read_blocks(body)
    tell_slips(body, {raw.line for raw in raw_sections}, problems)
    known = {key_id(heading.partition(":")[0]) for heading in known_headings}
    read = [(raw.line, _section(raw, known, problems)) for raw in raw_sections]
    started = [
        (line, section)
        for line, section in read
        if section.is_started or (section.title and section.id not in known)
    ]
    _tell_duplicates(started, problems)
    _tell_unnamed(started, in_focus, problems)
    found = tuple(section for _, section in started)
    if not before.typed:
        return (), found
    return (before.blocks[0].line,), (Section(UNTITLED, prose=before.typed), *found)


def _section(raw: RawSection, known: Collection[str], problems: Problems) -> Section:
    name, _, title = raw.heading.replace("：", ":", 1).partition(":")
    section_id = key_id(name)[:_MOST_LETTERS]
    if kind := BY_ID.get(section_id):
        return read_section(kind, title.strip("*_` "), raw, problems)
    if section_id and section_id not in known:
        problems.unknown(raw.line, "heading", name, [kind.heading for kind in CATALOGUE])
    return Section(section_id or UNTITLED, raw.heading, raw.typed)


def _tell_duplicates(sections: Iterable[tuple[int, Section]], problems: Problems) -> None:
    lines: dict[str, int] = {}
    for line, section in sections:
        kind = BY_ID.get(section.id)
        first = lines.setdefault(section.id if kind else section.title.casefold(), line)
        if first != line and kind is None:
            problems.warning(line, f"line {first} has the same heading; both are kept")
        elif first != line and kind and not kind.is_repeatable:
            problems.error(line, f"there is a section {kind.heading!r} in line {first} already; join them")


def _tell_unnamed(
    sections: Iterable[tuple[int, Section]], in_focus: Collection[str], problems: Problems
) -> None:
    """Tell of what is written under Problem area without saying of which of two: it goes to neither."""
    found = [(line, section) for line, section in sections if section.id == "problem_area"]
    named = {area for _, section in found if (area := section.value("area"))}
    areas = named if not named <= {*in_focus} else {*in_focus}
    for line, section in found:
        if len(areas) > 1 and section.fields and not section.value("area"):
            problems.warning(line, "two areas are in focus; say which with `- area:`")
