"""The vault on a server behind a PgBouncer that pools by transaction is a vault, and leaves nothing to the next program."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from ipt_notes.vault.locate import create_vault, open_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.postgres import open_
from ipt_notes.vault.postgres_address import read_address
from ipt_notes.vault.postgres_faults import ServerAway
from tests.postgres_server import needs_postgres
from tests.vault.contract import ANN, ONE, OPEN, TWO, VAULT, VaultContract
from tests.vault.pooling import Pool, a_pool, needs_pgbouncer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Server

pytestmark = [needs_postgres, needs_pgbouncer]


@pytest.fixture(scope="module")
def pool(server: Server) -> Iterator[Pool]:
    """Two connections, for any number of programs."""
    with a_pool(server, 2) as pool:
        yield pool


class TestPooled(VaultContract):
    """Every promise of the port."""

    @pytest.fixture
    def open_again(self, server: Server, pool: Pool) -> OPEN:
        """One schema, opened again and again."""
        place = pool.place(server.new_place())
        create_vault(place, VAULT, []).close()
        return lambda: open_vault(place)

    @pytest.fixture
    def fresh(self, server: Server, pool: Pool) -> OPEN:
        """A new schema each time."""
        return lambda: create_vault(pool.place(server.new_place()), VAULT, [])


def test_nothing_stays_with_a_connection_that_others_get_next(server: Server) -> None:
    """No setting and no prepared statement, whatever a program did with the vault before."""
    with a_pool(server, 1) as pool:
        place = pool.place(server.new_place())
        asked = "SELECT name, setting FROM pg_settings ORDER BY name"
        address = f"{pool.place(server.address)}&application_name=ipt-notes"
        with psycopg.connect(address, autocommit=True, prepare_threshold=None) as other:
            before = other.execute(asked).fetchall()
            with create_vault(place, VAULT, [KeyChange("grant", ANN, b"i", b"g")]) as vault:
                for seq in range(1, 11):
                    vault.commit([Append(ONE, seq, b"r")], [KeyChange("grant", ANN, b"i", b"%d" % seq)])
                    assert len(list(vault.read(ONE))) == seq
                vault.erase_residue()
                with vault.at_one_moment():
                    assert vault.status().records == 10
                assert other.execute(asked).fetchall() == before
                assert other.execute("SELECT name FROM pg_prepared_statements").fetchall() == []


def test_more_programs_than_connections_write_at_once(server: Server, pool: Pool) -> None:
    """Twenty open vaults, two connections: each waits for its turn."""
    place = pool.place(server.new_place())
    create_vault(place, VAULT, []).close()
    opened = [open_vault(place) for _ in range(20)]

    def append_ten(name: int) -> None:
        for seq in range(1, 11):
            opened[name].commit([Append(bytes([name]) * 16, seq, b"%d" % seq)])

    threads = [threading.Thread(target=append_ten, args=(name,)) for name in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened[0].streams()) == [(bytes([name]) * 16, 10) for name in range(20)]
    for vault in opened:
        vault.close()


def test_a_server_that_crashes_behind_the_pool_is_waited_for(server: Server, pool: Pool) -> None:
    """The pool says so in words of its own; nothing is lost, nothing is written twice."""
    place = pool.place(server.new_place())
    with create_vault(place, VAULT, []) as vault:
        vault.commit([Append(ONE, seq, bytes([seq])) for seq in range(1, 71)])
        reader = vault.read(ONE)
        found = [next(reader)[0]]
        server.stop(signal.SIGQUIT)
        reading = threading.Thread(target=lambda: found.extend(seq for seq, _ in reader))
        reading.start()
        reading.join(0.5)  # it is told that the server is away, and waits
        server.start()
        reading.join()
        assert found == list(range(1, 71))
        server.stop(signal.SIGQUIT)
        server.start()
        vault.commit([Append(ONE, 71, b"after"), Append(TWO, 1, b"too")])
    with open_vault(place) as vault:
        assert list(vault.streams()) == [(ONE, 71), (TWO, 1)]


def test_a_pool_that_does_not_reach_the_server_is_told(server: Server) -> None:
    """To who is in already, and to who comes."""
    with a_pool(server, 1) as pool:
        place = pool.place(server.new_place())
        create_vault(place, VAULT, []).close()
        with open_(read_address(place), patience=0.1) as vault:
            server.stop(signal.SIGQUIT)
            try:
                with pytest.raises(ServerAway):
                    vault.head(ONE)
                with pytest.raises(ServerAway):
                    open_(read_address(place), patience=0.1)
            finally:
                server.start()
