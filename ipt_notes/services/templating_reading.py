"""What is wrong with a template as it is written: names, fields and sections that there are not, wherever they stand.

Filling a template in finds a slip only where the courses it is tried on lead through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.course.sections import BY_ID
from ipt_notes.notes.problems import did_you_mean
from ipt_notes.services.templating_names import FUNCTION, SPECIAL, attributes, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import nodes

Slip = tuple[int, str]
"""A line of the template, and what is wrong there."""


def slips(tree: nodes.Template) -> list[Slip]:
    """Everything in a parsed template that can't be right, in the order of the lines."""
    return sorted({*_unknown_names(tree), *_unknown_fields(tree), *_unknown_sections(tree)})


def _unknown_names(tree: nodes.Template) -> Iterator[Slip]:
    from jinja2 import nodes
    from jinja2.meta import find_undeclared_variables

    unknown = find_undeclared_variables(tree) - names()
    for node in tree.find_all(nodes.Name):
        if node.name in unknown and node.ctx == "load":
            yield node.lineno, f"{node.name!r} is undefined{did_you_mean(node.name, names() - SPECIAL)}"


def _unknown_fields(tree: nodes.Template) -> Iterator[Slip]:
    from jinja2 import nodes

    for node in tree.find_all(nodes.Getattr):
        if not _is_block(node) and node.attr not in attributes():
            yield (
                node.lineno,
                f"nothing here has a field {node.attr!r}{did_you_mean(node.attr, attributes())}",
            )


def _is_block(node: Any) -> bool:
    """Whether it is `self.NAME`, a block of the template's own."""
    return getattr(node.node, "name", "") == "self"


def _unknown_sections(tree: nodes.Template) -> Iterator[Slip]:
    from jinja2 import nodes

    for node in tree.find_all(nodes.Call):
        if getattr(node.node, "name", "") != FUNCTION:
            continue
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        yield from ((node.lineno, what) for what in _unknown_in(given))


def _unknown_in(given: list[Any]) -> Iterator[str]:
    """What `still_blank` is asked for and there is not: a section's id, and ids of its fields."""
    section, *fields = given or [""]
    if section not in BY_ID:
        yield f"there is no section {section!r}{did_you_mean(str(section), BY_ID)}"
        return
    known = [field.key for field in BY_ID[section].fields]
    for field in fields:
        if field not in known:
            yield f"the section {section!r} has no field {field!r}{did_you_mean(str(field), known)}"
