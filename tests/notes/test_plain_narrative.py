"""A narrative of plain words is read without the Markdown parser, and exactly as that would read it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.notes import summary_reading
from ipt_notes.notes.blocks import read_blocks

_ODD = (
    "", "## Outcome", "## Ending  ", "## A ##", "##", "## ", "# X", "### Y", "- a", "1. b", "(a) c", "“Q", "'x",
    "a # b", "  a", "    code", "> q", "***", "===", "---", "`x", "```", "<b>", "[a]: b", "## a\\#", "## 1", "##x",
    "a\tb", "\ufeffa", "é", "Ⅷ", "a  ", "## é · ü", "a - b", "x | y",
)  # fmt: skip
_words = st.text(min_size=1, max_size=6).map(lambda text: text.replace("\n", "").replace("\r", ""))
_lines = st.one_of(
    st.sampled_from(_ODD),
    _words,
    _words.map(lambda text: f"a{text}"),
    _words.map(lambda text: f"## {text}"),
)


@settings(max_examples=2000)
@given(st.lists(_lines, max_size=8))
def test_its_headings_are_those_that_the_parser_finds(lines: list[str]) -> None:
    """Whatever stands in it: a line that could be anything else is left to the parser."""
    found = summary_reading._headings(lines or [""], "\n".join(lines))
    assert found == [(section.line, section.heading) for section in read_blocks("\n".join(lines))[1]]
