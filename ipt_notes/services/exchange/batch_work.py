"""One client's turn in a batch: the document is made, and given out unless the one that lies there is still right."""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ipt_notes import digests
from ipt_notes.course import records as r
from ipt_notes.errors import (
    Conflict,
    Damaged,
    FileInTheWay,
    IptNotesError,
    NotFound,
    StreamMoved,
    WorldProblem,
)
from ipt_notes.export.file_names import file_name
from ipt_notes.export.locked import Lock, locked
from ipt_notes.services.exchange import exporting
from ipt_notes.services.exchange.disclosing import disclosed
from ipt_notes.services.exchange.manifest import Entry, Intent, announce, digest_of, hide, read_journal
from ipt_notes.services.members.rights import AccessEnded
from ipt_notes.services.trust.streams import stand_aside

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, MutableMapping

    from ipt_notes.export.audiences import Release
    from ipt_notes.export.stationery import Letterhead
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_ATTEMPTS = 50
_OF_THE_COURSE = (Damaged, NotFound, Conflict, AccessEnded)
"""What is wrong with one course. Anything else (no room, no vault) would be wrong with the next one too."""


class Order(NamedTuple):
    """What is asked of a batch. `since`: only documents dated that day or later; `mark` (32 bytes) keys the fingerprints.

    `is_dry_run`: a document is made and compared, and not given out.
    """

    folder: Path
    audience: str
    paper: str
    is_draft: bool
    is_concluded: bool
    since: dt.date | None
    lock: Lock | None
    mark: bytes
    release: Release
    is_dry_run: bool
    letterhead: Letterhead | None

    def __repr__(self) -> str:
        """Shows no secret."""
        return "<Order>"


class Task(NamedTuple):
    """A client's turn, and what the manifest says of the client."""

    code: str
    client: bytes
    known: Entry | None


class Outcome(NamedTuple):
    """What came of it: no entry where the course is not wanted; `is_new`: a document was written."""

    entry: Entry | None
    is_new: bool = False


def take_turn(practice: Practice, order: Order, task: Task) -> Outcome:
    """Make and give out a client's document, if it is wanted. What is wrong with the course is in the entry.

    IptNotesError for what would stop every other course too.
    """
    try:
        return _write(practice, order, task)
    except _OF_THE_COURSE as error:
        why = (error.message, *error.details, *((error.hint,) if error.hint else ()))
        return Outcome(_left_out(task, "failed", why))
    except IptNotesError:
        raise
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise WorldProblem(
            what=f"{order.folder} could not be written: {reason}", hint="mend that, then run the batch again"
        ) from None
    except Exception as error:  # noqa: BLE001 - one course never stops the rest, and a message could quote a note
        return Outcome(_left_out(task, "failed", (f"a fault of this program: {_place(error)}",)))


def lost_turn(task: Task, why: str) -> Outcome:
    """The turn of a client whose process ended in the middle of it."""
    return Outcome(_left_out(task, "failed", (why,)))


def _write(practice: Practice, order: Order, task: Task) -> Outcome:
    for attempt in range(_ATTEMPTS):
        chart = practice.read(practice.find_same(task.code, task.client))
        if not _is_wanted(chart, order):
            return Outcome(None)
        try:
            return _written(practice, order, task, chart)
        except StreamMoved:  # somebody wrote to the chart: the document has to be made of it as it is now
            stand_aside(attempt)
    raise StreamMoved


def _is_wanted(chart: OpenChart, order: Order) -> bool:
    from ipt_notes.export.termination import dated

    if not chart.chart.courses:
        return False
    course = chart.course
    if order.is_concluded and course.conclusion is None:
        return False
    return order.since is None or dated(course) >= order.since


def _written(practice: Practice, order: Order, task: Task, chart: OpenChart) -> Outcome:
    found = exporting.findings(practice, chart)
    rules = tuple(sorted({finding.rule for finding in found if not finding.is_overridden}))
    against = exporting.told_obstacles(chart, found)
    if against and not order.is_draft:
        return Outcome(replace(_left_out(task, "refused", against), rules=rules))
    data = exporting.render_termination(
        practice,
        chart,
        order.audience,
        is_draft=order.is_draft,
        paper=order.paper,
        letterhead=order.letterhead,
    )
    entry = Entry(
        task.code,
        task.client.hex(),
        "draft" if order.is_draft else "final",
        file_name(task.code, task.client),
        rules=rules,
        why=against,
        fingerprint=hmac.digest(order.mark, data, "sha256").hex(),
    )
    return _given_out(practice, order, chart, entry, task.known, data)


