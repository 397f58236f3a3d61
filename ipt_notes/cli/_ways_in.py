"""What a new member chooses, in `init` and in `practice join`: ways in, and a place for the recovery kit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.errors import UsageProblem
from ipt_notes.services.unlock import secrets_in

if TYPE_CHECKING:
    from ipt_notes.services.unlock.secrets_in import SlotPlan

PassphraseFile = Annotated[
    str | None, typer.Option(metavar="F", help="The passphrase is the first line of this file.")
]
KeyFile = Annotated[
    Path | None, typer.Option(metavar="F", help="A key file, made where there is none (servers, cron).")
]
NoKeyring = Annotated[bool, typer.Option("--no-keyring", help="Do not use this system's keyring.")]
Therapist = Annotated[str, typer.Option(metavar="NAME", help="Your name as it stands under what you sign.")]


def plans_of(keyboard: Keyboard, passphrase_file: str | None, key_file: Path | None) -> list[SlotPlan]:
    """The ways in that the command line names; where it names none, a passphrase that the person types."""
    plans = []
    if passphrase_file:
        plans.append(secrets_in.passphrase_from_file(passphrase_file, keyboard))
    elif not key_file and is_there():
        plans.append(secrets_in.new_passphrase(keyboard))
    if key_file:
        plans.append(secrets_in.key_file(key_file))
    return plans


def ask_kit(keyboard: Keyboard) -> Path:
    """Where the recovery kit is to be written. UsageProblem where nobody can be asked."""
    default = f"ipt-notes-recovery-kit-{os.urandom(2).hex()}.txt"
    typed = keyboard.line(
        "Where to write the recovery kit, the one page that opens the vault if all else is lost", default
    )
    if typed is None:
        raise UsageProblem(what="the recovery kit needs a place", hint="add --recovery-kit FILE")
    path = Path(os.path.expanduser(typed)).absolute()  # noqa: PTH111 - that of nobody stays as it is, as in a shell
    if not path.parent.is_dir() and not keyboard.confirm(f"Make the folder {path.parent}?", default=False):
        return ask_kit(keyboard)
    return path
