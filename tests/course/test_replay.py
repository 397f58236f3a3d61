"""What a chart's records add up to: sessions, people, foci, plans, scores, signatures, withdrawals."""

import datetime as dt
import itertools

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.vocabulary import Absence
from ipt_notes.errors import NotFound
from tests.builders import (
    COURSE,
    DECEASED,
    MEASURE,
    RISK,
    START,
    CourseBuilder,
    a_course,
    by_manual,
    id_of,
    note_id,
    person,
    problem_area,
)

CONTRACT = "## Contract\n- planned sessions: {}\n- agreed on: {}"


def numbers(built: CourseBuilder) -> list[int]:
    """The sessions of a course."""
    return [session.number for session in built.course().sessions]


def test_only_attended_sessions_are_numbered() -> None:
    """The intake is 0 and a missed one has no number."""
    built = a_course().note(0, RISK).note(1, RISK).note(2, RISK).miss(START + dt.timedelta(days=3))
    course = built.miss(START, Absence.CANCELLED).course()
    assert [session.number for session in course.sessions] == [0, 1, 2]
    assert [session.number for session in course.attended] == [1, 2]
    assert [(missed.on.day, missed.how) for missed in course.missed] == [(5, "cancelled"), (8, "no_show")]
    assert course.last_number == 2


def test_an_empty_course_owes_its_whole_beginning() -> None:
    """Nothing held, nothing planned but what it was started with."""
    course = a_course("ipt_b").course()
    assert (course.last_number, course.planned, len(course.owed), course.focus) == (0, 8, 11, None)


def test_the_last_revision_of_a_note_is_the_note() -> None:
    """The first save is remembered for lateness."""
    built = a_course().note(1, "## Check-in\nFirst.").revise(1, "## Check-in\nSecond.", days=2)
    (session,) = built.course().sessions
    assert "Second." in session.text
    assert session.revision == 2
    assert (session.first_saved.day, session.last_saved.day) == (5, 7)


def test_a_section_that_a_revision_left_alone_keeps_its_own_date() -> None:
    """Word for word the same is not edited."""
    built = a_course().note(1, RISK, MEASURE).revise(1, "## Measure\n- PHQ-9: 12", days=3)
    edited = built.course().sessions[0].edited
    assert (edited["risk_assessment"].day, edited["measure"].day) == (5, 8)


def test_an_addendum_joins_its_note() -> None:
    """Its sections count for the session, and complete items of the beginning there."""
    built = by_manual("grief", sessions=3).without("Diagnosis").sign()
    built.amend(1, "## Diagnosis\n- diagnosis: depressive episode\n- system: ICD-11", days=9)
    course = built.course()
    assert built.item("diagnosis").completed_session == 1
    assert course.sessions[0].has("diagnosis")
    assert "diagnosis" not in [section.id for section in course.sessions[0].content.sections]
    (addendum,) = course.sessions[0].addenda
    assert (addendum.reason, addendum.by, addendum.at.day) == ("left out by mistake", "Dr Ada Example", 14)


def test_a_signature_locks_its_session_alone() -> None:
    """The other one is still unsigned."""
    course = a_course().note(1, RISK).note(2, RISK).sign(1).course()
    assert [session.number for session in course.unsigned] == [2]


def test_a_withdrawn_note_vanishes_with_everything_in_it_and_stays_in_the_history() -> None:
    """Person, focus, score, risk and completed items; its signature and addenda too."""
    built = by_manual("grief", sessions=3).sign(3).void_note(3)
    course = built.course()
    assert [session.number for session in course.sessions] == [1, 2]
    assert (course.foci, course.plans) == ((), ())
    assert built.item("contract").completed_session is None
    gone = [line for line in built.chart().history if line.withdrawn]
    assert [line.kind for line in gone] == ["note-saved", "note-signed"]
    assert {line.withdrawn for line in gone} == {"written into the wrong chart"}


def test_records_of_a_note_after_its_withdrawal_stay_withdrawn() -> None:
    """A late revision or signature does not bring it back, and harms nothing."""
    built = a_course().note(1, RISK).note(2, RISK).void_note(2).revise(2, "## Check-in\nLate.").sign(2)
    assert numbers(built) == [1]
    assert [line.withdrawn != "" for line in built.chart().history][-2:] == [True, True]


