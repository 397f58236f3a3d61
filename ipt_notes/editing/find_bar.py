"""Looks for words in the text while they are typed, in a line at the foot of the built-in editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ipt_notes.editing.words import Words


class FindBar(Horizontal):
    """What is looked for. Hidden until it is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down,ctrl+f", "again", show=False)]

    def __init__(self, words: Words) -> None:
        """Looks in these words."""
        super().__init__(id="find")
        self._words = words
        self._from = (0, 0)

    def compose(self) -> ComposeResult:
        """A label, the words, and whether they are there."""
        yield Static("Find", id="find-label")
        yield Input(id="wanted", compact=True, select_on_focus=True)
        yield Static("Enter: next   Esc: back to the text", id="found", markup=False)

    @property
    def wanted(self) -> str:
        """The words that are looked for."""
        return self.query_one("#wanted", Input).value

    def open(self) -> None:
        """Show the line and start from where the cursor is."""
        row, column = min(self._words.selection)
        self._from = (row, column - 1)
        self.display = True
        self.query_one("#wanted", Input).focus()

    def close(self) -> None:
        """Back to the text; the cursor stays at what was found."""
        self.display = False
        self._words.focus()

    def on_input_changed(self) -> None:
        """Look again from where it was opened."""
        self._look(self._from)

    def on_input_submitted(self) -> None:
        """The next place."""
        self.action_again()

    def action_again(self) -> None:
        """The next place where the words stand."""
        self._look(min(self._words.selection))

    def _look(self, after: tuple[int, int]) -> None:
        is_found = self._words.find(self.wanted, after=after)
        told = "not found" if self.wanted and not is_found else "Enter: next   Esc: back to the text"
        self.query_one("#found", Static).update(told)
