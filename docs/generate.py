"""Writes the pages that are made from the program: commands.md, errors.md, configuration.md, schemas.md, the manual
page, a page a rule, the tables of the checks, of templates and of the two formats, and the look of the house's own sheet.
`make docs` runs it; a test compares. The guide is not made here but walked: tests/docs/walk.py.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import ipt_notes
from docs import (
    checks,
    configuration_page,
    man,
    note_format,
    rule_pages,
    schema_pages,
    template_pages,
    vault_format,
)
from ipt_notes.export._house import house_file
from ipt_notes.export._letterhead import compiled

FOLDER = Path(__file__).parent


def pages() -> dict[str, str]:
    """File name -> text."""
    pages = {"commands.md": commands_page(), "errors.md": errors_page()}
    pages |= {"configuration.md": configuration_page.page(), "schemas.md": schema_pages.page()}
    pages |= {f"man/{name}": text for name, text in man.pages().items()}
    pages |= {f"rules/{name}": text for name, text in rule_pages.pages().items()}
    filled = {
        "checks.md": checks.page,
        "note-format.md": note_format.page,
        "templates.md": template_pages.page,
        "vault-format.md": vault_format.page,
    }
    for name, fill in filled.items():
        pages[name] = fill((FOLDER / name).read_text(encoding="utf-8"))
    return pages


def commands_page() -> str:
    """Every command's --help, under the question it answers."""
    from ipt_notes.cli.table import TABLE

    parts = ["# Commands\n\nMade from the program's own `--help`. `ipt` is short for `ipt-notes`.\n"]
    for title, rows in TABLE:
        parts.append(f"## {title}\n")
        for name, line in rows:
            parts.append(f"### {name}\n\n{line}\n")
            parts += [f"```text\n{text}```\n" for text in _helps(name)]
    return "\n".join(parts)


def _helps(name: str) -> list[str]:
    """The help of a command, or of each command of a group."""
    from typer.main import get_command

    from ipt_notes.cli import frame

    command: Any = get_command(frame.load(name))
    commands = getattr(command, "commands", None)
    found = {f"{name} {each}": member for each, member in commands.items()} if commands else {name: command}
    return [_help(full, member) for full, member in found.items()]


def _help(full: str, command: Any) -> str:
    context = command.make_context(f"ipt-notes {full}", [], resilient_parsing=True)
    text = command.get_help(context)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


_EXIT_CODES = {
    0: "nothing was to be done",
    2: "usage: the command line or an input file is wrong",
    3: "locked: no key opened the vault",
    4: "damaged: something failed authentication",
    5: "conflict: someone else wrote first",
    6: "not found",
    7: "refused: a state forbids it",
    8: "the world: disk, permissions, another program",
    130: "interrupted",
}


def errors_page() -> str:
    """Every error by exit code: its name for scripts, its message, its hint."""
    known = every_error()
    intro = (
        "An error is one line on standard error, and a hint. With `--json` standard output has it too, under `error`, "
        "with its `code`. Words in braces are filled in. The codes `usage-problem`, `refused` and `world-problem` stand "
        "for many cases, each told in its own words."
    )
    parts = [f"# Errors\n\n{intro}\n"]
    for code, title in _EXIT_CODES.items():
        parts.append(f"## Exit code {code}: {title}\n")
        parts += [_told(each) for each in known if each.exit_code == code and _message(each) != "{what}"]
    return "\n".join(parts)


def every_error() -> list[Any]:
    """The errors of the whole program: those that all rooms use in the order they stand, then the others by name."""
    from ipt_notes import errors

    for module in walk_packages(ipt_notes.__path__, "ipt_notes."):
        import_module(module.name)
    shared = [each for each in vars(errors).values() if isinstance(each, type)]
    found = {each for each in _below(errors.IptNotesError) if each.__module__.startswith("ipt_notes.")}
    others = sorted(found - set(shared), key=lambda each: each.__name__)
    return [each for each in shared if each in found] + others


def _below(error: type[Any]) -> set[type[Any]]:
    """Every class that is made from it, however far below."""
    return {each for child in error.__subclasses__() for each in (child, *_below(child))}


def _told(error: Any) -> str:
    hint = f" Hint: {error.hint}." if error.hint not in ("", "{how}") else ""
    return f"- `{error.code.fget(error.__new__(error))}`: {_message(error)}.{hint}\n"


def _message(error: type[Any]) -> str:
    return " ".join((error.__doc__ or "").split()).rstrip(".")


def main() -> None:
    """Write every page that is not as it should be, and the look of the house's own sheet."""
    for name, text in pages().items():
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
    for name, part in compiled().items():
        house_file(name).write_bytes(part)


if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"  # help is laid out for the terminal it is printed on
    main()
