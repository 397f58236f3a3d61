"""The vault on a PostgreSQL server: a schema with three tables, each statement by primary key.

`postgres_commit` writes, `tables` reads, in pages of a few rows, so that nothing is held open between them.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from psycopg.errors import FeatureNotSupported

from ipt_notes.errors import (
    VaultDamaged,
    VaultIsNewer,
    VaultIsOlder,
    VaultMoved,
    VaultReadOnly,
)
from ipt_notes.vault import postgres_statements as say
from ipt_notes.vault.contents import KINDS, UnfinishedCopy
from ipt_notes.vault.port import Status
from ipt_notes.vault.postgres_commit import Commit, Upgrade
from ipt_notes.vault.postgres_schema import NAMES, UNFINISHED, compare
from ipt_notes.vault.postgres_session import PATIENCE, Session
from ipt_notes.vault.schema import OLDEST, VERSION
from ipt_notes.vault.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.errors import IptNotesError
    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.postgres_address import Address
    from ipt_notes.vault.postgres_session import Link, Row
    from ipt_notes.vault.tables import Values


class PostgresVault(Tables):
    """An open vault on a server. It is a VaultPort."""

    _statements = say.READING
    _way_to_write: ClassVar[type[Commit]] = Commit

    def __init__(self, session: Session) -> None:
        """Take over a session in whose schema there is a vault. VaultNotFound, VaultDamaged, VaultIsNewer, NoPrivilege."""
        self._session = session
        self._where = session.address.shown
        compare(session.address, session.rows(say.CATALOGUE, (session.address.schema,)))
        self.vault_id, self.format_version = self._meta()
        self._why = self._why_unwritable()
        self._refusal: IptNotesError | None = None
        self.read_only = bool(self._why) or self.format_version < VERSION
        session.on_return = self._require_same

    def __repr__(self) -> str:
        """Names no content."""
        return "<PostgresVault>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def _fetch(self, statement: str, values: Values) -> list[Row]:
        return self._session.rows(statement, values)

    def _meta(self) -> tuple[bytes, int]:
        """The vault's id and its format."""
        rows: dict[str, bytes] = dict(self._rows(say.META, (), (str, bytes)))
        version = rows.get("format", b"")
        if version == UNFINISHED:
            raise UnfinishedCopy(where=self._where)
        if len(rows.get("vault", b"")) != 16 or not version.isdigit() or len(version) > 9:
            raise VaultDamaged(where=self._where, what="it has lost its id")
        if int(version) > VERSION:
            raise VaultIsNewer(where=self._where, found=int(version), known=VERSION)
        if int(version) < OLDEST:
            raise VaultDamaged(where=self._where, what="no vault was ever of its format")
        return rows["vault"], int(version)

    def _why_unwritable(self) -> str:
        """Why the vault can only be read, or "": what is said to be saved outlives a power failure of the server."""
        row = self._row(say.ABILITY, (), (str, str, bool)) or ("", "", False)
        if row[0] != "off":
            return "its server only answers questions (it is a copy of another one, or set so)"
        if row[1] == "off":
            return "its server would lose what it saved in a power failure (fsync is off)"
        return "" if row[2] else "the server lets this user read only"

    def _require_same(self, link: Link) -> None:
        """VaultMoved where a new connection leads to another vault, or to none."""
        row = link.execute(self._session.said(say.VAULT_ID)).fetchone()
        if row is None or row[0] != self.vault_id:
            raise VaultMoved(where=self._where)

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """One durable transaction: every record at the end of its stream, every change of keys, or nothing.

        OutcomeUnknown where the server went away with the answer and did not come back in time.
        """
        self._refuse_unwritable()
        if self.format_version < VERSION:
            raise VaultIsOlder(found=self.format_version)
        self.take(appends, key_changes)

    def take(self, appends: Sequence[Append], key_changes: Sequence[KeyChange]) -> None:
        """`commit` into a vault that is being made, of whatever format it is."""
        self._way_to_write(self._session, appends, key_changes).write()

    def upgrade(self, appends: Sequence[Append]) -> None:
        """`commit`, and the format of this program with it. NoPrivilege but for the owner of the tables."""
        self._refuse_unwritable()
        Upgrade(self._session, appends).write()
        self.format_version, self.read_only = VERSION, False

    def _refuse_unwritable(self) -> None:
        if self._why:
            raise self._refusal or VaultReadOnly(why=self._why, hint="nothing was written")

    def only_read(self, why: str, refusal: IptNotesError | None = None) -> None:
        """Refuse every commit from now on."""
        self._why, self._refusal, self.read_only = why, refusal, True

    def check(self) -> list[str]:
        """Rows and gaps that no commit can have made, in words. The server's own files are the server's matter."""
        found = [] if self._names() <= NAMES else ["a row that does not belong to a vault"]
        for stream, count, first, last in self._places():
            if len(stream) != 16 or first < 1:
                found.append("a record is not of the kind its table holds")
            if (first, last) != (1, count):
                found.append("a stream has a gap in its records")
        if any(kind not in KINDS for kind in self._kinds()):
            found.append("a row of keys is not of the kind its table holds")
        return list(dict.fromkeys(found))

    def _names(self) -> set[str]:
        return {name for name, _ in self._rows(say.META, (), (str, bytes))}

    def _places(self) -> Iterator[Row]:
        """(stream, number of records, first place, last place), a page at a time."""
        after = b""
        while rows := self._rows(say.PLACES, (after,), (bytes, int, int, int)):
            yield from rows
            after = self._further(after, rows[-1][0])

    def _kinds(self) -> Iterator[str]:
        """The kinds of rows of keys in the server's order, which is that of its language."""
        seen = {""}
        kind = ""
        while row := self._row(say.NEXT_KIND, (kind,), (str,)):
            kind = row[0]
            if kind in seen:
                raise VaultDamaged(where=self._where, what="its rows are not in their order")
            seen.add(kind)
            yield kind

    def _members(self, kind: str) -> Iterator[tuple[bytes, int]]:
        """(member, number of rows of a kind), a page at a time."""
        after = b""
        while rows := self._rows(say.MEMBERS, (kind, after), (bytes, int)):
            yield from rows
            after = self._further(after, rows[-1][0])

    def status(self) -> Status:
        """What can be counted, and what the server says of the tables' size."""
        streams = records = 0
        for _, count in self.streams():
            streams, records = streams + 1, records + count
        key_rows = sum(count for kind in self._kinds() for _, count in self._members(kind))
        size = (self._row(say.SIZES, (), (int,)) or (0,))[0]
        return Status(self.format_version, streams, records, key_rows, size, 0, "none")

    def copy_to(self, where: str, prove: Callable[[VaultPort], None] = lambda _: None) -> None:
        """A copy of one moment in a new SQLite file. VaultUnreachable when the connection is lost on the way."""
        from ipt_notes.vault.sqlite import copy_into

        with self.at_one_moment():
            copy_into(Path(where), self, prove)

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Read as of now for a block. VaultUnreachable when the connection is lost on the way."""
        with self._session.as_one("ISOLATION LEVEL REPEATABLE READ, READ ONLY"):
            yield

    def erase_residue(self) -> None:
        """Write the table of keys anew without what was deleted from it, where the tables are this user's own.

        For others the server does so in its own time; its journal, copies and backups are out of reach in any case.
        """
        self._refuse_unwritable()
        if (self._row(say.OWNER, (), (bool,)) or (False,))[0]:
            with suppress(FeatureNotSupported):
                self._session.run(self._rewrite_keys)

    def _rewrite_keys(self, link: Link) -> None:
        """In a transaction, so that nothing of it stays with the connection, as it would behind `SET` and VACUUM FULL."""
        with link.transaction():
            link.execute(self._session.said(say.DURABLE), (str(int(self._session.patience * 1000)),))
            link.execute(self._session.said(say.REWRITE_KEYS))


def open_(address: Address, *, patience: float = PATIENCE) -> PostgresVault:
    """The vault at this address; `patience` is how many seconds a server that goes away is waited for.

    VaultNotFound, VaultDamaged, VaultIsNewer, NoPrivilege, and the errors of connecting. What can't be written opens for
    reading.
    """
    session = Session(address, patience)
    try:
        return PostgresVault(session)
    except BaseException:
        session.close()
        raise
