"""A way to a PostgreSQL server on which a connection breaks in the middle of a commit."""

from __future__ import annotations

import socket
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Server

When = Literal["", "before", "after"]


class Way:
    """Passes on what a program and the server say to each other.

    `breaks`: at the next COMMIT the connection breaks "before" the server hears of it, or "after" it has answered.
    `is_closed`: nobody gets in any more.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        """Listen in `folder`."""
        self._to = f"{server.folder}/.s.PGSQL.{server.port}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(f"{folder}/.s.PGSQL.{server.port}")
        self._listening.listen()
        self.breaks: When = ""
        self.is_closed = self.is_closed_when_broken = False
        self._threads = [threading.Thread(target=self._let_in)]
        self._threads[0].start()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                program, _ = self._listening.accept()
                if self.is_closed:
                    program.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._to)
                for step in (self._hear, self._answer):
                    self._threads.append(threading.Thread(target=step, args=(program, server)))
                    self._threads[-1].start()

    def _hear(self, program: socket.socket, server: socket.socket) -> None:
        """What the program says, up to where the connection breaks."""
        with suppress(OSError):
            while data := program.recv(1 << 16):
                if self.breaks == "before" and b"COMMIT" in data:
                    self._break(program, server)
                    return
                server.sendall(data)
        _end(server)

    def _answer(self, program: socket.socket, server: socket.socket) -> None:
        """What the server says. The answer to a COMMIT begins with its name, wherever else that may stand."""
        with suppress(OSError):
            while data := server.recv(1 << 16):
                if self.breaks == "after" and b"COMMIT\0" in data:
                    self._break(program, server)
                    return
                program.sendall(data)
        _end(program)

    def _break(self, program: socket.socket, server: socket.socket) -> None:
        self.breaks, self.is_closed = "", self.is_closed_when_broken
        _end(program)
        _end(server)

    def close(self) -> None:
        """Let nobody in, and wait until everybody has left."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def way_to(server: Server) -> Iterator[tuple[Way, str]]:
    """A way, and the folder in which a program finds it in the place of the server's socket."""
    with tempfile.TemporaryDirectory(prefix="ipt-way-") as folder:
        way = Way(server, Path(folder))
        try:
            yield way, folder
        finally:
            way.close()
