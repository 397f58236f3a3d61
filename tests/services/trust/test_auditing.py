"""Who looked at what: one record a command, in a stream of this machine, told together with all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Damaged, RolledBack
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import auditing, backing_up
from ipt_notes.services.trust.ledger import MachineJoined, read_ledger
from ipt_notes.services.trust.telling_audit import audit_lines
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with make_practice(tmp_path, "MK-014", "LP-002") as practice:
        yield practice


def told(practice: Practice, code: str | None = None) -> list[tuple[str, str]]:
    """(code, what) of the lines of this machine's audit."""
    lines = audit_lines(practice, code, None)
    return [(line.code, line.what) for line in lines if line.where not in ("chart", "ledger")]


def test_a_chart_that_was_read_is_told_by_its_code(practice: Practice) -> None:
    """And the command that did."""
    practice.open("MK-014")
    auditing.record_looks(practice, "note show")
    assert told(practice) == [("MK-014", "looked at it (note show)")]


def test_a_chart_that_was_written_tells_of_itself(practice: Practice) -> None:
    """No second record for a save."""
    note_contact(practice, "MK-014", "a call")
    auditing.record_looks(practice, "contact")
    assert told(practice) == []
    assert any(line.what.startswith("contact by phone") for line in audit_lines(practice, "MK-014", None))


def test_a_command_that_reads_nothing_leaves_no_record(practice: Practice) -> None:
    """Not even a word that the machine is there."""
    auditing.record_looks(practice, "slot add")
    assert not any(
        isinstance(record.body, MachineJoined) for record, _ in read_ledger(practice.port, practice.member)
    )


def test_all_charts_are_told_in_one_line(practice: Practice) -> None:
    """However many they are."""
    list(practice.charts())
    auditing.record_looks(practice, "agenda")
    assert told(practice) == [("", "looked at every chart (agenda)")]


def test_only_what_is_about_one_client_is_told_of_them(practice: Practice) -> None:
    """Nobody else's line."""
    for code in ("MK-014", "LP-002"):
        practice.looked_at.clear()
        practice.open(code)
        auditing.record_looks(practice, "note show")
    assert told(practice, "LP-002") == [("LP-002", "looked at it (note show)")]


def test_each_machine_has_a_stream_of_its_own(practice: Practice, tmp_path: Path) -> None:
    """Both are told, and both are proven."""
    practice.open("MK-014")
    auditing.record_looks(practice, "note show")
    with open_practice(practice.settings._replace(state_folder=tmp_path / "other"), Nobody()) as other:
        other.open("LP-002")
        auditing.record_looks(other, "client show")
    assert sorted(told(practice)) == [
        ("LP-002", "looked at it (client show)"),
        ("MK-014", "looked at it (note show)"),
    ]
    assert verify_vault(practice).problems == ()


def test_where_it_can_not_be_written_reading_goes_on(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And standard error will say so."""
    practice.open("MK-014")
    practice.port._why = "it is on a disc"
    auditing.record_looks(practice, "note show")
    assert practice.asides == [
        "that you looked is not recorded in the audit: the vault can only be read: it is on a disc."
    ]


def test_an_audit_that_was_cut_short_is_told(practice: Practice) -> None:
    """By verify, and by the next command."""
    for _ in range(2):
        practice.looked_at.clear()
        practice.open("MK-014")
        auditing.record_looks(practice, "note show")
    practice.remember()
    machine = auditing.this_machine(practice.settings.state)
    stream = auditing.audit_stream(practice.member, practice.port.vault_id, machine)
    practice.port._db.execute("DELETE FROM record WHERE stream = ? AND seq = 2", (stream,))
    assert any("audit" in line for line in verify_vault(practice).problems)
    with pytest.raises(RolledBack):
        open_practice(practice.settings, Nobody())


def test_a_record_in_anothers_place_is_damage(practice: Practice) -> None:
    """The audit is a chain like every stream."""
    practice.open("MK-014")
    auditing.record_looks(practice, "note show")
    machine = auditing.this_machine(practice.settings.state)
    stream = auditing.audit_stream(practice.member, practice.port.vault_id, machine)
    practice.port._db.execute(
        "UPDATE record SET blob = (SELECT blob FROM record WHERE stream = ?) WHERE stream = ?",
        (practice.find("MK-014").client, stream),
    )
    with pytest.raises(Damaged):
        audit_lines(practice, None, None)


def test_a_backup_is_told(practice: Practice, tmp_path: Path) -> None:
    """With the other acts on the vault, in the order of time."""
    backing_up.back_up(practice, tmp_path / "b.ipt")
    assert "backed up, 9 records" in [line.what for line in audit_lines(practice, None, None)]
