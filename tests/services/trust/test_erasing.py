"""Erasing a client: the keys are gone from the vault for good, that is proven, and nobody is promised more than that."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Channel, ErasureDecision
from ipt_notes.errors import (
    ChartDamaged,
    ClientNotFound,
    DiskFull,
    Interrupted,
    Refused,
    RolledBack,
    StreamMoved,
    UsageProblem,
    WorldProblem,
)
from ipt_notes.keys.private import private_stream
from ipt_notes.keys.sealing import StreamKeys, blob_hash
from ipt_notes.services import clients, events, private_notes
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust import erasures, retention
from ipt_notes.services.trust.accepting import accept
from ipt_notes.services.trust.backing_up import back_up, restore
from ipt_notes.services.trust.certifying import Certificate, NotWritten, certify, require_place
from ipt_notes.services.trust.erased_since import ErasedInBetween
from ipt_notes.services.trust.erasing import BeingWritten, ResidueLeft, StillKept, erase_client
from ipt_notes.services.trust.ledger import BackedUp, ClientErased, read_ledger
from ipt_notes.services.trust.retention import OnHold
from ipt_notes.services.trust.streams import START
from ipt_notes.services.trust.upgrading import upgrade
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from ipt_notes.vault.copies import hidden, left_behind
from ipt_notes.vault.port import KeyChange
from tests.vault.building import NOW, TODAY, make_practice, note_contact, with_key_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.erasures import Unfinished

CODE, OTHER = "MK-014", "LP-002"
GOLDEN = Path(__file__).parents[2] / "vault" / "golden" / "format-1"
GROUND = "a contract that says so"
THOUGHT = "I was glad when the hour was over."


class Typist(Nobody):
    """A person who types one line, and remembers what was told before."""

    def __init__(self, line: str) -> None:
        """Ready to type it."""
        self.typed, self.told = line, ""

    def line(self, question: str, default: str = "") -> str:  # noqa: ARG002 - the port's
        """The line."""
        self.told += question
        return self.typed

    def tell(self, text: str) -> None:
        """Listen."""
        self.told += text


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have years of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Two clients; one has contacts and a private note."""
    with make_practice(tmp_path, CODE, OTHER) as practice:
        for number in range(3):
            note_contact(practice, CODE, f"call {number}")
        chart = practice.open(CODE)
        draft = replace(private_notes.private_draft(practice, chart, 1), text=THOUGHT)
        private_notes.save_private(practice, draft)
        yield practice


def erase(practice: Practice, code: str = CODE, ground: str = GROUND) -> Unfinished:
    """The erasure of a client, up to the certificate."""
    return erase_client(practice, code, Nobody(), confirm=code, ground=ground)


def erased(practice: Practice, path: Path | None = None) -> Certificate:
    """The whole of it."""
    begun = erase(practice)
    practice.close()
    return certify(practice.settings, begun, path)


def again(practice: Practice, **changed: object) -> Practice:
    """The next command at the same vault."""
    return open_practice(practice.settings._replace(**changed), Nobody())


def files(practice: Practice) -> bytes:
    """Every byte of the vault's files, which nothing may have open here."""
    where = Path(practice.settings.where)
    return b"".join(path.read_bytes() for path in sorted(where.parent.glob("vault.ipt*")))


def pieces(blob: bytes) -> list[bytes]:
    """Every sixteenth byte of a grant, and the fifteen behind it; what all grants begin with is left out."""
    return [blob[at : at + 16] for at in range(17, len(blob) - 15)]


def grant_of(practice: Practice, code: str) -> bytes:
    """The sealed grant of a client."""
    blob = practice.port.key_row("grant", practice.member.id, practice.member.index_tag(code))
    assert blob
    return blob


# --- what is gone ------------------------------------------------------------------------------------------


def test_an_erased_client_is_unknown_to_every_command(practice: Practice) -> None:
    """Not found by code, not in a list; the other client stays, and the vault is authentic and counts the erasure."""
    erased(practice)
    with again(practice) as later:
        with pytest.raises(ClientNotFound):
            later.find(CODE)
        assert [chart.code for chart in later.charts()] == [OTHER]
        verified = verify_vault(later)
        assert (verified.problems, verified.erased, later.damage) == ((), 1, [])


