"""What a therapist finds when a note is opened: the right sections, what is still owed, and nothing said yet."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.course import records as r
from ipt_notes.course.charted import person_key
from ipt_notes.course.model import Course
from ipt_notes.course.note import Entry, Note, ScoreLine, Script, Section
from ipt_notes.course.records import Record
from ipt_notes.course.sections import BY_ID, RECOMMENDED_ITEMS, REQUIRED_ITEMS
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import Mode, Phase, ProblemArea, to_id
from ipt_notes.errors import NotFound
from ipt_notes.notes.due import planned_session
from ipt_notes.notes.parse import parse
from ipt_notes.notes.scaffold import scaffold, template_for
from ipt_notes.notes.templates import TemplateProblem

if TYPE_CHECKING:
    from pathlib import Path

START = dt.date(2026, 1, 5)
COURSE = "d" * 32
WITH_BEGINNING = [variant.id for variant in VARIANTS.values() if variant.beginning_limit]
NAUGHTY = (
    "-->", "<!--", "a <!-- b --> c", "--->", "{{ 7 * 7 }}", "{% for x in y %}", "{# gone", "## Goals", "### Sick role",
    "---", "- area: grief", "> felt: x", "```", "line\nline", "nul\x00 esc\x1b[2J", "\u2028", "\ud800", "x" * 5000, "N.--M.",
    "Name", "#", "# a #", "(", "a (b) (c)", "عمر", "\u202egnp", "\ufffe", "Contract",
)  # fmt: skip


def course(*contents: Note, variant: str = "ipt_acute", planned: int = 12, code: str = "MK-014") -> Course:
    """A course with these notes."""
    bodies: list[r.Bodies] = [
        r.ClientAdded(code),
        r.CourseStarted(COURSE, variant, START, planned, 50),
        *(r.NoteSaved(f"{at:032x}", COURSE, 1, "", content) for at, content in enumerate(contents, 100)),
    ]
    moment = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    return Course.replay(
        Record(f"{at:032x}", "c" * 32, "a" * 32, 1, moment, body) for at, body in enumerate(bodies, 1)
    )


def day(session: int) -> dt.date:
    return START + dt.timedelta(weeks=max(session - 1, 0))


def note(session: int, *sections: Section, phase: Phase = Phase.BEGINNING) -> Note:
    return Note("MK-014", session, day(session), phase, 50, sections=sections)


def fields(section: str, **values: str) -> Section:
    return Section(section, fields={key: tuple(value.split("; ")) for key, value in values.items()})


def focus(area: str, agreed: str = "yes", **more: str) -> Section:
    return fields("problem_area", area=area, agreed=agreed, **more)


def of(*known: Course | int, **options: object) -> str:
    *courses, session = known
    return scaffold(*courses, session=session, on=day(session), **options)  # type: ignore[arg-type]


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.+)$", text, re.MULTILINE)


def under(text: str, heading: str) -> str:
    """What stands below a `## heading` (or `### heading`) up to the next one."""
    found = re.search(rf"^##+ {re.escape(heading)}$\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def keys(text: str) -> list[str]:
    return re.findall(r"^- ([^:\n]+):$", text, re.MULTILINE)


def comments(text: str) -> str:
    return "\n".join(re.findall(r"<!--.*?-->", text, re.DOTALL))


def uncommented(text: str) -> str:
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


# --- an untouched scaffold says nothing --------------------------------------------------------------------


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A course at any point of any variant, whose texts are anything a record can hold."""
    words = st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=40))
    variant = draw(st.sampled_from(sorted(VARIANTS)))
    area = draw(st.sampled_from(list(ProblemArea)))
    stage = draw(st.sampled_from(["", "renegotiation", "impasse", "dissolution", "nonsense"]))
    some = {key: (draw(words),) for key in BY_ID["psychiatric_history"].required if draw(st.booleans())}
    people = tuple(
        Entry(draw(words), draw(words), {"closeness_ring": (draw(st.sampled_from(["inner", "outer"])),)})
        for _ in range(draw(st.integers(0, 4)))
    )
    pool = [
        Section("psychiatric_history", fields=some),
        Section("inventory", entries=people),
        fields(
            "goals", symptoms=draw(words), relationships=draw(words), relationships_status="partly_met, so-so"
        ),
        focus(
            area,
            draw(st.sampled_from(["yes", "no"])),
            person=draw(words),
            dispute_stage=stage,
            old_role=draw(words),
        ),
        Section("between_session_plan", prose=draw(words)),
        Section("interpersonal_incident", draw(words), fields={"what_happened": (draw(words),)}),
        fields("risk_assessment", level="low", assessment=draw(words)),
        Section("measure", scores=(ScoreLine("phq9", (1,) * 9), ScoreLine("other", (), 12.5, draw(words)))),
        Section("warning_signs", entries=(Entry(draw(words)),)),
        fields("ending", raised=draw(st.sampled_from(["yes", "no"]))),
        fields("contract", planned_sessions="10", session_minutes=draw(words)),
        focus("role_dispute", "yes", person=draw(words), primary="yes"),
        Section(
            "interpersonal_incident", draw(words), script=Script(draw(words)), alternatives=(draw(words),)
        ),
        Section("decision_analysis", draw(words), fields={"situation": (draw(words),)}),
        fields("suitability", flags=draw(words)),
        fields("next_step", next_step="end"),
    ]
    held = draw(st.integers(0, 6))
    made = [
        note(number, *draw(st.lists(st.sampled_from(pool), max_size=8, unique_by=id)))
        for number in range(1, held + 1)
    ]
    return course(*made, variant=variant, planned=draw(st.integers(1, 20)))


