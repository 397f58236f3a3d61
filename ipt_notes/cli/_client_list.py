"""`ipt-notes client list`: every client one may read. Nothing is imported that a chart needs."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli._unfinished import tell_unfinished
from ipt_notes.cli.client import app
from ipt_notes.services.listing import ClientLine, list_clients


class ClientList(Struct, frozen=True):
    """Every client you may read."""

    clients: tuple[ClientLine, ...]


def _told_list(result: ClientList) -> Iterable[str]:
    yield from printing.table((line.code, line.name) for line in result.clients)
    if not result.clients:
        yield "No clients yet. Add the first: ipt-notes client add CODE --name NAME"


@frame.command(app, "client list", ClientList, _told_list)
def list_() -> ClientList:
    """List every client you may read. `ipt-notes caseload` shows where each course stands."""
    with frame.practice() as practice:
        tell_unfinished(practice)
        return ClientList(tuple(list_clients(practice)))
