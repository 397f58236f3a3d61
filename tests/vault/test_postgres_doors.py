"""Who is let in by a server, and over which ways: certificates, passwords, roles, and tables that are not a vault's."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from ipt_notes.errors import (
    StreamMoved,
    VaultDamaged,
    VaultExists,
    VaultIsNewer,
    VaultNotFound,
    VaultReadOnly,
)
from ipt_notes.vault.locate import create_vault, is_taken, open_vault, remove_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.postgres_faults import (
    DatabaseMissing,
    LoginRefused,
    NoPrivilege,
    ServerAway,
    ServerNotProven,
)
from tests.postgres_server import Server, a_server, needs_postgres
from tests.vault.contract import ANN, ONE, VAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = needs_postgres

PAGE = Path(__file__).parents[2] / "docs" / "postgresql.md"
SECRET = "correct-horse-battery"


@pytest.fixture(scope="module")
def practice(server: Server) -> Server:
    """A server that was set up as docs/postgresql.md says, with a vault, and ann and ron in the roles told there."""
    first, *later = re.findall(
        r"^```sql\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    server.run(*filter(str.strip, first.split(";\n")))
    create_vault(server.address_of("ipt_owner", "practice"), VAULT, []).close()
    with psycopg.connect(server.address_of("ipt_owner", "practice"), autocommit=True) as owner:
        owner.execute("SELECT 1")
    with psycopg.connect(server.address_of("owner", "practice"), autocommit=True) as powerful:
        for block in later:
            powerful.execute(block)
        powerful.execute(f"CREATE ROLE ann LOGIN PASSWORD '{SECRET}' IN ROLE ipt_member")
        powerful.execute("CREATE ROLE ron LOGIN IN ROLE ipt_reader")
        powerful.execute("CREATE ROLE stranger LOGIN")
    return server


@pytest.fixture
def passwords(practice: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that PGPASSFILE names, with ann's password."""
    file = tmp_path / "pgpass"
    file.write_text(f"localhost:{practice.port}:practice:ann:{SECRET}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    return file


def test_a_member_reads_appends_and_deletes_keys(practice: Server, passwords: Path) -> None:
    """Over an encrypted and proven connection, with the rights that the page gives and a password file."""
    with open_vault(practice.address_with_tls("ann", "practice")) as vault:
        vault.commit([Append(ONE, 1, b"r")], [KeyChange("grant", ANN, b"i", b"g")])
        vault.commit([], [KeyChange("grant", ANN, b"i", b"new")])
        vault.commit([], [KeyChange("grant", ANN, b"i", None)])
        vault.erase_residue()
        assert list(vault.read(ONE)) == [(1, b"r")]
        assert (vault.check(), vault.read_only) == ([], False)
        with pytest.raises(NoPrivilege):
            vault.upgrade([])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ipt_notes.record SET blob = 'x'",
        "DELETE FROM ipt_notes.record",
        "TRUNCATE ipt_notes.record",
        "UPDATE ipt_notes.key_row SET blob = 'x'",
        "UPDATE ipt_notes.meta SET value = 'x'",
        "INSERT INTO ipt_notes.meta VALUES ('x', 'x')",
        "DROP TABLE ipt_notes.record",
        "ALTER TABLE ipt_notes.record DISABLE TRIGGER ALL",
        "CREATE TABLE ipt_notes.more (x int)",
    ],
)
def test_a_member_changes_nothing_that_was_written(practice: Server, statement: str) -> None:
    """The server refuses it, whatever program asks."""
    with (
        psycopg.connect(practice.address_of("ann", "practice")) as link,
        pytest.raises(InsufficientPrivilege),
    ):
        link.execute(statement)


def test_a_reader_reads_and_writes_nothing(practice: Server) -> None:
    """The vault is told to be read-only when it is opened."""
    with open_vault(practice.address_of("ron", "practice")) as vault:
        assert vault.read_only
        assert vault.status().key_rows == 0
        with pytest.raises(VaultReadOnly, match="lets this user read only"):
            vault.commit([Append(ONE, 9, b"r")])


