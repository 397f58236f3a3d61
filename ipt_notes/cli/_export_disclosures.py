"""`ipt-notes export disclosures`: who was given what."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.export import app
from ipt_notes.course.wording import shown_moment
from ipt_notes.services.exchange import disclosing
from ipt_notes.services.exchange.disclosing import DisclosureLine, DisclosureList


def _told(found: DisclosureList) -> Iterable[str]:
    """Two lines a document; the digest whole, so that it can be compared."""
    if not found.disclosures:
        yield f"Nothing of {found.code} was given out."
        return
    for line in found.disclosures:
        yield _what(line)
        yield f"  SHA-256 {line.sha256}"
    printing.aside("to see which file it was: sha256sum FILE (Windows: certutil -hashfile FILE SHA256)")


def _what(line: DisclosureLine) -> str:
    kind = f"{line.what}, a draft" if line.is_draft else line.what
    more = "".join(
        f"; {name}: {text}"
        for name, text in (("to", line.recipient), ("on the authorisation", line.authorisation))
        if text
    )
    return f"{shown_moment(line.at)}  {kind}, for: {line.audience}; course of {line.course}{more}"


@frame.command(app, "export disclosures", DisclosureList, _told)
def disclosures(code: Code) -> DisclosureList:
    """List what was given out of a client's chart. With the moment, for whom it was, and the SHA-256 of the file."""
    with frame.practice() as practice:
        return disclosing.list_disclosures(practice.open(code, by_prefix=frame.is_at_terminal()))
