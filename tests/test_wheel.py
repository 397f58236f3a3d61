"""What is installed elsewhere works without the checkout: the wheel has its templates and its demo."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout and unpacked in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run(
        [*build, "--disable-pip-version-check", "-w", str(folder)], check=True, capture_output=True
    )
    (wheel,) = folder.glob("ipt_notes-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _ipt(installed: Path, home: Path, *words: str) -> str:
    env = {"PYTHONPATH": str(installed), "HOME": str(home), "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-c", "from ipt_notes.__main__ import program; program()", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=home, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_that_runs_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    """Its templates are its own."""
    assert str(installed) in _ipt(installed, tmp_path, "template", "list", "--json")


def test_the_demo_works_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """Notes, templates and the Word document come along."""
    told = _ipt(installed, tmp_path, "demo", "--dir", str(tmp_path / "demo"))
    assert "4 courses checked" in told
    assert list((tmp_path / "demo").glob("*.docx"))


def test_the_wheel_holds_the_licence_and_nothing_of_the_tests(installed: Path) -> None:
    """What a practice installs is the program."""
    assert list(installed.glob("ipt_notes-*.dist-info/licenses/LICENSE"))
    assert not list(installed.rglob("test_*.py"))