def newly_said(content: Note, known: Course) -> list[str]:
    """Sections that say more than the name of somebody the inventory has already."""
    names = {person_key(person.label) for person in known.people}
    return [
        section.id
        for section in content.sections
        if section.id != "inventory"
        or section.fields
        or section.prose
        or any(
            entry.fields or entry.prose or person_key(entry.name) not in names for entry in section.entries
        )
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(courses(), min_size=1, max_size=2), st.integers(0, 24), st.sampled_from([None, *Phase]))
def test_an_untouched_scaffold_says_nothing_whatever_the_chart_holds(
    charted: list[Course], session: int, phase: Phase | None
) -> None:
    """No section is filled, nothing is wrong and nothing is wondered about, and the chart stays as it is."""
    text, known = of(*charted, session, phase=phase), charted[-1]
    in_focus = [focus.area for focus in known.foci]
    parsed = parse(text, code="MK-014", session=session, today=day(session), in_focus=in_focus)
    assert parsed.problems == ()
    assert parsed.note is not None
    assert newly_said(parsed.note, known) == []
    assert "Risk assessment" in headings(text)
    once = [heading for heading in headings(text) if heading != "Problem area"]
    assert len(once) == len({*once})
    assert headings(text).count("Problem area") <= 2


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_a_new_course_starts_with_a_note_without_any_section(variant: str) -> None:
    """Nothing the program wrote counts as the therapist's."""
    parsed = parse(of(course(variant=variant), 1))
    assert parsed.note is not None
    assert parsed.note.sections == ()


# --- which template ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variant", "session", "phase", "expected"),
    [
        ("ipt_acute", 0, Phase.BEGINNING, "intake"),
        ("ipt_acute", 1, Phase.BEGINNING, "beginning_1"),
        ("ipt_acute", 2, Phase.BEGINNING, "beginning_2"),
        ("ipt_acute", 3, Phase.BEGINNING, "beginning_3"),
        ("ipt_uk16", 3, Phase.BEGINNING, "beginning_2"),
        ("ipt_uk16", 4, Phase.BEGINNING, "beginning_3"),
        ("ipc", 1, Phase.BEGINNING, "beginning_1"),
        ("ipt_b", 2, Phase.BEGINNING, "beginning_3"),
        ("ipt_acute", 4, Phase.MIDDLE, "middle_open"),
        ("ipt_acute", 10, Phase.FINAL, "final"),
        ("ipt_m", 1, Phase.MAINTENANCE, "maintenance"),
    ],
)
def test_the_template_follows_the_phase_and_the_session(
    variant: str, session: int, phase: Phase, expected: str
) -> None:
    """One function says which template a session gets."""
    assert template_for(course(variant=variant), session, phase) == expected


