"""Importing and exporting by the program itself: exit codes, words, and the one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ipt_notes.cli import frame
from tests.cli.transcript import Command, environment, run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "client,date,measure,total,items\n"
RIGHT = "MK-014,2026-03-02,PHQ-9,13,\n"
WRONG = "MK-014,2026-03-02,PHQ-9,99,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a vault that holds one client."""
    for typed in (
        "init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada",
        "client add MK-014 --start 2026-02-23",
    ):
        said(tmp_path, typed)
    return tmp_path


def said(folder: Path, typed: str) -> tuple[str, ...]:
    """The lines of an answer; standard output is indented by four, `  [exit 1]` stands last."""
    return run(Command(f"ipt-notes {typed}", ""), folder, environment(folder)).lines


def in_json(folder: Path, typed: str) -> Any:
    """The document that --json prints, which its schema allows."""
    frame.load(typed.split(maxsplit=1)[0])
    printed = "\n".join(line for line in said(folder, f"{typed} --json") if line.startswith("    "))
    document = json.loads(printed)
    jsonschema.validate(document, frame.schema(" ".join(typed.split()[:2])))
    return document


def test_scores_are_looked_at_imported_and_known(folder: Path) -> None:
    """A dry run changes nothing, and a second import adds nothing."""
    (folder / "s.csv").write_text(HEAD + RIGHT, encoding="utf-8")
    dry = said(folder, "import measures $DIR/s.csv --dry-run")
    assert dry == (
        "    MK-014: 1 score would be imported",
        "    Nothing was changed: this was a dry run.",
    )
    assert said(folder, "import measures $DIR/s.csv") == ("    MK-014: 1 score imported",)
    assert said(folder, "import measures $DIR/s.csv") == (
        "    MK-014: 0 scores imported; 1 score here already",
    )


def test_what_was_left_out_shows_in_the_exit_code(folder: Path) -> None:
    """1, as for everything that is done in part; each problem with its line."""
    (folder / "s.csv").write_text(HEAD + WRONG, encoding="utf-8")
    lines = said(folder, "import measures $DIR/s.csv")
    assert lines[0].startswith("    s.csv:2: PHQ-9 total 99 is not possible")
    assert lines[1:] == ("    MK-014: nothing imported, 1 thing to mend", "  [exit 1]")
    assert in_json(folder, "import measures $DIR/s.csv")["clients"][0]["added"] == 0


def test_every_result_is_what_its_schema_says(folder: Path) -> None:
    """Imports and exports alike."""
    assert in_json(folder, "export chart MK-014 -o $DIR/out")["has_private_notes"] is False
    assert in_json(folder, "import chart $DIR/out")["is_new"] is False
    assert in_json(folder, "import notes $DIR/out")["problems"]
    assert in_json(folder, "export fhir MK-014 -o $DIR/f.json")["kind"] == "collection"
    assert in_json(folder, "export termination MK-014 -o - --draft")["text"].startswith(
        "# Termination summary"
    )
    said(folder, "client conclude MK-014 --end-type lost_contact --next-step end")
    done = in_json(folder, "export outcomes -o $DIR/o.jsonl --picture $DIR/o.svg")
    assert done["sums"][0] == {"area": "all", "is_small": True, "courses": None, "sessions": None, "endings": {},
                               "recovered": None, "reliably_improved": None, "reliably_recovered": None}  # fmt: skip


def test_outcomes_are_told_with_their_caution(folder: Path) -> None:
    """Of one course nothing is summed; whoever reads the file is warned."""
    said(folder, "client conclude MK-014 --end-type lost_contact --next-step end")
    told = " ".join(said(folder, "export outcomes -o $DIR/o.csv"))
    assert "1 course of 1 client written to" in told
    assert "All courses  fewer than 5 courses" in told
    assert "That is a caution and no proof" in " ".join(told.split())


def test_the_markdown_is_printed_as_it_is(folder: Path) -> None:
    """Standard output holds the document and nothing else; what is open stands on standard error."""
    lines = said(folder, "export termination MK-014 -o - --draft")
    assert lines[0] == "    # Termination summary"
    assert any(line.startswith("  ! still open: ") for line in lines)
    assert "  ! the disclosure is recorded" in lines
