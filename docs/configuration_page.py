"""Makes docs/configuration.md: the variables, files and folders that `ipt-notes help` names, and the years of retention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.cli.help import FOLDER as TOPICS
from ipt_notes.course.retention import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(r"- (.+?): (.+)")
_INTRO = """# Configuration

Nothing has to be set: a vault of your own in your data folder is what every command takes. What can be set, is set by variables of
the environment and by two small files. `ipt-notes doctor` shows what is in force on this computer.

"""
_CHECKS = """## The numbers of the checks

`checks.toml`, beside the folder of templates: [what a practice can set](checks.md#what-a-practice-can-set) lists every key, its range and
the rule that reads it.

"""
_RETENTION = """## Years of retention

`retention.toml`, in the same folder, says how long a chart is kept, by the client's class. Nothing is ever erased by itself. What the
file does not set is as here:

"""
_UNKNOWN = """
A key that is not known, or a number that can't be right, is told with the file and the key (exit code 2).
"""


def page() -> str:
    """The whole page."""
    parts = [_INTRO, "## Variables\n\n", *_topic("environment", "variable")]
    parts += ["## Files and folders\n\n", *_topic("files", "place")]
    return "".join([*parts, _CHECKS, _RETENTION, _years(), _UNKNOWN])


def _topic(name: str, what: str) -> Iterator[str]:
    """A topic's list as a table; its paragraphs as they are."""
    text = (TOPICS / f"{name}.md").read_text(encoding="utf-8")
    for block in text.split("\n\n")[1:]:
        lines = re.sub(r"\n +", " ", block.strip()).split("\n")
        if not lines[0].startswith("- "):
            yield "\n".join(lines) + "\n\n"
            continue
        yield f"| {what} | what it says |\n|---|---|\n"
        for line in lines:
            item = _ITEM.fullmatch(line)
            assert item, line
            yield f"| {_named(item[1])} | {item[2].rstrip('.')} |\n"
        yield "\n"


def _named(names: str) -> str:
    """Each name as code: "VISUAL, EDITOR"."""
    return ", ".join(f"`{name}`" for name in names.split(", "))


def _years() -> str:
    """The usual policy, as the file would have it."""
    usual, lines = Policy(), []
    for name in Policy.__struct_fields__:
        rule = getattr(usual, name)
        lines += [f"[{name}]", *(f"{key} = {getattr(rule, key)}" for key in rule.__struct_fields__), ""]
    return "```toml\n" + "\n".join(lines).rstrip() + "\n```\n"
