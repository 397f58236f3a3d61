"""A real PgBouncer before a PostgreSQL server: it pools by transaction, so that programs share few connections."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.postgres_server import OWNER, as_ordinary_user, free_port, own
from tests.programs import MUST_BE_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Server

_PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin") or "/missing"
_CONFIGURATION = """\
[databases]
* = host={server} port={server_port} user={owner}
[pgbouncer]
pool_mode = transaction
default_pool_size = {connections}
auth_type = any
unix_socket_dir = {folder}
listen_port = {port}
server_login_retry = 1
query_wait_timeout = 2
client_login_timeout = 5
"""

needs_pgbouncer = pytest.mark.skipif(
    not Path(_PROGRAM).exists() and not MUST_BE_THERE, reason="not here: PgBouncer"
)


class Pool:
    """A pool that is running; `connections` of it lead to the server."""

    def __init__(self, server: Server, folder: Path, connections: int) -> None:
        """Start it, and wait until it answers."""
        self._server, self._folder, self._port = server, folder, free_port()
        file = folder / "pgbouncer.ini"
        file.write_text(
            _CONFIGURATION.format(
                server=server.folder, server_port=server.port, owner=OWNER, connections=connections,
                folder=folder, port=self._port,
            ),
            encoding="utf-8",
        )  # fmt: skip
        own(folder, file)
        with open(folder / "log", "wb") as log:
            self._process = subprocess.Popen(
                [*as_ordinary_user(), _PROGRAM, file], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        end = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > end:
                raise AssertionError((folder / "log").read_text(encoding="utf-8")[-4000:])
            time.sleep(0.02)

    def place(self, place: str) -> str:
        """A place on the server, by way of the pool."""
        there, here = self._server, f"host={self._folder}&port={self._port}"
        return place.replace(f"host={there.folder}&port={there.port}", here)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.place(self._server.address), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def a_pool(server: Server, connections: int) -> Iterator[Pool]:
    """A pool for a block."""
    folder = Path(tempfile.mkdtemp(prefix="ipt-pool-"))
    pool = None
    try:
        pool = Pool(server, folder, connections)
        yield pool
    finally:
        if pool is not None:
            pool.stop()
        shutil.rmtree(folder)
