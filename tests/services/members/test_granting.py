"""Colleagues share a chart as far as its holder says, and no further; what is taken back is under a key they never had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ClientNotFound, Damaged, KeysGone
from ipt_notes.keys.offers import offer_head, seal_offer
from ipt_notes.services import clients, particulars
from ipt_notes.services.agenda import agenda
from ipt_notes.services.checking import check_codes
from ipt_notes.services.members import granting, recovering
from ipt_notes.services.members.granting import (
    HoldsChart,
    NoAccess,
    SupervisingTrainee,
    grant_access,
    hand_over,
    revoke_access,
)
from ipt_notes.services.members.leaving import remove
from ipt_notes.services.members.pins import NotConfirmed
from ipt_notes.services.members.recovering import HasAccess, NotRecovery
from ipt_notes.services.members.rights import AccessEnded, NotAllowed
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.rows import client_of, offered_row
from ipt_notes.services.members.standing import change_standing, set_recovery
from ipt_notes.services.person import Nobody
from ipt_notes.services.searching import search
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.rekeying import rekey_client
from ipt_notes.vault.port import KeyChange
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from pathlib import Path

BEN, CLARA = "Dr B. Sample", "Dr C. Instance"
CODE = "MK-014"


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna has two clients; Ben has joined."""
    shared = Sharing(tmp_path, CODE, "MK-020")
    shared.add(BEN)
    return shared


def _grant(shared: Sharing, role: Role, to: str = BEN, code: str = CODE) -> None:
    with shared.open(ANNA) as anna:
        assert grant_access(anna, code, to, role).is_new


def _verified(shared: Sharing, *names: str) -> None:
    for name in names:
        with shared.open(name) as practice:
            assert verify_vault(practice).problems == ()


def test_a_colleague_finds_a_client_only_when_they_were_given_one(shared: Sharing) -> None:
    """And that one alone, with what was written before."""
    with shared.open(ANNA) as anna:
        note_contact(anna, CODE, "before")
    assert shared.codes(BEN) == []
    _grant(shared, Role.READ)
    assert shared.heard(BEN) == [f"{ANNA} gave you read access to the chart of {CODE}"]
    assert shared.codes(BEN) == [CODE]
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == ["before"]
        with pytest.raises(ClientNotFound):
            ben.open("MK-020")
    _verified(shared, ANNA, BEN)


def test_who_may_read_can_not_write(shared: Sharing) -> None:
    """It says who can give them more."""
    _grant(shared, Role.READ)
    with shared.open(BEN) as ben, pytest.raises(NotAllowed, match=f"read access .* {ANNA} holds"):
        note_contact(ben, CODE, "mine")


def test_two_write_in_one_chart_and_read_each_other(shared: Sharing) -> None:
    """Each record names its author, and both verify it."""
    _grant(shared, Role.WRITE)
    with shared.open(BEN) as ben:
        note_contact(ben, CODE, "by Ben")
    with shared.open(ANNA) as anna:
        note_contact(anna, CODE, "by Anna")
        assert contacts(anna, CODE) == ["by Ben", "by Anna"]
        authors = [record.author for record in anna.open(CODE).records[-2:]]
        assert authors[1] == anna.member.id.hex() != authors[0]
    _verified(shared, ANNA, BEN)


def test_a_role_is_changed_by_giving_another(shared: Sharing) -> None:
    """The last one counts, and is told; the same one again changes nothing."""
    _grant(shared, Role.READ)
    shared.heard(BEN)
    _grant(shared, Role.WRITE)
    assert shared.heard(BEN) == [
        f"{ANNA} changed your access to the chart of {CODE} from read to write; {ANNA} holds it"
    ]
    with shared.open(BEN) as ben:
        note_contact(ben, CODE, "mine")
    with shared.open(ANNA) as anna:
        assert not grant_access(anna, CODE, BEN, Role.WRITE).is_new


def test_no_client_is_given_to_somebody_whose_keys_are_not_confirmed(shared: Sharing) -> None:
    """The server could have put in keys of its own: so the words are read aloud first."""
    shared.add(CLARA)
    _grant(shared, Role.WRITE)
    with shared.open(ANNA) as anna:
        hand_over(anna, CODE, BEN)
    with shared.open(BEN) as ben, pytest.raises(NotConfirmed):
        grant_access(ben, CODE, CLARA, Role.READ)


