"""The wheel holds the program and nothing else; the source holds all that git knows, and its tests run."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import HeaderParser
from typing import TYPE_CHECKING

import pytest

from ipt_notes import __version__
from tests.packaging.conftest import git

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

ABOUT = f"ipt_notes-{__version__}.dist-info"
TOP = f"ipt_notes-{__version__}"
SOME_TESTS = ("tests/course/test_phases.py", "tests/export/test_house.py", "tests/keys/test_vectors.py")
"""Quick ones that read data of the package and of the tests."""


@pytest.fixture(scope="module")
def tracked(repository: Path) -> set[str]:
    """What git knows."""
    return set(git(repository, "ls-files", "-z").split("\0")) - {""}


@pytest.fixture(scope="module")
def about(released: Path) -> Message:
    """What the wheel says of itself."""
    (wheel,) = released.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return HeaderParser().parsestr(archive.read(f"{ABOUT}/METADATA").decode("utf-8"))


def test_the_wheel_is_the_package_the_templates_and_its_papers(released: Path, tracked: set[str]) -> None:
    """Every file of the package, code or data, every template, and the manual page; no test, benchmark or leftover."""
    (wheel,) = released.glob("*.whl")
    package = {name for name in tracked if name.startswith("ipt_notes/")}
    templates = {f"ipt_notes/_{name}" for name in tracked if name.startswith("templates/")}
    papers = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    manual = {f"{TOP}.data/data/share/man/man1/{name}.1" for name in ("ipt", "ipt-notes")}
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) == package | templates | manual | {
            f"{ABOUT}/{name}" for name in papers
        }
        assert {each.external_attr >> 16 & 0o777 for each in archive.infolist()} == {0o644}


def test_the_source_is_gits_list(released: Path, tracked: set[str]) -> None:
    """With the description that a source carries."""
    (source,) = released.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        assert set(archive.getnames()) == {f"{TOP}/{name}" for name in tracked | {"PKG-INFO"}}


def test_the_tests_run_from_the_source(released: Path, tmp_path: Path) -> None:
    """Somebody who has the source and no git can try the program."""
    (source,) = released.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    inside = tmp_path / TOP
    env = os.environ | {"PYTHONPATH": str(inside)}
    where = [sys.executable, "-c", "import ipt_notes; print(ipt_notes.__file__)"]
    assert subprocess.check_output(where, cwd=inside, env=env, text=True).startswith(str(inside))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *SOME_TESTS]
    done = subprocess.run(command, cwd=inside, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_python_that_is_tried_is_named(about: Message) -> None:
    """From the oldest that installs to the newest."""
    named = [each.rpartition(" ")[2] for each in about.get_all("Classifier", []) if ":: Python :: 3." in each]
    assert named == ["3.11", "3.12", "3.13", "3.14"]
    assert about["Requires-Python"] == ">=3.11"


def test_the_wheel_says_its_licence_and_its_extras(about: Message) -> None:
    """As docs/installing.md names them."""
    assert about["License-Expression"] == "Apache-2.0"
    assert about.get_all("Provides-Extra") == ["office", "pictures", "practice"]
