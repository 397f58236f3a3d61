"""A practice with something of everything in its vault, the vault as it was at earlier moments, and two computers' memory of it.

Signed notes and an addendum, a chart with two keys, private notes, an erased client, slots that came and went, a
restored backup, and audits of two computers. Everyone in it is invented.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ipt_notes.services import private_notes, signing, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import auditing, backing_up
from ipt_notes.services.trust.accepting import accept
from ipt_notes.services.trust.certifying import certify
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import opening_slots, rekeying, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted, open_with_root
from tests.vault.building import TODAY, go_on_here, make_practice, note_contact, with_key_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

SIGNED, PLAIN, ERASED = "MK-014", "LP-002", "EX-003"
CODES = (SIGNED, PLAIN)
OLD_WORDS, NEW_WORDS = "four words of old", "four words of now"
HERE, THERE = "state", "elsewhere"
"""The state folders of the two computers."""
EARLIER = (
    "before the erasure",
    "before the passphrase changed",
    "before the new key",
    "yesterday",
    "before the last note",
)
_NOTE = """---
client: {code}
session: {session}
date: {date}
phase: beginning
---
## Check-in
{text}
"""
_LONG = "She told it once more, from the beginning, and this time to the end. " * 90


class Scene(NamedTuple):
    """The folder of the practice, the bytes of its vault at the EARLIER moments, and the id of the erased client.

    Beside the folder lies a copy of all that is in it, as it was before anybody changed it.
    """

    folder: Path
    earlier: dict[str, bytes]
    erased: bytes

    @property
    def vault(self) -> Path:
        """The vault's file."""
        return self.folder / "vault.ipt"

    def settings(self, computer: str = HERE) -> Settings:
        """Those of a command on one of the computers."""
        return with_key_file(self.folder)._replace(state_folder=self.folder / computer)

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}, kept")

    def keep(self) -> Scene:
        """Let it be from now on what `anew` gives back."""
        shutil.copytree(self.folder, self._kept)
        return self

    def anew(self) -> Scene:
        """As it was before anybody changed it, in its own place: a computer knows where its vault lies."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)
        return self

    def copy(self, folder: Path) -> Scene:
        """The same in another folder, where both computers know it to be."""
        scene = self._replace(folder=shutil.copytree(self._kept, folder))
        for computer in (HERE, THERE):
            go_on_here(scene.settings(computer))
        return scene.keep()


def make_scene(folder: Path) -> Scene:
    """The practice; it lives some days in a second."""
    folder.mkdir()
    with make_practice(folder, SIGNED, PLAIN, ERASED) as practice:
        _write(practice)
        scene = Scene(folder, {}, practice.find(ERASED).client)
    scene.earlier["before the erasure"] = scene.vault.read_bytes()
    _erase(_at(scene))
    _at_a_slot(scene, lambda practice, root: _add_passphrase(practice, root, OLD_WORDS))
    scene.earlier["before the passphrase changed"] = scene.vault.read_bytes()
    _at_a_slot(scene, _change_passphrase)
    _restore(scene)
    scene.earlier["before the new key"] = scene.vault.read_bytes()
    with _at(scene) as practice:
        rekeying.rekey_client(practice, SIGNED, "a laptop was lost")
    scene.earlier["yesterday"] = scene.vault.read_bytes()
    _look(scene, HERE, "note show")
    scene.earlier["before the last note"] = scene.vault.read_bytes()
    with _at(scene) as practice:
        note_contact(practice, SIGNED, "asked for another day")
    for computer in (HERE, THERE):
        with open_untrusted(scene.settings(computer), Nobody()) as practice:
            assert verify_vault(practice).problems == ()
    return scene.keep()


def _at(scene: Scene, computer: str = HERE) -> Practice:
    return open_practice(scene.settings(computer), Nobody())


def _write(practice: Practice) -> None:
    """Two notes, one of them signed and amended; a contact; a private note of two revisions."""
    for session, text in ((1, "Came early."), (2, _LONG)):
        note = _NOTE.format(code=SIGNED, session=session, date=TODAY, text=text)
        writing.save_note(practice, writing.new_draft(practice, practice.open(SIGNED), note))
    signing.sign_notes(practice, SIGNED, [1])
    addendum = signing.addendum_draft(
        practice, practice.open(SIGNED), 1, "left out", "## Check-in\nHer sister had called.\n"
    )
    signing.save_addendum(practice, addendum)
    note_contact(practice, PLAIN, "a call")
    note_contact(practice, ERASED, "moved away")
    for text in ("I was glad of the rain.\n", "I was glad of the rain, and said so.\n"):
        draft = private_notes.private_draft(practice, practice.open(PLAIN), 1)
        private_notes.save_private(practice, replace(draft, text=text))


def _erase(practice: Practice) -> None:
    begun = erase_client(practice, ERASED, Nobody(), confirm=ERASED, ground="a contract that says so")
    practice.close()
    certify(practice.settings, begun, None)


def _at_a_slot(scene: Scene, change: Callable[[Practice, bytes], None]) -> None:
    practice, opened_by = open_with_root(scene.settings(), Nobody())
    with practice:
        change(practice, opened_by)


def _add_passphrase(practice: Practice, opened_by: object, words: str) -> None:
    plan = secrets_in.SlotPlan("passphrase", passphrase_key(words).secret, words.rsplit(maxsplit=1)[-1])
    opening_slots.add_slot(practice.port, practice.settings, opened_by, plan)


def _change_passphrase(practice: Practice, opened_by: object) -> None:
    _add_passphrase(practice, opened_by, NEW_WORDS)
    old = next(line for line in opening_slots.slots(practice.port, practice.settings) if line.label == "old")
    opening_slots.remove(practice, old.id, Nobody())


def _restore(scene: Scene) -> None:
    """The disk failed: a backup took the vault's place, and the other computer accepted it."""
    _look(scene, HERE, "client show")
    _look(scene, THERE, "client show")
    backup = scene.folder / "backup.ipt"
    with _at(scene) as practice:
        backing_up.back_up(practice, backup)
    scene.vault.unlink()
    with open_untrusted(scene.settings()._replace(where=str(backup)), Nobody()) as opened:
        backing_up.restore(opened, scene.settings())
    backup.unlink()
    with open_untrusted(scene.settings(THERE), Nobody()) as older:
        accept(older, "the disk failed")
    _look(scene, THERE, "agenda")


def _look(scene: Scene, computer: str, command: str) -> None:
    with _at(scene, computer) as practice:
        for code in CODES:
            practice.open(code)
        auditing.record_looks(practice, command)
