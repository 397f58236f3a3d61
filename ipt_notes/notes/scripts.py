"""Reads a communication analysis: the setting, who said what, what was felt, intended and communicated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.course.note import Line, Script
from ipt_notes.course.sections import SCRIPT_FIELDS
from ipt_notes.notes.blocks import as_typed
from ipt_notes.notes.problems import did_you_mean
from ipt_notes.notes.values import KeyedFields, key_id, split_key

if TYPE_CHECKING:
    from ipt_notes.notes.blocks import Block
    from ipt_notes.notes.problems import Problems

_SPEAKER = re.compile(r"([^:：(（]{1,60}+)(?:[(（]([^)）]*+)[)）])?+\s*+[:：]\s*+(.*+)")
_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "'": "'", "「": "」"}
ASIDES = ("felt", "intended", "communicated")
_ALIASES = {"heard": "communicated", "understood": "communicated"}
_SETTING, _PROSE = "setting", "prose"
_NO_NAME = re.compile(r"[\d,;]")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_MOST_NAMES = 4
_USUAL_NAMES = 2
_PAIR = 2


def read_script(blocks: list[Block], problems: Problems) -> tuple[Script, str]:
    """(the scene, what stands in it and is no part of a scene)."""
    scene = _Scene(problems)
    for block in blocks:
        scene.read(block)
    return scene.script(), as_typed(scene.prose)


class _Scene:
    """A scene as it is read, line by line. `_into` is what the next line may go on with."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._fields = KeyedFields(SCRIPT_FIELDS, problems)
        self._setting: list[str] = []
        self._lines: list[dict[str, str]] = []
        self._speakers: set[str] = set()
        self._into = _SETTING
        self.prose: list[str] = []

    def script(self) -> Script:
        """The scene, its words without their quotation marks."""
        lines = tuple(Line(**{key: _unquoted(value) for key, value in line.items()}) for line in self._lines)
        return Script(" ".join(self._setting), lines, self._fields.fields)

    def read(self, block: Block) -> None:
        """Take in one block."""
        if block.is_item and self._fields.knows((split_key(block.lines[0]) or ("",))[0]):
            if self._fields.read(block):
                self.prose += block.typed
            return
        self._into = _PROSE if self._lines else _SETTING
        if self.prose:
            self.prose.append("")
        for number, text in enumerate(block.lines, block.line):
            self._line(text.strip(), number)

    def _line(self, text: str, number: int) -> None:
        if text.startswith(">"):
            self._quote(text, number)
        elif not self._spoken(text, number):
            self._go_on(text)

    def _go_on(self, text: str) -> None:
        if self._into == _SETTING:
            self._setting += [text] if text else []
        elif self._into == _PROSE:
            self.prose.append(text)
        elif self._is_open:
            self._add(text)
        else:
            self._into = _PROSE
            self.prose.append(text)

    @property
    def _is_open(self) -> bool:
        """Whether somebody is speaking whose quotation marks are not closed."""
        return self._into == "words" and not _is_closed(self._lines[-1]["words"])

    def _add(self, text: str) -> None:
        line = self._lines[-1]
        line[self._into] = f"{line[self._into]} {text}".strip()

    def _spoken(self, text: str, number: int) -> bool:
        """Whether the line is somebody's words: in quotation marks, with a gesture, or of one who spoke before."""
        found = _SPEAKER.fullmatch(text)
        if not found:
            return False
        speaker, gesture, words = found[1].strip(), (found[2] or "").strip(), found[3]
        if not self._is_speech(speaker, gesture, words):
            self._wonder(speaker, number)
            return False
        self._lines.append({"speaker": speaker, "words": words, "gesture": gesture})
        self._speakers.add(speaker.casefold())
        self._into = "words"
        return True

    def _is_speech(self, speaker: str, gesture: str, words: str) -> bool:
        if not speaker or words[:1] in {*_QUOTES}:
            return bool(speaker)
        is_short = len(speaker.split()) <= _MOST_NAMES
        return is_short and (bool(gesture) or speaker.casefold() in self._speakers)

    def _wonder(self, speaker: str, number: int) -> None:
        """Ask about `N: Are you in?`, which has no quotation marks and may be a setting or words."""
        most = _USUAL_NAMES if self._into == _SETTING else 1
        if len(speaker.split()) <= most and not self._is_open and not _NO_NAME.search(speaker):
            told = 'are these spoken words? They are written as `Speaker (gesture): "words"`'
            self._problems.warning(number, f"{told}; this line is kept as it is")

    def _quote(self, text: str, number: int) -> None:
        said = text.lstrip("> ")
        typed, value = split_key(said) or ("", "")
        key = _ALIASES.get(key_id(typed[:60]), key_id(typed[:60]))
        if not self._lines:
            self._problems.warning(number, "this quote follows nobody's words; it is kept as it is")
            self.prose.append(text)
        elif key in ASIDES and key in self._lines[-1]:
            self._problems.error(number, f"{key!r} is given twice for the same words")
        elif key in ASIDES:
            self._lines[-1][key] = value
            self._into = key
        elif self._into in ASIDES and len(typed.split()) != 1:
            self._add(said)
        else:
            near = did_you_mean(typed[:60], ASIDES) or "; it is kept as it is"
            self._problems.warning(number, f"a quote below words says felt, intended or communicated{near}")
            self.prose.append(text)


def _is_closed(words: str) -> bool:
    """Whether words that began with a quotation mark end with one: nothing goes on with them."""
    closing = _QUOTES.get(words[:1])
    return closing is not None and len(words) >= _PAIR and words[-1] in closing


def _unquoted(words: str) -> str:
    """Words without the quotation marks around them; where marks stand inside them too, all stay."""
    words = words.strip()
    inner = words[1:-1]
    if not _is_closed(words):
        return words
    marks = {words[0], *_QUOTES[words[0]]}
    return words if set(_APOSTROPHE.sub("", inner)) & marks else inner.strip()
