"""The rules of FHIR R4 for what `fhir` makes: elements that must be there, closed lists of codes, what may be referred to.

Taken from the resource definitions of hl7.org/fhir/R4, and no wider than what is emitted. Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATE = r"\d{4}-\d\d-\d\d"
_MOMENT = re.compile(rf"{_DATE}T\d\d:\d\d:\d\dZ")
_DAY_OR_MOMENT = re.compile(rf"{_DATE}(?:T\d\d:\d\d:\d\dZ)?")
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WHO = frozenset({"Practitioner", "Patient"})
_PATIENT = frozenset({"Patient"})
_ENCOUNTER = frozenset({"Encounter"})


class Kind(NamedTuple):
    """What holds for a kind of resource. Paths are dotted and lead through lists.

    `needs` must be there; `codes` are closed lists; `refers` says what may be referred to (a reference by `display`
    alone names nobody here); `moments` are instants in UTC, `days` a day or an instant.
    """

    needs: tuple[str, ...]
    codes: Mapping[str, frozenset[str]] = {}
    refers: Mapping[str, frozenset[str]] = {}
    moments: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


def _of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


KINDS: Mapping[str, Kind] = {
    "Patient": Kind(("identifier.value",), days=("birthDate",)),
    "Practitioner": Kind(("name.text",)),
    "EpisodeOfCare": Kind(
        ("status", "patient"),
        {"status": _of("planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error")},
        {"patient": _PATIENT, "diagnosis.condition": _of("Condition"), "careManager": _of("Practitioner")},
        days=("period.start", "period.end"),
    ),
    "Condition": Kind(
        ("subject", "code.text"),
        {"clinicalStatus.coding.code": _of("active", "recurrence", "relapse", "inactive", "remission", "resolved")},
        {"subject": _PATIENT, "recorder": _WHO, "encounter": _ENCOUNTER},
    ),
    "Goal": Kind(
        ("lifecycleStatus", "description.text", "subject"),
        {
            "lifecycleStatus": _of(
                "proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"
            ),
            "achievementStatus.coding.code": _of(
                "in-progress", "improving", "worsening", "no-change", "achieved", "sustaining", "not-achieved",
                "no-progress", "not-attainable",
            ),
        },
        {"subject": _PATIENT},
    ),
    "CarePlan": Kind(
        ("status", "intent", "subject"),
        {
            "status": _of("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
            "intent": _of("proposal", "plan", "order", "option"),
        },
        {"subject": _PATIENT, "author": _WHO, "addresses": _of("Condition"), "goal": _of("Goal")},
        days=("period.start", "period.end"),
    ),
    "Encounter": Kind(
        ("status", "class.code", "subject"),
        {
            "status": _of("planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"),
            "class.code": _of("AMB", "VR"),
        },
        {"subject": _PATIENT, "episodeOfCare": _of("EpisodeOfCare"), "participant.individual": _of("Practitioner")},
        days=("period.start", "period.end"),
    ),
    "QuestionnaireResponse": Kind(
        ("status", "questionnaire", "item.linkId"),
        {"status": _of("in-progress", "completed", "amended", "entered-in-error", "stopped")},
        {"subject": _PATIENT, "encounter": _ENCOUNTER},
        days=("authored",),
    ),
    "Observation": Kind(
        ("status", "code.text"),
        {"status": _of("registered", "preliminary", "final", "amended")},
        {
            "subject": _PATIENT,
            "encounter": _ENCOUNTER,
            "hasMember": _of("Observation", "QuestionnaireResponse"),
            "derivedFrom": _of("Observation", "QuestionnaireResponse", "DocumentReference"),
        },
        moments=("issued",),
        days=("effectiveDateTime",),
    ),
    "Flag": Kind(
        ("status", "code.text", "subject"),
        {"status": _of("active", "inactive", "entered-in-error")},
        {"subject": _PATIENT, "encounter": _ENCOUNTER, "author": _WHO},
        days=("period.start", "period.end"),
    ),
    "DocumentReference": Kind(
        ("status", "content.attachment"),
        {
            "status": _of("current", "superseded", "entered-in-error"),
            "docStatus": _of("preliminary", "final", "amended", "entered-in-error"),
        },
        {"subject": _PATIENT, "author": _WHO, "context.encounter": _of("Encounter", "EpisodeOfCare")},
        moments=("date",),
        days=("context.period.start", "content.attachment.creation"),
    ),
    "Provenance": Kind(
        ("target", "recorded", "agent.who"),
        {},
        {"target": _of("DocumentReference", "Composition"), "agent.who": _WHO, "signature.who": _WHO},
        moments=("recorded", "signature.when"),
    ),
    "Consent": Kind(
        ("status", "scope", "category", "patient", "policyRule"),
        {
            "status": _of("draft", "proposed", "active", "rejected", "inactive", "entered-in-error"),
            "provision.type": _of("deny", "permit"),
        },
        {"patient": _PATIENT, "provision.actor.reference": _WHO},
    ),
    "Composition": Kind(
        ("status", "type.coding.code", "date", "author", "title"),
        {
            "status": _of("preliminary", "final", "amended", "entered-in-error"),
            "attester.mode": _of("personal", "professional", "legal", "official"),
            "section.text.status": _of("generated", "extensions", "additional", "empty"),
        },
        {"subject": _PATIENT, "author": _WHO, "attester.party": _WHO},
        moments=("date", "attester.time"),
        days=("event.period.start", "event.period.end"),
    ),
}  # fmt: skip


def broken_rules(bundle: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a Bundle, a line each, by place and kind and never with a value; none for one that is right."""
    kinds = {each.get("fullUrl", ""): each["resource"]["resourceType"] for each in bundle["entry"]}
    found = [*_of_bundle(bundle, len(kinds))]
    for number, entry in enumerate(bundle["entry"], 1):
        kind = entry["resource"]["resourceType"]
        found += (f"entry {number} ({kind}): {what}" for what in _of_entry(entry, kinds))
    return tuple(found)


