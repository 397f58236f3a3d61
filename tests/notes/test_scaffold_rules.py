"""What the rules look for is asked for by a note: by that of the session after which they would speak."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ipt_notes.checks.engine import all_rules
from ipt_notes.course.sections import REQUIRED_ITEMS, section_heading
from ipt_notes.course.vocabulary import ProblemArea
from ipt_notes.notes.scaffold import scaffold
from tests.builders import INCIDENT, SISTER, CourseBuilder, by_manual
from tests.notes.test_scaffold import headings, keys

if TYPE_CHECKING:
    from collections.abc import Callable

GRIEF, DISPUTE, TRANSITION, DEFICITS = ProblemArea


class Want(NamedTuple):
    """A rule speaks after `session` of a course by the manual in which `leave` was done; then `key` is asked for there.

    `is_state`: it speaks of what earlier notes say, and the note of `session` asks for it. `asked_in` is an earlier session,
    where the note of that session is too late.
    """

    rule: str
    session: int
    leave: Callable[[CourseBuilder], object]
    heading: str
    key: str = ""
    area: str = GRIEF
    variant: str = "ipt_acute"
    is_state: bool = False
    asked_in: int = 0


def out(heading: str, key: str = "", *, session: int | None = None) -> Callable[[CourseBuilder], object]:
    return lambda built: built.without(heading, key, session=session)


def swap(session: int, heading: str, old: str, new: str) -> Callable[[CourseBuilder], object]:
    """What writes something else in a session's section."""

    def write(built: CourseBuilder) -> None:
        assert old in built.typed[session].sections[heading]
        body = built.typed[session].sections[heading]
        built.typed[session].sections[heading] = body.replace(old, new)

    return write


def nobody(built: CourseBuilder) -> None:
    """Nobody in the inventory."""
    built.write(2, "## Inventory\n- romantic status: single\n- has confidant: no")


def total(session: int, items: str) -> Callable[[CourseBuilder], object]:
    return lambda built: built.write(session, f"## Measure\n- PHQ-9: {items}")


def no_measures_since(first: int) -> Callable[[CourseBuilder], object]:
    def leave_out(built: CourseBuilder) -> None:
        for number in built.typed:
            if number > first:
                built.without("Measure", session=number)

    return leave_out


def two_areas(built: CourseBuilder) -> None:
    """A second area, and nothing on which comes first."""
    built.typed[3].sections["Problem area: second"] = (
        "- area: role transition\n- agreed: yes\n- old role: wife\n- new role: widow\n"
    )


def unrehearsed(built: CourseBuilder) -> None:
    """An analysis in session 4 without alternatives, and no role play since."""
    script, _, _ = INCIDENT.partition("### Alternatives")
    built.write(4, script).without("Role play")


