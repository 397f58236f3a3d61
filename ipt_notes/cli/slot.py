"""`ipt-notes slot`: the ways to open the vault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame
from ipt_notes.cli._slot_line import told_slot
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.errors import UsageProblem
from ipt_notes.services.unlock import opening_slots, secrets_in
from ipt_notes.services.unlock.opening_slots import SlotLine

app = frame.group("The ways to open the vault: list, add, remove, test.")

SlotId = Annotated[str, typer.Argument(metavar="ID", help="The first digits of the slot's id.")]


class SlotList(Struct, frozen=True):
    """The ways this vault can be opened. With --open `since` says when each was made (UTC), by its id."""

    slots: tuple[SlotLine, ...]
    since: dict[str, dt.datetime] = {}


class SlotTested(Struct, frozen=True):
    """Whether a slot opened with what the surroundings offer."""

    slot: SlotLine
    opens: bool


def _told_list(result: SlotList) -> Iterable[str]:
    for slot in result.slots:
        made = result.since.get(slot.id)
        yield told_slot(slot) + (f"  since {made.date()}" if made else "")
    if not result.since and len({(slot.kind, slot.label) for slot in result.slots}) < len(result.slots):
        yield "Two are alike: `ipt-notes slot list --open` tells since when each is there."


@frame.command(app, "slot list", SlotList, _told_list)
def list_(
    opened: Annotated[
        bool, typer.Option("--open", help="Open the vault too: since when each is there.")
    ] = False,
) -> SlotList:
    """List your ways to open the vault; without --open it needs no key."""
    from ipt_notes.vault.locate import open_vault

    if opened:
        with frame.practice() as practice:
            listed = opening_slots.slots(practice.port, practice.settings)
            return SlotList(listed, opening_slots.since(practice))
    settings = frame.settings()
    with open_vault(settings.where) as port:
        return SlotList(opening_slots.slots(port, settings))


def _told_added(slot: SlotLine) -> Iterable[str]:
    yield f"added and tried: {told_slot(slot)}"


@frame.command(app, "slot add", SlotLine, _told_added)
def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="passphrase, key-file, keyring or recovery.")],
    passphrase_file: Annotated[
        str | None, typer.Option(metavar="F", help="The passphrase is its first line.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="F", help="The key file, made where there is none.")
    ] = None,
    recovery_kit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the new kit.")
    ] = None,
) -> SlotLine:
    """Add a way to open the vault. It is tried before this says done."""
    keyboard = Keyboard()
    with frame.practice_with_root() as (practice, opened_by):
        port, settings = practice.port, practice.settings
        if kind == "passphrase":
            plan = (
                secrets_in.passphrase_from_file(passphrase_file, keyboard)
                if passphrase_file
                else secrets_in.new_passphrase(keyboard)
            )
            return opening_slots.add_slot(port, settings, opened_by, plan)
        if kind == "key-file" and key_file:
            return opening_slots.add_slot(port, settings, opened_by, secrets_in.key_file(key_file))
        if kind == "keyring":
            return opening_slots.add_keyring(port, settings, opened_by)
        if kind == "recovery" and recovery_kit:
            return opening_slots.add_recovery(port, settings, opened_by, recovery_kit)
    missing = {"key-file": "--key-file F", "recovery": "--recovery-kit FILE"}
    if kind in missing:
        raise UsageProblem(
            what=f"a {kind} slot needs {missing[kind]}", hint=f"ipt-notes slot add {kind} {missing[kind]}"
        )
    raise UsageProblem(
        what=f"there is no slot of kind {kind!r}", hint="passphrase, key-file, keyring or recovery"
    )


def _told_removed(slot: SlotLine) -> Iterable[str]:
    yield f"removed: {told_slot(slot)}"
    yield "An old copy of the vault still opens with it: destroy copies you do not want to be opened."


@frame.command(app, "slot remove", SlotLine, _told_removed)
def remove(slot: SlotId) -> SlotLine:
    """Take a way to open the vault away. Never the last one beside the recovery kit."""
    with frame.practice_with_root() as (practice, _):
        return opening_slots.remove(practice, slot, Keyboard())


def _told_tested(result: SlotTested) -> Iterable[str]:
    yield f"{told_slot(result.slot)}: {'it opens' if result.opens else 'it does not open with what was given'}"


@frame.command(app, "slot test", SlotTested, _told_tested, lambda result: 0 if result.opens else 3)
def test(slot: SlotId) -> SlotTested:
    """Try one way to open the vault, with its own kind of secret."""
    settings = frame.settings()
    line, opens = opening_slots.test(settings, slot, Keyboard())
    return SlotTested(line, opens)
