"""A note that is being saved when the connection is lost: it is in the chart once, or it is a draft, and never neither."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course import records as r
from ipt_notes.errors import OutcomeUnknown
from ipt_notes.services import clients, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from tests.postgres_server import Server, needs_postgres
from tests.vault.building import TODAY, settings
from tests.vault.losing_answers import WHEN, At, Way, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

pytestmark = needs_postgres
CODE = "MK-014"


@pytest.fixture
def working(server: Server, tmp_path: Path) -> Iterator[tuple[Way, Practice]]:
    """A practice with a client, open over a way that can break; a server that stays away is not waited for long."""
    place = server.new_place()
    with way_to(server) as (way, folder):
        here = settings(tmp_path, {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})._replace(
            where=place.replace(str(server.folder), folder)
        )
        keeping.make_vault(
            here, therapist="Dr A. Example", plans=[secrets_in.key_file(tmp_path / "key")], kit=tmp_path / "kit.txt"
        )  # fmt: skip
        with open_practice(here, Nobody()) as practice:
            clients.add_client(practice, CODE, "Name of MK-014", None, clients.NewCourse())
            practice.port._session.patience = 0.2
            yield way, practice


def draft(practice: Practice, session: int) -> drafts.Draft:
    """A note of a session that was typed."""
    text = f"---\nclient: {CODE}\nsession: {session}\ndate: {TODAY}\nphase: middle\n---\n\n## Session\n\nnote {session}\n"
    return writing.new_draft(practice, practice.open(CODE), text, session)


def saved(practice: Practice) -> list[str]:
    """The drafts of the notes in the chart."""
    return [each.body.draft for each in practice.open(CODE).records if isinstance(each.body, r.NoteSaved)]


@pytest.mark.parametrize("side", ["program", "server"])
def test_a_note_is_saved_once_wherever_the_connection_breaks(
    working: tuple[Way, Practice], side: str
) -> None:
    """At any message of all that the program asks to save it; the program comes back by itself."""
    way, practice = working
    expected = []
    for number in itertools.count(step=3):
        typed = draft(practice, len(expected) + 1)
        at = way.breaks = At(side, number)
        writing.save_note(practice, typed)
        expected.append(typed.id)
        if not at.is_reached:
            break
    assert len(expected) > 8
    assert saved(practice) == expected
    assert drafts.left(practice) == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_note_whose_saving_ended_unknown_is_a_draft_and_is_saved_once_by_resuming_it(
    working: tuple[Way, Practice], when: str
) -> None:
    """Whether it was in the chart already or not."""
    way, practice = working
    typed = draft(practice, 1)
    way.breaks, way.is_closed_when_broken = WHEN[when], True
    with pytest.raises(OutcomeUnknown):
        writing.save_note(practice, typed)
    assert [each.text for each in drafts.left(practice)] == [typed.text]
    way.is_closed = False
    (kept,) = drafts.left(practice)
    writing.save_note(practice, kept)
    assert saved(practice) == [typed.id]
    assert drafts.left(practice) == []
