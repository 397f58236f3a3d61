"""The text of the built-in editor, and how one moves in it. What is copied stays inside the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from ipt_notes.editing.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from textual.events import Key

    Place = tuple[int, int]

_PICTURES = {code: 0x2400 + code for code in range(0x20) if code != 0x09} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
"""Control characters and what is shown instead."""
_BLANK_FIELD = re.compile(r"[ \t]*[-*+][ \t]+[^:：]{1,40}[:：]")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")


def shown(text: str) -> str:
    """A text whose control characters are pictures of the same width, so that it can't command the terminal."""
    return text.translate(_PICTURES)


class Words(TextArea):
    """The text itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "screen.blank(1)", "Next blank"),
        Binding("shift+tab", "screen.blank(-1)", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+home", "go(0)", show=False),
        Binding("ctrl+end", "go(-1)", show=False),
        Binding("ctrl+shift+z", "redo", show=False),
    ]

    def __init__(self, text: str) -> None:
        """Markdown, wrapped softly."""
        super().__init__(text, soft_wrap=True, tab_behavior="focus", id="words")
        self._given, self._opened = text, self.text
        self._fields = {line for line in self.document.lines if _BLANK_FIELD.fullmatch(line)}
        self._marked: Collection[int] = ()
        self.outline = read_outline(self.document.lines)

    @property
    def typed(self) -> str:
        """The text as it is now; exactly the one that was given when nothing was changed."""
        now = self.text
        return self._given if now == self._opened else now

    def read_again(self) -> None:
        """Take in a change: the outline is that of the text as it is now."""
        before, self.outline = self.outline, read_outline(self.document.lines)
        if before.prompts != self.outline.prompts:
            self._draw_again()

    def mark(self, rows: Collection[int]) -> None:
        """Underline these rows and no others."""
        if rows != self._marked:
            self._marked = rows
            self._draw_again()

    def _draw_again(self) -> None:
        self.notify_style_update()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown."""
        line = Text(shown(self.document.get_line(line_index)), end="", no_wrap=True)
        if line_index in self.outline.prompts:
            line.stylize("dim")
        elif _HEADING.match(line.plain):
            line.stylize("bold")
        if line_index in self._marked:
            line.stylize("bold underline")
        return line

    def find_matching_bracket(self, bracket: str, search_from: Place) -> Place | None:  # noqa: ARG002
        """None: prose needs no brackets matched, and one that is never closed would hold up each key in a long text."""
        return None

    def on_key(self, event: Key) -> None:
        """Put the space between a blank field that was given (`- level:`) and what is typed right behind it."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if event.is_printable and event.character != " " and column == len(line) and line in self._fields:
            self.insert(" ")

    def action_go(self, row: int) -> None:
        """To the start (0) or the end (-1) of the text."""
        self.move_cursor((0, 0) if row == 0 else self.document.end)

    def show_start(self) -> None:
        """Scroll from the top only as far as the cursor asks: what stands above it is worth reading."""
        self.scroll_to(0, 0, animate=False)
        self.scroll_cursor_visible()

    def go_to(self, place: Place) -> None:
        """Put the cursor at a row and column, as far as they are there."""
        row, column = place
        row = min(max(row, 0), self.document.line_count - 1)
        self.move_cursor((row, min(column, len(self.document.get_line(row)))), center=True)

    def go_to_section(self, step: int) -> None:
        """To where the next (1) or the last (-1) part is written; round at the ends."""
        self.read_again()
        self._go_round([part.place for part in self.outline.parts], step)

    def go_to_blank(self, step: int) -> bool:
        """To the next (1) or last (-1) place that wants words, round at the ends; False where there is none."""
        self.read_again()
        return self._go_round(self.outline.blanks, step)

    def go_to_row(self, rows: Collection[int], step: int) -> bool:
        """To the next (1) or last (-1) of these rows, round at the ends; False where there is none."""
        here = self.cursor_location[0]
        return self._go_round([(row, 0) for row in sorted(rows)], step, (here, 0))

    def _go_round(self, places: Sequence[Place], step: int, here: Place | None = None) -> bool:
        here = here or self.cursor_location
        after = [place for place in places if place > here] or places
        before = [place for place in places if place < here] or places
        if places:
            self.go_to(after[0] if step > 0 else before[-1])
        return bool(places)

    def find(self, wanted: str, *, after: Place) -> bool:
        """Select the first place behind `after` where `wanted` stands in any letter case; round at the end."""
        found = list(self._found(wanted)) if wanted else []
        if not found:
            return False
        row, start, end = next((place for place in found if place[:2] > after), found[0])
        self.selection = Selection((row, start), (row, end))
        self.scroll_cursor_visible(center=True)
        return True

    def _found(self, wanted: str) -> Iterator[tuple[int, int, int]]:
        pattern = re.compile(re.escape(wanted), re.IGNORECASE)
        for row, line in enumerate(self.document.lines):
            yield from ((row, match.start(), match.end()) for match in pattern.finditer(line))
