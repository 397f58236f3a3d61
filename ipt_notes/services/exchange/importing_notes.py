"""Takes notes over from Markdown files: all of a client's notes or none; what is here already is not added again.

A file's front matter says whose note it is, of which session and day (docs/note-format.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course import records as r
from ipt_notes.errors import UsageProblem, WorldProblem
from ipt_notes.keys.identity import normal_code
from ipt_notes.notes.foreign import WINDOWS, read_foreign
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.problems import Problems, told
from ipt_notes.services.exchange.importing import Imported, Plan, read_file, take_in
from ipt_notes.services.trust.streams import new_id
from ipt_notes.services.writing import read_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipt_notes.course.note import Note
    from ipt_notes.services.exchange.importing import OfClient
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_MOST_BYTES = 16 * 1024 * 1024
_CLIENT = re.compile(
    r"\A\s*---\n(?:(?!##|---).*\n)*?client[ \t]*[:：][ \t]*(\S.{0,63})$", re.IGNORECASE | re.MULTILINE
)


class _File(NamedTuple):
    """A file by its path in the folder; `client` is "" where it names none, and `problems` say why."""

    name: str
    client: str
    text: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Names the file without its content."""
        return f"<{self.name}>"


def import_notes(practice: Practice, folder: Path, *, dry_run: bool = False) -> Imported:
    """The notes in the `.md` files of a folder and those below it. UsageProblem where there are none; WorldProblem."""
    files = [_read(path, path.relative_to(folder).as_posix()) for path in _paths(folder)]
    parts: dict[str, list[_File]] = {}
    for file in files:
        if file.client:
            parts.setdefault(_key(file.client), []).append(file)
    return Imported(
        dry_run,
        tuple(_take(practice, part, dry_run=dry_run) for part in parts.values()),
        tuple(line for file in files if not file.client for line in file.problems),
        tuple(line for file in files for line in file.warnings),
    )


def _paths(folder: Path) -> list[Path]:
    """The ordinary files in `.md`, in the order of their paths; nothing hidden, and no link is followed."""
    try:
        if not folder.is_dir():
            raise UsageProblem(what=f"there is no folder {folder}", hint="check the path")
        found = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() == ".md"
            and path.is_file()
            and not any(each.is_symlink() or each.name.startswith(".") for each in _below(path, folder))
        )
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(what=f"{folder} could not be read: {why}", hint="check the permissions") from None
    except ValueError:  # a NUL in the name
        raise UsageProblem(what="no folder can have this name", hint="check the path") from None
    if not found:
        raise UsageProblem(what=f"there are no notes in {folder}", hint="a note is a file that ends in .md")
    return found


def _below(path: Path, folder: Path) -> Iterator[Path]:
    """The path and the folders above it, up to `folder`."""
    while path != folder:
        yield path
        path = path.parent


def _key(code: str) -> str:
    """What makes two codes the same; one that can't be a code stays as it is."""
    try:
        return normal_code(code)
    except UsageProblem:
        return code


def _read(path: Path, name: str) -> _File:
    foreign = read_foreign(read_file(path, _MOST_BYTES))
    if foreign.problem:
        return _File(name, "", "", tuple(told([foreign.problem], name)))
    problems = Problems()
    client = _client_in(foreign.text, problems)
    wrong = () if client else tuple(told(problems.by_line(), name))
    guessed = (f"{name}: read as {WINDOWS}; look at letters with accents",)
    warnings = guessed if foreign.encoding == WINDOWS else ()
    return _File(name, client, foreign.text, wrong, warnings)


def _client_in(text: str, problems: Problems) -> str:
    """Whose note it is, even where something else is wrong with its front matter; "" and a problem where it can't be told."""
    front, _ = read_front_matter(text, Expected(), problems)
    named = None if front else _CLIENT.search(text)
    return front.client if front else named[1].strip() if named else ""


def _take(practice: Practice, files: list[_File], *, dry_run: bool) -> OfClient:
    def plan(chart: OpenChart) -> Plan:
        return _Sorting(practice, chart).plan(files)

    return take_in(practice, files[0].client, f"{files[0].name}:1", plan, dry_run=dry_run)


class _Sorting:
    """The notes of one client, sorted into what is new to the chart, what is there already, and what can't be."""

    def __init__(self, practice: Practice, chart: OpenChart) -> None:
        self.practice, self.chart = practice, chart
        self.saved = _saved(chart)
        self.names: dict[int, str] = {}
        self.new: list[r.NoteSaved] = []
        self.known = 0
        self.problems: list[str] = []
        self.warnings: list[str] = []

    def plan(self, files: Iterable[_File]) -> Plan:
        """What they come to, in the order of their sessions."""
        for file in files:
            if file.text in self.saved:
                self.known += 1
            else:
                self._sort(file)
        in_order = sorted(self.new, key=lambda body: body.content.session)
        return Plan(in_order, self.known, tuple(self.problems), tuple(self.warnings))

    def _sort(self, file: _File) -> None:
        parsed = read_note(self.practice, self.chart, file.text)
        self.problems += told((each for each in parsed.problems if each.is_error), file.name)
        self.warnings += told((each for each in parsed.problems if not each.is_error), file.name)
        if parsed.note is None:
            return
        wrong = [*self._against(parsed.note)]
        self.problems += (f"{file.name}:{_line_of_session(file.text)}: {text}" for text in wrong)
        self.names.setdefault(parsed.note.session, file.name)
        if not wrong:
            self.new.append(r.NoteSaved(new_id(), self.chart.course.id, 1, file.text, parsed.note))

    def _against(self, note: Note) -> Iterator[str]:
        """Why this note can't be added to the chart."""
        courses, number = self.chart.chart.courses, note.session
        if not courses:
            yield "the client has no course yet"
        elif courses[-1].conclusion:
            yield "the course is concluded"
        elif courses[-1].session(number):
            yield f"there is another note of session {number} already; change that one with `note edit`"
        if number in self.names:
            yield f"{self.names[number]} is of session {number} too"


def _saved(chart: OpenChart) -> set[str]:
    """Every text, of any revision, of the notes that stand in the chart."""
    standing = {session.note for course in chart.chart.courses for session in course.sessions}
    bodies = (record.body for record in chart.records)
    return {body.text for body in bodies if isinstance(body, r.NoteSaved) and body.note in standing}


def _line_of_session(text: str) -> int:
    """The line that names the session."""
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if line.lower().lstrip().startswith("session")), 1)