def test_only_who_holds_a_chart_gives_it_on(shared: Sharing) -> None:
    """Nobody can give away what they were only lent."""
    shared.add(CLARA)
    _grant(shared, Role.WRITE)
    shared.confirm(BEN, CLARA)
    with shared.open(BEN) as ben:
        with pytest.raises(NotAllowed):
            grant_access(ben, CODE, CLARA, Role.READ)
        with pytest.raises(HoldsChart):
            revoke_access(ben, CODE, ANNA)


def test_what_is_written_after_a_revocation_can_not_be_read(shared: Sharing) -> None:
    """The one who lost access is told, and finds the client no more; who stays reads on under the new key."""
    shared.add(CLARA)
    _grant(shared, Role.WRITE)
    _grant(shared, Role.READ, CLARA)
    assert shared.codes(BEN) == shared.codes(CLARA) == [CODE]
    with shared.open(BEN) as ben:
        kept = ben.find(CODE)
    with shared.open(ANNA) as anna:
        note_contact(anna, CODE, "before")
        revoke_access(anna, CODE, BEN, "he moved")
        note_contact(anna, CODE, "after")
        newest = anna.find(CODE)
    assert newest.keys.keys() - kept.keys.keys() == {2}
    (heard,) = shared.heard(BEN)
    assert heard.startswith(f"{ANNA} took back your access to the chart of {CODE}")
    assert shared.codes(BEN) == []
    with shared.open(CLARA) as clara:
        assert contacts(clara, CODE) == ["before", "after"]
    _verified(shared, ANNA, BEN, CLARA)
    with shared.open(ANNA) as anna, pytest.raises(NoAccess):
        revoke_access(anna, CODE, BEN)


def test_a_revocation_is_told_though_the_server_withholds_its_notice(shared: Sharing) -> None:
    """The chart itself says it, in the last record that can be read."""
    _grant(shared, Role.READ)
    shared.codes(BEN)
    with shared.open(ANNA) as anna:
        revoke_access(anna, CODE, BEN)
        (notice,) = anna.port.key_rows("offer", anna.roster.find(BEN).id)
        anna.port.commit([], [KeyChange(*notice[:3], None)])
    with shared.open(BEN) as practice, pytest.raises(AccessEnded, match=ANNA):
        practice.open(CODE)
    assert shared.codes(BEN) == []
    _verified(shared, ANNA, BEN)


def test_access_can_be_given_again(shared: Sharing) -> None:
    """With the keys of the time between, too: it is one chart."""
    _grant(shared, Role.READ)
    with shared.open(ANNA) as anna:
        revoke_access(anna, CODE, BEN)
        note_contact(anna, CODE, "between")
    assert shared.codes(BEN) == []
    _grant(shared, Role.READ)
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == ["between"]
    _verified(shared, ANNA, BEN)


def test_a_new_key_reaches_everybody_who_shares_the_chart(shared: Sharing) -> None:
    """Also in the middle of a command that had the old one."""
    _grant(shared, Role.WRITE)
    with shared.open(BEN) as ben, shared.open(ANNA) as anna:
        note_contact(ben, CODE, "one")
        rekey_client(anna, CODE)
        note_contact(ben, CODE, "two")
        assert contacts(anna, CODE) == ["one", "two"]
    _verified(shared, ANNA, BEN)


def test_a_changed_name_reaches_everybody(shared: Sharing) -> None:
    """A list of clients is made of the grants."""
    _grant(shared, Role.READ)
    shared.codes(BEN)
    with shared.open(ANNA) as anna:
        particulars.edit_client(anna, anna.find(CODE), name="Another Name")
    with shared.open(BEN) as ben:
        assert ben.find(CODE).name == "Another Name"


def test_a_code_that_two_use_shows_whose_it_is(shared: Sharing) -> None:
    """One's own client keeps the code."""
    with shared.open(BEN) as ben:
        clients.add_client(ben, CODE, "Somebody else", None, clients.NewCourse())
    _grant(shared, Role.READ)
    assert shared.codes(BEN) == [CODE, f"{CODE}@{ANNA}"]
    with shared.open(BEN) as ben:
        assert ben.open(f"{CODE}@{ANNA}").chart.client.name == f"Name of {CODE}"
    _verified(shared, BEN)


def test_a_chart_is_handed_over(shared: Sharing) -> None:
    """The new holder says who may read it."""
    with shared.open(ANNA) as anna:
        hand_over(anna, CODE, BEN, "I retire")
    with shared.open(BEN) as ben:
        found = granting.chart_access(ben, CODE)
        assert [(line.member, line.role) for line in found.members] == [(BEN, "holder"), (ANNA, "write")]
        revoke_access(ben, CODE, ANNA)
        note_contact(ben, CODE, "after")
    assert shared.codes(ANNA) == ["MK-020"]
    _verified(shared, ANNA, BEN)


