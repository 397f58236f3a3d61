"""Long lines on a terminal are broken between words, and a command that is there to be copied is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.cli import printing

WORDS = st.lists(
    st.sampled_from(["a", "therapist", "writes", "`ipt-notes note sign MK-014 3`", "—", "病", "kept;"]),
    min_size=1,
)


@given(WORDS, st.integers(20, 120), st.sampled_from(["", "  ", "- ", "    "]))
def test_every_word_and_every_command_stays_whole(words: list[str], room: int, indent: str) -> None:
    """Lines fit, unless a single word does not; what follows the first stands below its indent."""
    lines = printing.broken(indent + " ".join(words), room)
    assert " ".join(line.strip() for line in lines) == (indent + " ".join(words)).strip()
    assert all(printing.width(line) <= room or "`" in line or len(line.split()) == 1 for line in lines)
    assert all(line.startswith(" " * len(indent)) for line in lines[1:])
    assert all(line.count("`") % 2 == 0 for line in lines)


def test_a_line_that_is_a_command_is_never_broken() -> None:
    """It is copied as it stands."""
    line = "    ipt-notes note amend --reason 'filed under the wrong client' MK-014 3"
    assert printing.broken(line, 30) == [line]


def test_columns_keep_their_gaps() -> None:
    """A row of a table that is too wide goes on in the next line with its columns apart."""
    assert printing.broken("one  two   three", 10) == ["one  two", "three"]
