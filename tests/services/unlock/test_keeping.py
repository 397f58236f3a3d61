"""A vault is made whole or not at all, and everything that was tampered with is found."""

from __future__ import annotations

import os
import signal
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ipt_notes.errors import Damaged, IptNotesError, UsageProblem, VaultExists, VaultUnreachable, WorldProblem
from ipt_notes.keys import recovery
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.opening_slots import slots
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.locate import open_vault
from tests.vault.building import contacts, make_practice, make_vault, note_contact, settings
from tests.vault.surroundings import as_ordinary_user, ordinary_folder, with_largest_file
from tests.vault_memory import MemoryVault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.vault.port import KeyRow
    from tests.vault_memory import Store

CODES = ("MK-014", "LP-002")


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_vault_opens_with_every_way_that_was_planned(tmp_path: Path) -> None:
    """Key file, passphrase, and the recovery kit from its file; the slots say so."""
    (tmp_path / "words").write_text("four words that differ\n", encoding="utf-8")
    make_vault(tmp_path, secrets_in.passphrase_from_file(str(tmp_path / "words"), Nobody()))
    for name, file in (("KEY_FILE", "key"), ("PASSPHRASE_FILE", "words"), ("RECOVERY_KIT", "kit.txt")):
        with open_practice(
            settings(tmp_path, {f"IPT_NOTES_{name}": str(tmp_path / file)}), Nobody()
        ) as practice:
            assert practice.member.name == "Dr A. Example"
    with open_vault(str(tmp_path / "vault.ipt")) as port:
        assert sorted(slot.kind for slot in slots(port, settings(tmp_path))) == [
            "key-file",
            "passphrase",
            "recovery",
        ]


def test_the_kit_is_a_private_file(tmp_path: Path) -> None:
    """0600: whoever reads it can read every note."""
    make_vault(tmp_path)
    assert stat.S_IMODE((tmp_path / "kit.txt").stat().st_mode) == 0o600


def test_a_vault_with_no_way_in_beside_the_kit_is_not_made(tmp_path: Path) -> None:
    """The kit is for the day when all else is lost."""
    with pytest.raises(UsageProblem, match="no way in"):
        keeping.make_vault(settings(tmp_path), therapist="", plans=[], kit=tmp_path / "kit.txt")
    assert names(tmp_path) == []


@pytest.mark.parametrize("there", ["vault.ipt", "kit.txt", "key"])
def test_nothing_is_written_over_and_nothing_is_left(tmp_path: Path, there: str) -> None:
    """Whatever is in the way stays as it is, and is all there is."""
    plans = [secrets_in.key_file(tmp_path / "key")]
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises((VaultExists, WorldProblem)):
        keeping.make_vault(settings(tmp_path), therapist="", plans=plans, kit=tmp_path / "kit.txt")
    assert names(tmp_path) == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("size", [0, 50, 300, 3000, 40_000])
def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, size: int) -> None:
    """Wherever it gets full: no vault, no kit, no key file."""

    def make() -> None:
        with pytest.raises(WorldProblem):
            make_vault(tmp_path)

    with_largest_file(size, make)
    assert names(tmp_path) == []


def test_a_kit_that_does_not_open_the_vault_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was printed wrongly is found before `init` says done; nothing is left."""
    true_page = recovery.kit_page

    def smudged(**said: object) -> str:
        return true_page(**{**said, "code": recovery.write_code(os.urandom(32))})

    monkeypatch.setattr(recovery, "kit_page", smudged)
    with pytest.raises(IptNotesError, match="does not open"):
        make_vault(tmp_path)
    assert names(tmp_path) == []


def test_a_folder_that_may_not_be_written_to_is_told() -> None:
    """In words, with nothing left."""
    with ordinary_folder() as folder:

        def make() -> None:
            folder.chmod(0o500)
            with pytest.raises(WorldProblem):
                make_vault(folder)
            folder.chmod(0)
            with pytest.raises(IptNotesError):
                make_vault(folder)
            folder.chmod(0o700)
            assert names(folder) == []

        as_ordinary_user(make)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Two charts with some records each, in memory."""
    with make_practice(tmp_path_factory.mktemp("vault"), *CODES) as practice:
        for number in range(4):
            for code in CODES:
                note_contact(practice, code, f"{code}, call {number}")
        return Practice(MemoryVault.copy_of(practice.port), practice.member, practice.settings)


