"""Ways to open a vault come and go; never the last one, and never half."""

from __future__ import annotations

import datetime as dt
import gc
import os
import signal
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ipt_notes.errors import Locked, NotFound, Refused, StreamMoved, UsageProblem, WorldProblem
from ipt_notes.keys.kdf import FLOOR_KIB, Profile
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import now
from ipt_notes.services.trust.ledger import KeysRenewed
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import opening_slots, secrets_in
from ipt_notes.services.unlock.keeping_open import keep_open
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.rekeying import rekey_vault
from ipt_notes.services.unlock.unlocking import (
    open_a_slot,
    open_practice,
    open_untrusted,
    open_with_root,
    strengthen,
)
from ipt_notes.vault.port import KeyChange
from tests.editing.desks import memory
from tests.services.test_keeping_keyring import UNLOCKED, needs_keyring
from tests.services.test_keeping_keyring import run as run_with_keyring
from tests.vault.building import Scripted, make_vault, opened, settings, with_key_file
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from _typeshed import TraceFunction

    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.opening_slots import SlotLine
    from ipt_notes.vault.port import Head, VaultPort

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
    with opened(where, Nobody()) as (port, opened_by):
        return opening_slots.add_slot(port, where, opened_by, plan)


def remove(folder: Path, slot: str) -> SlotLine:
    """Remove a slot with the key file's help."""
    with open_practice(with_key_file(folder), Nobody()) as practice:
        return opening_slots.remove(practice, slot, Nobody())


def slots(folder: Path) -> dict[str, str]:
    """The ids of the slots by their kinds; the vault is authentic."""
    with open_practice(
        settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "kit.txt")}), Nobody()
    ) as practice:
        assert verify_vault(practice).problems == ()
        return {slot.kind: slot.id for slot in opening_slots.slots(practice.port, practice.settings)}


def test_a_passphrase_added_with_a_key_file_opens_the_vault(folder: Path) -> None:
    """The same member, with the same name."""
    line = add(folder, PASSPHRASE)
    with open_practice(settings(folder), Scripted(WORDS)) as practice:
        assert practice.member.name == "Dr A. Example"
    assert slots(folder)["passphrase"] == line.id


def test_of_two_passphrases_the_older_one_is_told(folder: Path) -> None:
    """By the day on which each was made, whatever was written to them since."""
    first = add(folder, PASSPHRASE)
    where = with_key_file(folder)
    later = where.clock() + dt.timedelta(days=3)
    with opened(where._replace(clock=lambda: later), Nobody()) as (port, opened_by):
        second = opening_slots.add_slot(port, where._replace(clock=lambda: later), opened_by, PASSPHRASE)
    with open_practice(where, Nobody()) as practice:
        since = opening_slots.since(practice)
    assert (since[first.id], since[second.id]) == (where.clock(), later)
    assert len(since) == 4


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
    with opened(where, Nobody()) as (port, opened_by):
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
        with opened(where, Nobody()) as (port, opened_by):
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
            opening_slots.remove(slow, key, Nobody())
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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("short", "shorter"),
        ("aaaaaaaaaaaa", "few different"),
        ("30-05-1967", "no letters"),
        ("Password1234!", "tried first"),
    ],
)
def test_a_passphrase_that_is_soon_guessed_is_not_taken(text: str, why: str) -> None:
    """It is said why, and asked for again."""
    person = Scripted(text, WORDS, WORDS)
    assert secrets_in.new_passphrase(person).secret == passphrase_key(WORDS).secret
    assert why in person.told[1]


