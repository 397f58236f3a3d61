"""Flips of bits: in what a vault's tables hold, and in its file as it lies on the disk; and what is told of them."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from tests.tampering.looking import not_for_ever, read, untrue, verified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.tampering.scene import Scene

KEYS = {"record": ("stream", "seq"), "key_row": ("kind", "member", "id"), "meta": ("name",)}
DATA = {"record": ("blob",), "key_row": ("blob",), "meta": ("value",)}
FILE = "file"


class Flip(NamedTuple):
    """A bit of one byte: of a column in a row of a table, or of the FILE (then `row` and `column` are empty)."""

    table: str
    row: tuple[object, ...]
    column: str
    byte: int
    bit: int

    def __str__(self) -> str:
        """Where it is, in words."""
        return f"bit {self.bit} of byte {self.byte} of {self.column or 'the'} {self.table} {self.row or ''}"


def flips_of_columns(scene: Scene, columns: Mapping[str, Sequence[str]], step: int = 1) -> Iterator[Flip]:
    """A flip in every `step`th byte of these columns of each table; which bit it is, is the same at each run."""
    draw, at = random.Random(0), 0
    for table, names in columns.items():
        for column in names:
            for *row, value in query(scene.vault, f"SELECT {', '.join(KEYS[table])}, {column} FROM {table}"):
                for byte in range(len(_bytes(value))):
                    bit, at = draw.randrange(8), at + 1
                    if at % step == 0:
                        yield Flip(table, tuple(row), column, byte, bit)


def flips_of_file(scene: Scene, step: int = 1) -> Iterator[Flip]:
    """A flip in every `step`th byte of the file."""
    draw = random.Random(1)
    for byte in range(scene.vault.stat().st_size):
        bit = draw.randrange(8)
        if byte % step == 0:
            yield Flip(FILE, (), "", byte, bit)


def flips_of_header() -> Iterator[Flip]:
    """Every bit of what the file begins with: SQLite's header (fileformat2.html, 1.3) and that of its first page."""
    return (Flip(FILE, (), "", byte, bit) for byte in range(112) for bit in range(8))


def _bytes(value: object) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(8, "big", signed=True)
    return value.encode() if isinstance(value, str) else value


def _flipped(value: object, flip: Flip) -> object:
    data = bytearray(_bytes(value))
    data[flip.byte] ^= 1 << flip.bit
    return int.from_bytes(data, "big", signed=True) if isinstance(value, int) else bytes(data)


class Verdict(NamedTuple):
    """What became of a flip: who told of it; `wrong` is what must not be, and `was_possible` is False where no row can hold it."""

    flip: Flip
    by_verify: bool = False
    by_reading: bool = False
    wrong: tuple[str, ...] = ()
    was_possible: bool = True


class Bench:
    """A copy of the practice in which one bit at a time is flipped, and what is told of it is looked at."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._scene = scene.copy(folder)
        self._truth = read(self._scene.settings())
        last = len(query(scene.vault, "SELECT 1 FROM record WHERE stream = ?", scene.erased))
        self._noise = {(scene.erased, seq) for seq in range(1, last)}

    def judge(self, flip: Flip) -> Verdict:
        """What is told of the vault with this flip in it."""
        scene = self._scene.anew()
        try:
            _flip(scene.vault, flip)
        except sqlite3.IntegrityError:  # another row has that place
            return Verdict(flip, was_possible=False)
        try:
            with not_for_ever():
                problems, look = verified(scene.settings()), read(scene.settings())
        except Exception as error:  # noqa: BLE001 - any is a finding
            return Verdict(flip, wrong=(f"{type(error).__name__}: {error}",))
        wrong = untrue(look, self._truth)
        if not problems and (look.told or self._carries_data(flip)):
            wrong.append("verify says nothing")
        return Verdict(flip, bool(problems), bool(look.told), tuple(wrong))

    def _carries_data(self, flip: Flip) -> bool:
        """The records of an erased client are noise to everybody, but for the end that the next one would follow."""
        return flip.table != FILE and not (flip.column == "blob" and flip.row in self._noise)


def query(vault: Path, text: str, *values: object) -> list[tuple[object, ...]]:
    """What a query finds in a vault's file."""
    with closing(sqlite3.connect(vault)) as db:
        return db.execute(text, values).fetchall()


def _flip(vault: Path, flip: Flip) -> None:
    if flip.table == FILE:
        data = bytearray(vault.read_bytes())
        data[flip.byte] ^= 1 << flip.bit
        vault.write_bytes(data)
        return
    where = " AND ".join(f"{name} = ?" for name in KEYS[flip.table])
    with closing(sqlite3.connect(vault, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        (value,) = db.execute(f"SELECT {flip.column} FROM {flip.table} WHERE {where}", flip.row).fetchone()
        new = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
        change = f"UPDATE {flip.table} SET {flip.column} = {new} WHERE {where}"
        db.execute(change, (_flipped(value, flip), *flip.row))


def tally(verdicts: Iterable[Verdict]) -> Counter[str]:
    """How many flips there were, and what became of them."""
    counts: Counter[str] = Counter()
    for verdict in verdicts:
        counts["flips"] += verdict.was_possible
        counts["told by verify"] += verdict.by_verify
        counts["told by reading"] += verdict.by_reading
        counts["harmless"] += verdict.was_possible and not (
            verdict.by_verify or verdict.by_reading or verdict.wrong
        )
        counts["wrong"] += bool(verdict.wrong)
    return counts
