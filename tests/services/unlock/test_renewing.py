"""All keys anew: who stole a copy of the vault and a way in learns nothing more, and can write nothing that counts."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.records import decode, encode
from ipt_notes.course.vocabulary import Channel
from ipt_notes.errors import ChartDamaged, Damaged, Locked, Refused, UsageProblem
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.grants import open_own_grant
from ipt_notes.keys.private import private_keys, private_stream
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services import clients, events, private_notes
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust import auditing, backing_up, certifying, erasing
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.ledger import (
    BackedUp,
    IdentityRenewed,
    KeysRenewed,
    ledger_appends,
    ledger_stream,
    read_ledger,
)
from ipt_notes.services.trust.streams import new_id, open_stream, seal_behind
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import rekeying, renewing, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from tests.services.members.practices import make_practice as make_several
from tests.services.members.practices import opened as opened_by
from tests.services.test_private_notes import THOUGHT, save
from tests.vault.building import (
    NOW,
    TODAY,
    Scripted,
    contacts,
    make_vault,
    note_contact,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.rekeying import VaultRekeyed
    from ipt_notes.vault.port import Append, VaultPort

OLD_WORDS, NEW_WORDS = "four words that differ", "five words nobody has heard"


def passphrase(words: str) -> secrets_in.SlotPlan:
    """A passphrase slot."""
    return secrets_in.SlotPlan("passphrase", passphrase_key(words).secret)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with two clients, a private note, and this computer's audit; it opens with `key`, a passphrase and a kit."""
    where = make_vault(tmp_path, passphrase(OLD_WORDS))
    with open_practice(where, Nobody()) as practice:
        for code in ("MK-014", "LP-002"):
            clients.add_client(practice, code, f"Name of {code}", None, clients.NewCourse())
        note_contact(practice, "MK-014", "before")
        rekeying.rekey_client(practice, "MK-014")
        save(practice, THOUGHT)
        practice.open("LP-002")
        auditing.record_looks(practice, "client show")
    return tmp_path


def renew(folder: Path, *, kit: str = "kit-2.txt", key: str = "key", new: str = "key-2") -> VaultRekeyed:
    """All keys anew; then `new` is the key file."""
    practice, opened_by = open_with_root(by_key(folder, key), Nobody())
    with practice:
        return renewing.renew_vault(
            practice, opened_by.root, [secrets_in.key_file(folder / new)], kit=folder / kit
        )


def by_key(folder: Path, key: str = "key-2") -> Settings:
    """What finds a key file."""
    return settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / key)})


@contextmanager
def old_window(folder: Path) -> Iterator[Practice]:
    """A program that had the vault open when its keys were renewed."""
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        renew(folder)
        yield practice


def test_everything_stays_readable_and_authentic(folder: Path) -> None:
    """On this computer, on one that knew the vault, and on one that did not; and it can be written to."""
    elsewhere = folder / "elsewhere"
    open_practice(by_key(folder, "key")._replace(state_folder=elsewhere), Nobody()).close()
    renew(folder)
    for state in (folder / "state", elsewhere, folder / "never-seen"):
        with open_practice(by_key(folder)._replace(state_folder=state), Nobody()) as practice:
            note_contact(practice, "MK-014", state.name)
            assert [chart.code for chart in practice.charts()] == ["LP-002", "MK-014"]
            assert private_notes.private_text(practice, practice.open("MK-014"), 1).text == THOUGHT
            assert (verify_vault(practice).problems, practice.damage) == ((), [])
    with open_practice(by_key(folder), Nobody()) as practice:
        assert contacts(practice, "MK-014") == ["before", "state", "elsewhere", "never-seen"]


