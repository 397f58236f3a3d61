"""A hostile server, with and without a member who helps it: what it can do to the roster, and what is told.

It is trusted with nothing but that it answers. What can't be found out is here too, as tests that say so.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ipt_notes.digests import sha256
from ipt_notes.errors import ChartDamaged, Damaged, KeysGone, KeysReplaced, RolledBack
from ipt_notes.keys.identity import IDENTITY, make_identity, public_half
from ipt_notes.services.members import joining, leaving, pins, standing
from ipt_notes.services.members import roster_records as rr
from ipt_notes.services.members.founding import found
from ipt_notes.services.members.pins import ChangedKey
from ipt_notes.services.members.roster import Standing, read_roster
from ipt_notes.services.members.roster_key import own_entry, roster_keys
from ipt_notes.services.members.roster_replay import Replay
from ipt_notes.services.members.rows import PRACTICE, pin_row
from ipt_notes.services.trust.streams import START, new_id, open_stream, seal_behind
from ipt_notes.vault.port import KeyChange
from tests.services.members.hostile import Hostile, at_server
from tests.services.members.practices import FOUNDER, accept, invite, make_practice, opened, settings_of
from tests.vault.building import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.members.roster import Roster
    from ipt_notes.services.practice import Practice

OWNER, THERAPIST, TRAINEE = Standing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice: who made it, Anna who is an owner, Berta, and Mallory, who was removed by it lately."""
    folder = tmp_path_factory.mktemp("practice")
    make_practice(folder, anna=OWNER, berta=THERAPIST, mallory=THERAPIST)
    for name in ("", "anna", "berta"):
        with opened(folder, name) as practice:
            standing_of(practice, "mallory")
    return folder.rename(folder.with_name("practice, kept"))  # a copy of it is no second vault


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that practice, to work on."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def standing_of(practice: Practice, name: str) -> Standing:
    """What a member is, by the roster as it is read now."""
    return read_roster(practice).find(name).standing


def names(roster: Roster) -> list[str]:
    """Who is in the practice."""
    return [member.name for member in roster.present]


def swap(blobs: list[bytes]) -> list[bytes]:
    """The last two records in each other's place."""
    return [*blobs[:-2], blobs[-1], blobs[-2]]


def bend(blobs: list[bytes]) -> list[bytes]:
    """One bit of the last record turned."""
    return [*blobs[:-1], blobs[-1][:-1] + bytes([blobs[-1][-1] ^ 1])]


LIES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], type[Damaged]]] = {
    "drops the last record": (lambda blobs: blobs[:-1], RolledBack),
    "drops all records": (lambda _: [], RolledBack),
    "drops a record in the middle": (lambda blobs: [*blobs[:2], *blobs[3:]], ChartDamaged),
    "plays the last record again": (lambda blobs: [*blobs, blobs[-1]], ChartDamaged),
    "plays an early record again": (lambda blobs: [*blobs, blobs[1]], ChartDamaged),
    "puts an early record in the last one's place": (lambda blobs: [*blobs[:-1], blobs[1]], ChartDamaged),
    "exchanges two records": (swap, ChartDamaged),
    "turns a bit": (bend, ChartDamaged),
    "adds bytes of its own": (lambda blobs: [*blobs, bytes(len(blobs[0]))], ChartDamaged),
    "shows a record cut short": (lambda blobs: [*blobs[:-1], blobs[-1][:40]], ChartDamaged),
    "shows an empty record": (lambda blobs: [*blobs[:-1], b""], ChartDamaged),
}


@pytest.mark.parametrize(("lie", "error"), LIES.values(), ids=LIES)
def test_what_the_server_does_to_the_records_is_told(
    folder: Path, lie: Callable, error: type[Damaged]
) -> None:
    """To a member who has seen the roster before; it is named."""
    with at_server(folder, "berta") as (server, practice):
        assert standing_of(practice, "mallory") is THERAPIST
        server.roster = lie
        with pytest.raises(error, match="roster of the practice"):
            read_roster(practice)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_choice_of_the_true_records_is_another_roster(made: Path, data: st.DataObject) -> None:
    """Whichever the server shows, in whatever order: the roster as it is, or an error. Never a third."""
    with at_server(made, "berta") as (server, practice):
        before = names(read_roster(practice))
        count = server.head(server.stream).seq
        order = data.draw(st.lists(st.integers(0, count - 1), max_size=count + 2))
        server.roster = lambda blobs: [blobs[at] for at in order]
        if order == list(range(count)):
            assert names(read_roster(practice)) == before
        else:
            with pytest.raises((ChartDamaged, RolledBack)):
                read_roster(practice)


