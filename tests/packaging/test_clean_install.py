"""Installed from the wheel on a clean machine, by pipx and with `pip --require-hashes`, as docs/installing.md says.

Both install from a folder that `pip download --require-hashes` filled: what is in it is what the lock allows.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes import __version__
from release.lock import read_lock
from tests.packaging.conftest import ROOT

if os.name == "posix":
    from tests.postgres_server import needs_postgres
else:
    needs_postgres = pytest.mark.skip(reason="not here: PostgreSQL's server")

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.postgres_server import Server

FOLDER, SUFFIX = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
EXTRAS = "[office,practice]"
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a document with a password begins (MS-CFB)."""
NOTE = """\
---
client: MK-014
session: 1
date: 2026-03-02
phase: beginning
---
## Measure
- PHQ-9: 2 2 3 2 1 1 2 0 0

## Risk assessment
- level: low
- assessment: no thoughts of self-harm this week; no plan, no intent
"""
PAGE = ROOT / "docs/installing.md"
Installed = tuple[Path, Path]
"""The program, and the Python that it runs on."""


@pytest.fixture(scope="module")
def wheels(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lock that is given out names, downloaded and compared with its hashes."""
    (lock,) = released.glob("*-requirements.txt")
    folder = tmp_path_factory.mktemp("wheels")
    options = ["--require-hashes", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check"]
    _call([sys.executable, "-m", "pip", "download", *options, "-r", lock, "-d", folder], None)
    return folder


@pytest.fixture(scope="module", params=["pipx", "hashes"])
def installed(
    request: pytest.FixtureRequest, wheels: Path, released: Path, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """The program in a place of its own, away from this checkout, for somebody with an empty home."""
    away = tmp_path_factory.mktemp("a clean machine")
    ways: dict[str, Callable[[Path, Path, Path], Installed]] = {"pipx": _by_pipx, "hashes": _with_hashes}
    return ways[request.param](away, wheels, released)


def _by_pipx(away: Path, wheels: Path, released: Path) -> Installed:
    (wheel,) = released.glob("*.whl")
    env = {"PIPX_HOME": str(away / "pipx"), "PIPX_BIN_DIR": str(away / "bin")}
    source = f"--no-index --find-links '{wheels.as_posix()}'"
    command = [sys.executable, "-m", "pipx", "install", "--backend", "pip", "--skip-maintenance"]
    _call([*command, "--pip-args", source, f"{wheel}{EXTRAS}"], away, env)
    python = away / "pipx/venvs/ipt-notes" / FOLDER / f"python{SUFFIX}"
    return away / "bin" / f"ipt-notes{SUFFIX}", python


def _with_hashes(away: Path, wheels: Path, released: Path) -> Installed:
    (wheel,), (lock,) = released.glob("*.whl"), released.glob("*-requirements.txt")
    _call([sys.executable, "-m", "venv", away / "venv"], away)
    python = away / "venv" / FOLDER / f"python{SUFFIX}"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index"]
    _call([*install, "--require-hashes", "--find-links", wheels, "-r", lock], away)
    _call([*install, "--no-deps", wheel], away)
    return python.with_name(f"ipt-notes{SUFFIX}"), python


def _call(
    command: list[str | Path], home: Path | None, more: dict[str, str] | None = None, given: str = ""
) -> str:
    """What a command prints; run with nothing of this user's where there is a `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    bare = kept | {"HOME": str(home), "USERPROFILE": str(home), "PYTHONUTF8": "1", "PIP_NO_COMPILE": "1"}
    done = subprocess.run(
        command,
        env=bare | (more or {}) if home else None,
        cwd=home,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _first_day(program: Path, home: Path, vault: str) -> dict[str, str]:
    """A vault with one client and a note; the environment that opens it."""
    env = {"IPT_NOTES_NO_KEYRING": "1", "IPT_NOTES_VAULT": vault, "IPT_NOTES_TODAY": "2026-03-02"}
    made = ["--key-file", "key", "--recovery-kit", "kit.txt", "--therapist", "Dr Ada Example"]
    _call([program, "init", *made], home, env)
    env["IPT_NOTES_KEY_FILE"] = str(home / "key")
    _call([program, "client", "add", "MK-014", "--name", "Mika Example"], home, env)
    _call([program, "note", "new", "MK-014", "--from", "-"], home, env, given=NOTE)
    return env


def test_it_starts_and_says_its_version(installed: Installed, tmp_path: Path) -> None:
    """The program that was installed, under its name."""
    assert _call([installed[0], "--version"], tmp_path) == f"ipt-notes {__version__}\n"


def test_the_demo_finds_all_its_data(installed: Installed, tmp_path: Path) -> None:
    """Its courses, the templates and the parts of the Word document came along."""
    told = _call([installed[0], "demo", "--dir", "demo"], tmp_path)
    assert "4 courses checked" in told
    assert list((tmp_path / "demo").glob("*.docx"))


def test_a_first_day(installed: Installed, tmp_path: Path) -> None:
    """A vault, a client, a note from a file, a check, a summary."""
    program = installed[0]
    env = _first_day(program, tmp_path, str(tmp_path / "vault.ipt"))
    assert "0 errors" in _call([program, "check", "MK-014"], tmp_path, env)
    _call([program, "export", "termination", "MK-014", "--draft", "-o", "MK.docx"], tmp_path, env)
    assert (tmp_path / "MK.docx").read_bytes().startswith(b"PK")


def test_the_extra_office_encrypts_a_document(installed: Installed, tmp_path: Path) -> None:
    """Its package came along."""
    program = installed[0]
    env = _first_day(program, tmp_path, str(tmp_path / "vault.ipt"))
    word = tmp_path / "password"
    word.touch(mode=0o600)
    word.write_text("an invented password\n", encoding="utf-8")
    export = ["export", "termination", "MK-014", "--draft", "-o", "MK.docx", "--password-file", word]
    _call([program, *export], tmp_path, env)
    assert (tmp_path / "MK.docx").read_bytes().startswith(ENCRYPTED)


@needs_postgres
def test_the_extra_practice_keeps_a_vault_on_a_server(
    installed: Installed, server: Server, tmp_path: Path
) -> None:
    """Its driver came along, and talks to a real server."""
    env = _first_day(installed[0], tmp_path, server.new_place())
    assert "1 chart" in _call([installed[0], "vault", "verify"], tmp_path, env)


def test_what_is_installed_is_what_the_lock_says(installed: Installed, tmp_path: Path) -> None:
    """Every package at the version that the tests ran with, and none that the lock does not know."""
    listing = (
        "import importlib.metadata as m, json;"
        "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
    )
    found = json.loads(_call([installed[1], "-I", "-c", listing], tmp_path))
    here = {name.lower().replace("_", "-").replace(".", "-"): version for name, version in found.items()}
    assert here.pop("ipt-notes") == __version__
    lock = {
        each.name: each.version for each in read_lock((ROOT / "requirements-all.lock").read_text("utf-8"))
    }
    assert {"msoffcrypto-tool", "psycopg-binary"} <= set(here)
    assert {name: here[name] for name in here.keys() - {"pip", "setuptools"}}.items() <= lock.items()
    _call([sys.executable, "-m", "pip", "--python", installed[1], "check"], tmp_path)


def test_nothing_leads_back_to_the_checkout(installed: Installed, tmp_path: Path) -> None:
    """No editable install, no path of this tree: the folder could go and the program would stay."""
    where = "import ipt_notes, sysconfig; print(ipt_notes.__file__); print(sysconfig.get_path('purelib'))"
    module, _, place = _call([installed[1], "-I", "-c", where], tmp_path).strip().partition("\n")
    assert Path(module).is_relative_to(place)
    assert not Path(place).is_relative_to(ROOT)
    links = [*Path(place).glob("*.pth"), *Path(place).glob("ipt_notes-*/*.json"), installed[0]]
    assert not [file.name for file in links if str(ROOT).encode() in file.read_bytes()]
    assert not list(Path(place).glob("__editable__*"))


@pytest.mark.skipif(os.name != "posix", reason="the page is written for a POSIX shell")
def test_the_page_on_installing_can_be_typed(wheels: Path, released: Path, tmp_path: Path) -> None:
    """Its blocks for the shell, one after the other, where the files are; what needs root is not among them."""
    folder = shutil.copytree(released, tmp_path / "given out")
    page = PAGE.read_text(encoding="utf-8").replace("0.1.0", __version__).replace("/opt", str(tmp_path))
    env = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri(), "PIPX_DEFAULT_BACKEND": "pip"}
    env |= {"PIPX_HOME": str(tmp_path / "pipx"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", page)
    assert len(blocks) == 4
    for block in blocks:
        _call(["sh", "-euc", block], folder, env)
    for program in (tmp_path / "bin/ipt-notes", tmp_path / "ipt-notes/bin/ipt-notes"):
        assert _call([program, "--version"], tmp_path) == f"ipt-notes {__version__}\n"
