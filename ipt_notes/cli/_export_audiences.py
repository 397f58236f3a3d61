"""`ipt-notes export audiences`: what each audience is given of a termination summary."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.export import app
from ipt_notes.course.vocabulary import words
from ipt_notes.export.audiences import ABOUT, AUDIENCES, NEVER, Content

_LABEL, _COLUMN = 16, 12


class ContentAbout(Struct, frozen=True):
    """One thing that a summary may say."""

    content: str
    about: str


class AudienceLine(Struct, frozen=True):
    """What an audience is given, what is withheld from them and why, and whether an authorisation has to be named."""

    audience: str
    about: str
    needs_authorisation: bool
    contains: tuple[str, ...]
    withholds: tuple[str, ...]
    why: str


class AudienceList(Struct, frozen=True):
    """Every audience; `never` is what none of them is given."""

    contents: tuple[ContentAbout, ...]
    audiences: tuple[AudienceLine, ...]
    never: tuple[str, ...]


def _told(found: AudienceList) -> Iterable[str]:
    """A row a content, a column an audience; then what the words mean."""
    yield _row("", (line.audience for line in found.audiences))
    for each in found.contents:
        marks = ("yes" if each.content in line.contains else "-" for line in found.audiences)
        yield _row(words(each.content), marks)
    yield ""
    for line in found.audiences:
        yield from printing.wrapped(f"{line.audience}: {line.about}.{_told_limits(line)}")
    yield ""
    for each in found.contents:
        yield from printing.wrapped(f"{words(each.content)}: {each.about}")
    yield ""
    yield from printing.wrapped(f"No audience is given: {'; '.join(found.never)}.")


def _row(label: str, cells: Iterable[str]) -> str:
    return (f"{label:<{_LABEL}}" + "".join(f"{cell:<{_COLUMN}}" for cell in cells)).rstrip()


def _told_limits(line: AudienceLine) -> str:
    why = f" The rest is withheld: {line.why}." if line.withholds else ""
    return f"{why} It needs --authorisation." if line.needs_authorisation else why


@frame.command(app, "export audiences", AudienceList, _told)
def audiences() -> AudienceList:
    """List for whom a termination summary can be made. With what each is given, and what is withheld and why."""
    lines = (
        AudienceLine(one.id, one.about, one.needs_authorisation, one.holds, one.withholds, one.why)
        for one in AUDIENCES
    )
    contents = (ContentAbout(content, ABOUT[content]) for content in Content)
    return AudienceList(tuple(contents), tuple(lines), NEVER)