WANTS = [
    *(
        Want("BEG001", 3, out(section_heading(item)), section_heading(item))
        for item in REQUIRED_ITEMS
    ),
    Want("BEG002", 2, out("Inventory"), "Inventory"),
    Want("BEG004", 4, out("Problem area"), "Problem area", "agreed"),
    Want("BEG005", 3, out("Psychiatric history", "medication"), "Psychiatric history", "medication"),
    Want("BEG006", 3, out("Sick role"), "Sick role", "explained"),
    Want("BEG007", 3, out("Diagnosis", "system"), "Diagnosis", "system"),
    Want("BEG008", 3, out("Timeline"), "Timeline"),
    Want("BEG009", 3, out("Medication considered"), "Medication considered", "outcome"),
    Want("TRI001", 3, out("Interpersonal triad", "social support"), "Interpersonal triad", "social support"),
    Want("TRI002", 3, swap(2, "Interpersonal triad", "humour; an old friend", "none"), "Interpersonal triad", "strengths"),
    Want("INV001", 3, nobody, "Inventory", "closeness ring"),
    Want("INV002", 3, out("Inventory", "support given"), "F. (friend)", "support given"),
    Want("INV003", 3, swap(2, "Inventory", "is confidant: yes", "is confidant: no"), "Inventory", "has confidant"),
    Want("INV004", 3, out("Inventory", "romantic status"), "Inventory", "romantic status"),
    Want("INV005", 3, out("Inventory", "closeness ring"), "F. (friend)", "closeness ring"),
    Want("INV006", 4, swap(3, "Problem area", "N.", "M."), "Inventory", "closeness ring", DISPUTE, is_state=True),
    Want("INV007", 3, lambda built: built.write(2, f"## Inventory\n- romantic status: single\n- has confidant: no\n\n{SISTER}"), "Inventory", "closeness ring"),
    Want("PRB001", 3, out("Problem area"), "Problem area", "area"),
    Want("PRB002", 4, two_areas, "Problem area", "primary", is_state=True),
    Want("PRB003", 4, out("Problem area", "ruled out grief", session=3), "Problem area", "ruled out grief", DEFICITS, is_state=True),
    Want("PRB005", 4, swap(2, "Inventory", "- living status: deceased", ""), "A. (husband)", "living status", is_state=True),
    Want("PRB006", 4, out("Problem area", "dispute stage"), "Problem area", "dispute stage", DISPUTE, is_state=True),
    Want("PRB007", 4, lambda built: (out("Problem area", "client expects")(built), out("Inventory", "client expects")(built)), "Problem area", "client expects", DISPUTE, is_state=True),
    Want("PRB008", 4, out("Problem area", "new role"), "Problem area", "new role", TRANSITION, is_state=True),
    Want("PRB009", 6, lambda built: built.write(5, "## Problem area\n- area: role transition\n- agreed: yes\n- old role: wife\n- new role: widow"), "Contract", "renegotiation", is_state=True),
    Want("PRB010", 4, out("Plan review"), "Plan review", "", DEFICITS),
    Want("FRM001", 3, out("Formulation", "client response"), "Formulation", "client response"),
    Want("GOA001", 3, out("Goals", "social support"), "Goals", "social support"),
    Want("CON001", 3, out("Contract", "frequency"), "Contract", "frequency"),
    Want("CON003", 17, lambda _: None, "Contract", "renegotiation"),
    Want("SES005", 5, out("Mood event link"), "Mood event link"),
    Want("SES006", 5, out("Focus work"), "Focus work"),
    Want("TEC001", 14, out("Interpersonal incident: the silent dinner"), "Interpersonal incident", "what happened", asked_in=13),
    Want("TEC004", 6, unrehearsed, "Role play", "scenario"),
    Want("TEC005", 6, lambda built: built.write(5, "## Decision analysis: Sunday\n### Call\n- pros: quick"), "Decision analysis", "chosen first", is_state=True),
    Want("GRF001", 16, out("Problem area", "re-engagement"), "Problem area", "re-engagement"),
    Want("DIS001", 14, lambda built: built.without("Problem area", session=4), "Problem area", "dispute stage", DISPUTE),
    Want("TRN001", 5, out("Problem area", "gains"), "Problem area", "gains", TRANSITION, is_state=True),
    Want("DEF001", 8, out("Problem area", "new contacts"), "Problem area", "new contacts", DEFICITS),
    Want("MEA001", 3, out("Measure"), "Measure", "PHQ-9"),
    Want("MEA002", 9, no_measures_since(4), "Measure", "PHQ-9"),
    Want("MEA004", 4, lambda built: [total(at, "3 3 3 3 3 3 0 0 0")(built) for at in (1, 2, 3, 4)], "Plan review"),
    Want("MEA005", 6, total(5, "3 3 3 3 3 3 3 3 0"), "Plan review", is_state=True),
    Want("SAF001", 1, out("Risk assessment"), "Risk assessment", "assessment"),
    Want("SAF002", 5, lambda built: (total(5, "1 1 1 1 1 1 1 1 1")(built), built.without("Risk assessment", session=5)), "Risk assessment", "assessment"),
    Want("SAF003", 5, lambda built: built.write(4, "## Risk assessment\n- level: moderate\n- assessment: thoughts, no plan"), "Risk assessment", "safety plan", is_state=True),
    Want("SAF004", 5, lambda built: built.write(4, "## Suitability\n- flags: substance dependence"), "Suitability", "rationale", is_state=True),
    Want("END001", 14, out("Ending"), "Ending", "raised"),
    Want("END002", 12, out("Ending"), "Ending", "raised"),
    Want("END003", 16, out("Ending", "ending feelings"), "Ending", "ending feelings"),
    Want("END004", 16, out("Contingency plan"), "Contingency plan", "plan"),
    Want("END004", 16, out("Warning signs"), "Name", "first step"),
    Want("END005", 16, out("Ending", "client account"), "Ending", "client account"),
    Want("END006", 16, no_measures_since(13), "Measure", "PHQ-9"),
    Want("END008", 16, lambda built: (no_measures_since(8)(built), built.write(14, "## Next step\n- end type: planned\n- next step: end"), built.without("Next step", "rationale", session=16)), "Next step", "rationale"),
    Want("END009", 16, out("Goals", "symptoms status"), "Goals", "symptoms status"),
    Want("MNT001", 1, out("Contract"), "Contract", "frequency", variant="ipt_m"),
    Want("VAR001", 4, out("Parent contact"), "Parent contact", variant="ipt_a"),
]  # fmt: skip

