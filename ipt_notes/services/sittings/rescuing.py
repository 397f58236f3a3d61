"""What an editor left in memory when this program was killed: it becomes the draft of its sitting.

A kill ends the drafts of a sitting, and the editor may live on: what is typed and saved in it then is in memory alone.
Beside the text lies a badge, the sitting's draft as it began, sealed like a draft.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ipt_notes.editing.memory import BADGE, abandoned, wipe
from ipt_notes.errors import IptNotesError
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.trust.streams import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

_NAME = b"badge"


def badge(practice: Practice, draft: Draft) -> bytes:
    """What lies beside the text of a sitting while it is open in another program."""
    text = draft.text.encode("utf-8", "backslashreplace").decode()
    data = msgspec.json.encode(replace(draft, text=text))
    return seal_draft(practice.member, data, vault=practice.port.vault_id, name=_NAME)


def rescue(practice: Practice) -> None:
    """Keep what this member's killed sittings left as drafts, then remove it from memory.

    What can't be kept stays where it is, for the next time; what belongs to another vault is left alone.
    """
    for folder in abandoned(practice.settings.env):
        began = _began(practice, folder)
        if began and _kept(practice, folder, began):
            wipe(folder)


def _began(practice: Practice, folder: Path) -> Draft | None:
    try:
        blob = (folder / BADGE).read_bytes()
        data = open_draft(practice.member, blob, vault=practice.port.vault_id, name=_NAME)
        return msgspec.json.decode(data, type=Draft)
    except (OSError, IptNotesError, msgspec.DecodeError):
        return None


def _kept(practice: Practice, folder: Path, began: Draft) -> bool:
    """Whether nothing of the folder is needed any more."""
    from ipt_notes.editing.external import left_behind

    left = left_behind(folder)
    if left is None or left[0].rstrip("\n") == began.text.rstrip("\n"):
        return True
    text, written = left
    at = dt.datetime.fromtimestamp(written, dt.UTC).replace(microsecond=0)
    try:
        drafts.keep(practice, _unlike_later(practice, replace(began, text=text, at=at)))
    except IptNotesError:
        return False
    return True


def _unlike_later(practice: Practice, draft: Draft) -> Draft:
    """The draft, under an id of its own if the sitting was taken up and written at since."""
    later = any(each.id == draft.id and each.at > draft.at for each in drafts.left(practice, draft.client))
    return replace(draft, id=new_id()) if later else draft
