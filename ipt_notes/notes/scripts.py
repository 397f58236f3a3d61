"""Reads the special lines: a communication analysis, a timeline, scores."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.course.note import Line, ScoreLine, Script, TimelineEvent
from ipt_notes.course.sections import SCRIPT_FIELDS
from ipt_notes.course.vocabulary import to_id
from ipt_notes.measures.measure import find_measure, measures
from ipt_notes.notes.problems import did_you_mean
from ipt_notes.notes.values import KeyedFields

if TYPE_CHECKING:
    from ipt_notes.notes.blocks import Block
    from ipt_notes.notes.problems import Problems

_SPOKEN = re.compile(
    r"""(?P<speaker>[^:("“>]{1,60}?)\s*(?:\((?P<gesture>[^)]*)\))?\s*:\s*(?P<words>["“”„«‘'].*)"""
)
_QUOTED = re.compile(r"\s*>\s*(?P<key>[^:]{1,30}?)\s*:\s*(?P<value>.*)")
_QUOTES = "\"“”„«»‘’'"
_ASIDES = ("felt", "intended", "communicated")
_NAMED = re.compile(r"(?P<name>[^:]{1,80}?)\s*:\s*(?P<value>.*)")
_NUMBER = re.compile(r"-?\d{1,4}(?:\.\d{1,3})?")


def read_script(blocks: list[Block], problems: Problems) -> Script:
    """A scene: the setting, then who said what, what was felt, intended and communicated."""
    fields = KeyedFields(SCRIPT_FIELDS, problems, "the communication analysis")
    setting: list[str] = []
    lines: list[dict[str, str]] = []
    for block in blocks:
        if not (block.is_item and fields.take(block)):
            for at, text in enumerate(block.lines):
                _script_line(text, block.line + at, setting, lines, problems)
    made = tuple(Line(**{key: value.strip() for key, value in line.items()}) for line in lines)
    return Script(" ".join(setting), made, fields.fields)


def _script_line(
    text: str, number: int, setting: list[str], lines: list[dict[str, str]], problems: Problems
) -> None:
    spoken = _SPOKEN.fullmatch(text.strip())
    quoted = _QUOTED.fullmatch(text)
    if spoken:
        gesture = (spoken["gesture"] or "").strip()
        lines.append(
            {"speaker": spoken["speaker"], "words": spoken["words"].strip(_QUOTES + " "), "gesture": gesture}
        )
    elif quoted and lines:
        _aside(quoted["key"], quoted["value"], number, lines[-1], problems)
    elif quoted:
        problems.warning(number, "this quote follows nobody's words; it is kept as it is")
    elif lines and text.strip():
        known = "communicated" if "communicated" in lines[-1] else "words"
        lines[-1][known] += " " + text.strip().lstrip("> ").strip(_QUOTES)
    elif text.strip():
        setting.append(text.strip())


def _aside(typed: str, value: str, number: int, line: dict[str, str], problems: Problems) -> None:
    key = to_id(typed)
    if key in ("heard", "understood"):
        key = "communicated"
    if key not in _ASIDES:
        near = did_you_mean(key, _ASIDES, 0.6)
        problems.warning(
            number, f"unknown key {typed!r} in the script{near or '; it is felt, intended or communicated'}"
        )
    elif key in line:
        problems.error(number, f"{typed!r} is given twice for the same words")
    else:
        line[key] = value


def read_event(block: Block, problems: Problems) -> TimelineEvent | None:
    """`- date: event; mood change`."""
    text = " ".join(line.strip() for line in block.lines).strip()
    found = _NAMED.fullmatch(text)
    if not block.is_item or not found or not found["value"]:
        if text and not text.endswith(":"):
            problems.warning(
                block.line, "an event is written as `- date: event; mood change`; this line is kept as it is"
            )
        return None
    event, _, mood = found["value"].partition(";")
    return TimelineEvent(found["name"].strip(), event.strip(), mood.strip())


def read_score(block: Block, problems: Problems) -> ScoreLine | None:
    """`- PHQ-9: items`, `- PHQ-9: total`, or `- other tool: name, score`."""
    text = " ".join(line.strip() for line in block.lines).strip()
    found = _NAMED.fullmatch(text)
    if not found or not found["value"].strip():
        if text and not (found or text.endswith(":")):
            problems.warning(
                block.line, "a measure is written as `- PHQ-9: 2 2 3 2 1 1 2 0 0` or `- PHQ-9: 16`"
            )
        return None
    name, value = found["name"].strip().strip("*`_"), found["value"].strip()
    if to_id(name) == "other_tool":
        return _other_tool(value, block.line, problems)
    measure = find_measure(name)
    if measure is None:
        near = did_you_mean(name, [known.name.casefold() for known in measures().values()], 0.5)
        problems.error(
            block.line,
            f"the measure {name[:40]!r} is not known{near}; write `- other tool: {name[:40]}, score`",
        )
        return None
    line = _numbers(measure.id, measure.name, value, block.line, problems)
    for problem in measure.problems(line) if line else ():
        problems.error(block.line, problem)
    return line


def _numbers(measure: str, name: str, value: str, line: int, problems: Problems) -> ScoreLine | None:
    typed, _, total = value.partition("=")
    parts = typed.replace(",", " ").split()
    sums = total.split()[:1]
    if not parts or any(not _NUMBER.fullmatch(part) for part in (*parts, *sums)):
        problems.error(line, f"{name} takes its item scores or a total, as in `{name}: 16`")
        return None
    if len(parts) == 1 and not sums:
        return ScoreLine(measure, total=float(parts[0]))
    if any("." in part for part in parts):
        problems.error(line, f"{name}: an item score is a whole number")
        return None
    return ScoreLine(measure, tuple(int(part) for part in parts), float(sums[0]) if sums else None)


def _other_tool(value: str, line: int, problems: Problems) -> ScoreLine | None:
    name, _, score = value.rpartition(",")
    if not name.strip() or not _NUMBER.fullmatch(score.strip()):
        problems.error(line, "another tool is written as `- other tool: name, score`")
        return None
    return ScoreLine("other", total=float(score), name=name.strip())
