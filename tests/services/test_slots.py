"""Ways to open a vault come and go; never the last one, and never half."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import NotFound, Refused, StreamMoved, WorldProblem
from ipt_notes.services import opening_slots, secrets_in
from ipt_notes.services.keeping_open import keep_open
from ipt_notes.services.named_keys import passphrase_key
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import now
from ipt_notes.services.unlocking import open_practice
from ipt_notes.services.verifying import verify_vault
from tests.editing.desks import memory
from tests.services.test_keeping_keyring import UNLOCKED, needs_keyring
from tests.services.test_keeping_keyring import run as run_with_keyring
from tests.vault.building import Scripted, make_vault, settings, with_key_file
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.opening_slots import SlotLine
    from ipt_notes.services.settings import Settings

WORDS = "four words that differ"
PASSPHRASE = secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault that opens with `key` and its kit."""
    make_vault(tmp_path)
    return tmp_path


def add(folder: Path, plan: secrets_in.SlotPlan) -> SlotLine:
    """Add a slot with the key file's help."""
    where = with_key_file(folder)
    with opening_slots.opened(where, Nobody()) as (port, opened_by):
        return opening_slots.add_slot(port, where, opened_by, plan)


def remove(folder: Path, slot: str) -> SlotLine:
    """Remove a slot with the key file's help."""
    with open_practice(with_key_file(folder), Nobody()) as practice:
        return opening_slots.remove(practice, slot)


def slots(folder: Path) -> dict[str, str]:
    """The ids of the slots by their kinds; the vault is authentic."""
    with open_practice(
        settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "kit.txt")}), Nobody()
    ) as practice:
        assert verify_vault(practice).problems == ()
        return {slot.kind: slot.id for slot in opening_slots.slots(practice.port)}


def test_a_passphrase_added_with_a_key_file_opens_the_vault(folder: Path) -> None:
    """The same member, with the same name."""
    line = add(folder, PASSPHRASE)
    with open_practice(settings(folder), Scripted(WORDS)) as practice:
        assert practice.member.name == "Dr A. Example"
    assert slots(folder)["passphrase"] == line.id


def test_a_new_key_file_is_made_and_opens_the_vault(folder: Path) -> None:
    """Its name stands in the list of slots."""
    line = add(folder, secrets_in.key_file(folder / "server" / "cron.key"))
    assert (line.kind, line.label) == ("key-file", "cron.key")
    open_practice(
        settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / "server" / "cron.key")}), Nobody()
    ).close()


def test_a_new_recovery_kit_opens_the_vault_beside_the_old_one(folder: Path) -> None:
    """Until the old one is removed; then only the new one does."""
    old = slots(folder)["recovery"]
    where = with_key_file(folder)
    with opening_slots.opened(where, Nobody()) as (port, opened_by):
        opening_slots.add_recovery(port, where, opened_by, folder / "new.txt")
    remove(folder, old)
    open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "new.txt")}), Nobody()).close()
    with pytest.raises(Exception, match="does not open"):
        open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "kit.txt")}), Nobody())


def test_a_slot_that_can_not_be_written_leaves_no_file(folder: Path) -> None:
    """A vault with no room: neither the new key file nor the new kit is left, nor a row."""
    before = slots(folder)

    def fail() -> None:
        where = with_key_file(folder)
        with opening_slots.opened(where, Nobody()) as (port, opened_by):
            for attempt in (
                lambda: opening_slots.add_slot(
                    port, where, opened_by, secrets_in.key_file(folder / "new.key")
                ),
                lambda: opening_slots.add_recovery(port, where, opened_by, folder / "new.txt"),
            ):
                with pytest.raises(WorldProblem):
                    attempt()

    with_largest_file(20_000, fail)
    assert not list(folder.glob("new*"))
    assert slots(folder) == before


def test_a_removed_slot_opens_nothing(folder: Path) -> None:
    """And the vault is authentic without it."""
    line = add(folder, PASSPHRASE)
    assert remove(folder, line.id) == line
    assert set(slots(folder)) == {"key-file", "recovery"}


def test_the_last_way_in_beside_the_kit_stays(folder: Path) -> None:
    """The hint says to add another first."""
    with pytest.raises(Refused, match="last way in") as refused:
        remove(folder, slots(folder)["key-file"])
    assert "slot add" in refused.value.hint
    assert set(slots(folder)) == {"key-file", "recovery"}


