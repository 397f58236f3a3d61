"""What is worth a second look once something is saved. A hint only: it stands in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks import ses001
from ipt_notes.checks.setting import Setting
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ipt_notes.course.model import Course, Session
    from ipt_notes.course.parts import Score


def noticed_in(course: Course, session: Session) -> tuple[str, ...]:
    """Of a session's note: numbers without a note before it, dates out of order, a measure that stands twice on its day."""
    breaks = ses001.check(course, Setting(session.date))
    here = (raised.message for raised in breaks if raised.session == session.number)
    return (*here, *twice_on(course, session.date))


def twice_on(course: Course, day: dt.date, instrument: str = "") -> Iterator[str]:
    """Measures (or the one named) that were scored more than once on a day, each in a sentence."""
    scores = [score for score in course.scores if score.on == day and instrument in ("", score.instrument)]
    for name in dict.fromkeys(map(_name, scores)):
        taken = [score for score in scores if _name(score) == name]
        if len(taken) > 1:
            times = "twice" if len(taken) == 2 else f"{len(taken)} times"
            totals = ", ".join("no total" if score.total is None else f"{score.total:g}" for score in taken)
            yield f"{name} stands {times} on {day} ({totals}), and each counts: take out a mistaken one (`void`)"


def _name(score: Score) -> str:
    measure = find_measure(score.instrument)
    return measure.name if measure else score.line.name or score.instrument
