"""What `note private` checks, asks and tells, and its sitting at the editor."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from ipt_notes.cli import printing, typing_in
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.command_line import typed
from ipt_notes.course.wording import shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services import private_notes
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.practice import Practice
from ipt_notes.services.private_notes import PrivateList, PrivateSaved, PrivateText
from ipt_notes.services.sittings import resuming
from ipt_notes.services.sittings.drafts import Draft


def told(result: PrivateSaved | PrivateText | PrivateList) -> Iterable[str]:
    """A result in words; what the law keeps out of a private note goes to standard error."""
    match result:
        case PrivateText():
            yield printing.Prose(result.text)
        case PrivateList():
            yield from _told_list(result)
        case PrivateSaved():
            yield from _told_saved(result)


def _told_saved(saved: PrivateSaved) -> Iterable[str]:
    for warning in saved.warnings:
        printing.aside(warning)
    if saved.warnings:
        printing.aside(
            "this belongs in the progress note (45 CFR 164.501); the private note is saved as it was typed"
        )
    done = f"saved (revision {saved.revision})" if saved.is_changed else "saved before; nothing changed"
    yield f"{saved.code}, private note of session {saved.session}: {done}"
    yield "It is kept apart from the record: only you can read it, and no export, search, check or agenda holds it."


def _told_list(result: PrivateList) -> Iterable[str]:
    rows = [("course", "session", "rev", "saved")]
    rows += [
        (str(line.course), str(line.session), str(line.revision), shown_moment(line.at))
        for line in result.notes
    ]
    yield from (
        printing.table(rows)
        if result.notes
        else [f"No private notes of yours. Write one: ipt-notes note private {typed(result.code)} SESSION"]
    )


def refuse_odd(session: int | None, from_: str | None, revision: int | None, *, is_shown: bool) -> None:
    """UsageProblem for options that do not go together."""
    if session is None and (from_ or is_shown or revision):
        raise UsageProblem(
            what="a private note belongs to a session", hint="give its number behind the client's code"
        )
    if from_ and is_shown:
        raise UsageProblem(what="--from and --show", hint="give one of them")
    if revision is not None and not is_shown:
        raise UsageProblem(what="--revision without --show", hint="an earlier revision can only be shown")


def write(practice: Practice, chart: OpenChart, draft: Draft, editor: str | None) -> PrivateSaved:
    """A private note from the editor, saved; the sitting takes up what a broken one left of it."""
    from ipt_notes.notes.private_note import unprintable

    begun = _take_up(practice, chart, draft)
    return private_notes.save_private(practice, typing_in.from_editor(practice, begun, unprintable, editor))


def _take_up(practice: Practice, chart: OpenChart, draft: Draft) -> Draft:
    """What a broken sitting left of that session, on the revision that is there now; else the draft itself."""
    kept = resuming.take_up(
        practice,
        chart,
        ("private",),
        Keyboard(),
        session=draft.session,
        otherwise="opening the private note as it is saved, or a new one",
        is_saved=partial(private_notes.is_saved, practice),
    )
    if kept is None:
        return draft
    now = private_notes.revision_now(practice, chart, kept)
    if kept.course != draft.course:
        printing.aside("it is of another course of this client, and is saved there")
    if kept.revision != now:
        printing.aside(
            f"it was saved again since (revision {now}): what opens is your draft, and saving it makes the next"
            " revision; --show shows the other"
        )
    return replace(kept, revision=now)
