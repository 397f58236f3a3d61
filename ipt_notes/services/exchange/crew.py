"""Processes that share the turns of a batch. Each opens the vault itself.

The root that opens it goes to them through a pipe, as their turns do: it is never in an argument, in the environment or
in a file. They leave an interruption to the process that started them, and end with it however that ends.
"""

from __future__ import annotations

import gc
import signal
import threading
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import IptNotesError, WorldProblem
from ipt_notes.services.exchange.batch_work import Order, Outcome, Task, lost_turn, take_turn
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.auditing import record_looks
from ipt_notes.services.unlock.unlocked import KeptRoot
from ipt_notes.services.unlock.unlocking import member_of
from ipt_notes.vault.locate import open_vault

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from multiprocessing.connection import Connection
    from typing import Any

    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.unlocking import OpenRoot


class Stop(NamedTuple):
    """Why a process can't go on."""

    what: str
    hint: str
    details: tuple[str, ...]
    exit_code: int


class BatchStopped(WorldProblem):
    """{what}"""


class Start(NamedTuple):
    """What a process is started with; `command` is what the audit calls it."""

    settings: Settings
    key: KeptRoot
    order: Order
    command: str

    def __repr__(self) -> str:
        """Shows no secret, and nothing of the environment."""
        return "<Start>"


class _Hand:
    """A process, and the turn it is at."""

    def __init__(self, start: Start) -> None:
        """Start it."""
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.task = Task("", b"", None)
        self.is_alive = True  # as far as is known
        self._process = context.Process(target=_serve, args=(theirs, start), daemon=True)
        with _uninterrupted():  # it takes over what is ignored here
            self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        """Let it begin a turn; one that has ended already is found out by `take`."""
        self.task = task
        with suppress(OSError):
            self.pipe.send(task)

    def take(self) -> Outcome | Stop:
        """What came of its turn."""
        try:
            said: Outcome | Stop = self.pipe.recv()
        except (EOFError, OSError):
            self.is_alive = False
            return lost_turn(self.task, "the process that made it ended before it was done")
        return said

    def leave(self) -> tuple[str, ...]:
        """Let it end after its turn; what a person should hear from it."""
        heard: tuple[str, ...] = ()
        with suppress(EOFError, OSError):
            self.pipe.send(None)
            heard = self._farewell()
        self.pipe.close()
        self._process.join()
        return heard

    def _farewell(self) -> tuple[str, ...]:
        while isinstance(said := self.pipe.recv(), Outcome | Stop):
            pass
        words: tuple[str, ...] = said
        return words


def take_turns(
    practice: Practice, key: OpenRoot, order: Order, tasks: Iterable[Task], *, jobs: int, command: str
) -> Generator[tuple[Task, Outcome], None, None]:
    """The outcome of every turn, as they come, from so many processes; the errors of `take_turn`, or BatchStopped.

    One process is this one.
    """
    if jobs == 1:
        for task in tasks:
            yield task, take_turn(practice, order, task)
        return
    settings = practice.settings._replace(env=dict(practice.settings.env))
    start = Start(settings, _passed_on(key, settings), order, command)
    hands: list[_Hand] = []
    try:
        yield from _shared(start, hands, iter(tasks), jobs)
    finally:
        for hand in hands:
            for what in hand.leave():
                practice.say(what)


def _passed_on(key: OpenRoot, settings: Settings) -> KeptRoot:
    """The root alone, without the secret that opened it; it is kept nowhere."""
    return KeptRoot(key.member, key.root, settings.clock())


def _shared(
    start: Start, hands: list[_Hand], tasks: Iterator[Task], jobs: int
) -> Iterator[tuple[Task, Outcome]]:
    """`hands` are those that have to leave in the end."""
    busy: dict[Any, _Hand] = {}

    def begin(hand: _Hand | None = None) -> None:
        """The next turn for a process, or for a new one."""
        if (task := next(tasks, None)) is None:
            return
        if hand is None:
            hands.append(hand := _Hand(start))
        hand.give(task)
        busy[hand.pipe] = hand

    for _ in range(jobs):
        begin()
    while busy:
        for pipe in wait(list(busy)):
            hand = busy.pop(pipe)
            said = hand.take()
            if isinstance(said, Stop):
                raise _stopped(said)
            yield hand.task, said
            begin(hand if hand.is_alive else None)


def _stopped(said: Stop) -> BatchStopped:
    error = BatchStopped(what=said.what, hint=said.hint, details=said.details)
    error.exit_code = said.exit_code
    return error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C is ignored in here; a process that is started takes that over for good."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(pipe: Connection, start: Start) -> None:
    """What a process does: turn after turn, until there is none, or nobody who asks for one."""
    gc.set_threshold(50_000)
    try:
        with suppress(EOFError, BrokenPipeError):
            _serve_turns(pipe, start)
    except IptNotesError as error:
        _say_last(pipe, Stop(error.message, error.hint, error.details, error.exit_code))
    except Exception as error:  # noqa: BLE001 - a traceback could carry note text
        _say_last(
            pipe, Stop(f"a fault of this program ({type(error).__name__})", "", (), WorldProblem.exit_code)
        )


def _serve_turns(pipe: Connection, start: Start) -> None:
    settings, key, order, command = start
    port = open_vault(settings.where)
    try:
        practice = Practice(port, member_of(port, key), settings)
    except BaseException:
        port.close()
        raise
    with practice:
        while (task := pipe.recv()) is not None:
            pipe.send(take_turn(practice, order, task))
        record_looks(practice, command)
        practice.remember()
        pipe.send(tuple(practice.asides))
    if practice.durable:
        from ipt_notes.services.plugging_events import tell

        tell(practice)


def _say_last(pipe: Connection, said: Stop) -> None:
    with suppress(OSError):
        pipe.send(said)
