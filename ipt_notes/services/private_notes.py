"""Private notes: what a therapist makes of a conversation, kept apart from the record (45 CFR 164.501, psychotherapy notes).

They are a kind of record of their own in a stream of their own, which no chart is replayed from: nothing that works on a
course can come upon one. Nothing here is imported by what exports, searches, checks or lists; a test and the import
contract "Private notes have no path to an export" hold that.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from ipt_notes.command_line import typed
from ipt_notes.course.moment import Moment
from ipt_notes.errors import (
    ChartDamaged,
    NoteChanged,
    NoteProblem,
    NotFound,
    RolledBack,
    SessionNotFound,
    StreamMoved,
    UsageProblem,
)
from ipt_notes.keys.grants import Grant
from ipt_notes.keys.private import private_keys, private_stream
from ipt_notes.services.sittings.drafting import client_of, guarded, how_to_resume
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.sittings.meanwhile import HERE
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import require_current
from ipt_notes.services.trust.moving_streams import MovingStream
from ipt_notes.services.trust.streams import START, new_id, open_own, seal_behind, stand_aside
from ipt_notes.services.writing import next_session, things

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.model import Course
    from ipt_notes.keys.identity import Member
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.streams import Opened
    from ipt_notes.vault.port import Append, Head

_ATTEMPTS = 400
_FILE = "private.md"


class PrivateNote(Struct, frozen=True, omit_defaults=True, tag="private-note", tag_field="kind"):
    """A revision of the private note of a session. Ids are 32 hex digits, `at` is UTC; `member` is its author."""

    id: str
    client: str
    member: str
    epoch: int
    at: Moment
    course: str
    session: int
    revision: int
    text: str

    def __repr__(self) -> str:
        """Names the record without its content."""
        return f"<PrivateNote {self.id[:8]}>"


class EpochBegun(Struct, frozen=True, tag="epoch-begun", tag_field="kind"):
    """The member has new keys: this record and those behind it are sealed under `epoch`."""

    id: str
    client: str
    member: str
    epoch: int
    at: Moment


class PrivateSaved(Struct, frozen=True):
    """A private note that was saved. `warnings` are lines such as "private.md:2: seems to give a diagnosis; ..."."""

    code: str
    course: int
    session: int
    revision: int
    is_changed: bool
    warnings: tuple[str, ...] = ()


class PrivateText(Struct, frozen=True):
    """A private note as it was typed."""

    code: str
    course: int
    session: int
    revision: int
    at: dt.datetime
    text: str

    def __repr__(self) -> str:
        """Names it without its content."""
        return f"<PrivateText {self.session}.{self.revision}>"


class PrivateLine(Struct, frozen=True):
    """A revision as the list shows it; `course` is its number in `course list` (0: it is not there)."""

    course: int
    session: int
    revision: int
    at: dt.datetime


class PrivateList(Struct, frozen=True):
    """Every revision of the member's private notes on a client, in the order they were saved."""

    code: str
    notes: tuple[PrivateLine, ...]


class _Written(NamedTuple):
    """The private notes of one author on one client in order, and where their stream ends."""

    notes: tuple[PrivateNote, ...]
    head: Head

    def latest(self, course: str, session: int) -> PrivateNote | None:
        """The latest revision of a session's private note."""
        found = (note for note in reversed(self.notes) if (note.course, note.session) == (course, session))
        return next(found, None)


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(PrivateNote | EpochBegun)


def verify_private(practice: Practice, grant: Grant) -> Iterator[Head]:
    """Open and check the member's private notes on a client; where their stream ends with each. ChartDamaged."""
    return (head for _, head in _notes_of(practice, grant))


def begin_epoch(practice: Practice, grant: Grant) -> list[Append]:
    """What continues the stream on a client, or begins it, under the member's new keys and the client's."""
    vault, member, at = practice.port.vault_id, practice.member, practice.settings.clock()
    stream, keys = private_stream(member, vault, grant.client), private_keys(member, vault, grant)
    begun = EpochBegun(new_id(), grant.client.hex(), member.id.hex(), keys.epoch, at)
    head = practice.port.head(stream)
    return seal_behind(head, [_encoder.encode(begun)], stream=stream, keys=keys, author=member)[0]