def test_other_keys_in_a_members_row_change_nothing(folder: Path) -> None:
    """Colleagues take a member's keys from the roster, which the member signed; the words stay the same."""
    with at_server(folder) as (server, practice):
        berta = practice.roster.find("berta")
        words = pins.words_of(practice, berta)
        false = make_identity(vault=server.vault_id, member=berta.id, root=bytes(32), name="berta")
        server.rows = lambda row: false if (row.member, row.id) == (berta.id, IDENTITY) else row.blob
        assert public_half(server.key_row("member", berta.id, IDENTITY)).signing != berta.signing[0][1]
        assert pins.words_of(practice, read_roster(practice).find("berta")) == words


def test_a_vault_of_several_is_not_passed_off_as_one_of_one(folder: Path) -> None:
    """The row with the roster's key can't be taken away, or exchanged, unnoticed."""
    with at_server(folder) as (server, practice):
        me = practice.member.id
        server.rows = lambda row: None if (row.member, row.id) == (me, PRACTICE) else row.blob
        with pytest.raises(KeysGone):
            read_roster(practice)
        server.rows = lambda row: bytes(200) if (row.member, row.id) == (me, PRACTICE) else row.blob
        with pytest.raises(KeysReplaced):
            read_roster(practice)


def test_nobody_is_made_to_found_the_practice_again(folder: Path) -> None:
    """Whatever the server hides: a second roster would be a fork."""
    with at_server(folder) as (server, practice):
        server.rows = lambda row: None if row.id == PRACTICE else row.blob
        with pytest.raises(KeysGone):
            found(practice)


def test_what_was_confirmed_can_not_be_taken_back_or_exchanged(folder: Path) -> None:
    """By the server, or with the pin of somebody else."""
    with at_server(folder) as (server, practice):
        anna, berta = (practice.roster.find(name) for name in ("anna", "berta"))
        pins.pin(practice, anna)
        pins.pin(practice, berta)
        pin = pin_row(anna.id)
        others = server.key_row("member", practice.member.id, pin_row(berta.id))
        for shown, error in ((None, KeysGone), (others, KeysReplaced), (bytes(124), KeysReplaced)):
            server.rows = lambda row, shown=shown: shown if row.id == pin else row.blob
            with pytest.raises(error):
                pins.require_pinned(practice, anna)


def test_a_member_whom_the_server_makes_up_is_nobody(folder: Path) -> None:
    """Rows with an identity and slots are no record in the roster."""
    with at_server(folder) as (server, practice):
        stranger = b"s" * 16
        identity = make_identity(vault=server.vault_id, member=stranger, root=bytes(32), name="Stranger")
        server.port.commit([], [KeyChange("member", stranger, IDENTITY, identity)])
        roster = read_roster(practice)
        assert stranger not in roster.members
        assert roster.public_of(stranger, 1) is None
        assert roster.name_of(stranger) == "somebody who is not in the practice"