@pytest.mark.parametrize("area", list(ProblemArea))
def test_a_middle_session_gets_the_template_of_the_agreed_area(area: ProblemArea) -> None:
    """An area that the client did not accept is no focus yet."""
    assert template_for(course(note(3, focus(area))), 4, Phase.MIDDLE) == f"middle_{area}"
    assert template_for(course(note(3, focus(area, "no"))), 4, Phase.MIDDLE) == "middle_open"


def test_of_two_areas_the_primary_one_gives_the_template() -> None:
    """The therapist ranked them."""
    two = note(3, focus("grief"), focus("role_dispute", primary="yes"))
    assert template_for(course(two), 4, Phase.MIDDLE) == "middle_role_dispute"


def test_a_template_can_be_named_and_an_unknown_one_is_not_found() -> None:
    """The names are those of `template list`; a near one is offered."""
    assert "## Next step" in of(course(), 4, template="Final")
    with pytest.raises(NotFound) as caught:
        of(course(), 4, template="middle_greif")
    assert caught.value.hint == "did you mean middle_grief?"


# --- front matter and context ------------------------------------------------------------------------------


def test_the_front_matter_is_filled_in() -> None:
    """Client, session, date, minutes, phase and mode are never typed."""
    assert of(course(), 3).startswith(
        "---\nclient: MK-014\nsession: 3\ndate: 2026-01-19\nminutes: 50\nphase: beginning\nmode: in_person\n---\n"
    )


def test_minutes_come_from_the_contract_and_what_is_asked_for_wins() -> None:
    """The contract is the frame; the command line may say otherwise for one session."""
    agreed = course(note(1, fields("contract", session_minutes="45 to 50")))
    assert "\nminutes: 45\n" in of(agreed, 2)
    said = of(agreed, 2, minutes=30, mode=Mode.VIDEO, phase=Phase.MIDDLE)
    assert "\nminutes: 30\nphase: middle\nmode: video\n" in said


def test_what_the_chart_knows_stands_in_a_comment_that_is_not_part_of_the_note() -> None:
    """Scores with their change, focus, open goals, the plan and the incident of the last session."""
    first = note(1, Section("measure", scores=(ScoreLine("phq9", total=16),)))
    third = note(
        3,
        focus("role_dispute", person="N.", dispute_stage="impasse"),
        fields("goals", symptoms="sleep", social_support="K."),
    )
    fourth = note(
        4,
        Section("measure", scores=(ScoreLine("phq9", total=12),)),
        fields("goals", social_support_status="met, twice"),
        Section("between_session_plan", prose="ask N.\nabout Sunday"),
        Section("interpersonal_incident", "the silent dinner", fields={"person": ("N.",)}),
        phase=Phase.MIDDLE,
    )
    text = of(course(first, third, fourth), 5)
    for line in (
        "PHQ-9: 16, 12 (session 4, moderate; 4 lower than at the start)",
        "Focus: role dispute with N., impasse",
        "Goal, symptoms: sleep",
        "Plan of session 4: ask N. about Sunday",
        "Incident of session 4: the silent dinner",
    ):
        assert line in comments(text)
        assert line not in uncommented(text)
    assert "Goal, social support" not in text