def moving_notes(
    practice: Practice, grant: Grant, *, member: Member, vault: bytes, fresh: Grant
) -> MovingStream:
    """The member's private notes on a client, on their way to another vault: who they are there, and the client's grant."""
    of_one = {epoch: Grant(fresh.client, {epoch: key}, fresh.code, "") for epoch, key in fresh.keys.items()}
    return MovingStream(
        private_stream(practice.member, practice.port.vault_id, grant.client),
        private_keys(practice.member, practice.port.vault_id, grant),
        new=private_stream(member, vault, fresh.client),
        reads=private_keys(member, vault, fresh),
        seals={epoch: private_keys(member, vault, one) for epoch, one in of_one.items()},
    )


def _notes_of(practice: Practice, grant: Grant) -> Iterator[tuple[PrivateNote | EpochBegun, Head]]:
    """Each private record in order; ChartDamaged names the first that is not one, or is not its author's."""
    vault, member = practice.port.vault_id, practice.member
    stream = private_stream(member, vault, grant.client)
    for opened in open_own(practice.port, stream, private_keys(member, vault, grant), member):
        note = _decoded(opened)
        told, true = (
            (note.client, note.member, note.epoch),
            (grant.client.hex(), member.id.hex(), opened.epoch),
        )
        if told != true:
            raise ChartDamaged(seq=opened.head.seq)
        yield note, opened.head


