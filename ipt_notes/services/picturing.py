"""Writes a picture of a course to a file. It leaves the vault as any document does: with a record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.digests import sha256
from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_KINDS = (".svg", ".png")


class PictureFile(Struct, frozen=True):
    """A picture that was written; `sha256` is of its bytes, `holds` says what is in it."""

    file: str
    sha256: str
    bytes: int
    holds: str


def require_picture_name(path: Path | None) -> None:
    """UsageProblem for a file whose name says neither SVG nor PNG."""
    if path is not None and path.suffix.lower() not in _KINDS:
        shown = path.suffix or "no ending"
        raise UsageProblem(what=f"-o: {shown} is no kind of picture", hint="give it a name in .svg or .png")


def write_picture(
    practice: Practice, chart: OpenChart, path: Path, svg: str, *, what: str, holds: str, replace: bool
) -> PictureFile:
    """Record the disclosure and write the picture: an SVG or, by the file's name, a PNG.

    The order is that of every export (`exporting.export_termination`). NoRasteriser, Refused, WorldProblem.
    """
    from ipt_notes.export.files import placed

    data = _bytes(svg, path)
    digest = sha256(data).hex()
    with placed(path, data, replace=replace):
        practice.write(
            chart.grant,
            lambda now: [r.Disclosed(now.course.id, what, "full", digest, is_draft=False)],
        )
    return PictureFile(str(path), digest, len(data), holds)


def _bytes(svg: str, path: Path) -> bytes:
    if path.suffix.lower() == ".svg":
        return svg.encode()
    from ipt_notes.pictures.raster import png

    return png(svg)
