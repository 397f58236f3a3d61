"""Fits a body that was laid out for `TEXT_WIDTH` between the margins of a letterhead."""

from __future__ import annotations

import re

from ipt_notes.export.paper import TEXT_WIDTH

_WIDTHS = re.compile(r'(<w:(?:tblW|gridCol|tcW) w:w=")(\d+)')
_SIZES = re.compile(
    r'(<wp:extent cx="|<wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx=")(\d+)(" cy=")(\d+)'
)
"""Of a figure, and of the group of shapes in it; the shapes have the group's own measure."""


def fitted(body: str, width: int) -> str:
    """The body's tables as wide as `width` (twentieths of a point), its figures no wider. Typed text is never touched."""
    if width == TEXT_WIDTH:
        return body
    body = _WIDTHS.sub(lambda found: f"{found[1]}{int(found[2]) * width // TEXT_WIDTH}", body)
    return body if width > TEXT_WIDTH else _SIZES.sub(lambda found: _smaller(found, width), body)


def _smaller(found: re.Match[str], width: int) -> str:
    across, down = (int(size) * width // TEXT_WIDTH for size in (found[2], found[4]))
    return f"{found[1]}{across}{found[3]}{down}"
