"""Words that are made to fit: never too wide, never cut through a letter, never able to move a cursor."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.pictures.lettering import cleaned, cut, ems, fitted, folded, letters, padded, width

words = st.text(max_size=60).map(cleaned)


@given(words, st.integers(1, 40))
def test_what_is_cut_fits_and_is_a_beginning(text: str, columns: int) -> None:
    """A text that fits stays; one that does not ends in an ellipsis."""
    shown = fitted(text, columns, width)
    assert width(shown) <= columns
    assert shown == text if width(text) <= columns else shown.endswith("…")
    assert text.startswith(shown.removesuffix("…"))


@given(words, st.integers(2, 40))
def test_a_column_is_exactly_as_wide_as_asked(text: str, columns: int) -> None:
    """Filled up on either side."""
    assert width(padded(text, columns)) == columns == width(padded(text, columns, is_right=True))


@given(words, st.integers(4, 40))
def test_folding_keeps_every_letter_in_its_order(text: str, columns: int) -> None:
    """Only spaces may go, and no line is too wide."""
    lines = folded(text, columns, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= columns for line in lines)


@given(st.text(max_size=60))
def test_cleaned_text_moves_no_cursor(text: str) -> None:
    """No control, format or unassigned letters but the joiners, and never nothing."""
    found = {unicodedata.category(letter) for letter in cleaned(text) if letter not in "\u200c\u200d"}
    assert not found & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert cleaned(text)


@pytest.mark.parametrize("text", ["e\u0301", "👩‍👩‍👧", "👍🏽", "सी", "שָׁ"])
def test_a_letter_keeps_its_accents(text: str) -> None:
    """What a reader takes for one letter is never divided."""
    assert letters(text) == [text]
    assert cut(text * 9, 4).removesuffix("…").strip(text) == ""


def test_letters_of_every_script_are_given_room() -> None:
    """An accent takes none; a Chinese letter takes more than a Latin one."""
    assert ems("e\u0301") == ems("e")
    assert ems("王") > ems("N") > ems("i")
