"""What the built-in editor asks and tells over the text: leave how, go where, and which keys there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from ipt_notes.editing.side import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from ipt_notes.editing.outline import Part

Leave = Literal["save", "draft", "discard", "stay"]

_LEAVING = """\
The text has changed. How would you like to leave?

  [b]S[/b]    save it and close
  [b]D[/b]    keep it as a draft, and go on another time
  [b]X[/b]    throw away what was typed now
  [b]Esc[/b]  go on writing
"""
_HELP = """\
[b]The note[/b]
  Ctrl+S            check, save and close
  Esc or Ctrl+Q     leave: save, draft or throw away
  F4                show or hide the side
[b]Going somewhere[/b]
  Tab, Shift+Tab    next place to fill in, one before
  F2, Shift+F2      next section, section before
                    (also Ctrl+Down, Ctrl+Up)
  Ctrl+G            choose a section
  F8, Shift+F8      next thing to mend, one before
  Ctrl+F, F3        find, find the next one
  Ctrl+Home, End    start, end of the text
[b]Text[/b]
  Ctrl+Z, Ctrl+Y    undo, redo
  Shift+arrows      select (Ctrl+A: everything)
  Ctrl+C, X, V      copy, cut, paste in this editor
  Ctrl+W            delete the word before
  Ctrl+K            delete to the end of the line

What you copy stays in this editor. To bring in text
from another program, use your terminal's own paste.
At the side: ○ empty   ◐ begun   ● written

While you type, a sealed draft is kept every few
seconds. Nothing is written in the clear.
[b]Esc[/b] closes this page.
"""


class Leaving(ModalScreen[Leave]):
    """Asks how to leave a changed text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "dismiss('save')"),
        Binding("d", "dismiss('draft')"),
        Binding("x", "dismiss('discard')"),
        Binding("escape,ctrl+q", "dismiss('stay')"),
    ]

    def compose(self) -> ComposeResult:
        """The question."""
        yield Static(_LEAVING)


class Contents(ModalScreen[int | None]):
    """Lets one of the parts be chosen; its index, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g,ctrl+q", "dismiss")]

    def __init__(self, parts: Sequence[Part], here: int | None) -> None:
        """All parts, and the one that the cursor is in."""
        super().__init__()
        self._parts, self._here = parts, here

    def compose(self) -> ComposeResult:
        """The list."""
        yield OptionList(*map(heading, self._parts))

    def on_mount(self) -> None:
        """Start from where the cursor is."""
        self.query_one(OptionList).highlighted = self._here or 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """One was chosen."""
        self.dismiss(event.option_index)


class Keys(ModalScreen[None]):
    """The keys of the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter,space,ctrl+q", "dismiss")]

    def compose(self) -> ComposeResult:
        """The page; a small window scrolls it."""
        with VerticalScroll():
            yield Static(_HELP)
