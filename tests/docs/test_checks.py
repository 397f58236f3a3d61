"""The page about the checks says what the program says."""

from docs import checks
from ipt_notes.checks.rule import all_rules

TEXT = checks.PAGE.read_text(encoding="utf-8")


def test_the_table_is_as_the_program_would_write_it() -> None:
    """`python -m docs.checks` writes it anew."""
    assert checks.page(TEXT) == TEXT


def test_the_page_counts_the_rules() -> None:
    """The number in its first sentence is theirs."""
    assert f"{len(all_rules())} rules" in TEXT
