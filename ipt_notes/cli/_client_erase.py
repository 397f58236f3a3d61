"""`ipt-notes client erase`: a client, for good."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.client import app
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.services.trust import certifying, erasing
from ipt_notes.services.trust.certifying import Certificate


def _told_erased(certificate: Certificate) -> Iterable[str]:
    """The certificate."""
    yield printing.Verbatim(certificate.text)
    if certificate.file:
        printing.aside(f"the certificate is written to {certificate.file}")
    elif sys.stdout.isatty():
        printing.aside(
            "the certificate is kept nowhere else: print or copy it now (`-o FILE` writes it to a file)"
        )


@frame.command(app, "client erase", Certificate, _told_erased)
def erase(
    code: Code,
    confirm: Annotated[str | None, typer.Option(metavar="CODE", help="The client's code once more.")] = None,
    ground: Annotated[
        str, typer.Option(help="Why; it stays in the vault's ledger, so write no name or code there.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write the certificate.")
    ] = None,
) -> Certificate:
    """Erase a client for good. The keys of the chart are deleted; the certificate says what may keep copies.

    A ground is needed before the time is over that the chart is to be kept (`client retention` shows it), unless the
    client's request for erasure was granted. Run it again if it was stopped on its way: it finishes.
    """
    certifying.require_place(output)
    with frame.practice() as practice:
        begun = erasing.erase_client(practice, code, Keyboard(), confirm=confirm, ground=ground)
    return certifying.certify(practice.settings, begun, output)
