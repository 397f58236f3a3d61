"""A server that goes away in the middle of something: nothing is lost, and nothing is written twice."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from ipt_notes.errors import OutcomeUnknown, StreamMoved, VaultBusy, VaultMoved, WorldProblem
from ipt_notes.vault.locate import create_vault, open_vault, remove_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.postgres import open_
from ipt_notes.vault.postgres_address import read_address
from ipt_notes.vault.postgres_faults import ServerAway
from tests.postgres_server import Server, needs_postgres
from tests.vault.contract import ANN, BEN, ONE, TWO, VAULT
from tests.vault.losing_answers import WHEN, Way, before_commit, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_postgres


@pytest.fixture
def place(server: Server) -> str:
    """Where there is a vault."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    return place


@pytest.fixture
def way(server: Server, place: str) -> Iterator[tuple[Way, str]]:
    """A way to it that can break, and the vault's address on it."""
    with way_to(server) as (way, folder):
        yield way, place.replace(str(server.folder), folder)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_commit_whose_answer_is_lost_is_written_once(way: tuple[Way, str], place: str, when: str) -> None:
    """Whether the server had heard of it or not: the program connects anew and looks."""
    with open_vault(way[1]) as vault:
        vault.commit([Append(ONE, 1, b"first")])
        way[0].breaks = WHEN[when]
        vault.commit([Append(ONE, 2, b"second"), Append(TWO, 1, b"t")], [KeyChange("grant", ANN, b"i", b"g")])
        assert way[0].breaks is None
        vault.commit([Append(ONE, 3, b"third")])
    with open_vault(place) as vault:
        assert list(vault.read(ONE)) == [(1, b"first"), (2, b"second"), (3, b"third")]
        assert list(vault.read(TWO)) == [(1, b"t")]
        assert vault.key_row("grant", ANN, b"i") == b"g"


def test_who_was_overtaken_while_the_connection_was_lost_is_told(way: tuple[Way, str], place: str) -> None:
    """The other's record stays, and this one's text is kept by whoever hears of it."""
    with open_vault(place) as other, open_vault(way[1]) as vault:
        vault.commit([Append(ONE, 1, b"first")])
        way[0].breaks = before_commit
        lost = vault._session.reconnect

        def meanwhile(*args: object) -> None:
            other.commit([Append(ONE, 2, b"theirs")])
            lost(*args)

        vault._session.reconnect = meanwhile
        with pytest.raises(StreamMoved):
            vault.commit([Append(ONE, 2, b"mine")])
        assert [blob for _, blob in other.read(ONE)] == [b"first", b"theirs"]


@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_where_the_server_stays_away_the_outcome_is_said_to_be_unknown(
    way: tuple[Way, str], place: str, when: str, count: int
) -> None:
    """It may be there or not, and a person looks before writing it again."""
    with open_(read_address(way[1]), patience=0.3) as vault:
        way[0].breaks, way[0].is_closed_when_broken = WHEN[when], True
        with pytest.raises(OutcomeUnknown) as told:
            vault.commit([Append(ONE, 1, b"first")])
    assert "look whether it is there" in told.value.hint
    with open_vault(place) as vault:
        assert len(list(vault.read(ONE))) == count


def test_reading_goes_on_over_a_crash_of_the_server(server: Server, place: str) -> None:
    """Half-way through a stream, and in an editing sitting that began before it."""
    with open_vault(place) as vault:
        vault.commit([Append(ONE, seq, bytes([seq])) for seq in range(1, 71)])
        reader = vault.read(ONE)
        found = [next(reader)[0] for _ in range(5)]
        server.stop(signal.SIGQUIT)
        server.start()
        found += [seq for seq, _ in reader]
        assert found == list(range(1, 71))
        server.stop(signal.SIGQUIT)
        server.start()
        vault.commit([Append(ONE, 71, b"after")])
        assert vault.head(ONE).seq == 71


def test_a_server_that_is_stopped_is_told(server: Server, place: str) -> None:
    """After the patience that was asked for; a commit that it never heard of is not there."""
    with open_(read_address(place), patience=0.1) as vault:
        server.stop()
        try:
            with pytest.raises(ServerAway):
                list(vault.read(ONE))
            with pytest.raises(ServerAway):
                vault.commit([Append(ONE, 1, b"r")])
            with pytest.raises(ServerAway, match="nothing listens there"):
                open_vault(place)
        finally:
            server.start()
        assert list(vault.read(ONE)) == []


def test_what_was_saved_outlives_a_crash_whatever_the_settings_are(server: Server, place: str) -> None:
    """A role's synchronous_commit = off would let the server answer before its disk has the record."""
    server.run(
        "CREATE ROLE hasty SUPERUSER LOGIN",
        "ALTER ROLE hasty SET synchronous_commit = off",
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "SELECT pg_reload_conf()",
    )
    try:
        with open_vault(place.replace("owner@", "hasty@")) as vault:
            vault.commit([Append(ONE, 1, b"saved")])
            server.stop(signal.SIGQUIT)
            server.start()
            assert list(vault.read(ONE)) == [(1, b"saved")]
    finally:
        server.run("ALTER SYSTEM RESET wal_writer_delay", "SELECT pg_reload_conf()")


