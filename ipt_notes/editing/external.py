"""The therapist's own editor: a file in memory, watched while it is open, gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.editing.editors import BESIDE, NOTE
from ipt_notes.editing.memory import MemoryFolder, TextLeft, write_private
from ipt_notes.editing.outcome import Outcome, Stopped
from ipt_notes.editing.shown import block, decode, encode, first_row, sentences, without_block
from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import FrameType

    from ipt_notes.editing.editors import Editor
    from ipt_notes.editing.memory import Place
    from ipt_notes.editing.outcome import Check, Keeper, Told, Wait

_POLL = 2.0
"""Seconds between two looks at the file; a change is kept as a draft."""
_PATIENCE = 3.0
"""Seconds an editor gets to end when this program is told to."""


class EditorFailed(WorldProblem):
    """The editor could not be started: {why}."""

    hint = "mend $VISUAL or $EDITOR, or use --editor builtin"


def edit_outside(  # noqa: PLR0913 - all but the text are named
    text: str,
    *,
    editor: Editor,
    place: Place,
    problems: Sequence[Told],
    check: Check,
    keeper: Keeper,
    env: Mapping[str, str],
    wait: Wait,
    badge: bytes = b"",
) -> Outcome:
    """Open the text until it can be saved or the person leaves it. EditorFailed, TextLeft.

    `wait` shows what is to be mended before the editor opens on it, where the block above the text may be out of sight. `badge` says, sealed, what is being written; it lies beside the text for whoever comes after a kill.
    A finished text is given back even if no draft of it could be kept: whoever asked for it saves it next.
    """
    with _told_to_stop() as stopped, _terminal_as_it_was(), MemoryFolder(place, badge) as folder:
        sitting = _Sitting(editor, folder, keeper, env, stopped, wait)
        outcome = sitting.run(text, problems, check)
        why = keeper.keep(outcome.text)
        if outcome.finished:
            return outcome
        if why and outcome.text != text:
            where = folder.spare(folder.path / NOTE, encode(outcome.text, []))
            raise TextLeft(why=why.rstrip("."), where=where)
        return Stopped(*outcome) if stopped else outcome


class _Left(NamedTuple):
    """What an editor left. `is_whole`: it ended well and the note's file is there."""

    text: str
    told: list[Told]
    is_whole: bool


