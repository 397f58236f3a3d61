"""The front page: it is true, short, and shows what the program prints."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTE = """\
---
client: MK-014
session: 1
date: 2026-01-05
phase: beginning
---
## Check-in
Came early.
"""
PICTURES = ROOT / "docs" / "pictures"


def test_it_names_every_short_way() -> None:
    """What is typed between two sessions is on the front page."""
    assert all(f"`ipt {short} MK" in README for short in ("write", "missed", "contact", "check", "finish"))


def test_it_is_no_longer_than_it_says() -> None:
    """A page; the program that reads a vault without this one is as short as is told."""
    assert len(README.splitlines()) < 100
    lines = (ROOT / "docs" / "recover.py").read_text(encoding="utf-8").splitlines()
    assert "less than 200 lines" in README
    assert len(lines) < 200


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal, and a memory file system to edit in")
def test_the_first_steps_can_be_typed() -> None:
    """Those of the program; the first two make it, which tests/packaging does."""
    from tests.docs.walk import Desk

    block = next(
        block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "ipt-notes init" in block
    )
    steps = [line.partition("#")[0].strip() for line in block.splitlines()]
    assert [step.split()[0] for step in steps] == ["python3", "pip", "ipt-notes", "ipt-notes", "ipt"]
    with TemporaryDirectory(dir="/tmp") as folder, TemporaryDirectory(dir="/dev/shm") as stick:
        desk = Desk(Path(folder), Path(stick))
        words = "four words of example"
        desk.answers.extend([("Your name", "Dr Ada Example\r"), ("New passphrase:", f"{words}\r")])
        desk.answers.extend([("The same again:", f"{words}\r"), ("Where to write", "\r")])
        for step in steps[2:]:
            if step.startswith("ipt write"):
                desk.typed.write_text(NOTE, encoding="utf-8")
            if not step.endswith("init"):
                desk.answers.append(("assphrase:", f"{words}\r"))
            answer = desk.types(step)
            assert answer.code == 0, answer.lines
            assert not desk.answers


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal")
def test_the_pictures_are_what_the_program_prints() -> None:
    """`python -m docs.record` records them anew."""
    from docs import record

    assert {path.name: path.read_text(encoding="utf-8") for path in PICTURES.iterdir()} == record.pictures()


def test_the_pictures_can_be_read_and_fetch_nothing() -> None:
    """Light and dark, with words for who can't see them, and text as text."""
    for name in ("session-light.svg", "session-dark.svg"):
        assert f'"docs/pictures/{name}"' in README
        svg = (PICTURES / name).read_text(encoding="utf-8")
        root = ET.fromstring(svg)
        assert root.find("{*}title") is not None
        assert "session 8 of 2026-03-13 is not signed" in (root.findtext("{*}desc") or "")
        assert "".join(root.itertext()).count("DEMO-I4") >= 3
        assert "url(http" not in svg
        assert "@import" not in svg
        assert "@font-face" not in svg
    assert re.search(r'<img [^>]*alt="[^"]{100,}"', README)
