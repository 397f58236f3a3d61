"""The lock files: every file of every package has a hash, no address stands in them, and they say the same."""

from __future__ import annotations

import tomllib
from itertools import chain
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.lock import Pinned, read_lock
from tests.packaging.conftest import ROOT

LOCKS = ("requirements.lock", "requirements-all.lock", "requirements-dev.lock")
with (ROOT / "pyproject.toml").open("rb") as _file:
    WHOLE: dict[str, Any] = tomllib.load(_file)
RUN: list[str] = WHOLE["project"]["dependencies"]
EXTRAS: list[str] = [*chain.from_iterable(WHOLE["project"]["optional-dependencies"].values())]
GROUPS: dict[str, list[str]] = {
    name: [each for each in group if isinstance(each, str)]
    for name, group in WHOLE["dependency-groups"].items()
}
ASKED = {
    "requirements.lock": [*RUN, *GROUPS["build"]],
    "requirements-all.lock": [*RUN, *EXTRAS],
    "requirements-dev.lock": [*RUN, *EXTRAS, *chain.from_iterable(GROUPS.values())],
}


def _read(name: str) -> dict[str, Pinned]:
    return {each.name: each for each in read_lock((ROOT / name).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_its_hashes(name: str) -> None:
    """`pip install --require-hashes` takes the file as it is."""
    assert all(each.hashes for each in _read(name).values())


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_stands_in_a_lock(name: str) -> None:
    """Where packages come from is for whoever installs to say."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_keeps_up_with_what_is_asked_for(name: str) -> None:
    """What pyproject.toml names is pinned, at a version that it allows; `make lock UPGRADE=` mends it."""
    pinned = _read(name)
    for each in map(Requirement, ASKED[name]):
        assert pinned[canonicalize_name(each.name)].version in each.specifier, each.name


@pytest.mark.parametrize("name", LOCKS[:2])
def test_the_locks_agree(name: str) -> None:
    """What is tested is what is installed: a package has one version, with the same hashes, in all of them."""
    tested, given_out = _read("requirements-dev.lock"), _read(name)
    assert _files(given_out) == _files({package: tested[package] for package in given_out})


def _files(lock: dict[str, Pinned]) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {name: (each.version, each.hashes) for name, each in lock.items()}


def test_the_full_lock_holds_no_tool() -> None:
    """A practice installs what runs: nothing that builds or tests, beyond what the program needs itself."""
    assert not {"hatchling", "pytest", "uv", "twine"} & set(_read("requirements-all.lock"))
