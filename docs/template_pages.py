"""Writes the tables of templates.md: every variable with what it is, the filters, the limits. A test compares.

What there is, is read from the sheet that templates are given and from the sandbox; what it means is said here, once.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.inspect import BoolType, IntType, NoneType, StructType, UnionType, VarTupleType

from ipt_notes.notes.meter import MOST_LETTERS, MOST_STEPS, MOST_WORK
from ipt_notes.notes.sandbox import FILTERS, LOOP_FIELDS
from ipt_notes.notes.templates import MOST_BYTES
from ipt_notes.services.templating_names import fields_of, lines, variables

MEANINGS = {
    "front_matter": "the lines between `---` that every note begins with; print it first",
    "session": "the session's number; 0 is the intake",
    "phase": "`beginning`, `middle`, `final` or `maintenance`",
    "variant": "the variant of the course, such as `ipt_acute`",
    "planned": "how many sessions are agreed",
    "limit": "the last session of the beginning; 0 where there is none",
    "left": "how many agreed sessions are left after this one; below 0 past them",
    "is_second_half": "whether half of the sessions are held once this one is",
    "is_midway": "whether this is the half-way look at the goals",
    "findings": "codes of the rules that `check` finds broken now, such as `BEG001`",
    "before": "the client's course before this one",
    "last": "the session before this one",
    "measures": "names of the measures to be asked for",
    "other_tools": "tools the program does not know, as the chart has them",
    "scores": "the measures so far",
    "risk": "the last level of risk and its session; empty where none is written",
    "is_risk_raised": "whether that level is moderate or high",
    "risk_items": "items about self-harm that were answered with 1 or more, in words",
    "remitted_below": "a PHQ-9 under this is expected when maintenance begins",
    "focus": "the problem area that is worked on",
    "areas_to_ask": "problem areas in focus that lack something",
    "goals": "the goals that are not met",
    "goals_to_rate": "the goals whose status is asked for today",
    "untold": "an incident that was not gone through yet",
    "unrehearsed": "an incident whose alternatives were not rehearsed yet",
    "open_decision": "a decision analysis that is not closed",
    "people": "everybody in the inventory",
    "people_to_ask": "those of them about whom something is asked today",
    "people_outside": "people that notes name and the inventory lacks",
    "people_blocks": "a number for each blank entry to print",
    "is_inventory_thin": "whether the inventory has fewer people than the practice expects",
    "parents_to_ask": "whether parents are asked about today (adolescents)",
    "warning_signs": "warning signs of this course",
    "known_signs": "those, and those of earlier courses",
    "signs_wanted": "how many a planned ending has at least",
    "sign_blocks": "a number for each blank warning sign to print",
    "ending_is_near": "whether, after the beginning, at most four sessions are left",
    "ending_is_due": "whether it is near and has not been raised",
    "contract": "keys of the contract that are asked for today",
    "owed": "headings of what the beginning still owes",
    "owed_from_earlier": "those of today that an earlier session asked for",
    "today": "ids of what the beginning asks for today, such as `inventory`",
    "BeforeLine.variant": "its variant, in words",
    "BeforeLine.ended": "the day of its conclusion, or empty",
    "BeforeLine.next_step": "what was chosen for afterwards",
    "BeforeLine.focus": "its problem area, in words",
    "BeforeLine.people": "the people of its inventory",
    "LastLine.number": "its number",
    "LastLine.plan": "its plan until the next session",
    "LastLine.incident": "its incident, by title",
    "ScoreLine.name": "the measure",
    "ScoreLine.totals": "its last totals, as `16, 15, 14`",
    "ScoreLine.session": "the session of the last one",
    "ScoreLine.band": "its band, in words",
    "ScoreLine.change": "how the last one compares with the first",
    "FocusLine.area": "its id, such as `role_dispute`",
    "FocusLine.words": "the area with its person and stage",
    "FocusLine.is_agreed": "whether the client agreed to work on it",
    "FocusLine.person": "who it is about",
    "FocusLine.stage": "the stage of a dispute",
    "FocusLine.old_role": "the role that was left",
    "FocusLine.new_role": "the role that was entered",
    "AreaLine.area": "its id",
    "AreaLine.words": "its name",
    "AreaLine.asked": "the keys that are asked for",
    "AreaLine.stage": "the last stage of a dispute",
    "AreaLine.stage_session": "the session in which that was rated; 0 for never",
    "AreaLine.is_rated_once": "whether it was rated once only",
    "GoalLine.domain": "`symptoms`, `relationships` or `social support`",
    "GoalLine.text": "the goal",
    "GoalLine.status": "what was last said of it",
    "IncidentLine.session": "the session it was told in",
    "IncidentLine.title": "what it is called",
    "IncidentLine.person": "with whom",
    "IncidentLine.alternatives": "the alternatives that were found",
    "DecisionLine.session": "the session it was begun in",
    "DecisionLine.title": "what it is about",
    "PersonLine.heading": "as it stands behind `###`: `N. (partner)`",
    "PersonLine.relationship": "the relationship",
    "PersonLine.ring_start": "the closeness ring at the start",
    "PersonLine.ring_now": "the closeness ring now",
    "PersonLine.asked": "the keys that are asked for",
}
"""Each variable, and each field as `Line.field`."""
_KINDS = {
    "BeforeLine": "a course before",
    "LastLine": "a session",
    "ScoreLine": "a score",
    "FocusLine": "a focus",
    "AreaLine": "an area",
    "GoalLine": "a goal",
    "IncidentLine": "an incident",
    "DecisionLine": "a decision",
    "PersonLine": "a person",
}
_FILTER_WORDS = {
    "capitalize": "a capital first, the rest small",
    "count": "how many letters or things",
    "d": "short for `default`",
    "default": "another value where a name is not defined",
    "first": "the first letter or thing",
    "join": 'a list as one text: `people_outside\\|join(", ")`',
    "last": "the last one",
    "length": "as `count`",
    "lower": "small letters",
    "trim": "without white space at its ends",
    "upper": "capitals",
}


def page(text: str) -> str:
    """The page with its tables as the program has them."""
    for name, table in _tables().items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        text = re.sub(f"(?s){begin}.*?{end}", lambda _, made=f"{begin}{table}{end}": made, text)
    return text


def _tables() -> dict[str, str]:
    return {
        "variables": _table(("variable", "what it is", "meaning"), map(_variable, variables())),
        "fields": "\n".join(_fields(each) for each in lines()),
        "filters": _table(("filter", "what it makes"), ((f"`{name}`", _FILTER_WORDS[name]) for name in sorted({*FILTERS, "join"}))),
        "loops": "`loop` has " + ", ".join(f"`{name}`" for name in LOOP_FIELDS) + ".\n",
        "limits": _table(("limit", "how much"), _LIMITS),
    }  # fmt: skip


_LIMITS = (
    ("the file of a template", f"{MOST_BYTES // 1024} KiB"),
    ("rounds of loops, blocks and parts in one note", f"{MOST_STEPS:,}"),
    ("letters that one note may have", f"{MOST_LETTERS:,}"),
    ("letters that may be printed, joined and put through filters for one note", f"{MOST_WORK:,}"),
)


def _table(head: tuple[str, ...], rows: Any) -> str:
    made = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in made)


def _variable(each: Any) -> tuple[str, str, str]:
    return f"`{each.name}`", kind_of(each.holds), MEANINGS[each.name]


def _fields(line: type) -> str:
    rows = (
        (f"`.{each.name}`", kind_of(each.holds), MEANINGS[f"{line.__name__}.{each.name}"])
        for each in fields_of(line)
    )
    return f"**{_KINDS[line.__name__].capitalize()}**\n\n{_table(('field', 'what it is', 'meaning'), rows)}"


def kind_of(holds: Any) -> str:
    """What a variable holds, in words."""
    match holds:
        case BoolType():
            return "yes or no"
        case IntType():
            return "a number"
        case StructType(cls=cls):
            return _KINDS[cls.__name__]
        case VarTupleType(item_type=item):
            word = kind_of(item).partition(" ")[2]
            return f"a list of {_PLURALS.get(word, f'{word}s')}"
        case UnionType(types=types):
            return f"{kind_of(next(each for each in types if not isinstance(each, NoneType)))}, or none"
    return "a text"


_PLURALS = {"person": "people"}
