"""`vault verify` in a practice of several: what is other members' is theirs, and what nobody of them wrote is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ipt_notes.cli.vault import _told_verified
from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Role
from ipt_notes.keys.identity import IDENTITY, make_identity
from ipt_notes.keys.offers import seal_notice
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.services.members.roster_key import roster_stream
from ipt_notes.services.members.rows import PRACTICE
from ipt_notes.services.members.standing import set_recovery
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import backing_up
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.streams import new_id, seal_behind
from ipt_notes.services.trust.verifying import Verified, verify_vault
from ipt_notes.services.unlock.unlocking import open_untrusted
from ipt_notes.vault.port import KeyChange
from tests.keys.test_grants import member
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import note_contact

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

BEN, CLARA = "Dr B. Sample", "Dr C. Instance"
CODE = "MK-014"
STRANGER = b"s" * 16


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna has two clients; Ben reads one of them, and Clara has joined."""
    shared = Sharing(tmp_path, CODE, "MK-020")
    shared.add(BEN)
    shared.add(CLARA)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEN, Role.READ)
    shared.open(BEN).close()
    return shared


def verified(shared: Sharing, name: str) -> Verified:
    """What `vault verify` tells a member, who took nothing up before."""
    with open_untrusted(shared.places[name], Nobody()) as practice:
        return verify_vault(practice)


def put(practice: Practice, *changes: KeyChange) -> None:
    """Write rows of keys as whoever can write to the vault does it: nothing tells of them."""
    practice.port.commit([], changes)


def damage(shared: Sharing, sql: str, *values: object) -> None:
    """Change the vault's file without the program."""
    with closing(sqlite3.connect(shared.folder / "vault.ipt")) as db, db:
        assert db.execute(sql, values).rowcount


def test_what_is_other_members_is_counted_and_not_damage(shared: Sharing) -> None:
    """Their charts, ledgers and audits; an owner of the practice has the keys of the latter."""
    streams = {}
    for name in (ANNA, BEN, CLARA):
        found = verified(shared, name)
        assert found.problems == ()
        streams[name] = found.others, found.charts, found.slots
    with shared.open(ANNA) as anna:
        there = len(list(anna.port.streams()))
    assert streams[CLARA][1:] == (0, 2)
    assert streams[CLARA][0] == there - 2  # the roster and her ledger
    assert streams[BEN][1:] == (1, 2)
    assert streams[ANNA][1:] == (2, 2)
    assert 0 == streams[ANNA][0] < streams[BEN][0] < streams[CLARA][0]


def test_the_streams_of_others_are_told_in_words() -> None:
    """And whose business they are; in a vault of one nothing is said."""
    told = list(_told_verified(Verified(2, 9, 9, 1, (), others=41)))
    assert told[0] == "41 streams of other members, whose keys you do not have: they can verify them"
    assert len(list(_told_verified(Verified(2, 9, 9, 1, ())))) == 1


@pytest.mark.parametrize("kind", ["slot", "grant", "member", "offer"])
def test_rows_of_somebody_who_is_not_in_the_roster_are_nobodys(shared: Sharing, kind: str) -> None:
    """Whoever can write to the vault makes nobody a member."""
    with shared.open(ANNA) as anna:
        put(anna, KeyChange(kind, STRANGER, IDENTITY, b"whatever"))
    for name in (ANNA, CLARA):
        (problem,) = verified(shared, name).problems
        assert problem.endswith("belongs to nobody here")


def test_an_exchanged_identity_of_a_colleague_is_told_by_name(shared: Sharing) -> None:
    """The roster says which keys are theirs; so does a missing one."""
    with shared.open(ANNA) as anna:
        ben = anna.roster.find(BEN).id
        forged = make_identity(vault=anna.port.vault_id, member=ben, root=bytes(32), name=BEN)
        put(anna, KeyChange("member", ben, IDENTITY, forged))
    assert verified(shared, ANNA).problems == (f"the identity of {BEN} is not the roster's",)
    with shared.open(ANNA) as anna:
        put(anna, KeyChange("member", ben, IDENTITY, b""))
    assert verified(shared, CLARA).problems == (f"the identity of {BEN} is not the roster's",)
    with shared.open(ANNA) as anna:
        put(anna, KeyChange("member", ben, IDENTITY, None))
    assert verified(shared, ANNA).problems == (f"the identity of {BEN} is gone",)


def test_every_record_of_the_roster_is_verified(shared: Sharing) -> None:
    """Also those that this machine has seen before; which rows and authors are sound can't be told without it."""
    with shared.open(CLARA) as clara:
        stream = roster_stream(clara.port.vault_id)
        count = clara.port.head(stream).seq
    assert count == 5
    for seq in range(1, count + 1):
        with shared.open(CLARA) as clara:
            sound = dict(clara.port.read(stream))[seq]
        damage(
            shared, "UPDATE record SET blob = ? WHERE stream = ? AND seq = ?", sound[:-1] + b"\0", stream, seq
        )
        assert (
            f"record {seq} of the roster of the practice is damaged or was tampered with."
            in verified(shared, CLARA).problems
        )
        damage(shared, "UPDATE record SET blob = ? WHERE stream = ? AND seq = ?", sound, stream, seq)
    assert verified(shared, CLARA).problems == ()


