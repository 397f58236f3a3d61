"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from ipt_notes.errors import UsageProblem

Code = Annotated[str, typer.Argument(metavar="CODE", help="Your own code for the client, such as MK-014.")]
OnDate = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day (2026-03-16); default: today.")
]


def choice(kind: type, value: str | None, option: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - an enum's own member
    """The enum member a word means; UsageProblem lists them."""
    from ipt_notes.course.vocabulary import to_id

    if value is None:
        return None
    if to_id(value) not in set(kind):  # type: ignore[call-overload]
        from difflib import get_close_matches

        near = get_close_matches(to_id(value), list(kind), n=1)  # type: ignore[call-overload]
        hint = f"did you mean {near[0]}? known: {', '.join(kind)}" if near else f"known: {', '.join(kind)}"  # type: ignore[arg-type]
        raise UsageProblem(what=f"{option} {value!r} is not known", hint=hint)
    return kind(to_id(value))
