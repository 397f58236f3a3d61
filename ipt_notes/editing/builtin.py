"""The built-in full-screen editor. It writes nothing itself: drafts are sealed by whoever opened it.

The only room that imports Textual. Its traceback with the values of variables, its command palette (pictures of the
screen) and its log are off, because each could carry note text.
"""

from __future__ import annotations

import asyncio
import codecs
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static, TextArea

from ipt_notes.editing.dialogues import Keys, Leaving
from ipt_notes.editing.editors import NOTE
from ipt_notes.editing.memory import TextLeft, leave_in_memory
from ipt_notes.editing.outcome import Outcome, Stopped
from ipt_notes.editing.shown import encode, first_row, row_below
from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from ipt_notes.editing.dialogues import Leave
    from ipt_notes.editing.outcome import Check, Keeper, Told

_EVERY = 3.0
"""Seconds between two drafts."""
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code != 0x09} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
"""Control characters and what is shown instead, so that a text can't command the terminal."""


class TextLost(WorldProblem):
    """What was typed last could not be kept as a draft ({why})."""


def edit_inside(
    text: str,
    *,
    title: str,
    problems: Sequence[Told],
    check: Check,
    keeper: Keeper,
    env: Mapping[str, str],
    warn: Callable[[str], None],
) -> Outcome:
    """Open the text on the whole screen until it can be saved or the person leaves it.

    An editor that fails gives the text as it was at that moment; `warn` then says so. When it was made to end and the
    text could not be kept, TextLeft says where it is in memory; TextLost where there is no such place.
    """
    app = BuiltinEditor(text, title=title, problems=problems, check=check, keeper=keeper)
    _take_any_byte()
    before = {number: signal.getsignal(number) for number in _ending()}
    try:
        outcome = app.run()
    finally:
        for number, handle in before.items():
            signal.signal(number, handle or signal.SIG_DFL)
    if outcome is None:
        warn("the built-in editor failed")
        outcome = Outcome(app.words.typed, finished=False)
    why = keeper.keep(outcome.text)
    if why and outcome.text != text and not outcome.finished:
        raise _left(outcome.text, why.rstrip("."), env)
    return outcome


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
    return [] if sys.platform == "win32" else [signal.SIGTERM, signal.SIGHUP]


class Words(TextArea):
    """The text itself."""

    def __init__(self, text: str) -> None:
        """Markdown, wrapped softly; Tab indents."""
        super().__init__(text, soft_wrap=True, tab_behavior="indent", id="words")
        self._given, self._opened = text, self.text

    @property
    def typed(self) -> str:
        """The text as it is now; exactly the one that was given when nothing was changed."""
        now = self.text
        return self._given if now == self._opened else now

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown."""
        shown = self.document.get_line(line_index).translate(_PICTURES)
        return Text(shown, end="", no_wrap=True)

    def show_start(self) -> None:
        """Scroll from the top only as far as the cursor asks: what stands above it is worth reading."""
        self.scroll_to(0, 0, animate=False)
        self.scroll_cursor_visible()

    def go_to_section(self, step: int) -> None:
        """Go to where the next (1) or the last (-1) section is written; round at the ends."""
        lines = self.document.lines
        rows = [_writing_row(lines, row) for row, line in enumerate(lines) if line.startswith("## ")]
        here = self.cursor_location[0]
        if rows and step > 0:
            self.write_at(next((row for row in rows if row > here), rows[0]))
        elif rows:
            self.write_at(next((row for row in reversed(rows) if row < here), rows[-1]))

    def write_at(self, row: int) -> None:
        """Put the cursor on a row (counted from 0): behind `- level:`, else at the start."""
        line = self.document.get_line(row)
        self.move_cursor((row, len(line) if line.rstrip().endswith(":") else 0), center=True)

    def go_to(self, row: int) -> None:
        """Put the cursor at the start of a row (counted from 0)."""
        self.move_cursor((min(max(row, 0), self.document.line_count - 1), 0), center=True)


def _writing_row(lines: Sequence[str], heading: int) -> int:
    """Where a section is written: under its heading and prompt, and on the heading's row where nothing is below."""
    below = row_below(lines, heading)
    return heading if below is None or lines[below].startswith("#") else below


