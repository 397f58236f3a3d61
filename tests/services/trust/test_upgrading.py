"""A vault of format 1 opens for reading, and one command brings it up to date and keeps a copy of it as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import VaultExists, VaultIsOlder
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import auditing, upgrading
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.ledger import Upgraded, read_ledger
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.schema import VERSION
from tests.vault.building import note_contact, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

GOLDEN = Path(__file__).parents[2] / "vault" / "golden" / "format-1"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault that the first ipt-notes wrote."""
    for name in ("vault.ipt", "key"):
        shutil.copy(GOLDEN / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    where = settings(tmp_path, {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})
    with open_practice(where, Nobody()) as practice:
        yield practice


def texts(practice: Practice) -> list[str]:
    """Every note of every chart."""
    return [
        session.text
        for chart in practice.charts()
        for course in chart.chart.courses
        for session in course.sessions
    ]


def test_it_is_read_and_not_written(practice: Practice) -> None:
    """What to do is said; reading goes on."""
    before = texts(practice)
    with pytest.raises(VaultIsOlder) as told:
        note_contact(practice, "MK-014", "a call")
    assert "vault upgrade" in told.value.hint
    auditing.record_looks(practice, "search")
    assert any("format 1" in line for line in practice.asides)
    assert texts(practice) == before != []


def test_it_is_brought_up_to_date_and_kept_as_it_was(practice: Practice, tmp_path: Path) -> None:
    """Not a record is sealed anew; from then on it is written."""
    before = texts(practice)
    done = upgrading.upgrade(practice)
    assert (done.before, done.after) == (1, VERSION)
    note_contact(practice, "MK-014", "a call")
    assert texts(practice) == before
    assert verify_vault(practice).problems == ()
    bodies = [record.body for record, _ in read_ledger(practice.port, practice.member)]
    assert Upgraded(1, VERSION) in bodies
    with (
        open_vault(str(tmp_path / "vault.ipt.format-1")) as copy,
        open_vault(str(tmp_path / "vault.ipt")) as now,
    ):
        assert (copy.format_version, now.format_version) == (1, VERSION)
        assert copy.check() == []


def test_what_is_up_to_date_stays_as_it_is(practice: Practice) -> None:
    """Twice is once."""
    upgrading.upgrade(practice)
    assert upgrading.upgrade(practice).copy == ""


def test_an_upgrade_that_was_cut_short_is_taken_up(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its copy is as good."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(practice.port, "upgrade", die)
        with pytest.raises(KeyboardInterrupt):
            upgrading.upgrade(practice)
    assert upgrading.upgrade(practice).after == VERSION


def test_a_file_in_the_copys_place_is_not_touched(practice: Practice, tmp_path: Path) -> None:
    """Nor is the vault changed."""
    shutil.copy(tmp_path / "vault.ipt", tmp_path / "vault.ipt.format-1")
    with open_vault(str(tmp_path / "vault.ipt.format-1")) as other:
        other._db.execute("DELETE FROM record WHERE seq > 2")
    with pytest.raises(VaultExists):
        upgrading.upgrade(practice)
    assert practice.port.format_version == 1


def test_a_damaged_vault_stays_as_it_is(practice: Practice, tmp_path: Path) -> None:
    """What is wrong is told first."""
    practice.port._db.execute("UPDATE record SET blob = zeroblob(1100) WHERE seq = 3")
    with pytest.raises(Unproven):
        upgrading.upgrade(practice)
    assert practice.port.format_version == 1
    assert not (tmp_path / "vault.ipt.format-1").exists()