def test_only_measures_in_use_are_asked_for() -> None:
    """Before the first score there are two to choose from; after it those that were taken."""
    assert keys(under(of(course(), 1), "Measure")) == ["PHQ-9", "GAD-7"]
    taken = course(
        note(1, Section("measure", scores=(ScoreLine("phq9", total=16), ScoreLine("other", (), 9.0, "tool"))))
    )
    assert keys(under(of(taken, 2), "Measure")) == ["PHQ-9", "other tool"]


def test_a_positive_item_about_self_harm_is_told_in_the_next_session() -> None:
    """It is a prompt to ask; a 0 is no clearance and says nothing."""
    asked = under(
        of(course(note(1, Section("measure", scores=(ScoreLine("phq9", (1,) * 9),)))), 2), "Risk assessment"
    )
    assert "PHQ-9 item 9 was 1 in session 1: ask again." in asked
    quiet = of(course(note(1, Section("measure", scores=(ScoreLine("phq9", (1,) * 8 + (0,)),)))), 2)
    assert "item 9" not in quiet


# --- the beginning -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", WITH_BEGINNING)
def test_every_task_of_the_beginning_is_first_asked_for_within_its_limit(variant: str) -> None:
    """Nothing becomes due before a template asked for it."""
    limit = VARIANTS[variant].beginning_limit
    for item in {*REQUIRED_ITEMS, *RECOMMENDED_ITEMS} - {"risk_assessment"}:
        assert 1 <= planned_session(item, limit) <= limit


VALUES = {
    "level": "low", "has confidant": "no", "closeness ring": "inner", "is confidant": "no", "linked to episode": "yes",
    "area": "role dispute", "agreed": "yes", "agreed on": "2026-01-19", "planned sessions": "12", "session minutes": "50",
    "PHQ-9": "16", "GAD-7": "11", "other tool": "Social Rhythm Metric, 4",
    "dispute stage": "impasse", "living status": "deceased", "primary": "yes", "end type": "planned", "next step": "end",
    "symptoms status": "met", "relationships status": "partly met", "social support status": "met", "raised": "yes",
    "end date": "2026-05-11", "date": "2026-02-14",
}  # fmt: skip


