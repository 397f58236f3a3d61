"""Lets a whole chart leave the vault as a folder, with the disclosure recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes import digests
from ipt_notes.export.audiences import FULL, NO_RELEASE, Release
from ipt_notes.services.exchange.disclosing import disclosed

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice

WHOLE_CHART = "whole chart"
"""What the disclosure log calls it."""


class ChartExported(Struct, frozen=True):
    """A chart that was written to a folder. `sha256` is of its SHA256SUMS, which lists every other file.

    `has_private_notes` is always false: no export reaches them.
    """

    code: str
    folder: str
    files: int
    records: int
    sha256: str
    has_private_notes: bool = False


def export_chart(
    practice: Practice, code: str, folder: Path, *, release: Release = NO_RELEASE, by_prefix: bool = False
) -> ChartExported:
    """Record the disclosure and write everything of a chart to a new folder.

    The order is that of every export (`exporting.export_termination`). NotFound for a chart without a course; Refused,
    WorldProblem.
    """
    from ipt_notes.export.folders import placed_folder
    from ipt_notes.export.whole_chart import SUMS, whole_chart

    chart = practice.open(code, by_prefix=by_prefix)
    course = chart.course.id
    authors = {practice.member.id.hex(): practice.member.name}
    files = whole_chart(chart.chart, chart.records, authors)
    sha256 = digests.sha256(files[SUMS]).hex()
    said = disclosed(course, WHOLE_CHART, FULL.id, sha256, release)
    with placed_folder(folder, files):
        practice.write(chart.grant, lambda _: [said])
    return ChartExported(chart.code, str(folder), len(files), len(chart.records), sha256)