def test_the_code_can_be_given_to_another_client(practice: Practice) -> None:
    """Who is somebody else, with a chart of their own; and may be erased in turn."""
    first = erased(practice).erasure.client
    with again(practice) as later:
        clients.add_client(later, CODE, "Somebody Else", None, clients.NewCourse())
        assert later.find(CODE).client.hex() != first
        assert erase(later).erasure.client != first
    with again(practice) as later:
        assert verify_vault(later).erased == 2


def test_no_byte_of_the_deleted_key_is_left_in_the_vault_s_files(practice: Practice) -> None:
    """Neither where it was, nor in an unused part of a page it was moved out of, nor in the journal.

    Another program has the vault open all the while, so that the journal is kept.
    """
    blob = grant_of(practice, CODE)
    practice.close()
    assert blob in files(practice)
    with in_a_child(lambda: many_clients(again(practice))):
        with again(practice) as later:
            begun = erase(later)
        left = files(practice)
        assert not [piece for piece in pieces(blob) if piece in left]
        assert certify(practice.settings, begun, None).searched == (
            "vault.ipt",
            "vault.ipt-wal",
            "vault.ipt-shm",
        )


def many_clients(practice: Practice) -> Practice:
    """So many that the rows of keys move to other pages."""
    for number in range(20):
        clients.add_client(practice, f"C-{number}", "", None, clients.NewCourse())
    return practice


def test_a_copy_of_the_vault_and_every_key_in_it_open_nothing_of_the_chart(
    practice: Practice, tmp_path: Path
) -> None:
    """The records are all there; no key that the vault still gives out fits any of them."""
    client, private = practice.find(CODE).client, private_of(practice)
    certificate = erased(practice)
    copy = tmp_path / "copy.ipt"
    shutil.copy(practice.settings.where, copy)
    with again(practice, where=str(copy), state_folder=tmp_path / "thief") as thief:
        assert [grant.code for grant in thief.grants()] == [OTHER]
        keys = [key for grant in thief.grants() for key in grant.keys.values()]
        keys += [
            thief.member.grant_key,
            thief.member.private_key,
            thief.member.draft_key,
            thief.member.audit_key,
        ]
        assert [len(list(thief.port.read(stream))) for stream in (client, private)] == [6, 2]
        for key in keys:
            for stream, purpose in ((client, "record"), (private, "private-note")):
                assert not opened(thief, stream, key, purpose)
    assert [(each.what, each.records) for each in certificate.erasure.streams] == [
        ("chart", 5),
        ("private notes", 1),
    ]


def private_of(practice: Practice) -> bytes:
    """The member's stream of private notes on the client."""
    return private_stream(practice.member, practice.port.vault_id, practice.find(CODE).client)


def opened(practice: Practice, stream: bytes, key: bytes, purpose: str) -> list[int]:
    """The records of a stream that this key opens."""
    found, previous = [], START.hash
    for seq, blob in practice.port.read(stream):
        keys = StreamKeys(practice.port.vault_id, stream, {1: key, 2: key}, purpose)
        try:
            keys.unseal(blob, seq=seq, previous=previous)
            found.append(seq)
        except ChartDamaged:
            pass
        previous = blob_hash(blob)
    return found


def test_an_old_copy_still_opens_and_the_certificate_says_so(tmp_path: Path) -> None:
    """An erasure reaches this vault, and nothing that was copied before."""
    backup = tmp_path / "backup.ipt"
    with make_practice(tmp_path, CODE) as practice:
        note_contact(practice, CODE, "call 0")
        back_up(practice, backup)
        certificate = erased(practice)
    with again(practice, where=str(backup), state_folder=tmp_path / "elsewhere") as old:
        assert old.open(CODE).chart.courses[0].contacts[0].text == "call 0"
    said = " ".join(certificate.text.split())
    assert "backups and copies of the vault from before: they open with the passphrase" in said
    assert "(recorded in the ledger: 1 backup, made on 2026-03-16 09:00 UTC)" in said


