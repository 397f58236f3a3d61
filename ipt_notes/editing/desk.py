"""What the built-in editor shows: the title, the text with its side, what is told, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from ipt_notes.editing.dialogues import Contents, Keys
from ipt_notes.editing.find_bar import FindBar
from ipt_notes.editing.shown import first_row
from ipt_notes.editing.side import Seen, Side, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from ipt_notes.editing.outcome import Told
    from ipt_notes.editing.words import Words

_WIDE = 100
"""Columns from which the side is shown without being asked for."""

LOOKS = """\
#title { height: 1; background: $primary; color: $text; }
#what { width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
#state { width: auto; padding: 0 1; }
#trouble { height: auto; max-height: 3; padding: 0 1; background: $error; color: $text; text-style: bold;
    display: none; }
#body { height: 1fr; }
#words { width: 1fr; border: none; padding: 0; }
#side { width: 36; max-width: 50%; border-left: solid $primary; display: none; }
#side OptionList { border: none; padding: 0; height: auto; background: $background; }
#parts { max-height: 60%; text-wrap: nowrap; text-overflow: ellipsis; }
#parts > .option-list--option-highlighted { text-style: bold reverse; }
#counts { padding: 0 1; border-top: solid $primary; }
#noticed { max-height: 1fr; }
#told { height: auto; max-height: 3; padding: 0 1; border-left: thick $error; display: none; }
#find { height: 1; display: none; }
#find-label { width: auto; padding: 0 1; text-style: bold; }
#wanted { width: 1fr; }
#found { width: auto; padding: 0 1; }
ModalScreen { align: center middle; }
ModalScreen > * { width: 66; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; border: round $primary;
    background: $surface; }
