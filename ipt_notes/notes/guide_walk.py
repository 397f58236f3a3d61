"""The way through the questions of a note: what comes next, how far it is, and what was left blank. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.charted import person_label
from ipt_notes.course.sections import REQUIRED_ITEMS, SECTION_OF_ITEM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.notes.guide import Question

_NAMES = ("entry", "relationship")
_OWED = {SECTION_OF_ITEM.get(item, item) for item in REQUIRED_ITEMS}


def next_blank(questions: tuple[Question, ...], after: int = -1) -> int | None:
    """The place of the first question behind `after` that is not answered."""
    return next((at for at, each in enumerate(questions) if at > after and not each.answer), None)


def where_left(questions: tuple[Question, ...]) -> int | None:
    """The place of the first blank question behind the last answered one, else of the first blank one.

    Names are not counted: a scaffold writes those of the people who are known by itself.
    """
    answered = (at for at, each in enumerate(questions) if each.answer and each.form not in _NAMES)
    last = max(answered, default=-1)
    behind = next_blank(questions, last)
    return next_blank(questions) if behind is None else behind


def progress(questions: tuple[Question, ...], at: int) -> tuple[int, int]:
    """(3, 14) for the third of fourteen steps."""
    steps = list(dict.fromkeys(each.step for each in questions))
    return steps.index(questions[at].step) + 1, len(steps)


def owed(questions: Iterable[Question]) -> dict[str, tuple[str, ...]]:
    """What was left blank of the sections that the beginning owes, and of the risk assessment: labels by the section's heading."""
    every = list(questions)
    blank: dict[str, tuple[str, ...]] = {}
    for each in every:
        if (
            each.kind
            and each.kind.id in _OWED
            and each.is_owed
            and not each.answer
            and not _is_spared(each, every)
        ):
            blank[each.heading] = (*blank.get(each.heading, ()), _told_blank(each))
    return blank


def _is_spared(question: Question, questions: list[Question]) -> bool:
    """Whether one score or one person is enough, and there is one; or the template only offers to change people."""
    beside = [each for each in questions if each.at == question.at]
    is_enough = question.form in ("scores", "entry") and any(
        e.answer for e in beside if e.form == question.form
    )
    is_change = question.kind is not None and question.kind.entry_fields is not None and bool(question.part)
    return is_enough or (is_change and any(each.is_offered for each in beside))


def _told_blank(question: Question) -> str:
    if question.form == "entry":
        return "somebody"
    return f"{question.label} of {person_label(question.part)}" if question.part else question.label
