"""Codes in the commands we show."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.command_line import typed
from ipt_notes.errors import SessionNotFound


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_a_shell_takes_a_typed_code_as_one_word_that_is_no_option(code: str) -> None:
    """Whatever it is made of."""
    words = shlex.split(typed(code))
    assert words[-1] == code
    assert words[:-1] == (["--"] if code.startswith("-") else [])


def test_a_plain_code_is_shown_as_it_is() -> None:
    """Quotation marks only where they are needed."""
    assert typed("MK-014") == "MK-014"


def test_a_hint_shows_a_command_that_can_be_pasted() -> None:
    """The message has the code as it is written."""
    error = SessionNotFound(code="A B", session=3)
    assert error.message == "A B has no session 3."
    assert error.hint == "`ipt-notes note list 'A B'` shows the sessions"