def tampered(written: Practice, change: Callable[[Store], object]) -> Practice:
    """The same practice after somebody changed what is stored."""
    port = MemoryVault.copy_of(written.port)
    change(port.store)
    return Practice(port, written.member, written.settings)


def stream_of(practice: Practice, code: str) -> bytes:
    """The stream of a client's chart."""
    return practice.find(code).client


def test_an_honest_vault_is_authentic(written: Practice) -> None:
    """Every chart, record, signature and slot is counted."""
    found = verify_vault(written)
    assert found.problems == ()
    assert (found.charts, found.records, found.signatures, found.slots) == (2, 17, 17, 2)


@tries(max_examples=150, deadline=None)
@given(st.data())
def test_any_changed_byte_of_any_record_is_found_and_never_read(
    written: Practice, drawn: st.DataObject
) -> None:
    """Verifying names it; reading gives the damage or the true text, never another one."""
    streams = sorted(written.port.store.records)
    stream = drawn.draw(st.sampled_from(streams))
    seq = drawn.draw(st.sampled_from(sorted(written.port.store.records[stream])))

    def flip(store: Store) -> None:
        blob = bytearray(store.records[stream][seq])
        blob[drawn.draw(st.integers(0, len(blob) - 1))] ^= drawn.draw(st.integers(1, 255))
        store.records[stream][seq] = bytes(blob)

    practice = tampered(written, flip)
    assert verify_vault(practice).problems
    assert_reads_are_true(practice, written)


def assert_reads_are_true(practice: Practice, written: Practice) -> None:
    """What a command reads of a chart is damage, or the beginning of what was written."""
    for code in CODES:
        try:
            found = contacts(practice, code)
        except IptNotesError:
            continue
        assert found == contacts(written, code)[: len(found)]


def swap(store: Store, one: tuple[bytes, int], other: tuple[bytes, int]) -> None:
    """Exchange two records."""
    first, second = store.records[one[0]][one[1]], store.records[other[0]][other[1]]
    store.records[one[0]][one[1]], store.records[other[0]][other[1]] = second, first


