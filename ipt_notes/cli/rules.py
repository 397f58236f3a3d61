"""`ipt-notes rules`: the rules, or the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.checks import engine
from ipt_notes.cli import frame, printing

app = frame.group("")


class RuleLine(Struct, frozen=True):
    """A rule in a line."""

    code: str
    name: str
    severity: str
    is_overridable: bool


class RulePage(Struct, frozen=True):
    """A rule's page (Markdown)."""

    code: str
    name: str
    severity: str
    is_overridable: bool
    page: str


class RuleList(Struct, frozen=True):
    """Every rule."""

    rules: tuple[RuleLine, ...]


def _told(result: RuleList | RulePage) -> Iterable[str]:
    if isinstance(result, RulePage):
        yield printing.Prose(result.page.strip() + "\n")
        return
    yield from printing.table((rule.code, rule.severity, _ov(rule), rule.name) for rule in result.rules)


def _ov(rule: RuleLine) -> str:
    return "may be overridden" if rule.is_overridable else "no override"


@frame.command(app, "rules", RuleList | RulePage, _told)
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Such as BEG001.")] = None,
) -> RuleList | RulePage:
    """List the rules of `check`, or show the page of one.

    A page says what the rule asks for and why, how to mend it, whether an override is right, and which numbers a practice
    can set: in checks.toml, beside its folder of templates (`ipt-notes template path`).
    """
    if rule is None:
        return RuleList(
            tuple(
                RuleLine(each.code, each.name, each.severity, each.is_overridable)
                for each in engine.all_rules()
            )
        )
    found = engine.rule(rule.upper())
    return RulePage(found.code, found.name, found.severity, found.is_overridable, found.page)
