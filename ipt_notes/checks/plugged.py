"""The rules that enabled plugins add. What one raises, by intent or by mistake, never stops a check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from ipt_notes.checks.finding import SEVERITIES, Raised
from ipt_notes.plugins.loading import guarded
from ipt_notes.plugins.trouble import WrongPart
from ipt_notes.registry import plugged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ipt_notes.checks.rule import Rule
    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course
    from ipt_notes.plugins.loading import Plugged

_CODE = r"[A-Z]{2,8}[0-9]{3}"


def plugged_rules(own: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules of plugins. One that is none, or has a code that is taken, is reported and left out."""
    found = {rule.code: rule for rule in own}
    house = len(found)
    for each in plugged("checks"):
        with guarded(each.plugin, f"in its rule {each.part.name}"):
            rule = rule_of(each)
            if rule.code in found:
                raise WrongPart(f"has a rule with a code that another one has: {rule.code}")
            found[rule.code] = rule
    return tuple(found.values())[house:]


def rule_of(each: Plugged) -> Rule:
    """The rule in a module, looked through. WrongPart, AttributeError."""
    from ipt_notes.checks.rule import make_rule

    rule = make_rule(each.module)
    words = (rule.code, rule.name, rule.severity, rule.fix, rule.about, *rule.items)
    if not all(isinstance(word, str) for word in words) or not re.fullmatch(_CODE, rule.code):
        raise WrongPart(f"has a rule without a code such as ABC123: {each.part.name}")
    if rule.code.lower() != each.part.name.lower():
        raise WrongPart(f"has a rule that is not called {each.part.name}, as its entry point is")
    if rule.severity not in SEVERITIES or not rule.about or not callable(rule.check):
        raise WrongPart(f"has a rule without a severity, a page or a check: {rule.code}")
    return rule._replace(check=_guarded(each.plugin, rule.code, rule.check))


def _guarded(
    plugin: str, code: str, check: Callable[[Course, Setting], Iterable[Raised]]
) -> Callable[[Course, Setting], Iterator[Raised]]:
    """The rule's check, whose mistakes are reported by their kind; then it has found nothing."""

    def guarded_check(course: Course, setting: Setting) -> Iterator[Raised]:
        found: list[Raised] = []
        with guarded(plugin, f"in its rule {code}"):
            found = [_proven(one) for one in check(course, setting)]
        return iter(found)

    return guarded_check


def _proven(raised: object) -> Raised:
    """A `Raised` whose fields are what they should be: structs are not checked when they are made."""
    proven = msgspec.convert(msgspec.to_builtins(raised), Raised)
    if proven.severity not in ("", *SEVERITIES) or not isinstance(raised, Raised):
        raise WrongPart("has a rule that raises something else than `Raised`")
    return proven
