"""A chart as it was read, and the records of its stream."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ipt_notes.errors import ChartDamaged
from ipt_notes.services.trust.streams import open_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.access import Access
    from ipt_notes.course.model import Chart, Course
    from ipt_notes.course.records import Record
    from ipt_notes.keys.grants import Grant
    from ipt_notes.keys.sealing import StreamKeys
    from ipt_notes.services.trust.streams import Opened
    from ipt_notes.vault.port import Head, VaultPort


class OpenChart:
    """A chart as it was read: its grant, its records, where its stream ended, and who may do what with it."""

    def __init__(
        self,
        grant: Grant,
        keys: StreamKeys,
        records: tuple[Record, ...],
        head: Head,
        access: Access | None = None,
    ) -> None:
        """Hold what `Practice.read` found; `access` is None where there are no records yet."""
        self.grant, self.keys, self.records, self.head = grant, keys, records, head
        self._access = access

    def __repr__(self) -> str:
        """Names the chart without its content."""
        return f"<OpenChart {self.grant.client.hex()[:8]}>"

    @property
    def access(self) -> Access:
        """Who may do what with it."""
        from ipt_notes.course.access import NOBODY

        return self._access or NOBODY

    @cached_property
    def chart(self) -> Chart:
        """The replayed chart."""
        from ipt_notes.course.replay import replay_chart

        return replay_chart(self.records)

    @property
    def course(self) -> Course:
        """The latest course; NotFound if none was started."""
        return self.chart.course()

    @property
    def code(self) -> str:
        """The client's code."""
        return self.grant.code


def member_id(said: str) -> bytes:
    """The id of a member that a record names in hex digits; b"" for what is none."""
    try:
        return bytes.fromhex(said)
    except ValueError:
        return b""


def records_of(port: VaultPort, grant: Grant, keys: StreamKeys) -> Iterator[tuple[Opened, Record]]:
    """A chart's records in order; ChartDamaged names the first that is not one, or is another client's."""
    from ipt_notes.course.records import decode

    client = grant.client.hex()
    for opened in open_stream(port, grant.client, keys):
        record = decode(opened.payload, opened.head.seq)
        if record.client != client or record.epoch != opened.epoch:
            raise ChartDamaged(seq=opened.head.seq)
        yield opened, record


def require_newest_key(records: Sequence[Record], keys: StreamKeys) -> None:
    """ChartDamaged where no record is under a chart's newest key: that came with one, so the chart has lost its end."""
    if records[-1].epoch != keys.epoch:
        raise ChartDamaged(seq=len(records) + 1)
