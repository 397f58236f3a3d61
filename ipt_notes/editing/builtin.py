"""The built-in full-screen editor. It writes nothing itself: drafts are sealed by whoever opened it.

Textual is imported by this room alone. Its traceback with the values of variables, its command palette (pictures of
the screen), its log and its way to the system's clipboard are off, because each could carry note text.
"""

from __future__ import annotations

import asyncio
import codecs
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Key

from ipt_notes.editing.desk import LOOKS, Desk
from ipt_notes.editing.dialogues import Leaving
from ipt_notes.editing.editors import NOTE
from ipt_notes.editing.memory import TextLeft, leave_in_memory
from ipt_notes.editing.outcome import Keeper, Outcome, Stopped
from ipt_notes.editing.shown import encode
from ipt_notes.editing.side import Seen
from ipt_notes.editing.words import Words
from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.events import Event
    from textual.screen import Screen
    from textual.timer import Timer

    from ipt_notes.editing.dialogues import Leave
    from ipt_notes.editing.outcome import Check, Told

_EVERY = 3.0
"""Seconds between two drafts."""
_PAUSE = 0.5
"""Seconds without a key after which the text is looked at."""


_LONGEST = 10.0
"""Seconds that a key waits for what was typed before it."""


class TextLost(WorldProblem):
    """What was typed last could not be kept as a draft ({why})."""


def edit_inside(
    text: str,
    *,
    title: str,
    problems: Sequence[Told],
    check: Check,
    findings: Check,
    keeper: Keeper,
    env: Mapping[str, str],
    warn: Callable[[str], None],
) -> Outcome:
    """Open the text on the whole screen until it can be saved or the person leaves it.

    An editor that fails gives the text as it was at that moment; `warn` then says so. When it was made to end and the
    text could not be kept, TextLeft says where it is in memory; TextLost where there is no such place.
    """
    app = BuiltinEditor(text, title=title, problems=problems, check=check, findings=findings, keeper=keeper)
    outcome = _run(app)
    if outcome is None:
        warn("the built-in editor failed")
        outcome = Outcome(app.words.typed, finished=False)
    why = keeper.keep(outcome.text)
    if why and outcome.text != text and not outcome.finished:
        raise _left(outcome.text, why.rstrip("."), env)
    return outcome


def _run(app: BuiltinEditor) -> Outcome | None:
    """How it ended; None when it failed."""
    _take_any_byte()
    before = {number: signal.getsignal(number) for number in _ending()}
    try:
        return app.run()
    except Exception:  # noqa: BLE001 - whatever it is, the text is still there, and a traceback could show it
        return None
    finally:
        for number, handle in before.items():
            signal.signal(number, handle or signal.SIG_DFL)


def _left(text: str, why: str, env: Mapping[str, str]) -> WorldProblem:
    where = leave_in_memory(NOTE, encode(text, []), env)
    return TextLeft(why=why, where=where) if where else TextLost(why=why)


