"""The items of a measure on the screen, for the client to answer: one at a time, and nothing else to be seen.

It is drawn on the terminal's alternate screen, which has no scrollback and covers what stood there before. The shell comes
back only when the therapist asks for it. No score is shown to the client.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from ipt_notes.cli import printing
from ipt_notes.cli._keys import single_keys
from ipt_notes.cli.keyboard import is_there
from ipt_notes.errors import Interrupted, IptNotesError, NotFound, Refused, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.measures.measure import Measure

R = TypeVar("R")
_OPEN, _CLOSE = "\x1b[?1049h\x1b[?25l", "\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l"
_CLEAR, _BOLD, _PLAIN = "\x1b[H\x1b[2J", "\x1b[1m", "\x1b[0m"
_WIDEST, _LEAST_MARGIN, _ROOMY = 64, 2, 30


class AskLeft(Interrupted):
    """The questions were left; nothing is stored."""


class _Strong(str):
    """A line of a page that stands out."""

    __slots__ = ()


class Sheet:
    """The answers so far; `at` is the item on the screen (0 the first), the number of items at the end."""

    def __init__(self, measure: Measure) -> None:
        """Nothing answered."""
        self.measure = measure
        self.answers: list[int | None] = [None] * measure.item_count
        self.at = 0

    @property
    def is_at_end(self) -> bool:
        """Whether the last item is behind."""
        return self.at == len(self.answers)

    @property
    def is_blank(self) -> bool:
        """Whether no item was answered."""
        return not any(answer is not None for answer in self.answers)

    @property
    def items(self) -> tuple[int | None, ...]:
        """The item scores, None where an item was left out."""
        score = self.measure.item_score
        return tuple(None if a is None else score(n, a) for n, a in enumerate(self.answers, 1))

    def press(self, key: str) -> None:
        """Answer with a figure and go on; skip; go back. Any other key does nothing."""
        if key in ("b", "back"):
            self.at = max(0, self.at - 1)
        elif self.is_at_end:
            return
        elif key == "s":
            self.answers[self.at] = None
            self.at += 1
        elif key in self.figures:
            self.answers[self.at] = self.figures.index(key)
            self.at += 1

    @property
    def figures(self) -> list[str]:
        """The key of each answer."""
        return [str(number) for number in range(len(self.measure.answers))]


def askable(name: str) -> Measure:
    """The measure of this name; NotFound; Refused where its wording may not be shown; UsageProblem without a terminal."""
    from ipt_notes.measures.measure import find_measure, measures

    measure = find_measure(name)
    if measure is None:
        known = ", ".join(each.name for each in measures().values() if each.items)
        raise NotFound(what=f"the measure {name!r}", hint=f"{known} can be asked")
    if not measure.items or not measure.answers:
        raise Refused(
            what=f"the wording of {measure.name} is not shown here: its terms do not allow it",
            hint=f"let it be filled in on paper, then `ipt-notes measure add --items ... CODE {measure.name}`",
        )
    if not is_there() or os.environ.get("TERM", "") in ("dumb", "unknown"):
        raise UsageProblem(
            what="asking needs a terminal with a screen of its own",
            hint=f"`ipt-notes measure add --items ... CODE {measure.name}` takes answers given on paper",
        )
    return measure


def asked(measure: Measure, store: Callable[[tuple[int | None, ...]], R]) -> R:
    """What `store` makes of the client's answers. AskLeft when the questions were left, Interrupted at Ctrl-C."""
    sheet = Sheet(measure)
    try:
        return _on_screen(sheet, store)
    except _NotStored as error:
        shown = ",".join("x" if item is None else str(item) for item in sheet.items)
        printing.aside(f"not stored; to add it later: --items {shown}")
        raise error.why from None


class _NotStored(Exception):
    """The answers were handed in, and could not be stored."""

    def __init__(self, why: IptNotesError) -> None:
        """`why` is told once the screen is the therapist's again."""
        self.why = why
        super().__init__()


