"""What a termination summary would hold for an audience, and what it would withhold: nothing is written or recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.export.audiences import ABOUT, NEVER, Content, find_audience
from ipt_notes.services.exchange.exporting import obstacles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class ContentLine(Struct, frozen=True):
    """One thing a summary may say. `is_recorded`: the chart holds something of it."""

    content: str
    about: str
    is_recorded: bool


class Foreseen(Struct, frozen=True):
    """What an export would hold and withhold, had it not been a dry run.

    `why` says why the audience is not given the rest, `never` what nobody is given. `obstacles` stand against a final
    document: it would be refused, unless it is a draft.
    """

    code: str
    file: str
    audience: str
    needs_authorisation: bool
    contains: tuple[ContentLine, ...]
    withholds: tuple[ContentLine, ...]
    why: str
    never: tuple[str, ...]
    is_draft: bool
    obstacles: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the export itself would be refused."""
        return bool(self.obstacles) and not self.is_draft


def foresee_termination(
    practice: Practice, code: str, path: Path, *, audience: str, is_draft: bool, by_prefix: bool = False
) -> Foreseen:
    """What `exporting.export_termination` would hold and withhold. UsageProblem, NotFound."""
    reader = find_audience(audience)
    chart = practice.open(code, by_prefix=by_prefix)
    against = obstacles(practice, chart)
    recorded = _recorded(chart, has_findings=bool(against))
    wanted = [content for content in Content if is_draft or content != Content.FINDINGS]
    return Foreseen(
        chart.code,
        str(path),
        reader.id,
        reader.needs_authorisation,
        tuple(_lines((each for each in wanted if each in reader.holds), recorded)),
        tuple(_lines((each for each in wanted if each not in reader.holds), recorded)),
        reader.why,
        NEVER,
        is_draft,
        against,
    )


def _recorded(chart: OpenChart, *, has_findings: bool) -> set[Content]:
    """What the chart holds something of."""
    from ipt_notes.export.given import is_recorded
    from ipt_notes.notes.summary_reading import parse_summary

    course = chart.course
    narrative = dict(parse_summary(course.summary.text).parts) if course.summary else {}
    found = {content for content in Content if is_recorded(content, course, narrative)}
    return found | {Content.FINDINGS} if has_findings else found


def _lines(contents: Iterable[Content], recorded: set[Content]) -> Iterable[ContentLine]:
    return (ContentLine(content.value, ABOUT[content], content in recorded) for content in contents)
