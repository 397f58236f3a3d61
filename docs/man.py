"""Writes the manual page (man/ipt-notes.1) from the commands' own help and the topics of `ipt-notes help`. A test compares.

The macros are those of man(7), which every system's man reads.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipt_notes import __version__
from ipt_notes.cli import frame
from ipt_notes.cli.help import FOLDER as TOPICS
from ipt_notes.cli.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "man"
_COMMON = frozenset(("--vault", "--json", "--log-file", "--help"))
_COLUMNS = 78
_ABOUT = "encrypted session notes for Interpersonal Psychotherapy"


def pages() -> dict[str, str]:
    """File name -> text: the page, and that of the short name, which leads to it."""
    return {"ipt-notes.1": "\n".join(_page()) + "\n", "ipt.1": ".so man1/ipt-notes.1\n"}


def _page() -> Iterator[str]:
    yield f'.TH IPT\\-NOTES 1 "" "ipt\\-notes {_roff(__version__)}" "User Commands"'
    yield from (".SH NAME", f"ipt\\-notes, ipt \\- {_ABOUT}")
    yield from (".SH SYNOPSIS", ".B ipt\\-notes", ".I COMMAND", "[\\fIARGUMENT\\fR ...] [\\fIOPTION\\fR ...]")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(_DESCRIPTION)
    yield ".SH COMMANDS"
    for title, rows in TABLE:
        yield f".SS {_roff(title)}"
        for name, _ in rows:
            for full, command in commands(name):
                yield from _command(full, command)
    yield from (".SH OPTIONS OF EVERY COMMAND", *_options(_any_command(), shown=_COMMON))
    for heading, topic in (("EXIT STATUS", "exit-codes"), ("ENVIRONMENT", "environment"), ("FILES", "files")):
        yield f".SH {heading}"
        yield from _topic(topic)
    yield from (
        ".SH SEE ALSO",
        "\\fBipt\\-notes help\\fR lists pages on topics, such as keys, notes and drafts.",
    )


_DESCRIPTION = """Notes of sessions, scores and termination summaries are kept in one encrypted file, the vault, on this computer.
`ipt-notes demo` makes four invented courses to look around in; `ipt-notes init` makes a vault of your own.

Without a command it is the agenda: what is owed today. `ipt` is short for `ipt-notes`."""


def commands(name: str) -> list[tuple[str, Any]]:
    """A command, or each command of a group, by the full name."""
    from typer.main import get_command

    command: Any = get_command(frame.load(name))
    members = getattr(command, "commands", None)
    return [(f"{name} {each}", one) for each, one in members.items()] if members else [(name, command)]


def _any_command() -> Any:
    return commands("agenda")[0][1]


def _command(full: str, command: Any) -> Iterator[str]:
    arguments = " ".join(
        f"\\fI{_roff(each.metavar or each.name)}\\fR"
        for each in command.params
        if each.param_type_name == "argument"
    )
    yield ".TP"
    yield f"\\fB{_roff(full)}\\fR {arguments}".rstrip()
    first, *more = re.split(r"\n{2,}", command.help.strip())
    yield _text(first)
    for each in more:
        yield from (".IP", _text(each))
    options = list(_options(command, hidden=_COMMON))
    if options:
        yield from (".RS", *options, ".RE")


def _options(
    command: Any, *, shown: frozenset[str] = frozenset(), hidden: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The options of a command, those in `shown` if it names some, none of `hidden`."""
    context = command.make_context("ipt-notes", [], resilient_parsing=True)
    for parameter in command.get_params(context):
        names = {*parameter.opts}
        if parameter.param_type_name != "option" or names & hidden or (shown and not names & shown):
            continue
        name, text = parameter.get_help_record(context)
        yield from (".TP", f"\\fB{_roff(name)}\\fR", _text(text))


def _topic(name: str) -> Iterator[str]:
    """A topic's page without its title: paragraphs, lists and examples."""
    text = (TOPICS / f"{name}.md").read_text(encoding="utf-8").partition("\n")[2]
    return _paragraphs(text.strip("\n"))


def _paragraphs(text: str) -> Iterator[str]:
    """The first one stands below a heading, which is a paragraph's beginning already."""
    for number, block in enumerate(re.split(r"\n{2,}", text)):
        if block.startswith("    "):
            yield from (".PP", ".nf", *(f"    {_roff(line[4:])}" for line in block.split("\n")), ".fi")
        elif block.startswith("- "):
            for item in re.split(r"\n(?=- )", block):
                name, mark, rest = item[2:].partition(": ")
                yield from (
                    (".TP", f"\\fB{_roff(name)}\\fR", _text(rest)) if mark else (".IP \\(bu 2", _text(name))
                )
        else:
            yield from ([".PP"] if number else [])
            yield _text(block)


def _text(text: str) -> str:
    """A paragraph in short lines, commands in bold; no line of it is taken for a request."""
    bold = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", _roff(" ".join(text.split())))
    lines = textwrap.wrap(bold, _COLUMNS, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def _roff(text: str) -> str:
    """Text in which a backslash and a hyphen are meant."""
    return text.replace("\\", "\\e").replace("-", "\\-")


def write() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
