"""A vault that lies twice: this computer goes on with the one it knows, until it is told otherwise, and looks into others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import backing_up
from ipt_notes.services.trust.auditing import record_looks
from ipt_notes.services.trust.copies import VaultIsCopy
from ipt_notes.services.trust.copying import copy_all
from ipt_notes.services.trust.verifying_copies import verify_here
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from ipt_notes.vault.locate import place_name
from ipt_notes.vault.one_place import leads_to_one
from tests.cli.transcript import Command, environment, run
from tests.postgres_server import Server, needs_postgres
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

INIT = "init --key-file $DIR/key --recovery-kit $DIR/kit --therapist Ada"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault in a file with one chart."""
    with make_practice(tmp_path, "MK-014") as practice:
        note_contact(practice, "MK-014", "first")
        yield practice


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a vault of one client, made by the program."""
    env = environment(tmp_path) | {"IPT_NOTES_KEY_FILE": ""}
    assert not [line for line in run(Command(f"ipt {INIT}", ""), tmp_path, env).lines if "[exit" in line]
    ipt(tmp_path, "client add A-1")
    return tmp_path


def ipt(folder: Path, typed: str, exit_code: int = 0) -> str:
    """What the program says to a command that ends with this exit code."""
    said = "\n".join(run(Command(f"ipt {typed}", ""), folder, environment(folder)).lines)
    ended = "".join(line for line in said.splitlines() if "[exit" in line).strip()
    assert ended == (f"[exit {exit_code}]" if exit_code else ""), said
    return said


def look(where: Settings, code: str) -> list[str]:
    """What a command reads of a chart, with all that it leaves behind in a vault."""
    with open_practice(where, Nobody()) as practice:
        found = contacts(practice, code)
        record_looks(practice, "note show")
        return found


# --- through the real program -----------------------------------------------------------------------------------------


def test_a_copy_that_was_looked_into_is_not_gone_on_with(desk: Path) -> None:
    """The vault is worked in as before, and the copy is as it was made."""
    ipt(desk, "vault copy $DIR/vault.ipt $DIR/copy.ipt")
    before = (desk / "copy.ipt").read_bytes()
    looked = ipt(desk, "client list --vault $DIR/copy.ipt")
    assert "this is a copy of the vault; this computer goes on with the one at $DIR/vault.ipt" in looked
    assert "A-1" in looked
    assert "a copy: this computer goes on with $DIR/vault.ipt" in ipt(
        desk, "vault verify --vault $DIR/copy.ipt"
    )
    assert "recorded" in ipt(desk, "missed A-1")
    assert (desk / "copy.ipt").read_bytes() == before
    assert "up to date" in ipt(desk, "vault copy $DIR/vault.ipt $DIR/copy.ipt")


def test_a_drill_is_proven_and_the_vault_goes_on(desk: Path) -> None:
    """As the page for administrators tells it: restore, verify, remove."""
    ipt(desk, "vault backup $DIR/backup.ipt")
    ipt(desk, "missed A-1")
    assert "takes this one for a copy" in ipt(desk, "vault restore $DIR/backup.ipt --vault $DIR/drill.ipt")
    proven = ipt(desk, "vault verify --vault $DIR/drill.ipt")
    assert "all authentic" in proven
    assert "an older copy, as it should be: this computer goes on with $DIR/vault.ipt" in proven
    assert "the chart of A-1 lacks" in proven
    (desk / "drill.ipt").unlink()
    assert "all authentic" in ipt(desk, "vault verify")
    ipt(desk, "client add A-2")


def test_a_move_for_good_is_said_once(desk: Path) -> None:
    """Until then nothing is written to the copy; afterwards nothing to the vault that was left, and both say where to go."""
    assert "`ipt-notes vault accept --reason WHY`" in ipt(desk, "vault copy $DIR/vault.ipt $DIR/new.ipt")
    ipt(desk, "client add A-2")
    refused = ipt(desk, "client add A-3 --vault $DIR/new.ipt", 7)
    assert "`ipt-notes vault copy` brings what is missing" in refused
    assert "permissions" not in refused
    ipt(desk, "vault copy $DIR/vault.ipt $DIR/new.ipt")
    moved = ipt(desk, "vault accept --reason 'to the new disk' --vault $DIR/new.ipt")
    assert "This computer goes on with $DIR/new.ipt" in moved
    assert "left behind" not in moved
    ipt(desk, "client add A-3 --vault $DIR/new.ipt")
    assert "goes on with the one at $DIR/new.ipt" in ipt(desk, "client add A-4", 7)
    assert "A-2" in ipt(desk, "client list")


def test_what_an_accepted_copy_leaves_behind_is_told(desk: Path) -> None:
    """A chart that was written to since it was made."""
    ipt(desk, "vault copy $DIR/vault.ipt $DIR/new.ipt")
    ipt(desk, "missed A-1")
    accepted = ipt(desk, "vault accept --reason 'the old disk is failing' --vault $DIR/new.ipt")
    assert "the chart of A-1 lacks a record that this computer has seen: it is left behind" in accepted


def test_a_vault_that_was_moved_by_hand_is_gone_on_with(desk: Path) -> None:
    """It is said once where it was before."""
    (desk / "vault.ipt").rename(desk / "moved.ipt")
    first = ipt(desk, "client add A-2 --vault $DIR/moved.ipt")
    assert "this computer knew the vault at $DIR/vault.ipt, where it is not any more" in first
    assert "any more" not in ipt(desk, "client list --vault $DIR/moved.ipt")


# --- what is told apart -----------------------------------------------------------------------------------------------


def test_a_backup_at_its_own_place_is_left_as_it_is(practice: Practice, tmp_path: Path) -> None:
    """Though nothing was written since it was made but that it was."""
    backing_up.back_up(practice, tmp_path / "backup.ipt")
    before = (tmp_path / "backup.ipt").read_bytes()
    assert look(practice.settings._replace(where=str(tmp_path / "backup.ipt")), "MK-014") == ["first"]
    assert (tmp_path / "backup.ipt").read_bytes() == before
    note_contact(practice, "MK-014", "second")
    assert look(practice.settings, "MK-014") == ["first", "second"]


def test_another_vault_in_the_place_of_the_one_that_was_moved(practice: Practice, tmp_path: Path) -> None:
    """What counts is whether the vault is there, not whether something is."""
    practice.close()
    (tmp_path / "vault.ipt").rename(tmp_path / "moved.ipt")
    (tmp_path / "other").mkdir()
    make_practice(tmp_path / "other").close()
    shutil.copy(tmp_path / "other" / "vault.ipt", tmp_path / "vault.ipt")
    with open_practice(practice.settings._replace(where=str(tmp_path / "moved.ipt")), Nobody()) as moved:
        note_contact(moved, "MK-014", "here")


def test_a_link_to_the_vault_is_the_vault(practice: Practice, tmp_path: Path) -> None:
    """By either name it is written to."""
    (tmp_path / "link.ipt").symlink_to(tmp_path / "vault.ipt")
    with open_practice(practice.settings._replace(where=str(tmp_path / "link.ipt")), Nobody()) as linked:
        note_contact(linked, "MK-014", "second")
    note_contact(practice, "MK-014", "third")
    assert contacts(practice, "MK-014") == ["first", "second", "third"]


def test_another_computer_takes_the_copy_for_the_vault_where_it_knows_no_other(
    practice: Practice, tmp_path: Path
) -> None:
    """It is its first sight of it; this one asks, as it knows the other."""
    copy_all(practice, str(tmp_path / "copy.ipt"))
    there = practice.settings._replace(where=str(tmp_path / "copy.ipt"))
    with open_practice(there._replace(state_folder=tmp_path / "elsewhere"), Nobody()) as first:
        note_contact(first, "MK-014", "there")
    with open_practice(there, Nobody()) as copy, pytest.raises(VaultIsCopy):
        note_contact(copy, "MK-014", "here")


def test_a_member_who_saw_nothing_since_the_backup_looks_into_a_drill(tmp_path: Path) -> None:
    """The drill holds all that this computer has seen, and is no less a copy: the shared vault goes on for them."""
    shared = Sharing(tmp_path, "MK-014")
    shared.add("Ben Example")
    with shared.open(ANNA) as anna:
        backing_up.back_up(anna, tmp_path / "backup.ipt")
    ben = shared.places["Ben Example"]
    drill = ben._replace(where=str(tmp_path / "drill.ipt"))
    with open_untrusted(ben._replace(where=str(tmp_path / "backup.ipt")), Nobody()) as backup:
        assert backing_up.restore(backup, drill).is_elsewhere_too
    before = Path(drill.where).read_bytes()
    with open_untrusted(drill, Nobody()) as opened:
        proven = verify_here(opened)
        record_looks(opened, "vault verify")
    assert (proven.problems, proven.is_copy) == ((), True)
    assert Path(drill.where).read_bytes() == before
    with open_untrusted(ben, Nobody()) as real:
        assert verify_here(real).problems == ()
        record_looks(real, "vault verify")
    with shared.open("Ben Example") as real:
        assert real.damage == []
        assert not real.port.read_only


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "postgresql://ann@localhost/practice",
            "postgres://ben@127.0.0.1:5432/practice?sslmode=disable",
            True,
        ),
        ("postgresql://localhost/practice", "postgresql:///practice?host=/var/run/postgresql", True),
        ("postgresql://LOCALHOST/practice", "postgresql://[::1]/practice", True),
        ("postgresql://localhost/practice", "postgresql://localhost:5433/practice", False),
        ("postgresql://localhost/practice", "postgresql://localhost/practice?schema=drill", False),
        ("postgresql://localhost/practice", "postgresql://localhost/other", False),
        ("postgresql://192.0.2.1/practice", "postgresql://192.0.2.2/practice", False),
        ("postgresql://localhost/practice", "/home/ada/vault.ipt", False),
    ],
)
def test_an_address_that_is_written_differently_is_the_same_place(
    one: str, other: str, *, same: bool
) -> None:
    """What counts is the computer, the port, the database and the schema."""
    assert leads_to_one(place_name(one), place_name(other)) is same


@needs_postgres
def test_a_vault_on_a_server_is_worked_in_by_either_name(practice: Practice, server: Server) -> None:
    """And is never taken to have gone away: a file of it is a copy, also while the server does not run."""
    place = server.new_place()
    copy_all(practice, place)
    elsewhere = practice.settings._replace(state_folder=practice.settings.state / "another computer")
    with open_practice(elsewhere._replace(where=place), Nobody()) as vault:
        note_contact(vault, "MK-014", "by the socket")
    otherwise = place.replace(f"host={server.folder}", f"host={server.folder}/.")
    with open_practice(elsewhere._replace(where=otherwise), Nobody()) as vault:
        note_contact(vault, "MK-014", "by another name of it")
    server.stop()
    try:
        with open_practice(elsewhere, Nobody()) as file, pytest.raises(VaultIsCopy):
            note_contact(file, "MK-014", "in the file")
    finally:
        server.start()
