"""An incident as a scene on a terminal: who said what, and beneath it what was felt, intended and communicated. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.pictures.lettering import cleaned, folded, width
from ipt_notes.pictures.spans import Span, Spans, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ipt_notes.course.note import Line, Script
    from ipt_notes.pictures.spans import Tone

_COLUMNS = 78
_TOLD = (("what_happened", ""), ("need_unmet", "need unmet"), ("feelings", "feelings"))
_ASPECTS = ("felt", "intended", "communicated")
_LABEL = len("communicated") + 2


def scene(fields: Mapping[str, str], script: Script | None, alternatives: Sequence[str]) -> Iterable[Spans]:
    """What happened, the script line by line, and the alternatives that were found; `fields` are the incident's by key."""
    for key, label in _TOLD:
        text = fields.get(key, "")
        if text:
            yield from _hanging("  ", f"{label}: {text}" if label else text)
    if script:
        yield Spans()
        yield from _script(script)
    if alternatives:
        yield Spans()
        yield spans("  ", Span("Alternatives", "strong"))
        for alternative in alternatives:
            yield from _hanging("  - ", alternative)


def _script(script: Script) -> Iterable[Spans]:
    author = "; ".join(script.fields.get("author", ()))
    yield spans(
        "  ",
        Span("Communication analysis", "strong"),
        Span(f", as the {author} tells it" if author else "", "faint"),
    )
    if script.setting:
        setting = folded(cleaned(script.setting), _COLUMNS - 2, width)
        yield from (spans("  ", Span(line, "faint")) for line in setting)
    for line in script.lines:
        yield Spans()
        yield from _spoken(line)


def _spoken(line: Line) -> Iterable[Spans]:
    gesture = f"  ({cleaned(line.gesture)})" if line.gesture else ""
    yield spans("  ", Span(cleaned(line.speaker), "strong"), Span(gesture, "faint"))
    yield from _hanging("    ", f"“{cleaned(line.words)}”")
    for aspect in _ASPECTS:
        text = getattr(line, aspect)
        if text:
            tone: Tone = "accent" if aspect == "communicated" else "faint"
            first, *more = folded(cleaned(text), _COLUMNS - _LABEL - 6, width)
            yield spans("      ", Span(aspect.ljust(_LABEL), tone), first)
            yield from (spans(" " * (6 + _LABEL) + rest) for rest in more)


def _hanging(lead: str, text: str) -> Iterable[Spans]:
    """Text behind a lead; further lines begin beneath its first word."""
    first, *more = folded(cleaned(text), _COLUMNS - len(lead), width)
    yield spans(lead + first)
    yield from (spans(" " * len(lead) + line) for line in more)
