"""The side of the built-in editor: the headings with how far they are written, and what was noticed about the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ipt_notes.editing.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult

    from ipt_notes.editing.outcome import Told
    from ipt_notes.editing.outline import Outline, Part

_MARKS = {"empty": "○", "begun": "◐", "written": "●"}
_MOST = 200
"""Letters of a heading, and lines of each list, that are worth showing at the side."""


class Seen(NamedTuple):
    """What a look at the text gave: what stands in the way of saving, and what is only worth knowing."""

    problems: tuple[Told, ...] = ()
    findings: tuple[Told, ...] = ()

    @property
    def rows(self) -> frozenset[int]:
        """The rows (from 0) that have something to mend."""
        return frozenset(line - 1 for line, _ in self.problems if line)

    @property
    def counts(self) -> str:
        """ "2 to mend, 1 to know"; "" where there is nothing."""
        counted = ((self.problems, "to mend"), (self.findings, "to know"))
        return ", ".join(f"{len(told)} {what}" for told, what in counted if told)


def sentence(told: Told) -> str:
    """ "line 7: a PHQ-9 total is 0 to 27", or what is told without a line."""
    line, text = told
    return shown(f"line {line}: {text}" if line else text)


def heading(part: Part) -> Option:
    """A part as a list shows it."""
    indent = "  " * (part.depth - 2)
    return Option(Content(f"{indent}{_MARKS[part.state]} {shown(part.title[:_MOST])}"))


class Unfocused(OptionList, can_focus=False):
    """A list for the mouse: the keys stay with the text."""


class Side(Vertical):
    """Both lists. A click asks to go somewhere."""

    class Wanted(Message):
        """Go to this place (row and column from 0)."""

        def __init__(self, place: tuple[int, int]) -> None:
            """The place that was clicked."""
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        """Empty."""
        super().__init__(id="side")
        self._outline: Outline | None = None
        self._places: dict[str | None, list[tuple[int, int] | None]] = {"parts": [], "noticed": []}

    def compose(self) -> ComposeResult:
        """The two lists."""
        yield Unfocused(id="parts")
        yield Static(id="counts", markup=False)
        yield Unfocused(id="noticed")

    def show_outline(self, outline: Outline, row: int) -> None:
        """The headings, with the one that the cursor's row belongs to."""
        parts = self.query_one("#parts", OptionList)
        if outline != self._outline:
            self._outline = outline
            self._places["parts"] = [part.place for part in outline.parts]
            parts.set_options(map(heading, outline.parts))
        parts.highlighted = outline.at(row)

    def show_seen(self, seen: Seen) -> None:
        """What is to be mended, then what is worth knowing."""
        told = [*_marked(seen.problems, "✗"), *_marked(seen.findings, "·")]
        self._places["noticed"] = [(line - 1, 0) if line else None for line, _ in told]
        self.query_one("#noticed", OptionList).set_options(Option(Content(text)) for _, text in told)
        self.query_one("#counts", Static).update(seen.counts or "nothing to mend")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A line was clicked."""
        event.stop()
        place = self._places[event.option_list.id][event.option_index]
        if place is not None:
            self.post_message(self.Wanted(place))


def _marked(found: Sequence[Told], mark: str) -> Iterator[tuple[int, str]]:
    for told in found[:_MOST]:
        yield told[0], f"{mark} {sentence(told)}"
    if len(found) > _MOST:
        yield 0, f"{mark} and {len(found) - _MOST} more"
