"""Two members, or two programs of one, at the same moment: nobody's keys are lost, and nobody is left with keys."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.services import clients
from ipt_notes.services.members import leaving
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.services.members.rights import AccessEnded
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.standing import HasLeft, set_recovery
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.rekeying import rekey_client
from ipt_notes.services.unlock.unlocking import member_of, unlock
from ipt_notes.vault.locate import open_vault
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BEN, CODE = "Dr B. Sample", "MK-014"


class Interrupted:
    """A vault to which somebody else writes just before the first commit that comes to it."""

    def __init__(self, port: Any, other: Callable[[], None]) -> None:
        """`other` is what they do."""
        self._port, self._other = port, other

    def __getattr__(self, name: str) -> Any:
        """What the vault itself does."""
        return getattr(self._port, name)

    def commit(self, *args: Any) -> None:
        """First the other one's."""
        other, self._other = self._other, lambda: None
        other()
        self._port.commit(*args)


@contextmanager
def interrupted(shared: Sharing, name: str, other: Callable[[], None]) -> Iterator[Practice]:
    """The vault as a member opens it who is overtaken by another; nothing is taken up yet."""
    settings = shared.places[name]
    with open_vault(settings.where) as port:
        member = member_of(port, unlock(port, settings, Nobody()))
        yield Practice(Interrupted(port, other), member, settings)


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna has a client, and Ben may write there from his next command on."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEN)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEN, Role.WRITE)
    return shared


def _sound(shared: Sharing, *names: str) -> None:
    for name in names:
        with shared.open(name) as practice:
            assert verify_vault(practice).problems == ()


def test_an_offer_that_comes_while_another_is_taken_up_is_not_lost(shared: Sharing) -> None:
    """Anna makes a new key while Ben takes up the one before it: he has both then."""

    def rekeys() -> None:
        with shared.open(ANNA) as anna:
            rekey_client(anna, CODE)
            note_contact(anna, CODE, "under the new key")

    with interrupted(shared, BEN, rekeys) as ben:
        ben.trust()
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == ["under the new key"]
    _sound(shared, ANNA, BEN)


def test_what_another_program_took_up_is_not_overwritten_with_less(shared: Sharing) -> None:
    """One of Ben's programs takes up an old offer while another one takes up the newer: the newer keys stay."""

    def other_program() -> None:
        with shared.open(ANNA) as anna:
            rekey_client(anna, CODE)
            note_contact(anna, CODE, "under the new key")
        shared.codes(BEN)

    with interrupted(shared, BEN, other_program) as ben:
        ben.trust()
    with shared.open(BEN) as ben:
        assert sorted(ben.find(CODE).keys) == [1, 2]
        assert contacts(ben, CODE) == ["under the new key"]
    _sound(shared, ANNA, BEN)


def test_who_takes_up_a_client_that_is_erased_meanwhile_keeps_no_key(shared: Sharing) -> None:
    """Anna finds no row of Ben's to delete; his next command deletes the one that he wrote at that moment."""

    def erases() -> None:
        with shared.open(ANNA) as anna:
            erase_client(anna, CODE, Nobody(), confirm=CODE, ground="by law")

    with interrupted(shared, BEN, erases) as ben:
        ben.trust()
        assert list(ben.port.key_rows("grant", ben.member.id))
    assert shared.heard(BEN) == [f"{ANNA} erased a client who was shared with you"]
    with shared.open(BEN) as ben:
        assert list(ben.port.key_rows("grant")) == list(ben.port.key_rows("offer")) == []
    _sound(shared, ANNA, BEN)


def test_who_takes_up_a_client_that_is_taken_back_meanwhile_is_told(shared: Sharing) -> None:
    """The notice is not removed with the offer."""

    def revokes() -> None:
        with shared.open(ANNA) as anna:
            revoke_access(anna, CODE, BEN)

    with interrupted(shared, BEN, revokes) as ben:
        ben.trust()
    (heard,) = shared.heard(BEN)
    assert heard.startswith(f"{ANNA} took back your access to the chart of {CODE}")
    assert shared.codes(BEN) == []
    _sound(shared, ANNA, BEN)