class Desk(Screen[None]):
    """The title, the text, what is to be mended, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "app.save", "Save and close", priority=True),
        Binding("escape", "app.leave", "Leave", priority=True),
        Binding("ctrl+q", "app.leave", "Leave", show=False, priority=True),
        Binding("f2", "app.section(1)", "Next section", priority=True),
        Binding("shift+f2", "app.section(-1)", "Section before", show=False, priority=True),
        Binding("f1", "app.keys", "Help", priority=True),
    ]


class BuiltinEditor(App[Outcome], inherit_bindings=False):
    """One text, opened until the person saves it or leaves."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #title { height: 1; padding: 0 1; background: $primary; color: $text; }
    #words { height: 1fr; border: none; padding: 0; }
    #problems { height: auto; max-height: 7; padding: 0 1; border-top: heavy $error; display: none; }
    ModalScreen { align: center middle; }
    ModalScreen Static { width: 66; max-width: 100%; height: auto; max-height: 100%; padding: 0 2;
        border: round $primary; background: $surface; }
    """

    def __init__(
        self, text: str, *, title: str, problems: Sequence[Told], check: Check, keeper: Keeper
    ) -> None:
        """What `edit` was given."""
        super().__init__()
        self._what, self._problems, self._check, self._keeper = title, problems, check, keeper
        self._text, self._trouble = text, ""
        self.words = Words(text)

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return Desk(id="_default")

    def compose(self) -> ComposeResult:
        """The parts of the desk."""
        yield Static(id="title", markup=False)
        yield self.words
        with VerticalScroll(id="problems", can_focus=False):
            yield Static(id="told", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Start keeping drafts, and listen for a stop from outside."""
        self.words.focus()
        self._entitle()
        self.words.write_at(first_row(self._text))
        self.call_after_refresh(self.words.show_start)
        self._tell(self._problems)
        self.set_interval(_EVERY, self._keep_soon)
        for number in _ending() if not self.is_headless else []:
            asyncio.get_running_loop().add_signal_handler(number, self.stop)

    def stop(self) -> None:
        """Keep a draft and end: the terminal was closed, or the computer shuts down."""
        text = self.words.typed
        self._keeper.keep(text)
        self.exit(Stopped(text, finished=False))

    def _keep_soon(self) -> None:
        self.run_worker(self._keep(self.words.typed), group="drafts")

    async def _keep(self, text: str) -> None:
        """Beside the typing: a slow disk must not hold up a key."""
        self._trouble = await asyncio.to_thread(self._keeper.keep, text)
        self._entitle()

    def on_text_area_selection_changed(self) -> None:
        """The cursor moved or a key was typed."""
        self._entitle()

    def _entitle(self) -> None:
        row = f"line {self.words.cursor_location[0] + 1} of {self.words.document.line_count}"
        state = "draft not kept: " + self._trouble if self._trouble else row
        self.query_one("#title", Static).update(f"{self._what}   {state}")

    def action_save(self) -> None:
        """Close when nothing stands in the way; else say what does, and go there. A draft that fails does not."""
        text = self.words.typed
        problems = list(self._check(text))
        why = self._keeper.keep(text)
        if problems:
            self._tell([*problems, (0, why)] if why else problems)
        else:
            self.exit(Outcome(text, finished=True))

    def _tell(self, problems: Sequence[Told]) -> None:
        """Show what is to be mended; the cursor goes to the first line that is named."""
        self.query_one("#problems").display = bool(problems)
        lines = [f"line {line}: {text}" if line else text for line, text in problems]
        self.query_one("#told", Static).update("\n".join(line.translate(_PICTURES) for line in lines))
        named = [line for line, _ in problems if line]
        if named:
            self.call_after_refresh(self.words.go_to, named[0] - 1)

    def action_leave(self) -> None:
        """Ask how, when something was typed."""
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
                self._tell([(0, f"{why}. The text is still open: Ctrl+S saves it as it is")])
            else:
                self.exit(Outcome(text, finished=False))

    def action_section(self, step: int) -> None:
        """To the section after (1) or before (-1)."""
        self.words.go_to_section(step)

    def action_keys(self) -> None:
        """The page of keys."""
        self.push_screen(Keys())

    def _fatal_error(self) -> None:
        """A defect ends the editor without a traceback: one with variables would show the text."""
        self._close_messages_no_wait()
