"""What every vault has to do. A vault's own test subclasses VaultContract and gives the fixture `open_again`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipt_notes.errors import Refused, StreamMoved, VaultExists, VaultReadOnly
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.port import EMPTY, Append, Head, KeyChange, KeyRow, VaultPort
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from pathlib import Path

OPEN = Callable[[], VaultPort]
VAULT = b"v" * 16
ONE, TWO = b"1" * 16, b"2" * 16
ANN, BEN = b"a" * 16, b"b" * 16

appends = st.builds(
    Append, st.sampled_from([ONE, TWO]), st.integers(1, 4), st.sampled_from([b"x", b"y", b"z" * 3000])
)
changes = st.builds(
    KeyChange,
    st.sampled_from(["slot", "grant"]),
    st.sampled_from([ANN, BEN]),
    st.sampled_from([b"i", b"j"]),
    st.sampled_from([b"blob", None]),
)
commits = st.lists(st.tuples(st.lists(appends, max_size=3), st.lists(changes, max_size=2)), max_size=6)


# one test for every vault, and a fixture that makes a new vault each time it is called
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]


class VaultContract:
    """Subclass it with two fixtures: `open_again` opens the same, at first empty, vault (id VAULT) at each call,
    `fresh` a new one.
    """

    @pytest.fixture
    def vault(self, open_again: OPEN):
        """An open vault."""
        with open_again() as vault:
            yield vault

    def test_a_new_vault_is_empty_and_knows_its_id(self, vault: VaultPort) -> None:
        """Nothing in it, nothing wrong with it."""
        status = vault.status()
        assert vault.vault_id == VAULT
        assert (list(vault.streams()), list(vault.key_rows("slot")), vault.check()) == ([], [], [])
        assert (status.streams, status.records, status.key_rows) == (0, 0, 0)
        assert vault.head(ONE) == Head(0, EMPTY)

    def test_what_was_appended_is_read_in_order(self, vault: VaultPort) -> None:
        """All of it, or what comes after a place."""
        vault.commit([Append(ONE, seq, bytes([seq]) * 2000) for seq in range(1, 41)])
        expected = [(seq, bytes([seq]) * 2000) for seq in range(1, 41)]
        assert list(vault.read(ONE)) == expected
        assert list(vault.read(ONE, after=33)) == expected[33:]
        assert list(vault.read(ONE, after=40)) == list(vault.read(TWO)) == []

    def test_what_was_written_is_there_for_the_next_program(self, open_again: OPEN) -> None:
        """A commit that returned is there when the vault is opened again."""
        with open_again() as vault:
            vault.commit([Append(ONE, 1, b"kept")], [KeyChange("slot", ANN, b"i", b"blob")])
        with open_again() as vault:
            assert list(vault.read(ONE)) == [(1, b"kept")]
            assert vault.key_row("slot", ANN, b"i") == b"blob"

    def test_the_head_is_the_last_record(self, vault: VaultPort) -> None:
        """Its place, and the SHA-256 of its sealed bytes."""
        vault.commit([Append(ONE, 1, b"first"), Append(ONE, 2, b"second")])
        assert vault.head(ONE) == Head(2, hashlib.sha256(b"second").digest())

    def test_a_commit_may_span_streams(self, vault: VaultPort) -> None:
        """Streams are counted apart."""
        vault.commit([Append(TWO, 1, b"t"), Append(ONE, 1, b"o"), Append(TWO, 2, b"u")])
        assert list(vault.streams()) == [(ONE, 1), (TWO, 2)]
        assert vault.status()[1:3] == (2, 3)

    @pytest.mark.parametrize("seq", [1, 3, 0])
    def test_a_place_that_is_not_the_next_one_is_refused(self, vault: VaultPort, seq: int) -> None:
        """Taken, too far, or none at all."""
        vault.commit([Append(ONE, 1, b"mine")])
        with pytest.raises(StreamMoved):
            vault.commit([Append(ONE, seq, b"theirs")])
        assert list(vault.read(ONE)) == [(1, b"mine")]

    def test_a_refused_commit_leaves_nothing_of_itself(self, vault: VaultPort) -> None:
        """Not the records of its other streams, and no key."""
        vault.commit([Append(ONE, 1, b"mine")])
        with pytest.raises(StreamMoved):
            vault.commit(
                [Append(TWO, 1, b"other"), Append(ONE, 1, b"theirs")], [KeyChange("slot", ANN, b"i", b"b")]
            )
        assert list(vault.streams()) == [(ONE, 1)]
        assert list(vault.key_rows("slot")) == []

    def test_the_same_commit_again_is_success_and_writes_nothing(self, vault: VaultPort) -> None:
        """An answer may be lost on its way; the keys may have changed since."""
        commit = ([Append(ONE, 1, b"a"), Append(TWO, 1, b"b")], [KeyChange("slot", ANN, b"i", b"then")])
        vault.commit(*commit)
        vault.commit([], [KeyChange("slot", ANN, b"i", b"now")])
        vault.commit(*commit)
        assert list(vault.streams()) == [(ONE, 1), (TWO, 1)]
        assert vault.key_row("slot", ANN, b"i") == b"now"

    def test_a_commit_that_is_there_in_part_is_refused(self, vault: VaultPort) -> None:
        """It can not be this one's lost answer."""
        vault.commit([Append(ONE, 1, b"a")])
        with pytest.raises(StreamMoved):
            vault.commit([Append(ONE, 1, b"a"), Append(ONE, 2, b"b")])
        assert list(vault.read(ONE)) == [(1, b"a")]

    def test_keys_are_written_replaced_and_deleted(self, vault: VaultPort) -> None:
        """By kind, member and id; deleting what is not there is no error."""
        rows = [("slot", BEN, b"j"), ("slot", ANN, b"j"), ("slot", ANN, b"i"), ("grant", ANN, b"i")]
        vault.commit([], [KeyChange(*row, b"old") for row in rows])
        vault.commit([], [KeyChange("slot", ANN, b"i", b"new"), KeyChange("slot", ANN, b"none", None)])
        assert list(vault.key_rows("slot")) == [
            KeyRow("slot", ANN, b"i", b"new"),
            KeyRow("slot", ANN, b"j", b"old"),
            KeyRow("slot", BEN, b"j", b"old"),
        ]
        assert [row.id for row in vault.key_rows("slot", BEN)] == [b"j"]
        vault.commit([], [KeyChange("slot", BEN, b"j", None)])
        assert list(vault.key_rows("slot", BEN)) == []
        assert vault.key_row("slot", BEN, b"j") is None
        assert vault.key_row("grant", ANN, b"i") == b"old"

    def test_more_rows_than_are_read_at_once_come_in_order(self, vault: VaultPort) -> None:
        """No row is left out, none comes twice."""
        ids = [number.to_bytes(2, "big") for number in range(600)]
        vault.commit([], [KeyChange("grant", ANN, each, b"g") for each in reversed(ids)])
        vault.commit([Append(each * 8, 1, b"r") for each in ids])
        assert [row.id for row in vault.key_rows("grant")] == ids
        assert [stream for stream, _ in vault.streams()] == [each * 8 for each in ids]

    def test_reading_holds_nothing(self, open_again: OPEN) -> None:
        """Half-way through a stream its reader, and another program, may write; the reader sees it."""
        with open_again() as vault, open_again() as other:
            vault.commit([Append(ONE, seq, b"r" * seq) for seq in range(1, 41)])
            seen = []
            for seq, _ in vault.read(ONE):
                seen.append(seq)
                if seq == 1:
                    vault.commit([Append(ONE, 41, b"mine")])
                if seq == 2:
                    other.commit([Append(ONE, 42, b"theirs")])
            assert seen == list(range(1, 43))

    def test_erasing_residue_keeps_what_is_there(self, vault: VaultPort) -> None:
        """Only what was deleted goes."""
        vault.commit(
            [Append(ONE, 1, b"r")],
            [KeyChange("grant", ANN, b"i", b"gone"), KeyChange("grant", ANN, b"j", b"g")],
        )
        vault.commit([], [KeyChange("grant", ANN, b"i", None)])
        vault.erase_residue()
        assert list(vault.read(ONE)) == [(1, b"r")]
        assert [row.id for row in vault.key_rows("grant")] == [b"j"]
        assert vault.check() == []

    def test_writers_at_once_lose_nothing(self, open_again: OPEN) -> None:
        """Each retries at the new head; every record is there once."""

        def append_five(name: int) -> None:
            with open_again() as mine:
                for number in range(5):
                    while True:
                        try:
                            mine.commit([Append(ONE, mine.head(ONE).seq + 1, bytes([name, number]))])
                        except StreamMoved:
                            continue
                        break

        writers = [threading.Thread(target=append_five, args=(name,)) for name in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        with open_again() as vault:
            found = [blob for _, blob in vault.read(ONE)]
            assert sorted(found) == [bytes([name, number]) for name in range(4) for number in range(5)]
            assert vault.check() == []

    @settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
    @given(commits)
    def test_any_commits_leave_what_two_dictionaries_would(self, fresh: OPEN, written: list) -> None:
        """A commit counts wholly or not at all."""
        records: dict[bytes, list[bytes]] = {}
        keys: dict[tuple, bytes] = {}
        with fresh() as vault:
            for added, changed in written:
                told = _model(records, keys, added, changed)
                assert _is_accepted(vault, added, changed) == told
            assert {
                stream: [blob for _, blob in vault.read(stream)] for stream, _ in vault.streams()
            } == records
            assert {row[:3]: row.blob for kind in ("slot", "grant") for row in vault.key_rows(kind)} == keys

    def test_a_copy_holds_what_the_vault_held(self, vault: VaultPort, tmp_path: Path) -> None:
        """Records, keys, id and format; and it is a vault of its own from then on."""
        vault.commit([Append(ONE, 1, b"r"), Append(TWO, 1, b"s")], [KeyChange("grant", ANN, b"i", b"g")])
        vault.copy_to(str(tmp_path / "copy.ipt"))
        vault.commit([Append(ONE, 2, b"later")])
        with open_vault(str(tmp_path / "copy.ipt")) as copy:
            assert (copy.vault_id, copy.format_version) == (VAULT, VERSION)
            assert [list(copy.read(ONE)), list(copy.read(TWO))] == [[(1, b"r")], [(1, b"s")]]
            assert [row.blob for row in copy.key_rows("grant")] == [b"g"]
            copy.commit([Append(ONE, 2, b"its own")])
            assert copy.check() == []

    def test_a_vault_that_is_only_to_be_read_refuses_what_is_written(self, vault: VaultPort) -> None:
        """And says why; what is there is read."""
        vault.commit([Append(ONE, 1, b"r")])
        vault.only_read("it is a copy")
        assert vault.read_only
        with pytest.raises(VaultReadOnly, match="it is a copy"):
            vault.commit([Append(ONE, 2, b"s")])
        assert list(vault.read(ONE)) == [(1, b"r")]

    def test_a_copy_that_is_not_proven_is_not_left(self, vault: VaultPort, tmp_path: Path) -> None:
        """Neither at its place nor beside it."""

        def prove(_: VaultPort) -> None:
            raise Refused(what="no good")

        (tmp_path / "there").mkdir()
        with pytest.raises(Refused):
            vault.copy_to(str(tmp_path / "there" / "copy.ipt"), prove)
        assert list((tmp_path / "there").iterdir()) == []

    def test_a_copy_never_takes_the_place_of_a_file(self, vault: VaultPort, tmp_path: Path) -> None:
        """What is there stays."""
        (tmp_path / "copy.ipt").write_bytes(b"there")
        with pytest.raises(VaultExists):
            vault.copy_to(str(tmp_path / "copy.ipt"))
        assert (tmp_path / "copy.ipt").read_bytes() == b"there"
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def _is_accepted(vault: VaultPort, added: list, changed: list) -> bool:
    try:
        vault.commit(added, changed)
    except StreamMoved:
        return False
    return True


def _model(records: dict, keys: dict, added: list, changed: list) -> bool:
    if added and all(records.get(a.stream, [])[a.seq - 1 : a.seq] == [a.blob] for a in added):
        return True
    after = {stream: list(blobs) for stream, blobs in records.items()}
    for append in added:
        blobs = after.setdefault(append.stream, [])
        if append.seq != len(blobs) + 1:
            return False
        blobs.append(append.blob)
    records.update(after)
    for change in changed:
        keys.pop(change[:3], None)
        if change.blob is not None:
            keys[change[:3]] = change.blob
    return True
