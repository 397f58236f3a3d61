"""What a note template may name, read from the sheet that it is given: so nothing here can go stale."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from msgspec.inspect import ListType, StructType, Type, UnionType, VarTupleType, type_info

from ipt_notes.notes.sandbox import LOOP_FIELDS
from ipt_notes.notes.sheet import Ending, Inventory, Measured, Owing, Standing, WorkedOn

PARTS = (Standing, Measured, WorkedOn, Inventory, Ending, Owing)
"""The parts of a sheet; their fields are the variables."""
FUNCTION = "still_blank"
SPECIAL = frozenset(("loop", "self", "super"))


class Variable(NamedTuple):
    """A name that a template may use, what it `holds`, and the type of that, or of each thing in it, where it has fields."""

    name: str
    holds: Type
    line: type | None


@cache
def variables() -> tuple[Variable, ...]:
    """The variables in the order of the sheet."""
    return tuple(found for part in PARTS for found in fields_of(part))


@cache
def lines() -> tuple[type, ...]:
    """The types that have fields of their own, each once, in the order in which the variables come to them."""
    found: dict[type, None] = {}
    waiting = [each.line for each in variables() if each.line]
    for line in waiting:
        found[line] = None
        waiting += [each.line for each in fields_of(line) if each.line and each.line not in found]
    return tuple(found)


def fields_of(struct: type) -> tuple[Variable, ...]:
    """The fields of a struct."""
    info = type_info(struct)
    assert isinstance(info, StructType)
    return tuple(Variable(each.name, each.type, _line(each.type)) for each in info.fields)


def _line(kind: Type) -> type | None:
    if isinstance(kind, StructType):
        return kind.cls
    if isinstance(kind, VarTupleType | ListType):
        return _line(kind.item_type)
    if isinstance(kind, UnionType):
        return next((found for each in kind.types if (found := _line(each))), None)
    return None


@cache
def attributes() -> frozenset[str]:
    """What may stand behind a dot, whatever stands before it."""
    return frozenset([*LOOP_FIELDS, *(each.name for line in lines() for each in fields_of(line))])


@cache
def names() -> frozenset[str]:
    """What may be named without having been set."""
    return frozenset([FUNCTION, *SPECIAL, *(each.name for each in variables())])
