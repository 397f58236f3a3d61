"""Copies a vault to a PostgreSQL server in many transactions; one that broke off is gone on with.

Until it is finished `meta` says so in the place of the format, and no program opens it as a vault. Who appends to it holds
that row, so that nothing comes into a copy that another program is finishing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import VaultExists, VaultNotFound
from ipt_notes.vault import postgres_statements as say
from ipt_notes.vault.contents import lacking_in_parts
from ipt_notes.vault.postgres import PostgresVault
from ipt_notes.vault.postgres_commit import Commit
from ipt_notes.vault.postgres_making import make_tables
from ipt_notes.vault.postgres_schema import UNFINISHED
from ipt_notes.vault.postgres_session import Session
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.postgres_address import Address
    from ipt_notes.vault.postgres_session import Link

_OF_ANOTHER = (
    "it is an unfinished copy of another vault: nothing was changed; choose another place with schema="
)


class _Part(Commit):
    """A commit that is made while nobody finishes the copy."""

    def _put(self, link: Link) -> Callable[[], dict[bytes, int]]:
        held = link.execute(self._said(say.STILL_COPYING), (UNFINISHED,))
        heads = super()._put(link)

        def ends() -> dict[bytes, int]:
            if held.fetchone() is None:
                raise VaultExists(where=self._session.address.shown)
            return heads()

        return ends


class GrowingCopy(PostgresVault):
    """An unfinished copy. VaultExists where it is finished."""

    _way_to_write = _Part

    def _meta(self) -> tuple[bytes, int]:
        """The vault's id; whoever copies knows the format."""
        rows: dict[str, bytes] = dict(self._rows(say.META, (), (str, bytes)))
        if rows.get("format") != UNFINISHED:
            raise VaultExists(where=self._where)
        return rows.get("vault", b""), VERSION

    def take(self, appends: Sequence[Append], key_changes: Sequence[KeyChange]) -> None:
        """`commit`, of whatever format it is going to be. VaultExists where another program finished it just now."""
        self._refuse_unwritable()
        super().take(appends, key_changes)

    def finish(self, prove: Callable[[VaultPort], None]) -> None:
        """Make it a vault, unless `prove` refuses it; nobody appends meanwhile."""
        with self._session.as_one():
            self._session.run(self._hold)
            prove(self)
            version = str(self.format_version).encode()
            self._session.run(lambda link: link.execute(self._session.said(say.SET_FORMAT), (version,)))

    def _hold(self, link: Link) -> None:
        link.execute(self._session.said(say.DURABLE), (str(int(self._session.patience * 1000)),))
        if not link.execute(self._session.said(say.END_COPYING), (UNFINISHED,)).fetchone():
            raise VaultExists(where=self._where)


def begin(address: Address, source: VaultPort) -> None:
    """Make the tables of a copy, or find those of one of the same vault. VaultExists, and the errors of `create`."""
    with Session(address) as session:
        _begun(session, source)


def copy_in_steps(address: Address, source: VaultPort, prove: Callable[[VaultPort], None]) -> None:
    """What an unfinished copy lacks of `source`, and the end of it. The errors of `begin`, and what `prove` raises."""
    with Session(address) as session:
        copy = _begun(session, source)
        for appends, changes in lacking_in_parts(source, copy):
            copy.take(appends, changes)
        copy.finish(prove)


def _begun(session: Session, source: VaultPort) -> GrowingCopy:
    try:
        copy = GrowingCopy(session)
    except VaultNotFound:
        with session.as_one():
            make_tables(session, source.vault_id)
            session.run(lambda link: link.execute(session.said(say.SET_FORMAT), (UNFINISHED,)))
        copy = GrowingCopy(session)
    if copy.vault_id != source.vault_id:
        raise VaultExists(where=session.address.shown, hint=_OF_ANOTHER)
    copy.format_version = source.format_version
    return copy
