"""`ipt-notes inventory`: the people in a client's life, as a table and as the closeness circle."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.errors import UsageProblem
from ipt_notes.pictures.circle import Circle, circles, told_circle
from ipt_notes.pictures.lettering import cut
from ipt_notes.pictures.spans import Spans
from ipt_notes.services import inventory, picturing
from ipt_notes.services.inventory import Inventory, PersonNow
from ipt_notes.services.picturing import PictureFile

app = frame.group("The people in a client's life: as a table, and as the closeness circle.")

Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to FILE.svg or FILE.png.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")]
_COLUMN = 22


class CircleDrawn(Struct, frozen=True):
    """The closeness circle at the start and now; `picture` is the file it was written to, if any."""

    code: str
    circles: tuple[Circle, ...]
    picture: PictureFile | None = None


def told_picture(picture: PictureFile, code: str) -> Iterable[str]:
    """What was written, what it holds, and that it is recorded."""
    yield f"{code}: written to {picture.file} ({picture.bytes // 1024 + 1} kB); the disclosure is recorded"
    yield f"It holds {picture.holds}."
    printing.aside("the file is not encrypted: keep it where only those may read it who should")


def _told(result: Inventory) -> Iterable[str]:
    if not result.people:
        yield f"{result.code} has nobody in the inventory yet."
    else:
        head = ("person", "relationship", "ring", "confidant", "support", "marks")
        yield from printing.table([head, *map(_row, result.people)])
    for person in result.people:
        if person.missing:
            yield f"still to ask about {person.label}: {', '.join(person.missing)}"
    yield from (f"{key}: {value}" for key, value in result.fields.items())
    if result.missing and result.people:
        yield f"still to ask: {', '.join(result.missing)}"


def _row(person: PersonNow) -> tuple[str, ...]:
    ring = _changed(person.ring_start, person.ring_now) or "not placed"
    confidant = _changed(_yes(person.was_confidant), _yes(person.is_confidant))
    is_said = "is confidant" in person.now
    marks = {"linked to the episode": person.is_linked, "has died": person.is_deceased}
    return (
        cut(person.label, _COLUMN),
        cut(person.relationship, _COLUMN),
        ring,
        confidant if is_said else "",
        _support(person),
        ", ".join(mark for mark, is_set in marks.items() if is_set),
    )


def _changed(start: str, now: str) -> str:
    return now if start == now else f"{start}, now {now}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _support(person: PersonNow) -> str:
    """As the client has it: received, given, both; "" where nothing was said of it."""
    if person.gives_support and person.receives_support:
        return "both ways"
    none = "none" if {"support received", "support given"} & set(person.now) else ""
    return "received" if person.gives_support else "given" if person.receives_support else none


@frame.command(app, "inventory show", Inventory, _told)
def show(code: Code) -> Inventory:
    """Show who is in the inventory. Rings and confidants at the start and now, support, what is missing."""
    with frame.practice() as practice:
        return inventory.inventory_of(practice.open(code, by_prefix=frame.is_at_terminal()))


def _told_circle(result: CircleDrawn) -> Iterable[str | Spans]:
    if result.picture:
        yield from told_picture(result.picture, result.code)
    elif printing.can_draw():
        from ipt_notes.pictures.circle_text import circle_lines

        yield from circle_lines(result.circles, printing.columns())
    else:
        for circle in result.circles:
            yield f"{circle.heading}, {circle.as_of}"
            yield from (f"  {line}" for line in told_circle(circle))


@frame.command(app, "inventory circle", CircleDrawn, _told_circle)
def circle(
    code: Code,
    output: Output = None,
    at: Annotated[
        str | None, typer.Option(metavar="start|now", help="Only one of the two; default: both.")
    ] = None,
    replace: Replace = False,
) -> CircleDrawn:
    """Draw the closeness circle, at the start and now. On the screen, or as a picture in a file."""
    picturing.require_picture_name(output)
    if at not in (None, "start", "now"):
        raise UsageProblem(what=f"--at {at!r} is not known", hint="known: start, now")
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        drawn = circles(chart.course, at)  # type: ignore[arg-type]
        if output is None:
            return CircleDrawn(chart.code, drawn)
        from ipt_notes.pictures.circle_svg import circle_svg

        svg = circle_svg(drawn, chart.code)
        holds = "the client's code, and the people's names and relationships as they are typed in the notes"
        written = picturing.write_picture(
            practice, chart, output, svg, what="closeness circle", holds=holds, replace=replace
        )
        return CircleDrawn(chart.code, drawn, written)
