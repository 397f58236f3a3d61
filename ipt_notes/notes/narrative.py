"""The parts of the summary's narrative, apart from the course of treatment: each gives its paragraphs, or none.

A paragraph is a list of sentences; a sentence that has nothing to say is "". What the document gives as data beside the
narrative (the diagnosis, each goal, each warning sign) is not told twice. The words say "linked to", never caused,
and report what was assessed; they declare nobody safe.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.sections import GOAL_DOMAINS, RISK_LEVELS, stated
from ipt_notes.course.vocabulary import NextStep, ProblemArea, to_id
from ipt_notes.course.wording import capital, counted, is_told, joined, number, session_name
from ipt_notes.measures.outcome import outcomes
from ipt_notes.notes.telling import (
    ACCOUNT,
    CLOSING,
    CONSIDERED,
    CRISIS,
    EPISODES,
    FEELINGS,
    HYPOTHESIS,
    LINK,
    MEDICATION,
    PAST_TREATMENT,
    PLAN,
    REMAINS,
    RESPONSE,
    SYMPTOMS,
)

if TYPE_CHECKING:
    from ipt_notes.course.model import Focus, Risk
    from ipt_notes.measures.outcome import Outcome
    from ipt_notes.notes.telling import Teller

Paragraphs = list[list[str]]

_STEPS = {
    NextStep.END: "The treatment ends here; no further sessions are planned",
    NextStep.CONTINUATION: "The treatment is to be continued, under a new contract",
    NextStep.MAINTENANCE: "Maintenance sessions are to follow, under a contract of their own",
    NextStep.REFER_OR_AUGMENT: "A referral, or a further treatment beside this one, was chosen as the next step",
}
_AREAS = {
    ProblemArea.GRIEF: "grief",
    ProblemArea.ROLE_DISPUTE: "a role dispute",
    ProblemArea.ROLE_TRANSITION: "a role transition",
    ProblemArea.INTERPERSONAL_DEFICITS: "interpersonal deficits",
}
_STAGES = {
    "renegotiation": "in renegotiation",
    "impasse": "at an impasse",
    "dissolution": "in dissolution",
}
_GOALS = {
    "met": ("was met", "were met"),
    "partly_met": ("was partly met", "were partly met"),
    "not_met": ("was not met", "were not met"),
    "open": ("is still open", "are still open"),
    "": ("has no status on record", "have no status on record"),
}


def referral(of: Teller) -> Paragraphs:
    """What the treatment was for; who referred the client is not in the chart."""
    condition = of.words(of.course.condition)
    return [[f"The treatment was for {condition}."]] if condition else []


def presenting(of: Teller) -> Paragraphs:
    """Symptoms, crisis and history; the diagnosis stands beneath it in the document."""
    return [[of(SYMPTOMS), of(CRISIS), of(EPISODES), of(PAST_TREATMENT)]]


def formulation(of: Teller) -> Paragraphs:
    """The problem areas, then the formulation and what the client made of it."""
    areas = [f"{focus_name(of, focus)}{_agreement(focus)}" for focus in of.course.foci]
    lead = "The problem area" if len(areas) == 1 else "The problem areas"
    told = f"{lead} in focus {'was' if len(areas) == 1 else 'were'} {joined(areas)}." if areas else ""
    return [
        [told, *(_roles(of, focus) for focus in of.course.foci)],
        [of(HYPOTHESIS), of(LINK), of(RESPONSE)],
    ]


def focus_name(of: Teller, focus: Focus) -> str:
    """ "a role dispute with the partner"."""
    person = of.words(focus.text("person"))
    known = of.course.person(focus.text("person").partition(" (")[0])
    who = of.person(known) if known else person
    link = {ProblemArea.GRIEF: "for", ProblemArea.ROLE_DISPUTE: "with"}.get(focus.area)
    return f"{_AREAS[focus.area]} {link} {who}" if who and link else _AREAS[focus.area]


def _agreement(focus: Focus) -> str:
    if not focus.is_agreed:
        return ", on which the client's agreement is not recorded"
    return f", agreed with the client in {session_name(focus.fields['agreed'].first_session)}"


def _roles(of: Teller, focus: Focus) -> str:
    old, new = (of.words(stated(focus.text(key))) for key in ("old_role", "new_role"))
    if focus.area != ProblemArea.ROLE_TRANSITION or not old or not new:
        return ""
    return f"The transition led from an old role ({old}) to a new one ({new})."


def outcome(of: Teller) -> Paragraphs:
    """A sentence for each measure."""
    return [[_measure(of, one) for one in outcomes(of.course)]]


def _measure(of: Teller, one: Outcome) -> str:
    name = f"The {one.name}" if one.measure else capital(of.words(one.name))
    first, start = _score(one, is_first=True), session_name(one.first.session)
    if not one.is_repeated:
        return f"{name} was taken once, in {start}: {first}."
    last, end = _score(one, is_first=False), session_name(one.last.session)
    if not one.change:
        return f"{name} was {first} in {start} and the same in {end}."
    verb = "fell" if one.change < 0 else "rose"
    return f"{name} {verb} from {first} in {start} to {last} in {end}{_class(one)}."


def _score(one: Outcome, *, is_first: bool) -> str:
    score = one.first if is_first else one.last
    band = one.band(score)
    return f"{score.total:g}{f' ({band})' if band else ''}"


def _class(one: Outcome) -> str:
    least = one.measure.reliable_change if one.measure else None
    if least is None:
        return "; no threshold for a reliable change is published" if one.measure else ""
    if abs(one.change) < least:
        return f"; that is less than a reliable change ({least} or more)"
    return f"; that is a {one.reliable_change} ({least} or more)"


def goals(of: Teller) -> Paragraphs:
    """How many goals were met; the goals themselves stand in the document's table."""
    agreed = [domain for domain in GOAL_DOMAINS if is_told(of.course.charted_text("goals", domain))]
    if not agreed:
        return []
    statuses = Counter(_status(of.course.charted_text("goals", f"{domain}_status")) for domain in agreed)
    lead = f"{capital(counted(len(agreed), 'goal'))} {'was' if len(agreed) == 1 else 'were'} agreed"
    if set(statuses) == {""}:
        return [[f"{lead}; how far {'it was' if len(agreed) == 1 else 'they were'} met is not recorded."]]
    if len(statuses) == 1:
        who = {1: "it", 2: "both"}.get(len(agreed), f"all {number(len(agreed))}")
        return [[f"{lead}; {who} {_stood(next(iter(statuses)), len(agreed))}."]]
    told = [f"{number(statuses[one])} {_stood(one, statuses[one])}" for one in _GOALS if statuses[one]]
    return [[f"{lead}: {joined(told)}."]]


