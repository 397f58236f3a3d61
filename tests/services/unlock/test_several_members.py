"""A vault of several members opens for each with a key of their own; whose slots are tried, and what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Locked, NotFound, Refused, UsageProblem
from ipt_notes.services.members import joining
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import opening_slots, rekeying, secrets_in, unlocked
from ipt_notes.services.unlock.known_members import known_member, named_slots, remember_member
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocked import KeptRoot
from ipt_notes.services.unlock.unlocking import kept_root, open_practice, open_with_root, unlock
from ipt_notes.services.unlock.ways_in import WhoAreYou, find_ways_in
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.port import KeyChange
from tests.services.members.practices import FOUNDER, invite, make_practice, opened, settings_of
from tests.vault import building
from tests.vault.building import NOW, Scripted
from tests.vault_memory import MemoryVault, Store

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.settings import Settings

WORDS = "{name} has four words of her own"
MANY = ("anna", "berta", "carla", "dora", "emma")


def with_passphrase(folder: Path, *names: str) -> None:
    """A practice whose members beside the founder open it with a passphrase."""
    building.make_vault(folder)
    for name in names:
        (folder / name).mkdir()
        plan = secrets_in.SlotPlan("passphrase", passphrase_key(WORDS.format(name=name)).secret)
        joining.join(settings_of(folder, name), invite(folder, name), [plan], kit=folder / name / "kit.txt")


def elsewhere(folder: Path, **env: str) -> Settings:
    """A computer that knows nobody."""
    return settings_of(folder, "elsewhere")._replace(env=env)


def whose(where: Settings, person: Nobody | None = None) -> str:
    """The name of the member as whom the vault opens."""
    with open_practice(where, person or Nobody()) as practice:
        return practice.member.name


def id_of(folder: Path, name: str) -> str:
    """The id of a member."""
    with opened(folder) as practice:
        return practice.roster.find(name).id.hex()


def test_each_key_opens_the_vault_for_its_own_member(tmp_path: Path) -> None:
    """A key file and a recovery kit, also where nobody is known."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    for name, home in ((FOUNDER, tmp_path), ("anna", tmp_path / "anna")):
        assert whose(elsewhere(tmp_path, IPT_NOTES_KEY_FILE=str(home / "key"))) == name
        assert whose(elsewhere(tmp_path, IPT_NOTES_RECOVERY_KIT=str(home / "kit.txt"))) == name


def test_a_passphrase_opens_the_vault_of_a_few_wherever_it_is_typed(tmp_path: Path) -> None:
    """It is tried on everybody's slots; then this computer knows who it is."""
    with_passphrase(tmp_path, "anna", "berta")
    where = elsewhere(tmp_path)
    assert whose(where, Scripted(WORDS.format(name="berta"))) == "berta"
    with open_vault(where.where) as port:
        assert known_member(where, port.vault_id) == bytes.fromhex(id_of(tmp_path, "berta"))
        assert {row.member for row in find_ways_in(port, where).rows} == {
            bytes.fromhex(id_of(tmp_path, "berta"))
        }


