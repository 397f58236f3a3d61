"""An opened vault with the member who opened it, and how their charts are found, read and written."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from ipt_notes.errors import (
    ChartDamaged,
    ClientNotFound,
    Damaged,
    ErasedMeanwhile,
    KeysGone,
    KeysReplaced,
    RecordsMissing,
    Refused,
    RolledBack,
    StreamMoved,
    UsageProblem,
)
from ipt_notes.folders import has_plugins
from ipt_notes.keys.authorship import is_signed
from ipt_notes.keys.grants import Grant, open_own_grant
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.members.rows import PRACTICE
from ipt_notes.services.open_chart import OpenChart, member_id, records_of, require_newest_key
from ipt_notes.services.trust.copies import is_copy, read_as_copy
from ipt_notes.services.trust.heads import Heads, chain_name, row_name
from ipt_notes.services.trust.ledger import commit_key_changes, is_own
from ipt_notes.services.trust.own_place import is_elsewhere, known_place, remember_place
from ipt_notes.services.trust.streams import START, named, new_id, seal_behind, stand_aside
from ipt_notes.services.trust.trusting import (
    accept_own_restore,
    catch_up,
    look_at_vault,
    missing,
    require_settled,
    settled,
    what_is_new,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.course.access import Access
    from ipt_notes.course.records import Bodies, Record
    from ipt_notes.keys.identity import Member
    from ipt_notes.services.members.roster import Roster
    from ipt_notes.services.plugging_events import Event
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.trust.ledger import Bodies as LedgerBodies
    from ipt_notes.services.trust.streams import Opened
    from ipt_notes.vault.port import Append, KeyChange, VaultPort

_ATTEMPTS = 400


class Practice:
    """What a command works on. Close it, or use it in a `with`.

    `damage` is what lists over all clients left out because it is damaged, in words; `asides` is what else a person
    should hear. `is_by_keyring`: this system's keyring opened it. `is_copy`: it is one to look into, and nothing of it is
    remembered. `has_read_ledger`: all of it was read, not only its end. `looked_at` are the clients (hex digits) whose charts were read and not written.
    `durable` is what plugins are still to be told.
    """

    def __init__(
        self, port: VaultPort, member: Member, settings: Settings, heads: Heads | None = None
    ) -> None:
        """Join an open vault and an unlocked member; `heads` is what this machine has seen, read when it is None."""
        if heads is not None:
            self.heads = heads
        self.port, self.member, self.settings = port, member, settings
        self.damage: list[str] = []
        self.asides: list[str] = []
        self.is_by_keyring = False
        self.is_copy = False
        self.has_read_ledger = False
        self.looked_at: set[str] = set()
        self.looked_at_all = False
        self.durable: list[Event] = []

    @cached_property
    def is_shared(self) -> bool:
        """Whether the vault is that of a practice with a roster, and not of one therapist alone."""
        return self.port.key_row("member", self.member.id, PRACTICE) is not None

    @cached_property
    def roster(self) -> Roster:
        """The members of the practice; of a vault that is not shared, this one alone. Damaged, RolledBack."""
        from ipt_notes.services.members.roster import read_roster

        return read_roster(self)

    @cached_property
    def heads(self) -> Heads:
        """What this machine has seen of the vault."""
        name = f"{self.port.vault_id.hex()[:16]}-{self.member.id.hex()[:8]}"
        return Heads(self.settings.state / "heads" / name, self.member, self.port.vault_id)

    def __repr__(self) -> str:
        """Shows no content."""
        return "<Practice>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Remember what was seen, and close the vault."""
        self.remember()
        self.port.close()

    def remember(self) -> None:
        """Write down what this machine has seen; where that can't be, `asides` says so."""
        try:
            self.heads.flush()
        except OSError as error:
            why = (error.strerror or "it failed").lower()
            self.say(f"what this computer has seen of the vault could not be remembered: {why}")

    def say(self, what: str) -> None:
        """Let a person hear this once, when the command is done."""
        if what not in self.asides:
            self.asides.append(what)

    def trust(self) -> None:
        """Hold the vault against what this machine has seen of it. RolledBack; what is wrong with a part is `damage`."""
        is_new = self.heads.is_empty
        if is_copy(self):
            read_as_copy(self)
        else:
            try:
                catch_up(self)
            except RolledBack as error:
                accept_own_restore(self, error)
            self._go_on_here()
        if is_new:
            self.say(what_is_new(self))
        for what in look_at_vault(self):
            self.leave_out(what)
        self._hear()
        self.remember()

    def _go_on_here(self) -> None:
        """This is the vault that this machine goes on with; one that was moved here by hand is told once."""
        if is_elsewhere(self) and (known := known_place(self)):
            self.say(
                f"this computer knew the vault at {known}, where it is not any more, and goes on with this one"
            )
        remember_place(self)

    def grants(self) -> Iterator[Grant]:
        """Every chart this member may read, in no order; a damaged grant and a missing one go to `damage`."""
        read = set()
        for row in self.port.key_rows("grant", self.member.id):
            read.add(row_name("grant", row.id))
            try:
                grant = self._granted(row.id, row.blob)
            except KeysReplaced as error:
                self.leave_out(error.message)
            except Damaged:
                self.leave_out(f"a grant ({row.id.hex()[:8]}): the client it is for can't be told")
            else:
                if grant:
                    yield grant
        for name in missing(self, "grant", read):
            self.leave_out(f"a grant is gone, and its removal is not recorded ({name[1:5].hex()})")

    def _granted(self, tag: bytes, blob: bytes) -> Grant | None:
        """The grant in a row, as it is now; None where another program removed it just now.

        Damaged when it was changed; KeysReplaced when it is not the one last written.
        """
        grant = self._opened(tag, blob)
        try:
            now = settled(self, "grant", tag, blob)
        except KeysReplaced:
            raise KeysReplaced(what=f"the grant of {grant.code}") from None
        if now is None or now == blob:
            return grant if now else None
        return self._opened(tag, now)

    def _opened(self, tag: bytes, blob: bytes) -> Grant:
        return open_own_grant(blob, tag=tag, member=self.member, vault=self.port.vault_id)

    def find(self, code: str, *, by_prefix: bool = False) -> Grant:
        """The grant of the client with this code; with `by_prefix` a unique beginning of it is enough.

        ClientNotFound, with near codes; UsageProblem when a prefix fits several; KeysGone where it is not there
        and should be.
        """
        tag = self.member.index_tag(code)
        blob = self.port.key_row("grant", self.member.id, tag)
        try:
            blob = blob or settled(self, "grant", tag, None)
        except KeysGone:
            if not self._hear():
                raise KeysGone(what=f"the grant of {code}") from None
            return self.find(code, by_prefix=by_prefix)
        grant = self._granted(tag, blob) if blob else None
        return grant or self._scan(code, by_prefix=by_prefix)

    def _hear(self) -> bool:
        """Take up what colleagues left, if there is something; whether there was."""
        if self.is_copy or not self.is_shared:
            return False
        from ipt_notes.services.members.hearing import hear

        return hear(self)

    def find_again(self, grant: Grant) -> Grant:
        """The same client's grant as it is now. ErasedMeanwhile."""
        return self.find_same(grant.code, grant.client)

    def find_same(self, code: str, client: bytes) -> Grant:
        """The grant of the client with this id (16 bytes). ErasedMeanwhile where they are gone, whoever has the code by now."""
        try:
            found = self.find(code)
        except ClientNotFound as error:
            raise ErasedMeanwhile(code=code, hint="", details=error.details) from None
        if found.client != client:
            raise ErasedMeanwhile(code=code)
        return found

    def _scan(self, code: str, *, by_prefix: bool) -> Grant:
        wanted, known = normal_code(code), {normal_code(grant.code): grant for grant in self.grants()}
        if wanted in known:
            return known[wanted]
        fits = [grant for key, grant in known.items() if key.startswith(wanted)]
        near = fits if by_prefix else []
        if len(near) == 1:
            return near[0]
        if near:
            codes = ", ".join(sorted(grant.code for grant in near)[:6])
            raise UsageProblem(what=f"{code!r} may be {codes}", hint="type a little more of the code")
        error = _not_found(code, [grant.code for grant in known.values()], self.damage)
        if len(fits) == 1:
            error.hint = f"the whole code is {fits[0].code}; its beginning is not enough here"
        raise error

    def read(self, grant: Grant) -> OpenChart:
        """A chart's records, each opened and checked to follow the one before it.

        ChartDamaged names the first record that does not, or that its author had no right to; RecordsMissing where there
        is none; RolledBack where it ends before what this machine has seen. Signatures of records that are new to this
        machine are checked. Where the chart has a new key meanwhile, it is read with that; ClientNotFound where it was
        erased, AccessEnded where a colleague took the access back.
        """
        try:
            return self.read_as(grant)
        except ChartDamaged:
            now = self._renewed(grant)
            if now.keys == grant.keys:
                raise
            return self.read(now)

    def _renewed(self, grant: Grant) -> Grant:
        """The same client's grant as it is now, and as a colleague offers it."""
        now = self.find_again(grant)
        if now.keys != grant.keys or not self.is_shared:
            return now
        from ipt_notes.services.members.taking_up import renewed

        return renewed(self, now)

    def read_as(self, grant: Grant) -> OpenChart:
        """A chart's records as the keys in this very grant open them. The errors of `read` about what is in the chart."""
        with named(f"the chart of {grant.code}"):
            return self._read(grant)

    def _read(self, grant: Grant) -> OpenChart:
        keys = StreamKeys(self.port.vault_id, grant.client, grant.keys)
        name = chain_name(grant.client)
        records, head, seen = [], START, self.heads.seen(name)
        for opened, record in records_of(self.port, grant, keys):
            records.append(record)
            head = opened.head
            if head.seq == seen.seq and head.hash != seen.hash:
                raise RolledBack(what=f"the chart of {grant.code}")
            if head.seq > seen.seq:
                self.require_author(opened, record)
        if not records:
            raise RecordsMissing(code=grant.code)
        if head.seq < seen.seq:
            raise RolledBack(what=f"the chart of {grant.code}")
        require_newest_key(records, keys)
        access = self.access_of(records)
        self.heads.advance(name, head)
        self.looked_at.add(grant.client.hex())
        return OpenChart(grant, keys, tuple(records), head, access)

    def access_of(self, records: Sequence[Record]) -> Access:
        """Who may do what behind these records of a chart, by the roster as it is now. ChartDamaged."""
        from ipt_notes.course.access import follow

        try:
            return follow(records, self.standings)
        except ChartDamaged:
            self.look_again()
            return follow(records, self.standings)

    def look_again(self) -> None:
        """Forget who is in the practice where that has changed since it was read, also from nobody to somebody."""
        from ipt_notes.services.members.roster_key import roster_stream

        known = vars(self)
        known.pop("is_shared", None)
        if "roster" in known and self.roster.head != self.port.head(roster_stream(self.port.vault_id)):
            del self.roster

    def standings(self) -> Roster:
        """The roster, for `course.access`: read where it matters, and only then."""
        return self.roster

    def require_author(self, opened: Opened, record: Record) -> None:
        """ChartDamaged unless the record is a member's, signed with the key that counted at its epoch.

        Who is not in the roster, and put an identity there all the same, is nobody.
        """
        if record.author == self.member.id.hex():
            public = self.member.at(opened.epoch).public
        else:
            public = self._public_of(member_id(record.author), opened.epoch)
        if not is_signed(opened.payload, opened.signature, public):
            raise ChartDamaged(seq=opened.head.seq)

    def _public_of(self, author: bytes, epoch: int) -> bytes:
        """A colleague's signing key, also of one who joined since this command began; b"" for nobody's."""
        found = self.roster.public_of(author, epoch)
        if found is None:
            self.look_again()
            found = self.roster.public_of(author, epoch)
        return found or b""

    def open(self, code: str, *, by_prefix: bool = False) -> OpenChart:
        """The chart of the client with this code."""
        return self.read(self.find(code, by_prefix=by_prefix))

    def charts(self) -> Iterator[OpenChart]:
        """Every chart, one at a time, in the order of the codes; a damaged one goes to `damage`."""
        for grant in sorted(self.grants(), key=lambda grant: normal_code(grant.code)):
            try:
                yield self.read(grant)
            except (ClientNotFound, Refused):  # erased, or taken back, since the list of grants was read
                continue
            except Damaged as error:
                what = f"the chart of {grant.code}"
                self.leave_out(error.message if what in error.message else f"{what}: {error.message}")
        self.looked_at_all = True

    def leave_out(self, what: str) -> None:
        """What lists over all clients miss, because it is damaged."""
        if what not in self.damage:
            self.damage.append(what)

    def write(
        self,
        grant: Grant,
        decide: Callable[[OpenChart], Sequence[Bodies]],
        *,
        seen: OpenChart | None = None,
    ) -> OpenChart:
        """Append what `decide` makes of the chart, deciding anew when another program wrote in between.

        `decide` raises to write nothing, or gives no bodies. `seen` is the chart as it was read before, which spares the
        first reading: nothing can be written behind an end that is no longer its end, and then it is read. StreamMoved
        only if the chart never stands still.
        """
        for attempt in range(_ATTEMPTS):
            chart, seen = seen or self.read(grant), None
            bodies = decide(chart)
            if not bodies:
                return chart
            appends, after = self.seal(chart, bodies)
            try:
                self.port.commit(appends)
            except StreamMoved:
                stand_aside(attempt)
                grant = self.find_again(grant)  # the chart may have a new key, or be erased
            else:
                self.wrote(after, after.records[len(chart.records) :])
                return after
        raise StreamMoved

    def wrote(self, chart: OpenChart, added: Sequence[Record] = ()) -> None:
        """Remember a chart's end that is durable; of what is `added` plugins hear when the command is done."""
        self.heads.advance(chain_name(chart.grant.client), chart.head)
        self.looked_at.discard(chart.grant.client.hex())
        self.remember()
        if added and has_plugins():
            from ipt_notes.services.plugging_events import gathered

            self.durable += gathered(self, chart, added)

    def change_keys(
        self,
        changes: Sequence[KeyChange],
        *,
        appends: Sequence[Append] = (),
        said: Sequence[LedgerBodies] = (),
        still_right: Callable[[], None] = lambda: None,
    ) -> None:
        """`commit_key_changes` for this member; the ledger's new end is remembered.

        KeysReplaced and KeysGone where a row that would be written is not what the ledger says that it is: else the
        ledger would tell of the new one, and nobody of what became of the old one.
        """

        def right() -> None:
            still_right()
            for change in changes:
                if change.blob is not None and is_own(change, self.member.id):
                    require_settled(self, change)

        at = self.settings.clock()
        commit_key_changes(self.port, self.member, changes, at, appends=appends, said=said, still_right=right)
        catch_up(self)
        self.remember()

    def seal(self, chart: OpenChart, bodies: Sequence[Bodies]) -> tuple[list[Append], OpenChart]:
        """The sealed records of `bodies` at the chart's end, and the chart as it is with them.

        NotAllowed where the member has no right to one of them.
        """
        from ipt_notes.course.records import encode

        added = [self._record(chart, body) for body in bodies]
        access = self._allowed(chart, added)
        appends, head = seal_behind(
            chart.head,
            map(encode, added),
            stream=chart.grant.client,
            keys=chart.keys,
            author=self.member,
        )
        return appends, OpenChart(chart.grant, chart.keys, (*chart.records, *added), head, access)

    def _allowed(self, chart: OpenChart, added: Sequence[Record]) -> Access:
        """The access behind the records that are to be added. NotAllowed."""
        from ipt_notes.course.access import follow

        try:
            return follow(added, lambda: self.roster.now, chart.access)
        except ChartDamaged:
            from ipt_notes.services.members.rights import NotAllowed

            role, holder = chart.access.role_of(self.member.id.hex()), chart.access.holder
            raise NotAllowed(
                code=chart.code, holder=self.roster.name_of(member_id(holder)), role=role or "no"
            ) from None

    def _record(self, chart: OpenChart, body: Bodies) -> Record:
        from ipt_notes.course.records import Record

        return Record(
            id=new_id(),
            client=chart.grant.client.hex(),
            author=self.member.id.hex(),
            epoch=chart.keys.epoch,
            at=self.settings.clock(),
            body=body,
        )


def _not_found(code: str, known: list[str], damage: list[str]) -> ClientNotFound:
    from difflib import get_close_matches

    near = get_close_matches(code, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else None
    return ClientNotFound(code=code, hint=hint, details=tuple(f"damaged: {what}" for what in damage))