def _take_any_byte() -> None:
    r"""Textual ends at a typed or pasted byte that is not UTF-8; here it is typed as \xe9, as it is read from files."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        decoder = partial(codecs.getincrementaldecoder("utf-8"), errors="backslashreplace")
        linux_driver.getincrementaldecoder = lambda _: decoder  # type: ignore[attr-defined]


def _ending() -> list[signal.Signals]:
    """The signals that tell a program to end."""
    return [] if sys.platform == "win32" else [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


class BuiltinEditor(App[Outcome], inherit_bindings=False):
    """One text, opened until the person saves it or leaves."""

    ENABLE_COMMAND_PALETTE = False
    CSS = LOOKS

    def __init__(
        self,
        text: str,
        *,
        title: str,
        problems: Sequence[Told],
        check: Check,
        findings: Check,
        keeper: Keeper,
    ) -> None:
        """What `edit` was given."""
        super().__init__()
        self._text, self._problems = text, problems
        self._check, self._findings, self._keeper = check, findings, keeper
        self._is_keeping = self._is_looking = False
        self._pause: Timer | None = None
        self._copied = ""
        self.words = Words(text)
        self._desk = Desk(self.words, title)

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return self._desk

    async def on_event(self, event: Event) -> None:
        """A key that does something comes after all that was typed before it, however fast.

        Textual puts letters in where they are typed and does what keys ask for in another task: in a burst the last
        letters would come too late for a Ctrl+S, or land where Tab went.
        """
        if isinstance(event, Key) and not event.is_forwarded and not event.is_printable:
            await self._settled()
            if await self._check_bindings(event.key):
                return
        await super().on_event(event)

    async def _settled(self) -> None:
        """All that was typed so far is in its place."""
        done = asyncio.Event()
        if self.focused and self.focused.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _LONGEST)

    def on_mount(self) -> None:
        """Start keeping drafts, and listen for a stop from outside."""
        self._desk.call_after_refresh(self._open)
        self.set_interval(_EVERY, self._keep_soon)
        for number in _ending() if not self.is_headless else []:
            asyncio.get_running_loop().add_signal_handler(number, self.stop)

    def _open(self) -> None:
        """Show what is known of the text, and look at it for the first time."""
        self._desk.show_seen(Seen(tuple(self._problems)))
        self._desk.go_to_first()
        self._look_soon()

    def stop(self) -> None:
        """Keep a draft and end: the terminal was closed, or the computer shuts down."""
        text = self.words.typed
        self._keeper.keep(text)
        self.exit(Stopped(text, finished=False))

    def _keep_soon(self) -> None:
        """Beside the typing: a slow disk must not hold up a key. One draft at a time."""
        if self._is_keeping:
            self._show_kept("the disk has not answered for some seconds")
        else:
            self._is_keeping = True
            self.run_worker(self._keep(self.words.typed), group="drafts")

    async def _keep(self, text: str) -> None:
        try:
            trouble = await asyncio.to_thread(self._keeper.keep, text)
        finally:
            self._is_keeping = False
        self._show_kept(trouble)

    def _show_kept(self, trouble: str) -> None:
        at = self._keeper.at
        self._desk.show_kept(time.strftime("kept %H:%M:%S", at) if at else "", trouble)

    def on_text_area_changed(self) -> None:
        """A key was typed: look at the text when the typing pauses."""
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._look_soon)

    def _look_soon(self) -> None:
        """Beside the typing, and one look at a time; what was typed during one is looked at after the next pause."""
        if self._is_looking:
            self.on_text_area_changed()
        else:
            self._is_looking = True
            self.run_worker(self._look(self.words.typed), group="looks")

    async def _look(self, text: str) -> None:
        try:
            seen = await asyncio.to_thread(self._judge, text)
        finally:
            self._is_looking = False
        if text == self.words.typed:
            self._desk.show_seen(seen)

    def _judge(self, text: str) -> Seen:
        """What there is to say about a text. A defect in a rule must not take the editor from the person."""
        seen = Seen()
        try:
            seen = Seen(tuple(self._check(text)))
            return seen._replace(findings=tuple(self._findings(text)))
        except Exception:  # noqa: BLE001 - one in the check is met again at the save
            return seen._replace(findings=((0, "not everything could be looked at; you can go on writing"),))

    def action_save(self) -> None:
        """Close when nothing stands in the way; else say what does, and go there. A draft that fails does not."""
        text = self.words.typed
        problems = tuple(self._check(text))
        self._show_kept(self._keeper.keep(text))
        if problems:
            self._desk.refuse(problems)
        else:
            self.exit(Outcome(text, finished=True))

    def action_leave(self) -> None:
        """Leave what is open above the text; then the text, and ask how when something was typed."""
        if self._desk.close_find():
            return
        if self.words.typed == self._text:
            self.exit(Outcome(self._text, finished=False))
        else:
            self.push_screen(Leaving(), self._leave)

    def _leave(self, how: Leave | None) -> None:
        if how == "save":
            self.action_save()
        elif how in ("draft", "discard"):
            text = self.words.typed if how == "draft" else self._text
            why = self._keeper.keep(text)
            if why and how == "draft":
                self._show_kept(why)
                self._desk.say("The text is still open: Ctrl+S saves it as it is.")
            else:
                self.exit(Outcome(text, finished=False))

    @property
    def clipboard(self) -> str:
        """What was copied in this editor."""
        return self._copied

    def copy_to_clipboard(self, text: str) -> None:
        """Remember it here: the clipboard of the system is read by other programs, and some keep a history on the disk."""
        self._copied = text

    def panic(self, *_: object) -> None:
        """A defect ends the editor without a word: what Textual would print could show the text."""
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """The same for a defect that has no words of its own."""
        self._close_messages_no_wait()
