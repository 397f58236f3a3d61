"""Drafts: what is being typed, sealed on this machine until its own save is durable.

One file a sitting (never shared by two), in the state folder, under the member's draft key. The program that is writing
it holds it locked, so that the draft of a living editor is not offered to anyone else; a crash lets go of it.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.durable import make_folders
from ipt_notes.errors import IptNotesError, WorldProblem
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.services.sittings import draft_files
from ipt_notes.services.sittings.draft_files import HALF_WAY

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

_FILES = draft_files.of_this_system()
_A_WHILE = 60.0
"""Seconds after which a state that was left half-way, and can't be opened, is removed."""


class Draft(Struct, frozen=True, omit_defaults=True):
    """Text that is not in the vault yet. `kind` is note, addendum, summary, contact or private; ids are 32 hex digits.

    `note` is the note it becomes a revision of ("" for one that does not exist yet) and `revision` the one that
    was read (0: none). `options` are what the command was told (an addendum's reason). `is_whole`: the text is true as
    it stands, and counts as written even when nothing is changed.
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
    is_whole: bool = False

    def __repr__(self) -> str:
        """Names the draft without its content."""
        return f"<Draft {self.id[:8]}>"


def folder(practice: Practice) -> Path:
    """Where this vault's drafts are kept on this machine."""
    return practice.settings.state / "drafts" / practice.port.vault_id.hex()[:16]


def keep(practice: Practice, draft: Draft) -> Path | None:
    """Seal and write a draft, replacing its own earlier state, else one that says the same under that one's id.

    None for an empty text: there is nothing to keep, and what was kept before stays. WorldProblem when the disk does not take it.
    """
    if not draft.text.strip():
        return None
    where = folder(practice)
    try:
        make_folders(where)
        if not is_kept(practice, draft.id) and (twin := next(iter(same(practice, draft)), None)):
            draft = replace(draft, id=twin.id)
        path = where / f"{draft.id}-{os.getpid()}.draft"
        _FILES.write(path, _sealed(practice, draft))
    except OSError as error:
        raise WorldProblem(
            what=f"the draft could not be kept in {where}: {error.strerror}",
            hint="make room there, or mend that folder",
        ) from None
    for earlier in _states(practice, draft.id):
        if earlier != path:  # left by a program that is gone
            _FILES.remove(earlier)
    return path


def _sealed(practice: Practice, draft: Draft) -> bytes:
    data = msgspec.json.encode(replace(draft, text=_in_unicode(draft.text)))
    return seal_draft(practice.member, data, vault=practice.port.vault_id, name=draft.id.encode())


def _in_unicode(text: str) -> str:
    """The text with what is no character (a byte of a broken terminal) written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def discard(practice: Practice, draft_id: str) -> None:
    """Remove a draft whose save is durable; what another living program keeps of the same sitting stays."""
    for path in _states(practice, draft_id):
        _FILES.remove(path)


def is_kept(practice: Practice, draft_id: str) -> bool:
    """Whether there is a draft of this sitting on this machine."""
    return bool(_states(practice, draft_id))


def same(practice: Practice, draft: Draft) -> list[Draft]:
    """The other kept drafts that would become the same: of the same thing, with the same text and options."""
    return [
        each for each in left(practice, draft.client) if each.id != draft.id and _gist(each) == _gist(draft)
    ]


def _gist(draft: Draft) -> tuple[object, ...]:
    options = {name: value for name, value in draft.options.items() if name != "resumed"}
    return (
        draft.kind,
        draft.course,
        draft.session,
        draft.note,
        _in_unicode(draft.text),
        draft.template,
        options,
    )


def left(practice: Practice, client: str | None = None) -> list[Draft]:
    """The drafts nobody else is writing at, oldest first; those that can't be opened are left where they are."""
    found = [draft for path in _files(practice) if (draft := _open(practice, path))]
    return sorted((draft for draft in found if client in (None, draft.client)), key=lambda draft: draft.at)


def being_written(practice: Practice, client: str) -> list[Draft]:
    """The drafts of a client that another living program writes at."""
    held = [path for path in _all_files(practice) if _FILES.is_held_elsewhere(path)]
    return [draft for path in held if (draft := _open(practice, path)) and draft.client == client]


def _files(practice: Practice) -> list[Path]:
    return [path for path in _all_files(practice) if not _FILES.is_held_elsewhere(path)]


def _all_files(practice: Practice) -> list[Path]:
    where = folder(practice)
    try:
        names = os.listdir(where)  # noqa: PTH208
        for name in names:
            if name.endswith(HALF_WAY):
                _finish(practice, where / name)
        ends = (".draft", HALF_WAY)
        paths = {(where / name).with_suffix(".draft") for name in names if name.endswith(ends)}
        return sorted(path for path in paths if path.is_file())
    except OSError:
        return []


def _finish(practice: Practice, new: Path) -> None:
    """A state that a killed program left half-way becomes the draft's where it is whole; else it goes in a while."""
    path = new.with_suffix(".draft")
    if _FILES.is_held_elsewhere(new) or _FILES.is_held_elsewhere(path):
        return
    with suppress(OSError):
        if _open(practice, new):
            new.replace(path)
        elif time.time() - new.stat().st_mtime > _A_WHILE:  # else its program may be about to lock it
            new.unlink()


def _states(practice: Practice, draft_id: str) -> list[Path]:
    """The files of one sitting: one for each program that wrote at it, and what one that was killed left half-way."""
    return [path for end in (".draft", HALF_WAY) for path in folder(practice).glob(f"{draft_id}-*{end}")]


def _open(practice: Practice, path: Path) -> Draft | None:
    name = path.name.rpartition("-")[0].encode("utf-8", "surrogateescape")
    try:
        data = open_draft(practice.member, path.read_bytes(), vault=practice.port.vault_id, name=name)
        return msgspec.json.decode(data, type=Draft)
    except (OSError, IptNotesError, msgspec.DecodeError, UnicodeDecodeError):
        return None
