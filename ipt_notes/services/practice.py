"""An opened vault with the member who opened it, and how their charts are found, read and written."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Self

from ipt_notes.course.records import Record, decode, encode
from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ChartDamaged, ClientNotFound, Damaged, RecordsMissing, StreamMoved, UsageProblem
from ipt_notes.keys.grants import Grant, open_own_grant
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.streams import START, open_stream, seal_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.course.model import Chart, Course
    from ipt_notes.course.records import Bodies
    from ipt_notes.keys.identity import Member
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.streams import Opened
    from ipt_notes.vault.port import Append, Head, VaultPort

_ATTEMPTS = 400


class OpenChart:
    """A chart as it was read: its grant, its records, and where its stream ended."""

    def __init__(self, grant: Grant, keys: StreamKeys, records: tuple[Record, ...], head: Head) -> None:
        """Hold what `Practice.read` found."""
        self.grant, self.keys, self.records, self.head = grant, keys, records, head

    def __repr__(self) -> str:
        """Names the chart without its content."""
        return f"<OpenChart {self.grant.client.hex()[:8]}>"

    @cached_property
    def chart(self) -> Chart:
        """The replayed chart."""
        return replay_chart(self.records)

    @property
    def course(self) -> Course:
        """The latest course; NotFound if none was started."""
        return self.chart.course()

    @property
    def code(self) -> str:
        """The client's code."""
        return self.grant.code


class Practice:
    """What a command works on. Close it, or use it in a `with`.

    `damage` is what lists over all clients left out because it is damaged, in words.
    """

    def __init__(self, port: VaultPort, member: Member, settings: Settings) -> None:
        """Join an open vault and an unlocked member."""
        self.port, self.member, self.settings = port, member, settings
        self.damage: list[str] = []

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
        """Close the vault."""
        self.port.close()

    def grants(self) -> Iterator[Grant]:
        """Every chart this member may read, in no order; a damaged grant goes to `damage`."""
        for row in self.port.key_rows("grant", self.member.id):
            try:
                yield open_own_grant(row.blob, tag=row.id, member=self.member, vault=self.port.vault_id)
            except Damaged:
                self._leave_out(f"a grant ({row.id.hex()[:8]}): the client it is for can't be told")

    def find(self, code: str, *, by_prefix: bool = False) -> Grant:
        """The grant of the client with this code; with `by_prefix` a unique beginning of it is enough.

        ClientNotFound, with near codes; UsageProblem when a prefix fits several.
        """
        tag = self.member.index_tag(code)
        blob = self.port.key_row("grant", self.member.id, tag)
        if blob is not None:
            return open_own_grant(blob, tag=tag, member=self.member, vault=self.port.vault_id)
        return self._scan(code, by_prefix=by_prefix)

    def _scan(self, code: str, *, by_prefix: bool) -> Grant:
        wanted, known = normal_code(code), {normal_code(grant.code): grant for grant in self.grants()}
        if wanted in known:
            return known[wanted]
        near = [grant for key, grant in known.items() if by_prefix and key.startswith(wanted)]
        if len(near) == 1:
            return near[0]
        if near:
            codes = ", ".join(sorted(grant.code for grant in near)[:6])
            raise UsageProblem(what=f"{code!r} may be {codes}", hint="type a little more of the code")
        raise _not_found(code, [grant.code for grant in known.values()], self.damage)

    def read(self, grant: Grant) -> OpenChart:
        """A chart's records, each opened and checked to follow the one before it.

        ChartDamaged names the first record that does not; RecordsMissing where there is none.
        """
        keys = StreamKeys(self.port.vault_id, grant.client, grant.keys)
        records, head = [], START
        for opened, record in records_of(self.port, grant, keys):
            records.append(record)
            head = opened.head
        if not records:
            raise RecordsMissing(code=grant.code)
        return OpenChart(grant, keys, tuple(records), head)

    def open(self, code: str, *, by_prefix: bool = False) -> OpenChart:
        """The chart of the client with this code."""
        return self.read(self.find(code, by_prefix=by_prefix))

    def charts(self) -> Iterator[OpenChart]:
        """Every chart, one at a time, in the order of the codes; a damaged one goes to `damage`."""
        for grant in sorted(self.grants(), key=lambda grant: normal_code(grant.code)):
            try:
                yield self.read(grant)
            except Damaged as error:
                self._leave_out(f"the chart of {grant.code}: {error.message}")

    def _leave_out(self, what: str) -> None:
        if what not in self.damage:
            self.damage.append(what)

    def write(self, grant: Grant, decide: Callable[[OpenChart], Sequence[Bodies]]) -> OpenChart:
        """Append what `decide` makes of the chart, deciding anew when another program wrote in between.

        `decide` raises to write nothing, or gives no bodies. StreamMoved only if the chart never stands still.
        """
        for attempt in range(_ATTEMPTS):
            chart = self.read(grant)
            bodies = decide(chart)
            if not bodies:
                return chart
            appends, after = self.seal(chart, bodies)
            try:
                self.port.commit(appends)
            except StreamMoved:
                stand_aside(attempt)
            else:
                return after
        raise StreamMoved

    def seal(self, chart: OpenChart, bodies: Sequence[Bodies]) -> tuple[list[Append], OpenChart]:
        """The sealed records of `bodies` at the chart's end, and the chart as it is with them."""
        added = [self._record(chart, body) for body in bodies]
        appends, head = seal_behind(
            chart.head,
            map(encode, added),
            stream=chart.grant.client,
            keys=chart.keys,
            author=self.member,
        )
        return appends, OpenChart(chart.grant, chart.keys, (*chart.records, *added), head)

    def _record(self, chart: OpenChart, body: Bodies) -> Record:
        return Record(
            id=new_id(),
            client=chart.grant.client.hex(),
            author=self.member.id.hex(),
            epoch=chart.keys.epoch,
            at=self.settings.clock(),
            body=body,
        )


def records_of(port: VaultPort, grant: Grant, keys: StreamKeys) -> Iterator[tuple[Opened, Record]]:
    """A chart's records in order; ChartDamaged names the first that is not one, or is another client's."""
    client = grant.client.hex()
    for opened in open_stream(port, grant.client, keys):
        record = decode(opened.payload, opened.head.seq)
        if record.client != client:
            raise ChartDamaged(seq=opened.head.seq)
        yield opened, record


def new_id() -> str:
    """A random id of 32 hex digits."""
    return os.urandom(16).hex()


def stand_aside(attempt: int) -> None:
    """Let another writer finish: a short random time, longer at each attempt."""
    import random
    import time

    time.sleep(random.uniform(0, min(0.002 * (attempt + 1), 0.2)))  # noqa: S311 - spreads writers, guards nothing


def _not_found(code: str, known: list[str], damage: list[str]) -> ClientNotFound:
    from difflib import get_close_matches

    near = get_close_matches(code, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else None
    return ClientNotFound(code=code, hint=hint, details=tuple(f"damaged: {what}" for what in damage))
