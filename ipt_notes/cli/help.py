"""`ipt-notes help`: a page on a topic, about a screen each, or how a command is used.

A topic is a Markdown file in the package's folder `help`, named as the topic is: its title (`# Title: in a few words`), paragraphs,
lists and indented examples. Paragraphs are laid out for the terminal's width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.table import COMMANDS
from ipt_notes.errors import NotFound

app = frame.group("")

FOLDER = Path(__file__).parents[1] / "help"
_MARGIN = "  "


class Topic(Struct, frozen=True):
    """A topic in a few words."""

    name: str
    title: str


class TopicList(Struct, frozen=True):
    """Every topic."""

    topics: tuple[Topic, ...]


class Page(Struct, frozen=True):
    """A topic's page (Markdown)."""

    topic: str
    title: str
    page: str


class Usage(Struct, frozen=True):
    """How a command is used, as its --help says."""

    command: str
    usage: str


def topics() -> tuple[str, ...]:
    """The names of the topics, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.md")))


def _told(result: TopicList | Page | Usage) -> Iterable[str]:
    if isinstance(result, Usage):
        yield printing.Verbatim(result.usage)
    elif isinstance(result, Page):
        yield printing.Verbatim("\n".join(laid_out(result.page)) + "\n")
    else:
        yield "ipt-notes help TOPIC, where TOPIC is one of these:"
        yield ""
        yield from printing.table(((each.name, each.title) for each in result.topics), indent=_MARGIN)
        yield ""
        yield "ipt-notes help COMMAND tells how a command is used; ipt-notes --help lists the commands."


def laid_out(page: str) -> Iterable[str]:
    """The lines of a page for this terminal: paragraphs and list items broken to its width, examples as they are."""
    title, _, rest = page.partition("\n")
    yield title.removeprefix("# ")
    for block in re.split(r"\n{2,}", rest.strip("\n")):
        yield ""
        if block.startswith("    "):
            yield from block.split("\n")
        else:
            for item in re.split(r"\n(?=- )", block):
                yield from _paragraph(" ".join(item.split()))


def _paragraph(text: str) -> Iterable[str]:
    hang = _MARGIN if text.startswith("- ") else ""
    first, *more = printing.wrapped(text, len(hang))
    yield first
    yield from (hang + line for line in more)


@frame.command(app, "help", TopicList | Page | Usage, _told)
def help_(
    topic: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]", help="A topic, such as keys; or a command, such as: note new."),
    ] = None,
) -> TopicList | Page | Usage:
    """Show a page on a topic, or how a command is used; without a name, list the topics."""
    asked = " ".join(" ".join(topic or ()).split()).lower()
    if not asked:
        return TopicList(tuple(Topic(name, _title(_read(name))) for name in topics()))
    name = asked.replace(" ", "-").replace("_", "-")
    if name in topics():
        page = _read(name)
        return Page(name, _title(page), page)
    if usage := _usage(asked):
        return Usage(asked, usage)
    raise _unknown(asked)


def _read(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _title(page: str) -> str:
    return page.partition("\n")[0].removeprefix("# ").partition(": ")[2]


def _usage(asked: str) -> str:
    """What --help says of a command, of a group, or of a group's command; "" where there is none."""
    from typer.main import get_command

    name, _, member = asked.partition(" ")
    if name not in COMMANDS:
        return ""
    command: Any = get_command(frame.load(name, member))
    if member:
        command = getattr(command, "commands", {}).get(member)
    if command is None:
        return ""
    # a context that is made by hand, as parsing an empty line would undo what --json said on this one
    context = command.context_class(command, info_name=f"ipt-notes {asked}", **command.context_settings)
    return f"{command.get_help(context)}\n"


def _unknown(asked: str) -> NotFound:
    from difflib import get_close_matches

    near = get_close_matches(asked, [*topics(), *COMMANDS], n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`ipt-notes help` lists the topics"
    return NotFound(what=f"help on {asked[:60]!r}", hint=hint)
