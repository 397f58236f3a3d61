"""Practices of several members at one vault, each at a computer of their own (a folder with their key and state)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.services.members import invitation_file, inviting, joining
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault import building

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

FOUNDER = "Dr A. Example"


def settings_of(folder: Path, name: str = "") -> Settings:
    """The settings of a member's commands; "" is who made the vault."""
    if not name:
        return building.with_key_file(folder)
    return building.with_key_file(folder / name)._replace(where=building.settings(folder).where)


def opened(folder: Path, name: str = "") -> Practice:
    """The vault as a member opens it."""
    return open_practice(settings_of(folder, name), Nobody())


def invite(folder: Path, name: str, standing: Standing = Standing.THERAPIST) -> invitation_file.Invitation:
    """Let who made the vault invite somebody."""
    file = folder / f"{name} {len(list(folder.iterdir()))}.invitation"
    with opened(folder) as practice:
        inviting.invite(practice, name, file, standing=standing)
    return invitation_file.read_invitation(file)


def accept(folder: Path, name: str, invitation: invitation_file.Invitation) -> joining.Newcomer:
    """Let somebody join, with a key file and a recovery kit in a folder of their own."""
    home = folder / name
    home.mkdir(exist_ok=True, parents=True)
    plans = [secrets_in.key_file(home / "key")]
    return joining.join(settings_of(folder, name), invitation, plans, kit=home / "kit.txt")


def make_practice(folder: Path, **others: Standing) -> None:
    """A practice of `FOUNDER`, who made the vault, and these others with their standing."""
    building.make_vault(folder)
    for name, standing in others.items():
        accept(folder, name, invite(folder, name, standing))
