"""Who may do what with a chart follows from its records alone, whoever signed them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.course import records as r
from ipt_notes.course.access import Access, follow
from ipt_notes.course.vocabulary import Channel, Role
from ipt_notes.errors import ChartDamaged

if TYPE_CHECKING:
    from collections.abc import Iterable

HOLDER, BEN, CLARA, OWNER, RESCUER, STRANGER = (letter * 32 for letter in "abcdef")
AT = dt.datetime(2026, 3, 16, 9, tzinfo=dt.UTC)


class _Standings:
    ever_owners = frozenset({OWNER})
    ever_recovery = frozenset({RESCUER})


def _follow(*said: tuple[str, r.Bodies], start: Iterable[tuple[str, r.Bodies]] = ()) -> Access:
    """The access behind a chart that HOLDER opened, and that `said` by (author, body)."""
    bodies = [(HOLDER, r.ClientAdded("MK-014")), *start, *said]
    records = (
        r.Record(f"{at:032x}", "9" * 32, author, 1, AT, body) for at, (author, body) in enumerate(bodies)
    )
    return follow(records, _Standings)


def _contact() -> r.Bodies:
    return r.ContactMade("c", AT.date(), Channel.PHONE, "rang")


def _given(member: str, role: Role, by: str = HOLDER) -> tuple[str, r.Bodies]:
    return by, r.AccessGranted(member, role)


EXPORTED = r.Disclosed("c", "summary", "client", "0" * 64)
COSIGNED = r.NoteCosigned("n", 1, "0" * 64)


def test_who_opened_a_chart_holds_it_and_nobody_else_has_access() -> None:
    """A vault of one knows no more than that."""
    access = _follow((HOLDER, _contact()))
    assert access.holder == HOLDER
    assert access.role_of(HOLDER) is Role.WRITE
    assert access.role_of(BEN) is None


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, set()),
        (Role.READ, {"export"}),
        (Role.WRITE, {"export", "write"}),
        (Role.SUPERVISE, {"export", "cosign"}),
    ],
)
def test_each_role_writes_what_it_may_and_no_more(role: Role | None, may: set[str]) -> None:
    """What a member had no right to write is damage, though it is signed."""
    bodies = {"write": _contact(), "export": EXPORTED, "cosign": COSIGNED}
    start = [_given(BEN, role)] if role else []
    for what, body in bodies.items():
        if what in may:
            assert _follow((BEN, body), start=start).role_of(BEN) is role
        else:
            with pytest.raises(ChartDamaged):
                _follow((BEN, body), start=start)


def test_who_holds_a_chart_co_signs_in_it_until_it_is_handed_over() -> None:
    """They may write and co-sign; who held it before may write only."""
    assert _follow((HOLDER, COSIGNED), (HOLDER, _contact())).cosigns(HOLDER)
    with pytest.raises(ChartDamaged):
        _follow((HOLDER, COSIGNED), start=[_given(BEN, Role.READ), (HOLDER, r.HolderChanged(BEN))])


@pytest.mark.parametrize("by", [BEN, STRANGER, RESCUER, OWNER])
@pytest.mark.parametrize(
    "body",
    [
        r.AccessGranted(CLARA, Role.READ),
        r.AccessRevoked(BEN),
        r.HolderChanged(BEN),
        r.EpochBegun(2),
    ],
)
def test_access_is_given_and_taken_by_who_holds_the_chart(by: str, body: r.Bodies) -> None:
    """Not by who may write in it, and not by an owner of the practice who has no access to it."""
    with pytest.raises(ChartDamaged):
        _follow((by, body), start=[_given(BEN, Role.WRITE)])


def test_an_owner_who_may_read_the_chart_takes_access_back() -> None:
    """So that a chart is not left to who has gone."""
    start = [_given(OWNER, Role.READ), _given(BEN, Role.WRITE)]
    assert _follow((OWNER, r.AccessRevoked(BEN)), start=start).role_of(BEN) is None


def test_who_lost_access_writes_no_more() -> None:
    """From the record on that took it back."""
    start = [_given(BEN, Role.WRITE), (BEN, _contact()), (HOLDER, r.AccessRevoked(BEN))]
    assert _follow(start=start).role_of(BEN) is None
    with pytest.raises(ChartDamaged):
        _follow((BEN, _contact()), start=start)


def test_a_chart_is_handed_over_to_who_has_access() -> None:
    """The one before writes on; the new one says who else may."""
    access = _follow(_given(BEN, Role.READ), (HOLDER, r.HolderChanged(BEN)), _given(CLARA, Role.READ, by=BEN))
    assert access.holder == BEN
    assert access.role_of(HOLDER) is Role.WRITE
    with pytest.raises(ChartDamaged):
        _follow((HOLDER, r.HolderChanged(CLARA)))


def test_an_emergency_stands_until_it_is_answered() -> None:
    """It gives reading; its holder answers with a role, or takes it back."""
    opened = (RESCUER, r.EmergencyOpened(RESCUER, "the therapist is in hospital"))
    access = _follow(opened)
    assert access.role_of(RESCUER) is Role.READ
    assert [each.reason for each in access.emergencies] == ["the therapist is in hospital"]
    assert not _follow(opened, _given(RESCUER, Role.READ)).emergencies
    assert not _follow(opened, (HOLDER, r.AccessRevoked(RESCUER))).emergencies


def test_who_opened_a_chart_in_an_emergency_does_not_answer_for_themselves() -> None:
    """An owner could give themselves a role then: the holder is told all the same, unless they hold it no more."""
    both = OWNER

    class Both:
        ever_owners = ever_recovery = frozenset({both})

    def after(*said: tuple[str, r.Bodies]) -> Access:
        opened = (both, r.EmergencyOpened(both, "why"))
        bodies = [(HOLDER, r.ClientAdded("MK-014")), opened, *said]
        return follow(
            [r.Record(f"{at:032x}", "9" * 32, by, 1, AT, body) for at, (by, body) in enumerate(bodies)], Both
        )

    assert after(_given(both, Role.WRITE, by=both)).emergencies
    assert after((both, r.AccessRevoked(both))).emergencies
    assert not after((both, r.HolderChanged(both))).emergencies
    assert not after(_given(both, Role.READ)).emergencies


@pytest.mark.parametrize("by", [BEN, STRANGER])
def test_nobody_but_a_recovery_recipient_opens_in_an_emergency(by: str) -> None:
    """And none in another's name."""
    with pytest.raises(ChartDamaged):
        _follow((by, r.EmergencyOpened(by, "why")))
    with pytest.raises(ChartDamaged):
        _follow((RESCUER, r.EmergencyOpened(by, "why")))


