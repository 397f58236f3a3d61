"""Parts of a supervision view: the scripts, what is owed, the open findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import SEVERITIES
from ipt_notes.checks.gate import named_sessions
from ipt_notes.course.charted import told_missing
from ipt_notes.course.sections import item_name
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import capital, sentence, session_name
from ipt_notes.export._outline import Block, Fact, Heading, Point, Spoken, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.checks.finding import Finding
    from ipt_notes.course.charted import Incident
    from ipt_notes.course.initials import Initials
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Script

_TOLD = ("what_happened", "need_unmet", "feelings", "effect_on_mood")
_ASPECTS = ("felt", "intended", "communicated")
_MOST_MISSING = 4


def scripts(course: Course, say: Initials) -> Iterator[Block]:
    """Every communication analysis as a scene, with the incident it belongs to."""
    analysed = [incident for incident in course.incidents if incident.script]
    if not analysed:
        yield Words("No communication analysis is written down yet.")
    for incident in analysed:
        title = say(incident.title) or "an incident"
        yield Heading(f"{capital(session_name(incident.session))}: {title}", 2)
        yield from _incident(incident, say)
        if incident.script:
            yield from _scene(incident.script, say)
        if incident.alternatives:
            yield Words("Alternatives that were found:")
        yield from (Point(say(each)) for each in incident.alternatives)


def _incident(incident: Incident, say: Initials) -> Iterator[Block]:
    if person := "; ".join(incident.fields.get("person", ())):
        yield Fact("With", say.people(person))
    for key in _TOLD:
        if value := "; ".join(incident.fields.get(key, ())):
            yield Fact(capital(words(key)), sentence(say(value)))


def _scene(script: Script, say: Initials) -> Iterator[Block]:
    if script.setting:
        yield Words(f"Setting: {say(script.setting)}")
    for line in script.lines:
        spoken = say(line.words.strip().strip('"“”'))
        yield Spoken(say.speaker(line.speaker), say(line.gesture), spoken)
        for aspect in _ASPECTS:
            if value := getattr(line, aspect):
                yield Point(f"{aspect}: {say(value)}")


def owed(course: Course, say: Initials) -> Iterator[Block]:
    """Open tasks of the beginning, notes to sign, the ending to raise."""
    told = [*_tasks(course), *_notes(course), *_ending(course)]
    yield from (Point(say(each)) for each in told)
    if not told:
        yield Words("Nothing that the chart knows of.")


def _tasks(course: Course) -> Iterator[str]:
    for item in course.owed if course.limit else ():
        yield f"{item_name(item.id)}, due by session {course.limit}: {told_missing(item.missing, _MOST_MISSING)}"


def _notes(course: Course) -> Iterator[str]:
    if course.unsigned:
        numbers = [session.number for session in course.unsigned]
        yield f"Notes not signed: {named_sessions(numbers)}"
    if course.awaiting:
        numbers = [session.number for session in course.awaiting]
        yield f"Notes that wait for a supervisor's signature: {named_sessions(numbers)}"
    if course.summary and course.summary.awaits_cosignature:
        yield "The termination summary waits for a supervisor's signature"


def _ending(course: Course) -> Iterator[str]:
    if course.conclusion:
        if not (course.summary and course.summary.signature):
            yield "The termination summary is not signed"
        return
    left = course.planned - course.last_number
    if left <= 0:
        yield f"All {course.planned} planned sessions are held, and the course is not concluded"
    elif course.last_number and left <= course.variant.final_length + 1 and course.ending_raised is None:
        yield f"The ending has not been raised ({left} of {course.planned} sessions left)"


def findings_open(findings: Sequence[Finding], say: Initials) -> Iterator[Block]:
    """What `check` says and nobody has overridden, errors first."""
    found = [finding for finding in findings if not finding.is_overridden]
    for finding in sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)):
        where = f", {session_name(finding.session)}" if finding.session is not None else ""
        yield Point(f"{finding.rule} ({finding.severity}{where}): {say(finding.message)}")
    if not found:
        yield Words("None.")
