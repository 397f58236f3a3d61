"""Emergencies are loud, and cost nobody a chart; and what goes with a member who leaves is counted rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ClientNotFound, UsageProblem
from ipt_notes.services import clients
from ipt_notes.services.members import granting, leaving, recovering
from ipt_notes.services.members.granting import grant_access, hand_over, revoke_access
from ipt_notes.services.members.leaving import WouldLoseClients
from ipt_notes.services.members.rights import NotAllowed
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.standing import change_standing, set_recovery
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.vault.port import KeyChange
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from pathlib import Path

BEN, CLARA, CODE = "Dr B. Sample", "Dr C. Instance", "MK-014"
WHY = "the therapist is in hospital"


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna has a client; Ben, another owner, may open charts in an emergency."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEN, Standing.OWNER)
    with shared.open(ANNA) as anna:
        set_recovery(anna, BEN, is_recovery=True)
    shared.codes(ANNA)
    return shared


def _sound(shared: Sharing, *names: str) -> None:
    for name in names:
        with shared.open(name) as practice:
            assert verify_vault(practice).problems == ()


def test_an_emergency_leaves_the_own_client_with_that_code_alone(shared: Sharing) -> None:
    """Ben has a client with the same code: both are there afterwards."""
    with shared.open(BEN) as ben:
        clients.add_client(ben, CODE, "Ben's own", None, clients.NewCourse())
        note_contact(ben, CODE, "of Ben's client")
        opened = recovering.open_in_emergency(ben, CODE, WHY)
    assert opened.code == f"{CODE}@{ANNA}"
    assert shared.codes(BEN) == [CODE, f"{CODE}@{ANNA}"]
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == ["of Ben's client"]
        assert ben.find(opened.code).name == f"Name of {CODE}"
    _sound(shared, ANNA, BEN)


def test_two_clients_with_one_code_are_told_apart_in_an_emergency(shared: Sharing) -> None:
    """Anna's and Clara's: the error names digits, and by those either can be opened."""
    shared.add(CLARA)
    with shared.open(CLARA) as clara:
        clients.add_client(clara, CODE, "Clara's", None, clients.NewCourse())
        wanted = clara.find(CODE).client.hex()[:8]
    with shared.open(BEN) as ben:
        with pytest.raises(UsageProblem) as told:
            recovering.open_in_emergency(ben, CODE, WHY)
        assert f"{wanted} (left by {CLARA})" in told.value.hint
        with pytest.raises(ClientNotFound):
            recovering.open_in_emergency(ben, wanted[:4], WHY)
        assert recovering.open_in_emergency(ben, wanted, WHY).holder == CLARA
        assert ben.find(CODE).name == "Clara's"


def test_an_emergency_is_not_answered_by_who_opened_the_chart(shared: Sharing) -> None:
    """An owner who opened it can take it over, which its holder is told; giving it back they can't."""
    with shared.open(BEN) as ben:
        recovering.open_in_emergency(ben, CODE, WHY)
        with pytest.raises(UsageProblem, match="that is you"):
            grant_access(ben, CODE, BEN, Role.WRITE)
        with pytest.raises(UsageProblem, match="that is you"):
            revoke_access(ben, CODE, BEN)
    with shared.open(ANNA) as anna:
        assert granting.emergencies(anna, anna.open(CODE))
    with shared.open(BEN) as ben:
        hand_over(ben, CODE, BEN, "she will not come back")
        note_contact(ben, CODE, "went on")
    assert any("handed the chart" in said for said in shared.heard(ANNA))
    _sound(shared, ANNA, BEN)


def test_an_emergency_is_answered_by_leaving_the_access_as_it_is(shared: Sharing) -> None:
    """Anna grants Ben the reading that he took: that is an answer, and she hears no more of it."""
    with shared.open(BEN) as ben:
        recovering.open_in_emergency(ben, CODE, WHY)
    with shared.open(ANNA) as anna:
        assert grant_access(anna, CODE, BEN, Role.READ).is_new
        assert granting.emergencies(anna, anna.open(CODE)) == []
        assert not grant_access(anna, CODE, BEN, Role.READ).is_new