def _given_out(
    practice: Practice, order: Order, chart: OpenChart, entry: Entry, known: Entry | None, data: bytes
) -> Outcome:
    """Put the document in its place, its disclosure recorded, unless exactly that was done before."""
    there = digest_of(order.folder / entry.file)
    _require_ours(order.folder / entry.file, there, known)
    was_given = known is not None and known.fingerprint == entry.fingerprint
    if known and was_given and there == known.sha256:
        return Outcome(replace(entry, sha256=known.sha256, bytes=known.bytes))
    if order.is_dry_run:
        return Outcome(entry, is_new=True)
    if order.lock:
        data = locked(data, order.lock)
    entry = replace(entry, sha256=digests.sha256(data).hex(), bytes=len(data))
    hidden = hide(order.folder, [data])
    if not (known and was_given and known.sha256 == entry.sha256):  # else it was only taken away
        announce(order.folder, Intent(entry, hidden.name, chart.head.seq))
        _disclose(practice, order, chart, entry)
    _put(hidden, order.folder / entry.file)
    return Outcome(entry, is_new=True)


def _put(hidden: Path, path: Path) -> None:
    """Give a document its name. FileInTheWay where that can't be; the next batch tries again."""
    try:
        hidden.replace(path)
    except OSError:
        hint = "if another program has it open, close it; then run the batch again"
        raise FileInTheWay(where=path, hint=hint) from None


def _require_ours(path: Path, there: str | None, known: Entry | None) -> None:
    """FileInTheWay for a file that no batch wrote, or that was changed since."""
    is_ours = known is not None and known.file == path.name and known.sha256 == there
    if there is not None and not is_ours:
        hint = "no batch wrote it, or it was changed since: move it away, then run the batch again"
        raise FileInTheWay(where=path, hint=hint)


def _disclose(practice: Practice, order: Order, chart: OpenChart, entry: Entry) -> None:
    """Record what is given out behind the very records it was made of. StreamMoved."""
    said = disclosed(
        chart.course.id,
        exporting.TERMINATION,
        order.audience,
        entry.sha256,
        order.release,
        is_draft=entry.state == "draft",
    )
    appends, after = practice.seal(chart, [said])
    practice.port.commit(appends)
    practice.wrote(after, after.records[-1:])


def settle(practice: Practice, folder: Path, entries: MutableMapping[str, Entry]) -> None:
    """Bring an unfinished batch to its end: what was recorded is put in its place, what was not is dropped.

    `entries` learns of the documents that were given out. OSError.
    """
    for intent in read_journal(folder):
        known = entries.get(intent.entry.id)
        if known and known.sha256 == intent.entry.sha256:
            # a first try, left behind when somebody wrote to the chart
            (folder / intent.hidden).unlink(missing_ok=True)
            continue
        with suppress(FileInTheWay):
            if _is_settled(practice, folder, intent, known):
                entries[intent.entry.id] = intent.entry


def _is_settled(practice: Practice, folder: Path, intent: Intent, known: Entry | None) -> bool:
    """Whether the document was given out; if so it is in its place now."""
    path, hidden = folder / intent.entry.file, folder / intent.hidden
    there = digest_of(path)
    if there == intent.entry.sha256:
        return True
    is_free = there is None or (known is not None and known.sha256 == there)
    if not is_free or not _is_recorded(practice, intent):
        hidden.unlink(missing_ok=True)
        return False
    if hidden.exists():
        _put(hidden, path)
    return True


def _is_recorded(practice: Practice, intent: Intent) -> bool:
    """Whether the chart tells of it behind the records that the document was made of."""
    try:
        chart = practice.read(practice.find_same(intent.entry.client, bytes.fromhex(intent.entry.id)))
    except (NotFound, Damaged):
        return False
    since = (record.body for record in chart.records[intent.seq :])
    return any(isinstance(body, r.Disclosed) and body.sha256 == intent.entry.sha256 for body in since)


def _left_out(task: Task, state: str, why: tuple[str, ...]) -> Entry:
    """The entry of a client without a new document; one of an earlier batch is still told."""
    known = task.known or Entry(task.code, task.client.hex(), state)
    return replace(known, client=task.code, state=state, why=why, rules=())


def _place(error: Exception) -> str:
    """The kind of a defect and where it is."""
    return f"{type(error).__name__} at {' < '.join(reversed(list(_lines(error))[-2:]))}"


def _lines(error: Exception) -> Iterator[str]:
    frame = error.__traceback__
    while frame:
        yield f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}"
        frame = frame.tb_next
