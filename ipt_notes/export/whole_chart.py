"""Everything of a chart as the files of a folder: the notes as they were typed, and one JSON file that holds it all.

A pure function of the chart. Private notes are left out by construction.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from ipt_notes import digests
from ipt_notes.export.chart_file import ABOUT, NAME, chart_schema, to_chart_file, write_chart_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from ipt_notes.course.model import Chart, Course, Session, Summary
    from ipt_notes.course.records import Record

SUMS = "SHA256SUMS"
"""The list of the other files with their digests, as `sha256sum -c` reads it."""

_README = """# The chart of {code}

{about}

- `{name}` is the whole chart for programs; `chart.schema.json` is its JSON Schema. `ipt-notes import chart DIR` reads it
  back into another vault.
- The `.md` files are the latest texts as they were typed. Earlier revisions, withdrawn notes, contacts, scores, overrides,
  disclosures and the history are in `{name}`.
- `{sums}` lists every file with its SHA-256: `sha256sum -c {sums}`.
- Nothing in this folder is encrypted. It holds names as they were typed.
"""


def whole_chart(chart: Chart, records: Sequence[Record], authors: Mapping[str, str]) -> dict[str, bytes]:
    """The files by their path (with `/`) in the folder; `authors` are names by the ids of who wrote records.

    The same chart always gives the same files.
    """
    texts = {
        path: text for number, course in enumerate(chart.courses, 1) for path, text in _texts(course, number)
    }
    file = to_chart_file(chart.client.code, records, authors)
    schema = json.dumps(chart_schema(), indent=2) + "\n"
    files = {
        "README.md": _readme(chart).encode(),
        NAME: write_chart_file(file),
        "chart.schema.json": schema.encode(),
        **{path: text.encode() for path, text in texts.items()},
    }
    return {**files, SUMS: _sums(files)}


def _texts(course: Course, number: int) -> Iterator[tuple[str, str]]:
    """(path, text as typed) of each note, each addendum, and the narrative of the summary."""
    for session in course.sessions:
        yield _note_path(number, session), session.text
        for which, addendum in enumerate(session.addenda, 1):
            yield f"course-{number}/addenda/session-{session.number:02}-{which}.md", addendum.text
    if course.summary:
        yield f"course-{number}/termination-summary.md", course.summary.text


def _note_path(number: int, session: Session) -> str:
    return f"course-{number}/notes/session-{session.number:02}.md"


def _readme(chart: Chart) -> str:
    about = "\n".join(textwrap.wrap(ABOUT, 118))
    head = _README.format(code=chart.client.code, about=about, name=NAME, sums=SUMS)
    parts = [line for number, course in enumerate(chart.courses, 1) for line in _told_course(course, number)]
    return head + "".join(f"{line}\n" for line in parts)


def _told_course(course: Course, number: int) -> Iterator[str]:
    yield f"\n## Course {number}: {course.variant.name}, from {course.start}\n"
    for session in course.sessions:
        signed = _told_signatures(session)
        yield f"- `{_note_path(number, session)}`: {session.date}, revision {session.revision}, {signed}"
        yield from (f"  - addendum, {_signed_by(addendum.by, addendum.at)}" for addendum in session.addenda)
    if course.summary:
        signed = _told_signatures(course.summary)
        yield f"- `course-{number}/termination-summary.md`: revision {course.summary.revision}, {signed}"


def _told_signatures(text: Session | Summary) -> str:
    """Who signed and co-signed, who began it where that was another, and what is still to be signed."""
    signed = text.signature
    if signed is None:
        return "not signed"
    begun = f" (begun by {' '.join(signed.begun_by.split())})" if signed.begun_by else ""
    told = [_signed_by(signed.by, signed.at) + begun]
    told += [f"co-{_signed_by(each.by, each.at)}{_with(each.addenda)}" for each in text.cosignatures]
    return "; ".join([*told, *(["waits for a supervisor's signature"] if text.awaits_cosignature else [])])


def _with(addenda: int) -> str:
    return f", with {addenda} {'addendum' if addenda == 1 else 'addenda'}" if addenda else ""


def _signed_by(name: str, at: dt.datetime) -> str:
    return f"signed by {' '.join(name.split()) or 'the therapist'} on {at:%Y-%m-%d %H:%M} UTC"


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{digests.sha256(data).hex()}  {path}\n" for path, data in sorted(files.items()))
    return "".join(lines).encode()
