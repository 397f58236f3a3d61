"""The example plugins, installed from their wheels, pass their own tests and the program's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ipt_notes.plugins.files import digest
from tests.plugins.conftest import EXAMPLES, ROOT, install, surroundings, wheel

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes_its_own_tests_once_it_is_installed(name: str, site: Path, tmp_path: Path) -> None:
    """They enable it and run the real program with it; the fixtures come with ipt-notes by their entry point."""
    tests = shutil.copytree(ROOT / "examples" / name / "tests", tmp_path / "tests")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tests)],
        env=surroundings(site, tmp_path) | {"COLUMNS": "100"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_typed_as_it_says(name: str) -> None:
    """`import ipt_notes` gives types to whoever writes the next one."""
    package = ROOT / "examples" / name / name.replace("-", "_")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, str(package)],
        env=os.environ | {"MYPYPATH": f"{ROOT}{os.pathsep}{package.parent}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_same_wheel_has_the_same_hash_wherever_it_is_installed(
    site: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """So a practice can compare it with what the maker says."""
    wheel(ROOT / "examples" / "riverside-rules", tmp_path)
    again = tmp_path_factory.mktemp("again")
    install(list(tmp_path.glob("*.whl")), again)
    assert digest(next(again.glob("*.dist-info"))) == digest(next(site.glob("riverside_rules-*.dist-info")))
