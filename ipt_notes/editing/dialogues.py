"""What the built-in editor asks and tells over the text: leave how, and which keys there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult

Leave = Literal["save", "draft", "discard", "stay"]

_LEAVING = """\
The text has changed. How would you like to leave?

  [b]S[/b]    save it and close
  [b]D[/b]    keep it as a draft, and go on another time
  [b]X[/b]    throw away what was typed now
  [b]Esc[/b]  go on writing
"""
_HELP = """\
[b]Writing[/b]
  Ctrl+S           check, save and close
  Esc or Ctrl+Q    leave: save, keep as draft, throw away
  F2, Shift+F2     next section, section before
  Ctrl+Z, Ctrl+Y   undo, redo
[b]Text[/b]
  Shift+arrows     select        F7   select all
  Ctrl+C, X, V     copy, cut, paste (a copy also goes to
                   the clipboard of your terminal)
  Ctrl+K           delete to the end of the line
  Ctrl+W           delete the word before

While you type, a sealed draft is kept every few seconds.
Nothing is written in the clear.    [b]Esc[/b] closes this page.
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


class Keys(ModalScreen[None]):
    """The keys of the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter,space,ctrl+q", "dismiss")]

    def compose(self) -> ComposeResult:
        """The page."""
        yield Static(_HELP)
