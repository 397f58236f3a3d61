"""New keys: for a chart, and for the member's root. What was written stays readable; what is left out opens nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import ChartDamaged, Conflict, Locked, Refused
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.ledger import RootRenewed, read_ledger
from ipt_notes.services.trust.streams import open_stream, seal_behind
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import opening_slots, rekeying, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from tests.vault.building import Scripted, contacts, make_practice, make_vault, note_contact, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

WORDS = "four words that differ"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with make_practice(tmp_path, "MK-014", "LP-002") as practice:
        note_contact(practice, "MK-014", "before")
        yield practice


def with_passphrase(folder: Path) -> tuple[Practice, bytes]:
    """A vault with a key file, a passphrase and a kit; and its root."""
    where = make_vault(folder, secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret))
    practice, opened_by = open_with_root(where, Nobody())
    return practice, opened_by.root


def test_a_chart_goes_on_under_its_new_key(practice: Practice) -> None:
    """Old records are read with the old one; all is authentic, also for the next program."""
    assert rekeying.rekey_client(practice, "MK-014", "a laptop was lost").epoch == 2
    note_contact(practice, "MK-014", "after")
    with open_practice(practice.settings, Nobody()) as other:
        assert contacts(other, "MK-014") == ["before", "after"]
        assert [record.epoch for record in other.open("MK-014").records] == [1, 1, 1, 2, 2]
        assert verify_vault(other).problems == ()
    assert rekeying.rekey_client(practice, "MK-014").epoch == 3


def test_the_old_key_does_not_open_what_comes_after(practice: Practice) -> None:
    """Who copied the grant before can read until there, and no further."""
    old = practice.find("MK-014")
    rekeying.rekey_client(practice, "MK-014")
    note_contact(practice, "MK-014", "after")
    keys = StreamKeys(practice.port.vault_id, old.client, old.keys)
    with pytest.raises(ChartDamaged) as told:
        list(open_stream(practice.port, old.client, keys))
    assert told.value.fields["seq"] == 4


def test_a_record_under_the_old_key_behind_the_new_one_is_damage(practice: Practice) -> None:
    """Whoever holds an old key can't continue the chart with it."""
    old = practice.open("MK-014")
    rekeying.rekey_client(practice, "MK-014")
    now = practice.open("MK-014")
    keys = StreamKeys(practice.port.vault_id, old.grant.client, old.grant.keys)
    appends, _ = seal_behind(now.head, [b"{}"], stream=old.grant.client, keys=keys, author=practice.member)
    practice.port.commit(appends)
    with pytest.raises(ChartDamaged):
        practice.open("MK-014")
    assert any("MK-014" in line for line in verify_vault(practice).problems)


def test_a_program_that_holds_the_old_grant_writes_under_the_new_key(practice: Practice) -> None:
    """Its save comes after the new key, and is not lost."""
    with open_practice(practice.settings, Nobody()) as other:
        true_commit, done = other.port.commit, []

        def meanwhile(*changes: object) -> None:
            if not done:
                done.append(rekeying.rekey_client(practice, "MK-014"))
            true_commit(*changes)

        other.port.commit = meanwhile
        note_contact(other, "MK-014", "at the same moment")
    assert contacts(practice, "MK-014") == ["before", "at the same moment"]
    assert practice.open("MK-014").records[-1].epoch == 2


def test_every_way_in_whose_secret_is_given_opens_the_new_root(tmp_path: Path) -> None:
    """The key file is named by the environment, the passphrase is typed; a new kit opens it, the old one does not."""
    practice, root = with_passphrase(tmp_path)
    kit = tmp_path / "new-kit.txt"
    with practice:
        made = rekeying.rekey_vault(practice, root, Scripted(WORDS), kit=kit)
    assert sorted(slot.kind for slot in made.slots) == ["key-file", "passphrase", "recovery"]
    assert made.removed == ()
    for env in ({"IPT_NOTES_KEY_FILE": str(tmp_path / "key")}, {"IPT_NOTES_RECOVERY_KIT": str(kit)}):
        with open_practice(settings(tmp_path, env), Nobody()) as again:
            assert verify_vault(again).problems == ()
    open_practice(settings(tmp_path), Scripted(WORDS)).close()
    with pytest.raises(Locked):
        open_practice(settings(tmp_path, {"IPT_NOTES_RECOVERY_KIT": str(tmp_path / "kit.txt")}), Nobody())


def test_a_way_in_whose_secret_is_not_given_is_removed_by_name(tmp_path: Path) -> None:
    """And the ledger tells it."""
    practice, root = with_passphrase(tmp_path)
    with practice:
        made = rekeying.rekey_vault(practice, root, Nobody(), kit=tmp_path / "new-kit.txt")
        assert [slot.kind for slot in made.removed] == ["passphrase"]
        bodies = [record.body for record, _ in read_ledger(practice.port, practice.member)]
        assert sum(isinstance(body, RootRenewed) for body in bodies) == 1
    with pytest.raises(Locked):
        open_practice(settings(tmp_path), Scripted(WORDS, WORDS, WORDS))


def test_a_wrong_passphrase_is_no_passphrase(tmp_path: Path) -> None:
    """The slot is left behind, and told."""
    practice, root = with_passphrase(tmp_path)
    with practice:
        made = rekeying.rekey_vault(practice, root, Scripted("not these words"), kit=tmp_path / "new-kit.txt")
    assert [slot.kind for slot in made.removed] == ["passphrase"]


def test_without_any_secret_nothing_changes(tmp_path: Path) -> None:
    """A vault that only the kit opens would be lost with a sheet of paper."""
    practice, root = with_passphrase(tmp_path)
    bare = practice.settings._replace(env={})
    practice.settings = bare
    with practice, pytest.raises(Refused):
        rekeying.rekey_vault(practice, root, Nobody(), kit=tmp_path / "new-kit.txt")
    assert not (tmp_path / "new-kit.txt").exists()
    open_practice(settings(tmp_path), Scripted(WORDS)).close()


def test_the_new_kit_stays_where_a_signal_comes_behind_the_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real Ctrl-C: the old kit opens nothing any more, so the new one must not be taken back."""
    practice, root = with_passphrase(tmp_path)
    true_commit = practice.port.commit

    def commit(*changes: object) -> None:
        true_commit(*changes)
        os.kill(os.getpid(), signal.SIGINT)

    with practice, monkeypatch.context() as patch:
        patch.setattr(practice.port, "commit", commit)
        with pytest.raises(KeyboardInterrupt):
            rekeying.rekey_vault(practice, root, Scripted(WORDS), kit=tmp_path / "new-kit.txt")
    open_practice(
        settings(tmp_path, {"IPT_NOTES_RECOVERY_KIT": str(tmp_path / "new-kit.txt")}), Nobody()
    ).close()


def test_a_slot_that_was_added_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """Nothing is renewed; the person runs it again."""
    practice, root = with_passphrase(tmp_path)
    added = []

    class Adds(Nobody):
        """Another program adds a way in while this one waits for the passphrase."""

        def secret(self, question: str) -> str | None:  # noqa: ARG002
            if not added:
                other, opened_by = open_with_root(practice.settings, Nobody())
                plan = secrets_in.SlotPlan("passphrase", passphrase_key("another four words").secret)
                added.append(opening_slots.add_slot(other.port, other.settings, opened_by, plan))
                other.close()
            return WORDS

    with practice, pytest.raises(Conflict):
        rekeying.rekey_vault(practice, root, Adds(), kit=tmp_path / "new-kit.txt")
    assert not Path(tmp_path / "new-kit.txt").exists()
    open_practice(settings(tmp_path), Scripted("another four words")).close()
