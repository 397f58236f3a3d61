"""Makes and removes vaults on a PostgreSQL server, each in one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from psycopg.errors import DuplicateSchema, DuplicateTable, UniqueViolation

from ipt_notes.errors import VaultDamaged, VaultExists, VaultIsNewer, VaultNotFound, VaultUnreachable
from ipt_notes.vault.contents import in_parts
from ipt_notes.vault.postgres import PostgresVault, open_
from ipt_notes.vault.postgres_faults import NoPrivilege
from ipt_notes.vault.postgres_schema import meta_rows, tables
from ipt_notes.vault.postgres_session import Session
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.postgres_address import Address
    from ipt_notes.vault.postgres_session import Link

_MADE_AT_ONCE = (DuplicateTable, DuplicateSchema, UniqueViolation)
"""What the later one of two programs hears that make the same vault."""


def create(
    address: Address, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append] = ()
) -> PostgresVault:
    """A new vault (`vault_id` 16 bytes), its schema too where there is none.

    VaultExists, NoPrivilege for a user who may not make tables there, and the errors of connecting.
    """
    with Session(address) as session, session.as_one():
        make_tables(session, vault_id)
        PostgresVault(session).commit(appends, key_changes)
    return open_(address)


def copy_into(address: Address, source: VaultPort, prove: Callable[[VaultPort], None]) -> None:
    """What `source` holds as a new vault, unless `prove` refuses it. The errors of `create`, and what `prove` raises."""
    with Session(address) as session, session.as_one():
        make_tables(session, source.vault_id, source.format_version)
        copy = PostgresVault(session)
        for appends, changes in in_parts(source):
            copy.take(appends, changes)
        prove(copy)


def make_tables(session: Session, vault_id: bytes, version: int = VERSION) -> None:
    """The tables of a vault that is still empty, and the schema where there is none. VaultExists."""
    schema = session.address.schema

    def step(link: Link) -> None:
        with link.transaction():
            if not link.execute(_IS_SCHEMA, (schema,)).fetchone():
                link.execute(f'CREATE SCHEMA "{schema}"'.encode())
            for statement in tables(schema):
                link.execute(statement.encode())
            for row in meta_rows(vault_id, version):
                link.execute(f'INSERT INTO "{schema}".meta VALUES (%s, %s)'.encode(), row)  # noqa: S608

    def refusing(link: Link) -> None:
        try:
            step(link)
        except _MADE_AT_ONCE:
            raise VaultExists(where=session.address.shown) from None

    session.run(refusing)


_IS_SCHEMA = b"SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s"


def remove(address: Address) -> None:
    """Remove the tables of a vault, and the schema where nothing else is in it."""
    with Session(address) as session:
        for table in ("record", "key_row", "meta"):
            _run(session, f'DROP TABLE IF EXISTS "{address.schema}".{table}')
        with suppress(VaultUnreachable, NoPrivilege):
            _run(session, f'DROP SCHEMA "{address.schema}"')


def _run(session: Session, statement: str) -> None:
    session.run(lambda link: link.execute(statement.encode()))


def is_there(address: Address) -> bool:
    """Whether there is a vault, or what looks like one. NoPrivilege, and the errors of connecting."""
    try:
        open_(address).close()
    except VaultNotFound:
        return False
    except (VaultDamaged, VaultIsNewer):
        return True
    return True