def _of_bundle(bundle: Mapping[str, Any], urls: int) -> Iterator[str]:
    if bundle.get("type") not in ("collection", "document"):
        yield "the Bundle has no type that is made here"
    if not _MOMENT.fullmatch(bundle.get("timestamp", "")):
        yield "the Bundle has no timestamp"
    if urls != len(bundle["entry"]):
        yield "two entries have one fullUrl"
    is_document = bundle.get("type") == "document"
    if is_document and not bundle.get("identifier", {}).get("value"):
        yield "a document needs an identifier"
    first = bundle["entry"][0]["resource"]["resourceType"] if bundle["entry"] else ""
    if is_document != (first == "Composition"):
        yield "a document, and nothing else, begins with a Composition"


def _of_entry(entry: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[str]:
    resource = entry["resource"]
    rules = KINDS.get(resource["resourceType"])
    if not _URN.fullmatch(entry.get("fullUrl", "")):
        yield "its fullUrl is no urn:uuid"
    if rules is None:
        yield "no rules are known for this kind"
        return
    yield from _of_values(resource, rules)
    yield from _of_references(resource, rules, kinds)
    yield from _empty(resource)


def _of_values(resource: Mapping[str, Any], rules: Kind) -> Iterator[str]:
    yield from (f"{path} is missing" for path in rules.needs if not any(_at(resource, path)))
    for path, codes in rules.codes.items():
        if any(value not in codes for value in _at(resource, path)):
            yield f"{path} is none of its codes"
    for paths, form in ((rules.moments, _MOMENT), (rules.days, _DAY_OR_MOMENT)):
        for path in paths:
            if not all(form.fullmatch(value) for value in _at(resource, path)):
                yield f"{path} is not written as a time"


def _of_references(resource: Mapping[str, Any], rules: Kind, kinds: Mapping[str, str]) -> Iterator[str]:
    for path, allowed in rules.refers.items():
        for value in _at(resource, path):
            target = kinds.get(value.get("reference", ""))
            if "reference" in value and target is not None and target not in allowed:
                yield f"{path} refers to a {target}"
    for url in _references(resource):
        if url not in kinds:
            yield "it refers to what is not in the Bundle"


def _references(value: object) -> Iterator[str]:
    """Every reference within a value, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def _empty(value: object, path: str = "") -> Iterator[str]:
    """FHIR has no empty elements."""
    if value in ("", [], {}, None):
        yield f"{path.lstrip('.')} is empty"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _empty(each, f"{path}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _empty(each, path)


def _at(value: Any, path: str) -> Iterator[Any]:
    """Every value at a dotted path."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        key, _, rest = path.partition(".")
        if key in value:
            yield from _at(value[key], rest)
