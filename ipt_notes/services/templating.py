"""Makes a practice's own template from one that is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import FileInTheWay, NotFound, UsageProblem
from ipt_notes.notes.templates import SUFFIX, find_template, list_templates, template_key

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.notes.templates import Template

PHASES = {"beginning": "beginning_1", "middle": "middle_open"}
"""The template that a phase's name stands for, where it has several."""
_NAME = r"_?[^\W_](?:[\w -]{0,58}[^\W_])?"
_BLOCK = r"\{%-?\s*block\s+(\w+)"
_EXTENDS = r"\{%-?\s*extends\s+[\"']([^\"']+)[\"']"


class TemplateMade(Struct, frozen=True):
    """A new template; `wins` tells that it is used from now on in place of the shipped one with its name."""

    name: str
    file: str
    copied_from: str
    wins: bool


def new_template(name: str, source: str | None, own: Path) -> TemplateMade:
    """A copy of a template in the practice's own folder, which is made where it is missing.

    `source` is a template's name, or a phase's; None takes the shipped one that has the new one's name. UsageProblem for
    a name that is none, NotFound for a source there is not, FileInTheWay, OSError. Nothing that is there is changed.
    """
    from ipt_notes.durable import write_secret

    key = _new_key(name)
    path = own / f"{key}{SUFFIX}"
    if any(each.is_own and template_key(each.name) == key for each in list_templates(own)):
        raise FileInTheWay(where=path)
    found = _source(key, source, own)
    try:
        write_secret(path, _with_hint(found, key, own))
    except FileExistsError:
        raise FileInTheWay(where=path) from None
    is_shipped = any(template_key(each.name) == key for each in list_templates())
    return TemplateMade(key, str(path), found.name, is_shipped)


def _new_key(name: str) -> str:
    if not re.fullmatch(_NAME, name):
        raise UsageProblem(
            what=f"{name[:60]!r} is no name for a template",
            hint="letters, digits, - and _, such as first-hour; a part of templates begins with _",
        )
    return template_key(name)


def _source(key: str, source: str | None, own: Path) -> Template:
    if source is None:
        try:
            return find_template(key, own)
        except NotFound:
            hint = "name one to begin with: `--from beginning`; `ipt-notes template list` shows them"
            raise UsageProblem(what=f"no template {key!r} came with the program", hint=hint) from None
    return find_template(PHASES.get(template_key(source), source), own)


def _with_hint(found: Template, key: str, own: Path) -> str:
    """The template's text, and below its first comment what can be filled in and how it is tried."""
    text = found.text()
    blocks = ", ".join(blocks_of(found, own))
    hint = f"{{# A copy of {found.name}. Try it: ipt-notes template check {key}" + (
        f"\n   Blocks that it may fill in: {blocks} #}}\n" if blocks else " #}\n"
    )
    first = re.match(r"(?s)\s*\{#.*?#\}\n?", text)
    at = first.end() if first else 0
    return text[:at] + hint + text[at:]


def blocks_of(template: Template, own: Path | None) -> list[str]:
    """The names of the blocks of a template and of those that it extends, in their order, the outermost's first."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    texts = []
    while template.name not in seen:
        seen.add(template.name)
        texts.append(template.text())
        extends = re.search(_EXTENDS, texts[-1])
        if not extends:
            break
        template = find_template(extends[1], own)
    for text in reversed(texts):
        found |= dict.fromkeys(re.findall(_BLOCK, text))
    return list(found)
