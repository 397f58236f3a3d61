"""A practice whose vault is on a server: backups, an upgrade, what the doctor says, and who is told of a weaker way."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Refused, VaultExists, VaultIsOlder, VaultNotFound
from ipt_notes.services import clients
from ipt_notes.services.doctoring import examine
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import backing_up, upgrading
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from ipt_notes.vault.locate import copy_vault, open_vault
from ipt_notes.vault.schema import VERSION
from tests.postgres_server import Server, needs_postgres
from tests.vault.building import Scripted, contacts, note_contact, settings

if TYPE_CHECKING:
    from ipt_notes.services.settings import Settings

pytestmark = needs_postgres

GOLDEN = Path(__file__).parent / "golden" / "format-1"


@pytest.fixture
def where(server: Server, tmp_path: Path) -> Settings:
    """The settings of a command at a new vault on the server."""
    place = server.new_place()
    env = {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")}
    here = settings(tmp_path, env)._replace(where=place)
    plans = [secrets_in.key_file(tmp_path / "key")]
    made = keeping.make_vault(here, therapist="Dr A. Example", plans=plans, kit=tmp_path / "kit.txt")
    assert made.vault == place
    assert place in (tmp_path / "kit.txt").read_text(encoding="utf-8")
    return here


def with_client(where: Settings) -> None:
    """A chart with one contact."""
    with open_practice(where, Nobody()) as practice:
        clients.add_client(practice, "MK-014", "Name of MK-014", None, clients.NewCourse())
        note_contact(practice, "MK-014", "a call")


def test_a_second_vault_is_not_made_there(where: Settings, tmp_path: Path) -> None:
    """Nothing is changed, and no kit is written."""
    with pytest.raises(VaultExists):
        keeping.make_vault(
            where, therapist="B", plans=[secrets_in.key_file(tmp_path / "other")], kit=tmp_path / "other.txt"
        )
    assert not (tmp_path / "other.txt").exists()
    assert not (tmp_path / "other").exists()


def test_a_backup_of_a_server_is_a_vault_in_a_file(where: Settings, tmp_path: Path) -> None:
    """Proven, and opened by the same key; the ledger on the server says that it was made."""
    with_client(where)
    with open_practice(where, Nobody()) as practice:
        before = practice.port.status().records
        copied = backing_up.back_up(practice, tmp_path / "backup.ipt")
        assert copied.charts == 1
        assert practice.port.status().records == before + 1
    with open_untrusted(where._replace(where=str(tmp_path / "backup.ipt")), Nobody()) as backup:
        assert verify_vault(backup, against_seen=False).problems == ()
        assert contacts(backup, "MK-014") == ["a call"]


def test_a_backup_is_restored_to_a_server(where: Settings, server: Server, tmp_path: Path) -> None:
    """To a place where there is none; and the practice goes on there."""
    with_client(where)
    with open_practice(where, Nobody()) as practice:
        backing_up.back_up(practice, tmp_path / "backup.ipt")
    with open_untrusted(where._replace(where=str(tmp_path / "backup.ipt")), Nobody()) as backup:
        with pytest.raises(VaultExists) as told:
            backing_up.restore(backup, where)
        assert "schema=" in told.value.hint
        there = where._replace(where=server.new_place(), state_folder=tmp_path / "another computer")
        assert backing_up.restore(backup, there).charts == 1
    with open_practice(there, Nobody()) as practice:
        note_contact(practice, "MK-014", "another call")
        assert contacts(practice, "MK-014") == ["a call", "another call"]
        assert verify_vault(practice).problems == ()


def test_what_is_not_proven_is_not_restored(where: Settings, server: Server) -> None:
    """Nothing is left at the place."""
    place = server.new_place()

    def prove(_: object) -> None:
        raise Refused(what="no good")

    with open_vault(where.where) as port, pytest.raises(Refused, match="no good"):
        copy_vault(port, place, prove)
    with pytest.raises(VaultNotFound):
        open_vault(place)


def test_an_older_vault_is_brought_to_a_server_and_upgraded_there(server: Server, tmp_path: Path) -> None:
    """In one transaction, while others may have it open; a copy of it as it was is kept on this computer."""
    for name in ("vault.ipt", "key"):
        shutil.copy(GOLDEN / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    old = settings(tmp_path, {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})
    there = old._replace(where=server.new_place(), state_folder=tmp_path / "elsewhere")
    with open_untrusted(old, Nobody()) as backup:
        backing_up.restore(backup, there)
    with open_practice(there, Nobody()) as practice:
        assert practice.port.format_version == 1
        with pytest.raises(VaultIsOlder):
            note_contact(practice, "MK-014", "a call")
        charts = [len(chart.records) for chart in practice.charts()]
        done = upgrading.upgrade(practice)
        assert (done.before, done.after) == (1, VERSION)
        assert Path(done.copy).parent == tmp_path / "elsewhere"
    with open_vault(done.copy) as copy:
        assert copy.format_version == 1
    with open_practice(there, Nobody()) as practice:
        assert practice.port.format_version == VERSION
        assert [len(chart.records) for chart in practice.charts()] == charts
        note_contact(practice, "MK-014", "a call")
        assert verify_vault(practice).problems == ()


def test_the_doctor_looks_at_the_server(where: Settings) -> None:
    """And not for files beside the vault."""
    points = {point.about: point for point in examine(where).points}
    assert points["vault"].state == "good"
    assert points["vault"].found.startswith(where.where)
    assert "copies" not in points


def test_the_doctor_tells_of_a_server_that_does_not_answer(where: Settings, tmp_path: Path) -> None:
    """With what to do."""
    points = {
        point.about: point
        for point in examine(where._replace(where=f"postgresql:///x?host={tmp_path}")).points
    }
    assert points["vault"].state == "look"
    assert "nothing listens" in points["vault"].found


def test_a_weaker_way_is_told_once(
    where: Settings, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which the address asks for; the doctor says it each time."""
    server.run("ALTER ROLE owner PASSWORD 'invented'")
    (tmp_path / "pgpass").write_text("*:*:*:owner:invented\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    schema = where.where.rpartition("schema=")[2]
    weaker = where._replace(
        where=f"postgresql://owner@127.0.0.2:{server.port}/postgres?sslmode=require&schema={schema}"
    )
    person = Scripted()
    open_untrusted(weaker, person).close()
    open_untrusted(weaker, person).close()
    assert [line for line in person.told if "not proven" in line] == person.told[:1]
    points = {point.about: point for point in examine(weaker).points}
    assert points["vault"].state == "look"
    assert "not proven" in points["vault"].found
