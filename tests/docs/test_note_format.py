"""docs/note-format.md says what the parser does."""

import re

import pytest

from docs import note_format
from ipt_notes.cli.sections import pasteable
from ipt_notes.course.fields import SectionKind
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.parse import parse, told
from tests.notes.typed import EXAMPLE, FRONT

TEXT = note_format.PAGE.read_text(encoding="utf-8")


def test_the_table_is_the_catalogue() -> None:
    """`python docs/note_format.py` writes it anew."""
    assert note_format.page(TEXT) == TEXT


def test_the_table_names_every_heading_and_key() -> None:
    """Required ones in bold."""
    for kind in CATALOGUE:
        assert f"## {kind.heading}" in note_format.table()
        for field in (*kind.fields, *(kind.entry_fields or ())):
            assert (f"**{field.label}**" if field.is_required else field.label) in note_format.table()


def test_the_example_of_the_page_is_a_note_without_problems() -> None:
    """A reader may copy it."""
    (example,) = re.findall(r"```markdown\n(.*?)```", TEXT, re.DOTALL)
    assert example == EXAMPLE
    assert parse(example).problems == ()


@pytest.mark.parametrize("line", re.findall(r"^\| `(- .*?)` \|", TEXT, re.MULTILINE))
def test_every_score_of_the_page_is_understood(line: str) -> None:
    """Each row is a score."""
    note = parse(f"{FRONT}## Measure\n{line}\n").note
    assert note is not None
    assert len(note.sections[0].scores) == 1


@pytest.mark.parametrize("typed", ["##Goals", "# Goals", "**Goals**", "Goals\n-----", "- x: y\n  ## Goals"])
def test_what_the_page_calls_a_slip_is_told(typed: str) -> None:
    """With the heading that was meant."""
    problems = told(parse(f"{FRONT}## Check-in\nx\n\n{typed}\n").problems)
    assert [problem.partition(": ")[2] for problem in problems] == [
        "this line opens no section; did you mean `## Goals`?"
    ]


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.id)
def test_what_ipt_sections_prints_can_be_pasted(kind: SectionKind) -> None:
    """As it is, it is an untouched prompt: no words, no problems."""
    parsed = parse(FRONT + "\n".join(pasteable(kind)) + "\n")
    assert parsed.problems == ()
    assert parsed.note is not None
    assert parsed.note.sections == ()


@pytest.mark.parametrize("kind", [kind for kind in CATALOGUE if kind.fields], ids=lambda kind: kind.id)
def test_what_was_pasted_can_be_filled_in(kind: SectionKind) -> None:
    """Words behind a key's colon are its value, beside the comment that says what it takes."""
    lines = []
    for line in pasteable(kind):
        field = next((field for field in kind.fields if line.startswith(f"- {field.label}:")), None)
        choice = field.choices[0] if field and field.choices else "2026-03-16"
        lines.append(f"{line} {'12' if field.shape == 'number' else choice}" if field else line)
        if line.startswith("### "):
            break
    parsed = parse(FRONT + "\n".join(lines) + "\n")
    assert parsed.note is not None, told(parsed.problems)
    assert set(parsed.note.sections[0].fields) == {field.key for field in kind.fields}