class Insider:
    """A member who has the roster's key, as all have, and helps the server: seals what they like behind any record."""

    def __init__(self, practice: Practice) -> None:
        """Take the key along."""
        entry = own_entry(practice)
        assert entry
        self.member, self.stream_keys = practice.member, roster_keys(practice.port.vault_id, entry.key)
        self.vault, self.key = practice.port.vault_id, entry.key

    def behind(self, server: Hostile, count: int, *records: tuple[rr.RosterRecord, Member]) -> Callable:
        """The first `count` true records, and these behind them, each signed by who is given."""

        def shown(blobs: list[bytes]) -> list[bytes]:
            kept = blobs[:count]
            head = START._replace(seq=count, hash=sha256(kept[-1]) if kept else bytes(32))
            added = []
            for record, signer in records:
                (append,), head = seal_behind(
                    head, [rr.encode(record)], stream=server.stream, keys=self.stream_keys, author=signer
                )
                added.append(append.blob)
            return [*kept, *added]

        return shown

    def after(self, server: Hostile, count: int) -> str:
        """The digest that a record behind the first `count` ones has to name."""
        replay, head = Replay(self.vault, server.stream), START
        for each in open_stream(server.port, server.stream, self.stream_keys):
            if head.seq == count:
                break
            head = each.head
            replay.take(each.payload, each.signature, head.seq)
        return replay.after


def record(author: bytes, after: str, body: rr.Bodies) -> rr.RosterRecord:
    """A record of the roster."""
    return rr.RosterRecord(new_id(), author.hex(), after, NOW, body)


def test_a_member_can_not_write_what_only_owners_may(folder: Path) -> None:
    """Not in their own name, and not in an owner's."""
    with at_server(folder, "mallory") as (_, practice):
        insider = Insider(practice)
        owner = practice.roster.find(FOUNDER).id
    with at_server(folder) as (server, practice):
        read_roster(practice)
        count = server.head(server.stream).seq
        body = rr.StandingChanged(insider.member.id.hex(), OWNER)
        for author in (insider.member.id, owner):
            lie = record(author, insider.after(server, count), body)
            server.roster = insider.behind(server, count, (lie, insider.member))
            with pytest.raises(ChartDamaged, match=f"record {count + 1} of the roster"):
                read_roster(practice)


def test_what_an_owner_said_once_can_not_be_played_again(folder: Path) -> None:
    """An insider who seals an owner's old record anew, signature and all, behind a later one."""
    with opened(folder) as practice:
        standing.change_standing(practice, "mallory", OWNER)
        standing.change_standing(practice, "mallory", TRAINEE)
        insider = Insider(practice)
    with at_server(folder, "anna") as (server, practice):
        count = server.head(server.stream).seq
        blobs = [blob for _, blob in server.port.read(server.stream)]
        previous = sha256(blobs[-3])
        signed = insider.stream_keys.unseal(blobs[-2], seq=count - 1, previous=previous)
        again = insider.stream_keys.seal(signed, seq=count + 1, previous=sha256(blobs[-1]))
        server.roster = lambda blobs: [*blobs, again]
        with pytest.raises(ChartDamaged):
            read_roster(practice)
        assert standing_of_true(folder, "mallory") is TRAINEE


def standing_of_true(folder: Path, name: str) -> Standing:
    """What a member is, by the vault as it is."""
    with opened(folder) as practice:
        return standing_of(practice, name)


def test_who_saw_a_removal_does_not_unsee_it(folder: Path) -> None:
    """Mallory cuts it off, and goes on as if it had not been: a colleague who saw it is told."""
    with at_server(folder, "mallory") as (_, practice):
        insider = Insider(practice)
    with opened(folder) as practice:
        leaving.remove(practice, "mallory")
    with at_server(folder, "berta") as (server, practice):
        assert "mallory" not in names(read_roster(practice))
        count = server.head(server.stream).seq
        server.roster = lambda blobs: blobs[:-1]
        with pytest.raises(RolledBack):
            read_roster(practice)
        lie = record(insider.member.id, "", rr.MemberLeft(practice.member.id.hex()))
        server.roster = insider.behind(server, count - 1, (lie, insider.member))
        with pytest.raises(RolledBack):
            read_roster(practice)


def test_a_roster_that_was_written_anew_is_told_on_a_fresh_computer_too(folder: Path) -> None:
    """Mallory founds it again, with herself as its owner: the members' own rows name the record they came in with."""
    with at_server(folder, "mallory") as (_, practice):
        insider = Insider(practice)
    member = insider.member
    keys = ((1, member.public.hex()),)
    begun = record(
        member.id, "", rr.Founded(member.id.hex(), "mallory", keys, member.encryption_public.hex())
    )
    for name in ("", "anna", "berta"):
        with at_server(folder, name, is_fresh=True) as (server, practice):
            first = rr.RosterRecord(begun.id, begun.author, server.stream.hex(), NOW, begun.body)
            server.roster = insider.behind(server, 0, (first, member))
            with pytest.raises(RolledBack):
                read_roster(practice)


