"""What FHIR resources (R4, hl7.org/fhir/R4) are put together from: codings, references, and a Bundle's entries."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ipt_notes import digests

if TYPE_CHECKING:
    import datetime as dt

Resource = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
PROBLEM_AREA = "urn:ipt-notes:problem-area"
"""Our own code system: the four problem areas of IPT, by their ids."""
CLIENT_CODE = "urn:ipt-notes:client-code"
"""Whose identifiers a client's codes are: the practice's own."""
AUTHOR_SIGNATURE = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.1",
    "display": "Author's Signature",
}
VERIFYING_SIGNATURE = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.5",
    "display": "Verification Signature",
}


def coding(system: str, code: str, display: str = "") -> Resource:
    """A Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(text: str, *codings: Resource) -> Resource:
    """A CodeableConcept: what a person reads, and the codes a program does."""
    return {**({"coding": list(codings)} if codings else {}), "text": text}


def hl7(system: str, code: str) -> Resource:
    """A CodeableConcept of one of HL7's own code systems."""
    return {"coding": [coding(HL7 + system, code)]}


def instant(at: dt.datetime) -> str:
    """A moment in UTC, as FHIR writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def filled(resource: Resource) -> Resource:
    """The resource without its empty elements, which FHIR does not allow."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}


class Entries:
    """The entries of a Bundle; a resource is known by its kind and a key of ours, and refers to others by urn:uuid."""

    def __init__(self, seed: str, therapist: str = "") -> None:
        """`seed` sets these entries apart from those of every other course; `therapist` is who the Practitioner is."""
        self._seed, self.therapist = seed, therapist
        self.entries: list[Resource] = []

    def url(self, kind: str, key: str = "") -> str:
        """The `fullUrl` of a resource: the same for the same course."""
        digest = digests.sha256(f"{self._seed}\n{kind}\n{key}".encode())
        return uuid.UUID(bytes=digest[:16], version=5).urn

    def add(self, kind: str, key: str, **elements: Any) -> Resource:
        """Put a resource into the Bundle; a reference to it."""
        self.entries.append(
            {"fullUrl": self.url(kind, key), "resource": {"resourceType": kind, **filled(elements)}}
        )
        return self.ref(kind, key)

    def ref(self, kind: str, key: str = "") -> Resource:
        """A reference to a resource of this Bundle."""
        return {"reference": self.url(kind, key)}
