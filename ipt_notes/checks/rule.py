"""A rule as the engine and the pages see it: a file of this room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.checks.setting import DEFAULT, LIMITS
from ipt_notes.errors import NotFound
from ipt_notes.folders import has_plugins
from ipt_notes.registry import load_all, require_enabled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from ipt_notes.checks.finding import Raised
    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course


class Rule(NamedTuple):
    """`items` are the beginning items whose emptiness the rule is about; `about` is its file's docstring, in Markdown."""

    code: str
    name: str
    severity: str
    is_overridable: bool
    fix: str
    items: tuple[str, ...]
    about: str
    check: Callable[[Course, Setting], Iterator[Raised]]

    @property
    def page(self) -> str:
        """What the rule is about and what a practice can set in it, in Markdown."""
        return self.about + _settable(self.code)


def make_rule(module: ModuleType) -> Rule:
    """The rule that a file of this room is."""
    return Rule(
        module.CODE,
        module.NAME,
        module.SEVERITY,
        module.IS_OVERRIDABLE,
        module.FIX,
        getattr(module, "ITEMS", ()),
        module.__doc__ or "",
        module.check,
    )


def _settable(code: str) -> str:
    """The last part of a page: what a practice may set, each with the number it has unless it is set."""
    lines = [
        f"- `{key}` ({getattr(DEFAULT, key):g}): {limit.about}"
        for key, limit in LIMITS.items()
        if limit.rule == code
    ]
    return "\n".join(["\n## What a practice can set\nIn `checks.toml`:\n", *lines, ""]) if lines else ""


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule by its code, and those of enabled plugins."""
    own = tuple(map(make_rule, load_all("checks")))
    if not has_plugins():
        return tuple(sorted(own))
    from ipt_notes.checks.plugged import plugged_rules

    return tuple(sorted((*own, *plugged_rules(own))))


def rule(code: str) -> Rule:
    """The rule with this code; NotFound with the nearest one."""
    for each in all_rules():
        if each.code == code:
            return each
    require_enabled("checks", code, f"the rule {code[:20]!r}")
    from difflib import get_close_matches

    near = get_close_matches(code, [each.code for each in all_rules()], n=1)
    raise NotFound(
        what=f"the rule {code[:20]!r}",
        hint=f"did you mean {near[0]}?" if near else "`ipt-notes rules` lists them",
    )