def test_who_has_no_rights_is_told(practice: Server, tmp_path: Path) -> None:
    """By what whoever runs the server could do about it; nobody makes a vault where they may not."""
    with pytest.raises(LoginRefused, match="may not enter"):
        open_vault(practice.address_of("stranger", "practice"))
    practice.run("GRANT CONNECT ON DATABASE practice TO stranger")
    with pytest.raises(NoPrivilege) as told:
        open_vault(practice.address_of("stranger", "practice"))
    assert "GRANT" in told.value.hint
    with pytest.raises(NoPrivilege):
        create_vault(practice.address_of("stranger", "practice") + "&schema=mine", VAULT, [])


def test_a_schema_that_was_made_beforehand_is_used(practice: Server) -> None:
    """For an owner who may not make one; where the vault is removed again the schema stays."""
    with psycopg.connect(practice.address_of("owner", "practice"), autocommit=True) as powerful:
        powerful.execute("CREATE SCHEMA given; GRANT CREATE, USAGE ON SCHEMA given TO stranger")
    place = practice.address_of("stranger", "practice") + "&schema=given"
    with create_vault(place, VAULT, [], [Append(ONE, 1, b"r")]) as vault:
        assert list(vault.read(ONE)) == [(1, b"r")]
    remove_vault(place)
    assert not is_taken(place)


def test_a_wrong_password_is_told(practice: Server, passwords: Path) -> None:
    """Neither it nor the right one is in what is said."""
    passwords.write_text(f"*:*:*:*:wrong-{SECRET}\n", encoding="utf-8")
    with pytest.raises(LoginRefused, match="no such user and password") as told:
        open_vault(practice.address_with_tls("ann", "practice"))
    assert SECRET not in f"{told.value} {told.value.hint} {told.value.details}"


def test_a_missing_password_is_told(practice: Server, passwords: Path) -> None:
    """And where to put it."""
    passwords.unlink()
    with pytest.raises(LoginRefused, match="none was found") as told:
        open_vault(practice.address_with_tls("ann", "practice"))
    assert ".pgpass" in told.value.hint


@pytest.mark.parametrize("user", ["ann", "nobody_here"])
def test_a_server_that_can_not_be_proven_gets_no_password(
    practice: Server, passwords: Path, user: str
) -> None:
    """Its name is another one, no authority is named, or its certificate is not from it."""
    place = practice.address_with_tls(user, "practice")
    certificate = f"sslrootcert={practice.certificate}"
    with pytest.raises(ServerNotProven, match="another name"):
        open_vault(place.replace("localhost", "127.0.0.1"))
    with pytest.raises(ServerNotProven, match="no certificate here"):
        open_vault(place.replace(certificate, "sslrootcert=/nowhere/root.crt"))
    other = practice.folder / "other.crt"
    with a_server() as another:
        other.write_bytes(another.certificate.read_bytes())
    with pytest.raises(ServerNotProven, match="not one that is trusted"):
        open_vault(place.replace(certificate, f"sslrootcert={other}"))


def test_a_weaker_way_is_gone_where_the_address_asks_for_it(practice: Server, passwords: Path) -> None:
    """Encrypted and not proven; and where the server wants encryption, none is not enough."""
    place = f"postgresql://ann@localhost:{practice.port}/practice"
    with open_vault(f"{place}?sslmode=require") as vault:
        assert vault.vault_id == VAULT
    with pytest.raises(LoginRefused, match="not encrypted"):
        open_vault(f"{place}?sslmode=disable")


