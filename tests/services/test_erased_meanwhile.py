"""What is being written of a client who is erased meanwhile never lands in the chart of whoever has the code next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Channel
from ipt_notes.errors import ErasedMeanwhile, StreamMoved
from ipt_notes.services import clients, events, private_notes, signing, summarising, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts, resuming
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import TODAY, contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
NOTE = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nWords.\n"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A client with a signed note, open in one window all the while."""
    with make_practice(tmp_path, CODE) as practice:
        writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), NOTE))
        signing.sign_notes(practice, CODE, [1])
        yield practice


def erase(practice: Practice, *, is_code_used_again: bool) -> None:
    """In another window the client is erased, and the code may be given to somebody else."""
    with open_practice(practice.settings, Nobody()) as other:
        erase_client(other, CODE, Nobody(), confirm=CODE, ground="asked for")
        if is_code_used_again:
            clients.add_client(other, CODE, "Somebody Else", None, clients.NewCourse())


def contact(practice: Practice) -> Callable[[], object]:
    draft = events.contact_draft(practice, practice.find(CODE), TODAY, Channel.PHONE, "of the first client")
    return lambda: events.save_contact(practice, draft)


def note(practice: Practice) -> Callable[[], object]:
    text = NOTE.replace("session: 1", "session: 2")
    draft = writing.new_draft(practice, practice.open(CODE), text)
    return lambda: writing.save_note(practice, replace(draft, course=""))


def addendum(practice: Practice) -> Callable[[], object]:
    draft = signing.addendum_draft(practice, practice.open(CODE), 1, "left out", "One more thing.\n")
    return lambda: signing.save_addendum(practice, draft)


def summary(practice: Practice) -> Callable[[], object]:
    draft = summarising.summary_draft(practice, practice.open(CODE))
    return lambda: summarising.save_summary(practice, replace(draft, course=""))


def private(practice: Practice) -> Callable[[], object]:
    draft = private_notes.private_draft(practice, practice.open(CODE), 1)
    return lambda: private_notes.save_private(practice, replace(draft, text="A thought.\n"))


SITTINGS = (contact, note, addendum, summary, private)


@pytest.mark.parametrize("is_code_used_again", [True, False])
@pytest.mark.parametrize("sitting", SITTINGS)
def test_an_open_sitting_is_not_saved_into_another_client_s_chart(
    practice: Practice, sitting: Callable[[Practice], Callable[[], object]], *, is_code_used_again: bool
) -> None:
    """It is told why, and the text stays a draft of the client it is of."""
    first, save = practice.find(CODE).client.hex(), sitting(practice)
    erase(practice, is_code_used_again=is_code_used_again)
    with pytest.raises(ErasedMeanwhile, match="was erased meanwhile") as told:
        save()
    assert told.value.exit_code == 6
    assert ("another client" in told.value.hint) is is_code_used_again
    assert "kept as a draft of the erased client" in told.value.details[-1]
    assert [draft.client for draft in drafts.left(practice)] == [first]
    if is_code_used_again:
        chart = practice.open(CODE)
        assert [type(record.body) for record in chart.records] == [r.ClientAdded, r.CourseStarted]
        assert private_notes.list_private(practice, chart).notes == ()


def test_a_save_that_lost_a_race_is_not_repeated_in_another_client_s_chart(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code changes hands between the reading of the chart and its commit."""
    commit = practice.port.commit

    def meanwhile(*changes: object) -> None:
        monkeypatch.setattr(practice.port, "commit", commit)
        erase(practice, is_code_used_again=True)
        raise StreamMoved

    monkeypatch.setattr(practice.port, "commit", meanwhile)
    with pytest.raises(ErasedMeanwhile):
        note_contact(practice, CODE, "of the first client")
    assert contacts(practice, CODE) == []


class Says(Nobody):
    """A person who says yes or no to everything."""

    def __init__(self, *, yes: bool) -> None:
        """To be asked."""
        self.yes, self.told = yes, ""

    def confirm(self, question: str, *, default: bool = True) -> bool:  # noqa: ARG002 - the port's
        """The answer."""
        return self.yes

    def tell(self, text: str) -> None:
        """Listen."""
        self.told += text


@pytest.mark.parametrize("yes", [True, False])
def test_a_draft_of_the_erased_client_is_told_and_thrown_away_only_when_asked_for(
    practice: Practice, *, yes: bool
) -> None:
    """Whoever writes for the next client of that code hears of it."""
    save = contact(practice)
    erase(practice, is_code_used_again=True)
    with pytest.raises(ErasedMeanwhile):
        save()
    person = Says(yes=yes)
    assert resuming.take_up(practice, practice.open(CODE), ("contact",), person) is None
    assert "can't be saved any more" in person.told
    left: list[Draft] = drafts.left(practice)
    assert len(left) == (0 if yes else 1)