class _Sitting:
    """One file in one folder, opened as often as it takes."""

    def __init__(
        self,
        editor: Editor,
        folder: MemoryFolder,
        keeper: Keeper,
        env: Mapping[str, str],
        stopped: list[int],
        wait: Wait,
    ) -> None:
        self.editor, self.keeper, self.env, self.stopped, self.wait = editor, keeper, env, stopped, wait
        self.folder, self.path, self.lock = folder, folder.path, folder.lock
        self.above: list[str] = []
        self.seen: _Written | None = None

    def run(self, text: str, problems: Sequence[Told], check: Check) -> Outcome:
        """Nobody is held: closing without a change, or with an empty file, leaves the text as a draft."""
        while True:
            if problems and not self._is_going_on(problems):
                return Outcome(text, finished=False)
            left = self._open(text, problems)
            if not left.is_whole:
                return Outcome(left.text, finished=False)
            if not left.text.strip():
                return Outcome(self.keeper.text, finished=False)
            if _is_same(left.text, text):
                return Outcome(text, finished=not problems)
            text = left.text
            why = self.keeper.keep(text)
            problems = [*left.told, *check(text)]
            if not problems:
                return Outcome(text, finished=True)
            problems += [(0, why)] if why else []

    def _is_going_on(self, problems: Sequence[Told]) -> bool:
        """Show what is to be mended and wait; False where the person, or a signal, leaves it at that."""
        try:
            with _breaking_off(self.stopped):
                self.wait(sentences(problems))
        except (KeyboardInterrupt, EOFError):
            return False
        return True

    def _open(self, text: str, problems: Sequence[Told]) -> _Left:
        """Write the file, run the editor once, read what it left."""
        self.above = block(problems)
        for name in BESIDE:
            (self.path / name).unlink(missing_ok=True)
        write_private(self.path / NOTE, encode(text, self.above))
        named = next((line for line, _ in problems if line), first_row(text) + 1)
        ended_well = self._run_editor(named + len(self.above))
        left = _read(self.path / NOTE) if ended_well else self._newest()
        if left is None:
            return _Left(self.keeper.text, [], is_whole=False)
        return _Left(*decode(left, self.above), is_whole=ended_well)

    def _run_editor(self, line: int) -> bool:
        """Whether it ended by itself and says that all is well; it opens at `line` if it can."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own editor
                self.editor.command(self.path, line),
                cwd=self.path,
                env=self.editor.environment(self.env, self.path),
                pass_fds=() if self.lock is None else (self.lock,),
            )
        except OSError as error:
            raise EditorFailed(why=error.strerror or type(error).__name__) from None
        with process:  # waits for it whatever happens: nobody else is to have the terminal meanwhile
            return self._wait(process) == 0

    def _wait(self, process: subprocess.Popen[bytes]) -> int | None:
        while not self.stopped:
            try:
                return process.wait(_POLL)
            except subprocess.TimeoutExpired:
                with suppress(
                    Exception
                ):  # a defect there shows when the editor is closed, and ends no sitting now
                    self._look()
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return None

    def _look(self) -> None:
        """Keep a draft of a change. A draft that could not be kept is tried again."""
        now = _written_last(self.path)
        raw = self._newest() if now != self.seen else None
        text = decode(raw, self.above)[0] if raw else ""
        if not text.strip() or not self.keeper.keep(text):
            self.seen = now

    def _newest(self) -> bytes | None:
        newest = _written_last(self.path)
        return _read(self.path / newest.name) if newest else None


class _Written(NamedTuple):
    """A file with something in it: the time it was written (nanoseconds), its size and its name."""

    time: int
    size: int
    name: str


def _written_last(folder: Path) -> _Written | None:
    """The file written last: the note's, or one the editor writes beside it."""
    found = []
    for name in (NOTE, *BESIDE):
        with suppress(OSError):
            known = (folder / name).stat()
            if known.st_size:
                found.append(_Written(known.st_mtime_ns, known.st_size, name))
    return max(found, default=None)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def left_behind(folder: Path) -> tuple[str, float] | None:
    """The text that a sitting left when it was killed, and when it was written (seconds); None if there is none."""
    written = _written_last(folder)
    raw = _read(folder / written.name) if written else None
    if written is None or raw is None:
        return None
    text = without_block(decode(raw, [])[0])
    return (text, written.time / 1e9) if text.strip() else None


def _is_same(left: str, text: str) -> bool:
    """Whether a text is unchanged; many editors end the last line by themselves."""
    return left in (text, f"{text}\n")


@contextmanager
def _breaking_off(stopped: list[int]) -> Iterator[None]:
    """While no editor is open, Ctrl-C and what ends this program break off the wait: a KeyboardInterrupt."""

    def end(number: int, _: object) -> None:
        stopped.append(number)
        raise KeyboardInterrupt

    with _handling({"SIGINT": signal.default_int_handler, "SIGTERM": end, "SIGHUP": end}):
        yield


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """The signals that came to end this program. What Ctrl-C sends belongs to the editor meanwhile."""
    stopped: list[int] = []
    own = {"SIGINT": lambda *_: None, "SIGQUIT": lambda *_: None}
    ending = dict.fromkeys(("SIGTERM", "SIGHUP"), lambda number, _: stopped.append(number))
    with _handling({**own, **ending}):
        yield stopped


@contextmanager
def _handling(handlers: Mapping[str, Callable[[int, FrameType | None], object]]) -> Iterator[None]:
    """Handles these signals, as far as the system has them, and then as before."""
    before = {
        getattr(signal, name): signal.signal(getattr(signal, name), handle)
        for name, handle in handlers.items()
        if hasattr(signal, name)
    }
    try:
        yield
    finally:
        for number, handle in before.items():
            signal.signal(number, handle or signal.SIG_DFL)


@contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """Gives the terminal back as it was found, also when the editor was killed."""
    if sys.platform == "win32" or not sys.stdin or not sys.stdin.isatty():
        yield
        return
    import termios

    handle = os.dup(sys.stdin.fileno())
    before = termios.tcgetattr(handle)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(handle, termios.TCSADRAIN, before)
        os.close(handle)