def test_who_held_a_chart_is_told_when_an_owner_gives_it_to_another(shared: Sharing) -> None:
    """And who takes it is told that they hold it; a new key later changes nothing of that."""
    shared.add(CLARA)
    _grant(shared, Role.WRITE)
    with shared.open(ANNA) as anna:
        assert hand_over(anna, CODE, BEN).held_by == ANNA
    assert shared.heard(BEN) == [
        f"{ANNA} made you the holder of the chart of {CODE}: you say who else may read it"
    ]
    with shared.open(ANNA) as anna:
        assert hand_over(anna, CODE, CLARA).held_by == BEN
    assert shared.heard(BEN) == [
        f"{ANNA} handed the chart of {CODE} over to {CLARA}: you hold it no more, and have write access"
    ]
    shared.heard(CLARA)
    with shared.open(ANNA) as anna:
        revoke_access(anna, CODE, BEN)
    assert shared.heard(CLARA) == [f"{ANNA} renewed your keys of the chart of {CODE}, which you hold"]


def test_a_trainee_supervises_nobody(shared: Sharing) -> None:
    """A role that would not let them sign is not given; reading is."""
    with shared.open(ANNA) as anna:
        change_standing(anna, BEN, Standing.TRAINEE)
        with pytest.raises(SupervisingTrainee):
            grant_access(anna, CODE, BEN, Role.SUPERVISE)
        assert not anna.open(CODE).access.roles
        assert grant_access(anna, CODE, BEN, Role.READ).is_new


def test_an_erased_client_is_gone_for_everybody(shared: Sharing) -> None:
    """Every row with the keys goes in one transaction; who shared the chart is told by whom."""
    shared.add(CLARA)
    _grant(shared, Role.READ)
    _grant(shared, Role.READ, CLARA)
    assert shared.codes(BEN) == [CODE]
    with shared.open(BEN) as ben, pytest.raises(NotAllowed):
        erase_client(ben, CODE, Nobody(), confirm=CODE, ground="mine")
    with shared.open(ANNA) as anna:
        client = anna.find(CODE).client
        erase_client(anna, CODE, Nobody(), confirm=CODE, ground="by law")
        rows = [row for row in anna.port.key_rows("grant") if row.member != anna.member.id]
        assert not rows
        (left,) = anna.port.key_rows("offer", anna.roster.find(CLARA).id)
        assert (offer_head(left.blob).what, client_of(left.id)) == ("erased", client)
    assert shared.heard(BEN) == [f"{ANNA} erased a client who was shared with you"]
    assert shared.codes(BEN) == shared.codes(CLARA) == []
    _verified(shared, ANNA, BEN, CLARA)


def test_an_offer_that_its_chart_does_not_bear_out_is_not_taken(shared: Sharing) -> None:
    """A colleague who hands keys on, or a role that was never given, is told as damage."""
    _grant(shared, Role.READ)
    with shared.open(ANNA) as anna:
        ben = anna.roster.find(BEN)
        forged = seal_offer(
            anna.find(CODE),
            role="write",
            to=ben.id,
            encryption=ben.encryption,
            grantor=anna.member,
            vault=anna.port.vault_id,
        )
        client = anna.find(CODE).client
        anna.port.commit([], [KeyChange("offer", ben.id, offered_row(client, 99), forged)])
        other = seal_offer(
            anna.find("MK-020"),
            role="read",
            to=ben.id,
            encryption=ben.encryption,
            grantor=anna.member,
            vault=anna.port.vault_id,
        )
        anna.port.commit([], [KeyChange("offer", ben.id, offered_row(offer_head(other).client, 99), other)])
    with shared.open(BEN) as practice:
        assert len(practice.damage) == 2
        assert [grant.code for grant in practice.grants()] == [CODE]
        with pytest.raises(NotAllowed):
            note_contact(practice, CODE, "mine")


def test_a_grant_that_only_the_server_removed_is_told(shared: Sharing) -> None:
    """A missing row without a colleague's notice is damage."""
    _grant(shared, Role.READ)
    shared.codes(BEN)
    with shared.open(BEN) as ben:
        (row,) = ben.port.key_rows("grant", ben.member.id)
        ben.port.commit([], [KeyChange(*row[:3], None)])
    with shared.open(BEN) as ben, pytest.raises((KeysGone, Damaged)):
        ben.open(CODE)


