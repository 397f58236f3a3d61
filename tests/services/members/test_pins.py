"""Confirmed keys: words that are compared once, and other keys that are refused from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.errors import Damaged, KeysGone, KeysReplaced
from ipt_notes.services.members import pins
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.rows import pin_row
from ipt_notes.services.members.telling_members import list_members
from ipt_notes.vault.port import KeyChange
from tests.services.members.practices import FOUNDER, make_practice, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A practice of who made the vault, who works here, and of Anna and Berta."""
    make_practice(tmp_path, anna=Standing.THERAPIST, berta=Standing.THERAPIST)
    with opened(tmp_path) as practice:
        yield practice


def test_nobody_is_confirmed_before_the_words_were_compared(practice: Practice) -> None:
    """The error says how that is done."""
    anna = practice.roster.find("anna")
    with pytest.raises(pins.NotConfirmed) as told:
        pins.require_pinned(practice, anna)
    assert f"fingerprint {anna.id.hex()[:8]}" in told.value.hint


def test_who_is_confirmed_stays_so(practice: Practice) -> None:
    """And nobody else is; once more changes nothing."""
    anna, berta = (practice.roster.find(name) for name in ("anna", "berta"))
    pins.pin(practice, anna)
    row = practice.port.key_row("member", practice.member.id, pin_row(anna.id))
    pins.pin(practice, anna)
    assert practice.port.key_row("member", practice.member.id, pin_row(anna.id)) == row
    assert (pins.is_pinned(practice, anna), pins.is_pinned(practice, berta)) == (True, False)


def test_ones_own_keys_need_no_words(practice: Practice) -> None:
    """The list of members says that they are one's own."""
    pins.require_pinned(practice, practice.roster.find(FOUNDER))
    assert [member.keys for member in list_members(practice).members] == [
        "own",
        "not confirmed",
        "not confirmed",
    ]


@pytest.mark.parametrize("change", ["signing", "encryption"])
def test_other_keys_than_the_confirmed_ones_are_refused(practice: Practice, change: str) -> None:
    """Whichever of them changed; they can't be confirmed over the first ones either."""
    anna, berta = (practice.roster.find(name) for name in ("anna", "berta"))
    pins.pin(practice, anna)
    swapped = replace(anna, **{change: getattr(berta, change)})
    for act in (pins.require_pinned, pins.pin):
        with pytest.raises(pins.ChangedKey) as told:
            act(practice, swapped)
    assert told.value.exit_code == 4


def test_other_words_are_refused(practice: Practice) -> None:
    """One wrong word is enough; capitals and hyphens do not matter."""
    anna = practice.roster.find("anna")
    words = pins.words_of(practice, anna)
    pins.require_same_words(practice, anna, "-".join(words).upper())
    for typed in ("", " ".join(words[:-1]), " ".join([*words[:-1], "zzzz"]), " ".join(reversed(words))):
        with pytest.raises(pins.OtherWords):
            pins.require_same_words(practice, anna, typed)


def test_a_confirmation_that_the_server_took_away_is_told(practice: Practice) -> None:
    """It is not taken for one that never was."""
    anna = practice.roster.find("anna")
    pins.pin(practice, anna)
    practice.port.commit([], [KeyChange("member", practice.member.id, pin_row(anna.id), None)])
    with pytest.raises(KeysGone):
        pins.require_pinned(practice, anna)


def test_a_confirmation_can_not_be_moved_to_somebody_else(practice: Practice) -> None:
    """Nor put there by the server."""
    anna, berta = (practice.roster.find(name) for name in ("anna", "berta"))
    pins.pin(practice, anna)
    row = practice.port.key_row("member", practice.member.id, pin_row(anna.id))
    practice.port.commit([], [KeyChange("member", practice.member.id, pin_row(berta.id), row)])
    with pytest.raises(KeysReplaced):
        pins.require_pinned(practice, berta)
    assert issubclass(KeysReplaced, Damaged)
