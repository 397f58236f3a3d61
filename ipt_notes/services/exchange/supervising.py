"""Writes the supervision view of a course, and records that it left the vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.digests import sha256
from ipt_notes.errors import UsageProblem
from ipt_notes.export.audiences import NO_RELEASE, Release
from ipt_notes.services.checking import check_chart
from ipt_notes.services.exchange.disclosing import disclosed

if TYPE_CHECKING:
    from ipt_notes.export.locked import Lock
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

SUPERVISION = "supervision view"
"""What the disclosure log calls it."""
AUDIENCE = "supervisor"
STANDARD_OUTPUT = "-"
_KINDS = (".md", ".docx")


class SupervisionView(Struct, frozen=True):
    """A supervision view that was made. `file` is "-" where `text` (Markdown) is to be printed; else `text` is ""."""

    code: str
    file: str
    sha256: str
    bytes: int
    audience: str
    text: str = ""
    is_encrypted: bool = False


def require_place(output: str, *, is_encrypted: bool = False) -> None:
    """UsageProblem for a place that is neither standard output nor a file in .md or .docx; only the last is encrypted."""
    if output != STANDARD_OUTPUT and Path(output).suffix.lower() not in _KINDS:
        shown = Path(output).suffix or "no ending"
        raise UsageProblem(
            what=f"-o: {shown} is no kind of supervision view",
            hint="give it a name in .md or .docx; `-o -` prints it",
        )
    if is_encrypted and Path(output).suffix.lower() != ".docx":
        raise UsageProblem(
            what="only a Word document can have a password", hint="give -o a name that ends in .docx"
        )


def export_supervision(
    practice: Practice,
    code: str,
    output: str,
    *,
    release: Release = NO_RELEASE,
    lock: Lock | None = None,
    replace: bool = False,
    by_prefix: bool = False,
) -> SupervisionView:
    """Record the disclosure and write the view to a file, or hand it back as text for `-`.

    The order is that of every export (`exporting.export_termination`). UsageProblem, Refused, WorldProblem.
    """
    from ipt_notes.export.files import placed
    from ipt_notes.export.locked import locked

    require_place(output, is_encrypted=lock is not None)
    chart = practice.open(code, by_prefix=by_prefix)
    data = _bytes(practice, chart, output)
    if lock:
        data = locked(data, lock)
    made = SupervisionView(
        chart.code,
        output,
        sha256(data).hex(),
        len(data),
        AUDIENCE,
        is_encrypted=lock is not None,
    )
    if output == STANDARD_OUTPUT:
        _record(practice, chart, made.sha256, release)
        return SupervisionView(made.code, output, made.sha256, made.bytes, AUDIENCE, data.decode())
    with placed(Path(output), data, replace=replace):
        _record(practice, chart, made.sha256, release)
    return made


def _bytes(practice: Practice, chart: OpenChart, output: str) -> bytes:
    from ipt_notes.export.supervision import render_docx, render_markdown

    findings = check_chart(practice, chart).findings
    if Path(output).suffix.lower() == ".docx":
        return render_docx(chart.course, findings, practice.settings.today)
    return render_markdown(chart.course, findings).encode()


def _record(practice: Practice, chart: OpenChart, digest: str, release: Release) -> None:
    practice.write(
        chart.grant, lambda now: [disclosed(now.course.id, SUPERVISION, AUDIENCE, digest, release)]
    )