NO_MATTER_OF_A_SCAFFOLD = {
    "BEG003": "the phase stands in the front matter", "BEG010": "it is about when a note was edited",
    "PRB004": "it asks to look again, and is answered by another focus or an override",
    "CON002": "it is about a number that was agreed", "SES001": "numbers and dates", "SES002": "dates",
    "SES003": "the minutes in the front matter", "SES004": "the phase in the front matter",
    "ATT001": "a contact is recorded with `ipt contact`", "TEC002": "a scene is typed after the pattern in a comment",
    "TEC003": "as TEC002", "MEA003": "it is about the scores that were typed", "END007": "`client conclude` asks for it",
    "MNT002": "it is about a score", "EXP001": "an export", "EXP002": "the summary",
}  # fmt: skip
"""The rules that no section or field of a session's note would satisfy, and why."""


def section(text: str, heading: str) -> str:
    """What stands below a `## heading` with its `###` parts, or below a `### heading`."""
    mark = "##" if heading in headings(text) else "###"
    found = re.search(rf"^{mark} {re.escape(heading)}$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, headings(text)
    return found[1]


@pytest.mark.parametrize("want", WANTS, ids=lambda want: f"{want.rule} {want.heading}")
def test_what_a_rule_misses_was_asked_for(want: Want) -> None:
    """The rule speaks where it is left out; the note of that session has the heading, and the key under it."""
    planned = want.session - 1 if want.rule == "CON003" else None
    held = want.session - 1 if want.is_state else want.session
    built = by_manual(want.area, want.variant, sessions=held, planned=planned)
    want.leave(built)
    assert want.rule in built.rules(want.rule)
    session = want.asked_in or want.session
    phase = built.phase(session)
    for number in range(session, held + 1):
        built.skip(number)
    text = scaffold(built.course(), session=session, on=built.day(session), phase=phase)
    assert want.key in ("", *keys(section(text, want.heading)))


def test_every_rule_is_asked_for_or_has_a_reason_not_to_be() -> None:
    """A rule that is added is looked at here."""
    asked = {want.rule for want in WANTS}
    assert asked | {*NO_MATTER_OF_A_SCAFFOLD} == {rule.code for rule in all_rules()}
    assert not asked & {*NO_MATTER_OF_A_SCAFFOLD}