def test_only_the_new_ways_in_open_it(folder: Path) -> None:
    """Neither passphrase, nor key file, nor kit of before."""
    made = renew(folder)
    assert sorted(slot.kind for slot in made.slots) == ["key-file", "recovery"]
    assert sorted(slot.kind for slot in made.removed) == ["key-file", "passphrase"]
    for env, typed in (
        ({"IPT_NOTES_KEY_FILE": str(folder / "key")}, ()), ({}, (OLD_WORDS,) * 3),
        ({"IPT_NOTES_RECOVERY_KIT": str(folder / "kit.txt")}, ()),
    ):  # fmt: skip
        with pytest.raises(Locked):
            open_practice(settings(folder, env), Scripted(*typed))
    open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "kit-2.txt")}), Nobody()).close()


@pytest.mark.parametrize("plans", [(), (passphrase(OLD_WORDS),)], ids=["none", "the old passphrase"])
def test_a_way_in_that_was_known_is_no_new_one(folder: Path, plans: tuple[secrets_in.SlotPlan, ...]) -> None:
    """The thief has it; nothing changes."""
    practice, opened_by = open_with_root(by_key(folder, "key"), Nobody())
    with practice, pytest.raises(UsageProblem):
        renewing.renew_vault(practice, opened_by.root, plans, kit=folder / "kit-2.txt")
    assert not (folder / "kit-2.txt").exists()
    open_practice(by_key(folder, "key"), Nobody()).close()


def stolen(folder: Path) -> Member:
    """The member as a thief knows them who opened a copy of the vault."""
    copy = folder / "stolen"
    copy.mkdir()
    shutil.copy(folder / "vault.ipt", copy / "vault.ipt")
    with open_practice(settings(copy), Scripted(OLD_WORDS)) as practice:
        return practice.member


def test_a_thief_reads_nothing_that_comes_after(folder: Path) -> None:
    """No grant opens with the stolen keys; charts, private notes, ledger and audit are closed from there on."""
    thief = stolen(folder)
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        old, vault = practice.find("MK-014"), practice.port.vault_id
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        note_contact(practice, "MK-014", "after")
        for row in practice.port.key_rows("grant"):
            with pytest.raises(Malformed):
                open_own_grant(row.blob, tag=row.id, member=thief, vault=vault)
        for stream, keys, known in (
            (old.client, StreamKeys(vault, old.client, old.keys), 4),
            (private_stream(thief, vault, old.client), private_keys(thief, vault, old), 1),
        ):
            assert count_opened(practice.port, stream, keys) == known
        assert thief.draft_key != practice.member.draft_key


def count_opened(port: VaultPort, stream: bytes, keys: StreamKeys) -> int:
    """How many records these keys open, before one that they don't."""
    found: list[object] = []
    with pytest.raises(ChartDamaged):
        found.extend(each.head for each in open_stream(port, stream, keys))
    return len(found)


def forged(practice: Practice, thief: Member, what: str) -> list[Append]:
    """A record that a thief seals and signs with the stolen keys, at the end of a stream: it says what one before it said."""
    vault = practice.port.vault_id
    if what == "ledger":
        head = practice.port.head(ledger_stream(thief, vault))
        return ledger_appends(thief, vault, head, [BackedUp("", 1)], NOW)
    grant = practice.find("MK-014")
    machine = auditing.this_machine(practice.settings.state)
    known = {epoch: key for epoch, key in grant.keys.items() if epoch <= 2}
    stream, keys = {
        "chart": (grant.client, StreamKeys(vault, grant.client, known)),
        "audit": (
            (audit := auditing.audit_stream(thief, vault, machine)),
            StreamKeys(vault, audit, thief.audit_keys, "audit of a machine"),
        ),
        "private": (
            private_stream(thief, vault, grant.client),
            private_keys(thief, vault, type(grant)(grant.client, known, "", "")),
        ),
    }[what]
    payloads = []
    with suppress(ChartDamaged):
        payloads.extend(opened.payload for opened in open_stream(practice.port, stream, keys))
    said = payloads[-1]
    if what == "chart":  # where no two records have one id
        said = encode(replace(decode(said), id=new_id()))
    head = practice.port.head(stream)
    return seal_behind(head, [said], stream=stream, keys=keys, author=thief)[0]


