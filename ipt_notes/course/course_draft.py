"""What the records of one course have said so far, and the frozen course that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.charting import Charting, DatedPlan
from ipt_notes.course.model import Course
from ipt_notes.course.parts import Score
from ipt_notes.course.variants import VARIANTS

if TYPE_CHECKING:
    from ipt_notes.course import records as r
    from ipt_notes.course.parts import (
        Client,
        Conclusion,
        Contact,
        Disclosure,
        Missed,
        Override,
        Session,
        Summary,
    )


class CourseDraft:
    """One course under construction; the replay adds to it record by record."""

    def __init__(self, started: r.CourseStarted) -> None:
        self.started = started
        self.notes: dict[str, Session] = {}
        self.missed: list[Missed] = []
        self.contacts: list[Contact] = []
        self.plans: list[DatedPlan] = []
        self.measures: list[tuple[str, r.MeasureTaken]] = []
        self.overrides: list[Override] = []
        self.conclusion: Conclusion | None = None
        self.summary: Summary | None = None
        self.disclosures: list[Disclosure] = []

    def finished(self, client: Client) -> Course:
        """The frozen course: sessions in order, and everything their notes say, charted."""
        sessions = tuple(sorted(self.notes.values(), key=lambda session: (session.number, session.date)))
        scores = _scores(sessions, self.measures)
        charting = Charting()
        for session in sessions:
            charting.add(session)
        plans = sorted([*self.plans, *charting.plans], key=lambda dated: (dated.on, dated.written))
        started = self.started
        return Course(
            id=started.course,
            client=client,
            variant=VARIANTS[started.variant],
            start=started.start,
            started_planned=started.planned,
            started_minutes=started.minutes,
            mode=started.mode,
            condition=started.condition,
            sessions=sessions,
            missed=tuple(sorted(self.missed, key=lambda missed: missed.on)),
            contacts=tuple(sorted(self.contacts, key=lambda contact: contact.on)),
            plans=tuple(dated.plan for dated in plans),
            scores=scores,
            charted=charting.charted,
            people=tuple(charting.people.values()),
            timeline=tuple(charting.timeline),
            foci=tuple(charting.foci[area] for area in charting.current),
            focus_changes=tuple(charting.focus_changes),
            earlier_foci=tuple(charting.earlier_foci),
            risks=tuple(charting.risks),
            incidents=tuple(charting.incidents),
            warning_signs=tuple(charting.warning_signs.values()),
            items=charting.items(scores),
            overrides=tuple(self.overrides),
            conclusion=self.conclusion,
            summary=self.summary,
            disclosures=tuple(self.disclosures),
        )


def _scores(sessions: tuple[Session, ...], measures: list[tuple[str, r.MeasureTaken]]) -> tuple[Score, ...]:
    written = [
        Score(session.record, line, session.date, session.number)
        for session in sessions
        for section in session.all("measure")
        for line in section.scores
    ]
    for record, body in measures:
        before = [session.number for session in sessions if session.date <= body.on]
        written.append(Score(record, body.score, body.on, max(before, default=0), is_in_note=False))
    return tuple(sorted(written, key=lambda score: (score.session, score.on)))
