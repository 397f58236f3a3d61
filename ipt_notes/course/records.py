"""What a chart is made of: one kind of record for each thing that happens to it.

What was typed in an editing sitting names its draft, so that a draft which outlived its save is known for one.

A record is JSON (msgspec), so that it can be read in decades with any language's standard library. Fields may
be added with a default; what stands here is never renamed or removed.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from msgspec import Struct

from ipt_notes.course.moment import Moment
from ipt_notes.course.note import Note, ScoreLine
from ipt_notes.course.vocabulary import Absence, Channel, EndType, ErasureDecision, Mode, NextStep, Role
from ipt_notes.errors import ChartDamaged, UsageProblem


def _kebab(name: str) -> str:
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("-")


class Body(Struct, frozen=True, omit_defaults=True, tag_field="kind", tag=_kebab):
    """What a record says; the class name in kebab case is its kind."""


class ClientAdded(Body, frozen=True):
    """The chart was opened."""

    code: str
    name: str = ""
    born: dt.date | None = None


class ClientChanged(Body, frozen=True):
    """The client's particulars, as they are from now on."""

    code: str
    name: str = ""
    born: dt.date | None = None
    reason: str = ""


class CourseStarted(Body, frozen=True):
    """One contracted episode began; `planned` counts attended sessions, `minutes` is a session's length."""

    course: str
    variant: str
    start: dt.date
    planned: int
    minutes: int
    mode: Mode = Mode.IN_PERSON
    condition: str = ""


class CoursePlanned(Body, frozen=True):
    """The number of sessions was agreed anew."""

    course: str
    planned: int
    on: dt.date
    reason: str = ""


class NoteSaved(Body, frozen=True):
    """A revision of a session's note: the text as typed and what the parser made of it."""

    note: str
    course: str
    revision: int
    text: str
    content: Note
    template: str = ""
    draft: str = ""


class NoteSigned(Body, frozen=True):
    """A note was signed: from here on it only grows by addenda. `digest` is the SHA-256 of its text.

    `begun_by` names who began the note, where that was another member of the practice.
    """

    note: str
    revision: int
    digest: str
    signed_by: str = ""
    awaits: bool = False
    """Whether it waits for a supervisor's signature: a trainee signed."""
    begun_by: str = ""


class NoteCosigned(Body, frozen=True):
    """A supervisor signed a signed note too. `digest` is the SHA-256 of its text, `addenda` those of its addenda by then."""

    note: str
    revision: int
    digest: str
    signed_by: str = ""
    addenda: tuple[str, ...] = ()


class AddendumAdded(Body, frozen=True):
    """A signed addition to a signed note; its sections join the note's. `awaits` as of a note."""

    note: str
    text: str
    reason: str
    content: Note
    signed_by: str = ""
    draft: str = ""
    awaits: bool = False


class SessionMissed(Body, frozen=True):
    """A session that did not take place."""

    course: str
    on: dt.date
    how: Absence
    reason: str = ""


class ContactMade(Body, frozen=True):
    """A call, letter or message between sessions."""

    course: str
    on: dt.date
    channel: Channel
    text: str
    draft: str = ""


class MeasureTaken(Body, frozen=True):
    """A measure taken outside a note."""

    course: str
    on: dt.date
    score: ScoreLine


class FindingOverridden(Body, frozen=True):
    """A documented clinical reason to let a finding stand; `extended_to` is a session number (BEG001)."""

    course: str
    rule: str
    reason: str
    on: dt.date
    extended_to: int | None = None
    by: str = ""


class CourseEnded(Body, frozen=True):
    """The course was concluded."""

    course: str
    on: dt.date
    end_type: EndType | None = None
    next_step: NextStep | None = None
    rationale: str = ""
    follow_up: str = ""


class SummarySaved(Body, frozen=True):
    """A revision of the termination summary's narrative."""

    course: str
    revision: int
    text: str
    draft: str = ""


