"""What an erasure was, kept on this machine until its certificate is given.

It is written down, sealed, before the keys are deleted, so that a command that was killed on its way, or met a vault
that another program had open, is finished by running it again. It holds no key, and nothing a key could be made of.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from ipt_notes.durable import NewFile, make_folders
from ipt_notes.errors import IptNotesError, WorldProblem
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.services.ledger import ClientErased, read_ledger
from ipt_notes.services.streams import START

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.ledger import LedgerRecord
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import Head

_NAME = b"erasing"


class Unreadable(Struct, frozen=True):
    """A stream whose keys are gone; `what` is "chart" or "private notes".

    Behind its records stands a closing one, under a key that nobody kept; `head` is the SHA-256 of that.
    """

    what: str
    stream: str
    records: int
    head: str


class GivenOut(Struct, frozen=True):
    """A document that left the vault before the erasure. `at` is UTC."""

    at: dt.datetime
    what: str
    audience: str
    recipient: str
    sha256: str
    is_draft: bool


class Erasure(Struct, frozen=True):
    """An erased client. `code` is as it was typed; ids are hex digits; `at` is UTC, and so is when `backups` were made.

    `until` is how long the chart was to be kept by the rule of its class; `is_early`: that day had not come. `record` and
    `at` are those of the ledger's record: "" and None before it is there.
    """

    code: str
    client: str
    vault: str
    by: str
    ground: str
    chart_class: str
    last_service: dt.date
    until: dt.date
    is_early: bool
    streams: tuple[Unreadable, ...]
    drafts: int
    given_out: tuple[GivenOut, ...]
    backups: tuple[dt.datetime, ...]
    record: str = ""
    at: dt.datetime | None = None

    def __repr__(self) -> str:
        """Names the erasure without its content."""
        return f"<Erasure {self.client[:8]}>"


class Unfinished(NamedTuple):
    """An erasure that has no certificate yet, and bytes of the deleted grant (`traces`, 32 each) that no file of the vault may hold any more."""

    erasure: Erasure
    traces: tuple[bytes, ...]

    def __repr__(self) -> str:
        """Names the erasure without its content."""
        return f"<Unfinished {self.erasure.client[:8]}>"


class _Kept(Struct, frozen=True):
    erasure: Erasure
    trace: str


def keep(practice: Practice, begun: Unfinished) -> None:
    """Write an erasure down, in place of an earlier try. WorldProblem when this machine's state can't be written.

    Of the traces only the first is kept: it holds the grant's nonce, and nothing of the keys.
    """
    kept = _Kept(begun.erasure, begun.traces[0].hex())
    vault = practice.port.vault_id
    blob = seal_draft(practice.member, msgspec.json.encode(kept), vault=vault, name=_NAME)
    path = _path(practice.settings, begun.erasure)
    try:
        make_folders(path.parent)
        with NewFile(path.parent, blob) as file:
            file.put(path, replace=True)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(
            what=f"the erasure could not be prepared in {path.parent}: {why}",
            hint="nothing was erased; make room there, or mend that folder",
        ) from None


def forget(settings: Settings, erasure: Erasure) -> None:
    """Remove what was kept of an erasure."""
    with suppress(OSError):
        _path(settings, erasure).unlink()


def unfinished(practice: Practice) -> Iterator[Unfinished]:
    """The erasures that were begun on this machine, are in the ledger and have no certificate yet."""
    for path in sorted(_folder(practice.settings, practice.port.vault_id.hex()).glob("*.erasure")):
        kept = _open(practice, path)
        if kept and recorded(practice, kept.erasure.client):
            yield Unfinished(kept.erasure, (bytes.fromhex(kept.trace),))


def recorded(practice: Practice, client: str, after: Head = START) -> LedgerRecord | None:
    """The ledger's record behind `after` of the erasure of a client (hex digits), None where there is none."""
    for line in read_ledger(practice.port, practice.member, after):
        if isinstance(body := line.record.body, ClientErased) and body.client == client:
            return line.record
    return None


def _folder(settings: Settings, vault: str) -> Path:
    return settings.state / "erasing" / vault[:16]


def _path(settings: Settings, erasure: Erasure) -> Path:
    return _folder(settings, erasure.vault) / f"{erasure.client}.erasure"


def _open(practice: Practice, path: Path) -> _Kept | None:
    try:
        data = open_draft(practice.member, path.read_bytes(), vault=practice.port.vault_id, name=_NAME)
        return msgspec.json.decode(data, type=_Kept)
    except (OSError, IptNotesError, msgspec.DecodeError):
        return None
