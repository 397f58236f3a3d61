"""Values of any msgspec type from a fuzzer's bytes: a new kind of record is fuzzed as soon as it exists."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
import msgspec.inspect as kinds

from ipt_notes.course.records import Bodies, Record, decode
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.variants import VARIANTS
from ipt_notes.measures.measure import measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.draws import Draws

_IDS = tuple(letter * 32 for letter in "abcd")
_FIRST, _LAST = dt.date(2026, 1, 1), 200
_DAYS = ("0001-01-01", "9999-12-31")
_NUMBERS = (0, 1, 2, 3, 4, 6, 9, 12, 16, 50, 90, -1, 300, 1_000_000, 2**40, 2**64)
_REVISIONS = (1, 1, 2, 3)
_WORDS = (
    "", "yes", "no", "none", "not asked: tired", "grief", "role dispute", "role transition", "N. (partner)", "Anna",
    "her sister", "inner", "middle", "outer", "high", "moderate", "impasse", "renegotiation", "deceased", "12", "-3",
    "16 weeks", "2026-01-05", "2026-13-45", "weekly", "met, she says", "Are you in on Sunday?", "in May", "I said: no.",
)  # fmt: skip
_POOLS = {
    "course": _IDS[:2],
    "note": _IDS,
    "record": tuple(f"{number:032x}" for number in range(8)),
    "id": (*(kind.id for kind in CATALOGUE), "untitled", "own"),
    "variant": (*VARIANTS, "unheard_of"),
    "instrument": (*measures(), "other", "unheard_of"),
    "rule": ("BEG001", "SAF001", "x"),
}
"""Texts by the name of their field: what refers to something else mostly finds it."""
_KEYS = tuple(
    sorted({field.key for kind in CATALOGUE for field in (*kind.fields, *(kind.entry_fields or ()))})
)
_BODIES = kinds.type_info(Bodies)
_STARTED = (
    {"kind": "client-added", "code": "EX-001"},
    {"kind": "course-started", "course": _IDS[0], "variant": "ipt_acute", "start": "2026-01-05", "planned": 16, "minutes": 50},
)  # fmt: skip


def records_of(draws: Draws) -> list[Record]:
    """A chart's records, decoded: a client and a course, as a rule, and whatever bodies the bytes make behind them."""
    bodies = [body for body in _STARTED if draws.number(7)]
    while not draws.is_over and len(bodies) < 20:
        bodies.append(_made(_BODIES, draws))
    return [decode(msgspec.json.encode(record), seq) for seq, record in enumerate(_around(bodies), 1)]


def _around(bodies: list[Any]) -> Iterator[dict[str, Any]]:
    for number, body in enumerate(bodies):
        at = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC) + dt.timedelta(days=7 * number)
        yield {
            "id": f"{number:032x}",
            "client": "c" * 32,
            "author": "a" * 32,
            "epoch": 1,
            "at": at,
            "body": body,
        }


def _made(kind: kinds.Type, draws: Draws, name: str = "") -> Any:  # noqa: C901 - one case a type
    match kind:
        case kinds.StructType():
            tag = {kind.tag_field: kind.tag} if kind.tag_field else {}
            fields = (field for field in kind.fields if field.required or draws.number(1))
            return tag | {field.encode_name: _made(field.type, draws, field.name) for field in fields}
        case kinds.UnionType():
            return _made(draws.pick(kind.types), draws, name)
        case kinds.VarTupleType():
            return [_made(kind.item_type, draws, name) for _ in range(draws.number(3))]
        case kinds.DictType():
            return {draws.pick(_KEYS): _made(kind.value_type, draws) for _ in range(draws.number(4))}
        case kinds.EnumType():
            return draws.pick([str(each.value) for each in kind.cls])
        case kinds.DateType():
            day = draws.number(_LAST + len(_DAYS))
            return _DAYS[day - _LAST - 1] if day > _LAST else str(_FIRST + dt.timedelta(day))
        case kinds.IntType():
            number = draws.pick(_REVISIONS if name == "revision" else _NUMBERS)
            return abs(number) if kind.ge == 0 else number
        case kinds.FloatType():
            return draws.pick(_NUMBERS) / 2
        case kinds.BoolType():
            return bool(draws.number(1))
        case kinds.NoneType():
            return None
        case kinds.StrType():
            pool = _POOLS.get(name, _WORDS)
            return draws.pick(pool) if draws.number(7) else draws.text()
    raise TypeError(type(kind).__name__)
