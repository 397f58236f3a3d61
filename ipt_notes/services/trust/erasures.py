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
from msgspec.structs import replace

from ipt_notes.durable import NewFile, make_folders
from ipt_notes.errors import ClientNotFound, Damaged, IptNotesError, RolledBack, WorldProblem
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.services.trust.ledger import BackedUp, ClientErased, Upgraded, read_ledger
from ipt_notes.services.trust.trusting import LEDGER
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

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


class FormatCopy(Struct, frozen=True):
    """A copy of the vault as it was, which an upgrade from the format `before` kept. `at` is UTC."""

    at: dt.datetime
    before: int


class Erasure(Struct, frozen=True):
    """An erased client. `code` is as it was typed; ids are hex digits; `at` is UTC, and so is when `backups` were made.

    `until` is how long the chart was to be kept by the rule of its class; `is_early`: that day had not come. `record` and
    `at` are those of the ledger's record, `backups` and `upgrades` what it tells of copies before that: "", None and
    nothing before it is there.
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
    backups: tuple[dt.datetime, ...] = ()
    upgrades: tuple[FormatCopy, ...] = ()
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
    """Write an erasure down, beside other tries at it. WorldProblem when this machine's state can't be written.

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
    """Remove what was kept of this try at an erasure."""
    with suppress(OSError):
        _path(settings, erasure).unlink()


def forget_all(settings: Settings, erasure: Erasure) -> None:
    """Remove what was kept of every try at the erasure of this client: one of them came through."""
    for path in _folder(settings, erasure.vault).glob(f"{erasure.client}-*.erasure"):
        with suppress(OSError):
            path.unlink()


def unfinished(practice: Practice) -> Iterator[Unfinished]:
    """The erasures that were begun on this machine, are in the vault and have no certificate yet."""
    for path in sorted(_folder(practice.settings, practice.port.vault_id.hex()).glob("*.erasure")):
        kept = _open(practice, path)
        if kept and is_committed(practice, kept.erasure):
            yield Unfinished(kept.erasure, (bytes.fromhex(kept.trace),))


def name_of(practice: Practice, erasure: Erasure) -> str:
    """What `client erase` takes to finish it: the code, or the client's number where another has the code by now."""
    return erasure.client if is_in_use(practice, erasure.code) else erasure.code


def is_in_use(practice: Practice, code: str) -> bool:
    """Whether a client has this code now, be it one whose grant is damaged."""
    try:
        practice.find(code)
    except ClientNotFound:
        return False
    except Damaged:
        return True
    return True


def as_recorded(practice: Practice, erasure: Erasure) -> Erasure:
    """The erasure with its record in the ledger, and every copy that was recorded before it.

    RolledBack where the ledger does not tell of it.
    """
    backups, upgrades = [], []
    for record, _ in read_ledger(practice.port, practice.member):
        match record.body:
            case BackedUp():
                backups.append(record.at)
            case Upgraded():
                upgrades.append(FormatCopy(record.at, record.body.before))
            case ClientErased(client=erasure.client):
                made = {"backups": tuple(backups), "upgrades": tuple(upgrades)}
                return replace(erasure, record=record.id, at=record.at, **made)
    raise RolledBack(what=LEDGER)


def is_committed(practice: Practice, erasure: Erasure) -> bool:
    """Whether this very try came through: its closing records stand in the vault. No other try has the same."""
    return all(
        practice.port.head(bytes.fromhex(each.stream)) == closing_head(each) for each in erasure.streams
    )


def closing_head(closed: Unreadable) -> Head:
    """Where a stream ends with its closing record."""
    return Head(closed.records + 1, bytes.fromhex(closed.head))


def _folder(settings: Settings, vault: str) -> Path:
    return settings.state / "erasing" / vault[:16]


def _path(settings: Settings, erasure: Erasure) -> Path:
    """Named by the client, and by the chart's closing record, which no two tries share."""
    return _folder(settings, erasure.vault) / f"{erasure.client}-{erasure.streams[0].head[:16]}.erasure"


def _open(practice: Practice, path: Path) -> _Kept | None:
    try:
        data = open_draft(practice.member, path.read_bytes(), vault=practice.port.vault_id, name=_NAME)
        return msgspec.json.decode(data, type=_Kept)
    except (OSError, IptNotesError, msgspec.DecodeError):
        return None
