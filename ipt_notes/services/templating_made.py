"""What is wrong with a note that a template made: what stands in the way of saving it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.notes.parse import parse
from ipt_notes.services.templating_courses import CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.templating_courses import Turn

_TAGS = r"\{\{.*?\}\}|\{%.*?%\}"


def errors_in(made: str, template: str, turn: Turn) -> Iterator[tuple[int, str]]:
    """(line of the template, what is wrong) of a note made for a session; line 1 for what comes from no line of it."""
    in_focus = [focus.area for focus in turn.courses[-1].foci]
    lines = made.split("\n")
    for problem in parse(made, code=CODE, session=turn.session, today=turn.on, in_focus=in_focus).problems:
        if problem.is_error:
            yield line_in(template, lines[problem.line - 1]), problem.text


def line_in(template: str, made: str) -> int:
    """The line of a template (from 1) that a made line comes from, as far as that can be told, else 1."""
    lines = [line.strip() for line in template.split("\n")]
    if made.strip() in lines:
        return lines.index(made.strip()) + 1
    for number, line in enumerate(lines, 1):
        pieces = re.split(_TAGS, line)
        if len(pieces) > 1 and any(piece.strip() for piece in pieces):
            form = ".*".join(map(re.escape, pieces))
            if re.fullmatch(form, made.strip()):
                return number
    return 1