def _decoded(opened: Opened) -> PrivateNote | EpochBegun:
    try:
        record: PrivateNote | EpochBegun = _decoder.decode(opened.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ChartDamaged(seq=opened.head.seq) from None
    return record


def _read(practice: Practice, grant: Grant) -> _Written:
    """The member's private notes on a client. ChartDamaged; RolledBack where they end before what this machine has seen."""
    name = _chain(practice, grant)
    notes, head, seen = [], START, practice.heads.seen(name)
    for note, head in _known(practice, grant):
        if isinstance(note, PrivateNote):
            notes.append(note)
        if head.seq == seen.seq and head.hash != seen.hash:
            raise RolledBack(what=f"what you wrote privately on {grant.code}")
    if head.seq < seen.seq:
        raise RolledBack(what=f"what you wrote privately on {grant.code}")
    practice.heads.advance(name, head)
    return _Written(tuple(notes), head)


def _known(practice: Practice, grant: Grant) -> Iterator[tuple[PrivateNote | EpochBegun, Head]]:
    """`_notes_of` under a grant that may be old: KeysRenewed where another program gave the member new keys."""
    try:
        yield from _notes_of(practice, grant)
    except ChartDamaged:
        require_current(practice.port, practice.member)
        raise


def _chain(practice: Practice, grant: Grant) -> bytes:
    return chain_name(private_stream(practice.member, practice.port.vault_id, grant.client))


def private_draft(practice: Practice, chart: OpenChart, session: int, course: int | None = None) -> Draft:
    """A sitting at the private note of a session as it stands, or at the prompt; it knows the revision it starts from.

    `course` is a number in `course list` (None: the latest). NotFound; SessionNotFound for a session that has no note and
    is not the next one.
    """
    from ipt_notes.notes.private_note import PROMPT

    found = _course(chart, course)
    known = _read(practice, chart.grant).latest(found.id, session)
    if not known and not found.session(session) and session != next_session(found):
        raise SessionNotFound(code=chart.code, session=session)
    return Draft(
        id=new_id(),
        client=chart.grant.client.hex(),
        code=chart.code,
        kind="private",
        text=known.text if known else PROMPT,
        at=practice.settings.clock(),
        course=found.id,
        session=session,
        revision=known.revision if known else 0,
    )


def revision_now(practice: Practice, chart: OpenChart, draft: Draft) -> int:
    """The latest revision of what a draft is of (0: none)."""
    known = _read(practice, chart.grant).latest(draft.course, draft.session or 0)
    return known.revision if known else 0


def is_saved(practice: Practice, chart: OpenChart, draft: Draft) -> bool:
    """Whether a revision of its private note holds the draft's text already."""
    from ipt_notes.notes.private_note import without_prompt

    written = _read(practice, chart.grant).notes
    mine = (note for note in written if (note.course, note.session) == (draft.course, draft.session))
    return without_prompt(draft.text) in (note.text for note in mine)


def _course(chart: OpenChart, number: int | None) -> Course:
    courses = chart.chart.courses
    if number is None:
        return chart.course
    if not 1 <= number <= len(courses):
        raise NotFound(
            what=f"course {number} of {chart.code}",
            hint=f"`ipt-notes course list {typed(chart.code)}` shows the courses",
        )
    return courses[number - 1]


def save_private(practice: Practice, draft: Draft) -> PrivateSaved:
    """Save a draft as the next revision of its private note and remove the draft.

    UsageProblem when there is nothing in it; NoteProblem and NoteChanged keep the draft.
    """
    from ipt_notes.notes.private_note import kept_out, unprintable, without_prompt
    from ipt_notes.notes.problems import told

    text = without_prompt(draft.text)
    if not text.strip():
        raise UsageProblem(what="a private note needs a line of text", hint="nothing was saved")
    with guarded(practice, draft):
        errors = told(unprintable(text), _FILE)
        if errors:
            raise NoteProblem(count=things(len(errors)), draft=how_to_resume(draft), details=tuple(errors))
        chart = practice.read(client_of(practice, draft))
        note = _append(practice, chart.grant, draft, text)
    return PrivateSaved(
        chart.code,
        _numbers(chart)[note.course],
        note.session,
        note.revision,
        note.revision != draft.revision,
        tuple(told(kept_out(text), _FILE)),
    )


def _append(practice: Practice, grant: Grant, draft: Draft, text: str) -> PrivateNote:
    """Write the text behind what is there, anew when another program wrote in between; the revision that holds it."""
    for attempt in range(_ATTEMPTS):
        written = _read(practice, grant)
        known = written.latest(draft.course, draft.session or 0)
        if known and known.text == text:
            return known
        if (known.revision if known else 0) != draft.revision:
            what = f"the private note of session {draft.session}"
            raise NoteChanged(code=grant.code, what=what, by=HERE, draft=how_to_resume(draft))
        note, appends, head = _sealed(practice, grant, draft, text, written.head)
        try:
            practice.port.commit(appends)
        except StreamMoved:
            stand_aside(attempt)
            grant = practice.find_again(grant)  # the client may have a new key, or be erased
        else:
            practice.heads.advance(_chain(practice, grant), head)
            practice.remember()
            return note
    raise StreamMoved


def _sealed(
    practice: Practice, grant: Grant, draft: Draft, text: str, behind: Head
) -> tuple[PrivateNote, list[Append], Head]:
    vault, member = practice.port.vault_id, practice.member
    keys, at = private_keys(member, vault, grant), practice.settings.clock()
    note = PrivateNote(
        new_id(),
        grant.client.hex(),
        member.id.hex(),
        keys.epoch,
        at,
        draft.course,
        draft.session or 0,
        draft.revision + 1,
        text,
    )
    stream = private_stream(member, vault, grant.client)
    appends, head = seal_behind(behind, [_encoder.encode(note)], stream=stream, keys=keys, author=member)
    return note, appends, head


def private_text(
    practice: Practice, chart: OpenChart, session: int, revision: int | None = None, course: int | None = None
) -> PrivateText:
    """A session's private note, of its latest or of an earlier revision. NotFound."""
    found = _course(chart, course)
    notes = [
        note
        for note in _read(practice, chart.grant).notes
        if (note.course, note.session) == (found.id, session) and revision in (None, note.revision)
    ]
    if not notes:
        which = "" if revision is None else f"revision {revision} of "
        raise NotFound(
            what=f"{which}the private note of session {session} of {chart.code}",
            hint=f"`ipt-notes note private {typed(chart.code)}` lists what there is",
        )
    note, number = notes[-1], _numbers(chart)[found.id]
    return PrivateText(chart.code, number, note.session, note.revision, note.at, note.text)


def list_private(practice: Practice, chart: OpenChart) -> PrivateList:
    """Every revision of the member's private notes on a client."""
    numbers = _numbers(chart)
    lines = (
        PrivateLine(numbers.get(note.course, 0), note.session, note.revision, note.at)
        for note in _read(practice, chart.grant).notes
    )
    return PrivateList(chart.code, tuple(lines))


def _numbers(chart: OpenChart) -> dict[str, int]:
    """The number of each course, by its id."""
    return {course.id: number for number, course in enumerate(chart.chart.courses, 1)}
