"""What `vault verify` looks at in a practice of several: its roster, and the rows of keys that are other members'.

Other members' charts can't be opened without their keys, and are theirs to verify. Their rows are there because the
roster has them as members; what they signed for this member, and for each other, is checked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ipt_notes.errors import Damaged, RolledBack
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.identity import IDENTITY, PublicIdentity, public_half
from ipt_notes.keys.offers import erased_tag, is_offer_signed, offer_head, open_audit, open_offer
from ipt_notes.services.members.rows import client_of
from ipt_notes.services.trust.ledger import OFFERED, MachineJoined, ledger_stream, read_ledger
from ipt_notes.services.trust.streams import START, open_stream
from ipt_notes.services.trust.trusting import not_as_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.keys.grants import Grant
    from ipt_notes.keys.offers import OfferHead
    from ipt_notes.services.members.roster import Colleague, Roster
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.verifying_tally import Tally
    from ipt_notes.vault.port import Head, KeyRow

THE_ROSTER = "the roster of the practice"


def verify_audits(tally: Tally) -> None:
    """The ledgers of those who shared their audit with this member, and what their machines wrote down."""
    from ipt_notes.services.members.audit_sharing import all_audited

    for colleague in all_audited(tally.practice):
        tally.guard(f"the ledger of {colleague.name}", partial(_verify_audit, tally, colleague))


def _verify_audit(tally: Tally, colleague: Colleague) -> None:
    from ipt_notes.services.members.audit_sharing import audited

    member, port = audited(tally.practice, colleague), tally.port
    lines = list(read_ledger(port, member))
    tally.follow(ledger_stream(member, port.vault_id), "it", (head for _, head in lines))
    for joined in (record.body for record, _ in lines):
        if isinstance(joined, MachineJoined):
            tally.audit(joined, member, f"{member.name} on {joined.name or 'a computer'}")


class Colleagues:
    """The other members of a vault that is verified. `roster` is None until it was read, and in a vault of one.

    `offered` are grants that wait to be taken up, by client; `signatures` counts those of offers. `erased` are the tags
    of grants that went with a client whom a colleague erased, `withdrawn` who says that access ended, by client.
    """

    def __init__(self, practice: Practice) -> None:
        """Know nobody yet."""
        self._practice, self._member, self._vault = practice, practice.member.id, practice.port.vault_id
        self.roster: Roster | None = None
        self.offered: dict[bytes, Grant] = {}
        self.erased: set[bytes] = set()
        self.signatures = 0
        self.withdrawn: dict[bytes, bytes] = {}
        self._identities: set[bytes] = set()

    def __repr__(self) -> str:
        """Names nobody."""
        return "<Colleagues>"

    @property
    def stream(self) -> bytes:
        """The id of the roster's stream."""
        from ipt_notes.services.members.roster_key import roster_stream

        return roster_stream(self._vault)

    def read(self) -> Iterator[Head]:
        """Where the roster ends with each of its records, of which every signature is checked.

        From then on the practice has the roster as it is in this vault. ChartDamaged; RolledBack where it is another
        than the one in which the member joined.
        """
        from ipt_notes.services.members.roster_key import own_entry, roster_keys
        from ipt_notes.services.members.roster_replay import Replay

        entry = own_entry(self._practice)
        assert entry is not None
        replay, head = Replay(self._vault, self.stream), START
        for opened in open_stream(self._practice.port, self.stream, roster_keys(self._vault, entry.key)):
            head = opened.head
            replay.take(opened.payload, opened.signature, head.seq)
            if head.seq == entry.head.seq and head.hash != entry.head.hash:
                raise RolledBack(what=THE_ROSTER)
            yield head
        if head.seq < entry.head.seq:
            raise RolledBack(what=THE_ROSTER)
        self.roster = self._practice.roster = replay.roster(head)

    def wrong_with(self, row: KeyRow) -> str:
        """What is wrong with a row that is not the member's own, in words; "" for nothing.

        Where the roster can't be read, nobody knows whose it is: that was told.
        """
        if not self._practice.is_shared:
            return not_as_told(row, b"")
        if self.roster is None:
            return ""
        whose = self.roster.members.get(row.member)
        if whose is None:
            return not_as_told(row, b"")
        if row.kind in OFFERED:
            return "" if self._is_sound(row, self.roster) else _told_offer(row)
        if (row.kind, row.id) == ("member", IDENTITY):
            self._identities.add(row.member)
            is_theirs = _is_identity_of(whose, row.blob)
            return "" if is_theirs else f"the identity of {whose.name} is not the roster's"
        return ""

    def gone(self) -> list[str]:
        """The members of the practice without an identity, when all rows were looked at."""
        present = self.roster.present if self.roster else ()
        lost = (each for each in present if each.id not in {*self._identities, self._member})
        return [f"the identity of {each.name} is gone" for each in lost]

    def _is_sound(self, row: KeyRow, roster: Roster) -> bool:
        """Whether a member of the practice signed an offer for the member in whose rows it lies, and for this place."""
        try:
            head = offer_head(row.blob)
            grantor = roster.members.get(head.grantor)
            if grantor is None or not _is_at_its_place(head, row):
                return False
            self.signatures += 1
            place = {"to": row.member, "vault": self._vault}
            if not is_offer_signed(row.blob, signing=grantor.signing[-1][1], **place):
                return False
            if row.member == self._member:
                self._take(head, row)
        except Damaged:
            return False
        return True

    def _take(self, head: OfferHead, row: KeyRow) -> None:
        """Note what an offer to this member says. Malformed where it does not open."""
        match head.what:
            case "withdrawn":
                self.withdrawn[head.client] = head.grantor
            case "erased":
                self._take_erasure(erased_tag(row.blob))
            case "audit":
                open_audit(row.blob, member=self._practice.member, vault=self._vault)
            case _:
                self._take_grant(head, row)

    def _take_erasure(self, tag: bytes) -> None:
        """Malformed where the grant is still there: then nobody was erased."""
        if self._practice.port.key_row("grant", self._member, tag) is not None:
            raise Malformed(what="a notice")
        self.erased.add(tag)

    def _take_grant(self, head: OfferHead, row: KeyRow) -> None:
        grant = open_offer(row.blob, member=self._practice.member, vault=self._vault)
        if row.kind == "offer":  # a later one of the same client lies behind an earlier one
            self.offered[head.client] = grant

    def has_ended(self, grant: Grant) -> bool:
        """Whether a colleague took back the member's access to a chart, and the chart says so as far as they can read it.

        Damaged where it does not.
        """
        from ipt_notes.services.members.ended import has_ended

        by = self.withdrawn.get(grant.client)
        if by is None:
            return False
        if not has_ended(self._practice, grant, by=by):
            raise Damaged(what=f"a notice that access to {grant.code} was taken back")
        return True


def _is_at_its_place(head: OfferHead, row: KeyRow) -> bool:
    """Whether this is a row in which what it says lies."""
    from ipt_notes.services.members.audit_sharing import offer_row

    if row.kind == "recovery" or head.role == "recover":
        return (row.kind, head.role, row.id) == ("recovery", "recover", head.client)
    return row.id == offer_row(head.grantor) if head.what == "audit" else client_of(row.id) == head.client


def _is_identity_of(whose: Colleague, blob: bytes) -> bool:
    try:
        return public_half(blob) == PublicIdentity(whose.signing[-1][1], whose.encryption)
    except Damaged:
        return False


def _told_offer(row: KeyRow) -> str:
    return f"an offer ({row.id.hex()[:8]}) is not what a colleague signed, or does not fit its chart"
