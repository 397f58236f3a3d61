"""docs/rules has a page a rule, and says what the program says."""

from __future__ import annotations

from docs import generate, rule_pages
from ipt_notes.checks.rule import all_rules

FOLDER = generate.FOLDER / "rules"


def test_the_pages_are_as_the_program_would_write_them() -> None:
    """`make docs` writes them anew; a rule that is gone leaves none behind."""
    written = {page.name: page.read_text(encoding="utf-8") for page in FOLDER.iterdir()}
    assert written == rule_pages.pages()


def test_every_rule_is_in_the_index() -> None:
    """Once, below what it is about."""
    index = rule_pages.index()
    assert [index.count(f"]({rule.code}.md)") for rule in all_rules()] == [1] * len(all_rules())


def test_a_page_leads_to_the_rules_it_names() -> None:
    """And not to itself; what is there to be copied stays as it is."""
    pages = rule_pages.pages()
    assert "[BEG001](BEG001.md)" in pages["BEG002.md"]
    assert "](BEG001.md)" not in pages["BEG001.md"]
    assert "`ipt-notes override CODE BEG001 " in pages["BEG001.md"]
