"""`ipt-notes practice join`: become a member with an invitation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli._ways_in import KeyFile, NoKeyring, PassphraseFile, Therapist, ask_kit, plans_of
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.practice import app
from ipt_notes.services.members import joining
from ipt_notes.services.members.invitation_file import read_invitation
from ipt_notes.services.members.joining import Newcomer


def _told_joined(done: Newcomer) -> Iterable[str]:
    for warning in done.warnings:
        printing.aside(warning)
    yield f"You are in the practice as {done.name}, {done.standing}; {done.invited_by} invited you."
    ways = ", ".join(slot.kind for slot in done.slots if slot.kind != "recovery")
    yield f"The vault opens for you with: {ways}; and with your recovery kit (tried, it works):"
    yield f"  {Path(done.recovery_kit).absolute()}"
    yield "Print the kit, keep the paper apart from this computer, then delete the file; and delete the invitation."
    yield f"Read these words to {done.invited_by}, by telephone: then they know that it is you."
    yield f"  {' '.join(done.fingerprint)}"
    yield f"Your vault is at {done.vault}: set IPT_NOTES_VAULT to it, or give it with --vault."


@frame.command(app, "practice join", Newcomer, _told_joined)
def join(
    invitation: Annotated[Path, typer.Argument(metavar="FILE", help="The invitation, as you were given it.")],
    passphrase_file: PassphraseFile = None,
    key_file: KeyFile = None,
    no_keyring: NoKeyring = False,
    recovery_kit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write your recovery kit.")
    ] = None,
    therapist: Therapist = "",
) -> Newcomer:
    """Come into a practice with an invitation.

    The vault is the one that --vault or IPT_NOTES_VAULT names, else the one of the invitation. You choose ways in of
    your own; nobody else's open your part.
    """
    given = read_invitation(invitation)
    settings = frame.settings()
    if not frame.here.vault and not settings.env.get("IPT_NOTES_VAULT"):
        settings = settings._replace(where=given.where)
    keyboard = Keyboard()
    joining.prove(settings, given)
    name = therapist.strip() or keyboard.line("Your name, as it stands under what you sign", given.name) or ""
    plans = plans_of(keyboard, passphrase_file, key_file)
    kit = recovery_kit or ask_kit(keyboard)
    with_keyring = not no_keyring and not settings.env.get("IPT_NOTES_NO_KEYRING")
    return joining.join(settings, given, plans, kit=kit, name=name, with_keyring=with_keyring)
