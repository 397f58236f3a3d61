"""What a batch leaves beside its documents: `manifest.json`, and while it runs a journal of what is about to be given out.

A document is on the disk under a hidden name, and its line in the journal, before its disclosure is recorded; it takes
its own name after that. So whatever moment a batch is killed at, the next one can tell from the journal and the chart
what was recorded: it puts in place what was, and drops what was not.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Struct

from ipt_notes.durable import make_folders, sync_folder
from ipt_notes.errors import Conflict, UsageProblem
from ipt_notes.locks import lock
from ipt_notes.services.exchange.entries import OnDisk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping
    from pathlib import Path

MANIFEST = "manifest.json"
LEFT_OUT = ("refused", "failed")
"""The states of a client without a new document: not done yet, and something is wrong."""
_JOURNAL = ".manifest.journal"
_LOCK = ".manifest.lock"
_FORMAT = 1
_HIDDEN = (".ipt-batch-", ".tmp")
_Name = Annotated[str, msgspec.Meta(pattern=r"^[^/\\\x00]*\Z")]
_HiddenName = Annotated[str, msgspec.Meta(pattern=r"^\.ipt-batch-[0-9a-f]{16}\.tmp\Z")]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Entry(Struct, frozen=True):
    """What became of a client's document. `client` is the code, `rules` are the codes of the findings that are open.

    `state` is "final", "draft", "refused" or "failed"; of the last two `why` tells more, and `file` is the one of an
    earlier batch, if it is there. `fingerprint` tells an unchanged document from a changed one, and nothing else.
    """

    client: str
    id: _Id
    state: str
    file: _Name = ""
    sha256: str = ""
    bytes: int = 0
    rules: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    fingerprint: str = ""


class Manifest(Struct, frozen=True):
    """Every document of a folder, by code; all are for one audience, and all have a password or none has.

    `documents` are entries as they are written: each of them is read alone.
    """

    format: int
    audience: str
    is_encrypted: bool
    documents: tuple[msgspec.Raw, ...]


class Intent(Struct, frozen=True):
    """A document that is about to be given out: it lies at `hidden`, and the chart ends at record `seq` as yet."""

    entry: Entry
    hidden: _HiddenName
    seq: int


class FolderInUse(Conflict):
    """Another batch is writing to {folder}."""

    hint = "wait for it to end; batches at the same time need a folder each"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder for one batch alone, made (0700) where it is missing. FolderInUse, OSError."""
    make_folders(folder)
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not lock(handle):
            raise FolderInUse(folder=folder)
        yield
    finally:
        os.close(handle)


@contextmanager
def read_manifest(folder: Path, audience: str, *, is_encrypted: bool) -> Iterator[MutableMapping[str, Entry]]:
    """The entries by client's id, while the block lasts; none where no folder is.

    UsageProblem for what is no manifest, and where the documents there are of another kind.
    """
    if not folder.is_dir():
        yield {}
        return
    with OnDisk(folder, Entry) as entries:
        with suppress(FileNotFoundError):
            found = _decoded((folder / MANIFEST).read_bytes(), entries)
            if found is None or found.format != _FORMAT:
                raise UsageProblem(
                    what=f"{folder / MANIFEST} is not the manifest of a batch",
                    hint="give --out another folder",
                )
            _require_same_kind(folder, found, audience, is_encrypted=is_encrypted)
            del found
        yield entries


def _decoded(data: bytes, entries: MutableMapping[str, Entry]) -> Manifest | None:
    """What is written there, its entries in `entries`; None for what is no manifest."""
    decoder = msgspec.json.Decoder(Entry)
    try:
        found = msgspec.json.decode(data, type=Manifest)
        entries.update((entry.id, entry) for entry in map(decoder.decode, found.documents))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found


def _require_same_kind(folder: Path, found: Manifest, audience: str, *, is_encrypted: bool) -> None:
    """Nobody takes a document for one that this reader may have, or for one with a password."""
    if found.audience != audience:
        raise UsageProblem(
            what=f"the documents in {folder} are for another audience: {found.audience}",
            hint="give each audience a folder of its own",
        )
    if found.is_encrypted != is_encrypted:
        have = "have a password" if found.is_encrypted else "have no password"
        hint = "a folder holds documents of one kind: add --password-file, or leave it out; or give --out another folder"
        raise UsageProblem(what=f"the documents in {folder} {have}", hint=hint)


def write_manifest(folder: Path, audience: str, entries: Mapping[str, Entry], *, is_encrypted: bool) -> None:
    """The entries in place of those of before, and no journal unless a document is still on its way. OSError."""
    hide(folder, _told(audience, entries, is_encrypted=is_encrypted)).replace(folder / MANIFEST)
    sync_folder(folder)
    if not any((folder / intent.hidden).exists() for intent in read_journal(folder)):
        (folder / _JOURNAL).unlink(missing_ok=True)


def _told(audience: str, entries: Mapping[str, Entry], *, is_encrypted: bool) -> Iterator[bytes]:
    """The manifest piece by piece, as msgspec would indent the whole of it."""
    head, _, end = _indented(Manifest(_FORMAT, audience, is_encrypted, ())).rpartition(b"]")
    yield head
    order = sorted([f"{entry.client.casefold()}\0{entry.id}" for entry in entries.values()])
    for number, key in enumerate(order):
        entry = entries[key.rpartition("\0")[2]]
        told = _indented(entry).replace(b"\n", b"\n  ")  # a text in JSON has no line feed of its own
        yield (b"," if number else b"") + b"\n  " + told
    yield (b"\n ]" if order else b"]") + end + b"\n"


def _indented(value: Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def hide(folder: Path, data: Iterable[bytes]) -> Path:
    """A new file (0600), synced, under a hidden name; its bytes come in pieces. OSError; then nothing is left."""
    path = folder / os.urandom(8).hex().join(_HIDDEN)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(handle, "wb") as file:
            file.writelines(data)
            file.flush()
            os.fsync(handle)
        sync_folder(folder)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def announce(folder: Path, intent: Intent) -> None:
    """A line of the journal, synced; several processes write at its end. OSError."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(folder / _JOURNAL, flags, 0o600)
    try:
        os.write(
            handle, b"\n" + msgspec.json.encode(intent)
        )  # ahead of it: a line that was cut short ends here
        os.fsync(handle)
    finally:
        os.close(handle)


def read_journal(folder: Path) -> Iterator[Intent]:
    """The lines of the journal in order; one that was cut short is left out, for nothing came of it."""
    with suppress(FileNotFoundError), open(folder / _JOURNAL, "rb") as file:
        for line in file:
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                yield msgspec.json.decode(line, type=Intent)


def drop_unannounced(folder: Path) -> None:
    """Remove hidden files that no line of the journal tells of. OSError."""
    before, behind = _HIDDEN
    with os.scandir(folder) as files:  # a handful are hidden, of however many there are
        hidden = {file.name for file in files if file.name.startswith(before) and file.name.endswith(behind)}
    for name in hidden.difference(intent.hidden for intent in read_journal(folder)):
        (folder / name).unlink(missing_ok=True)


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file (hex digits), None where none is, "" for what is no file."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return ""
