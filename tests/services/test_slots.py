"""Ways to open a vault come and go; never the last one, and never half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import NotFound, Refused, StreamMoved, WorldProblem
from ipt_notes.services import opening_slots, secrets_in
from ipt_notes.services.named_keys import passphrase_key
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlocking import open_practice
from ipt_notes.services.verifying import verify_vault
from tests.vault.building import Scripted, make_vault, settings, with_key_file
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.opening_slots import SlotLine

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


def test_secrets_are_never_shown() -> None:
    """Not in a repr that a log or a traceback would carry."""
    assert WORDS not in repr(PASSPHRASE) + repr(passphrase_key(WORDS))
