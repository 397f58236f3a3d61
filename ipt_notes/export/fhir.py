"""FHIR R4 Bundles: a course (type `collection`), and the termination summary (type `document`) with its DOCX attached.

A pure function: the same course gives the same bytes. `fhir_rules` checks what is made here.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ipt_notes.export._fhir_course import add_cosignatures, add_course, add_people, add_signature, signer
from ipt_notes.export._fhir_measures import add_scores
from ipt_notes.export._fhir_parts import LOINC, Entries, coding, concept, filled, hl7, instant
from ipt_notes.export.audiences import FULL, Release, find_audience
from ipt_notes.export.given import Given, given_to

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from ipt_notes.course.model import Course
    from ipt_notes.export._fhir_parts import Resource

SUMMARY = coding(LOINC, "78263-1")
TITLE = "Termination summary"
__all__ = ["Release", "as_json", "course_bundle", "document_bundle"]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def course_bundle(course: Course, therapist: str, release: Release) -> Resource:
    """The course as a Bundle of type `collection`."""
    to = Entries(course.id, therapist)
    _add_all(to, given_to(FULL, course, {}), therapist, release)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": instant(last_change(course)),
        "entry": to.entries,
    }


def document_bundle(
    course: Course,
    therapist: str,
    release: Release,
    *,
    narrative: Mapping[str, str],
    docx: bytes,
    is_draft: bool,
    audience: str = FULL.id,
) -> Resource:
    """The termination summary as a Bundle of type `document`; its first entry is the Composition.

    `narrative` is heading -> Markdown, `docx` the document as it is sent to the same audience. All that is said is what the
    audience is given. UsageProblem for an unknown audience.
    """
    given = given_to(find_audience(audience), course, narrative)
    course = given.course
    to = Entries(course.id, therapist)
    _add_all(to, given, therapist, release)
    attached = _attach(to, course, docx, is_draft=is_draft)
    summary = to.ref("Composition")
    if course.summary and course.summary.signature:
        add_signature(to, summary, course.summary.signature, "summary")
        add_cosignatures(to, summary, course.summary.cosignatures, "summary")
    rest, to.entries = to.entries, []
    sections = [*_told(given), *_sections(rest, attached)]
    _add_composition(to, given, sections, is_draft=is_draft)
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": to.url("Bundle")},
        "type": "document",
        "timestamp": instant(last_change(course)),
        "entry": [*to.entries, *rest],
    }


def as_json(bundle: Resource) -> bytes:
    """The Bundle's bytes."""
    return (json.dumps(bundle, ensure_ascii=False, indent=2) + "\n").encode()


def last_change(course: Course) -> dt.datetime:
    """When the course was last written on (UTC), exports apart."""
    summary = course.summary
    moments = [session.last_saved for session in course.sessions]
    moments += [signed.at for session in course.sessions if (signed := session.signature)]
    moments += [signed.at for session in course.sessions for signed in session.cosignatures]
    moments += [addendum.at for session in course.sessions for addendum in session.addenda]
    if summary:
        signatures = [each for each in (summary.signature, *summary.cosignatures) if each]
        moments += [summary.last_saved, *(each.at for each in signatures)]
    return max(moments, default=_midnight(course))


def _midnight(course: Course) -> dt.datetime:
    import datetime as dt

    return dt.datetime.combine(course.start, dt.time(), dt.UTC)


def _add_all(to: Entries, given: Given, therapist: str, release: Release) -> None:
    add_people(to, given.course, therapist)
    add_course(to, given.course, given.discreet)
    add_scores(to, given.course, given.discreet)
    if release.authorisation:
        _add_consent(to, release)


def _add_consent(to: Entries, release: Release) -> None:
    """What the release rests on, as the therapist put it."""
    actor = {"role": hl7("v3-ParticipationType", "IRCP"), "reference": {"display": release.recipient}}
    to.add(
        "Consent",
        "",
        status="active",
        scope=hl7("consentscope", "patient-privacy"),
        category=[concept("Consent Document", coding(LOINC, "59284-0"))],
        patient=to.ref("Patient"),
        policyRule={"text": release.authorisation},
        provision=filled({"type": "permit", "actor": [actor] if release.recipient else None}),
    )


def _attach(to: Entries, course: Course, docx: bytes, *, is_draft: bool) -> Resource:
    attachment = {
        "contentType": _DOCX,
        "data": base64.b64encode(docx).decode(),
        "size": len(docx),
        "title": TITLE,
    }
    return to.add(
        "DocumentReference",
        "summary",
        status="current",
        docStatus="preliminary" if is_draft else "final",
        type=concept(TITLE, SUMMARY),
        subject=to.ref("Patient"),
        date=instant(last_change(course)),
        author=[to.ref("Practitioner")],
        content=[{"attachment": attachment}],
    )


def _attesters(to: Entries, course: Course) -> Iterator[Resource]:
    """Who signed and co-signed here; what an imported chart only states attests nothing."""
    summary = course.summary
    for signed in (summary.signature, *summary.cosignatures) if summary else ():
        if signed and not signed.is_stated:
            yield {"mode": "professional", "time": instant(signed.at), "party": signer(to, signed)}


def _add_composition(to: Entries, given: Given, sections: list[Resource], *, is_draft: bool) -> None:
    """Attested where it holds the whole narrative, for that is what was signed."""
    course = given.course
    attested = list(_attesters(to, course)) if given.audience.has_whole_narrative else []
    end = course.conclusion.on.isoformat() if course.conclusion else None
    to.add(
        "Composition",
        "",
        status="preliminary" if is_draft else "final",
        type=concept(TITLE, SUMMARY),
        subject=to.ref("Patient"),
        date=instant(last_change(course)),
        author=[to.ref("Practitioner")],
        title=TITLE,
        attester=attested,
        event=[{"period": filled({"start": course.start.isoformat(), "end": end})}],
        section=sections,
    )


def _told(given: Given) -> Iterator[Resource]:
    """The narrative as sections of text, without names."""
    discreet = given.discreet
    for heading, text in given.narrative.items():
        if text.strip():
            paragraphs = "".join(
                f"<p>{escape(part)}</p>" for part in discreet(text).split("\n\n") if part.strip()
            )
            div = f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'
            yield {"title": discreet(heading), "text": {"status": "additional", "div": div}}


_OF_KIND = (
    ("Diagnosis and problem area", ("Condition",)),
    ("Plan and goals", ("CarePlan", "Goal")),
    ("Sessions", ("EpisodeOfCare", "Encounter")),
    ("Measures", ("Observation", "QuestionnaireResponse", "Flag")),
    ("Notes and signatures", ("DocumentReference", "Provenance", "Consent")),
)


def _sections(entries: list[Resource], attached: Resource) -> Iterator[Resource]:
    """Sections that lead to the resources, so that each is reached from the Composition; the DOCX stands first."""
    yield {"title": "The document as it was sent", "entry": [attached]}
    for title, kinds in _OF_KIND:
        found = [
            {"reference": each["fullUrl"]} for each in entries if each["resource"]["resourceType"] in kinds
        ]
        if found:
            yield {"title": title, "entry": found}