@pytest.mark.parametrize("what", ["chart", "private", "audit", "ledger"])
def test_what_a_thief_writes_with_stolen_keys_is_damage(folder: Path, what: str) -> None:
    """Before it was a record like any other; then the stream went on under keys that the thief does not have."""
    thief = stolen(folder)
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        practice.port.commit(forged(practice, thief, what))
        assert verify_vault(practice).problems == ()
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        practice.port.commit(forged(practice, thief, what))
        assert verify_vault(practice).problems


def test_a_ledger_that_a_thief_continued_is_told_by_the_next_command(folder: Path) -> None:
    """Though that reads only what is new to it, behind where this computer left it."""
    thief = stolen(folder)
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        practice.port.commit(forged(practice, thief, "ledger"))
    with pytest.raises(Damaged):
        open_practice(by_key(folder), Nobody())


def test_the_stolen_identity_put_back_is_damage(folder: Path) -> None:
    """The old rows with the old ways in, in today's file: not a program that renewed the keys meanwhile."""
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        old = [row for kind in ("member", "slot") for row in practice.port.key_rows(kind)]
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        practice.port.commit((), old)
    fresh = by_key(folder, "key")._replace(state_folder=folder / "never-seen")
    with pytest.raises(Damaged):
        open_practice(fresh, Nobody())


def test_a_text_that_was_being_written_is_kept(folder: Path) -> None:
    """The other window says why it was not saved; its draft, under the earlier key, is offered and saved afterwards."""
    with open_practice(by_key(folder, "key"), Nobody()) as other:
        left = events.contact_draft(other, other.find("LP-002"), TODAY, Channel.PHONE, "kept before")
        drafts.keep(other, left)
        drafts._FILES._let_go(next(drafts.folder(other).glob("*.draft")))  # that program has ended
        draft = events.contact_draft(other, other.find("MK-014"), TODAY, Channel.PHONE, "typed meanwhile")
        renew(folder)
        with pytest.raises(KeysRenewed) as told:
            events.save_contact(other, draft)
        assert any("draft" in line for line in told.value.details)
    with open_practice(by_key(folder), Nobody()) as practice:
        assert sorted(each.text for each in drafts.left(practice)) == ["kept before", "typed meanwhile"]
        for each in drafts.left(practice):
            events.save_contact(practice, each)
        assert contacts(practice, "MK-014") == ["before", "typed meanwhile"]


def test_a_window_from_before_does_no_harm(folder: Path) -> None:
    """Whatever it tries to write under the earlier keys is refused in words, and the vault stays authentic."""
    with old_window(folder) as other:
        for attempt in (
            lambda: clients.add_client(other, "XY-003", "", None, clients.NewCourse()),
            lambda: note_contact(other, "MK-014", "late"),
            lambda: save(other, "Late, privately.\n"),
            lambda: rekeying.rekey_client(other, "MK-014"),
            lambda: erasing.erase_client(other, "LP-002", Nobody(), confirm="LP-002", ground="asked for it"),
            lambda: backing_up.back_up(other, folder / "backup.ipt"),
        ):
            with pytest.raises(KeysRenewed):
                attempt()
        other.looked_at.add(b"c".hex() * 16)
        auditing.record_looks(other, "client show")
        assert any("not recorded" in line for line in other.asides)
    assert not (folder / "backup.ipt").exists()
    with open_practice(by_key(folder), Nobody()) as practice:
        assert (verify_vault(practice).problems, practice.damage) == ((), [])


