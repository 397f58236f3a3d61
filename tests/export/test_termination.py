"""The termination summary says what the course holds, in sixteen parts, and leaves nothing blank."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.note import ScoreLine, Section
from ipt_notes.course.vocabulary import Channel, EndType
from ipt_notes.errors import UsageProblem
from ipt_notes.export.termination import PARTS, render
from ipt_notes.notes.summary import scaffold_summary
from ipt_notes.notes.summary_reading import parse_summary
from tests.builders import RISK, CourseBuilder, a_course
from tests.export import courses, more_courses
from tests.export.reading import W, document, headings, part_texts, running_text, tables, words

FINAL = render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example")
BARE = render(courses.whole(), narrative={}, therapist="Dr Ada Example", draft_findings=())
EMPTY = render(courses.replayed(courses.opened(name="")), narrative={}, therapist="", draft_findings=())


def _table(data: bytes, first_heading: str) -> list[list[str]]:
    return next(table for table in tables(data) if table[0][0] == first_heading)


@pytest.mark.parametrize("data", [FINAL, BARE, EMPTY])
def test_all_sixteen_parts_stand_in_their_order(data: bytes) -> None:
    """Whatever the course holds."""
    told = [text for level, text in headings(data) if level == 1]
    assert told == [f"{number}. {title}" for number, (title, _) in enumerate(PARTS, 1)]
    assert len(told) == 16


def test_an_empty_course_says_not_recorded_in_every_part() -> None:
    """A chart that was only opened can still be exported as a draft."""
    for title, text in part_texts(EMPTY).items():
        assert "Not recorded." in text, title


@pytest.mark.parametrize("data", [FINAL, BARE, EMPTY])
def test_no_part_and_no_cell_is_left_blank(data: bytes) -> None:
    """Where there is nothing, words say so."""
    assert all(text.strip() for text in part_texts(data).values())
    for table in tables(data):
        for row in table:
            assert all(cell.strip() for cell in row), row


def test_the_narrative_stands_in_its_parts() -> None:
    """What the therapist wrote, under the heading it was written for."""
    told = part_texts(FINAL)
    assert "Referred by the family doctor" in told["2. Referral"]
    assert "months of silence" in told["6. Formulation, focus and goals"]
    assert "Sad, and pleased" in told["14. Ending, next step and return"]
    assert (2, "Middle") in headings(FINAL)


def test_a_narrative_heading_of_the_therapists_own_is_kept() -> None:
    """Nothing typed is lost."""
    data = render(courses.whole(), narrative={"Thanks": "To the ward."}, therapist="A")
    assert (2, "Thanks") in headings(data)
    assert "To the ward." in part_texts(data)["14. Ending, next step and return"]


def test_without_a_narrative_the_course_speaks() -> None:
    """Each part falls back on what the notes hold."""
    told = part_texts(BARE)
    assert "low mood, broken sleep" in told["5. Presenting problem and diagnosis"]
    assert "Sessions 4 to 9" in told["7. Course of treatment"]
    assert "sertraline 50 mg" in told["11. Medication as reported"]
    assert "Nights after late shifts." in told["12. The client's account and what remains"]
    assert "Follow-up: one call after six months." in told["14. Ending, next step and return"]


def test_measures_are_told_with_change_class_and_caseness() -> None:
    """First, last, change, reliable change, caseness at start and end, and whose thresholds they are."""
    header, phq9, gad7 = _table(FINAL, "Measure")
    assert header[3:] == ["Change", "Class of change", "Caseness at start", "Caseness at end"]
    assert phq9[3:] == ["-12", "Reliable improvement", "At or above 10", "Below 10"]
    assert gad7[3:] == ["-11", "Reliable improvement", "At or above 8", "Below 8"]
    told = part_texts(FINAL)["8. Measures"]
    assert "Kroenke, Spitzer and Williams 2001" in told
    assert "response and remission" in told


def test_a_tool_the_program_does_not_know_is_in_the_tables_without_thresholds() -> None:
    """No figure is invented."""
    scores = [(dt.date(2026, 1, 6), 31.0), (dt.date(2026, 2, 6), 12.0)]
    taken = [
        r.MeasureTaken(courses.COURSE, on, ScoreLine("other", (), total, "BDI-II")) for on, total in scores
    ]
    data = render(
        courses.replayed([*courses.opened(), *taken]), narrative={}, therapist="A", draft_findings=()
    )
    row = _table(data, "Measure")[1]
    assert row[0] == "BDI-II"
    assert row[3:] == ["-19", *["No threshold known to the program"] * 3]


def test_goals_circles_and_warning_signs_have_their_tables() -> None:
    """Goals with status, circles by relationship, warning signs with all five fields."""
    assert [row[2] for row in _table(FINAL, "Goal in")[1:]] == ["Met", "Partly met", "Met"]
    circles = {row[0]: row[1:] for row in _table(FINAL, "Relationship")[1:]}
    assert circles["Partner"] == ["Outer", "Inner", "Yes"]
    assert circles["Colleague"][1] == "Not placed again"
    signs = _table(FINAL, "Sign")
    assert len(signs[0]) == 6
    assert signs[2] == ["Sleeping badly", "Awake at four", *["Not recorded."] * 4]


def test_sessions_are_counted_as_planned_attended_and_missed() -> None:
    """A cancellation is not a no-show."""
    assert dict(_table(FINAL, "Sessions")[1:]) == {
        "Planned": "12", "Attended": "12", "Missed without notice": "0", "Cancelled": "1",
    }  # fmt: skip


def test_a_lost_client_s_summary_lists_the_contacts_afterwards() -> None:
    """When and by which way, not what was said."""
    data = render(courses.lost_contact(), narrative={}, therapist="A", draft_findings=())
    assert _table(data, "Contact on")[1:] == [
        ["13 January 2026", "Phone"],
        ["20 January 2026", "Letter"],
    ]


def test_a_summary_signed_late_carries_the_mark() -> None:
    """72 hours after the last session's day it is a late entry; before that it is not."""
    for days, mark in ((3, "No: signed 3 days"), (4, "LATE ENTRY: signed 4 days")):
        data = render(courses.whole(days_after=days), narrative={}, therapist="A")
        assert mark in part_texts(data)["16. Signature"]