TAMPERINGS = {
    "two records of a chart exchanged": lambda s, a, _b: swap(s, (a, 2), (a, 4)),
    "records of two charts exchanged": lambda s, a, b: swap(s, (a, 3), (b, 3)),
    "whole charts exchanged": lambda s, a, b: s.records.update({a: s.records[b], b: s.records[a]}),
    "a record left out": lambda s, a, _b: s.records[a].pop(3),
    "a record left out and the rest moved up": lambda s, a, _b: s.records.update(
        {a: dict(enumerate([blob for seq, blob in sorted(s.records[a].items()) if seq != 3], 1))}
    ),
    "the first record left out": lambda s, a, _b: s.records.update(
        {a: dict(enumerate([blob for seq, blob in sorted(s.records[a].items()) if seq > 1], 1))}
    ),
    "a record twice": lambda s, a, _b: s.records[a].update({7: s.records[a][6]}),
    "a record of another chart at the end": lambda s, a, b: s.records[a].update({7: s.records[b][6]}),
    "an earlier record again at the end": lambda s, a, _b: s.records[a].update({7: s.records[a][2]}),
    "a chart gone": lambda s, a, _b: s.records.pop(a),
    "a chart under another name": lambda s, a, _b: s.records.update({b"x" * 16: s.records.pop(a)}),
    "records cut short": lambda s, a, _b: s.records[a].update({4: s.records[a][4][:-1]}),
    "an empty record": lambda s, a, _b: s.records[a].update({4: b""}),
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_records_that_were_moved_about_are_found(written: Practice, change: Callable) -> None:
    """And no reading takes one for another."""
    one, other = (stream_of(written, code) for code in CODES)
    practice = tampered(written, lambda store: change(store, one, other))
    assert verify_vault(practice).problems
    assert_reads_are_true(practice, written)


@pytest.mark.parametrize("kind", ["slot", "grant", "member"])
@pytest.mark.parametrize("what", ["removed", "changed", "emptied"])
def test_rows_of_keys_that_were_touched_are_found(written: Practice, kind: str, what: str) -> None:
    """The audit stream tells of every row; one that is gone, or not as it was written, is named."""
    for row in written.port.key_rows(kind):
        blob = {"removed": None, "changed": row.blob[:-1] + bytes([row.blob[-1] ^ 1]), "emptied": b""}[what]

        def touch(store: Store, row: KeyRow = row, blob: bytes | None = blob) -> None:
            store.keys.pop(row[:3])
            if blob is not None:
                store.keys[row[:3]] = blob

        practice = tampered(written, touch)
        assert any(kind in problem or "identity" in problem for problem in verify_vault(practice).problems)


def test_grants_that_were_exchanged_are_found(written: Practice) -> None:
    """A code does not lead to another client's chart."""
    one, other = list(written.port.key_rows("grant"))

    def exchange(store: Store) -> None:
        store.keys[one[:3]], store.keys[other[:3]] = other.blob, one.blob

    practice = tampered(written, exchange)
    assert verify_vault(practice).problems
    for code in CODES:
        with pytest.raises(Damaged):
            practice.open(code)


def test_a_slot_that_was_smuggled_in_is_found(written: Practice) -> None:
    """Or a removed one that was put back."""
    first = next(written.port.key_rows("slot"))
    practice = tampered(
        written, lambda store: store.keys.update({("slot", first.member, b"x" * 16): first.blob})
    )
    assert any("slot" in problem for problem in verify_vault(practice).problems)


def test_an_audit_stream_that_was_cut_is_found(written: Practice) -> None:
    """Then the last change of keys is told by nothing."""
    charts = {stream_of(written, code) for code in CODES}
    (audit,) = set(written.port.store.records) - charts
    practice = tampered(written, lambda store: store.records[audit].pop(max(store.records[audit])))
    assert verify_vault(practice).problems


def test_a_record_that_its_author_did_not_sign_is_found(
    written: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds a chart's key can seal a record, and can not sign it for another."""
    monkeypatch.setattr(written.member, "sign", lambda _: bytes(64))
    chart = written.open("MK-014")
    appends, _ = written.seal(chart, [chart.records[-1].body])
    practice = tampered(written, lambda store: store.records[appends[0].stream].update({7: appends[0].blob}))
    (problem,) = verify_vault(practice).problems
    assert "MK-014" in problem
    assert "record 7 " in problem


def test_problems_are_named_by_code_and_record(written: Practice) -> None:
    """So that somebody can look for them in a backup."""
    stream = stream_of(written, "LP-002")
    practice = tampered(
        written, lambda store: store.records[stream].update({3: _changed(store.records[stream][3])})
    )
    (problem,) = verify_vault(practice).problems
    assert "LP-002" in problem
    assert "record 3 " in problem


def test_a_vault_that_was_made_keeps_its_kit_though_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C right after the vault has its place: it is whole, and its key file and its kit open it."""
    true_create = keeping.create_vault

    def create(*parts: object) -> None:
        true_create(*parts).close()
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(keeping, "create_vault", create)
    plans = [secrets_in.key_file(tmp_path / "key")]
    with pytest.raises(KeyboardInterrupt):
        keeping.make_vault(settings(tmp_path), therapist="", plans=plans, kit=tmp_path / "kit.txt")
    for name, file in (("IPT_NOTES_KEY_FILE", "key"), ("IPT_NOTES_RECOVERY_KIT", "kit.txt")):
        open_practice(settings(tmp_path, {name: str(tmp_path / file)}), Nobody()).close()


def test_where_the_server_does_not_answer_nothing_is_left(tmp_path: Path) -> None:
    """No key file and no kit for a vault that was not made."""
    where = settings(tmp_path)._replace(where="postgresql://localhost:1/practice")
    plans = [secrets_in.key_file(tmp_path / "key")]
    with pytest.raises(VaultUnreachable):
        keeping.make_vault(where, therapist="", plans=plans, kit=tmp_path / "kit.txt")
    assert names(tmp_path) == []


def _changed(blob: bytes) -> bytes:
    """The bytes with their last one changed, whatever it is."""
    return blob[:-1] + bytes([blob[-1] ^ 1])
