"""Lets a document leave the vault, and records that it did."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import export_obstacles
from ipt_notes.checks.obstacles import Obstacle
from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.wording import capital
from ipt_notes.errors import ExportRefused
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import OpenChart, Practice

TERMINATION = "termination summary"
"""What the disclosure log calls it."""


class Exported(Struct, frozen=True):
    """A document that was written. `sha256` is of its bytes, `open_findings` what a draft lists."""

    code: str
    file: str
    sha256: str
    bytes: int
    is_draft: bool
    audience: str
    obstacles: tuple[str, ...] = ()


def obstacles(practice: Practice, chart: OpenChart) -> tuple[str, ...]:
    """What stands against a final termination summary, as lines: each says what it is and what to do."""
    return tuple(
        f"{item.message}: {item.fix}" if item.fix else item.message for item in _obstacles(practice, chart)
    )


def _obstacles(practice: Practice, chart: OpenChart) -> Iterator[Obstacle]:
    yield from export_obstacles(chart.course, practice.settings.today, thresholds(practice.settings))
    if chart.course.summary is None or chart.course.summary.signature is None:
        fix = f"ipt-notes summary edit {typed(chart.code)}, then ipt-notes summary sign {typed(chart.code)}"
        yield Obstacle("the narrative is not signed", fix)


def render_termination(practice: Practice, chart: OpenChart, audience: str, *, is_draft: bool) -> bytes:
    """The bytes of the DOCX; those of a final one depend on the course and the audience alone.

    A draft lists what is open on the day it is made.
    """
    from ipt_notes.export.termination import render
    from ipt_notes.notes.summary import parse_summary

    course = chart.course
    narrative = dict(parse_summary(course.summary.text).parts) if course.summary else {}
    signature = course.summary.signature if course.summary else None
    return render(
        course,
        narrative=narrative,
        therapist=signature.by if signature else practice.member.name,
        audience=audience,
        draft_findings=[capital(item.message) for item in _obstacles(practice, chart)] if is_draft else None,
    )


def export_termination(
    practice: Practice,
    code: str,
    path: Path,
    *,
    audience: str = "full",
    is_draft: bool = False,
    replace: bool = False,
    by_prefix: bool = False,
) -> Exported:
    """Record the disclosure and write the termination summary.

    The file is complete beside its place before the disclosure is recorded, and takes its place after it. So no
    document leaves without a record, and a record that fails costs no file, not even the one to be replaced. Should
    that last move fail, the log names a document that was not given out: the lesser wrong of the two.
    ExportRefused with what stands against a final one.
    """
    from ipt_notes.export.files import placed

    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    if against and not is_draft:
        raise ExportRefused(code=chart.code, details=against)
    data = render_termination(practice, chart, audience, is_draft=is_draft)
    sha256 = hashlib.sha256(data).hexdigest()
    with placed(path, data, replace=replace):
        practice.write(
            chart.grant,
            lambda now: [r.Disclosed(now.course.id, TERMINATION, audience, sha256, is_draft)],
        )
    return Exported(chart.code, str(path), sha256, len(data), is_draft, audience, against if is_draft else ())