def test_a_draft_lists_its_open_findings_first() -> None:
    """They stand above part 1."""
    data = render(courses.whole(), narrative={}, therapist="A", draft_findings=["END002: raised late"])
    before = data.partition(b"1. Client and therapist")[0]
    assert b"END002: raised late" in before
    assert b"DRAFT - not for filing" in before


def test_an_unknown_audience_is_a_usage_error_that_names_the_known_ones() -> None:
    """A typing mistake never widens what is released."""
    with pytest.raises(UsageProblem) as caught:
        render(courses.whole(), narrative={}, therapist="A", audience="everybody")
    assert "full" in caught.value.hint


def test_risk_is_reported_and_nobody_is_declared_safe() -> None:
    """A level with its session, and a 0 on item 9 that rules nothing out."""
    told = part_texts(FINAL)["10. Risk at the end"]
    assert "None (session 12, 23 March 2026)" in told
    assert "a 0 rules nothing out" in told
    assert not re.search(r"\bsafe\b", told.lower())


@pytest.mark.parametrize("make", [courses.whole, courses.lost_contact, *more_courses.ALL])
def test_an_untouched_scaffold_and_the_data_say_nothing_twice(make: Callable[[], Course]) -> None:
    """No sentence of the document stands in it a second time."""
    course = make()
    narrative = dict(parse_summary(scaffold_summary(course)).parts)
    data = render(course, narrative=narrative, therapist="Dr Ada Example")
    sentences = Counter(
        sentence.strip(" .")
        for paragraph in running_text(data)
        for sentence in paragraph.split(". ")
        if len(sentence) > len("Not recorded on any day.")
    )
    assert [sentence for sentence, count in sentences.items() if count > 1] == []


def test_every_part_of_the_scaffold_has_its_place_in_the_document() -> None:
    """None of them falls among the headings of the therapist's own."""
    course = more_courses.grief()
    narrative = dict(parse_summary(scaffold_summary(course)).parts)
    told = part_texts(render(course, narrative=narrative, therapist="Dr Ada Example"))
    assert "all three were met" in told["9. Goals, functioning and relationships"]
    assert "confides in the daughter and the sister" in told["9. Goals, functioning and relationships"]
    assert told["14. Ending, next step and return"].rstrip().endswith("How to return\nNot recorded.")


def test_the_diagnosis_is_told_at_the_start_and_at_the_end() -> None:
    """With its system and session; stated anew or not."""
    told = part_texts(render(more_courses.deficits(), narrative={}, therapist="A"))
    restated = told["5. Presenting problem and diagnosis"]
    assert "Dysthymic disorder (ICD-11, session 1)." in restated
    assert "Social anxiety disorder, with dysthymic disorder (ICD-11, session 9)." in restated
    assert "Not stated anew." in part_texts(BARE)["5. Presenting problem and diagnosis"]


