"""The bill of materials (SBOM): CycloneDX 1.6 in JSON, made from the lock, the same bytes for the same commit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.metadata import Metadata

from release.lock import Pinned, read_lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

VERSION = SchemaVersion.V1_6


def bill_of_materials(files: Sequence[Path], all_lock: str, run_lock: str, made: datetime) -> bytes:
    """The bill as JSON.

    `files` are the wheel and the source; `all_lock` pins the program with its extras, `run_lock` what it always
    needs (what is in the first alone is optional); `made` is the commit's time.
    """
    program = _program(files)
    always = {each.name for each in read_lock(run_lock)}
    parts = {each.name: (each, _part(each, always)) for each in read_lock(all_lock)}
    bom = Bom(
        components=[part for _, part in parts.values()],
        serial_number=uuid5(NAMESPACE_URL, f"{program.purl} {made.isoformat()} {all_lock}"),
        metadata=BomMetaData(component=program, timestamp=made),
    )
    known = {program.name: program} | {name: part for name, (_, part) in parts.items()}
    for pinned, part in parts.values():
        for asking in pinned.asked_by:
            bom.register_dependency(known[asking], [part])
    return _as_json(bom)


def _program(files: Sequence[Path]) -> Component:
    """What is given out, as its own wheel describes it."""
    about = _metadata(files[0])
    purl = PackageURL("pypi", name=about.name, version=str(about.version))
    return Component(
        name=about.name,
        version=str(about.version),
        description=about.summary,
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string(about.license_expression or "")],
        purl=purl,
        bom_ref=str(purl),
        external_references=[_given_out(file.name, [_sha256(file)]) for file in files],
    )


def _part(pinned: Pinned, always: set[str]) -> Component:
    """A package that the lock pins; each of its files has one of the hashes."""
    purl = PackageURL("pypi", name=pinned.name, version=pinned.version)
    return Component(
        name=pinned.name,
        version=pinned.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED if pinned.name in always else ComponentScope.OPTIONAL,
        purl=purl,
        bom_ref=str(purl),
        external_references=[_given_out(str(purl), pinned.hashes)],
        properties=[Property(name="environment-marker", value=pinned.marker)] if pinned.marker else [],
    )


def _given_out(where: str, hashes: Sequence[str]) -> ExternalReference:
    return ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(where),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
    )


def _metadata(wheel: Path) -> Metadata:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return Metadata.from_email(archive.read(name))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _as_json(bom: Bom) -> bytes:
    """Its keys in one order, so that the library's order does not matter."""
    text = make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string()
    return (json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n").encode("ascii")