def _status(typed: str) -> str:
    status = to_id(typed.partition(",")[0])
    return status if status in _GOALS else ""


def _stood(status: str, count: int) -> str:
    """How it stood with `count` goals: "was met", "were met"."""
    return _GOALS[status][0 if count == 1 else 1]


def interpersonal_change(of: Teller) -> Paragraphs:
    """Who moved in the closeness circles, in whom the client confides, how a dispute moved."""
    return [[*_moves(of), _confidants(of), *(_stages(focus) for focus in of.course.foci)]]


def _moves(of: Teller) -> list[str]:
    return [
        f"{capital(of.person(person))} moved from the {person.ring_start} to the {person.ring_now} circle of closeness."
        for person in of.course.people
        if person.ring_start != person.ring_now
    ]


def _confidants(of: Teller) -> str:
    living = [person for person in of.course.people if person.is_confidant and not person.is_deceased]
    names = joined([of.person(person) for person in living])
    if names:
        has_ended = of.course.conclusion is not None
        return f"{'At the end the client confided' if has_ended else 'At present the client confides'} in {names}."
    answer = of.course.charted_text("inventory", "has_confidant").partition(",")[0]
    return "The client stated that there was nobody to confide in." if to_id(answer) == "no" else ""


def _stages(focus: Focus) -> str:
    rated = [(session, _STAGES[stage]) for session, stage in focus.stages if stage in _STAGES]
    if not rated:
        return ""
    (start, first), (end, last) = rated[0], rated[-1]
    if start == end:
        return f"The dispute was {first} when it was rated, in {session_name(start)}."
    if first == last:
        return f"The dispute was {first} in {session_name(start)}, and still in {session_name(end)}."
    return f"The dispute was {first} in {session_name(start)} and {last} in {session_name(end)}."


def risk(of: Teller) -> Paragraphs:
    """The levels over the course, and what the last assessment rests on; the safety plan stands in the document."""
    rated = [risk for risk in of.course.risks if risk.level in RISK_LEVELS]
    if not rated:
        return []
    last = rated[-1]
    lead = f"The last assessment, in {session_name(last.session)}"
    none = f"The last assessment was in {session_name(last.session)}"
    rests_on = of.said(f"{lead}, found this", last.assessment, none=none, asked="The grounds were")
    escalation = of.said("This escalation is on record", last.escalation, none="", asked="Escalation was")
    return [[_levels(rated), rests_on, escalation]]


def _levels(rated: list[Risk]) -> str:
    first, last = rated[0], rated[-1]
    highest = max(rated, key=lambda risk: RISK_LEVELS.index(risk.level))
    if len({risk.level for risk in rated}) == 1:
        each = "each time it was assessed" if len(rated) > 1 else f"in {session_name(last.session)}"
        return f"Risk was rated “{last.level}” {each}."
    told = f"Risk was rated “{first.level}” in {session_name(first.session)}"
    if highest.level not in (first.level, last.level):
        told += f", “{highest.level}” at its highest in {session_name(highest.session)},"
    return f"{told} and “{last.level}” in {session_name(last.session)}."


def medication(of: Teller) -> Paragraphs:
    """As the client reported it."""
    return [[of(MEDICATION), of(CONSIDERED)]]


def account(of: Teller) -> Paragraphs:
    """Why the client thinks things changed, or did not."""
    return [[of(ACCOUNT)]]


def remains(of: Teller) -> Paragraphs:
    """What is still difficult."""
    return [[of(REMAINS)]]


def warning_signs(of: Teller) -> Paragraphs:
    """How many there are, and the plan; the signs themselves stand in the document's table."""
    count = len(of.course.warning_signs)
    told = f"{capital(counted(count, 'personal warning sign'))} {'was' if count == 1 else 'were'} worked out."
    return [[told if count else "", of(PLAN)]]


def response(of: Teller) -> Paragraphs:
    """What the client felt about the ending."""
    return [[of(FEELINGS), of(CLOSING)]]


def next_step(of: Teller) -> Paragraphs:
    """What was chosen, and the follow-up; the reason for the ending stands with the ending in the document."""
    ended, charted = of.course.conclusion, of.course.charted_text
    chosen = (ended.next_step if ended else None) or to_id(charted("next_step", "next_step"))
    follow_up = (ended.follow_up if ended else "") or charted("next_step", "follow_up")
    step = f"{_STEPS[NextStep(chosen)]}." if chosen in set(NextStep) else ""
    none = "No follow-up was agreed"
    return [[step, of.said("This follow-up was agreed", follow_up, none=none, asked="Follow-up was")]]


def how_to_return(_of: Teller) -> Paragraphs:
    """Only the therapist knows."""
    return []


def functioning(_of: Teller) -> Paragraphs:
    """Only the therapist knows."""
    return []
