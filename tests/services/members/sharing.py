"""A vault that several invented therapists share: each with a computer, a key file and a kit of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.services.members import pins
from ipt_notes.services.members.invitation_file import read_invitation
from ipt_notes.services.members.inviting import invite
from ipt_notes.services.members.joining import join
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import Settings
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import CHEAP, NOW, TODAY, make_practice

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

ANNA = "Dr A. Example"


class Sharing:
    """The vault in `folder`, and its members by name; the first is `ANNA`, who made it and is its owner."""

    def __init__(self, folder: Path, *codes: str) -> None:
        """Anna's vault, with these clients of hers."""
        self.folder = folder
        with make_practice(folder, *codes) as practice:
            self.places = {ANNA: practice.settings}

    def add(self, name: str, standing: Standing = Standing.THERAPIST) -> None:
        """Somebody joins, and they and Anna confirm each other's keys."""
        home = self.folder / name.replace(" ", "-")
        home.mkdir()
        file = home / "invitation.json"
        with self.open(ANNA) as anna:
            invite(anna, name, file, standing=standing)
        settings = Settings({}, self.places[ANNA].where, TODAY, lambda: NOW, CHEAP, home / "state")
        join(settings, read_invitation(file), [secrets_in.key_file(home / "key")], kit=home / "kit.txt")
        self.places[name] = settings._replace(env={"IPT_NOTES_KEY_FILE": str(home / "key")})
        self.confirm(ANNA, name)
        self.confirm(name, ANNA)

    def confirm(self, who: str, whom: str) -> None:
        """`who` has compared the words of `whom`."""
        with self.open(who) as practice:
            pins.pin(practice, practice.roster.find(whom))

    def open(self, name: str) -> Practice:
        """The vault as this member opens it."""
        return open_practice(self.places[name], Nobody())

    def heard(self, name: str) -> list[str]:
        """What a member is told who opens the vault now."""
        with self.open(name) as practice:
            return practice.asides

    def codes(self, name: str) -> list[str]:
        """The clients whom a member finds."""
        with self.open(name) as practice:
            assert not practice.damage
            return sorted(grant.code for grant in practice.grants())
