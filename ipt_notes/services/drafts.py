"""Drafts: what is being typed, sealed on this machine until its own save is durable.

One file a sitting (never shared by two), in the state folder, under the member's draft key. The name of the file
tells the process that is writing it, so that a draft of a living editor is not offered to anyone else.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations at run time
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.errors import IptNotesError, WorldProblem
from ipt_notes.keys.drafts import open_draft, seal_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

_decoder_errors = (msgspec.DecodeError, UnicodeDecodeError)


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
    blob = seal_draft(
        practice.member, msgspec.json.encode(draft), vault=practice.port.vault_id, name=draft.id.encode()
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(path, blob)
    except OSError as error:
        raise WorldProblem(
            what=f"the draft could not be kept in {path.parent}: {error.strerror}",
            hint="make room there; the text is still open",
        ) from None
    return path


def _replace(path: Path, blob: bytes) -> None:
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def discard(practice: Practice, draft_id: str) -> None:
    """Remove a draft whose save is durable."""
    for path in folder(practice).glob(f"{draft_id}-*"):
        with suppress(OSError):
            path.unlink()


def left(practice: Practice, client: str | None = None) -> list[Draft]:
    """The drafts nobody is writing at, oldest first; those that can't be opened are left where they are."""
    found = [draft for path in _files(practice) if (draft := _open(practice, path))]
    return sorted((draft for draft in found if client in (None, draft.client)), key=lambda draft: draft.at)


def _files(practice: Practice) -> Iterator[Path]:
    try:
        names = sorted(os.listdir(folder(practice)))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        stem, _, process = name.removesuffix(".draft").rpartition("-")
        if name.endswith(".draft") and stem and not _is_alive(process):
            yield folder(practice) / name


def _open(practice: Practice, path: Path) -> Draft | None:
    name = path.name.rpartition("-")[0]
    try:
        data = open_draft(
            practice.member, path.read_bytes(), vault=practice.port.vault_id, name=name.encode()
        )
        return msgspec.json.decode(data, type=Draft)
    except (OSError, IptNotesError, *_decoder_errors):
        return None


def _is_alive(process: str) -> bool:
    if not process.isdecimal() or int(process) == os.getpid():
        return False
    if os.name != "posix":
        return False  # asking would end the process there; a draft offered twice loses nothing
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