def test_a_weak_passphrase_in_a_file_is_told_and_taken(tmp_path: Path) -> None:
    """A script is not stopped by it, but by a short one; the passphrase itself is not said."""
    (tmp_path / "words").write_text("30-05-1967\n", encoding="utf-8")
    person = Scripted()
    plan = secrets_in.passphrase_from_file(str(tmp_path / "words"), person)
    assert plan.secret == passphrase_key("30-05-1967").secret
    assert "it has no letters" in person.told[0]
    assert "1967" not in person.told[0].replace(str(tmp_path), "")
    (tmp_path / "words").write_text("short\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match="fewer than 10"):
        secrets_in.passphrase_from_file(str(tmp_path / "words"), person)


@pytest.mark.parametrize(
    "text",
    [WORDS, "correct horse battery staple", "ein langes Passwort mit Worten", "日本語の長い合い言葉です"],
)
def test_a_good_passphrase_in_a_file_is_taken_without_a_word(tmp_path: Path, text: str) -> None:
    """In any language; one of the words that are tried first does no harm among others."""
    (tmp_path / "words").write_text(text, encoding="utf-8")
    person = Scripted()
    assert (
        secrets_in.passphrase_from_file(str(tmp_path / "words"), person).secret == passphrase_key(text).secret
    )
    assert person.told == []


class Answering(Nobody):
    """A person who says yes or no, and remembers what was asked."""

    def __init__(self, *, says: bool) -> None:
        self.says, self.asked = says, list[str]()

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """The answer; Enter must keep what is there."""
        assert default is False
        self.asked.append(question)
        return self.says


def test_before_a_recovery_kit_is_removed_a_person_is_asked(folder: Path) -> None:
    """Nothing but that: no removes nothing, yes removes it, and that none is left is said."""
    kit = slots(folder)["recovery"]
    with open_practice(with_key_file(folder), Nobody()) as practice:
        with pytest.raises(Refused, match="nothing was removed"):
            opening_slots.remove(practice, kit, Answering(says=False))
        assert {slot.kind for slot in opening_slots.slots(practice.port, practice.settings)} == {
            "key-file",
            "recovery",
        }
        person = Answering(says=True)
        assert opening_slots.remove(practice, kit, person).id == kit
        assert "kit.txt" in person.asked[0]
        assert any("slot add recovery" in said for said in practice.asides)


def test_a_script_removes_a_recovery_kit_without_a_question(folder: Path) -> None:
    """It hears when it was the last one, and only then."""
    first, where = slots(folder)["recovery"], with_key_file(folder)
    with opened(where, Nobody()) as (port, opened_by):
        second = opening_slots.add_recovery(port, where, opened_by, folder / "new.txt")
    for kit, is_last in ((first, False), (second.id, True)):
        with open_practice(where, Nobody()) as practice:
            opening_slots.remove(practice, kit, Nobody())
            assert any("no recovery kit" in said for said in practice.asides) is is_last


def test_other_ways_in_are_removed_without_a_question(folder: Path) -> None:
    """They are made anew in a moment."""
    line, person = add(folder, PASSPHRASE), Answering(says=False)
    with open_practice(with_key_file(folder), Nobody()) as practice:
        opening_slots.remove(practice, line.id, person)
    assert person.asked == []


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
    with opened(unlocked, Nobody()) as (port, opened_by):
        added = opening_slots.add_slot(port, unlocked, opened_by, PASSPHRASE)
        opening_slots.add_recovery(port, unlocked, opened_by, folder / "new.txt")
    open_practice(settings(folder), Scripted(WORDS)).close()
    open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(folder / "new.txt")}), Nobody()).close()
    key = slots(folder)["key-file"]
    with open_practice(unlocked, Nobody()) as practice:
        opening_slots.remove(practice, added.id, Nobody())
        with pytest.raises(Refused, match="last way in"):
            opening_slots.remove(practice, key, Nobody())
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
from ipt_notes.services.unlock.keeping_open import keep_open
from ipt_notes.services.settings import now
init(passphrase(), with_keyring=False)
at = where._replace(env=dict(os.environ), clock=now)
keep_open(at, Scripted(WORDS), dt.timedelta(minutes=5))
with opened(at, Nobody()) as (port, opened_by):
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
    opening_slots.remove(practice, added.id, Nobody())
assert "keyring" not in kinds()
"""
    with memory() as runtime:
        run_with_keyring(tmp_path, script, session=UNLOCKED, XDG_RUNTIME_DIR=str(runtime))


class Meanwhile(NamedTuple):
    """Argon2id takes a second: what another program does in that time, once. It stands in for a cost that is real."""

    done: Callable[[], None]

    def before_commit(self, port: VaultPort, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let it happen after the slot was made, and before it is written."""
        true_head, waiting = port.head, [self.done]

        def head(stream: bytes) -> Head:
            if waiting:
                waiting.pop()()
            return true_head(stream)

        monkeypatch.setattr(port, "head", head)


def rekey(folder: Path, *typed: str) -> None:
    """The root key anew in another window; the key file opens it still, and the passphrase if it is typed."""
    practice, opened_by = open_with_root(with_key_file(folder), Nobody())
    with practice:
        rekey_vault(practice, opened_by.root, Scripted(*typed), kit=folder / "kit-2.txt")


