"""A course as FHIR keeps the rules of R4, says what the course says, and names nobody but client and therapist."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.vocabulary import EndType, Mode
from ipt_notes.export.chart_file import imported_records, to_chart_file
from ipt_notes.export.fhir import Release, as_json, course_bundle, document_bundle
from ipt_notes.export.fhir_rules import KINDS, broken_rules
from tests.builders import COURSE, START, a_course, by_manual, digest
from tests.export.fhir_reading import wrong_by_models
from tests.export.test_whole_chart import HERE, NAMES, built_courses

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.model import Course
    from tests.builders import CourseBuilder

NO_RELEASE = Release()
RELEASE = Release("signed release of 2026-03-01", "Dr Referrer")
TEXT = "## Course of treatment\nN. (partner) came to the sixth session. a < b & c\n\nA second paragraph."
NARRATIVE = {"Course of treatment": TEXT.partition("\n")[2]}


def ended() -> CourseBuilder:
    """A whole course about a role dispute, signed and concluded, with a narrative."""
    built = by_manual("role dispute").sign().measure("gad7", 1, 2, 3, 0, 1, 2, 1, on=START)
    built.then(r.SummarySaved(COURSE, 1, TEXT)).conclude()
    return built.then(r.SummarySigned(COURSE, 1, digest(TEXT), "Dr Ada Example"))


def in_fhir(course: Course, release: Release = NO_RELEASE) -> dict[str, Any]:
    """The course as another system reads it."""
    return json.loads(as_json(course_bundle(course, "Dr Ada Example", release)))


def as_document(course: Course, release: Release = NO_RELEASE, *, is_draft: bool = False) -> dict[str, Any]:
    """Its termination summary, likewise."""
    made = document_bundle(
        course, "Dr Ada Example", release, narrative=NARRATIVE, docx=b"PK document", is_draft=is_draft
    )
    return json.loads(as_json(made))


def all_of(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Every resource of a kind."""
    found = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def one_of(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    """The only resource of a kind."""
    (found,) = all_of(bundle, kind)
    return found


def resolved(bundle: dict[str, Any], reference: dict[str, str]) -> dict[str, Any]:
    """What a reference leads to."""
    return next(entry["resource"] for entry in bundle["entry"] if entry["fullUrl"] == reference["reference"])


# --- it keeps the rules ---


@given(built_courses())
@settings(max_examples=25, deadline=None)
def test_every_course_keeps_the_rules(built: CourseBuilder) -> None:
    """Our own, and those of the models of fhir.resources, as a course and as a document."""
    for bundle in (in_fhir(built.course(), RELEASE), as_document(built.course(), is_draft=True)):
        assert broken_rules(bundle) == ()
        assert wrong_by_models(bundle) == []


@pytest.mark.parametrize("make", [in_fhir, as_document])
def test_a_whole_course_keeps_the_rules(make: Callable[[Course, Release], dict[str, Any]]) -> None:
    """With a release, signatures, a conclusion."""
    bundle = make(ended().course(), RELEASE)
    assert broken_rules(bundle) == ()
    assert wrong_by_models(bundle) == []


def test_a_course_without_a_session_keeps_them_too() -> None:
    """There is next to nothing to say."""
    bundle = in_fhir(a_course().course())
    assert (broken_rules(bundle), wrong_by_models(bundle)) == ((), [])
    assert all_of(bundle, "Encounter") == []


def test_the_same_course_gives_the_same_bytes() -> None:
    """Exports in between change nothing."""
    built = ended()
    one = as_json(course_bundle(built.course(), "Dr Ada Example", NO_RELEASE))
    built.then(r.Disclosed(COURSE, "x", "full", "0" * 64))
    assert as_json(course_bundle(built.course(), "Dr Ada Example", NO_RELEASE)) == one


# --- it says what the course says ---


def test_the_episode_and_its_sessions() -> None:
    """A session is an encounter: in person or from afar, so many minutes, on its day."""
    built = by_manual("grief", sessions=3)
    course = built.course()
    remote = replace(course.sessions[1], content=replace(course.sessions[1].content, mode=Mode.PHONE))
    bundle = in_fhir(replace(course, sessions=(course.sessions[0], remote, course.sessions[2])))
    assert one_of(bundle, "EpisodeOfCare")["status"] == "active"
    encounters = all_of(bundle, "Encounter")
    assert [each["class"]["code"] for each in encounters] == ["AMB", "VR", "AMB"]
    assert [each["period"]["start"] for each in encounters] == [
        str(session.date) for session in course.sessions
    ]
    assert {each["length"]["value"] for each in encounters} == {50}
    episode = resolved(bundle, encounters[0]["episodeOfCare"][0])
    assert {resolved(bundle, each["condition"])["code"]["text"] for each in episode["diagnosis"]} == {
        "depressive episode, moderate (ICD-11)",
        "IPT problem area: grief",
    }


def test_answers_total_and_panel_have_the_codes_of_loinc() -> None:
    """PHQ-9 items in their order, with what was answered; the panel leads to both."""
    built = a_course().note(1, "## Measure\n- PHQ-9: 0 1 2 3 0 1 2 3 0")
    bundle = in_fhir(built.course())
    answers = one_of(bundle, "QuestionnaireResponse")
    codes = [
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ]
    assert [item["linkId"] for item in answers["item"]] == [f"/{code}" for code in codes]
    told = [item["answer"][0]["valueCoding"]["code"] for item in answers["item"]]
    assert told == [
        ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"][score] for score in (0, 1, 2, 3, 0, 1, 2, 3, 0)
    ]
    total, panel = all_of(bundle, "Observation")
    assert (total["code"]["coding"][0]["code"], total["valueQuantity"]["value"]) == ("44261-6", 12)
    assert panel["code"]["coding"][0]["code"] == "44249-1"
    assert resolved(bundle, panel["hasMember"][0]) == total
    assert resolved(bundle, panel["derivedFrom"][0]) == resolved(bundle, total["derivedFrom"][0]) == answers


def test_what_was_left_out_is_not_made_up() -> None:
    """An item without an answer is not there, and a total that can't be told has a reason in its place."""
    bundle = in_fhir(a_course().note(1, "## Measure\n- PHQ-9: 0 1 2 x 0 1 2 3 0").course())
    answers = one_of(bundle, "QuestionnaireResponse")
    assert (len(answers["item"]), answers["status"]) == (8, "in-progress")
    total = all_of(bundle, "Observation")[0]
    assert "valueQuantity" not in total
    assert total["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_a_measure_without_codes_is_told_by_name() -> None:
    """As is a tool the program does not know."""
    bundle = in_fhir(a_course().note(1, "## Measure\n- WSAS: 21\n- other tool: BDI-II, 30").course())
    told = [(each["code"]["text"], each["valueQuantity"]["value"]) for each in all_of(bundle, "Observation")]
    assert told == [("WSAS total", 21), ("BDI-II total", 30)]
    assert not any("coding" in each["code"] for each in all_of(bundle, "Observation"))


def test_an_impossible_answer_is_not_told_as_one() -> None:
    """As an imported chart may hold it."""
    bundle = in_fhir(a_course().measure("phq9", 0, 1, 2, 7, 0, 1, 2, 3, 0, on=START).course())
    assert (broken_rules(bundle), wrong_by_models(bundle)) == ((), [])
    assert all_of(bundle, "QuestionnaireResponse") == []


def test_item_nine_is_flagged() -> None:
    """Each answer of 1 or more; an earlier one is inactive once the item was answered again."""
    built = a_course()
    for number, last in enumerate((1, 0, 2), 1):
        built.note(number, f"## Measure\n- PHQ-9: 0 0 0 0 0 0 0 0 {last}")
    flags = all_of(in_fhir(built.course()), "Flag")
    assert [(flag["status"], flag["period"]["start"]) for flag in flags] == [
        ("inactive", "2026-01-05"),
        ("active", "2026-01-19"),
    ]
    assert "see the risk assessment" in flags[0]["code"]["text"]


def test_goals_are_told_with_what_became_of_them() -> None:
    """ "Partly met" has no code, and is told in words."""
    goals = all_of(in_fhir(ended().course()), "Goal")
    told = [(goal["category"][0]["text"], goal["achievementStatus"]) for goal in goals]
    codes = [[each["code"] for each in status.get("coding", [])] for _, status in told]
    assert [domain for domain, _ in told] == ["symptoms", "relationships", "social support"]
    assert codes == [["achieved"], ["achieved"], []]
    assert told[2][1]["text"] == "partly met"
    assert goals[2]["note"][0]["text"] == "goes every other week"


def test_signatures_are_told_and_imported_ones_never_as_proven() -> None:
    """Who imported a chart does not vouch for what its source states."""
    built = ended()
    own = in_fhir(built.course())
    assert len(all_of(own, "Provenance")) == 16
    assert all("signature" in each for each in all_of(own, "Provenance"))
    records = imported_records(to_chart_file("EX-001", built.records(), NAMES), **HERE)
    for bundle in (in_fhir(replay_chart(records).course()), as_document(replay_chart(records).course())):
        assert (broken_rules(bundle), wrong_by_models(bundle)) == ((), [])
        found = all_of(bundle, "Provenance")
        assert not any("signature" in each for each in found)
        assert all("as stated" in each["agent"][0]["who"]["display"] for each in found)
        assert not any("attester" in each for each in all_of(bundle, "Composition"))


def test_the_summary_is_a_document_with_the_signed_file_in_it() -> None:
    """Composition first; signed, attested; every resource is reached from its sections."""
    bundle = as_document(ended().course())
    composition = bundle["entry"][0]["resource"]
    assert (bundle["type"], composition["status"]) == ("document", "final")
    assert composition["type"]["coding"][0] == {"system": "http://loinc.org", "code": "78263-1"}
    assert resolved(bundle, composition["attester"][0]["party"])["name"][0]["text"] == "Dr Ada Example"
    named = {ref["reference"] for part in composition["section"] for ref in part.get("entry", [])}
    people = {entry["fullUrl"] for entry in bundle["entry"][:1]} | {
        entry["fullUrl"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] in ("Patient", "Practitioner")
    }
    assert {entry["fullUrl"] for entry in bundle["entry"]} == named | people
    attached = [
        each for each in all_of(bundle, "DocumentReference") if "data" in each["content"][0]["attachment"]
    ]
    assert base64.b64decode(attached[0]["content"][0]["attachment"]["data"]) == b"PK document"
    divs = [part["text"]["div"] for part in composition["section"] if "text" in part]
    assert any("a &lt; b &amp; c</p><p>A second paragraph.</p>" in div for div in divs)


def test_a_draft_is_preliminary() -> None:
    """In the Composition and in the attached document."""
    bundle = as_document(by_manual("grief", sessions=3).course(), is_draft=True)
    assert bundle["entry"][0]["resource"]["status"] == "preliminary"
    assert all(each["docStatus"] == "preliminary" for each in all_of(bundle, "DocumentReference"))


def test_a_release_is_told_with_what_it_rests_on() -> None:
    """And without one there is no Consent."""
    consent = one_of(in_fhir(ended().course(), RELEASE), "Consent")
    assert consent["policyRule"]["text"] == RELEASE.authorisation
    assert consent["provision"]["actor"][0]["reference"]["display"] == RELEASE.recipient
    assert all_of(in_fhir(ended().course()), "Consent") == []


# --- it names nobody else ---


def test_other_people_are_not_named_and_no_note_is_told() -> None:
    """Goals, remarks, the narrative and the name of a tool; scripts and words of notes are nowhere."""
    built = ended()
    built.write(
        3, "## Goals\n- symptoms: sleep\n- relationships: tell N. before Sunday\n- social support: the choir"
    )
    built.write(4, "## Measure\n- other tool: N. scale, 3")
    for bundle in (in_fhir(built.course()), as_document(built.course())):
        told = json.dumps(bundle, ensure_ascii=False)
        assert "tell the partner" in told or "tell [partner]" in told
        for kept in ("N.", "Are you in on Sunday", "A quiet week", "never here", "no thoughts of self-harm"):
            assert kept not in told
        assert "Marisol Example" in told


# --- our rules find what is wrong ---


def _of(kind: str, change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda bundle: change(all_of(bundle, kind)[0])


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "status is none of its codes": _of("EpisodeOfCare", lambda one: one.update(status="done")),
    "careManager refers to a Patient": lambda bundle: one_of(bundle, "EpisodeOfCare").update(
        careManager=one_of(bundle, "EpisodeOfCare")["patient"]
    ),
    "it refers to what is not in the Bundle": _of(
        "Goal", lambda one: one["subject"].update(reference="urn:uuid:00000000-0000-5000-8000-000000000000")
    ),
    "effectiveDateTime is not written as a time": _of(
        "Observation", lambda one: one.update(effectiveDateTime="5 January")
    ),
    "date is not written as a time": _of("DocumentReference", lambda one: one.update(date="2026-01-05")),
    "description.text is missing": _of("Goal", lambda one: one.pop("description")),
    "note is empty": _of("Goal", lambda one: one.update(note=[])),
    "no rules are known for this kind": _of("Goal", lambda one: one.update(resourceType="Gaol")),
    "two entries have one fullUrl": lambda bundle: bundle["entry"].append(copy.deepcopy(bundle["entry"][-1])),
    "its fullUrl is no urn:uuid": lambda bundle: bundle["entry"][0].update(fullUrl="Patient/1"),
    "the Bundle has no timestamp": lambda bundle: bundle.pop("timestamp"),
    "the Bundle has no type": lambda bundle: bundle.update(type="batch"),
    "begins with a Composition": lambda bundle: bundle.update(type="document"),
    "a document needs an identifier": lambda bundle: bundle.update(type="document"),
}


@pytest.mark.parametrize("told", WRONG)
def test_what_breaks_a_rule_is_found(told: str) -> None:
    """By place and kind, and without the value."""
    bundle = in_fhir(ended().course(), RELEASE)
    WRONG[told](bundle)
    found = broken_rules(bundle)
    assert any(told in line for line in found)
    assert not any("Marisol" in line or "5 January" in line for line in found)


@pytest.mark.parametrize("kind", ["EpisodeOfCare", "Encounter", "Flag", "Composition"])
def test_the_models_find_a_wrong_code_too(kind: str) -> None:
    """So the two are a check on each other."""
    course = a_course().note(1, "## Measure\n- PHQ-9: 0 0 0 0 0 0 0 0 1").course()
    bundle = as_document(course)
    all_of(bundle, kind)[0]["status"] = "done"
    assert len(wrong_by_models(bundle)) == len(broken_rules(bundle)) == 1


def test_every_kind_that_is_made_has_rules() -> None:
    """And no rules are kept for what is not."""
    bundles = (in_fhir(ended().course(), RELEASE), as_document(ended().course()))
    built = a_course().note(1, "## Measure\n- PHQ-9: 0 0 0 0 0 0 0 0 1")
    made = {
        entry["resource"]["resourceType"]
        for each in (*bundles, in_fhir(built.course()))
        for entry in each["entry"]
    }
    assert made == {*KINDS}


def test_the_timestamp_is_that_of_the_last_change() -> None:
    """Not of the export."""
    built = by_manual("grief", sessions=2).conclude(EndType.LOST_CONTACT)
    later = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)
    built.then(r.SummarySaved(COURSE, 1, TEXT), later)
    assert in_fhir(built.course())["timestamp"] == "2026-02-01T09:00:00Z"
