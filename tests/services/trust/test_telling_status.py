"""How a vault is: what is told without a key, and what an opened one tells of backups, proofs and damage."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import Role
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust import backing_up, erasing
from ipt_notes.services.trust.telling_status import open_state, remember_proof, vault_state
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.services.writing import new_draft
from ipt_notes.vault.locate import copy_vault, open_vault
from tests.postgres_server import Server, needs_postgres
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import NOW, make_practice, note_contact, settings, with_key_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODES = ("MK-014", "OTHER")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault in a file with two charts."""
    with make_practice(tmp_path, *CODES) as practice:
        yield practice


def test_the_state_of_a_vault_needs_no_key(practice: Practice, tmp_path: Path) -> None:
    """Counts, sizes and slots; no code and no name."""
    practice.close()
    with open_vault(str(tmp_path / "vault.ipt")) as port:
        state = vault_state(port, settings(tmp_path))
    assert (state.charts, state.records, state.streams) == (2, 9, 3)
    assert [slot.kind for slot in state.slots] == ["key-file", "recovery"]
    assert (state.backend, state.server, state.is_read_only, state.opened) == ("sqlite", None, False, None)
    assert state.bytes >= (tmp_path / "vault.ipt").stat().st_size > 0
    assert not any(code in repr(state) for code in CODES)


def test_looking_leaves_the_time_of_the_last_write_as_it_is(practice: Practice, tmp_path: Path) -> None:
    """However often a monitor asks; what is written moves it."""
    import os

    practice.close()
    os.utime(tmp_path / "vault.ipt", (1_000_000_000, 1_000_000_000))
    for _ in range(2):
        with open_vault(str(tmp_path / "vault.ipt")) as port:
            state = vault_state(port, settings(tmp_path))
        assert state.last_write == dt.datetime.fromtimestamp(1_000_000_000, dt.UTC)
        with open_practice(with_key_file(tmp_path), Nobody()) as again:
            open_state(again)
    with open_practice(with_key_file(tmp_path), Nobody()) as again:
        note_contact(again, "MK-014", "a call")
        later = vault_state(again.port, again.settings).last_write
    assert later is not None
    assert later.year > 2001


def test_drafts_that_wait_on_this_computer_are_counted(practice: Practice) -> None:
    """Each sitting once; without a key."""
    draft = new_draft(practice, practice.open("MK-014"), "Some words.\n")
    drafts.keep(practice, draft)
    drafts.keep(practice, replace(draft, text=f"{draft.text}\nMore.\n"))
    drafts.keep(practice, replace(draft, id="ab" * 16, text="Another.\n"))
    assert vault_state(practice.port, practice.settings).drafts == 2


def test_what_was_written_since_the_last_backup_is_counted(practice: Practice, tmp_path: Path) -> None:
    """Never made, just made, and three records later; a client who was erased before or after does not disturb it."""
    assert (open_state(practice).last_backup, open_state(practice).records_since) == (None, None)
    erasing.erase_client(practice, "OTHER", Nobody(), confirm="OTHER", ground="asked for it")
    backing_up.back_up(practice, tmp_path / "one.ipt")
    assert (open_state(practice).last_backup, open_state(practice).records_since) == (NOW, 0)
    for number in range(3):
        note_contact(practice, "MK-014", f"call {number}")
    assert open_state(practice).records_since == 3


def test_when_all_was_last_found_authentic_is_remembered_on_this_computer(
    practice: Practice, tmp_path: Path
) -> None:
    """By this computer alone: another one has proven nothing."""
    assert open_state(practice).last_verified is None
    assert verify_vault(practice).problems == ()
    remember_proof(practice)
    practice.close()
    with open_practice(with_key_file(tmp_path), Nobody()) as again:
        assert open_state(again).last_verified == NOW
        assert open_state(again).streams_seen == 3
    with open_practice(
        with_key_file(tmp_path)._replace(state_folder=tmp_path / "elsewhere"), Nobody()
    ) as other:
        assert open_state(other).last_verified is None


def test_what_is_damaged_is_counted(practice: Practice, tmp_path: Path) -> None:
    """A grant that can't be opened is a chart that can't be read."""
    practice.port._db.execute(
        "UPDATE key_row SET blob = zeroblob(length(blob)) WHERE id = (SELECT id FROM key_row WHERE kind = 'grant' LIMIT 1)"
    )
    state = open_state(practice)
    assert (state.charts, state.damaged) == (1, 1)


@needs_postgres
def test_a_server_is_asked_for_its_version_and_how_soon_it_answers(
    practice: Practice, server: Server, tmp_path: Path
) -> None:
    """When it was last written to only the server knows."""
    place = server.new_place()
    copy_vault(practice.port, place, lambda _: None)
    there = settings(tmp_path)._replace(where=place)
    with open_vault(place) as port:
        state = vault_state(port, there)
    assert (state.backend, state.last_write, state.records) == ("postgresql", None, 9)
    assert state.server is not None
    assert int(state.server.version.split(".")[0]) >= 14
    assert state.server.connect_ms > 0
    assert state.server.answer_ms > 0


def test_a_chart_that_two_may_read_is_counted_once(tmp_path: Path) -> None:
    """At each computer those of its member; where nobody is known they can't be counted without a key."""
    shared = Sharing(tmp_path, *CODES)
    shared.add("Ben Example")
    with shared.open(ANNA) as anna:
        grant_access(anna, CODES[0], "Ben Example", Role.READ)
    for name, count in ((ANNA, 2), ("Ben Example", 1)):
        with shared.open(name) as practice:
            assert vault_state(practice.port, practice.settings).charts == count
    nobody = shared.places[ANNA]._replace(state_folder=tmp_path / "new computer")
    with open_vault(nobody.where) as port:
        assert vault_state(port, nobody).charts is None
