"""For whom a document is made: a declarative list of what each audience may be given."""

from __future__ import annotations

from msgspec import Struct

from ipt_notes.errors import UsageProblem


class Audience(Struct, frozen=True):
    """A kind of reader. `parts` are the numbers of the parts of the termination summary that they get."""

    id: str
    about: str
    parts: tuple[int, ...]


AUDIENCES = (Audience("full", "everything the summary holds", tuple(range(1, 17))),)


def find_audience(name: str) -> Audience:
    """The audience called `name`; UsageProblem names the known ones."""
    found = next((audience for audience in AUDIENCES if audience.id == name), None)
    if found is None:
        known = ", ".join(audience.id for audience in AUDIENCES)
        raise UsageProblem(what=f"there is no audience {name!r}", hint=f"known: {known}")
    return found
