"""The tally of a verification: what was counted, what failed, and a stream held against what this machine has seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ipt_notes.errors import ChartDamaged, IptNotesError, RolledBack
from ipt_notes.services.trust.auditing import read_audit
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import ledger_stream
from ipt_notes.services.trust.streams import START, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.ledger import MachineJoined
    from ipt_notes.vault.port import Head


class Tally:
    """What was counted so far, and what failed. `seen` is what this machine has seen; `known` are the streams with a key."""

    def __init__(self, practice: Practice, *, against_seen: bool) -> None:
        """Begin with nothing counted."""
        self.seen = {name: head for name, head in practice.heads.known("c") if against_seen}
        self.against_seen = against_seen
        self.practice, self.port, self.member = practice, practice.port, practice.member
        self.records = self.signatures = 0
        self.problems: list[str] = []
        self.known: set[bytes] = set()

    def guard(self, what: str, step: Callable[[], object]) -> bool:
        """Whether a step went well; an error of ours becomes a line that names `what`."""
        try:
            with named(what):
                step()
        except ChartDamaged as error:
            self.problems.append(error.message)
        except IptNotesError as error:
            self.problems.append(f"{what}: {error.message}")
        else:
            return True
        return False

    def follow(self, stream: bytes, what: str, heads: Iterable[Head]) -> None:
        """Count a stream's signed records, and hold it against what this machine has seen, which learns its end. RolledBack.

        The ledger is learned by `catch_up`, together with what it tells.
        """
        self.known.add(stream)
        end, seen = START, self.seen.get(chain_name(stream), START)
        for end in heads:
            self.records += 1
            self.signatures += 1
            if end.seq == seen.seq and end.hash != seen.hash:
                raise RolledBack(what=what)
        if end.seq < seen.seq:
            raise RolledBack(what=what)
        if self.against_seen and stream != self.ledger_stream:
            self.practice.heads.advance(chain_name(stream), end)

    @property
    def ledger_stream(self) -> bytes:
        """The id of the member's ledger."""
        return ledger_stream(self.member, self.port.vault_id)

    def audit(self, joined: MachineJoined, member: Member, whose: str) -> None:
        """What a machine of a member wrote down."""
        stream, what = bytes.fromhex(joined.stream), f"the audit of {whose}"
        heads = (head for _, head in read_audit(self.port, member, stream))
        is_read = self.guard(what, partial(self.follow, stream, "it", heads))
        if is_read and not self.port.head(stream).seq:
            self.problems.append(f"{what} has no records")