def _on_screen(sheet: Sheet, store: Callable[[tuple[int | None, ...]], R]) -> R:
    """Let the client answer, store the answers, and keep the screen covered until the therapist has it."""
    with _screen() as (show, key):
        if not _answered(sheet, show, key):
            _give_back(show, key, "That is all right. Nothing is stored.")
            raise AskLeft
        try:
            done = store(sheet.items)
        except IptNotesError as error:
            _give_back(show, key, "Thank you.")
            raise _NotStored(error) from None
        _give_back(show, key, "Thank you. Your answers are stored.")
        return done


def _answered(sheet: Sheet, show: Callable[[list[str]], None], key: Callable[[], str]) -> bool:
    """Let the client answer; whether the answers were handed in."""
    show(_first_page(sheet))
    while (pressed := key()) != "enter":
        if pressed in ("q", "escape"):
            return False
    while True:
        show(_last_page(sheet) if sheet.is_at_end else _item_page(sheet))
        pressed = key()
        if pressed in ("q", "escape"):
            if _is_leaving(show, key):
                return False
        elif pressed == "enter" and sheet.is_at_end and not sheet.is_blank:
            return True
        else:
            sheet.press(pressed)


def _is_leaving(show: Callable[[list[str]], None], key: Callable[[], str]) -> bool:
    show(["Stop here?", "", "If you stop, nothing is stored.", "", "", "y  stop", "n  go on"])
    while (pressed := key()) not in ("y", "n", "b", "back"):
        pass
    return pressed == "y"


def _give_back(show: Callable[[list[str]], None], key: Callable[[], str], words: str) -> None:
    """Cover the therapist's screen until they have it back."""
    show([_Strong(words), "", "Please give this back now.", "", "", "t  for the therapist"])
    while key() != "t":
        pass


def _first_page(sheet: Sheet) -> list[str]:
    number = sheet.measure.item_count
    return [
        _Strong(f"{number} questions"), "",
        "Take your time. Any question can be left out, and you can go back.",
        "", "", "Enter  begin", "q  leave",
    ]  # fmt: skip


def _item_page(sheet: Sheet) -> list[str]:
    measure, gap = sheet.measure, [""] if shutil.get_terminal_size().lines >= _ROOMY else []
    lines = [measure.lookback, "", "", f"{sheet.at + 1} of {measure.item_count}", ""]
    lines += [_Strong(measure.items[sheet.at]), "", ""]
    for number, answer in enumerate(measure.answers):
        chosen = "●" if sheet.answers[sheet.at] == number else " "
        lines += [f"{number}  {chosen} {answer}", *gap]
    back = "b  back     " if sheet.at else ""
    return [*lines, "", f"{back}s  skip     q  leave"]


def _last_page(sheet: Sheet) -> list[str]:
    answers = sheet.measure.answers
    lines = [_Strong("That was the last question."), "", "Your answers:", ""]
    for number, answer in enumerate(sheet.answers, 1):
        lines.append(f"{number:>2}  {'-' if answer is None else answers[answer]}")
    ends = "Nothing is answered yet." if sheet.is_blank else "Enter  hand them in"
    return [*lines, "", ends, "b  back     q  leave"]


@contextmanager
def _screen() -> Iterator[tuple[Callable[[list[str]], None], Callable[[], str]]]:
    """(shows a page, waits for a key). Whatever happens, the terminal is as before, and nothing of the pages is left."""

    def key() -> str:
        pressed = read()
        if pressed == "stop":
            raise KeyboardInterrupt
        return pressed

    with single_keys() as read:
        try:
            _write(_OPEN)
            yield _show, key
        finally:
            _write(_CLOSE)


def _show(lines: list[str]) -> None:
    size = shutil.get_terminal_size()
    room = max(20, min(_WIDEST, size.columns - 2 * _LEAST_MARGIN))
    margin = " " * max(_LEAST_MARGIN, (size.columns - room) // 2)
    folded = [part for line in lines for part in _folded(line, room)]
    above = "\r\n" * max(0, min(4, (size.lines - len(folded)) // 2))
    _write(_CLEAR + above + "\r\n".join(margin + line if line else "" for line in folded))


def _folded(line: str, room: int) -> list[str]:
    parts = textwrap.wrap(printing.visible(line), room) or [""]
    return [f"{_BOLD}{part}{_PLAIN}" for part in parts] if isinstance(line, _Strong) else parts


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