def test_the_passphrase_of_somebody_else_is_not_tried_on_a_computer_that_knows_its_member(
    tmp_path: Path,
) -> None:
    """It would take as long as there are members; a key file costs nothing, and opens."""
    with_passphrase(tmp_path, "anna", "berta")
    at_annas = settings_of(tmp_path, "anna")._replace(env={})
    with pytest.raises(Locked):
        whose(at_annas, Scripted(WORDS.format(name="berta")))
    assert whose(at_annas._replace(env={"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})) == FOUNDER
    with open_vault(at_annas.where) as port:
        assert known_member(at_annas, port.vault_id) == bytes.fromhex(id_of(tmp_path, "anna"))


def test_in_a_practice_of_many_somebody_unknown_is_asked_who_they_are(tmp_path: Path) -> None:
    """Before a passphrase is asked for, or taken from a file; the first digits of the id answer."""
    with_passphrase(tmp_path, *MANY)
    (tmp_path / "words").write_text(WORDS.format(name="dora"))
    where = elsewhere(tmp_path, IPT_NOTES_PASSPHRASE_FILE=str(tmp_path / "words"))
    person = Scripted(WORDS.format(name="dora"))
    with pytest.raises(WhoAreYou, match="which one you are") as told:
        whose(elsewhere(tmp_path), person)
    assert "IPT_NOTES_MEMBER" in told.value.hint
    assert not person.asked
    with pytest.raises(WhoAreYou):
        whose(where)
    named = where._replace(env={**where.env, "IPT_NOTES_MEMBER": id_of(tmp_path, "dora")[:8].upper()})
    assert whose(named) == "dora"
    assert whose(elsewhere(tmp_path, IPT_NOTES_KEY_FILE=str(tmp_path / "key"))) == FOUNDER


def test_the_named_member_alone_is_tried(tmp_path: Path) -> None:
    """Whatever this computer knows; another member's key file does not open it then."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    anna, founder = id_of(tmp_path, "anna"), id_of(tmp_path, FOUNDER)
    key = {"IPT_NOTES_KEY_FILE": str(tmp_path / "anna" / "key")}
    assert whose(elsewhere(tmp_path, IPT_NOTES_MEMBER=anna, **key)) == "anna"
    with pytest.raises(Locked):
        whose(elsewhere(tmp_path, IPT_NOTES_MEMBER=founder[:12], **key))


@pytest.mark.parametrize("named", ["xyz", "0" * 33, "0" * 32, "-1"])
def test_a_member_who_is_none_is_told(tmp_path: Path, named: str) -> None:
    """That is no id, or nobody's."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    with pytest.raises(UsageProblem, match="IPT_NOTES_MEMBER"):
        whose(elsewhere(tmp_path, IPT_NOTES_MEMBER=named, IPT_NOTES_KEY_FILE=str(tmp_path / "key")))


def test_digits_that_fit_several_are_told() -> None:
    """One more of them tells who is meant."""
    port = MemoryVault(Store(b"v" * 16))
    members = [bytes.fromhex(first) + bytes(15) for first in ("ab", "ac", "bb")]
    port.commit([], [KeyChange("slot", member, b"slot", b"") for member in members])
    with pytest.raises(UsageProblem, match="2 members"):
        named_slots(port, "a")
    assert [row.member for row in named_slots(port, "ac")] == [members[1]]


def test_what_this_computer_remembers_wrongly_stands_in_nobodys_way(tmp_path: Path) -> None:
    """A note that is damaged, or of somebody who left, is as none."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    where = settings_of(tmp_path, "anna")
    with open_vault(where.where) as port:
        (note,) = (where.state / "members").iterdir()
        for text in ("", "zz", "ab" * 3, "ab" * 16):
            note.write_text(text)
            assert len({row.member for row in find_ways_in(port, where).rows}) == 2
    assert whose(where) == "anna"


def test_a_vault_of_one_needs_no_note_of_its_member(tmp_path: Path) -> None:
    """Nothing is written for it."""
    where = building.make_vault(tmp_path)
    assert whose(where) == FOUNDER
    assert not (where.state / "members").exists()


def test_each_member_sees_and_changes_their_own_ways_in(tmp_path: Path) -> None:
    """The list, adding, trying and removing; somebody else's slot is none of theirs."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    with opened(tmp_path) as practice, opened(tmp_path, "anna") as other:
        own = opening_slots.slots(practice.port, practice.settings)
        theirs = opening_slots.slots(other.port, other.settings)
        assert [slot.kind for slot in own] == [slot.kind for slot in theirs] == ["key-file", "recovery"]
        assert not {slot.id for slot in own} & {slot.id for slot in theirs}
        with pytest.raises(NotFound):
            opening_slots.remove(practice, theirs[1].id, Nobody())
        with pytest.raises(NotFound):
            opening_slots.test(practice.settings, theirs[0].id, Nobody())
        with pytest.raises(Refused, match="last way in"):  # the founder's slots do not count
            opening_slots.remove(other, theirs[0].id, Nobody())


def test_a_new_root_of_one_member_leaves_the_others_alone(tmp_path: Path) -> None:
    """Their ways in stay; who has the new root reads the roster as before."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    practice, root = open_with_root(settings_of(tmp_path, "anna"), Nobody())
    with practice:
        done = rekeying.rekey_vault(practice, root.root, Nobody(), kit=tmp_path / "anna" / "new.txt")
    assert [slot.kind for slot in done.slots] == ["key-file", "recovery"]
    for name in ("", "anna"):
        with opened(tmp_path, name) as practice:
            assert len(practice.roster.present) == 2
            assert not practice.damage


def test_an_unlock_in_force_opens_for_its_own_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment names another one, it does not count."""
    make_practice(tmp_path, anna=Standing.THERAPIST)
    anna, founder = id_of(tmp_path, "anna"), id_of(tmp_path, FOUNDER)
    where = settings_of(tmp_path, "anna")
    with open_vault(where.where) as port:
        root = unlock(port, where, Nobody()).root
        kept = KeptRoot(bytes.fromhex(anna), root, NOW)
        monkeypatch.setattr(unlocked, "read", lambda *_: kept)
        assert kept_root(port, elsewhere(tmp_path)) == kept
        assert kept_root(port, elsewhere(tmp_path, IPT_NOTES_MEMBER=anna[:4])) == kept
        assert kept_root(port, elsewhere(tmp_path, IPT_NOTES_MEMBER=founder)) is None


def test_a_note_of_the_member_is_replaced(tmp_path: Path) -> None:
    """Whoever joins here is known from then on; where nothing can be written, nothing is."""
    where = settings_of(tmp_path)
    for member in (b"a" * 16, b"b" * 16):
        remember_member(where, b"v" * 16, member)
        assert known_member(where, b"v" * 16) == member
    nowhere = where._replace(state_folder=tmp_path / "file" / "state")
    (tmp_path / "file").touch()
    remember_member(nowhere, b"v" * 16, b"a" * 16)
    assert known_member(nowhere, b"v" * 16) is None
