"""Scores as FHIR: the answers (QuestionnaireResponse), the total and its panel (Observation), item 9 (Flag).

Codes are LOINC's as each measure names them; a measure without them is told by name. No score clears anybody: a Flag ends
only in being followed by another answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.export._fhir_parts import LOINC, UCUM, coding, concept, hl7, instant
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.model import Course, Score
    from ipt_notes.export._fhir_parts import Entries, Resource
    from ipt_notes.measures.measure import Measure

_SURVEY = [hl7("observation-category", "survey")]


def add_scores(to: Entries, course: Course, discreet: Callable[[str], str]) -> None:
    """Every score of the course; `discreet` takes names out of what a tool was called."""
    for number, score in enumerate(course.scores, 1):
        measure = find_measure(score.instrument)
        key = str(number)
        answers = _add_answers(to, measure, score, key) if measure and _has_codes(measure, score) else None
        name = measure.name if measure else discreet(score.line.name or score.instrument)
        total = _add_total(to, course, score, measure, name, key, answers)
        if measure and measure.loinc_panel:
            _add_panel(to, course, score, measure, key, answers, total)
    _add_flags(to, course)


def _has_codes(measure: Measure, score: Score) -> bool:
    """Whether each answer has a code of its own; of an impossible score only the total is told."""
    return bool(measure.loinc_items and score.line.items) and not measure.problems(score.line)


def _add_answers(to: Entries, measure: Measure, score: Score, key: str) -> Resource:
    """The answer to each item; one that was left out is not there."""
    items = [
        {"linkId": f"/{code}", "text": text, "answer": [{"valueCoding": _answer(measure, answer)}]}
        for code, text, answer in zip(measure.loinc_items, measure.items, score.line.items, strict=True)
        if answer is not None
    ]
    return to.add(
        "QuestionnaireResponse",
        key,
        questionnaire=f"{LOINC}/q/{measure.loinc_panel}",
        status="completed" if None not in score.line.items else "in-progress",
        subject=to.ref("Patient"),
        encounter=_encounter(to, score),
        authored=score.on.isoformat(),
        item=items,
    )


def _answer(measure: Measure, answer: int) -> Resource:
    at = answer - measure.item_min
    return coding(LOINC, measure.loinc_answers[at], measure.answers[at])


def _encounter(to: Entries, score: Score) -> Resource | None:
    """The session whose note the score stands in."""
    return to.ref("Encounter", str(score.session)) if score.is_in_note else None


def _add_total(
    to: Entries,
    course: Course,
    score: Score,
    measure: Measure | None,
    name: str,
    key: str,
    answers: Resource | None,
) -> Resource:
    codes = [coding(LOINC, measure.loinc_total)] if measure and measure.loinc_total else []
    band = measure.band(score.total) if measure and score.total is not None else ""
    unknown = hl7("data-absent-reason", "unknown") if score.total is None else None
    return to.add(
        "Observation",
        f"total {key}",
        status="final",
        category=_SURVEY,
        code=concept(f"{name} total", *codes),
        subject=to.ref("Patient"),
        encounter=_encounter(to, score),
        effectiveDateTime=score.on.isoformat(),
        issued=_issued(course, score),
        valueQuantity=_quantity(score),
        dataAbsentReason=unknown,
        interpretation=[{"text": band}] if band else None,
        derivedFrom=[answers] if answers else None,
    )


def _quantity(score: Score) -> Resource | None:
    if score.total is None:
        return None
    return {"value": score.total, "unit": "score", "system": UCUM, "code": "{score}"}


def _issued(course: Course, score: Score) -> str | None:
    session = course.session(score.session) if score.is_in_note else None
    return instant(session.last_saved) if session else None


def _add_panel(
    to: Entries,
    course: Course,
    score: Score,
    measure: Measure,
    key: str,
    answers: Resource | None,
    total: Resource,
) -> None:
    to.add(
        "Observation",
        f"panel {key}",
        status="final",
        category=_SURVEY,
        code=concept(measure.title, coding(LOINC, measure.loinc_panel)),
        subject=to.ref("Patient"),
        encounter=_encounter(to, score),
        effectiveDateTime=score.on.isoformat(),
        issued=_issued(course, score),
        hasMember=[total],
        derivedFrom=[answers] if answers else None,
    )


def _add_flags(to: Entries, course: Course) -> None:
    """A Flag for each answer of 1 or more to the item about self-harm; the last one of a measure stays active."""
    asked = [
        (score, measure, answer)
        for score in course.scores
        if (measure := find_measure(score.instrument))
        and (answer := measure.risk_answer_in(score.line)) is not None
    ]
    last = {score.instrument: score for score, _, _ in asked}
    for number, (score, measure, answer) in enumerate(asked, 1):
        if answer:
            what = f"{measure.name} item {measure.risk_item} answered {answer} of {measure.item_max}: see the risk assessment"
            to.add(
                "Flag",
                str(number),
                status="active" if last[score.instrument] is score else "inactive",
                category=[hl7("flag-category", "clinical")],
                code={"text": what},
                subject=to.ref("Patient"),
                period={"start": score.on.isoformat()},
                encounter=_encounter(to, score),
                author=to.ref("Practitioner"),
            )
