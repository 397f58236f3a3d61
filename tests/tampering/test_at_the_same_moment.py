"""What honest programs do at the same moment is no damage: nobody is told of an attack that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import ClientNotFound
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.certifying import certify
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import rekeying
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault with two clients."""
    with make_practice(tmp_path, "LP-002", "MK-014") as practice:
        note_contact(practice, "MK-014", "before")
        yield practice


@pytest.fixture
def other(practice: Practice) -> Iterator[Practice]:
    """Another window at the same vault."""
    with open_practice(practice.settings, Nobody()) as other:
        yield other


def erase(practice: Practice, code: str) -> None:
    """Erase a client from one window."""
    begun = erase_client(practice, code, Nobody(), confirm=code, ground="a contract that says so")
    certify(practice.settings, begun, None)


def test_a_chart_that_was_given_a_new_key_meanwhile_is_read(practice: Practice, other: Practice) -> None:
    """With the key it has now."""
    grant = other.find("MK-014")
    rekeying.rekey_client(practice, "MK-014")
    note_contact(practice, "MK-014", "after")
    assert other.read(grant).head == practice.open("MK-014").head
    note_contact(other, "MK-014", "once more")
    assert contacts(practice, "MK-014") == ["before", "after", "once more"]


def test_all_charts_are_read_while_one_is_given_a_new_key(practice: Practice, other: Practice) -> None:
    """Though its old one was looked up first."""
    charts = other.charts()
    first = next(charts)
    rekeying.rekey_client(practice, "MK-014")
    assert [chart.code for chart in (first, *charts)] == ["LP-002", "MK-014"]
    assert other.damage == []


def test_a_client_who_was_erased_meanwhile_is_not_found(practice: Practice, other: Practice) -> None:
    """And in no list; but nothing is damaged."""
    grant = other.find("MK-014")
    charts = other.charts()
    first = next(charts)
    erase(practice, "MK-014")
    assert [chart.code for chart in (first, *charts)] == ["LP-002"]
    with pytest.raises(ClientNotFound):
        other.read(grant)
    assert other.damage == []
    assert verify_vault(other).problems == ()


def test_keys_that_came_and_went_since_the_last_look_are_as_they_should_be(
    practice: Practice, other: Practice
) -> None:
    """This computer learns of them from the ledger, whoever wrote there."""
    for _ in range(3):
        rekeying.rekey_client(other, "LP-002")
    erase(other, "MK-014")
    assert [grant.code for grant in practice.grants()] == ["LP-002"]
    practice.trust()
    assert practice.damage == []
    assert verify_vault(practice).problems == ()
