"""`ipt-notes course`: a further course for a client, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame
from ipt_notes.cli.client import Code, told_course
from ipt_notes.services import clients
from ipt_notes.services.clients import CourseLine, NewCourse
from ipt_notes.services.settings import read_date

app = frame.group("A client's courses: start a further one, list them.")


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
