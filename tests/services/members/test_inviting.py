"""Inviting somebody and joining: what each side has to show, and what is refused."""

from __future__ import annotations

import datetime as dt
import stat
from typing import TYPE_CHECKING

import msgspec
import pytest

from ipt_notes.errors import (
    ChartDamaged,
    FileInTheWay,
    NotFound,
    UsageProblem,
    VaultNotFound,
    WorldProblem,
)
from ipt_notes.keys.fingerprint import same_words
from ipt_notes.services.members import inviting, joining, pins
from ipt_notes.services.members.invitation_file import read_invitation
from ipt_notes.services.members.inviting import AlreadyMember
from ipt_notes.services.members.joining import AnotherVault, InvitationOver, InvitationSpent, OlderRoster
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.standing import NotOwner, withdraw
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.known_members import known_member
from ipt_notes.services.unlock.unlocking import open_practice
from tests.services.members.practices import (
    FOUNDER,
    accept,
    invite,
    make_practice,
    opened,
    settings_of,
)
from tests.vault import building
from tests.vault.building import NOW

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path, who: str = "") -> list[str]:
    """Who is in the practice, as a member reads it."""
    with opened(folder, who) as practice:
        return [member.name for member in practice.roster.present]


def test_a_vault_of_one_has_no_roster(tmp_path: Path) -> None:
    """Its member is alone, and has every right."""
    with building.make_practice(tmp_path) as practice:
        roster = practice.roster
        assert roster.is_alone
        assert [(member.name, member.standing) for member in roster.present] == [(FOUNDER, Standing.OWNER)]
        assert roster.public_of(practice.member.id, 1) == practice.member.public
        assert not practice.is_shared


def test_two_members_read_the_same_roster(tmp_path: Path) -> None:
    """Each with a way in of their own."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    assert names(tmp_path) == names(tmp_path, "anna") == [FOUNDER, "anna"]


def test_the_invitation_is_a_private_file_that_takes_no_others_place(tmp_path: Path) -> None:
    """It is there complete, and a file that was there stays."""
    with building.make_practice(tmp_path) as practice:
        file = tmp_path / "anna.invitation"
        done = inviting.invite(practice, "  Anna  ", file, standing=Standing.TRAINEE, days=3)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert (done.name, done.standing, done.until) == (
            "Anna",
            Standing.TRAINEE,
            NOW + dt.timedelta(days=3),
        )
        before = file.read_bytes()
        with pytest.raises(FileInTheWay):
            inviting.invite(practice, "Berta", file)
        assert file.read_bytes() == before
        assert [each.name for each in practice.roster.invites.values()] == ["Anna"]


def test_an_invitation_that_could_not_be_written_is_withdrawn(tmp_path: Path) -> None:
    """Nobody could use it."""
    with building.make_practice(tmp_path) as practice:
        (tmp_path / "file").touch()
        with pytest.raises(WorldProblem):
            inviting.invite(practice, "Anna", tmp_path / "file" / "anna.invitation")
        assert not practice.roster.invites


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "An\nna", "An\x1b[2Jna"])
def test_a_member_has_a_name_that_can_be_shown(tmp_path: Path, name: str) -> None:
    """Nothing is founded for one that can't."""
    with building.make_practice(tmp_path) as practice:
        with pytest.raises(UsageProblem):
            inviting.invite(practice, name, tmp_path / "new")
        assert practice.roster.is_alone


@pytest.mark.parametrize("days", [0, -1, 91])
def test_an_invitation_serves_for_days_not_for_ever(tmp_path: Path, days: int) -> None:
    """At most for a quarter of a year."""
    with building.make_practice(tmp_path) as practice, pytest.raises(UsageProblem):
        inviting.invite(practice, "Anna", tmp_path / "new", days=days)


def test_nobody_is_invited_under_the_name_of_a_member(tmp_path: Path) -> None:
    """However it is written: names are how members are called on the command line."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    for name in ("ANNA", "dr a. example"):
        with pytest.raises(AlreadyMember):
            invite(tmp_path, name)


def test_only_an_owner_invites(tmp_path: Path) -> None:
    """A therapist is refused before anything is written."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    with opened(tmp_path, "anna") as practice:
        with pytest.raises(NotOwner):
            inviting.invite(practice, "Berta", tmp_path / "new")
        assert not practice.roster.invites
    assert not (tmp_path / "new").exists()


def test_a_second_owner_invites_too(tmp_path: Path) -> None:
    """The roster goes on behind what the first one wrote."""
    make_practice(tmp_path, anna=Standing.OWNER)
    with opened(tmp_path, "anna") as practice:
        inviting.invite(practice, "berta", tmp_path / "new")
    accept(tmp_path, "berta", read_invitation(tmp_path / "new"))
    assert names(tmp_path) == [FOUNDER, "anna", "berta"]


