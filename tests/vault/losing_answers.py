"""A way to a PostgreSQL server that passes on every message of both sides, and on which a connection can break at any.

The messages are those of the server's protocol (PostgreSQL documentation, "Message Formats"): a letter, four bytes of
length and what they announce; the first one of a program has no letter.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.postgres_server import Server

Side = Literal["program", "server"]


def before_commit(side: Side, message: bytes) -> bool:
    """Where the server does not hear of a COMMIT."""
    return side == "program" and b"COMMIT" in message


def after_commit(side: Side, message: bytes) -> bool:
    """Where the server has answered a COMMIT, and the program does not hear of it. The answer begins with its name."""
    return side == "server" and b"COMMIT\0" in message


WHEN = {"before": before_commit, "after": after_commit}


class At:
    """Breaks once, in the place of a side's message of this number (from 0 on)."""

    def __init__(self, side: Side, number: int) -> None:
        """Not reached yet."""
        self._side, self._left = side, number
        self.is_reached = False

    def __call__(self, side: Side, _: bytes) -> bool:
        """Whether this is the message."""
        if side != self._side:
            return False
        self._left -= 1
        self.is_reached |= self._left < 0
        return self.is_reached


class Way:
    """Passes on what a program and the server say to each other, but breaks the connection once, where `breaks` says so.

    `has_half`: half of that message still arrives. `is_closed`: nobody gets in any more; `is_closed_when_broken`: from
    then on. `most_inside`: how many connections there were at once at the most. `is_late`: what the server was not to hear any more reaches it all the same, once `arrive` is called.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        """Listen in `folder`."""
        self._to = f"{server.folder}/.s.PGSQL.{server.port}"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(f"{folder}/.s.PGSQL.{server.port}")
        self._listening.listen()
        self.breaks: Callable[[Side, bytes], bool] | None = None
        self.on_message: Callable[[Side, bytes], None] = lambda *_: None
        self.inside = self.most_inside = 0
        self.is_closed = self.is_closed_when_broken = self.has_half = self.is_late = False
        self._late: tuple[socket.socket, bytes] | None = None
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
                self.inside += 1
                self.most_inside = max(self.inside, self.most_inside)
                for side, start in (("program", 0), ("server", 1)):
                    self._threads.append(
                        threading.Thread(target=self._pass_on, args=(side, start, program, server))
                    )
                    self._threads[-1].start()

    def _pass_on(self, side: Side, start: int, program: socket.socket, server: socket.socket) -> None:
        speaking, hearing = (program, server) if side == "program" else (server, program)
        with suppress(OSError):
            messages = _messages(speaking, start)
            for message in messages:
                self.on_message(side, message)
                if self.breaks and self.breaks(side, message):
                    self.breaks, self.is_closed = None, self.is_closed_when_broken
                    if self.has_half:
                        hearing.sendall(message[: len(message) // 2])
                    if self.is_late:
                        self._late = server, message + _up_to_sync(messages)
                    break
                hearing.sendall(message)
        _end(program)
        self.inside -= side == "program"
        if not (self._late and self._late[0] is server):
            _end(server)

    def arrive(self) -> None:
        """Let what is late reach the server, and wait until it has done it."""
        if self._late is not None:
            (server, rest), self._late = self._late, None
            with suppress(OSError):
                server.sendall(rest)
                server.shutdown(socket.SHUT_WR)
                while server.recv(1 << 16):
                    pass
            _end(server)

    def close(self) -> None:
        """Let nobody in, and wait until everybody has left."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.arrive()
        for thread in self._threads:
            thread.join()


def _messages(speaking: socket.socket, start: int) -> Iterator[bytes]:
    """What one side says, a message at a time; `start` is how many letters stand before the first one's length."""
    said = b""
    while data := speaking.recv(1 << 16):
        said += data
        while len(said) >= start + 4:
            end = start + int.from_bytes(said[start : start + 4], "big")
            if len(said) < end:
                break
            yield said[:end]
            said, start = said[end:], 1


def _up_to_sync(messages: Iterator[bytes]) -> bytes:
    """What belongs to a statement that has begun: its last message is an S."""
    rest = b""
    for message in messages:
        rest += message
        if message[:1] == b"S":
            break
    return rest


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
