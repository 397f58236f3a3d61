"""The plan of every statement of the vault on a server, in a table of any size that is filled on the server itself.

`make scale` tells them for ten million records, as they stand in docs/scale.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg

from ipt_notes.vault import postgres_statements
from ipt_notes.vault.contents import KINDS
from ipt_notes.vault.locate import create_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.postgres_server import Server

_STREAM = "decode(md5({}::text), 'hex')"
A_STREAM = "decode(md5('7'), 'hex')"
"""A stream, and a member, in the middle of what `filled` makes."""
LONG_STREAM = _STREAM.format("'long'")
_IN_A_STREAM, IN_THE_LONG_ONE = 32, 10_000
_CLIENTS = 32
_BLOB = b"x" * 64
VALUES: dict[str, tuple[str, ...]] = {
    "HEAD": (A_STREAM,),
    "END": (A_STREAM,),
    "READ": (A_STREAM, "3"),
    "IS_THERE": (A_STREAM, "3", "'x'"),
    "STREAMS": (A_STREAM,),
    "PLACES": (A_STREAM,),
    "KEY_ROW": ("'grant'", A_STREAM, A_STREAM),
    "KEY_ROWS": ("'grant'", A_STREAM, "''"),
    "KEY_ROWS_OF": ("'grant'", A_STREAM, "''"),
    "NEXT_KIND": ("'grant'",),
    "MEMBERS": ("'grant'", A_STREAM),
    "APPEND": (A_STREAM, "1000", "'x'"),
    "PUT_KEY": ("'grant'", A_STREAM, "'new'", "'x'"),
    "DELETE_KEY": ("'grant'", A_STREAM, A_STREAM),
}
"""What each statement on the two tables that grow is asked with."""
OF_FEW_ROWS = {
    "META": "meta has two rows",
    "VAULT_ID": "meta has two rows",
    "SET_FORMAT": "meta has two rows",
    "STILL_COPYING": "meta has two rows",
    "END_COPYING": "meta has two rows",
    "DURABLE": "reads no table",
    "ABILITY": "reads no table",
    "SIZES": "reads no table",
    "OWNER": "the server's own catalogue",
    "CATALOGUE": "the server's own catalogue",
    "REWRITE_KEYS": "writes a table anew, when a client was erased",
}
"""Why the others have no plan that grows."""


class Plan(NamedTuple):
    """What the server does for a statement: its nodes from the top, and the index of each that has one."""

    name: str
    nodes: tuple[str, ...]
    indexes: tuple[str, ...]

    @property
    def stays_on_the_key(self) -> bool:
        """Whether rows are found by primary keys alone, and come in their order."""
        scans = [node for node in self.nodes if "Scan" in node]
        by_index = all(node in {"Index Scan", "Index Only Scan"} for node in scans)
        return by_index and "Sort" not in self.nodes and all(name.endswith("_pkey") for name in self.indexes)


def statements() -> dict[str, str]:
    """Every statement of the vault, by its name in the code."""
    return {
        name: said
        for name, said in vars(postgres_statements).items()
        if name.isupper() and not name.startswith("_") and isinstance(said, str)
    }


def filled(server: Server, records: int, prepare: Callable[[str], None] = lambda _: None) -> str:
    """The schema of a vault of so many records, 32 in a stream, and one long stream; for every 32 a member with their grants."""
    place = server.new_place()
    create_vault(place, b"v" * 16, []).close()
    prepare(place)
    schema = place.rpartition("=")[2]
    streams = records // _IN_A_STREAM
    server.run(
        f"INSERT INTO {schema}.record SELECT {_STREAM.format('s')}, n, '{_BLOB.decode()}' "
        f"FROM generate_series(1, {streams}) s, generate_series(1, {_IN_A_STREAM}) n ORDER BY n, s",
        f"INSERT INTO {schema}.record SELECT {LONG_STREAM}, n, '{_BLOB.decode()}' "
        f"FROM generate_series(1, {IN_THE_LONG_ONE}) n",
        f"INSERT INTO {schema}.key_row SELECT k, {_STREAM.format(f'(s % {max(streams // _CLIENTS, 8)})')}, "
        f"{_STREAM.format('s')}, '{_BLOB.decode()}' FROM generate_series(1, {streams}) s, "
        f"unnest(ARRAY{list(KINDS)}) k WHERE k = 'grant' OR s % {_CLIENTS} = 0",
        f"VACUUM ANALYZE {schema}.record",
        f"VACUUM ANALYZE {schema}.key_row",
    )
    return schema


def plans(server: Server, schema: str) -> Iterator[Plan]:
    """The plan of each statement on the tables that grow."""
    for name, values in VALUES.items():
        nodes = list(explained(server, schema, name, values))
        kinds = tuple(_kind(node) for node in nodes)
        yield Plan(name, kinds, tuple(node["Index Name"] for node in nodes if "Index Name" in node))


def explained(
    server: Server, schema: str, name: str, values: tuple[str, ...], how: str = "FORMAT JSON"
) -> Iterator[dict[str, Any]]:
    """The nodes of a statement's plan from the top, planned for its values as the program's own are."""
    said = statements()[name].replace("{}", f"{schema}.").replace("%s", "{}").format(*values)
    with psycopg.connect(server.address) as connection:
        rows = connection.execute(f"EXPLAIN ({how}) {said}").fetchone()
    yield from _below(rows[0][0]["Plan"])


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _below(each)


def _kind(node: dict[str, Any]) -> str:
    kind: str = node["Node Type"]
    return node["Operation"] if kind == "ModifyTable" else kind


def told(found: list[Plan]) -> Iterator[str]:
    """The rows of the page's table."""
    for plan in found:
        by = " ← ".join(plan.nodes) + (f" on {', '.join(plan.indexes)}" if plan.indexes else "")
        yield f"| `{plan.name}` | {by} |"
    for name, why in OF_FEW_ROWS.items():
        yield f"| `{name}` | {why} |"