def test_a_withdrawn_note_makes_room_for_another_of_its_session() -> None:
    """Written anew under another id."""
    built = a_course().note(1, RISK).note(2, RISK).void_note(2)
    content = built.typed[2].content()
    built.then(r.NoteSaved("b" * 32, COURSE, 1, "anew", content))
    assert [session.text for session in built.course().sessions][1] == "anew"


def test_a_withdrawal_without_a_reason_withdraws_all_the_same() -> None:
    """The history says that there was none."""
    built = a_course().note(1, RISK).measure("phq9", total=9)
    built.then(r.RecordVoided(id_of("event 0"), ""))
    assert built.course().scores == ()
    assert "no reason was given" in [line.withdrawn for line in built.chart().history]


def test_a_person_is_followed_through_letter_case_dots_and_a_changed_relationship() -> None:
    """One person: the last description, and every place in the circle."""
    built = a_course().note(1, f"## Inventory\n\n{person('N. (partner)', 'inner')}")
    built.note(2, "## Inventory\n\n### n (former partner)\n- closeness ring: outer\n- satisfying: the dog")
    (one,) = built.course().people
    assert (one.label, one.relationship) == ("N.", "former partner")
    assert one.rings == ((1, "inner"), (2, "outer"))
    assert (one.ring_start, one.ring_now, one.first_session) == ("inner", "outer", 1)
    assert (one.text("support given"), one.text("support_given"), one.text("satisfying")) == (
        "",
        "listens",
        "the dog",
    )


def test_a_person_under_another_name_is_another_person() -> None:
    """The program does not guess who was renamed."""
    built = a_course().note(1, f"## Inventory\n\n{DECEASED}")
    assert [one.label for one in built.note(2, "## Inventory\n\n### Arthur (husband)").course().people] == [
        "A.",
        "Arthur",
    ]


def test_a_ring_that_is_no_ring_is_not_drawn() -> None:
    """`not asked: reason` is kept as the answer, and is no place in the circle."""
    told = person("N. (partner)", "not asked: too upset")
    (one,) = a_course().note(1, f"## Inventory\n\n{told}").course().people
    assert (one.rings, one.text("closeness_ring")) == ((), "not asked: too upset")


def test_a_person_is_found_by_label_or_by_a_relationship_that_only_one_has() -> None:
    """Two sisters are not told apart by "sister"."""
    people = [person(name, "outer") for name in ("N. (partner)", "S. (sister)", "T. (sister)")]
    course = a_course().note(1, "## Inventory\n\n" + "\n\n".join(people)).course()
    assert [
        getattr(course.person(name), "label", None) for name in ("n.", "Partner", "sister", "X.", "")
    ] == [
        "N.",
        "N.",
        None,
        None,
        None,
    ]


def test_warning_signs_grow_over_the_sessions() -> None:
    """The second note adds a field to the first sign, and a sign."""
    built = a_course().note(1, "## Warning signs\n\n### Late nights\n- first step: go home")
    built.note(2, "## Warning signs\n\n### late nights\n- how noticed: tired\n\n### No calls")
    signs = built.course().warning_signs
    assert [sign.name for sign in signs] == ["Late nights", "No calls"]
    assert signs[0].fields == {"first_step": ("go home",), "how_noticed": ("tired",)}


def test_the_focus_is_the_primary_area_or_the_first() -> None:
    """Of two in one note."""
    second = problem_area("role_transition").replace("## Problem area", "## Problem area: second")
    built = a_course().note(1, problem_area("grief"), second)
    assert [focus.area for focus in built.course().foci] == ["grief", "role_transition"]
    assert getattr(built.course().focus, "area", "") == "grief"
    built.write(1, f"{second}\n- primary: yes")
    assert getattr(built.course().focus, "area", "") == "role_transition"


def test_a_note_that_names_a_new_area_sets_the_focus_anew() -> None:
    """And one that says more about the area in focus, without naming it, adds to it."""
    built = a_course().note(1, problem_area("grief")).note(2, problem_area("role_dispute"))
    built.note(3, "## Problem area\n- dispute stage: dissolution")
    course = built.course()
    assert [focus.area for focus in course.foci] == ["role_dispute"]
    assert course.foci[0].stages == ((2, "impasse"), (3, "dissolution"))
    assert course.focus_changes == (2,)


