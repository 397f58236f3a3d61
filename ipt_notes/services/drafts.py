"""Drafts: what is being typed, sealed on this machine until its own save is durable.

One file a sitting (never shared by two), in the state folder, under the member's draft key. The program that is writing
it holds it locked, so that the draft of a living editor is not offered to anyone else; a crash lets go of it.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.durable import sync_folder
from ipt_notes.errors import IptNotesError, WorldProblem
from ipt_notes.keys.drafts import open_draft, seal_draft

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

_held: dict[str, int] = {}
"""The drafts that this process is writing, and the descriptor that holds each locked."""


class Draft(Struct, frozen=True, omit_defaults=True):
    """Text that is not in the vault yet. `kind` is note, addendum, summary or contact; ids are 32 hex digits.

    `note` is the note it becomes a revision of ("" for one that does not exist yet) and `revision` the one that
    was read (0: none). `options` are what the command was told (an addendum's reason).
    """

    id: str
    client: str
    code: str
    kind: str
    text: str
    at: dt.datetime
    course: str = ""
    session: int | None = None
    note: str = ""
    revision: int = 0
    template: str = ""
    options: dict[str, str] = {}

    def __repr__(self) -> str:
        """Names the draft without its content."""
        return f"<Draft {self.id[:8]}>"


def folder(practice: Practice) -> Path:
    """Where this vault's drafts are kept on this machine."""
    return practice.settings.state / "drafts" / practice.port.vault_id.hex()[:16]


def keep(practice: Practice, draft: Draft) -> Path:
    """Seal and write a draft, replacing its own earlier state. WorldProblem when the disk does not take it."""
    name = f"{draft.id}-{os.getpid()}.draft"
    path = folder(practice) / name
    data = msgspec.json.encode(replace(draft, text=_in_unicode(draft.text)))
    blob = seal_draft(practice.member, data, vault=practice.port.vault_id, name=draft.id.encode())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(path, blob)
    except OSError as error:
        raise WorldProblem(
            what=f"the draft could not be kept in {path.parent}: {error.strerror}",
            hint="make room there; the text is still open",
        ) from None
    return path


def _in_unicode(text: str) -> str:
    """The text with what is no character (a byte of a broken terminal) written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def _replace(path: Path, blob: bytes) -> None:
    new = path.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        _lock(handle)
        with open(handle, "wb", closefd=False) as file:
            file.write(blob)
            file.flush()
            os.fsync(handle)
        new.replace(path)
        sync_folder(path.parent)
    except BaseException:
        os.close(handle)
        with suppress(OSError):
            new.unlink()
        raise
    _let_go(path)
    _held[str(path)] = handle
    _remove_earlier(path)


def _remove_earlier(path: Path) -> None:
    """What a program that is gone left of the same sitting: this is its later state."""
    for other in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.draft"):
        if other != path and not _is_being_written(other):
            with suppress(OSError):
                other.unlink()


def _let_go(path: Path) -> None:
    if (handle := _held.pop(str(path), None)) is not None:
        os.close(handle)


def discard(practice: Practice, draft_id: str) -> None:
    """Remove a draft whose save is durable; what another living program keeps of the same sitting stays."""
    for path in folder(practice).glob(f"{draft_id}-*"):
        if not _is_being_written(path):
            with suppress(OSError):
                path.unlink()
            _let_go(path)


def left(practice: Practice, client: str | None = None) -> list[Draft]:
    """The drafts nobody else is writing at, oldest first; those that can't be opened are left where they are."""
    found = [draft for path in _files(practice) if (draft := _open(practice, path))]
    return sorted((draft for draft in found if client in (None, draft.client)), key=lambda draft: draft.at)


def _files(practice: Practice) -> list[Path]:
    try:
        names = sorted(os.listdir(folder(practice)))  # noqa: PTH208
    except OSError:
        return []
    paths = (folder(practice) / name for name in names if name.endswith(".draft"))
    return [path for path in paths if path.is_file() and not _is_being_written(path)]


def _open(practice: Practice, path: Path) -> Draft | None:
    name = path.name.rpartition("-")[0].encode("utf-8", "surrogateescape")
    try:
        data = open_draft(practice.member, path.read_bytes(), vault=practice.port.vault_id, name=name)
        return msgspec.json.decode(data, type=Draft)
    except (OSError, IptNotesError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _lock(handle: int) -> None:
    """Hold a file until this process closes it or ends; where the system has no such lock, a draft may be offered twice."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_being_written(path: Path) -> bool:
    """Whether another program holds the draft."""
    if str(path) in _held:
        return False
    with suppress(ImportError, OSError):
        import fcntl

        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False
