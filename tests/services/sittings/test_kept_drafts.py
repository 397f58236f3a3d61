"""Drafts are listed, read and thrown away, those too whose client is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import NotFound
from ipt_notes.services import writing
from ipt_notes.services.agenda import agenda
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts, kept_drafts
from ipt_notes.services.trust.erasing import erase_client
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import TODAY, make_practice

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE, BEA = "MK-014", "Dr B. Example"
NOTE = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nCame early.\n"


def keep(practice: Practice) -> str:
    """A draft of session 1 that was left; its first digits."""
    draft = writing.new_draft(practice, practice.open(CODE), NOTE)
    drafts.keep(practice, replace(draft, text=NOTE))
    return draft.id[:8]


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna's chart, in which Bea writes, and left a draft on her computer."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEA)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEA, Role.WRITE)
    with shared.open(BEA) as bea:
        keep(bea)
    return shared


def test_a_draft_is_listed_read_and_thrown_away(tmp_path: Path) -> None:
    """The list tells it without its words, and how to go on with it."""
    with make_practice(tmp_path, CODE) as practice:
        assert kept_drafts.list_drafts(practice).drafts == ()
        wanted = keep(practice)
        (line,) = kept_drafts.list_drafts(practice).drafts
        assert (line.id, line.code, line.is_chart_gone) == (wanted, CODE, False)
        assert line.how == f"ipt-notes write {CODE}"
        assert "Came early" not in repr(line)
        assert kept_drafts.draft_text(practice, wanted.upper()).text == NOTE
        assert kept_drafts.discard_draft(practice, wanted).is_discarded
        assert drafts.left(practice) == []
        with pytest.raises(NotFound):
            kept_drafts.draft_text(practice, wanted)


@pytest.mark.parametrize("wanted", ["", "  ", "a", "zzzz"])
def test_a_draft_is_named_by_four_digits_at_least(tmp_path: Path, wanted: str) -> None:
    """Nothing is shown or thrown away by a slip."""
    with make_practice(tmp_path, CODE) as practice:
        keep(practice)
        for act in (kept_drafts.draft_text, kept_drafts.discard_draft):
            with pytest.raises(NotFound):
                act(practice, wanted)
        assert len(drafts.left(practice)) == 1


@pytest.mark.parametrize("is_erased", [True, False])
def test_a_draft_whose_client_is_gone_is_read_and_thrown_away(shared: Sharing, *, is_erased: bool) -> None:
    """The agenda names the way, where `write` would find no client; then nothing waits any more."""
    with shared.open(ANNA) as anna:
        if is_erased:
            erase_client(anna, CODE, Nobody(), confirm=CODE, ground="asked for")
        else:
            revoke_access(anna, CODE, BEA)
    with shared.open(BEA) as bea:
        (owed,) = (each for each in agenda(bea).owed if each.kind == "draft")
        assert "can't be saved" in owed.what
        assert "erased, or your access was taken back" in owed.what
        (line,) = kept_drafts.list_drafts(bea).drafts
        assert line.is_chart_gone
        assert owed.how == line.how == f"ipt-notes note drafts {line.id}"
        assert kept_drafts.draft_text(bea, line.id).text == NOTE
        kept_drafts.discard_draft(bea, line.id)
        assert not [each for each in agenda(bea).owed if each.kind == "draft"]
