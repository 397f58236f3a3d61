"""What may stand at a place of a command line: for each argument and option that has a list, where the list is.

An argument or option is known by its command and name, else by its metavar. A test holds both tables against the
commands: what takes one of a few words, or a file, is completed; what takes free text says so in `FREE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

FILES, FOLDERS = "files", "folders"
"""Instead of a list: what lies on the disk."""

Choices = str | Iterable[str]


def _codes() -> Iterable[str]:
    from ipt_notes.cli import frame
    from ipt_notes.services.completing import codes_at_once

    return codes_at_once(frame.settings())


def _words(name: str) -> Callable[[], Iterable[str]]:
    """The values of an enumeration of the vocabulary, by its name."""

    def values() -> Iterable[str]:
        from ipt_notes.course import vocabulary

        return [str(each.value) for each in getattr(vocabulary, name)]

    return values


def _rules() -> Iterable[str]:
    from ipt_notes.checks.rule import all_rules

    return [each.code for each in all_rules()]


def _overridable_rules() -> Iterable[str]:
    from ipt_notes.checks.rule import all_rules

    return [each.code for each in all_rules() if each.is_overridable]


def _audiences() -> Iterable[str]:
    from ipt_notes.export.audiences import AUDIENCES

    return [each.id for each in AUDIENCES]


def _measures() -> Iterable[str]:
    from ipt_notes.measures.measure import measures

    return [each.name for each in measures().values()]


def _variants() -> Iterable[str]:
    from ipt_notes.course.variants import VARIANTS

    return VARIANTS


def _templates() -> Iterable[str]:
    from ipt_notes.cli import frame
    from ipt_notes.notes.templates import list_templates

    return [each.name for each in list_templates(frame.settings().templates)]


def _sections() -> Iterable[str]:
    from ipt_notes.course.sections import CATALOGUE

    return [each.id.replace("_", "-") for each in CATALOGUE]


def _slot_kinds() -> Iterable[str]:
    from ipt_notes.keys.slots import KINDS

    return KINDS


def _standings() -> Iterable[str]:
    from ipt_notes.services.members.roster import Standing

    return [str(each.value) for each in Standing]


def _commands() -> Iterable[str]:
    from ipt_notes.cli.table import COMMANDS

    return COMMANDS


def _helps() -> Iterable[str]:
    from ipt_notes.cli.help import topics
    from ipt_notes.cli.table import COMMANDS

    return [*topics(), *COMMANDS]


def _shells() -> Iterable[str]:
    from ipt_notes.cli.completion import SHELLS

    return SHELLS


BY_METAVAR: dict[str, Callable[[], Choices]] = {
    "CODE": _codes,
    "FILE": lambda: FILES,
    "F": lambda: FILES,
    "WHERE": lambda: FILES,
    "FROM": lambda: FILES,
    "TO": lambda: FILES,
    "DIR": lambda: FOLDERS,
    "A": _audiences,
    "M": _words("Mode"),
    "P": _words("Phase"),
    "S": _words("NextStep"),
    "T": _words("EndType"),
    "ROLE": _words("Role"),
    "RULE": _rules,
    "RULES": _rules,
    "TOPIC": _helps,
    "SHELL": _shells,
    "STANDING": _standings,
}
"""Brackets, dots and what follows the kind of a file (FILE|-, FILE.csv, [CODE ...]) are left out."""

BY_NAME: dict[str, Callable[[], Choices]] = {
    "check --format": lambda: ("text", "json"),
    "client add code": lambda: (),
    "client add --variant": _variants,
    "client erase --confirm": lambda: (),
    "contact --channel": _words("Channel"),
    "course new --variant": _variants,
    "course timeline --measure": _measures,
    "import chart --as": lambda: (),
    "measure add name": _measures,
    "measure ask name": _measures,
    "measure chart name": _measures,
    "note new --template": _templates,
    "override rule": _overridable_rules,
    "schema command": _commands,
    "sections name": _sections,
    "slot add kind": _slot_kinds,
    "template check names": lambda: FILES,
    "template new --from": _templates,
    "template show name": _templates,
    "--editor": lambda: ("builtin", "external"),
}
"""By the full command and the option's or argument's name, or by the option alone. A code that is to be new, or is typed
once more to confirm an erasure, is not offered."""

FREE = frozenset(
    ("", "1,2,", "DATE", "I/N", "ID", "INVITE", "MEMBER", "N", "NAME", "R", "RECORD", "SESSION", "TEXT", "WORDS")
)  # fmt: skip
"""Metavars of what is typed freely."""


def source(command: str, parameter: Any) -> Callable[[], Choices] | None:
    """What gives the choices of a parameter of a command ("note new"); None where anything may be typed."""
    metavar = parameter.metavar or ""
    for name in parameter.opts:
        for key in (f"{command} {name}", name):
            if key in BY_NAME:
                return BY_NAME[key]
    if hasattr(parameter.type, "choices"):
        return lambda: [str(each) for each in parameter.type.choices]
    if "|" in metavar and metavar.partition("|")[0].islower():
        return lambda: metavar.split("|")
    return BY_METAVAR.get(plain_metavar(metavar))


def plain_metavar(metavar: str) -> str:
    """ "[CODE ...]" is "CODE", "FILE|-" and "FILE.csv" are "FILE"."""
    word = metavar.strip("[]").replace("...", "").strip()
    return "FILE" if word.startswith("FILE") else word
