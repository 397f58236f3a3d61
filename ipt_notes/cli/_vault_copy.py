"""`ipt-notes vault copy`: the vault in another place, to move to a server or back; or a new vault of the same charts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame
from ipt_notes.cli._slot_line import told_slot
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.vault import app, new_ways
from ipt_notes.errors import UsageProblem
from ipt_notes.services.trust import copying, resealing
from ipt_notes.services.trust.copying import VaultCopied
from ipt_notes.services.trust.resealing import VaultResealed


def _told_copied(done: VaultCopied | VaultResealed) -> Iterable[str]:
    if isinstance(done, VaultResealed):
        yield from _told_resealed(done)
        return
    rows = count(done.key_rows, "row") + " of keys"
    held = ", ".join((count(done.charts, "chart"), count(done.records, "record"), rows))
    if not done.was_there:
        yield f"copied, compared byte for byte, and proven: {held}"
    elif done.added:
        yield f"brought up to date ({count(done.added, 'new record')}), compared byte for byte, and proven: {held}"
    else:
        yield f"up to date already, compared byte for byte, and proven: {held}"
    yield f"  {done.vault}"
    if done.goes_on_at == done.vault:
        yield "It opens with the same ways in, and is the one that this computer goes on with."
        return
    yield "It opens with the same ways in, and is a copy to look into. This computer goes on with"
    yield f"  {done.goes_on_at or 'the vault that it knows'}"
    yield "To go on with the copy instead, name it in IPT_NOTES_VAULT or with --vault, and say so there, once"
    yield "on each computer: `ipt-notes vault accept --reason WHY`. Two that are both written to part ways."


def _told_resealed(done: VaultResealed) -> Iterable[str]:
    yield f"sealed afresh, compared, and proven: {count(done.charts, 'chart')}, {count(done.records, 'record')}"
    yield f"  {done.vault}"
    yield "It is a vault of its own, with new keys. These open it (each was tried):"
    for slot in done.slots:
        yield f"  {told_slot(slot)}"
    yield f"Its recovery kit: {Path(done.recovery_kit).absolute()}. Print it, and delete the file."
    yield f"{count(done.left_behind, 'record')} stay behind, in the old vault alone: who looked, exported and changed keys there,"
    yield "and what was erased. Keep that vault as long as you must be able to tell; its ways in open it as before."
    yield f"  {done.source}"
    yield "Go on with the new one: name it in IPT_NOTES_VAULT or with --vault. Nothing that is written to the one comes to the other."


@frame.command(app, "vault copy", VaultCopied | VaultResealed, _told_copied)
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The vault: a file, or a server's address.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Where the copy is made: a file, or an address.")],
    reseal: Annotated[
        bool, typer.Option("--reseal", help="Make a new vault of what you can read, with new keys.")
    ] = False,
    recovery_kit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --reseal: where to write the new vault's kit.")
    ] = None,
    key_file: Annotated[
        list[Path] | None,
        typer.Option(metavar="F", help="With --reseal: a key file that is to open it; may be repeated."),
    ] = None,
    passphrase_file: Annotated[
        str | None,
        typer.Option(metavar="F", help="With --reseal: the new passphrase is its first line."),
    ] = None,
) -> VaultCopied | VaultResealed:
    """Copy a vault, to move between a file and a server. Run again, it goes on, or brings the copy up to date.

    The copy is of one moment; others may write meanwhile. Every byte is compared, and the copy proven as `vault verify`
    does it, before it is a vault. What is written after that moment comes into it when the same command is run again.

    With --reseal it is not a copy but a new vault, with an id and keys of its own, and every record sealed anew; what you
    signed stays signed, with the same signing key. For old bytes that somebody may hold keys to, or to begin a vault without
    the past of another. Charts and your private notes come along; the ledger of keys, the audit and drafts do not. It
    asks for a new passphrase, or takes --key-file and --passphrase-file. Where there is anything already it is refused.
    """
    if not reseal:
        if recovery_kit or key_file or passphrase_file:
            hint = "without it the copy opens with the same ways in"
            raise UsageProblem(what="ways in can be chosen with --reseal only", hint=hint)
        with frame.practice(where=source) as practice:
            return copying.copy_all(practice, to)
    if recovery_kit is None:
        raise UsageProblem(what="the new vault needs a recovery kit", hint="add --recovery-kit FILE")
    keyboard = Keyboard()
    with frame.practice_with_root(source) as (practice, opened_by):
        plans = new_ways(passphrase_file, key_file or [], keyboard)
        return resealing.reseal(practice, opened_by.root, plans, to, kit=recovery_kit)
