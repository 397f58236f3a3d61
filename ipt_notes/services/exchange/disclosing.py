"""Who is given what of a client's chart: the record of it, and what the chart tells of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r

if TYPE_CHECKING:
    from ipt_notes.course.parts import Disclosure
    from ipt_notes.export.audiences import Release
    from ipt_notes.services.open_chart import OpenChart


class DisclosureLine(Struct, frozen=True):
    """A document that left the vault: `sha256` is of the file's bytes, `course` the course's first day, `at` is UTC."""

    at: dt.datetime
    course: dt.date
    what: str
    audience: str
    is_draft: bool
    sha256: str
    recipient: str = ""
    authorisation: str = ""


class DisclosureList(Struct, frozen=True):
    """All that was given out of a client's courses, the earliest first."""

    code: str
    disclosures: tuple[DisclosureLine, ...]


def disclosed(
    course: str, what: str, audience: str, sha256: str, release: Release, *, is_draft: bool = False
) -> r.Disclosed:
    """The record of a document that leaves the vault; `course` is the course's id, `sha256` of the file's bytes, in hex."""
    return r.Disclosed(course, what, audience, sha256, is_draft, release.recipient, release.authorisation)


def list_disclosures(chart: OpenChart) -> DisclosureList:
    """The disclosures of every course of the chart."""
    found = [_line(course.start, each) for course in chart.chart.courses for each in course.disclosures]
    return DisclosureList(chart.code, tuple(sorted(found, key=lambda line: line.at)))


def _line(course: dt.date, said: Disclosure) -> DisclosureLine:
    return DisclosureLine(
        said.at,
        course,
        said.what,
        said.audience,
        said.is_draft,
        said.sha256,
        said.recipient,
        said.authorisation,
    )