def filled(text: str) -> str:
    """The scaffold as a diligent therapist leaves it: every line has a value, the people have names."""
    names = iter("ABCDEFG")
    named = re.sub(r"^### Name", lambda _: f"### {next(names)}.", text, flags=re.MULTILINE)
    return re.sub(
        r"^- ([^:\n]+):$",
        lambda found: f"- {found[1]}: {VALUES.get(found[1], 'as told')}",
        named,
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("variant", WITH_BEGINNING)
def test_filling_in_the_templates_of_the_beginning_completes_it(variant: str) -> None:
    """Every required item can be done by its limit without knowing a heading by heart."""
    limit, held = VARIANTS[variant].beginning_limit, []
    for session in range(1, limit + 1):
        known = course(*held, variant=variant)
        parsed = parse(filled(of(known, session)), code="MK-014", session=session)
        assert parsed.problems == ()
        assert parsed.note is not None
        held.append(parsed.note)
    done = course(*held, variant=variant)
    assert done.owed == ()
    assert "Beginning" not in of(done, limit + 1)


def test_what_an_earlier_session_left_open_is_asked_again_with_only_what_is_missing() -> None:
    """Finished sections are gone, half-finished ones are shorter."""
    half = note(
        1,
        fields("diagnosis", diagnosis="moderate episode", system="ICD-11"),
        fields("sick_role", explained="yes"),
        fields("psychiatric_history", **dict.fromkeys(BY_ID["psychiatric_history"].required[:-2], "told")),
    )
    text = of(course(half), 2)
    assert keys(under(text, "Psychiatric history")) == ["social history", "mental state"]
    assert not {"Diagnosis", "Sick role"} & {*headings(text)}
    assert "Carried over from earlier: Psychiatric history" in comments(text)
    assert "due by session 3: Psychiatric history" in comments(text)
    assert not {"Formulation", "Contract"} & {*headings(text)}


def test_people_come_back_with_only_the_fields_they_lack() -> None:
    """Somebody who is complete does not come back."""
    whole = dict.fromkeys(BY_ID["inventory"].entry_required, ("told",))
    lacking = {key: value for key, value in whole.items() if key != "support_received"}
    people = (Entry("N.", "partner", lacking), Entry("K.", "friend", whole), Entry("Mother", "", whole))
    text = of(
        course(note(2, Section("inventory", fields={"romantic_status": ("married",)}, entries=people))), 3
    )
    assert keys(under(text, "N. (partner)")) == ["support received"]
    assert "### K." not in text
    assert "relationship behind the name" in under(text, "Mother")
    assert keys(under(text, "Inventory")) == ["has confidant"]


def test_an_overdue_beginning_is_carried_into_the_middle() -> None:
    """The middle's own work stays, what is owed stands before it."""
    text = of(course(note(1), note(2), note(3)), 4)
    assert "overdue since session 3" in comments(text)
    assert {"Psychiatric history", "Contract", "Focus work"} <= {*headings(text)}
    assert "Timeline" not in headings(text)


def test_an_agreement_that_was_refused_is_asked_for_again() -> None:
    """The focus is named; what is missing is the client's yes, and who died."""
    text = of(course(note(3, focus("grief", "no"))), 4)
    assert keys(under(text, "Problem area")) == ["agreed", "person"]


@pytest.mark.parametrize("variant", WITH_BEGINNING)
def test_the_last_session_of_the_beginning_says_so(variant: str) -> None:
    """Also where it is the first one."""
    limit = VARIANTS[variant].beginning_limit
    said = [
        session
        for session in range(1, limit + 1)
        if "The beginning ends here" in of(course(variant=variant), session)
    ]
    assert said == [limit]


@pytest.mark.parametrize("variant", ["ipc", "ipt_group"])
def test_a_beginning_of_one_session_asks_in_few_lines(variant: str) -> None:
    """One person to copy; a session of interpersonal counselling takes half an hour."""
    asked = of(course(variant=variant), 1).partition("-->")[2]
    assert asked.count("### Name") == 1
    assert asked.count("\n") <= 135


def test_the_pre_group_meeting_does_the_whole_beginning() -> None:
    """Group IPT agrees on focus and goals before the group meets; what is done then is not asked again."""
    text = of(course(variant="ipt_group"), 0)
    assert "pre-group meeting" in comments(text)
    assert {"Inventory", "Formulation", "Problem area", "Goals", "Contract"} <= {*headings(text)}
    assert "Techniques" not in headings(text)
    met = parse(filled(text), code="MK-014", session=0).note
    assert met is not None
    assert course(met, variant="ipt_group").owed == ()


def test_before_the_first_session_none_is_counted() -> None:
    """The intake is none of the sessions agreed."""
    assert "Before session 1 of 12." in comments(of(course(), 0))


def test_the_limited_sick_role_of_adolescents_keeps_school_and_friends_up() -> None:
    """Little is taken away from them."""
    assert "school, friends" in under(of(course(variant="ipt_a"), 1), "Sick role")
    assert "school" not in under(of(course(), 1), "Sick role")


def test_the_intake_asks_for_history_and_what_it_finished_is_not_asked_again() -> None:
    """Items done at session 0 count."""
    assert "Suitability" in headings(of(course(), 0))
    told = dict.fromkeys(BY_ID["psychiatric_history"].required, "told")
    assert "Psychiatric history" not in headings(
        of(course(note(0, fields("psychiatric_history", **told))), 1)
    )


# --- middle, final, maintenance ----------------------------------------------------------------------------


def finished(*more: Note, area: str = "role_dispute", **stated: str) -> Course:
    """A course whose beginning is complete, in twelve sessions."""
    whole = dict.fromkeys(BY_ID["inventory"].entry_required, ("inner",))
    sections = [
        fields(item, **dict.fromkeys(BY_ID[item].required, "12"))
        for item in REQUIRED_ITEMS
        if item not in ("baseline_measure", "inventory", "problem_area")
    ]
    inventory = Section(
        "inventory",
        fields=dict.fromkeys(("romantic_status", "has_confidant"), ("no",)),
        entries=(Entry("N.", "partner", whole),),
    )
    scores = Section("measure", scores=(ScoreLine("phq9", total=16),))
    return course(note(3, *sections, inventory, scores, focus(area, **stated)), *more)


@pytest.mark.parametrize("area", list(ProblemArea))
def test_a_middle_note_fits_two_screens(area: ProblemArea) -> None:
    """Check-in, measure, risk, mood and events, focus, an incident, techniques, affect, a plan."""
    text = of(finished(area=area), 5)
    assert text.count("\n") <= 92
    assert headings(text)[:5] == ["Check-in", "Measure", "Risk assessment", "Mood event link", "Focus work"]
    rest = ["Interpersonal incident", "Affect", "Techniques", "Between session plan"]
    asked_for_deficits = ("Therapeutic relationship", "Plan review")
    assert [each for each in headings(text) if each not in asked_for_deficits][-4:] == rest


def test_the_prompts_of_a_dispute_follow_its_stage() -> None:
    """Renegotiation, impasse and dissolution each ask something else."""
    asked = {
        stage: under(of(finished(dispute_stage=stage), 5), "Focus work")
        for stage in ("renegotiation", "impasse", "dissolution")
    }
    assert "Talk has stopped" in asked["impasse"]
    assert len({re.sub(r"renegotiation|impasse|dissolution", "", text) for text in asked.values()}) == 3


def test_with_two_areas_in_focus_the_area_is_asked_for_again() -> None:
    """A stage without an area could belong to either."""
    two = course(note(3, focus("role_dispute", primary="yes"), focus("grief")))
    asked = keys(under(of(two, 4, phase=Phase.MIDDLE), "Problem area"))
    assert [asked[0], *asked[2:4]] == ["area", "person", "dispute stage"]


def test_with_two_areas_the_person_who_died_is_asked_for_with_the_area() -> None:
    """Grief first, a dispute beside it."""
    two = course(note(3, focus("grief", primary="yes", rationale="it came first"), focus("role_dispute")))
    assert keys(under(of(two, 4, phase=Phase.MIDDLE), "Problem area")) == ["area", "person"]


def test_expectations_that_the_inventory_holds_are_not_asked_for_again() -> None:
    """Nothing is typed twice; those of another person do not count."""
    expects = Entry("N.", "partner", {"client_expects": ("rest",), "other_expects": ("a child",)})
    told = note(4, Section("inventory", entries=(expects,)), phase=Phase.MIDDLE)
    asked = {
        person: keys(under(of(finished(told, person=person), 5), "Problem area")) for person in ("N.", "K.")
    }
    assert asked == {"N.": ["dispute stage"], "K.": ["dispute stage", "client expects", "other expects"]}


def test_techniques_are_asked_for_in_every_session() -> None:
    """Not at the intake."""
    texts = [
        of(course(), 1),
        of(course(), 2),
        of(finished(), 5),
        of(finished(), 11),
        of(course(variant="ipt_m"), 2),
    ]
    assert all(keys(under(text, "Techniques")) == ["technique"] for text in texts)


def test_parents_are_asked_about_at_the_start_and_at_the_end_until_it_is_written() -> None:
    """Adolescents only."""
    spoke = Section("parent_contact", prose="Both came.")
    begun = course(note(1, spoke), variant="ipt_a")
    assert "Parent contact" in headings(of(course(note(1), variant="ipt_a"), 2))
    assert "Parent contact" not in headings(of(begun, 2))
    assert "Parent contact" in headings(of(begun, 10, phase=Phase.FINAL))
    closed = course(note(1, spoke), note(10, spoke, phase=Phase.FINAL), variant="ipt_a")
    assert "Parent contact" not in headings(of(closed, 11, phase=Phase.FINAL))
    assert "Parent contact" not in headings(of(course(), 1))


def test_the_rhythm_metric_is_asked_for_every_week() -> None:
    """Once, whatever the therapist calls it; other tools are named beside it."""
    text = under(of(course(variant="ipsrt"), 2), "Measure")
    assert "name, score (Social Rhythm Metric)." in text
    taken = Section(
        "measure", scores=(ScoreLine("other", (), 4.0, "rhythm metric"), ScoreLine("other", (), 9.0, "WSAS"))
    )
    later = under(of(course(note(1, taken), variant="ipsrt"), 2), "Measure")
    assert "name, score (rhythm metric; WSAS)" in later
    assert keys(later) == ["other tool", "other tool"]


def test_the_ending_is_asked_for_from_four_sessions_ahead_until_it_is_raised() -> None:
    """N - 4 of twelve is session 8."""
    assert "Ending" not in headings(of(finished(), 7))
    text = of(finished(), 8)
    assert "4 sessions left after this one: name the ending." in comments(text)
    assert keys(under(text, "Ending")) == ["raised", "end date", "ending feelings"]
    raised = finished(note(8, fields("ending", raised="yes"), phase=Phase.MIDDLE))
    assert "Ending" not in headings(of(raised, 9))


def test_the_final_phase_asks_for_the_eight_tasks_of_an_ending() -> None:
    """End date, feelings, account, comparison, what remains, warning signs, independence, next step."""
    text = of(finished(), 10)
    assert {field.label for field in BY_ID["ending"].fields} == {*keys(under(text, "Ending"))}
    assert keys(under(text, "Goals")) == ["symptoms status", "relationships status", "social support status"]
    assert keys(under(text, "N. (partner)")) == ["closeness ring"]
    assert {"Focus work", "Warning signs", "Contingency plan", "Next step"} <= {*headings(text)}


def test_what_the_final_phase_has_is_not_asked_again() -> None:
    """Statuses, rings, the plan and the next step drop out once they are written; feelings are asked every time."""
    done = note(
        10,
        fields("goals", symptoms_status="met", relationships_status="met", social_support_status="not met"),
        Section("inventory", entries=(Entry("N.", "partner", {"closeness_ring": ("outer",)}),)),
        fields("ending", raised="yes", end_date="2026-03-23", gains="a", client_account="b"),
        fields("contingency_plan", plan="a", supports="b", crisis_contact="c"),
        fields("next_step", end_type="planned", next_step="end", rationale="the rest is in hand"),
        Section("warning_signs", entries=(Entry("no lunch"),)),
        phase=Phase.FINAL,
    )
    text = of(finished(done), 11)
    assert not {"Goals", "Inventory", "Contingency plan", "Next step"} & {*headings(text)}
    assert keys(under(text, "Ending")) == ["ending feelings", "remaining difficulties", "positive closing"]
    assert "Written so far: no lunch" in under(text, "Warning signs")


def test_past_the_agreed_number_the_contract_is_called_to_mind() -> None:
    """A time limit is renegotiated or kept."""
    assert "Past the 12 sessions agreed: renegotiate the contract, or close" in comments(of(finished(), 13))


def test_maintenance_begins_with_a_contract_of_its_own() -> None:
    """It is asked for until it is there."""
    text = of(course(variant="ipt_m"), 1)
    assert keys(under(text, "Contract")) == ["planned sessions", "frequency", "session minutes", "agreed on"]
    assert {"Check-in", "Warning signs"} <= {*headings(text)}
    assert "ending" not in of(course(variant="ipt_m"), 9)
    agreed = dict.fromkeys(BY_ID["contract"].required, "12")
    assert "Contract" not in headings(
        of(course(note(1, fields("contract", **agreed), phase=Phase.MAINTENANCE), variant="ipt_m"), 2)
    )


def test_maintenance_knows_the_warning_signs_of_the_course_before() -> None:
    """They are what it watches; its own come after them, each once."""
    signs = Section("warning_signs", entries=(Entry("no lunch"), Entry("no calls")))
    before = finished(note(11, signs, phase=Phase.FINAL))
    own = Section("warning_signs", entries=(Entry("no calls"), Entry("cancels")))
    now = course(note(1, own, phase=Phase.MAINTENANCE), variant="ipt_m")
    text = under(of(before, now, 2), "Warning signs")
    assert "known so far: no lunch, no calls, cancels.\nDid any of them show" in text
    assert "2 or more" in of(before, finished(), 11)


def test_the_last_session_of_maintenance_is_an_ending_too() -> None:
    """It is named, and followed up; there is no plan until a next time."""
    text = of(course(variant="ipt_m"), 12)
    assert {field.label for field in BY_ID["ending"].fields} == {*keys(under(text, "Ending"))}
    assert keys(under(text, "Next step")) == ["end type", "next step", "rationale", "follow up"]
    assert "Between session plan" not in headings(text)
    assert not {"Ending", "Next step"} & {*headings(of(course(variant="ipt_m"), 10))}


@pytest.mark.parametrize("variant", sorted(VARIANTS))
@pytest.mark.parametrize("session", [0, 1, 4, 12])
def test_every_line_of_a_scaffold_is_one_the_parser_knows(variant: str, session: int) -> None:
    """Filled in, no key or heading of any template is wondered about."""
    for phase in Phase:
        text = re.sub(
            r"^- (next step|end type|.* status|dispute stage|date):$",
            "",
            of(course(variant=variant), session, phase=phase),
            flags=re.MULTILINE,
        )
        assert parse(filled(text)).problems == ()


def test_jinja_is_not_imported_before_a_note_is_rendered() -> None:
    """Reading a note must not wait for the template engine."""
    code = "import sys, ipt_notes.notes.scaffold, ipt_notes.notes.templates; print('jinja2' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


def test_headings_are_those_of_the_catalogue() -> None:
    """No scaffold has a heading the parser would ask about."""
    texts = [of(finished(), session) for session in (4, 9, 11)] + [
        of(course(), session) for session in (0, 1, 2, 3)
    ]
    assert {to_id(heading) for text in texts for heading in headings(text)} <= {*BY_ID}


def test_a_slip_in_what_a_template_asks_the_chart_for_is_told(tmp_path: Path) -> None:
    """It must not drop a line without a word."""
    (tmp_path / "mine.md.j2").write_text('\n{{ still_blank("ending", "end_dat") }}')
    with pytest.raises(TemplateProblem, match=r"mine\.md\.j2:2: this can't be worked out"):
        of(course(), 1, template="mine", own=tmp_path)


def test_a_value_that_only_states_an_absence_is_no_name() -> None:
    """`none` completes a section; it is nobody to have a dispute with, and no goal."""
    text = of(course(note(3, focus("role_dispute", person="none"), fields("goals", symptoms="none"))), 4)
    assert "With whom" in under(text, "Focus work")
    assert "Goal, symptoms" not in text


def test_somebody_who_is_called_like_a_section_is_not_taken_for_one() -> None:
    """A scaffold that nobody touched tells of no slip."""
    known = course(note(1, Section("inventory", entries=(Entry("Contract"),))))
    assert parse(of(known, 2), code="MK-014", session=2, today=day(2)).problems == ()


@pytest.mark.parametrize(("agreed", "minutes"), [("45", 45), ("9000", 50), ("0", 50), ("an hour", 50)])
def test_a_length_that_no_session_has_is_not_proposed(agreed: str, minutes: int) -> None:
    """An untouched scaffold can be saved whatever the contract says."""
    known = course(note(1, Section("contract", fields={"session_minutes": (agreed,)})))
    parsed = parse(of(known, 2), code="MK-014", session=2, today=day(2))
    assert parsed.note
    assert parsed.note.minutes == minutes
