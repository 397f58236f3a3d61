"""`ipt-notes vault copy`: the vault in another place, to move to a server or back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame
from ipt_notes.cli.vault import app
from ipt_notes.services.trust import copying
from ipt_notes.services.trust.copying import VaultCopied


def _told_copied(done: VaultCopied) -> Iterable[str]:
    rows = count(done.key_rows, "row") + " of keys"
    held = ", ".join((count(done.charts, "chart"), count(done.records, "record"), rows))
    if not done.was_there:
        yield f"copied, compared byte for byte, and proven: {held}"
    elif done.added:
        yield f"brought up to date ({count(done.added, 'new record')}), compared byte for byte, and proven: {held}"
    else:
        yield f"up to date already, compared byte for byte, and proven: {held}"
    yield f"  {done.vault}"
    yield "It opens with the same ways in. Go on with this one: name it in IPT_NOTES_VAULT or with --vault."
    yield f"  before: {done.source}"
    yield "Write to one of the two only. Once both are written to they part ways and can't be joined again; a computer"
    yield "that knows the one then says of the other that it is older, or was replaced."


@frame.command(app, "vault copy", VaultCopied, _told_copied)
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The vault: a file, or a server's address.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Where the copy is made: a file, or an address.")],
) -> VaultCopied:
    """Copy a vault, to move between a file and a server. Run again, it goes on, or brings the copy up to date.

    The copy is of one moment; others may write meanwhile. Every byte is compared, and the copy proven as `vault verify`
    does it, before it is a vault. What is written after that moment comes into it when the same command is run again.
    """
    with frame.practice(where=source) as practice:
        return copying.copy_all(practice, to)