def test_an_emergency_opens_a_chart_and_is_loud(shared: Sharing) -> None:
    """Only for who was named, for charts made before and after that; the holder is told until it is answered."""
    with shared.open(BEN) as ben, pytest.raises(NotRecovery):
        recovering.open_in_emergency(ben, CODE, "the therapist is in hospital")
    with shared.open(ANNA) as anna:
        set_recovery(anna, BEN, is_recovery=True)
    with shared.open(ANNA) as anna:
        clients.add_client(anna, "NEW-1", "", None, clients.NewCourse())
    assert shared.codes(BEN) == []
    with shared.open(BEN) as ben:
        for code in (CODE, "NEW-1"):
            assert recovering.open_in_emergency(ben, code, "the therapist is in hospital").holder == ANNA
        with pytest.raises(HasAccess):
            recovering.open_in_emergency(ben, CODE, "again")
        with pytest.raises(NotAllowed):
            note_contact(ben, CODE, "mine")
    assert shared.codes(BEN) == [CODE, "NEW-1"]
    with shared.open(ANNA) as anna:
        (opened,) = granting.emergencies(anna, anna.open(CODE))
        assert opened[0] == BEN
        assert opened[2] == "the therapist is in hospital"
        revoke_access(anna, CODE, BEN)
        assert granting.emergencies(anna, anna.open(CODE)) == []
    assert shared.codes(BEN) == ["NEW-1"]
    _verified(shared, ANNA, BEN)


def test_each_recovery_recipient_is_told_once_to_who_holds_a_chart(shared: Sharing) -> None:
    """Not again with the next chart, or with the next recipient; who holds no chart hears nothing."""
    shared.add(CLARA)

    def named() -> list[str]:
        return [
            line.partition(" for emergencies")[0] for line in shared.heard(ANNA) if "for emergencies" in line
        ]

    with shared.open(ANNA) as anna:
        set_recovery(anna, BEN, is_recovery=True)
    assert named() == [f"an owner of the practice named {BEN}"]
    with shared.open(ANNA) as anna:
        clients.add_client(anna, "NEW-1", "", None, clients.NewCourse())
        set_recovery(anna, CLARA, is_recovery=True)
    assert named() == [f"an owner of the practice named {CLARA}"]
    assert named() == []
    assert not any("for emergencies" in line for line in shared.heard(BEN))


def test_who_is_no_recovery_recipient_any_more_opens_nothing_new(shared: Sharing) -> None:
    """The keys that were left for them go at the holder's next command."""
    for is_recovery in (True, False):
        with shared.open(ANNA) as anna:
            set_recovery(anna, BEN, is_recovery=is_recovery)
        shared.codes(ANNA)
    with shared.open(BEN) as ben:
        assert list(ben.port.key_rows("offer", ben.member.id)) == []
        with pytest.raises(NotRecovery):
            recovering.open_in_emergency(ben, CODE, "why")


def test_the_holder_is_told_what_they_owe_to_the_privacy_of_a_chart(shared: Sharing) -> None:
    """An emergency until it is answered; and a colleague who left and would still be given its keys."""
    _grant(shared, Role.READ)
    shared.add(CLARA)
    with shared.open(ANNA) as anna:
        set_recovery(anna, CLARA, is_recovery=True)
    shared.codes(ANNA)
    with shared.open(CLARA) as clara:
        recovering.open_in_emergency(clara, CODE, "the therapist is in hospital")
    with shared.open(ANNA) as anna:
        remove(anna, BEN)
    with shared.open(ANNA) as anna:
        owed = {each.kind: each for each in agenda(anna).owed if each.code == CODE}
        assert owed["emergency"].what.startswith(f"{CLARA} opened the chart in an emergency")
        assert BEN in owed["access"].what
        revoke_access(anna, CODE, BEN)
        revoke_access(anna, CODE, CLARA)
        assert not {"emergency", "access"} & {each.kind for each in agenda(anna).owed}


def test_what_is_listed_is_exactly_what_may_be_read(shared: Sharing) -> None:
    """Agenda, search and checks over all clients, as those who were given nothing and something see them."""
    with shared.open(ANNA) as anna:
        note_contact(anna, CODE, "heron one")
        note_contact(anna, "MK-020", "heron two")

    def seen() -> tuple[set[str], ...]:
        with shared.open(BEN) as ben:
            return (
                {each.code for each in agenda(ben).owed},
                {hit.code for hit in search(ben, "heron")},
                {each.code for each in check_codes(ben, ())},
            )

    assert seen() == (set(), set(), set())
    _grant(shared, Role.READ)
    assert seen() == ({CODE}, {CODE}, {CODE})