def test_who_joins_has_the_standing_of_the_invitation_and_may_choose_the_name(tmp_path: Path) -> None:
    """As it will stand under what they sign."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna", Standing.TRAINEE)
    (tmp_path / "anna").mkdir()
    plans, kit = [secrets_in.key_file(tmp_path / "anna" / "key")], tmp_path / "anna" / "kit.txt"
    done = joining.join(settings_of(tmp_path, "anna"), invitation, plans, kit=kit, name="Anna Berg")
    assert (done.name, done.standing, done.invited_by) == ("Anna Berg", Standing.TRAINEE, FOUNDER)
    with opened(tmp_path, "anna") as practice:
        assert practice.member.name == "Anna Berg"
        assert practice.member.id.hex() == done.member


def test_the_kit_of_who_joined_opens_the_vault_and_names_them(tmp_path: Path) -> None:
    """On another computer, with nothing but the page."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    page = tmp_path / "anna" / "kit.txt"
    elsewhere = settings_of(tmp_path, "elsewhere")._replace(env={"IPT_NOTES_RECOVERY_KIT": str(page)})
    with open_practice(elsewhere, Nobody()) as practice:
        assert practice.member.name == "anna"
        assert practice.member.id.hex() in page.read_text()


def test_the_words_of_who_joined_are_the_same_on_both_sides(tmp_path: Path) -> None:
    """That is what is read aloud."""
    building.make_vault(tmp_path)
    done = accept(tmp_path, "anna", invite(tmp_path, "anna"))
    with opened(tmp_path) as practice:
        words = pins.words_of(practice, practice.roster.find("anna"))
    assert same_words(" ".join(done.fingerprint), words)


def test_who_invited_is_confirmed_and_nobody_else(tmp_path: Path) -> None:
    """The invitation carries their words; of others the newcomer has only the roster's word."""
    make_practice(tmp_path, anna=Standing.THERAPIST, berta=Standing.THERAPIST)
    with opened(tmp_path, "berta") as practice:
        pins.require_pinned(practice, practice.roster.find(FOUNDER))
        with pytest.raises(pins.NotConfirmed):
            pins.require_pinned(practice, practice.roster.find("anna"))


def test_an_invitation_serves_once(tmp_path: Path) -> None:
    """Whoever comes with a copy of it is refused, and leaves nothing behind."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    accept(tmp_path, "anna", invitation)
    with pytest.raises(InvitationSpent):
        accept(tmp_path, "thief", invitation)
    assert names(tmp_path) == [FOUNDER, "anna"]
    assert not list((tmp_path / "thief").iterdir())


def test_an_invitation_that_is_used_meanwhile_is_spent(tmp_path: Path) -> None:
    """Between the first look and the commit: who comes second is told so, and leaves nothing."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    slow = secrets_in.key_file(tmp_path / "key2")._replace(keep=lambda: accept(tmp_path, "anna", invitation))
    with pytest.raises(InvitationSpent):
        joining.join(
            settings_of(tmp_path, "late"), invitation, [slow], kit=tmp_path / "kit2.txt", name="Late"
        )
    assert names(tmp_path) == [FOUNDER, "anna"]
    assert not (tmp_path / "kit2.txt").exists()


def test_a_withdrawn_invitation_brings_nobody_in(tmp_path: Path) -> None:
    """By its name or its first digits; what was withdrawn can't be withdrawn again."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    with opened(tmp_path) as practice:
        withdraw(practice, invitation.invite[:8])
        with pytest.raises(NotFound):
            withdraw(practice, "anna")
    with pytest.raises(InvitationSpent):
        accept(tmp_path, "anna", invitation)


def test_of_two_invitations_of_one_name_the_digits_tell_which(tmp_path: Path) -> None:
    """The second says that there is another; the name alone takes back neither."""
    with building.make_practice(tmp_path) as practice:
        first = inviting.invite(practice, "Anna", tmp_path / "first")
        second = inviting.invite(practice, " anna ", tmp_path / "second")
        assert (first.earlier, second.earlier) == ((), (first.invite,))
        with pytest.raises(UsageProblem, match="there are 2") as told:
            withdraw(practice, "Anna")
        assert first.invite in told.value.hint
        assert second.invite in told.value.hint
        assert withdraw(practice, second.invite).id.hex()[:8] == second.invite
        assert withdraw(practice, "Anna").id.hex()[:8] == first.invite


def test_who_finds_no_vault_where_the_invitation_says_asks_for_its_address(tmp_path: Path) -> None:
    """Nobody is told to make a vault of their own."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    nowhere = settings_of(tmp_path, "anna")._replace(where=str(tmp_path / "nowhere.ipt"))
    with pytest.raises(VaultNotFound) as told:
        joining.prove(nowhere, invitation)
    assert f"ask {FOUNDER} for the address" in told.value.hint
    assert "init" not in told.value.hint


