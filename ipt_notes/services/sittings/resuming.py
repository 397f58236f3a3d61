"""Takes up what a broken sitting left: a kept draft, fitted to what the chart holds by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ipt_notes.course.wording import capital, shown_moment
from ipt_notes.errors import CourseConcluded, ErasedMeanwhile, IptNotesError, NoteIsSigned, Refused
from ipt_notes.keys.identity import normal_code
from ipt_notes.services.sittings import drafts, meanwhile
from ipt_notes.services.sittings.drafting import saved_as, told
from ipt_notes.services.sittings.rescuing import rescue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ipt_notes.course.model import Course, Session
    from ipt_notes.notes.front_matter import FrontMatter
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft


class DraftOutlived(Refused):
    """What this draft is of was withdrawn, or belongs to an earlier course."""

    hint = "its text is kept until you throw it away"


class Fitted(NamedTuple):
    """A draft that can be saved, and what has changed under it ("" if nothing)."""

    draft: Draft
    told: str


def take_up(
    practice: Practice,
    chart: OpenChart,
    kinds: Collection[str],
    person: Person,
    *,
    session: int | None = None,
    is_saved: Callable[[OpenChart, Draft], object] = saved_as,
    otherwise: str = "",
) -> Draft | None:
    """The kept draft of one of these kinds that `person` goes on with, newest first; None when there is none they want.

    With `session` only a draft of that one is offered. A draft that can't be saved any more is told, with
    the reason, and offered to be thrown away; one that was saved already is told and removed.
    Where one is left as it is, `otherwise` tells what follows instead.
    """
    rescue(practice)
    is_left = False
    for draft in reversed(_left(practice, chart)):
        is_wanted = draft.kind in kinds and session in (None, draft.session)
        if not is_wanted:
            continue
        if is_saved(chart, draft):
            person.tell(f"{_what(practice, draft)} It was saved already; the draft is removed.")
            drafts.discard(practice, draft.id)
        elif taken := _asked(practice, chart, draft, person):
            return taken
        else:
            is_left = is_left or drafts.is_kept(practice, draft.id)
    if is_left and otherwise:
        person.tell(f"The draft is kept; {otherwise}.")
    return None


def _left(practice: Practice, chart: OpenChart) -> list[Draft]:
    """The drafts of this client, and of one who was erased and had the same code."""
    client, code = chart.grant.client.hex(), normal_code(chart.code)
    return [
        draft for draft in drafts.left(practice) if draft.client == client or normal_code(draft.code) == code
    ]


def _asked(practice: Practice, chart: OpenChart, draft: Draft, person: Person) -> Draft | None:
    what = _what(practice, draft)
    try:
        fitted = fit(practice, chart, draft)
    except IptNotesError as error:
        person.tell(f"{what} It can't be saved any more: {error.message}")
        signed = _signed_meanwhile(chart, draft) if isinstance(error, NoteIsSigned) else None
        added = meanwhile.as_addendum(practice, draft, signed) if signed else None
        if added and person.confirm("Open what stands in it alone as an addendum?", default=False):
            return _resumed(added)
    else:
        if person.confirm(f"{what} Go on with it?"):
            if fitted.told:
                person.tell(fitted.told)
            return fitted.draft
    if person.confirm("Throw that draft away?", default=False):
        drafts.discard(practice, draft.id)
    return None


def _signed_meanwhile(chart: OpenChart, draft: Draft) -> Session | None:
    """The signed note that stands in the way of a draft: its own, or the one with its session's number."""
    front = _front(draft)
    number = front.session if front else draft.session
    own = (session for session in chart.course.sessions if session.note == draft.note)
    return next(own, None) or (chart.course.session(number) if number is not None else None)


def _front(draft: Draft) -> FrontMatter | None:
    from ipt_notes.notes.front_matter import Expected, read_front_matter
    from ipt_notes.notes.problems import Problems

    return read_front_matter(draft.text, Expected(), Problems())[0]


def _what(practice: Practice, draft: Draft) -> str:
    return f"{capital(told(practice, draft))} was kept on {shown_moment(draft.at)}."


def fit(practice: Practice, chart: OpenChart, draft: Draft) -> Fitted:
    """The draft on the revision that is there now, with what was saved meanwhile beside it.

    NoteIsSigned, CourseConcluded, DraftOutlived, or ErasedMeanwhile for another client's, when there is no way.
    """
    if draft.client != chart.grant.client.hex():
        raise ErasedMeanwhile(code=chart.code)
    course = _course_of(chart, draft)
    match draft.kind:
        case "note":
            return _fit_note(practice, chart, course, draft)
        case "summary":
            return _fit_summary(practice, chart, course, draft)
        case "addendum":
            _session_of(course, draft)
    return Fitted(_resumed(draft), "")


def _course_of(chart: OpenChart, draft: Draft) -> Course:
    found = next((course for course in chart.chart.courses if course.id == draft.course), None)
    if draft.course and found is None:
        raise DraftOutlived
    return found or chart.course


def _session_of(course: Course, draft: Draft) -> Session:
    found = next((session for session in course.sessions if session.note == draft.note), None)
    if found is None:
        raise DraftOutlived
    return found


def _fit_note(practice: Practice, chart: OpenChart, course: Course, draft: Draft) -> Fitted:
    if course.conclusion or course.id != chart.course.id:
        raise CourseConcluded(code=chart.code)
    if not draft.note:
        return _fit_new(practice, chart, course, draft)
    session = _session_of(course, draft)
    if session.is_signed:
        raise NoteIsSigned(code=chart.code, session=session.number)
    if session.revision == draft.revision:
        return Fitted(_resumed(draft), "")
    return _resumed_with(meanwhile.with_note(practice, chart, draft, session))


def _fit_new(practice: Practice, chart: OpenChart, course: Course, draft: Draft) -> Fitted:
    """A note that was begun and never saved: where its session has one by now, of the same day that one, else the next."""
    front = _front(draft)
    taken = course.session(front.session) if front else None
    if front is None or taken is None:
        return Fitted(_resumed(draft), "")
    if taken.date != front.date:
        return _resumed_with(meanwhile.on_free_number(practice, course, draft, taken))
    if taken.is_signed:
        raise NoteIsSigned(code=chart.code, session=taken.number)
    return _resumed_with(meanwhile.with_note(practice, chart, draft, taken))


def _resumed_with(fitted: tuple[Draft, str]) -> Fitted:
    draft, told = fitted
    return Fitted(_resumed(draft), told)


def _fit_summary(practice: Practice, chart: OpenChart, course: Course, draft: Draft) -> Fitted:
    from ipt_notes.services.summarising import SummaryIsSigned

    if course.id != chart.course.id:
        raise DraftOutlived
    summary = course.summary
    if summary and summary.signature:
        raise SummaryIsSigned(code=chart.code)
    if summary is None or summary.revision == draft.revision:
        return Fitted(_resumed(replace(draft, revision=summary.revision if summary else 0)), "")
    return _resumed_with(meanwhile.with_summary(practice, chart, draft, summary))


def _resumed(draft: Draft) -> Draft:
    return replace(draft, options={**draft.options, "resumed": "yes"})
