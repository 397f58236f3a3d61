"""Lets a document leave the vault, and records that it did."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import check_course, export_obstacles
from ipt_notes.course import records as r
from ipt_notes.errors import ExportRefused

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import OpenChart, Practice


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
    course = chart.course
    lines = [
        f"{item.message}: {item.fix}" if item.fix else item.message
        for item in export_obstacles(course, practice.settings.today)
    ]
    if course.summary is None or course.summary.signature is None:
        lines.append(
            f"the narrative is not signed: `ipt-notes summary edit {chart.code}`, then `summary sign`"
        )
    return tuple(lines)


def render_termination(practice: Practice, chart: OpenChart, audience: str, *, is_draft: bool) -> bytes:
    """The bytes of the DOCX; they depend on the course and the audience alone."""
    from ipt_notes.export.termination import render
    from ipt_notes.notes.summary import parse_summary

    course = chart.course
    narrative = dict(parse_summary(course.summary.text).parts) if course.summary else {}
    findings = None
    if is_draft:
        open_errors = [
            finding for finding in check_course(course, practice.settings.today) if finding.is_open_error
        ]
        findings = [f"{finding.rule}: {finding.message}" for finding in open_errors]
    return render(
        course,
        narrative=narrative,
        therapist=practice.member.name,
        audience=audience,
        draft_findings=findings,
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
    """Write the termination summary and record the disclosure; neither without the other.

    ExportRefused with what stands against a final one.
    """
    from ipt_notes.export.files import write_private

    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    if against and not is_draft:
        raise ExportRefused(code=chart.code, details=against)
    data = render_termination(practice, chart, audience, is_draft=is_draft)
    sha256 = hashlib.sha256(data).hexdigest()
    write_private(path, data, replace=replace)
    try:
        practice.write(
            chart.grant,
            lambda now: [r.Disclosed(now.course.id, "termination summary", audience, sha256, is_draft)],
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Exported(chart.code, str(path), sha256, len(data), is_draft, audience, against if is_draft else ())
