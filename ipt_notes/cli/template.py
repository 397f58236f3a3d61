"""`ipt-notes template`: the note templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing

app = frame.group("Note templates: list, show, path; your own: new, check.")
ELSEWHERE = {"new": "_template_own", "check": "_template_own"}


class TemplateLine(Struct, frozen=True):
    """A template, and what it is for; `is_own` tells that the practice's own one wins over the shipped one.

    `plugin` is the plugin that it is from, "" for none.
    """

    name: str
    is_own: bool
    file: str
    about: str
    plugin: str = ""


class TemplateList(Struct, frozen=True):
    """Every template."""

    templates: tuple[TemplateLine, ...]


class TemplateText(Struct, frozen=True):
    """A template as it is written."""

    name: str
    text: str


class TemplateFolder(Struct, frozen=True):
    """Where a practice puts its own templates."""

    path: str
    exists: bool


def _told_list(result: TemplateList) -> Iterable[str]:
    yield from printing.table(
        (line.name, "your own" if line.is_own else line.plugin or "shipped", line.about)
        for line in result.templates
    )


@frame.command(app, "template list", TemplateList, _told_list)
def list_() -> TemplateList:
    """List the templates, and which of them are your own."""
    from ipt_notes.notes.templates import list_templates

    found = list_templates(frame.settings().templates)
    return TemplateList(
        tuple(
            TemplateLine(each.name, each.is_own, str(each.path), each.about(), each.plugin) for each in found
        )
    )


def _told_text(result: TemplateText) -> Iterable[str]:
    yield printing.Document(result.text)


@frame.command(app, "template show", TemplateText, _told_text)
def show(name: Annotated[str, typer.Argument(metavar="NAME")]) -> TemplateText:
    """Show a template as it is written (Jinja2 and Markdown)."""
    from ipt_notes.notes.templates import find_template

    found = find_template(name, frame.settings().templates)
    return TemplateText(found.name, found.text())


def _told_path(result: TemplateFolder) -> Iterable[str]:
    yield result.path


@frame.command(app, "template path", TemplateFolder, _told_path)
def path() -> TemplateFolder:
    """Tell where your own templates go. One with a shipped one's name wins over it."""
    folder = frame.settings().templates
    if not folder.is_dir():
        printing.aside("the folder does not exist yet; `ipt-notes template new` makes it")
    return TemplateFolder(str(folder), folder.is_dir())