def test_writers_lose_nothing_while_the_server_crashes(server: Server, place: str) -> None:
    """Four at once to the same stream; every record is there once."""
    half, open_all = threading.Event(), threading.Barrier(4)

    def append_twenty(name: int) -> None:
        with open_vault(place) as mine:
            open_all.wait(60)
            for number in range(20):
                if number == 10:
                    half.set()
                while True:
                    try:
                        mine.commit([Append(ONE, mine.head(ONE).seq + 1, bytes([name, number]))])
                    except StreamMoved:
                        continue
                    break

    writers = [threading.Thread(target=append_twenty, args=(name,)) for name in range(4)]
    for writer in writers:
        writer.start()
    half.wait(60)
    server.stop(signal.SIGQUIT)
    server.start()
    for writer in writers:
        writer.join()
    with open_vault(place) as vault:
        found = [blob for _, blob in vault.read(ONE)]
        assert sorted(found) == [bytes([name, number]) for name in range(4) for number in range(20)]
        assert vault.check() == []


def test_another_vault_at_the_place_is_not_taken_for_this_one(server: Server, place: str) -> None:
    """It was replaced while the connection was lost: what is tried again finds no way to it either."""
    with open_vault(place) as vault:
        server.stop(signal.SIGQUIT)
        server.start()
        remove_vault(place)
        create_vault(place, b"w" * 16, []).close()
        for _ in range(2):
            with pytest.raises(VaultMoved):
                vault.commit([Append(ONE, 1, b"r")])
            with pytest.raises(VaultMoved):
                vault.head(ONE)
    with open_vault(place) as other:
        assert list(other.streams()) == []


def test_a_vault_that_is_removed_while_it_is_open_is_told(place: str) -> None:
    """Reading and writing say so."""
    with open_vault(place) as vault:
        remove_vault(place)
        with pytest.raises(VaultMoved):
            vault.head(ONE)
        with pytest.raises(VaultMoved):
            vault.commit([Append(ONE, 1, b"r")])


def test_a_table_that_another_program_keeps_locked_is_told(server: Server, place: str) -> None:
    """After the patience that was asked for; nothing was written."""
    schema = place.rpartition("schema=")[2]
    with (
        open_(read_address(place), patience=0.1) as vault,
        psycopg.connect(server.address) as other,
    ):
        other.execute(f"LOCK TABLE {schema}.record IN EXCLUSIVE MODE")
        with pytest.raises(VaultBusy):
            vault.commit([Append(ONE, 1, b"r")])
        other.execute(f"LOCK TABLE {schema}.key_row IN ACCESS SHARE MODE")
        with pytest.raises(VaultBusy):
            vault.erase_residue()
        other.rollback()
        vault.commit([Append(ONE, 1, b"r")])
        assert list(vault.read(ONE)) == [(1, b"r")]


def test_two_programs_that_change_the_same_key_at_once_both_succeed(place: str) -> None:
    """A row is there once, as one of them wrote it."""
    ids = [bytes([n]) for n in range(5)]

    def change(blob: bytes) -> None:
        with open_vault(place) as mine:
            for _ in range(10):
                mine.commit([], [KeyChange("grant", BEN, each, blob) for each in ids])

    threads = [threading.Thread(target=change, args=(bytes([n]),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_vault(place) as vault:
        rows = list(vault.key_rows("grant"))
        assert [row.id for row in rows] == ids
        assert len({row.blob for row in rows}) == 1


def test_a_vault_that_is_closed_is_not_used(place: str) -> None:
    """It does not connect again by itself."""
    vault = open_vault(place)
    vault.close()
    with pytest.raises(RuntimeError, match="closed"):
        vault.head(ONE)


def test_every_fault_that_is_told_is_one_of_the_world(server: Server, place: str) -> None:
    """What the server reports while it writes is told in words, without the values that it quotes."""
    schema = place.rpartition("schema=")[2]
    for state, said in [("53100", "disk is full"), ("58030", "58030"), ("P0001", "P0001")]:
        server.run(
            f"CREATE OR REPLACE FUNCTION {schema}.f() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE 'canary-of-sixteen-bytes' USING ERRCODE = '{state}'; END $$",
            f"CREATE OR REPLACE TRIGGER t BEFORE INSERT ON {schema}.record FOR EACH ROW EXECUTE FUNCTION {schema}.f()",
        )
        with open_vault(place) as vault, pytest.raises(WorldProblem, match=said) as told:
            vault.commit([Append(ONE, 1, b"r")])
        assert "canary" not in f"{told.value} {told.value.hint}"