def test_an_invitation_is_over_when_its_time_is(tmp_path: Path) -> None:
    """By the clock of who joins."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    late = settings_of(tmp_path, "anna")._replace(clock=lambda: NOW + dt.timedelta(days=7, seconds=1))
    with pytest.raises(InvitationOver):
        joining.join(late, invitation, [], kit=tmp_path / "kit2.txt")


def test_an_invitation_is_for_one_vault(tmp_path: Path) -> None:
    """At another place, or none, nobody joins."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    other = tmp_path / "other"
    other.mkdir()
    building.make_vault(other)
    with pytest.raises(AnotherVault):
        accept(other, "anna", invitation)
    with pytest.raises(VaultNotFound):
        accept(tmp_path / "anna", "nowhere", invitation)


def test_a_roster_older_than_the_invitation_is_refused(tmp_path: Path) -> None:
    """A server that shows the vault as it was before is told, and nothing is written."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    vault = tmp_path / "vault.ipt"
    before = vault.read_bytes()
    invitation = invite(tmp_path, "berta")
    for journal in tmp_path.glob("vault.ipt-*"):
        journal.unlink()
    vault.write_bytes(before)
    with pytest.raises(OlderRoster):
        accept(tmp_path, "berta", invitation)
    assert not list((tmp_path / "berta").iterdir())


def test_an_invitation_with_the_words_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Who invited is who the file says."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    words = (*invitation.fingerprint[1:], invitation.fingerprint[0])
    with pytest.raises(OlderRoster):
        accept(tmp_path, "anna", msgspec.structs.replace(invitation, fingerprint=words))


def test_an_invitation_with_another_key_opens_nothing(tmp_path: Path) -> None:
    """A file that was changed on its way is told."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    with pytest.raises(ChartDamaged, match="roster of the practice"):
        accept(tmp_path, "anna", msgspec.structs.replace(invitation, roster_key="0" * 64))
    with pytest.raises(ChartDamaged):
        accept(tmp_path, "anna", msgspec.structs.replace(invitation, seed="0" * 64))
    assert names(tmp_path) == [FOUNDER]


@pytest.mark.parametrize("text", ["", "{}", "[" * 9999, "\xff", '{"format": "ipt-notes invitation 2"}'])
def test_what_is_no_invitation_is_told(tmp_path: Path, text: str) -> None:
    """Whatever lies there."""
    (tmp_path / "file").write_text(text, encoding="latin-1")
    with pytest.raises(UsageProblem):
        read_invitation(tmp_path / "file")
    with pytest.raises(WorldProblem):
        read_invitation(tmp_path / "nothing")


def test_who_joins_needs_a_way_in_beside_the_kit(tmp_path: Path) -> None:
    """As who makes a vault does; nothing is left."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    with pytest.raises(UsageProblem, match="no way in"):
        joining.join(settings_of(tmp_path, "anna"), invitation, [], kit=tmp_path / "kit2.txt")
    assert not (tmp_path / "kit2.txt").exists()


def test_a_join_that_fails_leaves_no_key_and_no_kit(tmp_path: Path) -> None:
    """The place of the kit is taken: the key file that was made for it goes too."""
    building.make_vault(tmp_path)
    invitation = invite(tmp_path, "anna")
    (tmp_path / "anna").mkdir()
    (tmp_path / "anna" / "kit.txt").touch()
    with pytest.raises(WorldProblem):
        accept(tmp_path, "anna", invitation)
    assert [path.name for path in (tmp_path / "anna").iterdir()] == ["kit.txt"]
    assert names(tmp_path) == [FOUNDER]


def test_this_computer_knows_who_joined_here_and_who_invites(tmp_path: Path) -> None:
    """So that their slots alone are tried."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    for name in ("", "anna"):
        with opened(tmp_path, name) as practice:
            known = known_member(practice.settings, practice.port.vault_id)
            assert known == practice.member.id


def test_two_who_join_at_once_are_both_in(tmp_path: Path) -> None:
    """The second one's record goes behind the first one's."""
    building.make_vault(tmp_path)
    anna, berta = invite(tmp_path, "anna"), invite(tmp_path, "berta")
    accept(tmp_path, "berta", berta)
    accept(tmp_path, "anna", anna)
    assert names(tmp_path) == [FOUNDER, "berta", "anna"]
