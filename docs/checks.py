"""Writes the tables of checks.md from the rules: what they are, and which numbers can be set. A test compares."""

from __future__ import annotations

from pathlib import Path

from ipt_notes.checks.rule import Rule, all_rules
from ipt_notes.checks.setting import DEFAULT, LIMITS

PAGE = Path(__file__).parent / "checks.md"
_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def page(text: str) -> str:
    """The page with both tables as the program has them."""
    for name, table in (("thresholds", thresholds()), ("rules", rules())):
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        before, _, rest = text.partition(begin)
        text = before + begin + table + end + rest.partition(end)[2]
    return text


def thresholds() -> str:
    """One row a key of checks.toml."""
    rows = (
        f"| `{key}` | {getattr(DEFAULT, key):g} | {limit.least:g} to {limit.most:g} | {limit.rule or 'every override'} "
        f"| {limit.about} |\n"
        for key, limit in LIMITS.items()
    )
    return "| key | usual | range | read by | what it is |\n|---|---|---|---|---|\n" + "".join(rows)


def rules() -> str:
    """One row a rule."""
    return "| rule | level | override | it asks that |\n|---|---|---|---|\n" + "".join(map(_row, all_rules()))


def _row(rule: Rule) -> str:
    title = rule.page.partition("\n")[0].partition(": ")[2]
    override = "yes" if rule.is_overridable else "no"
    return f"| {rule.code} | {_WORDS[rule.severity]} | {override} | {title} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
