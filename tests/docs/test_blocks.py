"""What the pages tell to copy is run, by these tests or by others; where it is not, tests/docs/blocks.py says why."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from ipt_notes.services import clients
from tests.cli.transcript import environment
from tests.docs.blocks import BLOCKS, WALKED, WALKED_ON_A_SERVER, NotRun, Run, RunBy
from tests.docs.test_guide import PAGES as GUIDE
from tests.export.batches import practice_of
from tests.postgres_server import needs_postgres
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
    *sorted(ROOT.glob("*.md")),
]
IN_WALKED = {*GUIDE, *(ROOT / "docs" / name for name in (*WALKED, *WALKED_ON_A_SERVER))}
PROGRAMS = re.compile(
    r"(?:\$ )?(?:sudo )?(ipt|ipt-notes|pip|pipx|python3?|make|git|echo|export|install|jq|useradd|sha256sum|systemctl|psql|curl|brew"
    r"|apt-get|cd|cp|mv|rm|mkdir|chmod) "
)
LANGUAGES = {"sh", "bash", "shell", "console", "zsh"}
EXAMPLES = ROOT / "docs" / "examples"


def _blocks(page: Path) -> Iterator[str]:
    """The blocks of commands: by their language, or by the program that a line begins with."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        if token.type not in ("fence", "code_block"):
            continue
        language = token.info.split()[0] if token.info.strip() else ""
        begins = any(PROGRAMS.match(line) for line in token.content.splitlines())
        if language in LANGUAGES or (language in ("", "text") and begins):
            yield token.content


def _found() -> dict[str, list[str]]:
    """Page -> its blocks, but for the pages that are walked."""
    pages = {
        page.relative_to(ROOT).as_posix(): list(_blocks(page)) for page in PAGES if page not in IN_WALKED
    }
    return {name: blocks for name, blocks in pages.items() if blocks}


def _needed(block: str, fate: Run) -> list[pytest.MarkDecorator]:
    """What a block is passed over without."""
    return [needs("jq")] * ("jq " in block) + [needs_postgres] * fate.on_a_server


FOUND = _found()
GUIDE_INDEX = {"docs/guide/README.md": ["$ ipt check MK"]}
"""Shows what a block looks like; the guide itself has the command."""
RUNS = [
    pytest.param(block, fate.on_a_server, marks=_needed(block, fate), id=f"{name}: {first}")
    for name, known in BLOCKS.items()
    for first, fate in known.items()
    if isinstance(fate, Run)
    for block in FOUND.get(name, ())
    if block.startswith(first)
]


def test_every_block_has_a_fate() -> None:
    """Each is in the list, by how it begins; nothing in the list is gone."""
    for name, blocks in FOUND.items():
        if name in GUIDE_INDEX:
            assert [block.splitlines()[0] for block in blocks] == GUIDE_INDEX[name]
            continue
        known = dict(BLOCKS.get(name, {}))
        for block in blocks:
            fits = [first for first in known if block.startswith(first)]
            assert len(fits) == 1, (
                f"{name}: {block.splitlines()[0]} is told {len(fits)} times in tests/docs/blocks.py"
            )
            known.pop(fits[0])
        assert not known, f"{name}: gone"
    assert BLOCKS.keys() <= FOUND.keys()


@pytest.mark.parametrize(
    "fate",
    [fate for known in BLOCKS.values() for fate in known.values() if not isinstance(fate, Run)],
    ids=str,
)
def test_who_is_said_to_run_it_is_there(fate: RunBy | NotRun) -> None:
    """The file, and the test in it; else a reason in words."""
    if isinstance(fate, NotRun):
        assert len(fate.reason.split()) > 3
        return
    file, _, name = fate.test.partition("::")
    assert f"def {name or 'test_'}" in (ROOT / file).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A practice with a concluded course and a new one, a password, a letterhead, a log; and the program as `ipt` and `ipt-notes`."""
    from docx import Document

    with practice_of(tmp_path, "MK-014") as practice:
        clients.add_client(practice, "NEW-001", "", None, clients.NewCourse())
    (tmp_path / "bin").mkdir()
    for name in ("ipt", "ipt-notes"):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ipt_notes "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    (tmp_path / "password").write_text("four words of example\n", encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "status.jq").write_bytes((EXAMPLES / "status.jq").read_bytes())
    Document().save(str(tmp_path / "letterhead.docx"))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="sh is not Windows'")
@pytest.mark.parametrize(("block", "on_a_server"), RUNS)
def test_it_runs_as_it_stands(
    block: str, folder: Path, request: pytest.FixtureRequest, *, on_a_server: bool
) -> None:
    """In the shell, with the places of the page where this practice has them."""
    place = request.getfixturevalue("server").new_place() if on_a_server else ""
    env = environment(folder, "2026-03-16") | {"PATH": f"{folder / 'bin'}:/usr/bin:/bin"}
    before = f"ipt-notes vault backup {folder}/vault-2026-03-16T021504.ipt --log-file {folder}/commands.log >/dev/null\n"
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", before + _here(block, folder, place)],
        env=env, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _here(block: str, folder: Path, place: str) -> str:
    """The block with the places of this practice; what a line tells about its command is left out."""
    text = re.sub(r"'postgresql://ann@[^']*'", f"'{place}'", block)
    for said in ("/srv/practice", "/mnt/backups", "/var/log/ipt-notes", "~"):
        text = text.replace(said, str(folder))
    lines = (re.sub(r"(?<=\S) {3,}.*", "", line) for line in text.splitlines())
    return re.sub(r"\bCODE\b", "NEW-001", "\n".join(lines))
