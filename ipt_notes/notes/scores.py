"""Reads lines with a form of their own: scores and the events of a timeline. What has another form is prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.course.note import ScoreLine, TimelineEvent
from ipt_notes.measures.measure import find_measure, measures, told_items
from ipt_notes.notes.problems import did_you_mean
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.measures.measure import Items, Measure
    from ipt_notes.notes.blocks import Block
    from ipt_notes.notes.problems import Problems

_SEPARATOR = re.compile("[:：=]")
_COLON = re.compile(r":(?:\s|$)|：")
_FIGURES = re.compile(r"(?:[\d\s,.=+-]|(?<![^\s,])[xX](?=[\s,=]|$))*")
_NUMBER = re.compile(r"-?\d{1,4}(?:\.\d{1,3})?")
_ITEM_SCORE = re.compile(r"-?\d{1,4}|[xX-]")
_LEFT_OUT = ("x", "X", "-")
_BESIDE = " ,.=+"
_DASHES = "xX-"
_ITEM = r"\b(?:item|question|q)\W{0,2}%d\b"
_ITEM_BEHIND = r"[\s(,;]*(?:item|question|q)\W{0,2}%d\s*(?:[:：=]|is\b)\s*(\d{1,2})[\s).]*"
_MOST_LETTERS = 80
_KEPT = "this line is kept as it is"


def read_scores(block: Block, problems: Problems) -> tuple[list[ScoreLine], bool]:
    """(the scores in a block, whether it holds other words too).

    A score is `PHQ-9: items`, `PHQ-9: total`, `PHQ-9: items = total`, `PHQ-9: total (item 9: 2)` or `other tool: name,
    score`. An item that was left out is `-` or `x`.
    """
    texts = [(block.line, block.text)] if block.is_item else list(enumerate(block.lines, block.line))
    scores: list[ScoreLine] = []
    is_prose = False
    for line, text in texts:
        score, has_words = _score(text.strip(), line, problems, is_item=block.is_item)
        scores += [score] if score else []
        is_prose |= has_words
    return scores, is_prose


def _score(text: str, line: int, problems: Problems, *, is_item: bool) -> tuple[ScoreLine | None, bool]:
    if not text:
        return None, False
    name, value = _split(text)
    measure = find_measure(name)
    if key_id(name) == "other_tool":
        return _other_tool(value, line, problems), False
    if measure:
        return _known(measure, value, line, problems) if value else (None, False)
    if name and value and _FIGURES.fullmatch(value):
        near = did_you_mean(name, [known.name for known in measures().values()])
        problems.error(line, f"this measure is not known; another tool is `- other tool: name, score`{near}")
    elif is_item:
        problems.warning(
            line, f"a score is written as `- PHQ-9: 16` or `- PHQ-9: 2 2 3 2 1 1 2 0 0`; {_KEPT}"
        )
    return None, True


def _split(text: str) -> tuple[str, str]:
    """("PHQ-9", "13") of "PHQ-9: 13", "PHQ9 = 13" and "PHQ-9 13"."""
    first, _, rest = text.partition(" ")
    if rest[:1].isdigit() and find_measure(first[:_MOST_LETTERS]):
        return first, rest
    found = _SEPARATOR.search(text[: _MOST_LETTERS + 1])
    return (text[: found.start()].strip("*_` "), text[found.end() :].strip("*_` ")) if found else ("", "")


def _known(measure: Measure, value: str, line: int, problems: Problems) -> tuple[ScoreLine | None, bool]:
    """The score, and whether words follow it: "13 (before the session)"."""
    found = _FIGURES.match(value)
    figures, words = value[: found.end() if found else 0], value[found.end() if found else 0 :]
    behind = _risk_item_behind(measure, words)
    is_clear = words.startswith("(") or behind is not None or not any(letter.isdigit() for letter in words)
    score = _read_figures(measure, figures, is_end=words[:1] in ("", "(")) if is_clear else None
    if score is None:
        example = " ".join(["1"] * measure.item_count)
        problems.error(
            line,
            f"{measure.name} takes a total, as in `{measure.name}: {_example(measure)}`, or its {measure.item_count} items, as in "
            f"`{measure.name}: {example}`",
        )
        return None, True
    if behind is not None and not score.items:
        score = replace(score, risk_answer=behind)
    for problem in (*measure.problems(score), *_said_twice(measure, score, behind)):
        problems.error(line, problem)
    for told in (*left_out(measure, score.items), *_not_read(measure, score, words)):
        problems.warning(line, told)
    return score, bool(words)


def _example(measure: Measure) -> str:
    """A possible total."""
    return str(min(16, measure.total_max))


def _risk_item_behind(measure: Measure, words: str) -> int | None:
    """The score of the item about self-harm in the words behind a total, where they say nothing else: "(item 9: 2)"."""
    if not measure.risk_item:
        return None
    found = re.fullmatch(_ITEM_BEHIND % measure.risk_item, words, re.IGNORECASE)
    return int(found[1]) if found else None


def _said_twice(measure: Measure, score: ScoreLine, behind: int | None) -> Iterator[str]:
    """The item about self-harm stands among the items, and behind them with another score."""
    if score.items and behind is not None and behind != measure.risk_answer(score.items):
        yield f"{measure.name} item {measure.risk_item} is {behind} behind the items, and another among them"


def _not_read(measure: Measure, score: ScoreLine, words: str) -> Iterator[str]:
    """Words behind a bare total name the item about self-harm, and not in the form that is read."""
    if score.items or score.risk_answer is not None or not measure.risk_item:
        return
    if re.search(_ITEM % measure.risk_item, words, re.IGNORECASE):
        item = f"item {measure.risk_item}"
        form = f"`{measure.name}: {score.total:g} ({item}: 2)`"
        yield f"{item} is read behind a total only as in {form}; {_KEPT}"


def left_out(measure: Measure, items: Items) -> Iterator[str]:
    """What is to be said of items that were left out, as sentences: what becomes of the total; the item about risk."""
    missing = measure.left_out(items) if len(items) == measure.item_count else ()
    if missing and len(missing) < len(items):
        has_total = measure.score(items) is not None
        then = "the mean of the others stands in" if has_total else "there is no total"
        yield f"{measure.name} {told_items(missing)} left out: {then}"
    if measure.risk_item in missing:
        yield f"{measure.name} item {measure.risk_item} left out is no 0: ask about it"


def _read_figures(measure: Measure, figures: str, *, is_end: bool) -> ScoreLine | None:
    """Item scores, a total, or items "=" total; None for anything else. `is_end`: no words follow them."""
    typed, _, behind = figures.partition("=")
    parts, totals = _parts(typed), _parts(behind.rstrip(_DASHES))
    if len(parts) != measure.item_count or not (is_end or totals):
        parts = _parts(typed.rstrip(_BESIDE + _DASHES))
    if not parts or len(totals) > 1 or not all(map(_NUMBER.fullmatch, totals)):
        return None
    if len(parts) == 1 and not totals:
        return ScoreLine(measure.id, total=float(parts[0])) if _NUMBER.fullmatch(parts[0]) else None
    if not all(map(_ITEM_SCORE.fullmatch, parts)):
        return None
    return measure.taken(tuple(map(read_item, parts)), float(totals[0]) if totals else None)


def _parts(figures: str) -> list[str]:
    return figures.rstrip(_BESIDE).replace(",", " ").split()


def read_item(typed: str) -> int | None:
    """An item score as it is typed; None for `-` and `x`, which stand for an item that was left out."""
    return None if typed in _LEFT_OUT else int(typed)


def _other_tool(value: str, line: int, problems: Problems) -> ScoreLine | None:
    name, _, score = value.rpartition(",")
    is_score = _NUMBER.fullmatch(score.strip()) is not None
    if measure := find_measure(name.strip()):
        example = score.strip() if is_score else _example(measure)
        problems.error(line, f"{measure.name} is written as `- {measure.name}: {example}`")
        return None
    if name.strip() and is_score:
        return ScoreLine("other", total=float(score), name=name.strip())
    if value:
        problems.error(line, "another tool is written as `- other tool: name, score`, as in `BDI-II, 21`")
    return None


def read_event(block: Block, problems: Problems) -> tuple[TimelineEvent | None, bool]:
    """(the event of `- date: event; mood change`, whether the block is prose instead)."""
    text = block.text
    found = _COLON.search(text) or re.search(":", text)
    when, said = (text[: found.start()].strip(), text[found.end() :].strip()) if found else ("", "")
    if not said and key_id(when) in ("", "date") and (found or not text):
        return None, False
    if block.is_item and when and said and len(when) <= _MOST_LETTERS:
        event, _, mood = said.partition(";")
        return TimelineEvent(when, event.strip(), mood.strip()), False
    if block.is_item or when[:1].isdigit():
        problems.warning(block.line, f"an event is written as `- date: event; mood change`; {_KEPT}")
    return None, True