def test_what_was_in_focus_before_a_change_is_kept_with_the_session_of_the_change() -> None:
    """As it stood then; an area that stays beside the new one is no earlier focus."""
    built = a_course().note(2, problem_area("grief")).note(4, problem_area("role_dispute"))
    assert [
        (session, focus.area, focus.text("person")) for session, focus in built.course().earlier_foci
    ] == [(4, "grief", "A.")]
    second = problem_area("grief").replace("## Problem area", "## Problem area: second")
    both = a_course().note(2, problem_area("grief")).note(4, problem_area("role_dispute"), second)
    assert both.course().earlier_foci == ()
    assert both.course().focus_changes == (4,)


@pytest.mark.parametrize(
    ("answers", "agreed_session"),
    [
        (["no, wants to think", "yes"], 2),
        (["yes", "yes"], 1),
        (["no", "no"], None),
        (["yes", "no, not any more"], None),
        (["yes", "no", "yes"], 3),
    ],
)
def test_a_focus_is_agreed_from_the_session_of_the_yes_that_stands(
    answers: list[str], agreed_session: int | None
) -> None:
    """Not from the session that named the area; a no takes the agreement back."""
    built = a_course()
    for session, answer in enumerate(answers, 1):
        built.note(session, problem_area("grief", agreed=answer))
    assert [focus.agreed_session for focus in built.course().foci] == [agreed_session]


@pytest.mark.parametrize(
    ("typed", "is_raised"),
    [
        ("yes", True),
        ("session 2, today", True),
        ("she asked how many are left", True),
        ("no, forgot", False),
        ("No.", False),
        ("not yet", False),
        ("not asked: he was late", False),
        ("n/a", False),
        ("", False),
    ],
)
def test_the_ending_is_raised_in_the_first_session_that_says_so(typed: str, *, is_raised: bool) -> None:
    """In any words but a no; what a later note says does not move it."""
    built = a_course().note(1, RISK).note(2, f"## Ending\n- raised: {typed}\n- ending feelings: sad")
    assert built.course().ending_raised == (2 if is_raised else None)
    assert built.note(3, "## Ending\n- raised: yes").course().ending_raised == (2 if is_raised else 3)


def test_contacts_after_the_last_session_are_those_of_later_days() -> None:
    """A call on the day of the session belongs to it; where nothing took place every contact counts."""
    built = a_course().note(0, RISK).note(1, RISK)
    days = [-3, 0, 5]
    for day in days:
        built.contact(START + dt.timedelta(days=day))
    assert [contact.on.day for contact in built.course().contacts_after_last_session] == [10]
    assert len(built.skip(1).skip(0).course().contacts_after_last_session) == len(days)


@pytest.mark.parametrize("typed", ["sensitivities", "Isolation", "interpersonal deficits"])
def test_an_area_has_its_other_names(typed: str) -> None:
    """As the literature calls it."""
    built = a_course().note(1, f"## Problem area\n- area: {typed}\n- agreed: yes")
    assert [focus.area for focus in built.course().foci] == ["interpersonal_deficits"]


def test_the_number_of_sessions_is_the_last_one_agreed() -> None:
    """By the day of the agreement: what the course was started with, the contract, a renegotiation."""
    built = a_course(planned=14).note(3, CONTRACT.format(12, START + dt.timedelta(days=14)))
    assert built.course().planned == 12
    assert built.plan(10, on=START).course().planned == 12
    assert built.plan(16, on=START + dt.timedelta(days=30)).course().planned == 16
    assert [plan.planned for plan in built.course().plans] == [10, 12, 16]


def test_of_two_agreements_on_one_day_the_one_written_later_counts() -> None:
    """The contract in the evening; `client plan` an hour before it, then an hour after it."""
    for hours, planned in ((-1, 12), (1, 16)):
        built = a_course().note(1, CONTRACT.format(12, START))
        at = dt.datetime(2026, 1, 5, 18 + hours, tzinfo=dt.UTC)
        assert built.then(r.CoursePlanned(COURSE, 16, START), at).course().planned == planned


def test_an_agreement_is_not_later_than_the_session_whose_note_holds_it() -> None:
    """A slip of the year would otherwise outlive every later agreement."""
    built = a_course().note(1, CONTRACT.format(12, "2062-01-05")).plan(16, on=START + dt.timedelta(days=7))
    assert built.course().planned == 16


@pytest.mark.parametrize(
    ("typed", "planned"),
    [("12", 12), ("12 sessions", 12), ("12-14", 12), ("none", 16), ("0", 16), ("9" * 5000, 16)],
)
def test_a_contract_without_a_number_of_sessions_leaves_the_number(typed: str, planned: int) -> None:
    """Also where no parser would have let it through."""
    from ipt_notes.course.note import Section

    built = a_course().note_of(1, Section("contract", fields={"planned_sessions": (typed,)}))
    assert built.course().planned == planned


