"""Lists the clients by their grants alone: no chart is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice


class ClientLine(Struct, frozen=True):
    """A client as `client list` shows them."""

    code: str
    name: str


def list_clients(practice: Practice) -> list[ClientLine]:
    """Every client this member may read, by code."""
    lines = [ClientLine(grant.code, grant.name) for grant in practice.grants()]
    practice.looked_at_all = True
    return sorted(lines, key=lambda line: line.code.casefold())
