"""The look of the house's own sheet: what is shipped is what python-docx makes of it."""

from __future__ import annotations

from ipt_notes.export._house import house_parts
from ipt_notes.export._letterhead import compiled


def test_the_shipped_look_is_the_compiled_one() -> None:
    """`make docs` writes it anew after a change of the look, or of python-docx."""
    assert house_parts() == compiled()
