"""Makes docs/schemas.md: what every command answers with --json, field by field, from the types that it returns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ipt_notes.cli import frame
from ipt_notes.cli.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRO = """# Answers for scripts

With `--json` standard output is exactly one JSON document, whatever comes of the command. Here is what each answers, field by
field, as paths that `jq` reads: `.notes[].date` is the date of each entry of `notes`. `ipt-notes schema COMMAND` prints the same as a JSON Schema (draft 2020-12). Every field is always there;
where a value may be missing it is null. Fields may be added; what stands here keeps its name and its sense.

Dates and times are ISO 8601, times in UTC. A code is the client's as the practice writes it.

Where a command fails, the answer is this instead, and the exit code is the one it names. [Errors](errors.md) has every `code`.

"""
_HEAD = "| field | what it is |\n|---|---|\n"
_FAILED = "Failed"
_SIMPLE = {
    "integer": "whole number",
    "boolean": "true or false",
    "string": "text",
    "number": "number",
    "null": "null",
}
_COUNTED = ("text", "date", "time", "id", "object", "list", "number", "whole number")
_FORMATS = {"date": "date", "date-time": "time", "uuid": "id"}


def page() -> str:
    """The page: the error, then every command under the question it answers."""
    for _, rows in TABLE:
        for name, _ in rows:
            frame.load(name)
    any_command = frame.schema(next(iter(frame.RESULTS)))
    parts = [_INTRO + _table(any_command["$defs"], _FAILED)]
    for title, rows in TABLE:
        parts.append(f"## {title}\n")
        for name, _ in rows:
            parts += [_command(full) for full in frame.RESULTS if full.split()[0] == name]
    return "\n".join(parts)


def _command(full: str) -> str:
    """A command's answers, a table each."""
    schema = frame.schema(full)
    parts = [f"### `{full}`\n"]
    for answer in schema["anyOf"]:
        kind = _name(answer)
        if kind == _FAILED:
            continue
        if kind:
            parts.append(f"{_sentence(schema['$defs'][kind])}\n\n{_table(schema['$defs'], kind)}")
        else:
            parts.append(f"{_kind(answer, schema['$defs']).capitalize()}.\n")
    return "\n".join(parts)


def _table(parts: dict[str, Any], kind: str) -> str:
    rows = "".join(f"| `{path}` | {what} |\n" for path, what in _fields(parts, kind, "", ()))
    return _HEAD + rows if rows else ""


def _fields(
    parts: dict[str, Any], kind: str, before: str, above: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """(path, words) of every field of a part, with those of the parts in it; a part within itself ends there."""
    part = parts[kind]
    for name, field in part.get("properties", {}).items():
        path, inner, said = f"{before}.{name}", _inner(field), _kind(field, parts)
        if inner is None:
            yield path, said
            continue
        ending, below = inner
        yield path, f"{said}: {_sentence(parts[below])}" if _sentence(parts[below]) else said
        if below not in above:
            yield from _fields(parts, below, path + ending, (*above, kind))


def _inner(field: dict[str, Any]) -> tuple[str, str] | None:
    """(what its path ends with, the part) where a field holds a part, or a list or object of parts."""
    if name := _name(field):
        return "", name
    for each in field.get("anyOf", ()):
        if found := _inner(each):
            return found
    for key, ending in (("items", "[]"), ("additionalProperties", "[]")):
        if isinstance(field.get(key), dict) and (found := _inner(field[key])):
            return ending + found[0], found[1]
    return None


def _name(field: dict[str, Any]) -> str:
    return str(field.get("$ref", "")).rpartition("/")[2]


def _kind(field: dict[str, Any], parts: dict[str, Any]) -> str:
    """In words what a value is."""
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_kind(each, parts) for each in field["anyOf"]))
    if name := _name(field):
        return _kind(parts[name], parts)
    if "enum" in field:
        return " or ".join(f"`{each}`" for each in field["enum"])
    kind = str(field.get("type"))
    if kind in ("array", "object"):
        return _several(field, parts)
    return _FORMATS.get(field.get("format", "")) or _SIMPLE.get(kind, "any value")


def _several(field: dict[str, Any], parts: dict[str, Any]) -> str:
    """In words what a list or an object holds."""
    if "prefixItems" in field:
        return f"list ({', '.join(_kind(each, parts) for each in field['prefixItems'])})"
    if field["type"] == "array":
        return f"list of {_plural(_kind(field.get('items') or {}, parts))}"
    values = field.get("additionalProperties")
    return f"object, each value {_kind(values, parts)}" if isinstance(values, dict) else "object"


def _plural(kind: str) -> str:
    """Several of a kind: "texts", "lists (text, date)"."""
    head = next((each for each in _COUNTED if re.match(rf"{each}\b", kind)), "")
    return f"{head}s{kind[len(head) :]}" if head else kind


def _sentence(part: dict[str, Any]) -> str:
    """The first paragraph of what a part says of itself, on one line."""
    return " ".join(part.get("description", "").split("\n\n")[0].split()).replace("|", "\\|")
