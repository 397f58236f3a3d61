"""Checks courses the way a linter checks code, one chart at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import check_course, chosen
from ipt_notes.checks.finding import Finding
from ipt_notes.checks.gate import held
from ipt_notes.course.extension import Extension, extension
from ipt_notes.errors import ClientNotFound, Damaged, Refused
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.model import Course
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class Checked(Struct, frozen=True):
    """The findings of one client's latest course. `extension` is that of its beginning while it is in force."""

    code: str
    findings: tuple[Finding, ...]
    damage: str = ""
    extension: Extension | None = None

    @property
    def is_worth_telling(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.findings or self.damage or self.extension)


class CheckReport(Struct, frozen=True):
    """What `check` found."""

    courses: tuple[Checked, ...]
    checked: int
    errors: int
    warnings: int
    infos: int
    overridden: int


def check_chart(
    practice: Practice, chart: OpenChart, *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Checked:
    """The findings of a chart's latest course today."""
    found = check_course(
        chart.course,
        practice.settings.today,
        thresholds=thresholds(practice.settings),
        select=select,
        ignore=ignore,
    )
    asks = any(rule.code == "BEG001" for rule in chosen(tuple(select), tuple(ignore)))
    return Checked(chart.code, found, extension=_in_force(chart.course) if asks else None)


def _in_force(course: Course) -> Extension | None:
    """The extension of a beginning that is not over."""
    is_over = course.conclusion is not None or held(course) > course.limit
    return None if is_over else extension(course)


def check_codes(
    practice: Practice,
    codes: Sequence[str],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    by_prefix: bool = False,
) -> Iterator[Checked]:
    """Check these clients, or all of them; a damaged chart is told and the rest goes on."""
    if codes:
        for code in codes:
            yield check_chart(
                practice, practice.open(code, by_prefix=by_prefix), select=select, ignore=ignore
            )
        return
    for grant in sorted(practice.grants(), key=lambda grant: grant.code.casefold()):
        try:
            yield check_chart(practice, practice.read(grant), select=select, ignore=ignore)
        except (ClientNotFound, Refused):  # erased, or taken back, since the list of grants was read
            continue
        except Damaged as error:
            yield Checked(grant.code, (), error.message)


def report(checked: Sequence[Checked], *, count: int) -> CheckReport:
    """The sums over what was checked; `count` is how many courses there were."""
    findings = [finding for one in checked for finding in one.findings]

    def open_(severity: str) -> int:
        return sum(1 for finding in findings if finding.severity == severity and not finding.is_overridden)

    overridden = sum(1 for finding in findings if finding.is_overridden)
    return CheckReport(tuple(checked), count, open_("error"), open_("warning"), open_("info"), overridden)