def test_the_ending_says_how_why_and_what_comes_next() -> None:
    """In part 4."""
    told = part_texts(render(more_courses.unchanged(), narrative={}, therapist="A"))[
        "4. How the treatment ended"
    ]
    assert "Earlier than planned, by the client's decision" in told
    assert "Not improved with this treatment." in told
    assert "Referral, or a further treatment" in told


def test_a_narrative_of_nothing_but_prompts_falls_back_on_the_course() -> None:
    """A comment is no answer."""
    data = render(courses.whole(), narrative={"Course of treatment": "<!-- what? -->"}, therapist="A")
    assert "Sessions 4 to 9" in part_texts(data)["7. Course of treatment"]


def assessed(**fields: str) -> dict[str, str]:
    """The parts of a document whose only assessment of risk says this."""
    section = Section("risk_assessment", fields={key: (value,) for key, value in fields.items()})
    course = courses.replayed([*courses.opened(), courses.written((section,))])
    return part_texts(render(course, narrative={}, therapist="A", draft_findings=()))


def test_an_escalation_and_a_safety_plan_are_told_and_a_no_is_none() -> None:
    """ "safety plan: no" is no plan."""
    told = assessed(level="high", assessment="a plan", safety_plan="no", escalation="crisis team, same day")
    risk = told["10. Risk at the end"]
    assert re.search(r"Safety plan\s*Not recorded\.", risk)
    assert re.search(r"Escalation\s*Crisis team, same day\.", risk)


def test_a_level_without_an_assessment_is_not_the_last_level() -> None:
    """What was not asked was not assessed."""
    told = assessed(level="none", assessment="not asked: she was late")
    assert told["10. Risk at the end"].strip() == "Not recorded."


ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 {}"


def risk_part(built: CourseBuilder) -> str:
    """What the document says of risk, with a line for each paragraph and cell."""
    return part_texts(render(built.course(), narrative={}, therapist="A", draft_findings=()))[
        "10. Risk at the end"
    ]


def test_item_nine_of_an_earlier_session_is_told_beside_the_last_answer() -> None:
    """A last 0 hides no earlier answer, and rules nothing out."""
    built = a_course().note(1, RISK, ITEM_NINE.format(2)).note(2, RISK, ITEM_NINE.format(0))
    told = "0 (session 2, 12 January 2026); highest 2 (session 1, 5 January 2026); a 0 rules nothing out"
    assert told in risk_part(built)


def test_an_item_that_was_left_out_last_keeps_the_answer_before() -> None:
    """Both are told."""
    built = a_course().note(1, RISK, ITEM_NINE.format(2)).note(2, RISK, ITEM_NINE.format("x"))
    assert "2 (session 1, 5 January 2026); left out in session 2" in risk_part(built)


def test_item_nine_is_told_where_risk_was_never_assessed() -> None:
    """What the client answered is not lost with what was not asked."""
    told = risk_part(a_course().note(1, ITEM_NINE.format(2)))
    assert "Not recorded." in told
    assert "2 (session 1, 5 January 2026)" in told


def test_the_last_level_says_which_later_sessions_did_not_assess_it() -> None:
    """It is the last assessed level, and no word on those sessions."""
    told = risk_part(a_course().note(1, RISK).note(2, "## Check-in\nWell.").note(3, "## Check-in\nWell."))
    assert "Low (session 1, 5 January 2026)" in told
    assert re.search(r"Not assessed\s*Sessions 2 and 3", told)


def test_an_escalation_is_told_with_when_what_was_agreed_and_what_came_of_it() -> None:
    """And the safety plan with the session that names it, and one that says there is none."""
    first = "- level: high\n- assessment: as told\n- safety plan: paper file, reviewed 2026-01-05\n"
    told = (
        "- escalation: the crisis team\n- escalated on: 2026-01-05, 17:00\n- escalation agreed: a call a day"
    )
    later = "- level: low\n- assessment: as told\n- safety plan: none\n- escalation outcome: seen on Tuesday"
    built = a_course().note(1, f"## Risk assessment\n{first}{told}").note(2, f"## Risk assessment\n{later}")
    part = risk_part(built)
    assert "The crisis team; when: 2026-01-05, 17:00; agreed: a call a day; outcome: seen on Tuesday." in part
    assert "Paper file, reviewed 2026-01-05 (session 1); in session 2: none." in part


