"""`ipt-notes init`: makes a vault."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli._ways_in import KeyFile, NoKeyring, PassphraseFile, Therapist, ask_kit, plans_of
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.errors import UsageProblem, VaultExists
from ipt_notes.services.unlock import keeping
from ipt_notes.services.unlock.keeping import VaultMade
from ipt_notes.vault.locate import is_taken

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
    passphrase_file: PassphraseFile = None,
    key_file: KeyFile = None,
    no_keyring: NoKeyring = False,
    recovery_kit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the recovery kit.")
    ] = None,
    therapist: Therapist = "",
) -> VaultMade:
    """Make a vault: the encrypted file that holds every note."""
    settings = frame.settings()
    if is_taken(settings.where):
        raise VaultExists(where=settings.where)
    keyboard = Keyboard()
    name = _whole(therapist.strip() or _ask_name(keyboard))
    plans = plans_of(keyboard, passphrase_file, key_file)
    kit = recovery_kit or ask_kit(keyboard)
    if not name:
        raise UsageProblem(
            what="it is not said who you are", hint="add --therapist NAME: it stands under what you sign"
        )
    with_keyring = not no_keyring and not settings.env.get("IPT_NOTES_NO_KEYRING")
    return keeping.make_vault(settings, therapist=name, plans=plans, kit=kit, with_keyring=with_keyring)


def _whole(name: str) -> str:
    """The name; UsageProblem where a byte in it is no text, since nothing could be signed with that."""
    if name.encode("utf-8", "ignore").decode() == name:
        return name
    raise UsageProblem(what="the name holds half a character, which can't be kept", hint="type it anew")


def _ask_name(keyboard: Keyboard) -> str:
    """The name of the person at the terminal, which can't be left out; "" where nobody is there."""
    while (name := keyboard.line("Your name, as it stands under what you sign")) == "":
        keyboard.tell("It can't be left out: a note is signed by somebody.")
    return name or ""