def test_the_contract_may_be_agreed_at_the_intake() -> None:
    """Session 0 sets the number, and completes the item."""
    text = "## Contract\n- planned sessions: 14\n- frequency: weekly\n- session minutes: 50\n- agreed on: 2025-12-29"
    built = a_course().note(0, text)
    assert (built.course().planned, built.item("contract").completed_session) == (14, 0)


def test_a_measure_outside_the_notes_belongs_to_the_last_session_before_it() -> None:
    """Before the first one to none: 0."""
    built = a_course().note(1, MEASURE).note(2, RISK)
    for days, total in ((-3, 20), (3, 15), (7, 11)):
        built.measure("phq9", total=total, on=START + dt.timedelta(days=days))
    taken = [(score.session, score.total, score.is_in_note) for score in built.course().scores]
    assert taken == [(0, 20, False), (1, 13, True), (1, 15, False), (2, 11, False)]


def test_a_measure_before_the_first_session_is_the_baseline() -> None:
    """Like anything done at the intake."""
    assert a_course().measure("phq9", total=20).item("baseline_measure").is_complete


def test_a_risk_assessment_is_one_session_s() -> None:
    """The level of session 1 and the words of session 2 make no assessment."""
    built = (
        a_course()
        .note(1, "## Risk assessment\n- level: low")
        .note(2, "## Risk assessment\n- assessment: well")
    )
    assert built.item("risk_assessment").missing == ("assessment",)
    assert built.note(3, RISK).item("risk_assessment").completed_session == 3


def test_a_conclusion_can_be_withdrawn() -> None:
    """The course then goes on."""
    built = by_manual("grief").conclude()
    assert built.course().conclusion is not None
    assert built.void_last().course().conclusion is None


def test_a_chart_holds_several_courses_and_gives_the_latest() -> None:
    """Each by its id; one that is not there is told."""
    built = a_course().note(1, RISK)
    records = [*built.records(), *a_course().records()[:0]]
    second = r.Record(
        "9" * 32,
        records[0].client,
        "a" * 32,
        1,
        records[-1].at,
        r.CourseStarted("e" * 32, "ipt_m", START, 12, 50),
    )
    assert Course.replay([*records, second]).variant.id == "ipt_m"
    assert Course.replay([*records, second], COURSE).variant.id == "ipt_acute"
    with pytest.raises(NotFound):
        Course.replay(records, "f" * 32)


def test_the_client_s_particulars_are_the_last_ones() -> None:
    """Changed by a record of its own."""
    built = a_course().then(r.ClientChanged("EX-002", "Marisol Other"))
    assert (built.course().client.code, built.course().client.name) == ("EX-002", "Marisol Other")


def test_the_client_s_earlier_names_are_known() -> None:
    """Each once, and none that counts again: what was written then may hold them."""
    built = a_course()
    for name in ("Marisol Other", "", "Marisol Third", "Marisol Other"):
        built = built.then(r.ClientChanged("EX-001", name))
    assert built.course().client.earlier_names == ("Marisol Example", "Marisol Third")


def test_the_summary_is_the_last_revision_with_its_signature() -> None:
    """Saved twice, signed once."""
    built = (
        a_course().note(1, RISK).then(r.SummarySaved(COURSE, 1, "one")).then(r.SummarySaved(COURSE, 2, "two"))
    )
    summary = built.then(r.SummarySigned(COURSE, 2, "0" * 64, "Dr Ada Example")).course().summary
    assert summary is not None
    assert summary.text == "two"
    assert summary.signature is not None


def test_notes_may_be_written_in_any_order() -> None:
    """Every order of the notes of a course gives the same course."""
    built = by_manual("role dispute", sessions=4)
    opened, notes = built.records()[:2], built.records()[2:]
    courses = [Course.replay([*opened, *order]) for order in itertools.permutations(notes)]
    assert all(course == courses[0] for course in courses)


def test_a_course_and_a_record_keep_their_content_out_of_their_repr() -> None:
    """A log line that prints one shows an id."""
    built = by_manual("grief", sessions=1)
    shown = f"{built.course()!r} {built.chart()!r} {built.records()[0]!r}"
    assert "Marisol" not in shown
    assert note_id(1) not in shown
