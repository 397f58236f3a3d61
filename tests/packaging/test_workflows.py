"""The workflows of the three systems: well formed, tied to what they use, and with no more rights than they need."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.packaging.conftest import ROOT

FOLDER = ROOT / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def _read(name: str) -> dict[str, Any]:
    return YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))


def _run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A tool that is installed beside this Python."""
    path = Path(sys.executable).with_name(program)
    return subprocess.run([path, *words], capture_output=True, text=True, check=False, cwd=ROOT)


def test_they_have_the_form_that_is_read() -> None:
    """The published schema of workflows takes them; it comes with the tool, nothing is fetched."""
    done = _run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, FILES))
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_audit_of_their_safety_finds_nothing() -> None:
    """No injection, no left token, no loose permission."""
    done = _run("zizmor", "--offline", "--no-progress", "--persona", "pedantic", *map(str, FILES))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_is_tied_to_a_commit(file: Path) -> None:
    """A tag can be moved; the version beside the commit is for whoever reads it."""
    used = re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not PINNED.fullmatch(each)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_secret_is_used(file: Path) -> None:
    """Nothing here can leak one."""
    assert "secrets" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_job_may_read_and_nothing_more_unless_it_publishes(file: Path) -> None:
    """The one that writes makes a release, and runs none of our code."""
    workflow = _read(file.name)
    assert workflow["permissions"] == {}
    writing = {name for name, job in workflow["jobs"].items() if job["permissions"] != {"contents": "read"}}
    assert writing == ({"publish"} if file.name == "release.yml" else set())


def test_every_python_and_every_system_is_tried() -> None:
    """As pyproject.toml says it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        classifiers = tomllib.load(file)["project"]["classifiers"]
    pythons = [each.rpartition(" ")[2] for each in classifiers if ":: Python :: 3." in each]
    jobs = _read("ci.yml")["jobs"]
    assert jobs["linux"]["strategy"]["matrix"]["python"] == pythons
    assert jobs["elsewhere"]["strategy"]["matrix"]["python"] == pythons
    systems = jobs["elsewhere"]["strategy"]["matrix"]["system"]
    assert [each.partition("-")[0] for each in systems] == ["macos", "windows"]
