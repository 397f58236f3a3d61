"""`ipt-notes template new` and `check`: a practice's own templates, begun and tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.template import app
from ipt_notes.services import templating
from ipt_notes.services.templating import TemplateMade
from ipt_notes.services.templating_check import TemplateChecked, check_own, check_template, find_file


class TemplatesChecked(Struct, frozen=True):
    """Templates that were tried, and what was found."""

    templates: tuple[TemplateChecked, ...]


def _told_made(result: TemplateMade) -> Iterable[str]:
    yield f"{result.file}: a copy of {result.copied_from}"
    if result.wins:
        yield f"It is used from now on in place of the {result.name} that came with the program."
    yield "Open it in a text editor; then:"
    yield f"  ipt-notes template check {result.name}"
    if result.name.startswith("_"):
        yield "It is a part: the notes of every template that includes it have it."
    elif not result.wins:
        yield f"  ipt-notes note new CODE --template {result.name} --stdout"


@frame.command(app, "template new", TemplateMade, _told_made)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called, such as first-hour.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME", help="The template to begin with, or a phase: beginning."),
    ] = None,
) -> TemplateMade:
    """Begin a template of your own, with a copy of another.

    It goes into your own folder; no file is overwritten. Without --from it is the one with the same name that came with the program, which yours then replaces.
    """
    return templating.new_template(name, source, frame.settings().templates)


def _told_checked(result: TemplatesChecked) -> Iterable[str]:
    if not result.templates:
        yield "You have no templates of your own. Begin one: ipt-notes template new NAME --from beginning"
    for each in result.templates:
        for finding in each.findings:
            mark = "" if finding.is_wrong else "look: "
            seen = f" ({finding.seen})" if finding.seen else ""
            yield f"{finding.file}:{finding.line}: {mark}{finding.what}{seen}"
        yield f"{each.name}: {'to be mended' if each.is_wrong else 'sound'}; tried on {each.notes} notes"
        if each.is_wrong:
            printing.aside(
                "hint: docs/templates.md and `ipt-notes help templates` tell what a template may use"
            )


def _exit_code(result: TemplatesChecked) -> int:
    return 2 if any(each.is_wrong for each in result.templates) else 0


@frame.command(app, "template check", TemplatesChecked, _told_checked, _exit_code)
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE ...]", help="Files or names of templates; default: all your own."),
    ] = None,
) -> TemplatesChecked:
    """Try templates on invented courses. Each mistake is told with its line.

    The courses are of every variant, phase and problem area. Told are headings and keys that a note does not have, names
    that are not defined, what a template may not do, and what could not be saved as a note. It then ends with 2.
    """
    own = frame.settings().templates
    if not names:
        return TemplatesChecked(check_own(own))
    return TemplatesChecked(tuple(check_template(*find_file(name, own)) for name in names))
