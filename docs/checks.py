"""Writes the table of checks.md: which numbers of the rules can be set. A test compares."""

from __future__ import annotations

from pathlib import Path

from ipt_notes.checks.setting import DEFAULT, LIMITS

PAGE = Path(__file__).parent / "checks.md"
BEGIN, END = "<!-- thresholds: begin -->\n", "<!-- thresholds: end -->\n"


def page(text: str) -> str:
    """The page with the table as the program has it."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + thresholds() + END + rest.partition(END)[2]


def thresholds() -> str:
    """One row a key of checks.toml."""
    rows = (
        f"| `{key}` | {getattr(DEFAULT, key):g} | {limit.least:g} to {limit.most:g} | {limit.rule or 'every override'} "
        f"| {limit.about} |\n"
        for key, limit in LIMITS.items()
    )
    return "| key | usual | range | read by | what it is |\n|---|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
