"""A connection to a vault's server, which is made anew when it is lost."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ipt_notes.vault.postgres_faults import ServerAway, SettingNotKnown, at_the_door, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.vault.postgres_address import Address

    Row = tuple[Any, ...]
    Link = psycopg.Connection[Row]

logging.getLogger("psycopg").addHandler(
    logging.NullHandler()
)  # what it would print on standard error is told in words
Given = TypeVar("Given")
PATIENCE = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_TRIES = 5


class Session:
    """One connection at a time. `patience` is how many seconds a server that went away is waited for.

    `on_return` looks at each connection that takes a lost one's place, and refuses one that leads elsewhere.
    """

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        """Connect. ServerAway, LoginRefused, DatabaseMissing, ServerNotProven, SettingNotKnown."""
        self.address, self.patience = address, patience
        self.on_return: Callable[[Link], None] = lambda _: None
        self._is_one = self._is_closed = False
        self._link = _connect(address)

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._is_closed = True
        with suppress(psycopg.Error):
            self._link.close()

    def said(self, statement: str) -> bytes:
        """A statement about the tables of the vault: its `{}` stands for the schema."""
        return statement.replace("{}", f'"{self.address.schema}".').encode()

    def rows(self, statement: str, values: Sequence[object]) -> list[Row]:
        """All rows that a statement, which changes nothing, gives. The errors of `ask`."""
        said = self.said(statement)
        return self.ask(lambda link: link.execute(said, values, binary=True).fetchall())

    def ask(self, step: Callable[[Link], Given]) -> Given:
        """What `step` gives, which changes nothing: where the connection is lost on its way it is run again."""
        for _ in range(_TRIES):
            try:
                return self.run(step)
            except ServerAway:
                self.reconnect()
        return self.run(step)

    def run(self, step: Callable[[Link], Given]) -> Given:
        """What `step` gives, run once. ServerAway where the connection is lost on its way."""
        if self._is_closed:
            raise RuntimeError("a vault was used after it was closed")
        try:
            with told(self.address, self.patience):
                return step(self._link)
        except ServerAway:
            self._link.close()  # the server may have said so before the end of the connection is seen
            raise

    def reconnect(self) -> None:
        """Connect anew where the connection was lost, while patience lasts. ServerAway, also where everything has to be
        one transaction; the errors of connecting; and what `on_return` raises, which leaves no connection.
        """
        end = time.monotonic() + self.patience
        pauses = _pauses()
        while self._link.closed:
            if self._is_one:
                raise ServerAway(where=self.address.shown, why="the connection was lost")
            try:
                self._link = _connect(self.address)
                with told(self.address, self.patience):
                    self.on_return(self._link)
            except ServerAway:
                self._link.close()  # a pool lets in who then hears that the server behind it is away
                if time.monotonic() > end:
                    raise
                time.sleep(next(pauses))
            except BaseException:
                self._link.close()  # nothing may ever be said to a vault that is another one
                raise

    @contextmanager
    def as_one(self, how: str = "") -> Iterator[None]:
        """One transaction for a block; `how` is what SET TRANSACTION says of it."""
        with told(self.address, self.patience), self._link.transaction():
            self._is_one = True
            try:
                if how:
                    self._link.execute(f"SET TRANSACTION {how}".encode())
                yield
            finally:
                self._is_one = False


def _pauses() -> Iterator[float]:
    """Seconds between two tries: longer each time, and not the same for all whom a server left at once."""
    import random

    longest = _FIRST_PAUSE
    while True:
        yield random.uniform(longest / 2, longest)  # noqa: S311 - spreads programs, guards nothing
        longest = min(longest * 2, _LONGEST_PAUSE)


def _connect(address: Address) -> Link:
    """A connection that leaves nothing behind on the server when a transaction ends: it may be one that a pool shares."""
    try:
        known = {name: str(value) for name, value in conninfo_to_dict(address.url).items()}
    except psycopg.ProgrammingError:  # what it says quotes the address
        raise SettingNotKnown from None
    try:
        told_to_libpq = make_conninfo("", **known | address.settings)
        return psycopg.connect(told_to_libpq, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise at_the_door(address, error) from None
