"""What an owner says of the members: their standing, recovery recipients, and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Locked, UsageProblem
from ipt_notes.keys.grants import OWN
from ipt_notes.services import clients
from ipt_notes.services.members import leaving, pins, standing
from ipt_notes.services.members.leaving import WouldLoseClients
from ipt_notes.services.members.roster import MemberNotFound, Standing
from ipt_notes.services.members.roster_key import roster_stream
from ipt_notes.services.members.roster_records import RecoverySet
from ipt_notes.services.members.roster_stream import append_roster
from ipt_notes.services.members.standing import HasLeft, LastOwner, NoPractice, NotOwner
from tests.services.members.practices import FOUNDER, make_practice, opened
from tests.vault import building

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.services.practice import Practice

OWNER, THERAPIST, TRAINEE = Standing
OF_OWNERS: dict[str, Callable[[Practice, str], object]] = {
    "standing": lambda practice, name: standing.change_standing(practice, name, TRAINEE),
    "recovery": lambda practice, name: standing.set_recovery(practice, name, is_recovery=True),
    "remove": leaving.remove,
}


@pytest.mark.parametrize("act", OF_OWNERS.values(), ids=OF_OWNERS)
def test_only_an_owner_says_what_members_are(tmp_path: Path, act: Callable) -> None:
    """A therapist can't, be it of themselves."""
    make_practice(tmp_path, anna=THERAPIST, berta=THERAPIST)
    with opened(tmp_path, "anna") as practice:
        before = practice.port.head(roster_stream(practice.port.vault_id))
        for name in ("anna", "berta", FOUNDER):
            with pytest.raises(NotOwner):
                act(practice, name)
        assert practice.port.head(roster_stream(practice.port.vault_id)) == before


@pytest.mark.parametrize("act", OF_OWNERS.values(), ids=OF_OWNERS)
def test_nothing_is_said_of_who_is_not_there(tmp_path: Path, act: Callable) -> None:
    """Somebody unknown, somebody who left, and anybody in a vault of one."""
    with building.make_practice(tmp_path / "alone") as practice, pytest.raises(NoPractice):
        act(practice, FOUNDER)
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path) as practice:
        with pytest.raises(MemberNotFound):
            act(practice, "nobody")
        leaving.remove(practice, "anna")
        with pytest.raises(HasLeft):
            act(practice, "anna")


def test_the_last_owner_stays_one(tmp_path: Path) -> None:
    """Until somebody else is one too."""
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path) as practice:
        for act in (OF_OWNERS["standing"], OF_OWNERS["remove"]):
            with pytest.raises(LastOwner):
                act(practice, FOUNDER)
        standing.change_standing(practice, "anna", OWNER)
        standing.change_standing(practice, FOUNDER, TRAINEE)
        assert [owner.name for owner in practice.roster.owners] == ["anna"]


def test_what_is_so_already_is_not_written_again(tmp_path: Path) -> None:
    """The roster stays as long as it is."""
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path) as practice:
        before = practice.port.head(roster_stream(practice.port.vault_id))
        standing.change_standing(practice, "anna", THERAPIST)
        standing.set_recovery(practice, "anna", is_recovery=False)
        assert practice.port.head(roster_stream(practice.port.vault_id)) == before


def test_a_recovery_recipient_is_one_for_everybody(tmp_path: Path) -> None:
    """Once the owner has compared their words; colleagues read it in the roster."""
    make_practice(tmp_path, anna=THERAPIST, berta=THERAPIST)
    with opened(tmp_path) as practice:
        with pytest.raises(pins.NotConfirmed):
            standing.set_recovery(practice, "anna", is_recovery=True)
        pins.pin(practice, practice.roster.find("anna"))
        standing.set_recovery(practice, "anna", is_recovery=True)
    with opened(tmp_path, "berta") as practice:
        assert [member.name for member in practice.roster.present if member.is_recovery] == ["anna"]


