"""Takes a chart over from another vault: every record, with when and by whom it was written as its source states it.

The records are signed anew, by who imports them: this vault vouches for the import, never for what the source states.
The client gets a random id of their own here, so that nobody who holds both vaults can tell from outside that a client
is in both.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ClientNotFound, CodeExists, UsageProblem, WorldProblem
from ipt_notes.export.chart_file import NAME, imported_records, read_chart_file
from ipt_notes.keys.grants import Grant, new_client_key
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.clients import first_rows
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.trust.streams import START, new_id, seal_behind

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.course.parts import Client
    from ipt_notes.export.chart_file import ChartFile
    from ipt_notes.services.practice import Practice

_SIGNED = (r.NoteSigned, r.NoteCosigned, r.AddendumAdded, r.SummarySigned, r.SummaryCosigned)
_MOST_BYTES = 512 * 1024 * 1024


class ChartImported(Struct, frozen=True):
    """A chart that was, or with `is_dry_run` would be, imported. `is_new` False: it is here already, nothing was changed.

    `stated_signatures` counts what the source states as signed, `signed_by` names who: this vault can't vouch for it.
    """

    code: str
    is_new: bool
    is_dry_run: bool
    courses: int
    notes: int
    records: int
    stated_signatures: int
    signed_by: tuple[str, ...]


def import_chart(
    practice: Practice, source: Path, *, code: str | None = None, dry_run: bool = False
) -> ChartImported:
    """Read the folder of `export chart` (or its chart.json) into a new chart, all of it or nothing.

    `code` is another code than the chart's own. UsageProblem for a file that is no chart, or not as it was;
    CodeExists when another client has the code. What was imported before is told, and left as it is.
    """
    file = read_chart_file(_bytes(source))
    client = replay_chart(file.records).client
    wanted = (code or client.code).strip()
    normal_code(wanted)
    is_new = _is_new(practice, file, wanted)
    if is_new and not dry_run:
        _write(practice, file, client, wanted)
    return _told(file, wanted, is_new=is_new, is_dry_run=dry_run)


def _bytes(source: Path) -> bytes:
    try:
        path = source / NAME if source.is_dir() else source
        if path.stat().st_size > _MOST_BYTES:
            raise UsageProblem(what=f"{path} is larger than any chart", hint="nothing was imported")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        hint = "give the folder that `ipt-notes export chart` made"
        raise UsageProblem(what=f"there is no {NAME} in {source}", hint=hint) from None
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(what=f"{source} could not be read: {why}", hint="check the permissions") from None
    except ValueError:  # a NUL in the name
        raise UsageProblem(what="no file can have this name", hint="check the path") from None


def _is_new(practice: Practice, file: ChartFile, code: str) -> bool:
    """Whether the chart is not here yet. CodeExists where another one has the code."""
    try:
        there = practice.open(code)
    except ClientNotFound:
        return True
    known = {record.id for record in there.records}
    if all(record.id in known for record in file.records):
        return False
    raise CodeExists(code=code, hint="nothing was imported; give the chart another code with --as CODE")


def _write(practice: Practice, file: ChartFile, client: Client, code: str) -> None:
    """Seal the records into a stream of their own, with the grant to it, in one transaction."""
    member, vault = practice.member, practice.port.vault_id
    tag = member.index_tag(code)

    def still_free() -> None:
        if practice.port.key_row("grant", member.id, tag) is not None:
            raise CodeExists(code=code)

    grant = Grant(os.urandom(16), {member.epoch: new_client_key()}, code, client.name)
    keys = StreamKeys(vault, grant.client, grant.keys)
    records = _records(practice, file, client, grant)
    payloads = map(r.encode, records)
    appends, head = seal_behind(START, payloads, stream=grant.client, keys=keys, author=member)
    practice.change_keys(first_rows(practice, grant), appends=appends, still_right=still_free)
    practice.wrote(OpenChart(grant, keys, records, head))


def _records(practice: Practice, file: ChartFile, client: Client, grant: Grant) -> tuple[r.Record, ...]:
    """What the source holds; behind it, where the client has another code here, that they have."""
    here, author, at = grant.client.hex(), practice.member.id.hex(), practice.settings.clock()
    epoch = practice.member.epoch
    records = imported_records(file, client=here, author=author, epoch=epoch, at=at)
    if grant.code == client.code:
        return records
    changed = r.ClientChanged(grant.code, client.name, client.born, "imported under another code")
    return (*records, r.Record(new_id(), here, author, epoch, at, changed))


def _told(file: ChartFile, code: str, *, is_new: bool, is_dry_run: bool) -> ChartImported:
    chart = replay_chart(file.records)
    signed = [each.body for each in file.records if isinstance(each.body, _SIGNED)]
    return ChartImported(
        code,
        is_new,
        is_dry_run,
        len(chart.courses),
        sum(len(course.sessions) for course in chart.courses),
        len(file.records),
        len(signed),
        tuple(dict.fromkeys(body.signed_by or "the therapist" for body in signed)),
    )
