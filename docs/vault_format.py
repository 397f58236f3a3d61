"""Writes the tables of records in vault-format.md from the program's own types. A test compares."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from ipt_notes.course import note, records
from ipt_notes.services import private_notes
from ipt_notes.services.members import roster_records
from ipt_notes.services.trust import auditing, ledger

PAGE = Path(__file__).parent / "vault-format.md"
_WORDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date",
    dt.datetime: "time",
}


def page(text: str) -> str:
    """The page with every table as the types have it."""
    for name, table in tables().items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        before, _, rest = text.partition(begin)
        text = before + begin + table + end + rest.partition(end)[2]
    return text


def tables() -> dict[str, str]:
    """The page's tables by name."""
    parts = (note.Note, note.Section, note.Entry, note.Script, note.Line, note.ScoreLine, note.TimelineEvent)
    return {
        "chart records": _table("kind", get_args(records.Bodies)),
        "ledger records": _table("kind", get_args(ledger.Bodies)),
        "audit records": _table("kind", get_args(auditing.Bodies)),
        "roster records": _table("kind", get_args(roster_records.Bodies)),
        "private notes": _table("kind", (private_notes.PrivateNote, private_notes.EpochBegun)),
        "content": _table("object", parts),
    }


def _table(first: str, kinds: tuple[type[Struct], ...]) -> str:
    rows = (f"| {_name(kind)} | {_about(kind)} | {_fields(kind)} |\n" for kind in kinds)
    return f"| {first} | what it says | fields |\n|---|---|---|\n" + "".join(rows)


def _name(kind: type[Struct]) -> str:
    tag = kind.__struct_config__.tag
    return f"`{tag}`" if tag else _words(kind)


def _words(kind: type[Struct]) -> str:
    """ "score line" for ScoreLine."""
    return re.sub("(?<=.)(?=[A-Z])", " ", kind.__name__).lower()


def _about(kind: type[Struct]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _fields(kind: type[Struct]) -> str:
    return "<br>".join(map(_field, fields(kind)))


def _field(field: FieldInfo) -> str:
    must = field.default is NODEFAULT and field.default_factory is NODEFAULT
    return f"{'**' if must else ''}`{field.encode_name}`{'**' if must else ''} {_type(field.type)}"


def _type(said: Any) -> str:
    """A type in words."""
    origin, inner = get_origin(said), get_args(said)
    if origin is Annotated:
        return _type(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(_type(each) for each in inner if each is not type(None))
    if origin is tuple:
        return f"list of {_type(inner[0])}" if inner[-1] is ... else f"[{', '.join(map(_type, inner))}]"
    if origin is dict:
        return f"object of {_type(inner[1])}"
    if issubclass(said, StrEnum):
        return ", ".join(f"`{each}`" for each in said)
    return _WORDS[said] if said in _WORDS else f"[{_words(said)}](#what-a-note-holds)"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