class SummarySigned(Body, frozen=True):
    """The narrative was signed; `digest` is the SHA-256 of its text. `awaits` and `begun_by` as of a note."""

    course: str
    revision: int
    digest: str
    signed_by: str = ""
    awaits: bool = False
    begun_by: str = ""


class SummaryCosigned(Body, frozen=True):
    """A supervisor signed the signed narrative too; `digest` is the SHA-256 of its text."""

    course: str
    revision: int
    digest: str
    signed_by: str = ""


class Disclosed(Body, frozen=True):
    """A document left the vault: what it was, for whom, on what authorisation, and the SHA-256 of its bytes."""

    course: str
    what: str
    audience: str
    sha256: str
    is_draft: bool = False
    recipient: str = ""
    authorisation: str = ""


class RecordVoided(Body, frozen=True):
    """A mistaken record was withdrawn; it stays in the history."""

    record: str
    reason: str


class EpochBegun(Body, frozen=True):
    """The chart has a new key: this record and those behind it are sealed under `epoch`."""

    epoch: int
    reason: str = ""


class HoldPlaced(Body, frozen=True):
    """The chart must be kept beyond its time: a dispute, an enquiry, a request."""

    reason: str


class HoldLifted(Body, frozen=True):
    """The chart need not be kept beyond its time any more."""

    reason: str


class ErasureRequested(Body, frozen=True):
    """The client asked for erasure (GDPR art. 17): what was decided, and on what ground."""

    on: dt.date
    decision: ErasureDecision
    ground: str


class AccessGranted(Body, frozen=True):
    """A member of the practice may read the chart from here on, and what else the role says; in place of an earlier role."""

    member: str
    role: Role


class AccessRevoked(Body, frozen=True):
    """A member of the practice may not read what comes after: the last record under the key that the member has."""

    member: str
    reason: str = ""


class HolderChanged(Body, frozen=True):
    """The chart is another member's to keep: who gives and takes access to it, and may erase it."""

    member: str
    reason: str = ""


class EmergencyOpened(Body, frozen=True):
    """A recovery recipient opened the chart without being given access, and why."""

    member: str
    reason: str


Bodies = (
    ClientAdded | ClientChanged | CourseStarted | CoursePlanned | NoteSaved | NoteSigned | AddendumAdded
    | SessionMissed | ContactMade | MeasureTaken | FindingOverridden | CourseEnded | SummarySaved
    | SummarySigned | Disclosed | RecordVoided | EpochBegun | HoldPlaced | HoldLifted | ErasureRequested
    | NoteCosigned | SummaryCosigned | AccessGranted | AccessRevoked | HolderChanged | EmergencyOpened
)  # fmt: skip


class Stated(Struct, frozen=True):
    """What the source of an imported record says of it: when it was written (UTC), and by whom. Nobody here can prove it."""

    at: Moment
    by: str


class Record(Struct, frozen=True, omit_defaults=True):
    """A body with who wrote it, when (UTC), into whose chart, under which key epoch. Ids are 32 hex digits.

    `stated` is there when the record was imported: author and time are then those of the import.
    """

    id: str
    client: str
    author: str
    epoch: int
    at: Moment
    body: Bodies
    stated: Stated | None = None

    @property
    def written(self) -> dt.datetime:
        """When what it tells of was written (UTC): of an imported record, as its source states it."""
        return self.stated.at if self.stated else self.at

    def __repr__(self) -> str:
        """Names the record without its content."""
        return f"<Record {self.id[:8]}>"


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """The record as JSON; the same record always gives the same bytes.

    UsageProblem for text that is not Unicode: half a character, as a broken command line can hold.
    """
    try:
        return _encoder.encode(record)
    except UnicodeEncodeError:
        pass
    raise UsageProblem(what="the text holds half a character, which can't be kept", hint="type it anew")


def decode(payload: bytes, seq: int = 0) -> Record:
    """The record in `payload`; ChartDamaged (naming `seq`) when it is not one of ours."""
    try:
        return _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ChartDamaged(seq=seq) from None