def test_a_slot_for_a_root_that_was_renewed_meanwhile_is_not_added(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would open nothing, and count as a way in: the person hears why, and neither slot nor kit is there."""
    where = with_key_file(folder)
    with opened(where, Nobody()) as (port, opened_by):
        Meanwhile(lambda: rekey(folder)).before_commit(port, monkeypatch)
        with pytest.raises(KeysRenewed):
            opening_slots.add_recovery(port, where, opened_by, folder / "new.txt")
        with pytest.raises(KeysRenewed, match="new keys"):  # and when it was renewed before that
            opening_slots.add_slot(port, where, opened_by, PASSPHRASE)
        assert {slot.kind for slot in opening_slots.slots(port, where)} == {"key-file", "recovery"}
    assert not (folder / "new.txt").exists()


REAL = Profile(FLOOR_KIB, 1, 1)


@pytest.mark.parametrize("what", ["removed", "renewed"])
def test_a_passphrase_that_changed_meanwhile_is_not_made_stronger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """One that was removed stays removed, and one that has a new root keeps it."""
    monkeypatch.setattr("tests.vault.building.CHEAP", REAL)
    make_vault(tmp_path, PASSPHRASE)
    stronger = settings(tmp_path)._replace(argon2=Profile(FLOOR_KIB + 1024, 1, 1))

    def meanwhile() -> None:
        if what == "renewed":
            rekey(tmp_path, WORDS)
            return
        with open_practice(with_key_file(tmp_path), Nobody()) as practice:
            (slot,) = (
                each
                for each in opening_slots.slots(practice.port, practice.settings)
                if each.kind == "passphrase"
            )
            opening_slots.remove(practice, slot.id, Nobody())

    practice = open_untrusted(stronger, Scripted(WORDS))
    with practice:
        opened_by = open_a_slot(practice.port, stronger, Scripted(WORDS))
        Meanwhile(meanwhile).before_commit(practice.port, monkeypatch)
        strengthen(practice.port, stronger, opened_by, practice.member)
    if what == "renewed":
        open_practice(settings(tmp_path), Scripted(WORDS)).close()
    else:
        with pytest.raises(Locked):
            open_practice(settings(tmp_path), Scripted(WORDS, WORDS, WORDS))
    with open_practice(with_key_file(tmp_path), Nobody()) as after:
        assert (verify_vault(after).problems, after.damage) == ((), [])


def test_a_weak_passphrase_opens_a_vault_of_an_older_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which can't be written before it is upgraded: the passphrase stays as it is."""
    monkeypatch.setattr("tests.vault.building.CHEAP", REAL)
    make_vault(tmp_path, PASSPHRASE)
    with closing(sqlite3.connect(tmp_path / "vault.ipt")) as db:
        db.execute("PRAGMA user_version = 1")
    stronger = settings(tmp_path)._replace(argon2=Profile(FLOOR_KIB + 1024, 1, 1))
    with open_practice(stronger, Scripted(WORDS)) as practice:
        assert practice.port.read_only


def test_a_slot_that_opens_another_root_does_not_open_the_vault(folder: Path) -> None:
    """Its secret fits, and what it opens is no key of this vault."""
    where = with_key_file(folder)
    with opened(where, Nobody()) as (port, opened_by):
        member = opened_by.member
        row = opening_slots.slot_row(
            PASSPHRASE, bytes(32), vault=port.vault_id, member=member, argon2=where.argon2
        )
        port.commit((), [KeyChange(*row)])
    line, opens = opening_slots.test(settings(folder), row.id.hex(), Scripted(WORDS))
    assert (line.kind, opens) == ("passphrase", False)


def press_ctrl_c(port: VaultPort, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Interrupt the program at the line with this number, counted from when its next commit is durable."""
    true_commit, left = port.commit, [after]

    def at_line(frame: FrameType, event: str, _: object) -> TraceFunction:
        if event == "line" and (
            "ipt_notes" in frame.f_code.co_filename or "contextlib" in frame.f_code.co_filename
        ):
            left[0] -= 1
            if left[0] < 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return at_line

    def commit(*changes: object) -> None:
        true_commit(*changes)
        sys.settrace(at_line)
        above = sys._getframe().f_back
        while above:
            above.f_trace = at_line
            above = above.f_back

    monkeypatch.setattr(port, "commit", commit)


# A stop between two lines may leave the vault to the end of the process to close.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_slot_that_is_in_the_vault_keeps_its_secret_wherever_ctrl_c_comes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every line behind the commit: the page of a kit that opens the vault is not taken back."""
    where, before = with_key_file(folder), sys.gettrace()
    for line in range(1000):
        kit = folder / f"new-{line}.txt"
        try:
            with opened(where, Nobody()) as (port, opened_by), monkeypatch.context() as patch:
                press_ctrl_c(port, patch, line)
                opening_slots.add_recovery(port, where, opened_by, kit)
            was_interrupted = False
        except KeyboardInterrupt:
            was_interrupted = True
        finally:
            sys.settrace(before)
        open_practice(settings(folder, {"IPT_NOTES_RECOVERY_KIT": str(kit)}), Nobody()).close()
        if not was_interrupted:
            assert line > 10
            gc.collect()
            return
    pytest.fail("it never came to its end")


def test_a_signal_behind_the_commit_leaves_slot_and_key_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real Ctrl-C, as the system sends it."""
    where, key = with_key_file(folder), folder / "new.key"
    with opened(where, Nobody()) as (port, opened_by):
        true_commit = port.commit

        def commit(*changes: object) -> None:
            true_commit(*changes)
            os.kill(os.getpid(), signal.SIGINT)

        monkeypatch.setattr(port, "commit", commit)
        with pytest.raises(KeyboardInterrupt):
            opening_slots.add_slot(port, where, opened_by, secrets_in.key_file(key))
        monkeypatch.undo()
    open_practice(settings(folder, {"IPT_NOTES_KEY_FILE": str(key)}), Nobody()).close()


def test_secrets_are_never_shown() -> None:
    """Not in a repr that a log or a traceback would carry."""
    assert WORDS not in repr(PASSPHRASE) + repr(passphrase_key(WORDS))
