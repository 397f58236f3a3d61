"""`chart.json`: all of a chart's records in one file, to leave with and to be read back by `import chart`.

The records are those of docs/vault-format.md, as they are in the vault. Records of keys stay there, and so do private
notes: a chart has no kind of record for them. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes import digests
from ipt_notes.course import records as r
from ipt_notes.course.records import Record, Stated
from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ChartDamaged, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NAME = "chart.json"
FORMAT = "ipt-notes chart"
VERSION = 1
ABOUT = (
    "A client's whole chart: every record in the order it was written. Private notes are not in it: they are kept apart"
    " from the chart, and no export reaches them. Signatures are told by name, time and SHA-256 of the signed text; the"
    " proof that they are authentic stays in the vault they were made in."
)
_HINT = "nothing was imported; export the chart again where it came from"
_ID = re.compile(r"[0-9a-f]{32}")
_PLACE = re.compile(r"at `\$([\w.\[\]]*)`")
_YEARS = range(1900, 9000)
_MOST_SESSIONS, _MOST_MINUTES, _HIGHEST_SESSION = 200, 480, 999


class ChartFile(Struct, frozen=True):
    """The content of the file. `authors` maps the ids of those who wrote the records to their names."""

    format: str
    version: int
    about: str
    code: str
    authors: dict[str, str]
    records: tuple[Record, ...]

    def __repr__(self) -> str:
        """Names the file without its content."""
        return f"<ChartFile of {len(self.records)} records>"


class _Head(Struct, frozen=True):
    """What tells whether the rest can be read."""

    format: str = ""
    version: int = 0


def to_chart_file(code: str, records: Iterable[Record], authors: Mapping[str, str]) -> ChartFile:
    """The file of a chart; records of keys are left out."""
    kept = tuple(record for record in records if not isinstance(record.body, r.EpochBegun))
    return ChartFile(FORMAT, VERSION, ABOUT, code, dict(authors), kept)


def write_chart_file(chart: ChartFile) -> bytes:
    """The file's bytes: indented JSON; the same chart always gives the same bytes."""
    data = msgspec.json.encode(chart, order="deterministic")
    return msgspec.json.format(data, indent=2) + b"\n"


def chart_schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT}, version {VERSION}",
        **msgspec.json.schema(ChartFile),
    }


def read_chart_file(data: bytes) -> ChartFile:
    """The file in `data`, proven to be one chart whose records fit each other.

    UsageProblem names the first record (counted from 1) that does not, and shows nothing of its content.
    """
    chart = _decoded(data)
    for number, record in enumerate(chart.records, 1):
        if why := _impossible(record.body) or _of_another(record, chart) or _out_of_time(record):
            raise _wrong(f"record {number} {why}")
    try:
        courses = replay_chart(chart.records).courses
    except ChartDamaged as error:
        raise _wrong(f"record {error.fields['seq']} does not fit those before it") from None
    if any(len({session.number for session in course.sessions}) < len(course.sessions) for course in courses):
        raise _wrong("two notes are of one session")
    _require_signed_texts(chart.records)
    return chart


def _decoded(data: bytes) -> ChartFile:
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format == FORMAT and head.version > VERSION:
            what = f"{NAME} was written by a newer ipt-notes (version {head.version})"
            raise UsageProblem(what=what, hint="update ipt-notes; nothing was imported")
        if (head.format, head.version) == (FORMAT, VERSION):
            return msgspec.json.decode(data, type=ChartFile)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        where = f" ({place[1].lstrip('.')})" if place else ""
        raise _wrong(f"something in it is missing, or of another kind{where}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _wrong("it is not whole, or no JSON") from None
    raise _wrong("it is no chart")


def _impossible(body: r.Bodies) -> str:
    """Why no chart holds such a record, or ""."""
    match body:
        case r.EpochBegun():
            return "is of keys, which no chart takes along"
        case r.CourseStarted() | r.CoursePlanned() if not 1 <= body.planned <= _MOST_SESSIONS:
            return "plans a number of sessions that can't be"
        case r.CourseStarted() if not 1 <= body.minutes <= _MOST_MINUTES:
            return "has sessions of a length that can't be"
        case r.NoteSaved() if body.content.session > _HIGHEST_SESSION:
            return "is of a session whose number can't be"
    return ""


def _of_another(record: Record, chart: ChartFile) -> str:
    if not _ID.fullmatch(record.id):
        return "has no id of 32 hex digits"
    return "" if record.client == chart.records[0].client else "is of another client"


def _out_of_time(record: Record) -> str:
    """Why a day or a moment in it can't be, or ""."""
    told = msgspec.to_builtins(record, builtin_types=(dt.date, dt.datetime))
    is_possible = all(each.year in _YEARS for each in _days(told))
    return "" if is_possible else "has a day that can't be"


def _days(told: object) -> Iterator[dt.date]:
    """Every day and moment within a value, however deep."""
    if isinstance(told, dt.date):
        yield told
    elif isinstance(told, dict):
        for each in told.values():
            yield from _days(each)
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _days(each)


def _require_signed_texts(records: Iterable[Record]) -> None:
    """UsageProblem where a text is not the one that was signed."""
    texts: dict[tuple[str, int], str] = {}
    for number, record in enumerate(records, 1):
        match record.body:
            case r.NoteSaved(note=of, revision=revision, text=text):
                texts[of, revision] = text
            case r.SummarySaved(course=of, revision=revision, text=text):
                texts[of, revision] = text
            case r.NoteSigned(note=of, revision=revision, digest=digest):
                _require_digest(texts.get((of, revision), ""), digest, number)
            case r.NoteCosigned(note=of, revision=revision, digest=digest):
                _require_digest(texts.get((of, revision), ""), digest, number)
            case r.SummarySigned(course=of, revision=revision, digest=digest):
                _require_digest(texts.get((of, revision), ""), digest, number)
            case r.SummaryCosigned(course=of, revision=revision, digest=digest):
                _require_digest(texts.get((of, revision), ""), digest, number)


def _require_digest(text: str, digest: str, number: int) -> None:
    if digests.sha256(text.encode()).hex() != digest:
        raise _wrong(f"record {number} signs another text than the one that is there")


def _wrong(what: str) -> UsageProblem:
    return UsageProblem(what=f"{NAME}: {what}", hint=_HINT)


def imported_records(
    chart: ChartFile, *, client: str, author: str, epoch: int, at: dt.datetime
) -> tuple[Record, ...]:
    """The chart's records as another vault keeps them: of its client, by who imports them, with what the source states.

    Ids stay, so that what refers to them does. A record that was imported before keeps what its first source stated.
    """
    return tuple(
        replace(
            record,
            client=client,
            author=author,
            epoch=epoch,
            at=at,
            stated=record.stated or Stated(record.at, _name(chart, record.author)),
        )
        for record in chart.records
    )


def _name(chart: ChartFile, author: str) -> str:
    return chart.authors.get(author) or "the therapist"