def test_what_an_imported_chart_says_of_access_was_about_others() -> None:
    """It came from another practice: it gives nobody anything here."""
    stated = r.Stated(AT, "Dr E. Where")
    records = [
        r.Record("1" * 32, "9" * 32, HOLDER, 1, AT, r.ClientAdded("MK-014"), stated),
        r.Record("2" * 32, "9" * 32, HOLDER, 1, AT, r.AccessGranted(BEN, Role.WRITE), stated),
        r.Record("3" * 32, "9" * 32, HOLDER, 1, AT, r.HolderChanged(BEN), stated),
    ]
    assert follow(records, _Standings) == Access(HOLDER)


_people = st.sampled_from([HOLDER, BEN, CLARA, OWNER, RESCUER, STRANGER])
_bodies = st.one_of(
    st.just(_contact()),
    st.just(EXPORTED),
    st.builds(r.AccessGranted, _people, st.sampled_from(Role)),
    st.builds(r.AccessRevoked, _people),
    st.builds(r.HolderChanged, _people),
    st.builds(r.EmergencyOpened, _people, st.just("why")),
)


@given(st.lists(st.tuples(_people, _bodies), max_size=12))
def test_a_stranger_never_gets_in_by_their_own_word(said: list[tuple[str, r.Bodies]]) -> None:
    """Whatever else is written: without a grant by who may give one, a member has no role."""
    start: list[tuple[str, r.Bodies]] = []
    for author, body in said:
        try:
            _follow((author, body), start=start)
        except ChartDamaged:
            continue
        start.append((author, body))
    access = _follow(start=start)
    named = {body.member for _, body in start if isinstance(body, r.AccessGranted | r.HolderChanged)}
    opened = {author for author, body in start if isinstance(body, r.EmergencyOpened)}
    assert set(access.roles) <= named | opened | {HOLDER}
    assert STRANGER not in access.roles or STRANGER in named
    assert access.holder not in access.roles