def test_two_programs_can_not_remove_the_last_two_ways_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sees one way left; the second is refused although it looked before the first was done."""
    added = add(folder, PASSPHRASE)
    key = slots(folder)["key-file"]
    with open_practice(with_key_file(folder), Nobody()) as slow:
        true_commit, first = slow.port.commit, []

        def meanwhile(*changes: object) -> None:
            if not first:
                first.append(remove(folder, added.id))
                raise StreamMoved
            true_commit(*changes)

        monkeypatch.setattr(slow.port, "commit", meanwhile)
        with pytest.raises(Refused):
            opening_slots.remove(slow, key)
    assert set(slots(folder)) == {"key-file", "recovery"}


@pytest.mark.parametrize("slot", ["", "zz", "0" * 40, "%"])
def test_a_slot_that_is_not_there_is_not_found(folder: Path, slot: str) -> None:
    """Nothing is removed by accident."""
    with pytest.raises(NotFound):
        remove(folder, slot)
    assert len(slots(folder)) == 2


@pytest.mark.parametrize(
    ("kind", "env", "typed", "is_open"),
    [
        ("key-file", {"IPT_NOTES_KEY_FILE": "key"}, [], True), ("key-file", {}, [], False),
        ("passphrase", {"IPT_NOTES_PASSPHRASE_FILE": "words"}, [], True), ("passphrase", {}, [WORDS], True),
        ("passphrase", {"IPT_NOTES_KEY_FILE": "key"}, [], False), ("passphrase", {}, ["something else"], False),
        ("passphrase", {"IPT_NOTES_KEY_FILE": "key", "IPT_NOTES_PASSPHRASE_FILE": "words"}, [], True),
        ("recovery", {"IPT_NOTES_RECOVERY_KIT": "kit.txt"}, [], True), ("recovery", {}, [WORDS], False),
    ],
)  # fmt: skip
def test_a_slot_is_tried_with_a_secret_of_its_own_kind(
    folder: Path, kind: str, env: dict[str, str], typed: list[str], *, is_open: bool
) -> None:
    """Another slot that opens does not count."""
    (folder / "words").write_text(WORDS, encoding="utf-8")
    add(folder, PASSPHRASE)
    named = {name: str(folder / file) for name, file in env.items()}
    line, opens = opening_slots.test(settings(folder, named), slots(folder)[kind], Scripted(*typed))
    assert (line.kind, opens) == (kind, is_open)


@pytest.mark.parametrize(
    ("typed", "told"),
    [(["short", WORDS, WORDS], "short"), ([WORDS, "other words than these", WORDS, WORDS], "not the same")],
)
def test_a_new_passphrase_is_typed_twice(typed: list[str], told: str) -> None:
    """A short one and a slip are told, and asked for again."""
    person = Scripted(*typed)
    assert secrets_in.new_passphrase(person).secret == passphrase_key(WORDS).secret
    assert any(told in line for line in person.told)


@pytest.fixture
def unlocked(folder: Path) -> Iterator[Settings]:
    """An `unlock` in force, and nothing else that opens the vault."""
    with memory() as runtime:
        env = {"XDG_RUNTIME_DIR": str(runtime)}
        at = settings(folder, env)._replace(clock=now)
        with_key = at._replace(env={**env, "IPT_NOTES_KEY_FILE": str(folder / "key")})
        keep_open(with_key, Nobody(), dt.timedelta(minutes=5))
        yield at


def test_slots_come_and_go_while_an_unlock_is_in_force(folder: Path, unlocked: Settings) -> None:
    """Although no slot opened the vault; the last way in stays."""
    with opening_slots.opened(unlocked, Nobody()) as (port, opened_by):
        added = opening_slots.add_slot(port, unlocked, opened_by, PASSPHRASE)
        opening_slots.add_recovery(port, unlocked, opened_by, folder / "new.txt")
    open_practice(settings(folder), Scripted(WORDS)).close()
    open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "new.txt")}), Nobody()).close()
    key = slots(folder)["key-file"]
    with open_practice(unlocked, Nobody()) as practice:
        opening_slots.remove(practice, added.id)
        with pytest.raises(Refused, match="last way in"):
            opening_slots.remove(practice, key)
    assert set(slots(folder)) == {"key-file", "recovery"}


def test_an_unlock_in_force_does_not_count_when_a_slot_is_tried(folder: Path, unlocked: Settings) -> None:
    """It is the slot's own secret that is asked for."""
    for kind in ("key-file", "recovery"):
        assert not opening_slots.test(unlocked, slots(folder)[kind], Nobody())[1]


@pytest.mark.keyring
@needs_keyring
def test_a_keyring_slot_is_added_and_removed_while_an_unlock_is_in_force(tmp_path: Path) -> None:
    """And a second one for the same keyring is refused."""
    script = """
import datetime as dt, os
from ipt_notes.services.keeping_open import keep_open
from ipt_notes.services.settings import now
init(passphrase(), with_keyring=False)
at = where._replace(env=dict(os.environ), clock=now)
keep_open(at, Scripted(WORDS), dt.timedelta(minutes=5))
with opening_slots.opened(at, Nobody()) as (port, opened_by):
    added = opening_slots.add_keyring(port, at, opened_by)
    try:
        opening_slots.add_keyring(port, at, opened_by)
    except Refused as refused:
        assert added.id in refused.message
    else:
        raise AssertionError("a second slot took the first one's place in the keyring")
open_practice(where, Nobody()).close()
assert opening_slots.test(at, added.id, Nobody()) == (added, True)
with open_practice(at, Nobody()) as practice:
    opening_slots.remove(practice, added.id)
assert "keyring" not in kinds()
"""
    with memory() as runtime:
        run_with_keyring(tmp_path, script, session=UNLOCKED, XDG_RUNTIME_DIR=str(runtime))


def test_secrets_are_never_shown() -> None:
    """Not in a repr that a log or a traceback would carry."""
    assert WORDS not in repr(PASSPHRASE) + repr(passphrase_key(WORDS))