"""
"""The style sheet of the desk. Textual loads none of a first screen, so the program takes it."""


class Desk(Screen[None]):
    """The words and everything around them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "keys", "Help", priority=True),
        Binding("ctrl+s", "app.save", "Save and close", priority=True),
        Binding("escape", "app.leave", "Leave", priority=True),
        Binding("ctrl+q", "app.leave", "Leave", show=False, priority=True),
        Binding("f2,ctrl+down,alt+down", "section(1)", "Next section", priority=True),
        Binding("shift+f2,ctrl+up,alt+up", "section(-1)", show=False, priority=True),
        Binding("ctrl+g", "contents", "Sections", priority=True),
        Binding("f8", "problem(1)", "To mend", priority=True),
        Binding("shift+f8", "problem(-1)", show=False, priority=True),
        Binding("ctrl+f", "find", "Find", priority=True),
        Binding("f3", "find_again", show=False, priority=True),
        Binding("f4", "side", "Side", priority=True),
    ]

    def __init__(self, words: Words, what: str) -> None:
        """`what` names the text."""
        super().__init__(id="_default")
        self.words, self._what = words, what
        self._side, self._find = Side(), FindBar(words)
        self._seen, self._said, self._kept = Seen(), "", ""
        self._is_side_wanted: bool | None = None

    def compose(self) -> ComposeResult:
        """The parts of the desk."""
        with Horizontal(id="title"):
            yield Static(self._what, id="what", markup=False)
            yield Static(id="state", markup=False)
        yield Static(id="trouble", markup=False)
        with Horizontal(id="body"):
            yield self.words
            yield self._side
        yield Static(id="told", markup=False)
        yield self._find
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The cursor goes to where writing starts."""
        self.words.focus()
        parts = self.words.outline.parts
        self.words.go_to(parts[0].place if parts else (first_row(self.words.typed), 0))
        self.call_after_refresh(self.words.show_start)
        self._side.show_seen(self._seen)
        self._show_place()

    def on_resize(self) -> None:
        """The window has another size."""
        self._fit()

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        self._said = ""
        self.words.read_again()
        self._show_place()

    def on_text_area_selection_changed(self) -> None:
        """The cursor moved."""
        self._show_place()

    def on_side_wanted(self, event: Side.Wanted) -> None:
        """A line at the side was clicked."""
        self.words.go_to(event.place)

    def show_seen(self, seen: Seen) -> None:
        """What a look at the text gave."""
        self._seen = seen
        self.words.mark(seen.rows)
        self._side.show_seen(seen)
        self._show_place()

    def show_kept(self, when: str, trouble: str) -> None:
        """When a draft was kept last; `trouble` stands there, loudly, until one is kept again."""
        self._kept = when
        bar = self.query_one("#trouble", Static)
        bar.update(f"NOT KEPT: {trouble}")
        bar.display = bool(trouble)
        self._show_place()

    def refuse(self, problems: Iterable[Told]) -> None:
        """Tell what stands in the way of saving, and go there."""
        self.show_seen(self._seen._replace(problems=tuple(problems)))
        self.go_to_first()
        self.say("Not saved yet; the text is still open. F8 goes to the next thing to mend.")

    def go_to_first(self) -> None:
        """To the first line that has something to mend."""
        if rows := self._seen.rows:
            self.call_after_refresh(self.words.go_to, (min(rows), 0))

    def say(self, text: str) -> None:
        """Say something until the next change of the text."""
        self._said = text
        self._tell()

    def action_section(self, step: int) -> None:
        """To the part after (1) or before (-1)."""
        self.words.go_to_section(step)

    def action_blank(self, step: int) -> None:
        """To the next (1) or last (-1) place that wants words."""
        if not self.words.go_to_blank(step):
            self.say("Nothing is left blank.")

    def action_problem(self, step: int) -> None:
        """To the next (1) or last (-1) line to mend; where there is none, to those worth knowing."""
        rows = self._seen.rows or {line - 1 for line, _ in self._seen.findings if line}
        if not self.words.go_to_row(rows, step):
            told = [*self._seen.problems, *self._seen.findings]
            self.say("   ".join(map(sentence, told)) or "There is nothing to mend.")

    def action_contents(self) -> None:
        """Choose a part from all of them."""
        self.words.read_again()
        parts = self.words.outline.parts
        if not parts:
            self.say("This text has no headings.")
            return
        here = self.words.outline.at(self.words.cursor_location[0])
        self.app.push_screen(Contents(parts, here), self._go_to_part)

    def _go_to_part(self, at: int | None) -> None:
        if at is not None:
            self.words.go_to(self.words.outline.parts[at].place)

    def action_side(self) -> None:
        """Show or hide the side."""
        self._is_side_wanted = not self._side.display
        self._fit()

    def action_find(self) -> None:
        """Look for words; when that is open, the next place."""
        if self._find.display:
            self._find.action_again()
        else:
            self._find.open()

    def action_find_again(self) -> None:
        """The next place of what was looked for last."""
        if self._find.wanted:
            self._find.action_again()
        else:
            self._find.open()

    def action_keys(self) -> None:
        """The page of keys."""
        self.app.push_screen(Keys())

    def close_find(self) -> bool:
        """Back to the text from looking for words; whether that was open."""
        is_open = self._find.display
        if is_open:
            self._find.close()
        return is_open

    def _fit(self) -> None:
        wanted = self._is_side_wanted
        self._side.display = self.size.width >= _WIDE if wanted is None else wanted

    def _show_place(self) -> None:
        row = self.words.cursor_location[0]
        self._side.show_outline(self.words.outline, row)
        place = f"line {row + 1} of {self.words.document.line_count}"
        state = " · ".join(filter(None, (self._seen.counts, place, self._kept)))
        self.query_one("#state", Static).update(state)
        self._tell()

    def _tell(self) -> None:
        """What was said last, and what there is to the line of the cursor."""
        here = self.words.cursor_location[0] + 1
        told = [sentence(each) for each in (*self._seen.problems, *self._seen.findings) if each[0] == here]
        lines = [self._said, *told] if self._said else told
        bar = self.query_one("#told", Static)
        bar.update("\n".join(lines))
        bar.display = bool(lines)
