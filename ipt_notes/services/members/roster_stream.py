"""The roster as a stream of the vault: read from its beginning, and continued at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import RolledBack, StreamMoved
from ipt_notes.services.members.roster_key import Entry, own_entry, roster_keys, roster_stream
from ipt_notes.services.members.roster_records import RosterRecord, encode
from ipt_notes.services.members.roster_replay import Replay
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.streams import START, named, new_id, open_stream, seal_behind, stand_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.keys.sealing import StreamKeys
    from ipt_notes.services.members.roster import Roster
    from ipt_notes.services.members.roster_records import Bodies
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append, Head, KeyChange

THE_ROSTER = "the roster of the practice"
_ATTEMPTS = 100


class Written(NamedTuple):
    """The roster as it was read, and what continues it. The last record's place and hash are `roster.head`."""

    keys: StreamKeys
    replay: Replay
    roster: Roster

    def __repr__(self) -> str:
        """Names nobody."""
        return f"<Written {self.roster.head.seq}>"


def read(practice: Practice, entry: Entry) -> Written:
    """The roster, from its first record on. The errors of `read_roster`."""
    with named(THE_ROSTER):
        written = _read(practice, entry)
    practice.heads.advance(chain_name(roster_stream(practice.port.vault_id)), written.roster.head)
    return written


def _read(practice: Practice, entry: Entry) -> Written:
    vault = practice.port.vault_id
    stream, keys = roster_stream(vault), roster_keys(vault, entry.key)
    seen, replay, head = practice.heads.seen(chain_name(stream)), Replay(vault, stream), START
    for opened in open_stream(practice.port, stream, keys):
        head = opened.head
        _require_same(head, seen)
        _require_same(head, entry.head)
        replay.take(opened.payload, opened.signature, head.seq, is_new=head.seq > seen.seq)
    if head.seq < max(seen.seq, entry.head.seq):
        raise RolledBack(what=THE_ROSTER)
    return Written(keys, replay, replay.roster(head))


def _require_same(head: Head, known: Head) -> None:
    """RolledBack where another record stands in the place of one that is known."""
    if head.seq == known.seq and head.hash != known.hash:
        raise RolledBack(what=THE_ROSTER)


def append_roster(
    practice: Practice,
    decide: Callable[[Roster], Sequence[Bodies]],
    *,
    entry: Entry | None = None,
    changes: Callable[[Head], Sequence[KeyChange]] = lambda _: (),
) -> Roster:
    """Continue the roster with what `decide` makes of it, decided anew when another member wrote in between.

    `decide` raises to write nothing, or gives no bodies. `changes` are rows of keys to be written in the same
    transaction; it is given the end of the stream with the last record. `entry` is that of who has no row of their own
    yet. ChartDamaged where a record is not what this member may write; the errors of `read_roster`.
    """
    for attempt in range(_ATTEMPTS):
        known = entry or own_entry(practice)
        if known is None:
            raise StreamMoved
        written = read(practice, known)
        bodies = decide(written.roster)
        if not bodies:
            return written.roster
        appends, roster = continued(practice, written, bodies)
        try:
            practice.change_keys(changes(roster.head), appends=appends)
        except StreamMoved:
            stand_aside(attempt)
        else:
            return wrote(practice, roster)
    raise StreamMoved


def continued(practice: Practice, written: Written, bodies: Sequence[Bodies]) -> tuple[list[Append], Roster]:
    """The sealed records of `bodies` behind a roster, and the roster with them. ChartDamaged where one breaks a rule."""
    payloads, vault = [], practice.port.vault_id
    seq = written.roster.head.seq
    for place, body in enumerate(bodies, seq + 1):
        payload = encode(_record(practice, written.replay.after, body))
        written.replay.take(payload, practice.member.sign(payload), place)
        payloads.append(payload)
    appends, head = seal_behind(
        written.roster.head, payloads, stream=roster_stream(vault), keys=written.keys, author=practice.member
    )
    return appends, written.replay.roster(head)


def _record(practice: Practice, after: str, body: Bodies) -> RosterRecord:
    return RosterRecord(new_id(), practice.member.id.hex(), after, practice.settings.clock(), body)


def wrote(practice: Practice, roster: Roster) -> Roster:
    """Remember the roster's end, which is durable."""
    practice.heads.advance(chain_name(roster_stream(practice.port.vault_id)), roster.head)
    practice.remember()
    for read_before in ("roster", "is_shared"):
        vars(practice).pop(read_before, None)
    return roster
