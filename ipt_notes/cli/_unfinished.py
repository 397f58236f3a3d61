"""What waits for a command to be run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.cli import printing
from ipt_notes.command_line import typed

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice


def tell_unfinished(practice: Practice) -> None:
    """Say which erasures wait for the command to be run again."""
    from ipt_notes.services.trust import erasures

    for each in erasures.unfinished(practice):
        name = erasures.name_of(practice, each.erasure)
        printing.aside(
            f"the erasure of {each.erasure.code} is not finished: `ipt-notes client erase {typed(name)}` cleans the"
            " vault's files and gives the certificate"
        )
