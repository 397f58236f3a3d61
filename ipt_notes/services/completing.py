"""The codes that a shell offers while a command is typed: only where the vault opens at once and without a question.

That is a key file that the environment names, or an `unlock` in force. Not the keyring, which may put up a window; not a
passphrase, which takes half a second; not a vault on a server, which may be far away. Own grants alone are read, and of
them only the codes: no name, no chart. Nothing is written, and no audit record is made: a keypress is no look at a chart,
and the command that is typed with the code records what it reads. Nothing is held against what this machine has seen
either: an offer says only what may be typed, and the command that is run looks closely.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.errors import IptNotesError
from ipt_notes.keys.identity import normal_code
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.trusting import codes_of
from ipt_notes.services.unlock.named_keys import named_keys
from ipt_notes.services.unlock.unlocking import kept_root, member_of, try_key
from ipt_notes.services.unlock.ways_in import find_ways_in
from ipt_notes.vault.locate import is_server
from ipt_notes.vault.sqlite import open_

if TYPE_CHECKING:
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.unlocking import OpenRoot
    from ipt_notes.vault.port import VaultPort

_PATIENCE = 0.1
"""How long a vault that another program has locked is waited for, in seconds."""


def codes_at_once(settings: Settings) -> list[str]:
    """Every code of one's own clients, sorted; none where that would take a question, a wait, or goes wrong."""
    if is_server(settings.where):
        return []
    try:
        with open_(Path(settings.where), patience=_PATIENCE) as port:
            root = _root_at_once(port, settings)
            if root is None:
                return []
            codes = codes_of(Practice(port, member_of(port, root), settings))
            return sorted(codes.values(), key=normal_code)
    except (IptNotesError, OSError):
        return []


def _root_at_once(port: VaultPort, settings: Settings) -> OpenRoot | None:
    """What the environment's key file opens; without one, what an `unlock` keeps."""
    if not settings.env.get("IPT_NOTES_KEY_FILE"):
        return kept_root(port, settings)
    key = next(named_keys(settings.env, ("key-file",)))
    return try_key(port, find_ways_in(port, settings).rows, key, settings)
