"""Lets a document leave the vault, and records that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import check_course, obstacles_of
from ipt_notes.checks.obstacles import Obstacle
from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.wording import capital
from ipt_notes.digests import sha256
from ipt_notes.errors import ExportRefused
from ipt_notes.export.audiences import NO_RELEASE, Release, find_audience, require_authorised
from ipt_notes.services.exchange.disclosing import disclosed
from ipt_notes.services.open_chart import member_id
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipt_notes.checks.finding import Finding
    from ipt_notes.export.locked import Lock
    from ipt_notes.export.stationery import Letterhead
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

TERMINATION = "termination summary"
"""What the disclosure log calls it."""


class Exported(Struct, frozen=True):
    """A document that was written. `sha256` is of its bytes, `obstacles` what a draft lists."""

    code: str
    file: str
    sha256: str
    bytes: int
    is_draft: bool
    audience: str
    obstacles: tuple[str, ...] = ()
    is_encrypted: bool = False


def obstacles(practice: Practice, chart: OpenChart) -> tuple[str, ...]:
    """What stands against a final termination summary, as lines: each says what it is and what to do."""
    return told_obstacles(chart, findings(practice, chart))


def findings(practice: Practice, chart: OpenChart) -> tuple[Finding, ...]:
    """What `check` says of the course today."""
    return check_course(chart.course, practice.settings.today, thresholds=thresholds(practice.settings))


def told_obstacles(chart: OpenChart, found: Iterable[Finding]) -> tuple[str, ...]:
    """`obstacles` of a course whose findings are known already."""
    return tuple(
        f"{item.message}: {item.fix}" if item.fix else item.message for item in _obstacles(chart, found)
    )


def _obstacles(chart: OpenChart, found: Iterable[Finding]) -> Iterator[Obstacle]:
    yield from obstacles_of(chart.course, found)
    if chart.course.summary is None or chart.course.summary.signature is None:
        fix = f"ipt-notes summary edit {typed(chart.code)}, then ipt-notes summary sign {typed(chart.code)}"
        yield Obstacle("the narrative is not signed", fix)


def render_termination(
    practice: Practice,
    chart: OpenChart,
    audience: str,
    *,
    is_draft: bool,
    paper: str = "a4",
    letterhead: Letterhead | None = None,
) -> bytes:
    """The bytes of the DOCX; those of a final one depend on the course, the audience and the paper or letterhead alone.

    A draft lists what is open on the day it is made.
    """
    from ipt_notes.export.termination import render
    from ipt_notes.notes.summary_reading import parse_summary

    course = chart.course
    narrative = dict(parse_summary(course.summary.text).parts) if course.summary else {}
    signature = course.summary.signature if course.summary else None
    return render(
        course,
        narrative=narrative,
        therapist=signature.by if signature else practice.member.name,
        audience=audience,
        paper=paper,
        signing_key=_signing_key(practice, chart) if signature and not signature.is_stated else b"",
        draft_findings=_open_lines(practice, chart) if is_draft else None,
        letterhead=letterhead,
    )


def _signing_key(practice: Practice, chart: OpenChart) -> bytes:
    """The public key that the record of the narrative's signature is signed with; b"" of who is not in the practice."""
    own, course = practice.member.id.hex(), chart.course.id
    signed = [
        record
        for record in chart.records
        if isinstance(record.body, r.SummarySigned) and record.body.course == course
    ]
    if not signed:
        return b""
    author, epoch = signed[-1].author, signed[-1].epoch
    if author == own:
        return practice.member.at(epoch).public
    return practice.roster.public_of(member_id(author), epoch) or b""


def _open_lines(practice: Practice, chart: OpenChart) -> list[str]:
    return [capital(item.message) for item in _obstacles(chart, findings(practice, chart))]


def export_termination(  # noqa: PLR0913 - all but what, whose and where are named
    practice: Practice,
    code: str,
    path: Path,
    *,
    audience: str = "full",
    paper: str = "a4",
    letterhead: Letterhead | None = None,
    release: Release = NO_RELEASE,
    is_draft: bool = False,
    lock: Lock | None = None,
    replace: bool = False,
    by_prefix: bool = False,
) -> Exported:
    """Record the disclosure and write the termination summary, under the password of `lock` if there is one.

    The file is complete beside its place before the disclosure is recorded, and takes its place after it. So no
    document leaves without a record, and a record that fails costs no file, not even the one to be replaced. Should
    that last move fail, the log names a document that was not given out: the lesser wrong of the two.
    ExportRefused with what stands against a final one; UsageProblem where the audience needs an authorisation.
    """
    from ipt_notes.export.files import placed

    require_authorised(find_audience(audience), release)
    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    if against and not is_draft:
        raise ExportRefused(code=chart.code, details=against)
    data = render_termination(
        practice, chart, audience, is_draft=is_draft, paper=paper, letterhead=letterhead
    )
    if lock:
        from ipt_notes.export.locked import locked

        data = locked(data, lock)
    digest = sha256(data).hex()
    with placed(path, data, replace=replace):
        practice.write(
            chart.grant,
            lambda now: [disclosed(now.course.id, TERMINATION, audience, digest, release, is_draft=is_draft)],
        )
    told = against if is_draft else ()
    return Exported(chart.code, str(path), digest, len(data), is_draft, audience, told, lock is not None)
