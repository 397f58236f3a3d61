"""An SVG picture as a PNG, by resvg: the one package for it that is small, self-contained and shapes every script."""

from __future__ import annotations

from ipt_notes.errors import WorldProblem

_ZOOM = 2.0
"""Sharp on paper: the drawings are laid out for about a hundred pixels an inch."""


class NoRasteriser(WorldProblem):
    """A PNG picture needs the package resvg-py, which is not installed."""

    hint = "give -o a name that ends in .svg, or install it: pip install 'ipt-notes[pictures]'"


def png(svg: str) -> bytes:
    """The PNG file's bytes; letters come from the fonts of this machine. NoRasteriser where the package is missing."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise NoRasteriser from None
    return svg_to_bytes(svg_string=svg, zoom=_ZOOM)
