"""Lets a course leave the vault as FHIR R4, checked by our own rules first, with the disclosure recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes import digests
from ipt_notes.errors import ExportRefused, IptNotesError
from ipt_notes.export.audiences import FULL, Release, find_audience, require_authorised
from ipt_notes.export.fhir import as_json, course_bundle, document_bundle
from ipt_notes.export.fhir_rules import broken_rules
from ipt_notes.services.exchange.disclosing import disclosed
from ipt_notes.services.exchange.exporting import obstacles, render_termination
from ipt_notes.services.reading import name_of

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

FHIR_COURSE = "course in FHIR"
FHIR_DOCUMENT = "termination summary in FHIR"
"""What the disclosure log calls them."""
EXCHANGE = "exchange"
"""Whom a course in FHIR is for: another system, that takes it over."""


class FhirBroken(IptNotesError):
    """The FHIR document breaks {count} of the rules it was checked by."""

    exit_code = 8
    hint = "nothing was written; please report these lines, they hold nothing of your notes"


class FhirExported(Struct, frozen=True):
    """A Bundle that was written. `kind` is collection or document, `resources` counts its entries by kind.

    `sha256` is of its bytes, `obstacles` are what a draft leaves open.
    """

    code: str
    file: str
    kind: str
    resources: dict[str, int]
    sha256: str
    bytes: int
    is_draft: bool
    obstacles: tuple[str, ...] = ()


def export_course(
    practice: Practice,
    code: str,
    path: Path,
    *,
    release: Release,
    replace: bool = False,
    by_prefix: bool = False,
) -> FhirExported:
    """Record the disclosure and write the latest course as a Bundle. FhirBroken, Refused, WorldProblem."""
    chart = practice.open(code, by_prefix=by_prefix)
    bundle = course_bundle(chart.course, _therapist(practice, chart), release)
    return _write(practice, chart, path, bundle, to=(EXCHANGE, release), against=None, replace=replace)


def export_document(
    practice: Practice,
    code: str,
    path: Path,
    *,
    release: Release,
    audience: str = FULL.id,
    is_draft: bool = False,
    replace: bool = False,
    by_prefix: bool = False,
) -> FhirExported:
    """`export_course` for the termination summary, with the DOCX in it, reduced to the audience.

    ExportRefused and UsageProblem as for the DOCX itself.
    """
    from ipt_notes.notes.summary_reading import parse_summary

    require_authorised(find_audience(audience), release)
    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    if against and not is_draft:
        raise ExportRefused(code=chart.code, details=against)
    summary = chart.course.summary
    bundle = document_bundle(
        chart.course,
        _therapist(practice, chart),
        release,
        narrative=dict(parse_summary(summary.text).parts) if summary else {},
        docx=render_termination(practice, chart, audience, is_draft=is_draft),
        is_draft=is_draft,
        audience=audience,
    )
    told = against if is_draft else None
    return _write(practice, chart, path, bundle, to=(audience, release), against=told, replace=replace)


def _write(
    practice: Practice,
    chart: OpenChart,
    path: Path,
    bundle: dict[str, object],
    *,
    to: tuple[str, Release],
    against: tuple[str, ...] | None,
    replace: bool,
) -> FhirExported:
    """Write what keeps the rules; the order is that of every export.

    `to` is (audience, release); `against` is what stands open in a draft.
    """
    from ipt_notes.export.files import placed

    audience, release = to
    if broken := broken_rules(bundle):
        raise FhirBroken(count=len(broken), details=broken)
    data = as_json(bundle)
    sha256, kind, is_draft = digests.sha256(data).hex(), str(bundle["type"]), against is not None
    what = FHIR_DOCUMENT if kind == "document" else FHIR_COURSE
    said = disclosed(chart.course.id, what, audience, sha256, release, is_draft=is_draft)
    with placed(path, data, replace=replace):
        practice.write(chart.grant, lambda _: [said])
    return FhirExported(
        chart.code, str(path), kind, _counted(bundle), sha256, len(data), is_draft, against or ()
    )


def _counted(bundle: dict[str, object]) -> dict[str, int]:
    from collections import Counter

    entries: list[dict[str, dict[str, str]]] = bundle["entry"]  # type: ignore[assignment]
    return dict(Counter(entry["resource"]["resourceType"] for entry in entries))


def _therapist(practice: Practice, chart: OpenChart) -> str:
    """Who holds the chart, whoever it is that exports it."""
    holder = chart.access.holder
    return practice.member.name if holder == practice.member.id.hex() else name_of(practice, holder)
