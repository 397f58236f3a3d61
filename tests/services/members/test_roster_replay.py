"""The roster's rules: who may write which record, and what becomes of the members."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.errors import ChartDamaged
from ipt_notes.services.members import roster_records as rr
from ipt_notes.services.members.roster import Standing
from tests.services.members.people import (
    LATER,
    NOW,
    STREAM,
    Written,
    founded,
    invite_id,
    invited,
    joined,
    practice_of,
    somebody,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

OWNER, THERAPIST, TRAINEE = Standing
FOUNDER, ANNA, BELA, STRANGER = somebody(0), somebody(1), somebody(2), somebody(9)


def names(members: Iterable) -> list[str]:
    """What members are called."""
    return [member.name for member in members]


def test_who_founds_a_practice_is_its_first_owner() -> None:
    """And its only member."""
    roster = practice_of().roster()
    (member,) = roster.present
    assert (member.id, member.standing, member.joined) == (FOUNDER.id, OWNER, NOW)
    assert roster.ever_owners == {FOUNDER.id.hex()}
    assert not roster.is_alone


def test_who_is_invited_joins_with_keys_of_their_own() -> None:
    """The standing is that of the invitation, which is used up."""
    roster = practice_of(TRAINEE).roster()
    anna = roster.members[ANNA.id]
    assert (anna.standing, anna.signing, anna.encryption) == (
        TRAINEE,
        ((1, ANNA.public),),
        ANNA.encryption_public,
    )
    assert not roster.invites


def test_an_invitation_is_open_until_it_is_used_or_withdrawn() -> None:
    """It names who was invited, as what, until when, and by whom."""
    written = practice_of()
    (invite,) = written.says(FOUNDER, invited(1)).invites.values()
    assert (invite.name, invite.standing, invite.until, invite.by) == (
        ANNA.name,
        THERAPIST,
        LATER,
        FOUNDER.id,
    )
    assert not written.says(FOUNDER, rr.InviteWithdrawn(invite_id(1))).invites


def test_a_standing_changes() -> None:
    """Who was an owner once is remembered as one: their earlier records count."""
    written = practice_of(THERAPIST)
    written.says(FOUNDER, rr.StandingChanged(ANNA.id.hex(), OWNER))
    roster = written.says(ANNA, rr.StandingChanged(FOUNDER.id.hex(), TRAINEE))
    assert names(roster.owners) == [ANNA.name]
    assert roster.ever_owners == {FOUNDER.id.hex(), ANNA.id.hex()}


def test_who_left_is_known_and_not_present() -> None:
    """Their keys go on verifying what they signed; they get no clients any more."""
    written = practice_of(THERAPIST)
    written.says(FOUNDER, rr.RecoverySet(ANNA.id.hex(), is_recovery=True))
    roster = written.says(FOUNDER, rr.MemberLeft(ANNA.id.hex()), at=LATER)
    anna = roster.members[ANNA.id]
    assert names(roster.present) == [FOUNDER.name]
    assert (anna.left, anna.is_recovery) == (LATER, False)
    assert roster.public_of(ANNA.id, 1) == ANNA.public
    assert roster.ever_recovery == {ANNA.id.hex()}


def test_a_recovery_recipient_is_named_and_named_no_more() -> None:
    """That they were one is remembered."""
    written = practice_of(THERAPIST)
    assert written.says(FOUNDER, rr.RecoverySet(ANNA.id.hex(), is_recovery=True)).members[ANNA.id].is_recovery
    roster = written.says(FOUNDER, rr.RecoverySet(ANNA.id.hex(), is_recovery=False))
    assert not roster.members[ANNA.id].is_recovery
    assert roster.ever_recovery == {ANNA.id.hex()}


OF_OWNERS = {
    "invites": invited(5),
    "withdraws an invitation": rr.InviteWithdrawn(invite_id(4)),
    "changes a standing": rr.StandingChanged(BELA.id.hex(), OWNER),
    "changes their own standing": rr.StandingChanged(ANNA.id.hex(), OWNER),
    "removes somebody": rr.MemberLeft(BELA.id.hex()),
    "leaves": rr.MemberLeft(ANNA.id.hex()),
    "names a recovery recipient": rr.RecoverySet(ANNA.id.hex(), is_recovery=True),
}


@pytest.mark.parametrize("standing", [THERAPIST, TRAINEE])
@pytest.mark.parametrize("body", OF_OWNERS.values(), ids=OF_OWNERS.keys())
def test_only_an_owner_says_who_is_in_the_practice(body: rr.Bodies, standing: Standing) -> None:
    """The same record that an owner may write is damage by anybody else."""
    written = practice_of(standing, THERAPIST)
    written.says(FOUNDER, invited(4))
    for nobody in (ANNA, STRANGER):
        with pytest.raises(ChartDamaged):
            written.says(nobody, body)
    assert written.says(FOUNDER, body)


@pytest.mark.parametrize("body", OF_OWNERS.values(), ids=OF_OWNERS.keys())
def test_who_left_says_nothing_any_more(body: rr.Bodies) -> None:
    """An owner who was removed is no owner."""
    written = practice_of(OWNER, THERAPIST)
    written.says(FOUNDER, invited(4))
    written.says(FOUNDER, rr.MemberLeft(ANNA.id.hex()))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, body)


LAST_OWNER_GOES = (
    rr.MemberLeft(FOUNDER.id.hex()),
    rr.StandingChanged(FOUNDER.id.hex(), THERAPIST),
)


@pytest.mark.parametrize("body", LAST_OWNER_GOES)
def test_a_practice_is_never_without_an_owner(body: rr.Bodies) -> None:
    """The last one stays; beside another one they may go."""
    with pytest.raises(ChartDamaged):
        practice_of(THERAPIST).says(FOUNDER, body)
    assert names(practice_of(OWNER).says(FOUNDER, body).owners) == [ANNA.name]


OF_NOBODY = (
    rr.StandingChanged(STRANGER.id.hex(), OWNER),
    rr.MemberLeft(STRANGER.id.hex()),
    rr.RecoverySet(STRANGER.id.hex(), is_recovery=True),
    rr.InviteWithdrawn(invite_id(7)),
)


@pytest.mark.parametrize("body", OF_NOBODY)
def test_a_record_about_nobody_is_refused(body: rr.Bodies) -> None:
    """Whoever is not in the practice can't be changed; nor an invitation that was never made."""
    with pytest.raises(ChartDamaged):
        practice_of(THERAPIST).says(FOUNDER, body)


