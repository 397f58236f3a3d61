"""The example plugins and this program, as wheels, installed into a folder as pip does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_notes.testing.manual import by_manual
from ipt_notes.testing.vaults import SyntheticVault

ROOT = Path(__file__).parents[2]
EXAMPLES = ("riverside-measure", "riverside-rules", "riverside-queue")
_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def wheel(source: Path, folder: Path) -> None:
    """Build the wheel of a package into a folder, without a network."""
    build = [*_PIP, "wheel", str(source), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run(build, check=True, capture_output=True)


def install(wheels: list[Path], site: Path) -> None:
    """Install wheels into a folder that Python is then pointed to."""
    options = ["--no-deps", "--no-index", "--no-compile", "--upgrade", "--target", str(site)]
    subprocess.run([*_PIP, "install", *options, *map(str, wheels)], check=True, capture_output=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this program and the three examples, none of them enabled for anybody."""
    wheels, site = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    for source in (ROOT, *(ROOT / "examples" / name for name in EXAMPLES)):
        wheel(source, wheels)
    install(sorted(wheels.glob("*.whl")), site)
    return site


def surroundings(site: Path, home: Path) -> dict[str, str]:
    """The environment of a user with an empty home, who has what is in `site` installed."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    folders = {name: str(home) for name in ("HOME", "USERPROFILE")}
    return kept | folders | {"PYTHONPATH": str(site), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def own_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the program looks for plugins in."""
    folder = tmp_path / "own-site"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{ROOT}")
    return folder


@pytest.fixture
def practice(own_site: Path, tmp_path: Path) -> SyntheticVault:
    """A vault with a course in its third session (EX-001), and a concluded one (EX-002)."""
    folder = tmp_path / "practice"
    folder.mkdir()
    made = SyntheticVault(folder)
    made.add("EX-001", by_manual("grief", sessions=3))
    made.add("EX-002", by_manual("grief").sign().conclude())
    return made
