"""Makes docs/rules: a page a rule of `check`, and an index. They are the rules' own pages, with links."""

from __future__ import annotations

import re

from ipt_notes.checks.rule import Rule, all_rules

TOPICS = {
    "BEG": "The beginning",
    "TRI": "The triad",
    "INV": "The inventory",
    "PRB": "The problem area",
    "FRM": "The formulation",
    "GOA": "Goals",
    "CON": "The contract",
    "SES": "Sessions",
    "ATT": "Missed sessions",
    "TEC": "Techniques",
    "GRF": "Grief",
    "DIS": "Role disputes",
    "TRN": "Role transitions",
    "DEF": "Interpersonal deficits",
    "MEA": "Measures",
    "SAF": "Risk",
    "END": "The ending",
    "EXP": "Documents that are given out",
    "MNT": "Maintenance",
    "VAR": "Variants",
}
"""What the rules are about, by the letters of their codes, in the order of a course."""
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_INTRO = """# The rules of `check`

{count} rules, a page each. `ipt rules BEG001` shows a page on the screen. How the checks work, and which numbers a practice can
set, is in [checks.md](../checks.md). A rule looks at the record alone: it never says how a therapy should go.

An **error** makes `check` fail and stands against a final summary; a **warning** and a **note** do neither. Where the table says
"yes", `ipt override CODE RULE --reason ...` lets a finding stand for a clinical reason; it stays visible.
"""


def pages() -> dict[str, str]:
    """File name -> text: README.md and one page a rule."""
    return {"README.md": index()} | {f"{rule.code}.md": page(rule) for rule in all_rules()}


def index() -> str:
    """Every rule in a row, topic by topic."""
    parts = [_INTRO.format(count=len(all_rules()))]
    for letters, topic in TOPICS.items():
        rows = "".join(_row(rule) for rule in all_rules() if rule.code.startswith(letters))
        parts.append(f"## {topic}\n\n| rule | level | override | it asks that |\n|---|---|---|---|\n{rows}")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    override = "yes" if rule.is_overridable else "no"
    return f"| [{rule.code}]({rule.code}.md) | {_LEVELS[rule.severity]} | {override} | {title(rule)} |\n"


def title(rule: Rule) -> str:
    """What it asks for, in a clause."""
    return rule.page.partition("\n")[0].partition(": ")[2]


def page(rule: Rule) -> str:
    """The rule's own page; below its title, how loud it is and what `check` says to do."""
    heading, _, rest = rule.page.strip().partition("\n")
    override = "an override may let it stand" if rule.is_overridable else "it has no override"
    under = f"*{_LEVELS[rule.severity].capitalize()}; {override}. `{rule.name}`. [All rules](README.md).*\n\n> {rule.fix}\n"
    return f"{heading}\n\n{under}\n{_spaced(_linked(rest, rule.code)).strip()}\n"


def _linked(text: str, own: str) -> str:
    """With the other rules it names as links; what stands between backquotes is left as it is."""
    known = {rule.code for rule in all_rules()} - {own}
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else _links(piece, known) for piece in pieces)


def _links(text: str, known: set[str]) -> str:
    return re.sub(
        r"\b[A-Z]{3}\d{3}\b",
        lambda code: f"[{code[0]}]({code[0]}.md)" if code[0] in known else code[0],
        text,
    )


def _spaced(text: str) -> str:
    """With a blank line below each heading, as Markdown is usually set."""
    return re.sub(r"^(## .*)\n(?=.)", r"\1\n\n", text, flags=re.MULTILINE)