def test_what_is_not_there_is_told(server: Server, tmp_path: Path) -> None:
    """The server, the database, the user, the vault."""
    with pytest.raises(ServerAway, match="nothing listens"):
        open_vault(f"postgresql:///practice?host={tmp_path}")
    with pytest.raises(ServerAway, match="not known"):
        open_vault("postgresql://no-such-host.invalid/practice")
    with pytest.raises(DatabaseMissing):
        open_vault(server.address_of("owner", "no_such_database"))
    with pytest.raises(LoginRefused):
        open_vault(server.address_of("no_such_user"))
    with pytest.raises(VaultNotFound):
        open_vault(server.new_place())


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {}.record ADD COLUMN more text",
        "ALTER TABLE {}.record DROP CONSTRAINT record_pkey",
        "ALTER TABLE {}.record ALTER COLUMN seq TYPE integer",
        "ALTER TABLE {}.record ALTER COLUMN blob DROP NOT NULL",
        "DROP TABLE {}.key_row",
        "DELETE FROM {}.meta WHERE name = 'vault'",
        "DELETE FROM {}.meta WHERE name = 'format'",
        "UPDATE {}.meta SET value = '0' WHERE name = 'format'",
        "UPDATE {}.meta SET value = 'new' WHERE name = 'format'",
    ],
)
def test_tables_that_are_not_a_vaults_are_refused(server: Server, change: str) -> None:
    """Without its primary key, above all, two programs could overwrite each other."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    server.run(change.format(place.rpartition("=")[2]))
    with pytest.raises(VaultDamaged):
        open_vault(place)
    assert is_taken(place)


def test_a_newer_vault_is_refused(server: Server) -> None:
    """It says which format it found."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    server.run(f"UPDATE {place.rpartition('=')[2]}.meta SET value = '7' WHERE name = 'format'")
    with pytest.raises(VaultIsNewer, match="format 7"):
        open_vault(place)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {}.record SET seq = 9 WHERE seq = 3",
        "DELETE FROM {}.record WHERE seq = 2",
        "INSERT INTO {}.record VALUES ('short', 1, 'x')",
        "UPDATE {}.key_row SET kind = 'other'",
        "INSERT INTO {}.meta VALUES ('more', 'x')",
    ],
)
def test_rows_no_commit_can_have_made_are_found(server: Server, change: str) -> None:
    """The structure is checked without a key."""
    place = server.new_place()
    records = [Append(ONE, seq, b"r") for seq in range(1, 4)]
    create_vault(place, VAULT, [KeyChange("slot", ANN, b"i", b"b")], records).close()
    server.run(change.format(place.rpartition("=")[2]))
    with open_vault(place) as vault:
        assert vault.check()


def test_a_server_that_would_forget_is_read_and_not_written(server: Server) -> None:
    """With fsync off, what it says is saved would not outlive a power failure."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    server.run("ALTER SYSTEM SET fsync = off")
    server.stop()
    server.start()
    try:
        with open_vault(place) as vault, pytest.raises(VaultReadOnly, match="fsync is off"):
            vault.commit([Append(ONE, 1, b"r")])
        with pytest.raises(VaultReadOnly):
            create_vault(server.new_place(), VAULT, [])
    finally:
        server.run("ALTER SYSTEM RESET fsync")
        server.stop()
        server.start()


def test_a_copy_of_a_server_is_read_and_not_written(server: Server) -> None:
    """It only answers questions."""
    place = server.new_place()
    create_vault(place, VAULT, [], [Append(ONE, 1, b"r")]).close()
    server.run(
        "CREATE ROLE asking SUPERUSER LOGIN", "ALTER ROLE asking SET default_transaction_read_only = on"
    )
    with open_vault(place.replace("owner@", "asking@")) as vault:
        assert vault.read_only
        assert list(vault.read(ONE)) == [(1, b"r")]
        with pytest.raises(VaultReadOnly, match="only answers questions"):
            vault.commit([Append(ONE, 2, b"s")])


def test_a_vault_is_never_made_over_another(server: Server) -> None:
    """Nor by two programs at once: one of them makes it."""
    place, told = server.new_place(), []

    def make(name: int) -> None:
        try:
            create_vault(place, bytes([name]) * 16, []).close()
        except VaultExists:
            told.append(name)

    threads = [threading.Thread(target=make, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 3
    with open_vault(place) as vault:
        assert vault.vault_id[0] not in told


def test_a_vault_that_could_not_be_made_leaves_nothing(server: Server) -> None:
    """Not its schema either."""
    place = server.new_place()
    with pytest.raises(StreamMoved):
        create_vault(place, VAULT, [], [Append(ONE, 2, b"not the first")])
    assert not is_taken(place)
    with psycopg.connect(server.address) as link:
        found = link.execute(
            "SELECT 1 FROM pg_namespace WHERE nspname = %s", (place.rpartition("=")[2],)
        ).fetchall()
    assert found == []
