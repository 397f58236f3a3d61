"""The ids of a member's own rows (kind "member") that hold what a practice of several needs; what is in them is wrapped."""

from __future__ import annotations

PRACTICE = b"practice"
"""The key of the roster: a vault whose member has this row is shared."""
RECOVERY = b"recovery"
"""For which recovery recipients the member's charts were made ready last, as a digest."""


def pin_row(member: bytes) -> bytes:
    """The row that holds which keys of a colleague were confirmed."""
    return b"pin" + member
