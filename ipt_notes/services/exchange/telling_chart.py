"""A client's chart in words: the overview of one screen, and with all details."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.checks.gate import count, named_sessions
from ipt_notes.command_line import typed
from ipt_notes.course.charted import person_key, told_missing
from ipt_notes.course.sections import RINGS, item_name
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import session_name, shown_moment, without_focus
from ipt_notes.pictures.lettering import cleaned, cut, folded, padded, width
from ipt_notes.pictures.phase_bar import phase_bar
from ipt_notes.pictures.spans import Span, Spans, spans
from ipt_notes.pictures.sparkline import sparkline
from ipt_notes.services.telling_risk import risk_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipt_notes.checks.finding import Finding
    from ipt_notes.pictures.spans import Tone
    from ipt_notes.services.exchange.describing import (
        ChartState,
        FocusState,
        GoalState,
        ItemState,
        PersonState,
        ScoreState,
    )

COLUMNS = 80
_LABEL = 14
_ROOM = COLUMNS - _LABEL
_RING = len("unplaced  ")
_LONGEST_STATUS = 16
_FEW_FINDINGS, _MOST_FINDINGS = 2, 5
_MOST_SCORES = 24
_MOST_MISSING = 4
_TONES: dict[str, Tone] = {"error": "strong", "warning": ""}
_KINDS = {"error": "error", "warning": "warning", "info": "note"}


def told_chart(state: ChartState, *, is_drawn: bool = True) -> Iterator[str | Spans]:
    """The overview: at most 80 columns, and for a usual course at most 24 lines. In full: every detail beneath it.

    `is_drawn` False leaves out the bars, for a terminal that has no letters to draw with.
    """
    line = state.course
    name = VARIANTS[line.variant].name
    yield spans(Span(line.code, "strong"), f"  {cut(state.name, COLUMNS - width(line.code) - 2)}".rstrip())
    yield _labelled(
        "course",
        f"{name}, from {line.start}: {line.attended} of {line.planned} sessions, {line.missed} missed",
    )
    yield from _told_phase(state, is_drawn=is_drawn)
    yield from _told_foci(state.foci, state.course.variant)
    if state.unsigned:
        yield _labelled("not signed", named_sessions(state.unsigned))
    if state.waiting:
        yield _labelled(
            "waits for", f"the signature of {state.waits_for} under {named_sessions(state.waiting)}"
        )
    if state.hold:
        yield _labelled("on hold", state.hold)
    yield from _told_scores(state.scores, is_drawn=is_drawn)
    yield from _told_risk(state)
    yield from _told_beginning(state)
    yield from _told_goals(state)
    yield from _told_people(state.people)
    yield from _told_findings(state)
    yield from _told_last(state)
    yield from _told_details(state) if state.is_in_full else _told_more(state)


def _labelled(label: str, text: str, *, head: str = "", command: str = "") -> str:
    """A line of the overview: `text` is cut to the columns that `head` leaves; a command is never cut."""
    behind = f": {command}" if command else ""
    return f"  {label:<{_LABEL - 2}}{head}{cut(text, _ROOM - width(head))}{behind}".rstrip()


def _told_phase(state: ChartState, *, is_drawn: bool) -> Iterator[str | Spans]:
    line, standing = state.course, state.standing
    ended = f"concluded on {line.concluded_on}: {words(line.end_type)}, then {words(line.next_step)}"
    if line.is_concluded:
        yield _labelled("phase", ended)
    bar = phase_bar(standing.phases, standing.last or 0, _ROOM) if is_drawn else None
    if bar is None:
        if not line.is_concluded:
            yield _labelled("phase", words(line.phase))
        return
    names, signs = bar
    label = "" if line.is_concluded else "phase"
    yield Spans((Span(f"  {label:<{_LABEL - 2}}"), *names))
    yield Spans((Span(" " * _LABEL), *signs))


def _told_foci(foci: Sequence[FocusState], variant: str) -> Iterator[str]:
    if not foci:
        yield _labelled("focus", without_focus(variant))
    for number, focus in enumerate(foci):
        person = f" with {focus.person}" if focus.person else ""
        agreed = "" if focus.is_agreed else ", not agreed yet"
        stages = f": {_stages(focus)}" if focus.stages else ""
        yield _labelled("" if number else "focus", f"{words(focus.area)}{person}{agreed}{stages}")


def _stages(focus: FocusState) -> str:
    """ "impasse, then renegotiation (session 9)": first and last, and when it was last rated."""
    rated, last = focus.stages[-1]
    first = focus.stages[0][1]
    return (
        f"{first}, then {last} ({session_name(rated)})"
        if first != last
        else f"{last} ({session_name(rated)})"
    )


def _told_scores(scores: Sequence[ScoreState], *, is_drawn: bool) -> Iterator[str]:
    bars = [_bars(score) if is_drawn else "" for score in scores]
    longest = max(map(width, bars), default=0)
    for score, shown in zip(scores, bars, strict=True):
        head = f"{padded(shown, longest)}  " if longest else ""
        yield _labelled(cut(score.name, _LABEL - 3), _moved(score), head=head)


def _bars(score: ScoreState) -> str:
    """The last scores as a sparkline; nothing of a measure that was taken once."""
    totals = [total for _, _, total in score.taken]
    left_out = "…" if len(totals) > _MOST_SCORES else ""
    return left_out + sparkline(totals[-_MOST_SCORES:], score.low, score.high) if totals[1:] else ""


def _moved(score: ScoreState) -> str:
    """ "18 to 7, -11, reliable improvement"; a single total alone."""
    known = [total for _, _, total in score.taken if total is not None]
    if score.change is None:
        return f"{known[0]:g}" if known else "no total: an item was left out"
    return f"{known[0]:g} to {known[-1]:g}, {score.change:+g}, {score.change_class}"


def _told_risk(state: ChartState) -> Iterator[str]:
    """What is on record about it, each thing in two lines at most."""
    label = "risk"
    for told in risk_lines(state.risk):
        first, *more = folded(cleaned(told), _ROOM, width)
        yield _labelled(label, first)
        if more:
            yield _labelled("", " ".join(more))
        label = ""


def _told_beginning(state: ChartState) -> Iterator[str]:
    """What the beginning still owes; nothing once it is complete, or the course is over."""
    owed = _owed(state)
    if not owed or state.course.is_concluded:
        return
    yield _labelled("beginning", f"{count(len(owed), 'task')} open, due by session {state.beginning_limit}:")
    names = ", ".join(item_name(item.item) for item in owed)
    yield from (_labelled("", line) for line in folded(names, _ROOM, width))


def _owed(state: ChartState) -> list[ItemState]:
    return [item for item in state.items if item.completed_session is None and item.is_required]


def _told_goals(state: ChartState) -> Iterator[str]:
    for number, goal in enumerate(state.goals):
        longest = max(width(_status(each)) for each in state.goals)
        told = f"{words(goal.domain)}: {goal.goal or 'no goal is written down'}"
        yield _labelled("" if number else "goals", told, head=f"{padded(_status(goal), longest)}  ")


def _status(goal: GoalState) -> str:
    return cut(words(goal.status), _LONGEST_STATUS)


def _told_people(people: Sequence[PersonState]) -> Iterator[str]:
    """A line a ring, the closest first; then in whom the client confides."""
    lines = [(ring, [person for person in people if person.ring_now == ring]) for ring in (*RINGS, "")]
    label = "people"
    for ring, them in lines:
        if them:
            head = f"{ring or 'unplaced':<{_RING}}"
            yield _labelled(label, _as_many([_person(person) for person in them], _ROOM - _RING), head=head)
            label = ""
    if people:
        trusted = [person.label for person in people if person.is_confidant]
        yield _labelled("confidants", _as_many(trusted, _ROOM) or "none among them")


def _person(person: PersonState) -> str:
    is_role = person_key(person.label) == person_key(person.relationship)
    behind = [] if is_role or not person.relationship else [person.relationship]
    if person.ring_start != person.ring_now:
        behind.append(f"was {person.ring_start}")
    return f"{person.label} ({', '.join(behind)})" if behind else person.label


def _as_many(names: Sequence[str], room: int) -> str:
    """As many of them as have room, and how many more there are."""
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        told = ", ".join(names[:shown]) + more
        if width(told) <= room:
            return told
    return cut(names[0], room - 12) + (f" and {len(names) - 1} more" if names[1:] else "") if names else ""


def _told_findings(state: ChartState) -> Iterator[str | Spans]:
    """Errors and warnings with why now, two of them in full, more in a line each; notes are only counted."""
    grave = [finding for finding in state.findings if finding.severity != "info"]
    shown = grave[:_MOST_FINDINGS]
    lines = 2 if len(shown) <= _FEW_FINDINGS else 1
    for number, finding in enumerate(shown):
        yield from _told_finding(finding, "" if number else "findings", lines)
    rest = Counter(finding.severity for finding in (*grave[_MOST_FINDINGS:], *state.findings[len(grave) :]))
    if rest:
        kinds = ", ".join(count(number, _KINDS[severity]) for severity, number in rest.items())
        told = f"and {kinds}" if shown else kinds
        yield _labelled(
            "" if shown else "findings", told, command=f"ipt-notes check {typed(state.course.code)}"
        )


def _told_finding(finding: Finding, label: str, lines: int) -> Iterator[str | Spans]:
    head = f"{finding.severity:<9}{finding.rule}  "
    room = _ROOM - width(head)
    is_told = finding.session is None or session_name(finding.session) in finding.message
    where = "" if is_told else f"{session_name(finding.session or 0)}: "
    first, *more = folded(cleaned(where + finding.message), room, width)
    first = first if lines > 1 or not more else cut(f"{first} {' '.join(more)}", room)
    yield spans(f"  {label:<{_LABEL - 2}}", Span(head, _TONES[finding.severity]), first)
    if more and lines > 1:
        yield " " * (_LABEL + width(head)) + cut(" ".join(more), room)


def _told_last(state: ChartState) -> Iterator[str]:
    standing = state.standing
    if standing.last is not None:
        yield _labelled("last", f"{session_name(standing.last)} on {standing.last_on}")
    if standing.plan and not state.course.is_concluded:
        yield _labelled("plan", standing.plan)
    told, command = _next(state)
    if told:
        how = f"ipt-notes {command} {typed(state.course.code)}" if state.may_write else ""
        yield _labelled("next", told, command=how)


def _next(state: ChartState) -> tuple[str, str]:
    """The next session, or what ends the course, and its command; nothing when all is done."""
    standing = state.standing
    if standing.next_phase:
        return f"session {(standing.last or 0) + 1}, {standing.next_phase}", "write"
    if not state.course.is_concluded:
        return "every planned session is held", "finish"
    return ("", "") if standing.is_summary_signed else ("the summary is not signed", "finish")


def _told_more(state: ChartState) -> Iterator[str]:
    told = f"details and {count(len(state.history), 'record')}"
    yield _labelled("more", told, command=f"ipt-notes client show --all {typed(state.course.code)}")


def _told_details(state: ChartState) -> Iterable[str]:
    """What each open task lacks, missed sessions and contacts, and every record."""
    owed = _owed(state)
    if owed:
        yield ""
        yield f"Tasks of the beginning (due by session {state.beginning_limit})"
    for item in owed:
        yield f"  {item_name(item.item)}: {told_missing(item.missing, _MOST_MISSING)}"
    if state.events:
        yield ""
        yield "Missed sessions and contacts"
    for event in state.events:
        text = " ".join(event.text.split())
        yield f"  {event.on}  {event.what}: {text}".rstrip(": ") + f"  [{event.record}]"
    yield ""
    yield f"History ({count(len(state.history), 'record')})"
    for entry in state.history:
        withdrawn = f" (withdrawn: {entry.withdrawn})" if entry.withdrawn else ""
        yield f"  {shown_moment(entry.at)}  {entry.what}{withdrawn}  [{entry.record}]"