def test_a_contact_before_the_last_session_ended_is_none_afterwards() -> None:
    """A call on the day of the last session is not counted as one after it."""
    on_the_day = r.ContactMade(courses.COURSE, courses.START, Channel.PHONE, "moved the hour")
    later = r.ContactMade(
        courses.COURSE, courses.START + dt.timedelta(days=8), Channel.LETTER, "asked to call"
    )
    ended = r.CourseEnded(courses.COURSE, dt.date(2026, 2, 2), EndType.LOST_CONTACT)
    note = courses.written((Section("check_in", prose="Tired."),))
    course = courses.replayed([*courses.opened(), note, on_the_day, later, ended])
    data = render(course, narrative={}, therapist="A", draft_findings=())
    assert _table(data, "Contact on")[1:] == [["13 January 2026", "Letter"]]


def test_the_condition_is_no_referral() -> None:
    """It stands in part 1; who referred the client is not made up."""
    told = part_texts(render(more_courses.grief(), narrative={}, therapist="A"))
    assert told["2. Referral"].strip() == "Not recorded."
    assert "Depression." in told["1. Client and therapist"]


def test_an_earlier_problem_area_stays_on_record() -> None:
    """With the session until which it was in focus."""
    data = render(more_courses.refocused(), narrative={}, therapist="A", draft_findings=())
    told = part_texts(data)["6. Formulation, focus and goals"]
    assert re.search(r"Earlier problem area\s*Grief, until session 5", told)


def test_the_rows_of_a_signature_stand_on_one_page() -> None:
    """No page holds nothing but the co-signature."""
    styles = [
        paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        for paragraph in document(FINAL).iter(f"{W}p")
        if words(paragraph).startswith(("Signed by", "Signed on", "Version", "Late entry", "Fingerprint"))
    ]
    assert styles == ["ParticularLeadsOn"] * 5


KEY = bytes(range(32))


def test_a_signature_says_its_state_and_the_fingerprint_of_its_key() -> None:
    """The whole fingerprint, in groups that can be compared by eye."""
    data = render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example", signing_key=KEY)
    told = part_texts(data)["16. Signature"]
    assert told.startswith("Signed electronically.")
    digits = hashlib.sha256(KEY).hexdigest()
    assert digits[:4] + " " + digits[4:8] in told
    assert digits in told.replace(" ", "")


@pytest.mark.parametrize("data", [BARE, FINAL])
def test_a_key_that_is_not_known_is_not_made_up(data: bytes) -> None:
    """The fingerprint is then not recorded."""
    assert re.search(r"Fingerprint of key\s*Not recorded\.", part_texts(data)["16. Signature"])


def test_an_unsigned_summary_shows_no_fingerprint() -> None:
    """Whoever's key was at hand has signed nothing."""
    data = render(courses.lost_contact(), narrative={}, therapist="A", draft_findings=(), signing_key=KEY)
    told = part_texts(data)["16. Signature"]
    assert told.startswith("This summary is not signed.")
    assert hashlib.sha256(KEY).hexdigest() not in told.replace(" ", "")


def test_an_imported_signature_is_never_shown_as_one_that_was_verified() -> None:
    """It says that it is only stated."""
    course = courses.whole()
    assert course.summary is not None
    assert course.summary.signature is not None
    stated = replace(course.summary, signature=replace(course.summary.signature, is_stated=True))
    told = part_texts(render(replace(course, summary=stated), narrative={}, therapist="A"))["16. Signature"]
    assert "can not be verified here" in told
    assert "Signed electronically." not in told


def test_no_page_holds_nothing_but_a_signature() -> None:
    """The part before it comes along, whatever page that is."""
    root = document(FINAL)
    paragraphs = [*root.find(f"{W}body").findall(f"{W}p")]
    start = next(n for n, p in enumerate(paragraphs) if words(p) == "15. Recipients and authorisation")
    styles = [p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for p in paragraphs[start:-1]]
    assert set(styles) <= {"Heading1", "ParticularLeadsOn", "LeadsOn", "SignatureState"}


def test_what_is_said_of_risk_stands_on_one_page() -> None:
    """Its labels lead on to the next, but the last; a level and its escalation are never read apart."""
    labels = ("Last assessed level", "Safety plan", "Escalation", "Last PHQ-9 item 9")
    styles = {
        words(paragraph): paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        for paragraph in document(FINAL).iter(f"{W}p")
        if words(paragraph).startswith(labels)
    }
    assert [*styles.values()] == ["ParticularLeadsOn"] * 3 + ["Particular"]


def test_a_session_s_number_stays_beside_the_word_in_a_narrow_cell() -> None:
    """It never stands alone on the next line."""
    assert _table(FINAL, "Measure")[1][1] == "16, moderately severe (session\N{NO-BREAK SPACE}1)"
