"""The narrative's Markdown in a document: most texts are plain words, which are told apart without the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.export import _markdown

pieces = st.sampled_from(
    ["Words", "a", " ", "  ", "\n", "\n\n", ".", "- ", "# ", "1. ", "=", "---", "*", "**", "_", "`", "[x]", "[x](y)",
     "[x]: y", "!", "<b>", "<!-- c -->", "&amp;", "&", "\\", "\t", "    ", "“", "é", "\xa0", ">", "~~~", "|"]
)  # fmt: skip


@given(st.lists(pieces, max_size=14).map("".join))
def test_plain_words_read_as_the_parser_reads_them(text):
    """Any text: the short way gives what the long one does, or is not taken."""
    parsed = list(_markdown._blocks(_markdown._parser().parse(text), 2, ""))
    assert _markdown.prose(text, 2) == parsed


@pytest.mark.parametrize(
    "text", ["She came.\nShe went.\n\nShe wrote.", "“It was hard,” she said (twice) to [daughter]."]
)
def test_plain_words_need_no_parser(text, monkeypatch):
    """What most parts of a narrative are like; the parser would take many times longer."""
    monkeypatch.setattr(_markdown, "_parser", None)
    assert _markdown.prose(text, 2)


def test_words_in_one_look_are_one_run():
    """A line that was broken in the typing is one piece of text in the document."""
    made = _markdown.prose("A *slow* week,\nand a\nlong one.", 2)
    assert [part.count("<w:r>") for part in made] == [3]
