"""Lets the outcomes of all concluded courses leave the vault for practice audit, de-identified, and records it in each chart."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes import digests
from ipt_notes.checks.gate import count
from ipt_notes.course.vocabulary import EndType, words
from ipt_notes.errors import NotFound, StreamMoved, UsageProblem
from ipt_notes.export.audiences import NO_RELEASE, Release
from ipt_notes.export.outcomes import ALL, FEWEST, OutcomeSum, as_csv, as_json_lines, outcome_row, sums
from ipt_notes.keys.pseudonyms import Pseudonyms
from ipt_notes.measures.recovery import SOURCE
from ipt_notes.pictures.bars import Bar, Bars
from ipt_notes.services.exchange.disclosing import disclosed
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.streams import stand_aside

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.export.outcomes import OutcomeRow, Part
    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append, Head

OUTCOMES = "outcomes for practice audit, de-identified"
"""What the disclosure log calls it."""
AUDIENCE = "audit"
TITLE = "Outcomes of concluded courses"
CAUTION = (
    f"Counts of 1 to {FEWEST - 1} are held back, and those that leave so few over: they could point to a person. That is a"
    " caution and no proof: one figure taken from another may still show one that is held back. The file has a line a course,"
    " and who knows a client may know them by it: keep it within the practice."
)
_MARK = f"{SOURCE}. Counts below {FEWEST} are held back."
_ATTEMPTS = 50


class OutcomesExported(Struct, frozen=True):
    """The file that was written (`sha256` is of its bytes), the picture if one was, and what the courses come to.

    `running` courses are not in it: they have no outcome yet.
    """

    file: str
    sha256: str
    courses: int
    clients: int
    running: int
    sums: tuple[OutcomeSum, ...]
    picture: str = ""


class _Found(NamedTuple):
    """The lines of all concluded courses, whose they are, and how many courses are still running."""

    rows: list[OutcomeRow]
    concerned: list[tuple[Grant, tuple[str, ...]]]
    running: int


def require_places(path: Path, picture: Path | None) -> None:
    """UsageProblem for a file that is neither .csv nor .jsonl, or a picture that is neither .svg nor .png."""
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise UsageProblem(
            what=f"-o: {path.suffix or 'no ending'} is no kind of table", hint="name it .csv or .jsonl"
        )
    if picture and picture.suffix.lower() not in (".svg", ".png"):
        raise UsageProblem(
            what=f"--picture: {picture.suffix or 'no ending'} is no kind of picture",
            hint="name it .svg or .png",
        )


def export_outcomes(
    practice: Practice,
    path: Path,
    *,
    release: Release = NO_RELEASE,
    picture: Path | None = None,
    replace: bool = False,
) -> OutcomesExported:
    """Write the lines of all concluded courses, and record the disclosure in every chart that has one, or in none.

    The order is that of every export (`exporting.export_termination`). NotFound where no course is concluded.
    """
    from ipt_notes.export.files import placed

    require_places(path, picture)
    found = _found(practice)
    if not found.rows:
        raise NotFound(what="a concluded course", hint="outcomes are those of courses that have ended")
    data = as_json_lines(found.rows) if path.suffix.lower() == ".jsonl" else as_csv(found.rows)
    sha256, added = digests.sha256(data).hex(), sums(found.rows)
    with ExitStack() as stack:
        stack.enter_context(placed(path, data, replace=replace))
        if picture:
            stack.enter_context(placed(picture, _drawn(added, picture), replace=replace))
        _record(practice, found.concerned, sha256, release)
    return OutcomesExported(
        str(path), sha256, len(found.rows), len(found.concerned), found.running, added, str(picture or "")
    )


def _found(practice: Practice) -> _Found:
    named = Pseudonyms(practice.member, practice.port.vault_id)
    found = _Found([], [], 0)
    for chart in practice.charts():
        rows = _rows(chart, named.of(chart.grant.client))
        found.rows.extend(row for _, row in rows)
        if rows:
            found.concerned.append((chart.grant, tuple(course for course, _ in rows)))
        found = found._replace(running=found.running + len(chart.chart.courses) - len(rows))
    found.rows.sort(key=lambda row: (row.client, row.course))  # not in the order of the codes
    return found


def _rows(chart: OpenChart, pseudonym: str) -> list[tuple[str, OutcomeRow]]:
    """(id of the course, its line) of each concluded course."""
    return [
        (course.id, outcome_row(course, pseudonym, number))
        for number, course in enumerate(chart.chart.courses, 1)
        if course.conclusion
    ]


def _record(
    practice: Practice, concerned: list[tuple[Grant, tuple[str, ...]]], sha256: str, release: Release
) -> None:
    """One transaction over all charts: each gets a record for each of its courses."""
    for attempt in range(_ATTEMPTS):
        appends: list[Append] = []
        heads: list[tuple[bytes, Head]] = []
        for grant, courses in concerned:
            chart = practice.read(practice.find_again(grant))
            said = [disclosed(course, OUTCOMES, AUDIENCE, sha256, release) for course in courses]
            sealed, after = practice.seal(chart, said)
            appends += sealed
            heads.append((grant.client, after.head))
        try:
            practice.port.commit(appends)
        except StreamMoved:
            stand_aside(attempt)
        else:
            for client, head in heads:
                practice.heads.advance(chain_name(client), head)
            practice.remember()
            return
    raise StreamMoved


def _drawn(added: tuple[OutcomeSum, ...], picture: Path) -> bytes:
    from ipt_notes.pictures.bars import bars_svg

    svg = bars_svg(TITLE, outcome_bars(added), _MARK)
    if picture.suffix.lower() == ".svg":
        return svg.encode()
    from ipt_notes.pictures.raster import png

    return png(svg)


def outcome_bars(added: tuple[OutcomeSum, ...]) -> tuple[Bars, ...]:
    """The sums as groups of bars, an area a group."""
    return tuple(_bars(one) for one in added)


def _bars(one: OutcomeSum) -> Bars:
    name = "All courses" if one.area == ALL else words(one.area).capitalize()
    if one.is_small:
        return Bars(name, f"fewer than {FEWEST} courses", ())
    about = f"{count(one.courses or 0, 'course')}, median {one.sessions:g} sessions"
    parts = (
        ("ended as planned", one.endings.get(EndType.PLANNED)),
        ("recovery", one.recovered),
        ("reliable improvement", one.reliably_improved),
        ("reliable recovery", one.reliably_recovered),
    )
    return Bars(name, about, tuple(_bar(label, part) for label, part in parts))


def _bar(label: str, part: Part | None) -> Bar:
    if part is None:
        return Bar(label, None, "too few to tell")
    if part.count is None:
        return Bar(label, None, f"held back (of {part.of})")
    return Bar(label, part.count / part.of, f"{part.percent}% ({part.count} of {part.of})")


def told_endings(one: OutcomeSum) -> str:
    """ "planned 7, lost contact held back"."""
    told = (
        f"{words(kind)} {'held back' if part.count is None else part.count}"
        for kind, part in one.endings.items()
    )
    return ", ".join(told)
