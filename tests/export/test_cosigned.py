"""Who co-signed, who began, and what waits stands in whatever leaves the vault."""

from __future__ import annotations

from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.signatures import digest_of
from ipt_notes.export._fhir_parts import AUTHOR_SIGNATURE, VERIFYING_SIGNATURE
from ipt_notes.export.audiences import Release
from ipt_notes.export.chart_file import imported_records, read_chart_file, to_chart_file, write_chart_file
from ipt_notes.export.fhir import course_bundle, document_bundle
from ipt_notes.export.fhir_rules import broken_rules
from ipt_notes.export.supervision import render_markdown
from ipt_notes.export.termination import render
from ipt_notes.export.whole_chart import whole_chart
from tests.builders import COURSE, MEASURE, RISK, a_course, id_of, note_id
from tests.export.reading import document, words

TEXT = "## Next step\nEnds.\n"
TIM, BEA = "Tim Trainee", "Dr B. Example"
SUPERVISOR = "b" * 32


def records(*, is_cosigned: bool) -> list[r.Record]:
    """A trainee's course whose first note and summary Bea began, and a supervisor co-signed or not."""
    built = a_course().note(1, RISK, MEASURE)
    text = digest_of(built.typed[1].text())
    built.then(r.NoteSigned(note_id(1), 1, text, TIM, awaits=True, begun_by=BEA)).conclude()
    built.then(r.SummarySaved(COURSE, 1, TEXT))
    built.then(r.SummarySigned(COURSE, 1, digest_of(TEXT), TIM, awaits=True, begun_by=BEA))
    found = built.records()
    if is_cosigned:
        for number, body in enumerate(
            (r.NoteCosigned(note_id(1), 1, text, BEA), r.SummaryCosigned(COURSE, 1, digest_of(TEXT), BEA))
        ):
            found.append(replace(found[-1], id=id_of(f"then {number}"), author=SUPERVISOR, body=body))
    return found


def course(*, is_cosigned: bool):
    """The course."""
    return replay_chart(records(is_cosigned=is_cosigned)).course()


def summary(*, is_cosigned: bool) -> str:
    """The words of the termination summary."""
    data = render(course(is_cosigned=is_cosigned), narrative={}, therapist=TIM, audience="full")
    return words(document(data))


def test_the_document_names_the_supervisor_and_who_began_it() -> None:
    """Or says that the supervisor's signature is still to come."""
    signed, waiting = summary(is_cosigned=True), summary(is_cosigned=False)
    assert f"{BEA}, 5 January 2026, 18:00 UTC" in signed
    assert "Begun by" in signed
    assert "Waits for a supervisor's signature" in waiting


def test_a_bundle_has_a_co_signature_as_a_verifier_of_its_own() -> None:
    """Beside the author's, in the course and in the document; and it keeps FHIR's rules."""
    both = course(is_cosigned=True)
    bundles = (
        course_bundle(both, TIM, Release()),
        document_bundle(both, TIM, Release(), narrative={}, docx=b"PK", is_draft=False),
    )
    for bundle, signed in zip(bundles, (1, 2), strict=True):
        resources = [entry["resource"] for entry in bundle["entry"]]
        codes = [
            each["signature"][0]["type"][0]["code"]
            for each in resources
            if each["resourceType"] == "Provenance"
        ]
        assert sorted(codes) == sorted([AUTHOR_SIGNATURE["code"], VERIFYING_SIGNATURE["code"]] * signed)
        assert broken_rules(bundle) == ()
    (composition,) = (each for each in resources if each["resourceType"] == "Composition")
    assert [each["party"].get("display", "the therapist") for each in composition["attester"]] == [
        "the therapist",
        BEA,
    ]


def test_a_chart_that_leaves_takes_its_co_signatures_along_as_stated() -> None:
    """They are read back, and the readme tells them."""
    found = records(is_cosigned=True)
    data = write_chart_file(to_chart_file("EX-001", found, {SUPERVISOR: BEA}))
    moved = imported_records(
        read_chart_file(data), client="e" * 32, author="f" * 32, epoch=1, at=found[-1].at
    )
    after = replay_chart(moved).course()
    (note,) = after.sessions[0].cosignatures
    assert note.is_stated
    assert note.by.startswith(f"{BEA} (")
    assert after.summary.cosignatures[0].is_stated
    readme = whole_chart(replay_chart(found), found, {SUPERVISOR: BEA})["README.md"].decode()
    assert readme.count(f"; co-signed by {BEA} on 2026-01-05 18:00 UTC") == 2
    assert f"(begun by {BEA})" in readme


def test_a_supervision_view_tells_what_waits() -> None:
    """With what else is owed."""
    assert "Notes that wait for a supervisor's signature: session 1" in render_markdown(
        course(is_cosigned=False), ()
    )
