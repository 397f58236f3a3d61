"""A question of guided writing in words: its heading and prompt, what can be typed, and what `?` tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.fields import YES_NO
from ipt_notes.course.wording import capital
from ipt_notes.notes.guide_answers import choices_of
from ipt_notes.notes.problems import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipt_notes.measures.measure import Measure
    from ipt_notes.notes.guide import Question

_SCENE = "Gone through line by line? Where and when, and who was there (Enter: no)"
_NOT_ASKED = "`none` and `not asked: reason` count as answers."


def headed(question: Question, before: Question | None, questions: Sequence[Question]) -> Iterator[str]:
    """What stands above a question: its section and part where they are new, and the template's prompt."""
    is_new = before is None or before.at != question.at
    if is_new:
        yield from ("", f"## {question.heading}")
    if _opens_part(question, before):
        yield from ("", f"### {question.part}")
    first = _prompt(question, questions)
    if is_new or question.prompt != first:
        yield from _lines(question.prompt or (first if is_new else ""))


def _opens_part(question: Question, before: Question | None) -> bool:
    """Whether the name of its part is news: it was not just typed."""
    is_named = before is not None and before.form == "relationship" and before.at == question.at
    is_same = before is not None and (before.at, before.part) == (question.at, question.part)
    return bool(question.part) and not (question.is_blank_entry or is_named or is_same)


def _prompt(question: Question, questions: Sequence[Question]) -> str:
    """The first prompt of a section: what its first question is about."""
    return next((each.prompt for each in questions if each.at == question.at and each.prompt), "")


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def asked_for(question: Question, people: Sequence[str], *, is_further: bool) -> str:
    """What is asked, and what may be typed: "level (1 none, 2 low, 3 moderate, 4 high): ". Behind > several lines may stand."""
    label, choices = question.label, choices_of(question, people)
    if question.form == "entry":
        label = _entry(question, is_further=is_further)
    elif question.form in ("prose", "lines"):
        return "> " if question.form == "prose" else "one line each > "
    elif question.form == "scene":
        return "who said what: " if question.answer else f"{_SCENE}: "
    elif question.form == "title":
        label = "title, in a few words"
    return f"{label} ({takes}): " if (takes := _takes(question, choices)) else f"{label}: "


def _entry(question: Question, *, is_further: bool) -> str:
    if question.answer:
        return question.label
    if question.kind and question.kind.has_relationship:
        return "Somebody else? Enter: no" if is_further else "Who, as in `N. (partner)`? Enter: nobody"
    return "Another one? Enter: no" if is_further else question.label


def told_now(question: Question) -> Iterator[str]:
    """What is written there already, for somebody who went back."""
    if question.answer:
        yield from (f"  {line}" for line in _lines(question.answer))
        more = "what you type is added" if question.form == "scene" else "what you type stands in its place"
        yield f"  (Enter keeps it; {more})"


def _takes(question: Question, choices: Sequence[str]) -> str:
    field, measure = question.field, question.measure
    if measure:
        return f"{measure.item_count} scores from {measure.item_min} to {measure.item_max}, or the total"
    if question.form == "scores":
        return "name, score"
    if field and field.choices == YES_NO:
        return "yes or no"
    if choices:
        return ", ".join(f"{number} {choice}" for number, choice in enumerate(choices, 1))
    if field and field.is_many:
        return "several: a; b"
    return {"date": "such as 2026-03-16", "number": "a whole number"}.get(field.shape, "") if field else ""


def explained(question: Question, questions: Sequence[Question], choices: Sequence[str]) -> Iterator[str]:
    """What `?` tells: what the section is for, its prompt, and what can be answered."""
    if question.kind:
        yield question.kind.about
    yield from _lines(question.prompt or _prompt(question, questions))
    if question.measure:
        yield from _items(question.measure)
    elif question.form == "field":
        if choices:
            yield f"{capital(question.label)}: {one_of(choices)}."
        yield _NOT_ASKED
    yield "Commands: Enter skips, `next` skips the rest of the section, `back`, `edit` (the editor), `leave`."


def _items(measure: Measure) -> Iterator[str]:
    """The wording of a questionnaire, where it may be shown."""
    if measure.items and measure.answers:
        yield measure.lookback
        scale = ", ".join(f"{measure.item_min + at} {each}" for at, each in enumerate(measure.answers))
        yield from (f"{number:>2}  {item}" for number, item in enumerate(measure.items, 1))
        yield scale
    yield f"Type {measure.item_count} scores with spaces between them, `x` for one that was left out; or the total."


def told_owed(blank: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """What was left blank, a line a section."""
    if blank:
        yield "Left blank, and still to be written:"
    yield from (f"  {heading}: {', '.join(labels)}" for heading, labels in blank.items())
