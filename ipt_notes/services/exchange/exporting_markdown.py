"""Lets the termination summary leave the vault as Markdown, for pasting into another system; the DOCX is the one signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.errors import ExportRefused
from ipt_notes.export.audiences import NO_RELEASE, Release, find_audience, require_authorised
from ipt_notes.services.exchange.disclosing import disclosed
from ipt_notes.services.exchange.exporting import Exported, obstacles, render_termination

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice

STANDARD_OUTPUT = "-"
SUMMARY_TEXT = "termination summary as Markdown"
"""What the disclosure log calls it."""


class MarkdownExported(Exported, frozen=True):
    """A summary as Markdown. `file` is "-" where `text` is to be printed; else `text` is ""."""

    text: str = ""


def is_markdown(output: str | Path) -> bool:
    """Whether a place asks for Markdown: standard output, or a name in .md."""
    return str(output) == STANDARD_OUTPUT or Path(output).suffix.lower() == ".md"


def export_markdown(
    practice: Practice,
    code: str,
    output: str | Path,
    *,
    audience: str = "full",
    release: Release = NO_RELEASE,
    is_draft: bool = False,
    replace: bool = False,
    by_prefix: bool = False,
) -> MarkdownExported:
    """Record the disclosure and write what the Word document says, or hand it back as text for "-".

    The order is that of every export (`exporting.export_termination`), and so are the refusals.
    """
    from ipt_notes.export.files import placed
    from ipt_notes.export.termination_markdown import as_markdown

    require_authorised(find_audience(audience), release)
    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    if against and not is_draft:
        raise ExportRefused(code=chart.code, details=against)
    text = as_markdown(render_termination(practice, chart, audience, is_draft=is_draft))
    data = text.encode()
    digest = sha256(data).hex()
    said = disclosed(chart.course.id, SUMMARY_TEXT, audience, digest, release, is_draft=is_draft)
    is_printed = str(output) == STANDARD_OUTPUT
    if is_printed:
        practice.write(chart.grant, lambda _: [said])
    else:
        with placed(Path(output), data, replace=replace):
            practice.write(chart.grant, lambda _: [said])
    told = against if is_draft else ()
    return MarkdownExported(
        chart.code, str(output), digest, len(data), is_draft, audience, told, text=text if is_printed else ""
    )
