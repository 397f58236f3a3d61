"""A program that is killed between a save and the removal of its draft: nothing is saved twice, and that is told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.cli import _private_note
from ipt_notes.course.vocabulary import Channel
from ipt_notes.services import events, private_notes, signing, summarising, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts, resuming
from tests.vault.building import TODAY, contacts, make_practice, open_practice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
NOTE = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nWords.\n"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A client with a signed note."""
    with make_practice(tmp_path, CODE) as practice:
        writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), NOTE))
        signing.sign_notes(practice, CODE, [1])
        yield practice


def contact(practice: Practice) -> Draft:
    return events.contact_draft(practice, practice.find(CODE), TODAY, Channel.PHONE, "called back")


def note(practice: Practice) -> Draft:
    text = NOTE.replace("session: 1", "session: 2")
    return writing.new_draft(practice, practice.open(CODE), text)


def addendum(practice: Practice) -> Draft:
    return signing.addendum_draft(practice, practice.open(CODE), 1, "left out", "One more thing.\n")


def summary(practice: Practice) -> Draft:
    return summarising.summary_draft(practice, practice.open(CODE))


def private(practice: Practice) -> Draft:
    draft = private_notes.private_draft(practice, practice.open(CODE), 1)
    return replace(draft, text="A thought.\n")


SAVES: dict[Callable[[Practice], Draft], Callable[[Practice, Draft], object]] = {
    contact: events.save_contact,
    note: writing.save_note,
    addendum: signing.save_addendum,
    summary: summarising.save_summary,
    private: private_notes.save_private,
}


def saved_and_killed(practice: Practice, draft: Draft, save: Callable[[Practice, Draft], object]) -> None:
    """The draft is kept and saved, and its program is gone before it is removed."""
    drafts.keep(practice, draft)
    child = os.fork()
    if child == 0:
        try:
            with open_practice(practice.settings, Nobody()) as dying:
                drafts.discard = lambda *_: os._exit(9)
                save(dying, draft)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def ends(practice: Practice) -> dict[bytes, int]:
    """How many records each stream has."""
    return dict(practice.port.streams())


class Listener(Nobody):
    """A person who hears, and would go on with any draft."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self.told = ""

    def tell(self, text: str) -> None:
        """Listen."""
        self.told += text

    def confirm(self, question: str, *, default: bool = True) -> bool:  # noqa: ARG002 - the port's
        """Yes."""
        return True


@pytest.mark.parametrize("kind", SAVES)
def test_a_draft_that_was_saved_is_not_saved_again(
    practice: Practice, kind: Callable[[Practice], Draft]
) -> None:
    """The second save is told like the first, and writes nothing; the draft is gone."""
    draft, save = kind(practice), SAVES[kind]
    saved_and_killed(practice, draft, save)
    before = ends(practice)
    (left,) = drafts.left(practice)
    assert save(practice, left)
    assert ends(practice) == before
    assert drafts.left(practice) == []


@pytest.mark.parametrize("kind", [contact, note, addendum, summary])
def test_a_draft_that_was_saved_is_not_offered_again(
    practice: Practice, kind: Callable[[Practice], Draft]
) -> None:
    """It is told that it was saved already, and removed."""
    draft = kind(practice)
    saved_and_killed(practice, draft, SAVES[kind])
    person = Listener()
    assert resuming.take_up(practice, practice.open(CODE), (draft.kind,), person) is None
    assert "It was saved already; the draft is removed." in person.told
    assert drafts.left(practice) == []


def test_a_draft_of_a_private_note_that_was_saved_is_not_offered_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What opens is the note as it was saved."""
    saved_and_killed(practice, private(practice), private_notes.save_private)
    person = Listener()
    monkeypatch.setattr(_private_note, "Keyboard", lambda: person)
    chart = practice.open(CODE)
    fresh = private_notes.private_draft(practice, chart, 1)
    assert _private_note._take_up(practice, chart, fresh) == fresh
    assert "It was saved already; the draft is removed." in person.told
    assert drafts.left(practice) == []


def test_the_same_words_of_another_sitting_are_another_contact(practice: Practice) -> None:
    """Two calls that nobody answered are two."""
    for _ in range(2):
        events.save_contact(practice, contact(practice))
    assert contacts(practice, CODE) == ["called back", "called back"]


def test_other_words_of_the_same_sitting_are_never_taken_for_saved(practice: Practice) -> None:
    """As where two programs took up one draft: neither's text is lost."""
    draft = contact(practice)
    events.save_contact(practice, draft)
    events.save_contact(practice, replace(draft, text="called back, and wrote"))
    assert contacts(practice, CODE) == ["called back", "called back, and wrote"]
