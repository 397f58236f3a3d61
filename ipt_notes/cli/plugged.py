"""What a plugin's command is made of. With `group` and `command` it has --vault, --json, a schema and exit codes as ours have.

from ipt_notes.cli.plugged import command, group, open_vault

app = group("")

@command(app, "riverside", Waiting, told)
def riverside() -> Waiting:
with open_vault() as vault:
...
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipt_notes.api import Vault
from ipt_notes.cli import frame
from ipt_notes.cli.frame import command, group

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["command", "group", "open_vault"]


@contextmanager
def open_vault() -> Iterator[Vault]:
    """The vault that this command line names, unlocked as for any other command, at a terminal by its passphrase too."""
    with frame.practice() as practice:
        yield Vault(practice, frame.here.command)
