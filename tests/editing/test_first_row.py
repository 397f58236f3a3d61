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
        ("## Check-in", 0),
        ("## Check-in\n<!-- never closed", 0),
        ("", 0),
    ],
)
def test_it_is_the_line_under_the_first_heading_and_its_prompt(text: str, row: int) -> None:
    """A text without a heading starts at the top."""
    assert first_row(text) == row
