"""New secrets for slots: a passphrase that is long enough, a key file, the keyring, a recovery kit.

What a secret needs outside the vault (a file, a page, the keyring) is kept by `kept`, and taken back where no slot was
made for it.
"""

from __future__ import annotations

import os
import platform
import re
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import IptNotesError, UsageProblem, WorldProblem
from ipt_notes.services.unlock.named_keys import passphrase_key, read_passphrase_file
from ipt_notes.vault.locate import full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ipt_notes.services.person import Person
    from ipt_notes.services.settings import Settings

SHORTEST = 10
_FEWEST_DIFFERENT = 5
_FEWEST_FIGURES = 20
_TRIED_FIRST = "passphrase|password|passwort|qwertyuiop|qwerty|letmein|welcome|iloveyou|12345"
"""Words that stand at the head of every list of passphrases to try."""
_ADVICE = "four or five words that have nothing to do with each other"
_LONGEST_LABEL = 60


def _nothing() -> None:
    pass


class SlotPlan(NamedTuple):
    """A way in that is to be made: its kind, its secret, and a label a person recognises it by.

    `keep` puts the secret where it is to stay outside the vault, `take_back` removes it from there.
    """

    kind: str
    secret: bytes
    label: str = ""
    keep: Callable[[], None] = _nothing
    take_back: Callable[[], None] = _nothing

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"<SlotPlan {self.kind}>"


def kept(plans: Sequence[SlotPlan], *, is_made: Callable[[], bool]) -> ExitStack:
    """Keep the plans' secrets outside the vault for a block; when it ends, those stay whose slots are in the vault.

    `is_made` looks into the vault, however the block ended: Ctrl-C right after the commit takes nothing back, and any
    failure before it leaves nothing there. Where it can't tell, the secret stays too.
    """
    with ExitStack() as undo:
        for plan in plans:
            plan.keep()
            undo.callback(_take_back, plan, is_made)
        return undo.pop_all()


def _take_back(plan: SlotPlan, is_made: Callable[[], bool]) -> None:
    with suppress(IptNotesError, OSError):
        if not is_made():
            plan.take_back()


def passphrase_from_file(path: str, person: Person) -> SlotPlan:
    """A passphrase slot from the first line of a file. UsageProblem for a short one; that one is weak is told."""
    text = read_passphrase_file(path)
    plan = _passphrase(text)
    if why := weakness(text):
        person.tell(f"the passphrase in {path} is weak: {why}; {_ADVICE} are good")
    return plan


def new_passphrase(person: Person) -> SlotPlan:
    """A passphrase slot from what the person types twice."""
    person.tell(
        f"Choose a passphrase of at least {SHORTEST} characters: {_ADVICE} are good and easy to type. (Ctrl+C stops.)"
    )
    while (first := person.secret("New passphrase: ")) is not None:
        if why := weakness(first):
            person.tell(f"Whoever has a copy of the vault would soon guess that: {why}.")
        elif first != person.secret("The same again: "):
            person.tell("The two are not the same.")
        else:
            return _passphrase(first)
    raise UsageProblem(what="no passphrase was chosen", hint="give --passphrase-file, or --key-file")


def weakness(text: str) -> str:
    """Why a passphrase is soon guessed, in words; "" where nothing speaks against it, which does not make it good."""
    plain = text.casefold()
    if len(text) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return "it is made of few different characters"
    if not any(map(str.isalpha, plain)) and len(plain) < _FEWEST_FIGURES:
        return "it has no letters"
    is_tried = len(re.sub(_TRIED_FIRST, "", plain)) < SHORTEST
    return "most of it is a word that is tried first" if is_tried else ""


def _passphrase(text: str) -> SlotPlan:
    if len(text) < SHORTEST:
        raise UsageProblem(
            what=f"the passphrase has fewer than {SHORTEST} characters",
            hint=_ADVICE,
        )
    return SlotPlan("passphrase", passphrase_key(text).secret)


def key_file(path: Path) -> SlotPlan:
    """A key-file slot; the file is made where there is none."""
    from ipt_notes.keys.key_file import new_secret, read_key_file, write_key_file

    label = path.name[:_LONGEST_LABEL]
    if os.path.lexists(path):
        return SlotPlan("key-file", read_key_file(path), label)
    secret = new_secret()
    return SlotPlan("key-file", secret, label, partial(write_key_file, path, secret), path.unlink)


def keyring(vault: bytes, member: bytes) -> SlotPlan:
    """A slot for a random secret that this system's keyring keeps. KeyringUnavailable says why it does not."""
    from ipt_notes.keys.keyring_store import forget, store

    secret, machine = os.urandom(32), platform.node()[:40] or "this machine"
    return SlotPlan(
        "keyring",
        secret,
        f"keyring on {machine}",
        partial(store, vault, member, secret),
        partial(forget, vault, member),
    )


def recovery_kit(kit: Path, vault: bytes, member: bytes, settings: Settings) -> SlotPlan:
    """A slot for a new recovery kit of this member, whose page is written to `kit`."""
    from ipt_notes.keys.recovery import kit_page, new_kit

    secret, code = new_kit()
    page = kit_page(
        vault=vault, member=member, code=code, when=settings.today, place=full_name(settings.where)
    )
    return SlotPlan(
        "recovery", secret, kit.name[:_LONGEST_LABEL], partial(_write_page, kit, page), kit.unlink
    )


def _write_page(kit: Path, page: str) -> None:
    from ipt_notes.durable import write_secret

    hint = "choose another place with --recovery-kit"
    try:
        write_secret(kit, page)
    except FileExistsError:
        raise WorldProblem(what=f"there is a file at {kit} already", hint=hint) from None
    except OSError as error:
        what = f"the recovery kit could not be written to {kit}: {error.strerror}"
        raise WorldProblem(what=what, hint=hint) from None