def test_nothing_is_left_for_somebody_who_leaves_at_the_moment_of_a_grant(shared: Sharing) -> None:
    """Whichever of the two comes first."""
    clara = "Dr C. Instance"
    shared.add(clara, Standing.OWNER)
    shared.codes(ANNA)

    def removes() -> None:
        with shared.open(clara) as owner:
            leaving.remove(owner, BEN)

    with interrupted(shared, ANNA, removes) as anna:
        anna.trust()
        grant_access(anna, CODE, BEN, Role.READ)
        ben = anna.roster.find(BEN)
        assert not ben.is_present
        for kind in ("slot", "grant", "offer", "recovery"):
            assert list(anna.port.key_rows(kind, ben.id)) == []
    with shared.open(ANNA) as anna, pytest.raises(HasLeft):
        grant_access(anna, CODE, BEN, Role.WRITE)
    _sound(shared, ANNA, clara)


def test_a_program_that_was_open_before_there_was_a_practice_goes_on(tmp_path: Path) -> None:
    """Anna's long sitting began when she was alone; since, she invited Ben from another window, and he wrote there."""
    shared = Sharing(tmp_path, CODE)
    with shared.open(ANNA) as sitting:
        assert not sitting.is_shared
        shared.add(BEN)
        with shared.open(ANNA) as anna:
            grant_access(anna, CODE, BEN, Role.WRITE)
        with shared.open(BEN) as ben:
            note_contact(ben, CODE, "by Ben")
        note_contact(sitting, CODE, "by Anna")
        rekey_client(sitting, CODE)
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == ["by Ben", "by Anna"]
    _sound(shared, ANNA, BEN)


def test_access_that_ended_and_was_given_again_is_simply_there(shared: Sharing) -> None:
    """Ben's program was open all the time: what it reads next, it reads under the new key."""
    shared.codes(BEN)
    with shared.open(BEN) as sitting:
        assert contacts(sitting, CODE) == []
        with shared.open(ANNA) as anna:
            revoke_access(anna, CODE, BEN)
        with shared.open(ANNA) as anna:
            note_contact(anna, CODE, "between")
            grant_access(anna, CODE, BEN, Role.READ)
        assert contacts(sitting, CODE) == ["between"]


def test_access_that_ended_is_told_in_the_middle_of_a_sitting(shared: Sharing) -> None:
    """Once; then the client is not there any more, and nothing is damaged."""
    shared.codes(BEN)
    with shared.open(BEN) as sitting:
        grant = sitting.find(CODE)
        with shared.open(ANNA) as anna:
            revoke_access(anna, CODE, BEN)
        with pytest.raises(AccessEnded):
            sitting.read(grant)
        assert list(sitting.grants()) == sitting.damage == []


def test_new_keys_and_then_an_end_of_access_are_no_damage(shared: Sharing) -> None:
    """Ben was away all the time: he can't read the record that says it, and the notice of the holder counts."""
    shared.codes(BEN)
    with shared.open(ANNA) as anna:
        rekey_client(anna, CODE)
        revoke_access(anna, CODE, BEN)
    assert any("took back your access" in said for said in shared.heard(BEN))
    assert shared.codes(BEN) == []
    _sound(shared, ANNA, BEN)


def test_a_code_made_free_by_an_erasure_is_given_to_what_is_offered_next(shared: Sharing) -> None:
    """Both wait for Ben: the erasure of one client, and another client with the same code."""
    clara = "Dr C. Instance"
    shared.add(clara)
    shared.confirm(clara, BEN)
    shared.codes(BEN)
    with shared.open(ANNA) as anna:
        erase_client(anna, CODE, Nobody(), confirm=CODE, ground="by law")
    for _ in range(4):  # whatever order their random ids have
        with shared.open(clara) as practice:
            if CODE in {grant.code for grant in practice.grants()}:
                erase_client(practice, CODE, Nobody(), confirm=CODE, ground="by law")
            clients.add_client(practice, CODE, "", None, clients.NewCourse())
            grant_access(practice, CODE, BEN, Role.READ)
    assert shared.codes(BEN) == [CODE]
    _sound(shared, BEN)


def test_a_recipient_who_is_named_while_a_client_is_added_gets_its_keys(shared: Sharing) -> None:
    """At the next command at the latest."""

    def names() -> None:
        with shared.open(ANNA) as anna:
            set_recovery(anna, BEN, is_recovery=True)

    with interrupted(shared, ANNA, names) as anna:
        clients.add_client(anna, "NEW-1", "", None, clients.NewCourse())
    shared.codes(ANNA)
    with shared.open(BEN) as ben:
        assert len(list(ben.port.key_rows("recovery", ben.member.id))) == 2
