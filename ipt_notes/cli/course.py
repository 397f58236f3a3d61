"""`ipt-notes course`: a further course for a client, the list of them, and a course's events beside mood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli._course_line import told_course
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.inventory import Output, Replace, told_picture
from ipt_notes.errors import NotFound
from ipt_notes.pictures.spans import Spans
from ipt_notes.pictures.timeline import Timeline, told_happening, told_reading
from ipt_notes.services import clients, picturing
from ipt_notes.services.clients import CourseLine, NewCourse
from ipt_notes.services.picturing import PictureFile
from ipt_notes.services.settings import read_date

app = frame.group("A client's courses: start a further one, list them, draw one's timeline.")


class CourseList(Struct, frozen=True):
    """A client's courses in the order they started."""

    courses: tuple[CourseLine, ...]


@frame.command(app, "course new", CourseLine, told_course)
def new(
    code: Code,
    variant: Annotated[str, typer.Option(help="ipt_acute, ipt_m (maintenance), ...")] = "ipt_acute",
    planned: Annotated[int | None, typer.Option(help="Agreed sessions; default: the variant's.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="First day; default: today.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Length of a session; default: the variant's.")] = None,
) -> CourseLine:
    """Start a further course, such as a continuation or maintenance."""
    course = NewCourse(variant, read_date(start, "--start") if start else None, planned, minutes)
    with frame.practice() as practice:
        return clients.start_course(
            practice, practice.find(code, by_prefix=frame.is_at_terminal()).code, course
        )


def _told(result: CourseList) -> Iterable[str]:
    for line in result.courses:
        yield f"{line.number}. " + next(iter(told_course(line)))


@frame.command(app, "course list", CourseList, _told)
def list_(code: Code) -> CourseList:
    """List a client's courses."""
    with frame.practice() as practice:
        return CourseList(
            tuple(clients.list_courses(practice, practice.find(code, by_prefix=frame.is_at_terminal()).code))
        )


class TimelineDrawn(Struct, frozen=True):
    """A course's events and its mood; `picture` is the file it was written to, if any."""

    timeline: Timeline
    picture: PictureFile | None = None


def _told_timeline(result: TimelineDrawn) -> Iterable[str | Spans]:
    timeline = result.timeline
    if result.picture:
        yield from told_picture(result.picture, timeline.code)
    elif printing.can_draw():
        from ipt_notes.pictures.timeline_text import timeline_lines

        yield from timeline_lines(timeline)
    else:
        yield from (told_reading(reading, timeline.measure) for reading in timeline.readings)
        yield from map(told_happening, timeline.happenings)


@frame.command(app, "course timeline", TimelineDrawn, _told_timeline)
def timeline_(
    code: Code,
    output: Output = None,
    measure: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The scores to draw; default: PHQ-9, or the most taken."),
    ] = None,
    replace: Replace = False,
) -> TimelineDrawn:
    """Draw events beside mood, phase by phase. On the screen, or as a picture in a file."""
    from ipt_notes.pictures.timeline import timeline

    picturing.require_picture_name(output)
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        drawn = timeline(chart.course, measure)
        if drawn is None:
            raise NotFound(
                what="a score of that measure", hint="`ipt-notes measure list` shows what was taken"
            )
        if output is None:
            return TimelineDrawn(drawn)
        from ipt_notes.pictures.timeline_svg import timeline_svg

        holds = "the client's code, scores, and the events and incidents as they are typed in the notes"
        written = picturing.write_picture(
            practice, chart, output, timeline_svg(drawn), what="timeline", holds=holds, replace=replace
        )
        return TimelineDrawn(drawn, written)