def test_the_certificate_names_the_copies_that_an_upgrade_and_a_backup_left_beside_the_vault(
    tmp_path: Path,
) -> None:
    """Each still holds the client; one that was moved is known from the ledger."""
    for name in ("vault.ipt", "key"):
        shutil.copy(GOLDEN / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    here = with_key_file(tmp_path)
    with open_practice(here, Nobody()) as practice:
        upgrade(practice)
        back_up(practice, tmp_path / "backup.ipt")
        code = next(iter(practice.grants())).code
        begun = erase(practice, code)
    certificate = certify(here, begun, None)
    assert certificate.copies == ("backup.ipt", "vault.ipt.format-1")
    said = " ".join(certificate.text.split())
    assert "vault files in the vault's folder at this moment: backup.ipt, vault.ipt.format-1" in said
    assert "the upgrade of 2026-03-16 09:00 UTC kept beside the vault; its name ends in .format-1" in said
    for name in certificate.copies:
        with open_untrusted(
            here._replace(where=str(tmp_path / name), state_folder=tmp_path / name[:3]), Nobody()
        ) as copy:
            assert copy.find(code)


def test_what_a_killed_backup_was_building_goes_with_the_erasure(practice: Practice, tmp_path: Path) -> None:
    """It holds the client."""
    child = os.fork()
    if child == 0:
        try:
            with again(practice) as dying:
                dying.port.copy_to(str(tmp_path / "backup.ipt"), lambda _: os._exit(9))
        finally:
            os._exit(1)
    os.waitpid(child, 0)
    (left,) = left_behind(tmp_path)
    begun = erase(practice)
    practice.close()
    assert certify(practice.settings, begun, None).copies == ()
    assert not left.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_a_living_program_is_building_is_named(practice: Practice, tmp_path: Path) -> None:
    """It may hold the client, and is not taken away from that program."""
    begun = erase(practice)
    practice.close()
    with hidden(tmp_path / "another.ipt") as building:
        building.touch()
        assert certify(practice.settings, begun, None).copies == (building.name,)
        assert building.exists()


def test_a_backup_that_is_being_made_during_the_erasure_does_not_stay(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the client, and would be recorded as one from afterwards; the next one holds nobody who is erased."""
    copy_to = practice.port.copy_to

    def slow(*what: object) -> None:
        copy_to(*what)
        with again(practice) as other:
            erase(other)

    monkeypatch.setattr(practice.port, "copy_to", slow)
    with pytest.raises(ErasedInBetween, match="was removed") as told:
        back_up(practice, tmp_path / "backup.ipt")
    assert told.value.exit_code == 5
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
    assert not any(
        isinstance(line.record.body, BackedUp) for line in read_ledger(practice.port, practice.member)
    )
    monkeypatch.undo()
    back_up(practice, tmp_path / "backup.ipt")
    with again(practice, where=str(tmp_path / "backup.ipt"), state_folder=tmp_path / "elsewhere") as backup:
        assert [grant.code for grant in backup.grants()] == [OTHER]


def test_a_backup_that_came_just_before_the_erasure_is_in_the_certificate(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it was recorded when the erasure was about to be."""
    commit = practice.port.commit

    def meanwhile(*changes: object) -> None:
        monkeypatch.setattr(practice.port, "commit", commit)
        with again(practice) as other:
            back_up(other, tmp_path / "backup.ipt")
        commit(*changes)

    monkeypatch.setattr(practice.port, "commit", meanwhile)
    assert erased(practice).erasure.backups == (NOW,)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_backup_that_is_put_back_does_not_bring_an_erased_client_back_in_silence(
    practice: Practice, tmp_path: Path, *, by_hand: bool
) -> None:
    """Whoever puts it back hears who was erased on this computer since, and how to erase them again."""
    backup, vault = tmp_path / "backup.ipt", Path(practice.settings.where)
    back_up(practice, backup)
    erased(practice)
    vault.rename(tmp_path / "lost.ipt")
    if by_hand:
        shutil.copy(backup, vault)
    with open_untrusted(
        practice.settings if by_hand else practice.settings._replace(where=str(backup)), Nobody()
    ) as old:
        accept(old, "the disk failed") if by_hand else restore(old, practice.settings)
        told = [aside for aside in old.asides if "was erased" in aside]
    assert len(told) == 1
    assert f"`ipt-notes client erase {CODE}` erases it again" in told[0]
    with again(practice) as later:
        assert erase(later).erasure.code == CODE


def test_what_is_remembered_of_an_erased_client_is_a_random_number(practice: Practice) -> None:
    """In a private file that holds nothing else."""
    client = practice.find(CODE).client.hex()
    erased(practice)
    (path,) = (practice.settings.state / "erased").rglob(client)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert CODE.encode() not in path.read_bytes()


def test_drafts_on_this_computer_go_too(practice: Practice) -> None:
    """Of notes and of private ones; another client's stay."""
    keep_draft(practice, CODE, "note")
    keep_draft(practice, CODE, "private")
    keep_draft(practice, OTHER, "note")
    assert erased(practice).erasure.drafts == 2
    with again(practice) as later:
        assert [draft.code for draft in drafts.left(later)] == [OTHER]


def keep_draft(practice: Practice, code: str, kind: str) -> None:
    """A text that was not saved."""
    client = practice.find(code).client.hex()
    drafts.keep(practice, drafts.Draft(os.urandom(16).hex(), client, code, kind, f"{kind} of {code}", NOW))


# --- what is refused, and then nothing is erased -------------------------------------------------------------


@pytest.fixture
def untouched(practice: Practice) -> Iterator[Practice]:
    """The practice, with the promise that the chart is still there in the end."""
    before = [line.record.id for line in read_ledger(practice.port, practice.member)]
    yield practice
    assert len(practice.open(CODE).records) >= 5
    assert [line.record.id for line in read_ledger(practice.port, practice.member)] == before
    assert list(erasures.unfinished(practice)) == []


def test_a_chart_on_hold_is_not_erased(untouched: Practice) -> None:
    """Whatever ground is given; when the hold is lifted it is as before."""
    retention.place_hold(untouched, CODE, "a complaint to the board")
    with pytest.raises(OnHold) as told:
        erase(untouched)
    assert told.value.exit_code == 7
    assert "complaint" not in told.value.message + told.value.hint


def test_before_its_time_a_chart_needs_a_ground(untouched: Practice) -> None:
    """The day until which it is to be kept is told."""
    with pytest.raises(StillKept, match="to be kept until 2033-03-16"):
        erase(untouched, ground=" ")


def test_a_refused_request_is_no_ground(untouched: Practice) -> None:
    """Though an earlier one was granted."""
    for decision in (ErasureDecision.GRANTED, ErasureDecision.REFUSED):
        retention.record_request(untouched, CODE, TODAY, decision, "as the law has it")
    with pytest.raises(StillKept):
        erase(untouched, ground="")


@pytest.mark.parametrize(
    "ground",
    [
        "MK-014 asked for it",
        "on behalf of name of mk-014.",
        "Mari\u0301sol's lawyer wrote",
        "EXAMPLE asked for it",
    ],
)
def test_a_ground_that_names_the_client_is_refused(untouched: Practice, ground: str) -> None:
    """By code, or by any part of the name, however it is written: it stays in the ledger for good."""
    client = untouched.open(CODE).chart.client
    named = r.ClientChanged(client.code, "Márisol Example, Name of MK-014")
    untouched.write(untouched.find(CODE), lambda _: [named])
    with pytest.raises(UsageProblem, match="stays in the vault's ledger"):
        erase(untouched, ground=ground)


@pytest.mark.parametrize("typed", ["MK-015", "MK-01", "", " ", "yes"])
def test_another_code_does_not_confirm(untouched: Practice, typed: str) -> None:
    """Neither on the command line nor typed at the question."""
    for person, confirm in ((Nobody(), typed), (Typist(typed), None)):
        with pytest.raises(UsageProblem, match="is not the client's code"):
            erase_client(untouched, CODE, person, confirm=confirm, ground=GROUND)


def test_where_nobody_can_be_asked_the_missing_option_is_named(untouched: Practice) -> None:
    """As everywhere in a script."""
    with pytest.raises(UsageProblem) as told:
        erase_client(untouched, CODE, Nobody(), ground=GROUND)
    assert "--confirm" in told.value.hint


def test_a_beginning_of_the_code_is_not_enough(untouched: Practice) -> None:
    """Not even a unique one."""
    with pytest.raises(ClientNotFound):
        erase_client(untouched, "MK", Nobody(), confirm="MK", ground=GROUND)


def test_what_is_being_written_in_another_window_is_waited_for(untouched: Practice) -> None:
    """A living program holds a draft of this client."""
    with in_a_child(lambda: keep_draft(again(untouched), CODE, "note")), pytest.raises(BeingWritten) as told:
        erase(untouched)
    assert told.value.exit_code == 7
    for draft in drafts.left(untouched):
        drafts.discard(untouched, draft.id)


class in_a_child:  # noqa: N801 - reads as a sentence
    """Another program that did `step` and lives until the block ends."""

    def __init__(self, step: Callable[[], object]) -> None:
        """To be started."""
        self.step = step

    def __enter__(self) -> None:
        ready, done = os.pipe()
        self.stay, self.stop = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            os.close(self.stop)
            try:
                kept = self.step()  # noqa: F841 - stays open
                os.write(done, b"!")
                os.read(self.stay, 1)
            finally:
                os._exit(0)
        os.close(done)
        assert os.read(ready, 1) == b"!"
        os.close(ready)

    def __exit__(self, *_: object) -> None:
        os.close(self.stop)
        os.close(self.stay)
        os.waitpid(self.child, 0)


def test_a_hold_that_comes_at_the_last_moment_counts(
    untouched: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Placed by another program after the chart was read: the erasure fails as a conflict, and nothing of it is there."""
    true_commit = untouched.port.commit

    def meanwhile(*changes: object) -> None:
        monkeypatch.setattr(untouched.port, "commit", true_commit)
        with again(untouched) as other:
            retention.place_hold(other, CODE, "a complaint")
        true_commit(*changes)

    monkeypatch.setattr(untouched.port, "commit", meanwhile)
    with pytest.raises(StreamMoved):
        erase(untouched)


def test_where_the_state_folder_can_not_be_written_nothing_is_begun(
    untouched: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would finish a broken erasure could not be kept."""
    (untouched.settings.state / "erasing").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(WorldProblem, match="could not be prepared"):
        erase(untouched)
    (untouched.settings.state / "erasing").unlink()


# --- the ground ----------------------------------------------------------------------------------------------


def test_a_given_ground_is_in_the_ledger_beside_the_random_number(practice: Practice) -> None:
    """Signed, with who and when; neither code nor name."""
    client = practice.find(CODE).client.hex()
    certificate = erased(practice)
    with again(practice) as later:
        records = [line.record for line in read_ledger(later.port, later.member)]
    (record,) = [each for each in records if isinstance(each.body, ClientErased)]
    assert (record.id, record.at) == (certificate.erasure.record, NOW)
    assert (record.body.client, record.body.ground) == (client, GROUND)
    assert record.body.streams[0] == client


def test_a_granted_request_is_ground_enough(practice: Practice) -> None:
    """Its day and its own ground are told."""
    retention.record_request(practice, CODE, TODAY, ErasureDecision.GRANTED, "no duty to keep it")
    begun = erase(practice, ground="")
    assert begun.erasure.ground == "request of 2026-03-16, granted: no duty to keep it"
    assert begun.erasure.is_early


def test_when_its_time_is_over_no_ground_is_needed(practice: Practice) -> None:
    """Seven years after the last service."""
    with again(practice, today=dt.date(2033, 3, 16)) as later:
        begun = erase(later, ground="")
    assert begun.erasure.ground == "the time it was to be kept was over on 2033-03-16"
    assert not begun.erasure.is_early


def test_the_code_may_be_typed_at_the_question(practice: Practice) -> None:
    """In small letters too; what would be erased was told before."""
    person = Typist("mk-014")
    keep_draft(practice, CODE, "note")
    erase_client(practice, CODE, person, ground=GROUND)
    assert "5 records (chart), 1 record (private notes), 1 draft on this computer" in person.told
    assert "to be kept until 2033-03-16" in person.told
    with pytest.raises(ClientNotFound):
        practice.find(CODE)


def test_a_damaged_grant_of_another_client_does_not_stand_in_the_way(practice: Practice) -> None:
    """It stays as it is."""
    tag = practice.member.index_tag(OTHER)
    practice.port.commit((), [KeyChange("grant", practice.member.id, tag, b"x" * 1100)])
    erase(practice)
    assert [row.id for row in practice.port.key_rows("grant")] == [tag]


def test_a_program_that_has_the_chart_open_can_not_write_into_it_any_more(practice: Practice) -> None:
    """It is told that there is no such client: so its text becomes a draft, and is not lost in an unreadable chart."""
    with again(practice) as other:
        calls: list[int] = []

        def decide(chart) -> list[r.Bodies]:
            calls.append(len(chart.records))
            erase(practice)
            return [r.ContactMade(chart.course.id, TODAY, Channel.PHONE, "at the same moment")]

        with pytest.raises(ClientNotFound):
            other.write(other.find(CODE), decide)
    assert calls == [5]


# --- what stops it on its way --------------------------------------------------------------------------------


def killed_before_cleaning(practice: Practice) -> None:
    """An erasure whose program dies when the keys are deleted and the files are not clean."""
    child = os.fork()
    if child == 0:
        try:
            with again(practice) as dying:
                dying.port.erase_residue = lambda: os._exit(9)
                erase(dying)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_an_erasure_that_was_killed_on_its_way_is_finished_by_the_same_command(practice: Practice) -> None:
    """The client is gone, the vault authentic, the unfinished one is told; then there is a certificate, once."""
    blob = grant_of(practice, CODE)
    with in_a_child(lambda: keep_draft(again(practice), CODE, "note")):
        pass
    practice.close()
    killed_before_cleaning(practice)
    with again(practice) as later:
        assert verify_vault(later).problems == ()
        (begun,) = erasures.unfinished(later)
        assert begun.erasure.code == CODE
        finished = erase_client(later, "mk-014", Nobody(), confirm=CODE)
        assert drafts.left(later) == []
    left = files(practice)
    assert not [piece for piece in pieces(blob) if piece in left]
    certificate = certify(practice.settings, finished, None)
    assert (certificate.erasure.ground, certificate.erasure.drafts) == (GROUND, 1)
    with again(practice) as later:
        assert list(erasures.unfinished(later)) == []
        told = [line.record for line in read_ledger(later.port, later.member)]
        (record,) = [each for each in told if isinstance(each.body, ClientErased)]
        assert record.id == certificate.erasure.record
        with pytest.raises(ClientNotFound):
            erase(later)


@pytest.fixture
def used_again(practice: Practice) -> Iterator[tuple[Practice, str, str]]:
    """(the next command, the client whose erasure was killed on its way, another one who has the code now)."""
    first = practice.find(CODE).client.hex()
    practice.close()
    killed_before_cleaning(practice)
    with again(practice) as later:
        clients.add_client(later, CODE, "Somebody Else", None, clients.NewCourse())
        yield later, first, later.find(CODE).client.hex()


def test_a_new_client_of_the_same_code_is_the_one_that_is_erased(
    used_again: tuple[Practice, str, str],
) -> None:
    """On a ground of their own; that the earlier one has no certificate yet is told, with the command that gives it."""
    later, first, second = used_again
    with pytest.raises(StillKept):
        erase(later, ground="")
    begun = erase(later, ground="the second one asked")
    assert (begun.erasure.client, begun.erasure.ground) == (second, "the second one asked")
    assert any(f"client erase {first}" in aside for aside in later.asides)
    later.close()
    certify(later.settings, begun, None)
    with again(later) as last:
        assert [each.erasure.client for each in erasures.unfinished(last)] == [first]
        assert erase(last).erasure.client == first  # nobody has the code any more


def test_an_unfinished_erasure_is_finished_by_number_while_another_has_the_code(
    used_again: tuple[Practice, str, str],
) -> None:
    """Who stays."""
    later, first, second = used_again
    (begun,) = erasures.unfinished(later)
    assert erasures.name_of(later, begun.erasure) == first
    assert erase(later, first).erasure.client == first
    assert later.find(CODE).client.hex() == second


def test_of_two_erasures_at_once_the_one_that_came_through_is_certified(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is told of the conflict, and what it had prepared is never taken for what is in the vault."""
    commit = practice.port.commit

    def meanwhile(*changes: object) -> None:
        monkeypatch.setattr(practice.port, "commit", commit)
        with again(practice) as other:
            other.port.erase_residue = raiser(KeyboardInterrupt())
            with pytest.raises(Interrupted):
                erase(other)
        commit(*changes)

    client = practice.find(CODE).client
    monkeypatch.setattr(practice.port, "commit", meanwhile)
    with pytest.raises(StreamMoved):
        erase(practice)
    assert len(list(practice.settings.state.rglob("*.erasure"))) == 1
    begun = erase(practice)
    practice.close()
    chart = certify(practice.settings, begun, None).erasure.streams[0]
    with again(practice) as later:
        assert later.port.head(client) == (chart.records + 1, bytes.fromhex(chart.head))


def test_what_an_earlier_try_had_prepared_goes_with_the_certificate(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try that was killed before its commit is no erasure, and leaves nothing of the client behind in the end."""
    monkeypatch.setattr(practice.port, "commit", raiser(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        erase(practice)
    monkeypatch.undo()
    assert list(erasures.unfinished(practice)) == []
    begun = erase(practice)
    practice.close()
    certify(practice.settings, begun, None)
    assert list(practice.settings.state.rglob("*.erasure")) == []


def test_an_erasure_that_the_ledger_does_not_tell_of_is_told_as_damage(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words, and not as a fault of the program."""
    practice.close()
    killed_before_cleaning(practice)
    with again(practice) as later:
        monkeypatch.setattr(erasures, "read_ledger", lambda *_: iter(()))
        with pytest.raises(RolledBack, match="ledger"):
            erase(later)


def test_what_waits_to_be_finished_holds_no_key_and_tells_nothing_to_others(practice: Practice) -> None:
    """Sealed, 0600; of the grant only what is no part of the keys is kept."""
    blob = grant_of(practice, CODE)
    practice.close()
    killed_before_cleaning(practice)
    (kept,) = practice.settings.state.rglob("*.erasure")
    data = kept.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not any(word in data for word in (CODE.encode(), GROUND.encode()))
    with again(practice) as later:
        (begun,) = erasures.unfinished(later)
        assert begun.traces == (blob[:32],)
        assert CODE not in repr(begun)


@pytest.mark.parametrize("is_busy", [True, False])
def test_where_the_files_can_not_be_cleaned_the_erasure_stands_and_that_is_told(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, *, is_busy: bool
) -> None:
    """Another program reads the vault, or the disk is full; later the same command finishes it."""
    reader = sqlite3.connect(practice.settings.where, isolation_level=None)
    try:
        if is_busy:
            practice.port._db.execute("PRAGMA busy_timeout = 20")
            reader.execute("BEGIN").execute("SELECT count(*) FROM record").fetchone()
        else:
            monkeypatch.setattr(practice.port, "erase_residue", raiser(DiskFull()))
        with pytest.raises(ResidueLeft) as told:
            erase(practice)
    finally:
        reader.close()
    assert told.value.exit_code == 8
    assert "run the same command again" in told.value.hint
    with again(practice) as later:
        with pytest.raises(ClientNotFound):
            later.find(CODE)
        finished = erase(later)
    practice.close()
    assert certify(practice.settings, finished, None).erasure.record


def test_an_interrupted_cleaning_says_how_it_is_finished(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the vault is written anew: the keys are gone all the same."""
    monkeypatch.setattr(practice.port, "erase_residue", raiser(KeyboardInterrupt()))
    with pytest.raises(Interrupted) as told:
        erase(practice)
    assert "run the same command again" in told.value.hint
    assert [begun.erasure.code for begun in erasures.unfinished(practice)] == [CODE]


def raiser(error: BaseException) -> Callable[..., None]:
    """A function that raises."""

    def raise_it(*_: object) -> None:
        raise error

    return raise_it


def test_a_residue_that_is_found_is_told_and_no_certificate_given(practice: Practice, tmp_path: Path) -> None:
    """As when a program that was killed left a journal with the deleted key in it."""
    blob = grant_of(practice, CODE)
    begun = erase(practice)
    practice.close()
    journal = Path(f"{practice.settings.where}-journal")
    for piece in (blob[40:120], bytes(1 << 20)[:-10] + blob[40:120]):  # also across two blocks that are read
        journal.write_bytes(piece)
        with pytest.raises(ResidueLeft, match=r"was found in vault\.ipt-journal"):
            certify(practice.settings, begun, tmp_path / "certificate.txt")
    assert not (tmp_path / "certificate.txt").exists()
    journal.unlink()
    assert certify(practice.settings, begun, None).text


# --- the certificate -----------------------------------------------------------------------------------------


def test_the_certificate_tells_what_can_be_checked(practice: Practice, tmp_path: Path) -> None:
    """Whose, by whom, on what ground; the closing records' digests, which are those of the vault."""
    path = tmp_path / "certificate.txt"
    certificate = erased(practice, path)
    assert path.read_text(encoding="utf-8") == certificate.text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for part in (CODE, "2026-03-16 09:00 UTC, by Dr A. Example", GROUND, certificate.erasure.record):
        assert part in certificate.text
    assert "erased before that day, on the ground above" in " ".join(certificate.text.split())
    assert f"Name of {CODE}" not in certificate.text
    assert max(map(len, certificate.text.splitlines())) <= 80
    with again(practice) as later:
        for each in certificate.erasure.streams:
            head = later.port.head(bytes.fromhex(each.stream))
            assert (head.seq, head.hash.hex()) == (each.records + 1, each.head)
            assert each.head in certificate.text
        assert later.port.vault_id.hex() in certificate.text


def test_the_certificate_lists_what_was_given_out(practice: Practice) -> None:
    """What, for whom, when and the digest: what was exported can't be called back."""
    course = practice.open(CODE).course.id
    given = r.Disclosed(course, "termination summary", "referrer", "5" * 64, recipient="Dr B. Example")
    practice.write(practice.find(CODE), lambda _: [given])
    text = erased(practice).text
    assert "termination summary, audience referrer, to Dr B. Example" in " ".join(text.split())
    assert "5" * 64 in text


def test_a_certificate_is_never_written_over_a_file(practice: Practice, tmp_path: Path) -> None:
    """That is known before anything is erased; so is a folder that is not there."""
    path = tmp_path / "taken"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="already"):
        require_place(path)
    with pytest.raises(WorldProblem):
        require_place(tmp_path / "nowhere" / "certificate.txt")
    require_place(tmp_path / "free")
    require_place(None)
    assert not (tmp_path / "free").exists()
    begun = erase(practice)
    practice.close()
    with pytest.raises(NotWritten):  # it came up meanwhile
        certify(practice.settings, begun, path)
    assert path.read_text(encoding="utf-8") == "mine"
    with again(practice) as later:
        finished = erase(later)
    assert certify(practice.settings, finished, tmp_path / "free").file == str(tmp_path / "free")


def test_a_look_at_the_chart_before_is_not_told_of_twice(practice: Practice) -> None:
    """The audit of looks leaves out what the ledger tells; an erasure that was refused was a look."""
    practice.looked_at.clear()
    with pytest.raises(StillKept):
        erase(practice, ground="")
    assert practice.looked_at == {practice.find(CODE).client.hex()}
    erase(practice)
    assert practice.looked_at == set()


def test_missed_sessions_and_measures_do_not_keep_a_chart_longer(practice: Practice) -> None:
    """Only services do; the therapist hears the same day from `client retention`."""
    events.miss_session(practice, OTHER, TODAY, how="no_show", reason="")
    line = retention.retention_line(practice, practice.open(OTHER))
    assert erase(practice, OTHER).erasure.until == line.until
