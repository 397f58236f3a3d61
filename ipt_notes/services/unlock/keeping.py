"""Makes a vault."""

from __future__ import annotations

import os
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Refused, UsageProblem, VaultExists, VaultNotFound
from ipt_notes.keys.identity import IDENTITY, make_identity, open_identity
from ipt_notes.keys.slots import new_root
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.ledger import ledger_appends, told
from ipt_notes.services.trust.streams import START
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.opening_slots import SlotLine, slot_line, slot_row
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.locate import create_vault, is_taken, open_vault, remove_vault
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.secrets_in import SlotPlan
    from ipt_notes.vault.port import KeyRow


class VaultMade(Struct, frozen=True):
    """A new vault, and where its recovery kit was written."""

    vault: str
    id: str
    slots: tuple[SlotLine, ...]
    recovery_kit: str
    warnings: tuple[str, ...] = ()


def make_vault(
    settings: Settings,
    *,
    therapist: str,
    plans: Sequence[SlotPlan],
    kit: Path,
    with_keyring: bool = False,
) -> VaultMade:
    """A new vault whose only member is `therapist`; the recovery kit is written to `kit` and proven to open it.

    VaultExists, WorldProblem when a place can't be written, UsageProblem when there is no way in beside the kit. After
    any error nothing is left: no vault, no kit, no new key file, no secret in the keyring. A keyring that does not
    answer is a warning, unless it was to be the only way in.
    """
    if is_taken(settings.where):
        raise VaultExists(where=settings.where)
    vault, member = os.urandom(16), os.urandom(16)
    is_made = partial(_is_there, settings, vault)
    with ExitStack() as outside:
        keyring, warnings = keyring_way(outside, vault, member, is_made) if with_keyring else ([], ())
        if not plans and not keyring:
            raise no_way_in(warnings)
        ways = [*plans, secrets_in.recovery_kit(kit, vault, member, settings)]
        outside.enter_context(secrets_in.kept(ways, is_made=is_made))
        rows = _create(settings, vault, member, therapist, [*keyring, *ways])
        _prove(settings, kit, in_keyring=bool(keyring))
    lines = tuple(slot_line(row) for row in rows)
    return VaultMade(settings.where, vault.hex(), lines, str(kit), warnings)


def _is_there(settings: Settings, vault: bytes) -> bool:
    """Whether the vault with this id is in its place."""
    try:
        with open_vault(settings.where) as port:
            return port.vault_id == vault
    except (VaultNotFound, Refused):
        return False


def keyring_way(
    outside: ExitStack, vault: bytes, member: bytes, is_made: Callable[[], bool]
) -> tuple[list[SlotPlan], tuple[str, ...]]:
    """A keyring slot whose secret is kept already, or the reason why there is none."""
    from ipt_notes.keys.keyring_store import KeyringUnavailable

    plan = secrets_in.keyring(vault, member)
    try:
        outside.enter_context(secrets_in.kept([plan], is_made=is_made))
    except KeyringUnavailable as problem:
        return [], (f"no keyring slot was made: {problem.message}",)
    return [plan], ()


def no_way_in(warnings: Sequence[str]) -> UsageProblem:
    """Why nothing was made; the warnings of the keyring come first."""
    hint = "give --passphrase-file or --key-file, or run it in a terminal"
    return UsageProblem(what="the vault has no way in yet", hint=" ".join([*warnings, hint]))


def _create(
    settings: Settings, vault: bytes, member: bytes, therapist: str, plans: Sequence[SlotPlan]
) -> list[KeyRow]:
    """Build the vault's file; the rows of its slots."""
    root = new_root()
    rows = [slot_row(plan, root, vault=vault, member=member, argon2=settings.argon2) for plan in plans]
    identity = make_identity(vault=vault, member=member, root=root, name=therapist)
    changes = [KeyChange("member", member, IDENTITY, identity), *(KeyChange(*row) for row in rows)]
    founder = open_identity(identity, vault=vault, member=member, root=root)
    appends = ledger_appends(founder, vault, START, told(changes, member), settings.clock())
    create_vault(settings.where, vault, changes, appends).close()
    return rows


def _prove(settings: Settings, kit: Path, *, in_keyring: bool) -> None:
    """Open the new vault as somebody would who has nothing but the kit's page; else take the vault away again."""
    from ipt_notes.services.unlock import keyring_memory

    try:
        with open_practice(settings._replace(env={"IPT_NOTES_RECOVERY_KIT": str(kit)}), Nobody()) as practice:
            if in_keyring:
                keyring_memory.remember(practice)
    except BaseException:
        remove_vault(settings.where)
        raise
