"""A save takes the chart as it was when the typing began; what happened to the chart since counts all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ErasedMeanwhile, IptNotesError, SessionExists
from ipt_notes.services import writing
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust.erasing import erase_client
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

CODE, BEA = "MK-014", "Dr B. Example"


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna's chart, in which Bea may write."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEA)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEA, Role.WRITE)
    return shared


def begun(practice: Practice, words: str) -> tuple[OpenChart, Draft]:
    """A chart, and what is typed at it."""
    text = f"---\nclient: {CODE}\nsession: 1\ndate: 2026-03-09\nphase: beginning\n---\n## Check-in\n{words}\n"
    chart = practice.open(CODE)
    return chart, writing.new_draft(practice, chart, text)


def require_kept(practice: Practice, draft: Draft) -> None:
    """The text is a draft on this computer."""
    assert [each.text for each in drafts.left(practice, draft.client)] == [draft.text]


def test_another_record_since_is_no_obstacle(shared: Sharing) -> None:
    """The note stands behind it."""
    with shared.open(ANNA) as anna, shared.open(BEA) as bea:
        chart, draft = begun(bea, "Quiet.")
        note_contact(anna, CODE, "she rang")
        writing.save_note(bea, draft, seen=chart)
        assert contacts(anna, CODE) == ["she rang"]
        assert anna.open(CODE).course.sessions[0].text == draft.text


def test_a_note_that_somebody_saved_since_is_not_overwritten(shared: Sharing) -> None:
    """Who comes second is told, and has a draft."""
    with shared.open(ANNA) as anna, shared.open(BEA) as bea:
        chart, draft = begun(bea, "Quiet.")
        first, other = begun(anna, "Loud.")
        writing.save_note(anna, other, seen=first)
        with pytest.raises(SessionExists, match="Dr A"):
            writing.save_note(bea, draft, seen=chart)
        require_kept(bea, draft)
        assert [session.text for session in anna.open(CODE).course.sessions] == [other.text]


def test_nothing_is_written_once_access_was_taken_back(shared: Sharing) -> None:
    """The text is kept as a draft."""
    with shared.open(ANNA) as anna, shared.open(BEA) as bea:
        chart, draft = begun(bea, "Quiet.")
        revoke_access(anna, CODE, BEA)
        with pytest.raises(IptNotesError):
            writing.save_note(bea, draft, seen=chart)
        require_kept(bea, draft)
        assert not anna.open(CODE).course.sessions


def test_nothing_is_written_once_the_client_was_erased(shared: Sharing) -> None:
    """The text is kept as a draft of the erased client."""
    with shared.open(ANNA) as anna, shared.open(ANNA) as window:
        chart, draft = begun(window, "Quiet.")
        erase_client(anna, CODE, ground="asked for", confirm=CODE, person=Nobody())
        with pytest.raises(ErasedMeanwhile):
            writing.save_note(window, draft, seen=chart)
        require_kept(window, draft)