def test_who_opened_a_chart_in_an_emergency_can_erase_it_for_everybody(shared: Sharing) -> None:
    """No key of it is left in the vault, not the holder's either."""
    with shared.open(BEN) as ben:
        recovering.open_in_emergency(ben, CODE, WHY)
        erase_client(ben, CODE, Nobody(), confirm=CODE, ground="by law")
        for kind in ("grant", "recovery"):
            assert list(ben.port.key_rows(kind)) == []
    assert shared.codes(ANNA) == []
    _sound(shared, ANNA, BEN)


def test_who_is_no_owner_any_more_gives_no_access(shared: Sharing) -> None:
    """What they gave before stays, and nothing is damaged."""
    shared.add(CLARA)
    shared.confirm(BEN, CLARA)
    with shared.open(BEN) as ben:
        recovering.open_in_emergency(ben, CODE, WHY)
        grant_access(ben, CODE, CLARA, Role.READ)
    with shared.open(ANNA) as anna:
        change_standing(anna, BEN, Standing.THERAPIST)
    with shared.open(BEN) as ben:
        with pytest.raises(NotAllowed):
            revoke_access(ben, CODE, CLARA)
        with pytest.raises(NotAllowed):
            erase_client(ben, CODE, Nobody(), confirm=CODE, ground="by law")
    assert shared.codes(CLARA) == [CODE]
    _sound(shared, ANNA, BEN, CLARA)


def test_the_keys_are_offered_once_more_to_who_lost_them(shared: Sharing) -> None:
    """The server dropped what Anna offered: she grants it again, and nothing else changes."""
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEN, Role.READ)
        (offer,) = anna.port.key_rows("offer", anna.roster.find(BEN).id)
        anna.port.commit([], [KeyChange(*offer[:3], None)])
        before = len(anna.open(CODE).records)
        assert not grant_access(anna, CODE, BEN, Role.READ).is_new
        assert len(anna.open(CODE).records) == before
    assert shared.codes(BEN) == [CODE]


def test_a_client_who_was_shared_once_is_counted_among_those_lost(tmp_path: Path) -> None:
    """And one that a recovery recipient can open is not."""
    shared = Sharing(tmp_path)
    shared.add(BEN)
    shared.confirm(BEN, ANNA)
    with shared.open(BEN) as ben:
        for code in ("ONE", "TWO"):
            clients.add_client(ben, code, "", None, clients.NewCourse())
            grant_access(ben, code, ANNA, Role.READ)
        revoke_access(ben, "ONE", ANNA)
    with shared.open(ANNA) as anna, pytest.raises(WouldLoseClients, match="one client"):
        leaving.remove(anna, BEN)
    with shared.open(ANNA) as anna:
        set_recovery(anna, ANNA, is_recovery=True)
    shared.codes(BEN)
    with shared.open(ANNA) as anna:
        assert leaving.remove(anna, BEN).abandoned == 0


def test_a_code_once_given_stays(shared: Sharing) -> None:
    """A chart that Ben finds as CODE@MEMBER is called so also when another of them renews its keys."""
    shared.add(CLARA)
    shared.confirm(CLARA, BEN)
    with shared.open(BEN) as ben:
        clients.add_client(ben, CODE, "Ben's own", None, clients.NewCourse())
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEN, Role.READ)
        hand_over(anna, CODE, CLARA)
    code = f"{CODE}@{ANNA}"
    assert shared.codes(BEN) == [CODE, code]
    with shared.open(CLARA) as clara:
        grant_access(clara, CODE, BEN, Role.WRITE)
    with shared.open(BEN) as ben:
        note_contact(ben, code, "mine")
    assert shared.codes(BEN) == [CODE, code]
