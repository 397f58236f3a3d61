"""`ipt-notes init`: makes a vault."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.errors import UsageProblem, VaultExists
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.keeping import VaultMade
from ipt_notes.vault.locate import is_taken

if TYPE_CHECKING:
    from ipt_notes.services.unlock.secrets_in import SlotPlan

app = frame.group("")


def _told(made: VaultMade) -> Iterable[str]:
    for warning in made.warnings:
        printing.aside(warning)
    yield f"The vault is ready: {made.vault}"
    ways = ", ".join(slot.kind for slot in made.slots if slot.kind != "recovery")
    yield f"It opens with: {ways}; and with the recovery kit (tried, it works):"
    yield f"  {Path(made.recovery_kit).absolute()}"
    yield "Print the kit, keep the paper apart from this computer, then delete the file."
    yield "Next: ipt-notes client add CODE --name NAME"


@frame.command(app, "init", VaultMade, _told)
def init(
    passphrase_file: Annotated[
        str | None, typer.Option(metavar="F", help="The passphrase is the first line of this file.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="F", help="A key file, made where there is none (servers, cron).")
    ] = None,
    no_keyring: Annotated[
        bool, typer.Option("--no-keyring", help="Do not use this system's keyring.")
    ] = False,
    recovery_kit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the recovery kit.")
    ] = None,
    therapist: Annotated[
        str, typer.Option(metavar="NAME", help="Your name as it stands under what you sign.")
    ] = "",
) -> VaultMade:
    """Make a vault: the encrypted file that holds every note."""
    settings = frame.settings()
    if is_taken(settings.where):
        raise VaultExists(where=settings.where)
    keyboard = Keyboard()
    name = therapist.strip() or _ask_name(keyboard)
    plans = _plans(keyboard, passphrase_file, key_file)
    kit = recovery_kit or _ask_kit(keyboard)
    if not name:
        raise UsageProblem(
            what="it is not said who you are", hint="add --therapist NAME: it stands under what you sign"
        )
    with_keyring = not no_keyring and not settings.env.get("IPT_NOTES_NO_KEYRING")
    return keeping.make_vault(settings, therapist=name, plans=plans, kit=kit, with_keyring=with_keyring)


def _plans(keyboard: Keyboard, passphrase_file: str | None, key_file: Path | None) -> list[SlotPlan]:
    plans = []
    if passphrase_file:
        plans.append(secrets_in.passphrase_from_file(passphrase_file, keyboard))
    elif not key_file and is_there():
        plans.append(secrets_in.new_passphrase(keyboard))
    if key_file:
        plans.append(secrets_in.key_file(key_file))
    return plans


def _ask_name(keyboard: Keyboard) -> str:
    """The name of the person at the terminal, which can't be left out; "" where nobody is there."""
    while (name := keyboard.line("Your name, as it stands under what you sign")) == "":
        keyboard.tell("It can't be left out: a note is signed by somebody.")
    return name or ""


def _ask_kit(keyboard: Keyboard) -> Path:
    default = f"ipt-notes-recovery-kit-{os.urandom(2).hex()}.txt"
    typed = keyboard.line(
        "Where to write the recovery kit, the one page that opens the vault if all else is lost", default
    )
    if typed is None:
        raise UsageProblem(what="the recovery kit needs a place", hint="add --recovery-kit FILE")
    path = Path(typed).expanduser().absolute()
    if not path.parent.is_dir() and not keyboard.confirm(f"Make the folder {path.parent}?", default=False):
        return _ask_kit(keyboard)
    return path