def test_an_invitation_serves_once() -> None:
    """A second one who comes with it is refused."""
    written = practice_of(THERAPIST)
    with pytest.raises(ChartDamaged):
        written.says(BELA, joined(1, BELA))


def test_an_invitation_serves_until_its_last_moment() -> None:
    """And not a second longer."""
    written = practice_of()
    written.says(FOUNDER, invited(1))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, joined(1, ANNA), at=LATER + dt.timedelta(seconds=1))
    assert written.says(ANNA, joined(1, ANNA), at=LATER).members[ANNA.id]


def test_a_withdrawn_invitation_brings_nobody_in() -> None:
    """It can't be withdrawn twice either."""
    written = practice_of()
    written.says(FOUNDER, invited(1))
    written.says(FOUNDER, rr.InviteWithdrawn(invite_id(1)))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, joined(1, ANNA))
    with pytest.raises(ChartDamaged):
        written.says(FOUNDER, rr.InviteWithdrawn(invite_id(1)))


def test_who_joins_proves_that_they_were_invited() -> None:
    """The key of another invitation, or that of this one for other keys, proves nothing."""
    written = practice_of()
    written.says(FOUNDER, invited(1))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, joined(1, ANNA, key=2))
    stolen = joined(1, ANNA)
    mine = rr.Joined(
        stolen.invite, BELA.id.hex(), BELA.name, BELA.public.hex(), stolen.encryption, stolen.proof
    )
    with pytest.raises(ChartDamaged):
        written.says(BELA, mine)


def test_who_joins_signs_it_themselves() -> None:
    """Nobody else can bring somebody in, be it the owner."""
    written = practice_of()
    written.says(FOUNDER, invited(1))
    with pytest.raises(ChartDamaged):
        written.says(FOUNDER, joined(1, ANNA))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, joined(1, ANNA), signer=FOUNDER)


def test_nobody_joins_twice() -> None:
    """Not even with an invitation of their own; who comes back gets a new identity."""
    written = practice_of(THERAPIST)
    written.says(FOUNDER, rr.MemberLeft(ANNA.id.hex()))
    written.says(FOUNDER, invited(5))
    with pytest.raises(ChartDamaged):
        written.says(ANNA, joined(5, ANNA))


def test_no_invitation_has_the_id_of_another() -> None:
    """Not even of one that was used: it would bring back what it was spent for."""
    written = practice_of(THERAPIST)
    with pytest.raises(ChartDamaged):
        written.says(FOUNDER, invited(1))


def test_a_practice_is_founded_once_by_who_says_so() -> None:
    """In the first record, and by its author."""
    with pytest.raises(ChartDamaged):
        practice_of(OWNER).says(ANNA, founded(ANNA))
    with pytest.raises(ChartDamaged):
        Written().says(ANNA, founded(FOUNDER), signer=FOUNDER)
    with pytest.raises(ChartDamaged):
        Written().says(FOUNDER, invited(1))


@pytest.mark.parametrize("epochs", [(2,), (1, 1), (1, 3, 2)])
def test_a_founders_keys_are_in_the_order_of_their_epochs(epochs: tuple[int, ...]) -> None:
    """The first ones count from the first epoch of every stream."""
    body = founded(FOUNDER)
    keys = tuple((epoch, FOUNDER.public.hex()) for epoch in epochs)
    with pytest.raises(ChartDamaged):
        Written().says(FOUNDER, rr.Founded(body.member, body.name, keys, body.encryption))


