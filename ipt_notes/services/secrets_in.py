"""New secrets for slots: a passphrase that is long enough, a key file, the keyring, a recovery kit."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem
from ipt_notes.services.keeping import SlotPlan
from ipt_notes.services.unlocking import passphrase_key, read_passphrase_file

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.person import Person

SHORTEST = 10


def passphrase_from_file(path: str) -> SlotPlan:
    """A passphrase slot from the first line of a file."""
    return _passphrase(read_passphrase_file(path))


def new_passphrase(person: Person) -> SlotPlan:
    """A passphrase slot from what the person types twice."""
    person.tell(
        "Choose a passphrase: four or five words that have nothing to do with each other are good and easy to type."
    )
    for _ in range(3):
        first = person.secret("Passphrase: ")
        if first is None:
            break
        if len(first) < SHORTEST:
            person.tell(f"That is short: at least {SHORTEST} characters.")
        elif first != person.secret("The same again: "):
            person.tell("The two are not the same.")
        else:
            return _passphrase(first)
    raise UsageProblem(what="no passphrase was chosen", hint="give --passphrase-file, or --key-file")


def _passphrase(text: str) -> SlotPlan:
    if len(text) < SHORTEST:
        raise UsageProblem(
            what=f"the passphrase has fewer than {SHORTEST} characters",
            hint="four or five words that have nothing to do with each other",
        )
    return SlotPlan("passphrase", passphrase_key(text, "").secret)


def key_file(path: Path) -> SlotPlan:
    """A key-file slot; the file is made where there is none."""
    from ipt_notes.keys.key_file import make_key_file, read_key_file

    secret = read_key_file(path) if path.exists() else make_key_file(path)
    return SlotPlan("key-file", secret, path.name[:60])


def machine_label() -> str:
    """This machine as the label of its keyring slot names it."""
    return platform.node()[:40] or "this machine"