def test_what_is_written_at_the_same_moment_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A contact and a new client that come first are under the new keys too."""
    practice, opened_by = open_with_root(by_key(folder, "key"), Nobody())
    other = open_practice(by_key(folder, "key"), Nobody())
    meanwhile = [
        lambda: note_contact(other, "MK-014", "at the same moment"),
        lambda: clients.add_client(other, "XY-003", "", None, clients.NewCourse()),
        lambda: save(other, "And privately.\n"),
    ]
    true_commit = practice.port.commit

    def commit(*changes: object) -> None:
        if meanwhile:
            meanwhile.pop(0)()
        true_commit(*changes)

    monkeypatch.setattr(practice.port, "commit", commit)
    with practice:
        plans = [secrets_in.key_file(folder / "key-2")]
        renewing.renew_vault(practice, opened_by.root, plans, kit=folder / "kit-2.txt")
        assert not meanwhile
    other.close()
    with open_practice(by_key(folder), Nobody()) as after:
        assert verify_vault(after).problems == ()
        assert contacts(after, "MK-014") == ["before", "at the same moment"]
        assert after.find("XY-003").keys.keys() == {1, after.member.epoch}
        assert private_notes.private_text(after, after.open("MK-014"), 1).text == "And privately.\n"


def test_a_damaged_vault_is_not_renewed(folder: Path) -> None:
    """What is wrong is told; nothing changes, and neither kit nor key file is left."""
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        keys, client = practice.open("MK-014"), practice.find("MK-014").client
        practice.port.commit(
            seal_behind(keys.head, [b"{}"], stream=client, keys=keys.keys, author=practice.member)[0]
        )
    with pytest.raises(Unproven) as told:
        renew(folder)
    assert any("MK-014" in line for line in told.value.details)
    assert not list(folder.glob("*-2*"))
    open_practice(by_key(folder, "key"), Nobody()).close()


def test_keys_are_renewed_again_and_again(folder: Path) -> None:
    """Each time the past stays readable; a client of between, and one who was erased, are what they were."""
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        clients.add_client(practice, "XY-003", "", None, clients.NewCourse())
        begun = erasing.erase_client(practice, "LP-002", Nobody(), confirm="LP-002", ground="asked for it")
    certifying.certify(by_key(folder), begun, None)
    renew(folder, kit="kit-3.txt", key="key-2", new="key-3")
    with open_practice(by_key(folder, "key-3"), Nobody()) as practice:
        rekeying.rekey_client(practice, "XY-003")
        save(practice, "And later.\n")
        assert [
            note.revision for note in private_notes.list_private(practice, practice.open("MK-014")).notes
        ] == [1, 2]
        assert [chart.code for chart in practice.charts()] == ["MK-014", "XY-003"]
        verified = verify_vault(practice)
        assert (verified.problems, verified.erased) == ((), 1)
        renewed = [line.record.body for line in read_ledger(practice.port, practice.member)]
        epochs = [body.epoch for body in renewed if isinstance(body, IdentityRenewed)]
        assert epochs == [each.epoch for each in practice.member.generations[1:]]


def test_a_backup_of_before_and_of_after_can_be_restored(folder: Path) -> None:
    """Each opens with the ways in of its day."""
    with open_practice(by_key(folder, "key"), Nobody()) as practice:
        backing_up.back_up(practice, folder / "before.ipt")
    renew(folder)
    with open_practice(by_key(folder), Nobody()) as practice:
        backing_up.back_up(practice, folder / "after.ipt")
    for name, key in (("before", "key"), ("after", "key-2")):
        (folder / "vault.ipt").rename(folder / f"aside-of-{name}.ipt")
        with open_practice(
            by_key(folder, key)._replace(where=str(folder / f"{name}.ipt"), state_folder=folder / name),
            Nobody(),
        ) as backup:
            backing_up.restore(backup, by_key(folder, key))
        with open_practice(by_key(folder, key), Nobody()) as practice:
            assert contacts(practice, "MK-014") == ["before"]
            assert verify_vault(practice).problems == ()


def test_in_a_practice_of_several_nobody_makes_their_own_keys_anew(tmp_path: Path) -> None:
    """Colleagues know a member by the keys of the roster: who has new ones is invited anew."""
    make_several(tmp_path, anna=Standing.THERAPIST)
    with opened_by(tmp_path, "anna") as practice, pytest.raises(Refused, match="made anew"):
        renewing.renew_vault(practice, b"", [], kit=tmp_path / "new.txt")
