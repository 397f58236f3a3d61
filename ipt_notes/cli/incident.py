"""`ipt-notes incident`: interpersonal incidents, and the communication analysis of one as a scene."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.course.wording import session_name
from ipt_notes.pictures.lettering import cut
from ipt_notes.pictures.spans import Span, Spans, spans
from ipt_notes.services import incidents
from ipt_notes.services.incidents import IncidentLine, IncidentList, IncidentScene, MoodScore

app = frame.group("Interpersonal incidents and communication analysis: list, show.")

_COLUMN = 28


def _told_list(result: IncidentList) -> Iterable[str]:
    if not result.incidents:
        yield f"{result.code} has no incidents yet: a note tells of one under `## Interpersonal incident: title`."
        return
    head = ("number", "session", "date", "incident", "person", "script", "role play")
    yield from printing.table([head, *map(_row, result.incidents)])


def _row(line: IncidentLine) -> tuple[str, ...]:
    script = f"{line.lines} lines" if line.lines else ""
    role_plays = ", ".join(f"session {number}" for number in dict.fromkeys(line.role_plays))
    title, person = cut(line.title, _COLUMN), cut(line.person, _COLUMN // 2)
    return str(line.number), str(line.session), cut(line.date, 12), title, person, script, role_plays


@frame.command(app, "incident list", IncidentList, _told_list)
def list_(code: Code) -> IncidentList:
    """List the incidents of a client's latest course."""
    with frame.practice() as practice:
        return incidents.list_incidents(practice.open(code, by_prefix=frame.is_at_terminal()))


def _told(result: IncidentScene) -> Iterable[str | Spans]:
    from ipt_notes.pictures.scene import scene

    when = " · ".join(filter(None, (session_name(result.session), result.date)))
    yield spans(Span(f"{result.number}. {result.title}", "strong"), Span(f"  {when}", "faint"))
    if result.person:
        yield f"with {result.person}"
    yield ""
    yield from scene(result.fields, result.script, result.alternatives)
    yield from _told_links(result)


def _told_links(result: IncidentScene) -> Iterable[str | Spans]:
    """Mood and role play."""
    effect = result.fields.get("effect_on_mood", "")
    if effect or result.mood:
        yield ""
        yield spans("  ", Span("Mood", "strong"))
    yield from (f"    {line}" for line in (printing.wrapped(effect, 4) if effect else ()))
    yield from (f"    {line}" for line in printing.table(map(_mood_row, result.mood)))
    if result.role_plays:
        yield ""
        yield spans("  ", Span("Role play", "strong"))
    for play in result.role_plays:
        plan = f"; to be used: {play.plan_to_use}" if play.plan_to_use else ""
        for number, line in enumerate(
            printing.wrapped(f"{session_name(play.session)}: {play.scenario}{plan}", 6)
        ):
            yield f"    {'  ' if number else ''}{line}"


def _mood_row(score: MoodScore) -> tuple[str, ...]:
    days = f"{abs(score.days)} day{'' if abs(score.days) == 1 else 's'}"
    near = "that day" if not score.days else f"{days} {'before' if score.days < 0 else 'after'}"
    return score.name, f"{score.total:g}", score.band, near, str(score.on)


@frame.command(app, "incident show", IncidentScene, _told)
def show(
    code: Code,
    number: Annotated[int, typer.Argument(metavar="N", help="Its number, as `incident list` shows it.")],
) -> IncidentScene:
    """Show an incident as a scene. Who said what, what was intended and communicated, mood and role play."""
    with frame.practice() as practice:
        return incidents.incident_scene(practice.open(code, by_prefix=frame.is_at_terminal()), number)
