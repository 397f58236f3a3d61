"""The bill of materials (SBOM) says what is in an installation, and is made from the lock."""

from __future__ import annotations

import hashlib
import json
import tomllib
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import OutputFormat
from cyclonedx.validation import make_schemabased_validator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.bill import VERSION
from release.lock import Pinned, read_lock
from tests.packaging.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PINNED = {each.name: each for each in read_lock((ROOT / "requirements-all.lock").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def text(released: Path) -> str:
    """The bill as it is given out."""
    (file,) = released.glob("*.cdx.json")
    return file.read_text(encoding="ascii")


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    """The bill, read."""
    return json.loads(text)


def _hashes(component: dict[str, Any]) -> list[str]:
    return [each["content"] for where in component["externalReferences"] for each in where["hashes"]]


def test_it_is_what_the_standard_asks_for(text: str) -> None:
    """CycloneDX's own schema takes it, and would refuse another."""
    validator = make_schemabased_validator(OutputFormat.JSON, VERSION)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"type": "library"', '"type": "thing"')) is not None


@pytest.mark.parametrize("pinned", PINNED.values(), ids=PINNED)
def test_every_package_of_the_lock_is_in_it(pinned: Pinned, bill: dict[str, Any]) -> None:
    """With its version, all hashes of its files, and where it is needed."""
    (component,) = (each for each in bill["components"] if each["name"] == pinned.name)
    assert component["version"] == pinned.version
    assert sorted(_hashes(component)) == sorted(pinned.hashes) != []
    assert [each["value"] for each in component.get("properties", [])] == [pinned.marker] * bool(
        pinned.marker
    )


def test_nothing_else_is_in_it(bill: dict[str, Any]) -> None:
    """No tool that only builds or tests."""
    assert {each["name"] for each in bill["components"]} == set(PINNED)
    assert "hatchling" not in PINNED


def test_what_only_an_extra_brings_is_optional(bill: dict[str, Any]) -> None:
    """An installation without extras has none of it."""
    optional = {each["name"] for each in bill["components"] if each["scope"] == "optional"}
    assert {"msoffcrypto-tool", "psycopg", "resvg-py"} < optional
    assert not optional & {"cryptography", "typer", "lxml"}


def test_the_program_is_told_with_the_hashes_of_its_files(bill: dict[str, Any], released: Path) -> None:
    """Whoever holds a wheel finds it here."""
    program = bill["metadata"]["component"]
    files = [*released.glob("*.whl"), *released.glob("*.tar.gz")]
    assert {each["url"] for each in program["externalReferences"]} == {file.name for file in files}
    assert set(_hashes(program)) == {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert program["licenses"] == [{"license": {"id": "Apache-2.0"}}]


def test_it_tells_what_needs_what(bill: dict[str, Any]) -> None:
    """The program needs what pyproject.toml names; nothing of the bill stands apart from it."""
    needs = {each["ref"]: set(each.get("dependsOn", ())) for each in bill["dependencies"]}
    program = bill["metadata"]["component"]["bom-ref"]
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    named = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    direct = {canonicalize_name(Requirement(each).name) for each in named}
    assert {ref.removeprefix("pkg:pypi/").split("@")[0] for ref in needs[program]} >= direct
    reached, waiting = {program}, [program]
    while waiting:
        waiting += (new := needs[waiting.pop()] - reached)
        reached |= new
    assert reached == set(needs)


def test_it_holds_no_chance_no_day_of_ours_and_no_address(bill: dict[str, Any], text: str) -> None:
    """Its time is the commit's; the one address in it is its schema's name."""
    assert bill["metadata"]["timestamp"] == "2026-03-03T10:00:00+00:00"
    assert bill["serialNumber"].startswith("urn:uuid:")
    assert text.count("://") == 1