def test_a_founder_who_had_new_keys_is_known_by_all_of_them() -> None:
    """Each counts from its epoch on; what is said in the roster is signed with the last one."""
    body = founded(FOUNDER)
    keys = ((1, ANNA.public.hex()), (4, FOUNDER.public.hex()))
    roster = Written().says(FOUNDER, rr.Founded(body.member, body.name, keys, body.encryption))
    found = [roster.public_of(FOUNDER.id, epoch) for epoch in (1, 3, 4, 9)]
    assert found == [ANNA.public, ANNA.public, FOUNDER.public, FOUNDER.public]


def test_what_somebody_else_signed_is_nobodys_word() -> None:
    """A member who puts an owner's id on their own record is told from the owner."""
    with pytest.raises(ChartDamaged):
        practice_of(OWNER, THERAPIST).says(FOUNDER, rr.MemberLeft(ANNA.id.hex()), signer=BELA)


def test_what_this_machine_saw_before_is_not_verified_again() -> None:
    """It is bound by its hash; the rules hold all the same."""
    written = practice_of(THERAPIST)
    payload = written.payload(FOUNDER, rr.MemberLeft(ANNA.id.hex()))
    written.replay.take(payload, bytes(64), 4, is_new=False)
    wrong = rr.encode(
        rr.RosterRecord("0" * 32, ANNA.id.hex(), written.replay.after, NOW, rr.MemberLeft(FOUNDER.id.hex()))
    )
    with pytest.raises(ChartDamaged):
        written.replay.take(wrong, bytes(64), 5, is_new=False)


def test_a_record_stands_behind_one_other_only() -> None:
    """What an owner once said can't be said again, left out, or be moved, by whoever has the roster's key."""
    written = practice_of(THERAPIST)
    payload = written.payload(FOUNDER, rr.StandingChanged(ANNA.id.hex(), OWNER))
    signature = FOUNDER.sign(payload)
    written.says(FOUNDER, rr.StandingChanged(ANNA.id.hex(), TRAINEE))
    with pytest.raises(ChartDamaged):
        written.replay.take(payload, signature, 5)


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[]", b'{"kind":"founded"}', b"[" * 100_000])
def test_what_is_no_record_is_damage(payload: bytes) -> None:
    """It is named by its place."""
    with pytest.raises(ChartDamaged) as caught:
        practice_of(THERAPIST).replay.take(payload, bytes(64), 4)
    assert caught.value.fields["seq"] == 4


MEMBERS = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("standing"), MEMBERS, st.sampled_from(Standing)),
    st.tuples(st.just("left"), MEMBERS),
    st.tuples(st.just("recovery"), MEMBERS, st.booleans()),
)


def body_of(act: tuple) -> rr.Bodies:
    """The record of an act."""
    kind, member, *rest = act
    whom = somebody(member).id.hex()
    kinds = {"standing": rr.StandingChanged, "left": rr.MemberLeft, "recovery": rr.RecoverySet}
    return kinds[kind](whom, *rest)


@given(st.lists(st.tuples(MEMBERS, ACTS), max_size=12))
def test_any_history_is_taken_as_far_as_its_authors_had_a_right_to(acts: list) -> None:
    """Held against the rules in the fewest words: an owner who is there, about somebody who is there, and one stays."""
    written = practice_of(OWNER, THERAPIST, TRAINEE)
    standing = {0: OWNER, 1: OWNER, 2: THERAPIST, 3: TRAINEE}
    for author, act in acts:
        kind, member, *rest = act
        after = dict(standing)
        if kind == "left":
            after.pop(member, None)
        if kind == "standing":
            after[member] = rest[0]
        is_right = standing.get(author) is OWNER and member in standing and OWNER in after.values()
        if is_right:
            written.says(somebody(author), body_of(act))
            standing = after
        else:
            with pytest.raises(ChartDamaged):
                written.says(somebody(author), body_of(act))
        present = {member.id[0]: member.standing for member in written.roster().present}
        assert present == standing


@given(st.data())
def test_no_order_but_the_written_one_is_a_roster(data: st.DataObject) -> None:
    """Whoever drops, repeats or moves a record of others makes a roster that is refused, though each is signed rightly."""
    written = practice_of(OWNER, THERAPIST)
    payloads = []
    for body in (rr.RecoverySet(ANNA.id.hex(), is_recovery=value) for value in (True, False, True, False)):
        payload = written.payload(FOUNDER, body)
        payloads.append((payload, FOUNDER.sign(payload)))
        written.says(FOUNDER, body)
    order = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
    again = practice_of(OWNER, THERAPIST)
    for place, at in enumerate(order):
        if place != at:
            with pytest.raises(ChartDamaged):
                again.replay.take(*payloads[at], again.seq + place + 1)
            return
        again.replay.take(*payloads[at], again.seq + place + 1)


def test_the_first_record_stands_behind_the_rosters_own_id() -> None:
    """So it belongs to no other vault."""
    assert Written().replay.after == STREAM.hex()
