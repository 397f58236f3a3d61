"""Writing starts where the first section wants words, not in the front matter."""

import pytest

from ipt_notes.editing.shown import first_row

NOTE = "---\nclient: A\n---\n<!-- from the chart -->\n\n## Check-in\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (NOTE + "<!-- one line -->\n\n## Measure\n", 7),
        (NOTE + "<!-- two\nlines -->\n\n## Measure\n", 8),
        (NOTE + "Told already.\n", 6),
        (NOTE + "- level:\n", 6),
        ("words without a heading", 0),
        ("<!-- a private note,\nin two lines -->\n\n", 3),
        ("<!-- a private note -->\n\nTold already.\n", 2),
        ("<!-- a private note -->\n", 1),
        ("<!-- a private note -->", 0),
        ("## Check-in", 0),
        ("## Check-in\n<!-- never closed", 0),
        ("", 0),
    ],
)
def test_it_is_the_line_under_the_first_heading_and_its_prompt(text: str, row: int) -> None:
    """In a text without a heading below the prompt and a blank line, where it has them."""
    assert first_row(text) == row