def test_who_is_removed_has_no_way_in(tmp_path: Path) -> None:
    """Their slots and grants are gone; colleagues go on, and see that they left."""
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path) as practice:
        done = leaving.remove(practice, "anna")
        assert (done.name, done.slots, done.grants) == ("anna", 2, 0)
        anna = practice.roster.find("anna")
        assert [list(practice.port.key_rows(kind, anna.id)) for kind in ("slot", "grant", "offer")] == [
            []
        ] * 3
        assert not anna.is_present
    with pytest.raises(Locked):
        opened(tmp_path, "anna")


def test_clients_whom_nobody_else_reads_are_not_lost_unawares(tmp_path: Path) -> None:
    """Their number has to be given, and be right; then they are gone."""
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path, "anna") as practice:
        for code in ("MK-014", "MK-015"):
            clients.add_client(practice, code, "Name", None, clients.NewCourse())
    with opened(tmp_path) as practice:
        for number in (0, 1, 3):
            with pytest.raises(WouldLoseClients, match="two clients"):
                leaving.remove(practice, "anna", abandon=number)
        assert practice.roster.find("anna").is_present
        done = leaving.remove(practice, "anna", abandon=2)
        assert (done.grants, done.abandoned) == (2, 2)
        assert all(row.blob[0] != OWN for row in practice.port.key_rows("grant"))


def test_an_owner_may_leave_beside_another_one(tmp_path: Path) -> None:
    """They take themselves out; the practice goes on."""
    make_practice(tmp_path, anna=OWNER)
    with opened(tmp_path) as practice:
        leaving.remove(practice, FOUNDER)
    with pytest.raises(Locked):
        opened(tmp_path)
    with opened(tmp_path, "anna") as practice:
        assert [member.name for member in practice.roster.present] == ["anna"]


def test_what_another_owner_wrote_meanwhile_is_seen(tmp_path: Path) -> None:
    """It is decided anew: nothing is overwritten, and nothing is said twice."""
    make_practice(tmp_path, anna=OWNER, berta=THERAPIST)
    with opened(tmp_path) as practice, opened(tmp_path, "anna") as other:
        decided = []

        def decide(roster) -> list:
            berta = roster.find("berta")
            decided.append(berta.standing)
            if len(decided) == 1:
                standing.change_standing(other, "berta", TRAINEE)
            return [RecoverySet(berta.id.hex(), is_recovery=True)]

        roster = append_roster(practice, decide)
        assert decided == [THERAPIST, TRAINEE]
        assert (roster.find("berta").standing, roster.find("berta").is_recovery) == (TRAINEE, True)


def test_a_member_is_found_by_name_or_by_the_ids_first_digits(tmp_path: Path) -> None:
    """However the name is written; what fits several, or nobody, is told with what would fit."""
    make_practice(tmp_path, Anna=THERAPIST, anton=THERAPIST)
    with opened(tmp_path) as practice:
        roster = practice.roster
        anna = roster.find("ＡＮＮＡ ")
        assert anna is roster.find(anna.id.hex()[:8]) is roster.find(anna.id.hex().upper())
        with pytest.raises(MemberNotFound, match="Annna") as told:
            roster.find("Annna")
        assert "'Anna'" in told.value.hint
        for name in (anna.id.hex()[:3], ""):
            with pytest.raises(MemberNotFound):
                roster.find(name)


def test_who_came_back_is_found_before_who_left(tmp_path: Path) -> None:
    """Of two of one name the one who is there counts; of two who left the digits tell."""
    make_practice(tmp_path, anna=THERAPIST)
    with opened(tmp_path) as practice:
        leaving.remove(practice, "anna")
        first = practice.roster.find("anna")
    (tmp_path / "anna" / "kit.txt").unlink()
    make_again(tmp_path)
    with opened(tmp_path) as practice:
        second = practice.roster.find("anna")
        assert second.id != first.id
        leaving.remove(practice, "anna")
        with pytest.raises(UsageProblem, match=first.id.hex()[:8]):
            practice.roster.find("anna")
        assert practice.roster.find(first.id.hex()[:8]).id == first.id


def make_again(folder: Path) -> None:
    """Anna comes back, with the key file she has."""
    from tests.services.members.practices import accept, invite

    accept(folder, "anna", invite(folder, "anna"))