def test_a_roster_that_lost_its_end_is_told(shared: Sharing) -> None:
    """Here it would take back that Clara is a member."""
    with shared.open(ANNA) as anna:
        stream = roster_stream(anna.port.vault_id)
    damage(shared, "DELETE FROM record WHERE stream = ? AND seq = 5", stream)
    assert any("the roster of the practice" in problem for problem in verified(shared, ANNA).problems)


def test_a_member_whose_key_of_the_roster_was_taken_is_told(shared: Sharing) -> None:
    """The vault looks like that of one therapist then, and the ledger tells that it is not."""
    with shared.open(BEN) as ben:
        put(ben, KeyChange("member", ben.member.id, PRACTICE, None))
    assert any("gone" in problem for problem in verified(shared, BEN).problems)


def test_an_offer_that_no_colleague_signed_is_told_to_everybody(shared: Sharing) -> None:
    """One that a stranger signed, or that was moved from another member's rows or to another client's."""
    with shared.open(ANNA) as anna:
        ben, clara = anna.roster.find(BEN).id, anna.roster.find(CLARA).id
        place = {"what": "withdrawn", "epoch": 1, "vault": anna.port.vault_id}
        forged = seal_notice(b"c" * 16, to=ben, grantor=member(STRANGER), **place)
        sound = seal_notice(b"c" * 16, to=ben, grantor=anna.member, **place)
        for whose, id_, blob in (
            (ben, b"c" * 16, forged),
            (clara, b"c" * 16, sound),
            (ben, b"d" * 16, sound),
            (ben, b"c" * 16, b""),
        ):
            put(anna, KeyChange("offer", whose, id_, blob))
            for name in (ANNA, BEN, CLARA):
                (problem,) = verified(shared, name).problems
                assert problem.startswith(f"an offer ({id_.hex()[:8]}) is not what a colleague signed")
            put(anna, KeyChange("offer", whose, id_, None))


def test_what_colleagues_offer_and_was_not_taken_up_is_sound(shared: Sharing) -> None:
    """A first grant, a new key, access that was taken back, a client who was erased: each waits for the member."""
    with shared.open(ANNA) as anna:
        set_recovery(anna, CLARA, is_recovery=True)
        grant_access(anna, "MK-020", BEN, Role.WRITE)
        grant_access(anna, CODE, CLARA, Role.READ)
        revoke_access(anna, CODE, CLARA)
        note_contact(anna, CODE, "under a new key")
    assert [verified(shared, name).problems for name in (ANNA, BEN, CLARA)] == [(), (), ()]
    assert verified(shared, BEN).charts == 2
    shared.open(BEN).close()
    with shared.open(ANNA) as anna:
        revoke_access(anna, CODE, BEN)
        note_contact(anna, CODE, "not for Ben")
        erase_client(anna, "MK-020", Nobody(), confirm="MK-020", ground="an exercise")
    assert [verified(shared, name).problems for name in (ANNA, BEN, CLARA)] == [(), (), ()]


def test_what_a_colleague_had_no_right_to_write_is_damage(shared: Sharing) -> None:
    """Ben may read; a program of his own signs a record and puts it behind the others."""
    with shared.open(BEN) as ben:
        chart = ben.open(CODE)
        body = r.HoldPlaced("not mine to say")
        record = r.Record(
            new_id(), chart.grant.client.hex(), ben.member.id.hex(), 1, ben.settings.clock(), body
        )
        appends, _ = seal_behind(
            chart.head, [r.encode(record)], stream=chart.grant.client, keys=chart.keys, author=ben.member
        )
        ben.port.commit(appends)
    for name in (ANNA, BEN):
        (problem,) = verified(shared, name).problems
        assert problem.startswith(f"record {appends[0].seq} of the chart of {CODE} is damaged")
    assert verified(shared, CLARA).problems == ()


def test_a_chart_that_was_shared_may_not_lose_what_this_computer_has_seen(shared: Sharing) -> None:
    """Although its keys are gone by now: where it ended is still known."""
    with shared.open(ANNA) as anna:
        stream = anna.find(CODE).client
        revoke_access(anna, CODE, BEN)
    shared.open(BEN).close()
    assert verified(shared, BEN).problems == ()
    damage(shared, "DELETE FROM record WHERE stream = ? AND seq > 2", stream)
    assert any("a chart of other members" in problem for problem in verified(shared, BEN).problems)


def test_a_backup_from_before_somebody_joined_is_proven_as_it_is(shared: Sharing) -> None:
    """With the roster of its day, whoever joined since."""
    with shared.open(ANNA) as anna:
        backing_up.back_up(anna, shared.folder / "backup.ipt")
    shared.add("Dr D. Later")
    with shared.open(ANNA) as anna:
        note_contact(anna, CODE, "later")
    place = shared.places[BEN]._replace(where=str(shared.folder / "backup.ipt"))
    with open_untrusted(place, Nobody()) as practice:
        found = verify_vault(practice, against_seen=False)
    assert found.problems == ()
    assert found.charts == 1
