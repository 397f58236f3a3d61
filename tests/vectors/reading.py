"""Reads the vectors' files, and compares what a reader makes of a vector with what it must."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ipt_notes.errors import ChartDamaged, Damaged, IptNotesError
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.identity import Member, PublicIdentity
from ipt_notes.keys.key_file import KeyFileUnusable
from ipt_notes.keys.recovery import WrongKit
from ipt_notes.keys.slots import WrongSecret
from tests.vault_memory import MemoryVault, Store
from tests.vectors import form, make
from tests.vectors.vector import OK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vectors.vector import Vector


def of(topic: str, *, sound_only: bool = False) -> list[Any]:
    """A topic's vectors, each under its name."""
    text = (make.FOLDER / f"{topic}.json").read_text(encoding="utf-8")
    return [
        pytest.param(vector, id=vector["name"])
        for vector in json.loads(text)["vectors"]
        if vector["expect"] == OK or not sound_only
    ]


def run(vector: Vector, read: Callable[[Vector], Vector]) -> None:
    """Read a vector: what it gives must come of it, or the failure that it names."""
    if vector["expect"] == OK:
        assert read(vector) == vector["gives"]
        return
    with pytest.raises(IptNotesError) as caught:
        read(vector)
    assert failure(caught.value) == vector["expect"]


def failure(error: IptNotesError) -> str:
    """The vectors' word for an error of this program."""
    if isinstance(error, Malformed) and ("cost" in error.message or "cheaper" in error.message):
        return "refused-cost"
    kinds = {
        WrongSecret: "wrong-secret", ChartDamaged: "chart-damaged", WrongKit: "mistyped",
        KeyFileUnusable: "no-key-file", Damaged: "malformed",
    }  # fmt: skip
    return next((word for kind, word in kinds.items() if isinstance(error, kind)), "a usage problem")


def data(vector: Vector, *names: str) -> dict[str, bytes]:
    """Fields of a vector that are hex digits, as bytes."""
    return {name: bytes.fromhex(vector[name]) for name in names}


def member_with(**keys: str) -> Member:
    """A member with the vectors' keys, except these (hex digits)."""
    public = PublicIdentity(form.signing_public(), b"")
    return Member(form.PLACE.member, public, form.bundle() | keys)


def vault_of(vector: Vector, stream: bytes, records: list[tuple[int, str]]) -> MemoryVault:
    """A vault that holds these records of a stream."""
    store = Store(bytes.fromhex(vector["vault"]))
    store.records = {stream: {seq: bytes.fromhex(blob) for seq, blob in records}}
    return MemoryVault(store)


def keys_of(vector: Vector) -> dict[int, bytes]:
    """A stream's keys by epoch."""
    return {int(epoch): bytes.fromhex(key) for epoch, key in vector["keys"].items()}
