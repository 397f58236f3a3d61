"""Every attack on a vault's tables is told, with what and where, and never yields a wrong word."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.tampering import on_files, on_keys, on_ledgers, on_records
from tests.tampering.attack import NOTHING
from tests.tampering.looking import is_earlier, not_for_ever, read, untrue, verified
from tests.tampering.scene import HERE
from tests.tampering.thief import Thief

if TYPE_CHECKING:
    from tests.tampering.attack import Attack
    from tests.tampering.looking import Look
    from tests.tampering.scene import Scene

ATTACKS = (*on_records.ATTACKS, *on_ledgers.ATTACKS, *on_keys.ATTACKS, *on_files.ATTACKS)
BY_NAME = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


def attacked(scene: Scene, attack: Attack) -> Scene:
    """The practice after the attack."""
    with closing(Thief(scene.anew())) as thief:
        attack.do(thief)
    return scene


def looked(there: Scene, computer: str) -> tuple[str, Look]:
    """What `vault verify` says, and what is read."""
    with not_for_ever():
        return "\n".join(verified(there.settings(computer))), read(there.settings(computer))


def is_told(words: str, told: str) -> bool:
    """Whether these words are told; nothing at all where none are asked for."""
    return words in told if words != NOTHING else told == ""


@BY_NAME
def test_an_attack_is_told_where_the_vault_was_seen(scene: Scene, truth: Look, attack: Attack) -> None:
    """By verify and by the next command that reads it; what is read is what was written."""
    verify, reading = attack.where_it_was_seen
    problems, look = looked(attacked(scene, attack), HERE)
    assert is_told(verify, problems)
    assert is_told(reading, "\n".join(look.told))
    assert untrue(look, truth) == []


@BY_NAME
def test_an_attack_is_told_where_the_vault_is_new(scene: Scene, truth: Look, attack: Attack) -> None:
    """As far as it can be: what is read is what was written, or what had been written at an earlier time."""
    verify, reading = attack.where_it_is_new
    problems, look = looked(attacked(scene, attack), "a new computer")
    assert is_told(verify, problems)
    assert is_told(reading, "\n".join(look.told))
    assert is_earlier(look, truth) if reading == NOTHING else untrue(look, truth) == []
