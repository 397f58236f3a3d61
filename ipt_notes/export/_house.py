"""The look of the house's own sheet as python-docx compiled it: styles, numbering and theme, in files beside this one.

Reading them takes a millisecond, compiling them an eighth of a second. `make docs` writes them anew from `_letterhead`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ipt_notes.export._letterhead import KEPT_PARTS

HOUSE = Path(__file__).with_name("house")


@lru_cache(maxsize=1)
def house_parts() -> dict[str, bytes]:
    """The static parts of a package by name, as `_letterhead.compiled` makes them."""
    return {name: house_file(name).read_bytes() for name in KEPT_PARTS}


def house_file(name: str) -> Path:
    """Where a part is kept."""
    return HOUSE / name.rpartition("/")[2]
