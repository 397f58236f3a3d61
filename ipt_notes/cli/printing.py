"""All printing: results for a person or as JSON, errors, and text made safe to show."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from ipt_notes.pictures import lettering
from ipt_notes.pictures.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.errors import IptNotesError

R = TypeVar("R")
_JOINERS = "\u00ad\u200c\u200d"
"""Soft hyphen and joiners: they belong to words, and move nothing."""


class Verbatim(str):
    """A text of several lines that is printed as it is: a note, a template, a page. Anything else is one line."""

    __slots__ = ()


class Document(Verbatim):
    """A text that is a file of its own: in a file it is UTF-8 and its lines end as they do here, wherever this runs."""

    __slots__ = ()


class Prose(Verbatim):
    """A text of several lines whose long ones are broken between words on a terminal."""

    __slots__ = ()


def visible(text: str, kept: str = "") -> str:
    r"""Text whose control characters (escape sequences, direction marks, NUL, lone surrogates) are shown as \x1b, \u202e.

    `kept` are those that stay, such as line ends in a text of several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if letter in kept or _is_plain(letter) else _escaped(letter) for letter in text)


def _is_plain(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co") or letter in _JOINERS


def _escaped(letter: str) -> str:
    point = ord(letter)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def line(text: str | Spans = "") -> None:
    """One line of a result, or a whole text; a text that goes to a file or another program goes as it is."""
    sys.stdout.write(_on_terminal(text) if sys.stdout.isatty() else _elsewhere(text))


def _on_terminal(text: str | Spans) -> str:
    """What a terminal shows, with the line's end."""
    if isinstance(text, Spans):
        return f"{_painted(text)}\n"
    if not isinstance(text, Verbatim):
        return f"{fitted(visible(text), sys.stdout)}\n"
    shown = visible(text.rstrip("\n"), "\n\t")
    lines = (fitted(each, sys.stdout) for each in shown.split("\n"))
    return ("\n".join(lines) if isinstance(text, Prose) else shown) + "\n"


def _elsewhere(text: str | Spans) -> str:
    """What goes to a file or to another program, with the line's end."""
    if isinstance(text, Verbatim):
        return text
    return f"{visible(text.plain if isinstance(text, Spans) else text)}\n"


def fitted(text: str, stream: TextIO) -> str:
    """The line broken between words where the stream is a terminal and it does not fit."""
    if not stream.isatty():
        return text
    room = columns(stream)
    return text if width(text) <= room else "\n".join(broken(text, room))


def broken(text: str, room: int) -> list[str]:
    """A line as lines of at most so many columns, below its own indent. A command is never broken: it is there to be copied."""
    indent = re.match(_INDENT, text)[0]  # type: ignore[index]
    if text[len(indent) :].startswith(_PROGRAMS):
        return [text]
    margin, lines, now = " " * width(indent), [], indent
    for gap, word in re.findall(_WORDS, text[len(indent) :]):
        if now.strip() and width(now + gap + word) > room:
            lines.append(now)
            now = margin + word
        else:
            now += gap + word
    return [*lines, now]


width = lettering.width
_INDENT = r"\s*(?:[-*>] |\d+\. )?"
_WORDS = r"(\s*)((?:[^\s`]|`[^`]*`|`)+)"
_PROGRAMS = ("ipt ", "ipt-notes ")
_TONES = {"strong": "1", "faint": "2", "accent": "33"}
_LEFT_TO_RIGHT = "\u200e"


def _has_colour() -> bool:
    """Whether this terminal shows colours, and they are wanted (no-color.org)."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    is_known = os.name != "nt" or "WT_SESSION" in os.environ
    return is_known and not is_plain


def _painted(spans: Spans) -> str:
    """A line of a picture in its tones. A mark behind a name from right to left keeps what follows in its place."""
    has_colour, pieces = _has_colour(), []
    for text, tone in spans:
        shown = visible(text) + (_LEFT_TO_RIGHT if lettering.is_right_to_left(text) else "")
        pieces.append(f"\x1b[{_TONES[tone]}m{shown}\x1b[0m" if tone and has_colour else shown)
    return "".join(pieces).rstrip()


def can_draw() -> bool:
    """Whether standard output has letters to draw with."""
    try:
        "\u28ff\u25cf\u2500\u2588".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def columns(stream: TextIO | None = None) -> int:
    """How wide the terminal is (standard output's, or this stream's)."""
    import shutil

    with suppress(OSError, ValueError):
        if stream is not None and not os.environ.get("COLUMNS"):
            return os.get_terminal_size(stream.fileno()).columns or 80
    return shutil.get_terminal_size().columns


def aside(text: str) -> None:
    """Something that is not a result: a hint, a warning, progress. Nothing fails for want of it."""
    with suppress(OSError, ValueError):
        print(fitted(visible(text), sys.stderr), file=sys.stderr)  # noqa: T201


def show(result: R, words: Callable[[R], Iterable[str | Spans]], *, as_json: bool) -> None:
    """A command's result: in words, or as one JSON document."""
    if as_json:
        show_json(result)
    elif sys.stdout.isatty():
        for text in words(result):
            line(text)
    else:
        _write_elsewhere(list(words(result)))
    sys.stdout.flush()


def _write_elsewhere(texts: list[str | Spans]) -> None:
    if len(texts) == 1 and isinstance(texts[0], Document):
        sys.stdout.buffer.write(texts[0].encode("utf-8", "backslashreplace"))
    else:
        sys.stdout.write("".join(map(_elsewhere, texts)))


def show_json(value: object) -> None:
    r"""One JSON document on standard output; what can't be shown there stands in it as \u202e."""
    import msgspec

    text = msgspec.json.format(
        msgspec.json.encode(_in_unicode(msgspec.to_builtins(value))), indent=2
    ).decode()
    sys.stdout.write(text if text.isascii() else "".join(map(_letter_of_json(), text)))
    sys.stdout.write("\n")


def _letter_of_json() -> Callable[[str], str]:
    """How a letter is written where standard output goes: where that is not UTF-8, in ASCII."""
    import codecs

    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"

    def written(letter: str) -> str:
        stays = letter == "\n" or (_is_plain(letter) and (is_utf8 or letter.isascii()))
        return letter if stays else _in_units(letter)

    return written


def _in_unicode(value: Any) -> Any:
    """The value with half characters (bytes of a broken command line) written out."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_in_unicode(key): _in_unicode(each) for key, each in value.items()}
    return [_in_unicode(each) for each in value] if isinstance(value, list | tuple) else value


def _in_units(letter: str) -> str:
    """A letter as JSON writes it in ASCII: a unit of UTF-16, or two."""
    units = letter.encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def tell_error(error: IptNotesError, *, as_json: bool) -> int:
    """The error's line, its details and its hint on standard error; its exit code.

    Never raises: where nothing can be printed the exit code alone tells.
    """
    if as_json:
        with suppress(OSError, ValueError):
            show_json({"error": {**_parts(error), "exit_code": error.exit_code}})
    aside(f"ipt-notes: {_sentence(error.message)}")
    for detail in error.details:
        aside(f"  {detail}")
    if error.hint:
        aside(f"hint: {error.hint}")
    return error.exit_code


def _parts(error: IptNotesError) -> dict[str, object]:
    return {
        "code": error.code,
        "message": _sentence(error.message),
        "details": list(error.details),
        "hint": error.hint,
    }


def _sentence(message: str) -> str:
    return message.strip().rstrip(".")


def table(rows: Iterable[Iterable[str]], *, indent: str = "") -> Iterable[str]:
    """Rows as columns that line up, by the width each text has on a terminal."""
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    widths = [
        max((width(row[at]) for row in cells if at < len(row)), default=0)
        for at in range(max(map(len, cells), default=0))
    ]
    for row in cells:
        padded = (cell + " " * (widths[at] - width(cell)) for at, cell in enumerate(row))
        yield (indent + "  ".join(padded)).rstrip()


def wrapped(text: str, margin: int = 0) -> list[str]:
    """The text in lines that fit beside a margin of so many columns; at least 40 wide, at most 100.

    A word that is longer, such as a path, stands on a line of its own: it is there to be copied.
    """
    import textwrap

    room = min(columns(), 100) - margin
    return textwrap.wrap(text, max(room, 40), break_on_hyphens=False, break_long_words=False) or [""]
