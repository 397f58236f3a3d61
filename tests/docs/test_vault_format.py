"""docs/vault-format.md says what the program does."""

import re

import pytest

from docs import vault_format
from ipt_notes.keys import kdf
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.recovery import write_code
from ipt_notes.vault.schema import APPLICATION_ID, SCHEMA, VERSION
from tests.vectors import form
from tests.vectors.vector import FAILURES

TEXT = vault_format.PAGE.read_text(encoding="utf-8")


def test_the_tables_of_records_are_those_of_the_types() -> None:
    """`python -m docs.vault_format` writes them anew."""
    assert vault_format.page(TEXT) == TEXT
    assert TEXT.count(": begin -->") == len(vault_format.tables())


def test_the_page_is_of_the_version_that_is_written() -> None:
    """With its application id and the text of its tables."""
    assert f"format, version {VERSION}" in TEXT
    assert f"0x{APPLICATION_ID:x}" in TEXT
    assert [sql for *_, sql in SCHEMA] == re.findall(r"^CREATE TABLE .*$", TEXT, re.MULTILINE)


def test_the_example_of_the_recovery_code_is_right() -> None:
    """Step by step, and in both groups."""
    code = write_code(b"\xff" * 32).split()
    assert f"the group is `{code[0]}`" in TEXT
    assert f"in the second group give `{code[1]}`" in TEXT
    assert "are `{}` and `{}`".format(*write_code(bytes(32)).split()[:2]) in " ".join(TEXT.split())
    steps = re.findall(r"^\| 31 \| (\d+) \| (\d+) \| (\d+) \| .*?(\d+) \|$", TEXT, re.MULTILINE)
    check = 1
    for before, mixed, doubled, reduced in steps:
        assert (int(before), int(mixed), int(doubled)) == (check, check ^ 31, (check ^ 31) * 2)
        check = int(reduced)
    assert form.CROCKFORD[check] == code[0][4]


@pytest.mark.parametrize(
    "said",
    [
        f"{kdf.DEFAULT.memory // 1024} MiB, {kdf.DEFAULT.rounds} rounds, {kdf.DEFAULT.lanes} lanes",
        f"memory from {kdf.FLOOR_KIB // 1024} MiB",
        f"1 to {kdf.MOST_ROUNDS} rounds; 1 to {kdf.MOST_LANES} lanes",
        f"1025 bytes become {form.padme(1025)}, and 10,008 become {form.padme(10_008):,}",
    ],
)
def test_the_figures_of_the_page_are_the_programs(said: str) -> None:
    """Costs, caps and examples."""
    assert said in " ".join(TEXT.split())


def test_a_code_of_64_characters_is_the_longest() -> None:
    """As the page says."""
    assert "it has 1 to 64 characters" in " ".join(TEXT.split())
    assert normal_code("a" * 64)


def test_every_kind_of_failure_in_the_vectors_is_explained() -> None:
    """In the table of what a reader must refuse."""
    refused = TEXT.partition("## What a reader must refuse")[2].partition("## The vectors")[0]
    assert all(f"`{kind}`" in refused for kind in FAILURES)


@pytest.mark.parametrize("link", re.findall(r"\]\(#([^)]*)\)", TEXT))
def test_every_link_within_the_page_leads_to_a_heading(link: str) -> None:
    """As it is made by those who show Markdown."""
    headings = re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    assert link in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
