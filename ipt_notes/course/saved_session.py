"""A session from the record that saves its note, and from what was known of it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.parts import Session
from ipt_notes.course.signatures import member_of

if TYPE_CHECKING:
    import datetime as dt

    from ipt_notes.course import records as r
    from ipt_notes.course.note import Note, Section
    from ipt_notes.course.records import Record


def saved_session(known: Session | None, record: Record, body: r.NoteSaved) -> Session:
    """A session as its note was saved now; `known` is what the revision before made of it."""
    return Session(
        note=body.note,
        record=record.id,
        number=body.content.session,
        content=body.content,
        text=body.text,
        revision=body.revision,
        begun_by=known.begun_by if known else member_of(record),
        saved_by=member_of(record),
        first_saved=known.first_saved if known else record.written,
        last_saved=record.written,
        edited=_edited(known, body.content, record.written),
    )


def _edited(known: Session | None, content: Note, at: dt.datetime) -> dict[str, dt.datetime]:
    """When each section was last changed: now, unless it is word for word what it was."""
    if known is None:
        return dict.fromkeys([section.id for section in content.sections], at)
    before = _by_id(known.content)
    return {
        section_id: known.edited[section_id] if before.get(section_id) == sections else at
        for section_id, sections in _by_id(content).items()
    }


def _by_id(content: Note) -> dict[str, list[Section]]:
    found: dict[str, list[Section]] = {}
    for section in content.sections:
        found.setdefault(section.id, []).append(section)
    return found
