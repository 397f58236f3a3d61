"""The parts of the summary's narrative, apart from the course of treatment: each gives its paragraphs, or none.

A paragraph is a list of sentences; a sentence that has nothing to say is "". What the document gives as data beside the
narrative (the diagnosis, each goal, each warning sign) is not told twice. The words say "linked to", never caused,
and report what was assessed; they declare nobody safe.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.sections import GOAL_DOMAINS, is_no, stated
from ipt_notes.course.vocabulary import NextStep, ProblemArea, to_id
from ipt_notes.course.wording import capital, counted, in_session, is_told, joined, number
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
    MEETING,
    PAST_TREATMENT,
    PLAN,
    REMAINS,
    RESPONSE,
    SUBJECT,
    SYMPTOMS,
)

if TYPE_CHECKING:
    from ipt_notes.course.model import Focus
    from ipt_notes.measures.outcome import Outcome
    from ipt_notes.notes.telling import Teller

Paragraphs = list[list[str]]

_STEPS = {
    NextStep.END: "to end the treatment",
    NextStep.CONTINUATION: "to continue the treatment, under a new contract",
    NextStep.MAINTENANCE: "maintenance, under a contract of its own",
    NextStep.REFER_OR_AUGMENT: "a referral, or a further treatment beside this one",
}
AREAS = {
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


def only_the_therapist_knows(_of: Teller) -> Paragraphs:
    """Nothing: the chart does not hold it."""
    return []


def presenting(of: Teller) -> Paragraphs:
    """Symptoms, crisis and history; the diagnosis stands beneath it in the document."""
    if of.is_none(EPISODES) and of.is_none(PAST_TREATMENT):
        history = ["No earlier episode and no earlier treatment were reported."]
    else:
        history = [of(EPISODES), of(PAST_TREATMENT)]
    return [[of(SYMPTOMS), of(CRISIS), *history]]


def formulation(of: Teller) -> Paragraphs:
    """The problem areas, then the formulation and what the client made of it."""
    areas = [f"{focus_name(of, focus)}{_agreement(focus)}" for focus in of.course.foci]
    lead = "The problem area in focus was" if len(areas) == 1 else "The problem areas in focus were"
    told = f"{lead} {', and '.join(areas)}." if areas else ""
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
    return f"{AREAS[focus.area]} {link} {who}" if who and link else AREAS[focus.area]


def _agreement(focus: Focus) -> str:
    if focus.agreed_session is not None:
        return f", agreed with the client {in_session(focus.agreed_session)}"
    if is_no(focus.text("agreed")):
        return ", to which the client had not agreed"
    return ", on which the client's agreement is not recorded"


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
    first, start = _score(one, is_first=True), in_session(one.first.session)
    if not one.is_repeated:
        return f"{name} was taken once, {start}: {first}."
    last, end = _score(one, is_first=False), in_session(one.last.session)
    if not one.change:
        return f"{name} was {first} {start} and the same {end}."
    verb = "fell" if one.change < 0 else "rose"
    return f"{name} {verb} from {first} {start} to {last} {end}{_class(one)}."


def _score(one: Outcome, *, is_first: bool) -> str:
    score = one.first if is_first else one.last
    band = one.band(score)
    return f"{score.total:g}{f' ({band})' if band else ''}"


def _class(one: Outcome) -> str:
    least = one.measure.reliable_change if one.measure else None
    if least is None:
        return "; how large a change in it is reliable is not known" if one.measure else ""
    if abs(one.change) < least:
        return f", which is less than a reliable change ({least} or more)"
    return f", a {one.reliable_change} (a change of {least} or more)"


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
    return [[_moves(of), _confidants(of), *(_stages(focus) for focus in of.course.foci)]]


def _moves(of: Teller) -> str:
    moved = [person for person in of.course.people if person.ring_start != person.ring_now]
    told = [f"{of.person(one)} moved from the {one.ring_start} to the {one.ring_now}" for one in moved[:1]]
    told += [f"{of.person(one)} from the {one.ring_start} to the {one.ring_now}" for one in moved[1:]]
    return capital(f"{joined(told)} circle of closeness.") if told else ""


def _confidants(of: Teller) -> str:
    living = [person for person in of.course.people if person.is_confidant and not person.is_deceased]
    names = joined([of.person(person) for person in living])
    if names:
        return f"As the inventory last has it, the client confides in {names}."
    filled = of.filled("inventory", "has_confidant")
    if filled is None or not is_no(filled.text):
        return ""
    when = capital(in_session(filled.last_session))
    if is_told(filled.text):
        lead = f"{when}, on whether there is somebody to confide in, the client said"
        return of.said(lead, filled.text, none="", asked="")
    return f"{when} the client stated that there was nobody to confide in."


def _stages(focus: Focus) -> str:
    rated = [(in_session(session), _STAGES[stage]) for session, stage in focus.stages if stage in _STAGES]
    if not rated:
        return ""
    (start, first), (end, last) = rated[0], rated[-1]
    if start == end:
        return f"The dispute was {first} when it was rated, {start}."
    if first == last:
        return f"The dispute was {first} {start}, and still {end}."
    return f"The dispute was {first} {start} and {last} {end}."


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
    told = f"{capital(counted(count, 'personal warning sign'))} {'was' if count == 1 else 'were'} recorded."
    return [[told if count else "", of(PLAN)]]


def response(of: Teller) -> Paragraphs:
    """What the client felt about the ending."""
    return [[of(FEELINGS), of(CLOSING)]]


def next_step(of: Teller) -> Paragraphs:
    """What was chosen, and the follow-up; the reason for the ending stands with the ending in the document."""
    ended, charted = of.course.conclusion, of.course.charted_text
    chosen = (ended.next_step if ended else None) or to_id(charted("next_step", "next_step"))
    follow_up = (ended.follow_up if ended else "") or charted("next_step", "follow_up")
    step = f"The next step chosen was {_STEPS[NextStep(chosen)]}." if chosen in set(NextStep) else ""
    planned = "The follow-up planned is"
    leads = [(SUBJECT, f"{planned} that"), (MEETING, planned)]
    none = "No follow-up is planned"
    return [[step, of.said(f"{planned} this", follow_up, none=none, asked="Follow-up was", runs_on=leads)]]