def test_a_fork_is_told_as_soon_as_a_member_sees_both_sides(folder: Path) -> None:
    """Two owners are shown two vaults, and each writes: the branch of the other is refused, on either side."""
    other = fork(folder)
    write_apart(folder, other)
    for name, where in (("", other), ("anna", str(folder / "vault.ipt"))):
        with at_server(folder, name, where) as (_, practice), pytest.raises(RolledBack):
            read_roster(practice)


def fork(folder: Path) -> str:
    """A second vault, the same as the first until now."""
    with opened(folder, "anna") as practice:
        practice.port.copy_to(str(folder / "fork.ipt"))
    return str(folder / "fork.ipt")


def write_apart(folder: Path, other: str) -> None:
    """Who made the practice and Anna each change it, in a vault of their own."""
    with at_server(folder) as (_, practice):
        standing.change_standing(practice, "mallory", OWNER)
    with at_server(folder, "anna", other) as (_, practice):
        leaving.remove(practice, "mallory")


def test_nobody_joins_a_branch_that_lacks_their_invitation(folder: Path) -> None:
    """The invitation names the record that it is."""
    other = fork(folder)
    invitation = invite(folder, "carla")
    (folder / "carla").mkdir()
    where = settings_of(folder, "carla")._replace(where=other)
    with pytest.raises(joining.OlderRoster):
        joining.join(where, invitation, [], kit=folder / "carla" / "kit.txt")
    accept(folder, "carla", invitation)


def test_keys_that_an_owner_and_the_server_exchange_are_told_by_the_pin(folder: Path) -> None:
    """Somebody who comes in under a confirmed colleague's name is another member; with their id, other keys are refused."""
    with at_server(folder) as (_, practice):
        berta = practice.roster.find("berta")
        pins.pin(practice, berta)
        mallory = practice.roster.find("mallory")
        false = replace(mallory, id=berta.id, name="berta")
        with pytest.raises(ChangedKey):
            pins.require_pinned(practice, false)
        with pytest.raises(pins.NotConfirmed):
            pins.require_pinned(practice, replace(mallory, name="berta"))


# --- what can't be found out ---------------------------------------------------------------------------------


def test_a_fresh_computer_can_not_tell_that_the_end_is_withheld(folder: Path) -> None:
    """It has seen nothing: a roster that ends behind the member's own joining is taken. The next honest answer mends it."""
    with opened(folder) as practice:
        leaving.remove(practice, "mallory")
    with at_server(folder, "berta", is_fresh=True) as (server, practice):
        server.roster = lambda blobs: blobs[:-1]
        assert "mallory" in names(read_roster(practice))
        server.roster = list
        assert "mallory" not in names(read_roster(practice))
        server.roster = lambda blobs: blobs[:-1]
        with pytest.raises(RolledBack):
            read_roster(practice)


def test_a_fork_can_not_be_told_while_each_sees_one_side(folder: Path) -> None:
    """Until somebody's computer is shown both, or they talk: each side is a roster as good as the other."""
    other = fork(folder)
    write_apart(folder, other)
    with at_server(folder) as (_, practice):
        assert standing_of(practice, "mallory") is OWNER
    with at_server(folder, "anna", other) as (_, practice):
        assert "mallory" not in names(read_roster(practice))


def test_news_that_is_held_back_can_not_be_told(folder: Path) -> None:
    """A computer that is shown what it saw last, and no more, is shown an honest roster: only of another day."""
    with at_server(folder, "berta") as (server, practice):
        before = names(read_roster(practice))
        shown = [blob for _, blob in server.port.read(server.stream)]
        with opened(folder) as owner:
            leaving.remove(owner, "mallory")
        server.roster = lambda _: shown
        assert names(read_roster(practice)) == before
