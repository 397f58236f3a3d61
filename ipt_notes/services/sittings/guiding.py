"""Guided writing beside the chart: what is asked of whom, and the draft that is kept after every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from msgspec.structs import replace

from ipt_notes.command_line import typed
from ipt_notes.course.charted import person_key
from ipt_notes.errors import Interrupted, WorldProblem
from ipt_notes.services.process import close_to_others
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.drafting import guarded
from ipt_notes.services.sittings.sitting import mind_others, tell_of_swap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft


class QuestionsLeft(Interrupted):
    """The questions were left."""

    hint = "{draft}"


def begin(practice: Practice, draft: Draft, person: Person) -> None:
    """Look before the first question whether the text can be kept and saved. The errors of `sitting.sit`."""
    if practice.port.read_only:
        practice.port.commit(())
    mind_others(practice, draft, person)
    tell_of_swap(practice, person)
    close_to_others()


def keep(practice: Practice, draft: Draft) -> str:
    """Keep the draft as it is now; why it could not be kept, or ""."""
    try:
        drafts.keep(practice, replace(draft, at=practice.settings.clock()))
    except WorldProblem as problem:
        return problem.message
    return ""


def leave(practice: Practice, draft: Draft) -> NoReturn:
    """Keep the draft and raise QuestionsLeft, which tells how to go on, or where the text is when it could not be kept."""
    with guarded(practice, draft):
        raise QuestionsLeft(draft=f"what you wrote is kept as a draft; {how_to_go_on(draft)}")
    raise AssertionError


def how_to_go_on(draft: Draft) -> str:
    """The two commands that take up a draft again."""
    number = "" if not draft.note else f" {draft.session}"
    guided = f"ipt-notes note {'edit' if draft.note else 'new'} {typed(draft.code)}{number} --guided"
    return f"`{guided}` asks the rest, `ipt-notes write {typed(draft.code)}` opens it in the editor"


def people_of(chart: OpenChart, named: Iterable[str]) -> tuple[str, ...]:
    """The people of the inventory as headings, "N. (partner)", and those who are `named` in the note itself."""
    people = {
        person_key(each.label): f"{each.label} ({each.relationship})" if each.relationship else each.label
        for each in chart.course.people
    }
    return tuple((people | {person_key(each): each for each in named}).values())
