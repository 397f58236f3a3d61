"""Search and `note show` give back what the therapist wrote, and nothing of what the program put there to ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.services import reading, searching, signing, writing
from ipt_notes.services.writing import NoteRequest
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
OWN = "<!-- ask again about the voices -->"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice whose client has a first note, written into its template and signed, with an addendum."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        chart = practice.open(CODE)
        text = writing.scaffold_note(practice, chart, NoteRequest())
        typed = text.replace("\n- level:", f"\n{OWN}\n- level: low").replace(
            "\n- flags:", "\n- flags: mania, once"
        )
        writing.save_note(practice, writing.new_draft(practice, chart, typed))
        signing.sign_notes(practice, CODE, None)
        draft = signing.addendum_draft(practice, practice.open(CODE), 1, "left out")
        signing.save_addendum(practice, _glued(draft))
        yield practice


def _glued(draft):  # type: ignore[no-untyped-def]
    from msgspec.structs import replace

    return replace(draft, text=f"The sister is called Jo.{draft.text}")


def found(practice: Practice, *words: str) -> list[str]:
    return [f"{hit.where}: {hit.text}" for hit in searching.search(practice, words)]


@pytest.mark.parametrize("word", ["psychosis", "suicidality", "Copy", "not part of the note"])
def test_what_a_template_asks_about_is_not_found_in_every_note(practice: Practice, word: str) -> None:
    """The word stands in the note as it is stored; the client has nothing to do with it."""
    session = practice.open(CODE).course.sessions[0]
    assert word == "Copy" or word in session.text
    assert found(practice, word) == []


def test_what_the_therapist_wrote_is_found_with_its_line(practice: Practice) -> None:
    """A comment of their own too, and a word that a prompt has as well."""
    text = practice.open(CODE).course.sessions[0].text.split("\n")
    (hit,) = searching.search(practice, ["voices"])
    assert (hit.text, text[hit.line - 1]) == (OWN, OWN)
    assert found(practice, "mania") == ["session 1: - flags: mania, once"]
    assert found(practice, "sister") == ["session 1, addendum 1: The sister is called Jo."]


def test_a_note_is_shown_without_what_asked_for_it(practice: Practice) -> None:
    """The record keeps the text as it was typed and signed, and `--as-typed` shows that."""
    chart = practice.open(CODE)
    shown = reading.note_text(practice, chart, 1)
    assert "Suitability" in shown.plain
    assert OWN in shown.plain
    assert "psychosis" not in shown.plain
    assert "From the chart" not in shown.plain
    assert "## Check-in" not in shown.plain
    assert "- assessment:" not in shown.plain
    assert shown.text == chart.course.sessions[0].text
    assert reading.note_text(practice, chart, 1, as_typed=True).plain == shown.text


def test_the_prompt_of_an_addendum_is_not_signed(practice: Practice) -> None:
    """Though the words were glued to it."""
    (addendum,) = reading.note_text(practice, practice.open(CODE), 1).addenda
    assert addendum.text == "The sister is called Jo.\n"
