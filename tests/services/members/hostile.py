"""A server that lies: a vault whose answers are changed on their way to one member."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ipt_notes.services.members.roster_key import roster_stream
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.unlock.unlocking import member_of, unlock
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.port import Head, head_of
from tests.services.members.practices import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.vault.port import KeyRow, VaultPort

Blobs = list[bytes]


class Hostile:
    """A vault that shows another roster and other rows of keys than it holds; everything else is passed on.

    `roster` makes of the sealed records what is shown, `rows` of a row what is shown in its place (None: nothing).
    """

    def __init__(self, port: VaultPort) -> None:
        """Show everything as it is, at first."""
        self.port = port
        self.stream = roster_stream(port.vault_id)
        self.roster: Callable[[Blobs], Blobs] = list
        self.rows: Callable[[KeyRow], bytes | None] = lambda row: row.blob

    def __getattr__(self, name: str) -> Any:
        """What the vault itself does."""
        return getattr(self.port, name)

    def _shown(self) -> Blobs:
        return self.roster([blob for _, blob in self.port.read(self.stream)])

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """The records that are shown."""
        if stream == self.stream:
            yield from list(enumerate(self._shown(), 1))[after:]
        else:
            yield from self.port.read(stream, after)

    def head(self, stream: bytes) -> Head:
        """Where the stream that is shown ends."""
        if stream != self.stream:
            return self.port.head(stream)
        shown = self._shown()
        return head_of(len(shown), shown[-1]) if shown else Head(0, bytes(32))

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows that are shown."""
        for row in self.port.key_rows(kind, member):
            shown = self.rows(row)
            if shown is not None:
                yield row._replace(blob=shown)

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """The row that is shown."""
        return next((row.blob for row in self.key_rows(kind, member) if row.id == id), None)


@contextmanager
def at_server(
    folder: Path, name: str = "", where: str = "", *, is_fresh: bool = False
) -> Iterator[tuple[Hostile, Practice]]:
    """A member who has opened the vault (at `where`, else the practice's own) while the server was honest.

    `is_fresh`: on a computer that has seen nothing of the vault before.
    """
    settings = settings_of(folder, name)
    settings = settings._replace(where=where or settings.where)
    if is_fresh:
        settings = settings._replace(state_folder=folder / f"fresh {name}")
    with open_vault(settings.where) as port:
        member, server = member_of(port, unlock(port, settings, Nobody())), Hostile(port)
        yield server, Practice(server, member, settings)
