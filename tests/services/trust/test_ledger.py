"""The audit stream: every change of keys leaves a signed record, in the same transaction."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Damaged, Refused, StreamMoved
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.ledger import commit_key_changes, ledger_stream, read_ledger
from ipt_notes.services.unlock import opening_slots, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocking import unlock
from ipt_notes.vault.port import Append, KeyChange
from tests.vault.building import NOW, make_practice
from tests.vault_memory import MemoryVault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault with one client."""
    with make_practice(tmp_path, "MK-014") as practice:
        yield practice


def told(practice: Practice) -> list[tuple[str, bool]]:
    """The kinds of rows the ledger tells of, and whether each was written (or removed)."""
    bodies = (line.record.body for line in read_ledger(practice.port, practice.member))
    return [(body.row, bool(body.digest)) for body in bodies]


def test_every_change_of_keys_is_told_in_order(practice: Practice) -> None:
    """The vault's making, a client, a slot that came and went."""
    where = practice.settings
    plan = secrets_in.SlotPlan("passphrase", passphrase_key("four words that differ").secret)
    line = opening_slots.add_slot(practice.port, where, unlock(practice.port, where, Nobody()), plan)
    opening_slots.remove(practice, line.id, Nobody())
    assert told(practice) == [
        ("member", True), ("slot", True), ("slot", True), ("grant", True), ("slot", True), ("slot", False),
    ]  # fmt: skip


def test_a_record_names_member_time_and_digest(practice: Practice) -> None:
    """The digest is that of the row as it stands in the vault."""
    (grant,) = practice.port.key_rows("grant")
    line = list(read_ledger(practice.port, practice.member))[-1].record
    assert (line.member, line.at) == (practice.member.id.hex(), NOW)
    assert (line.body.id, line.body.digest) == (grant.id.hex(), hashlib.sha256(grant.blob).hexdigest())


def test_keys_change_with_their_record_or_not_at_all(practice: Practice) -> None:
    """A new chart whose first place is taken: neither its grant nor a word of it is left."""
    before, stream = told(practice), practice.find("MK-014").client
    change = KeyChange("grant", practice.member.id, b"t" * 32, b"blob")
    with pytest.raises(StreamMoved):
        commit_key_changes(practice.port, practice.member, [change], NOW, appends=[Append(stream, 1, b"x")])
    assert told(practice) == before
    assert practice.port.key_row(*change[:3]) is None


def test_what_is_no_longer_right_is_not_written(practice: Practice) -> None:
    """The last look comes after every other program's change."""
    before = told(practice)

    def wrong() -> None:
        raise Refused(what="no longer")

    change = KeyChange("slot", practice.member.id, b"s" * 16, b"blob")
    with pytest.raises(Refused):
        commit_key_changes(practice.port, practice.member, [change], NOW, still_right=wrong)
    assert told(practice) == before


def test_a_change_meanwhile_comes_before_ours(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are told; ours is written at the new end."""
    true_commit, others = practice.port.commit, ["LP-002"]

    def meanwhile(*changes: object) -> None:
        if others:
            clients.add_client(practice, others.pop(), "", None, clients.NewCourse())
        true_commit(*changes)

    monkeypatch.setattr(practice.port, "commit", meanwhile)
    clients.add_client(practice, "XY-003", "", None, clients.NewCourse())
    assert told(practice)[-2:] == [("grant", True), ("grant", True)]
    assert [chart.code for chart in practice.charts()] == ["LP-002", "MK-014", "XY-003"]


def test_a_record_with_anothers_signature_is_damage(practice: Practice) -> None:
    """The stream is signed: its key alone does not make a record."""
    port = MemoryVault.copy_of(practice.port)
    stream = ledger_stream(practice.member, port.vault_id)
    true_sign = practice.member.sign
    practice.member.sign = lambda payload: true_sign(payload + b" ")
    commit_key_changes(port, practice.member, [KeyChange("slot", practice.member.id, b"s" * 16, b"b")], NOW)
    practice.member.sign = true_sign
    assert port.head(stream).seq == practice.port.head(stream).seq + 1
    with pytest.raises(Damaged):
        list(read_ledger(port, practice.member))
