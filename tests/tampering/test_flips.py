"""A bit that is flipped is told, or changes nothing of what is read. Here a part of the bytes; `make tamper` takes every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tampering.flips import (
    DATA,
    KEYS,
    Bench,
    Flip,
    flips_of_columns,
    flips_of_file,
    flips_of_header,
    tally,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.tampering.flips import Verdict
    from tests.tampering.scene import Scene


@pytest.fixture
def bench(scene: Scene, tmp_path: Path) -> Bench:
    """Where bits are flipped."""
    return Bench(scene.anew(), tmp_path / "bench")


def judged(bench: Bench, flips: Iterable[Flip]) -> list[Verdict]:
    """What became of these flips; none of them was wrong."""
    verdicts = [bench.judge(flip) for flip in flips]
    assert [f"{each.flip}: {each.wrong}" for each in verdicts if each.wrong] == []
    return verdicts


def test_every_byte_of_a_key_counts(scene: Scene, bench: Bench) -> None:
    """Streams, places, kinds, members, ids: verify tells of each."""
    count = tally(judged(bench, flips_of_columns(scene, KEYS)))
    assert count["told by verify"] == count["flips"] > 1000


def test_every_byte_of_a_value_counts(scene: Scene, bench: Bench) -> None:
    """Records, slots, grants, identities, the vault's id; what is erased is noise."""
    count = tally(judged(bench, flips_of_columns(scene, DATA, step=97)))
    assert count["told by verify"] + count["harmless"] == count["flips"] > 500
    assert count["harmless"] < 50


def test_every_bit_the_file_begins_with_is_told_or_changes_nothing(bench: Bench) -> None:
    """Sizes, counters, encodings, versions."""
    count = tally(judged(bench, flips_of_header()))
    assert count["told by verify"] > count["harmless"] > 0


def test_a_bit_of_the_file_is_told_or_changes_nothing(scene: Scene, bench: Bench) -> None:
    """Pages, pointers, lengths, keys and values as they lie on the disk, and what SQLite leaves unused."""
    count = tally(judged(bench, flips_of_file(scene, step=211)))
    assert count["told by verify"] > 100
