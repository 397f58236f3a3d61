"""Where text comes from: a file, standard input, or the person at the editor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.editing.outcome import Check, Told
    from ipt_notes.notes.problems import Problem
    from ipt_notes.services.events import Recorded
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft
    from ipt_notes.services.summarising import SummaryState
    from ipt_notes.services.writing import NoteSaved

_MOST_BYTES = 16 * 1024 * 1024
"""Larger than any note; a text that is larger is refused, never cut."""


def read_text(source: str) -> str:
    """The text of a file, or of standard input for "-". NoteUnreadable, UsageProblem and WorldProblem say why not."""
    from ipt_notes.notes.decode import decode

    data = _read_bytes(source)
    if len(data) > _MOST_BYTES:
        raise UsageProblem(what=f"the text is larger than {_MOST_BYTES >> 20} MiB", hint="nothing was saved")
    return decode(data)


def _read_bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    try:
        with open(source, "rb") as file:
            return file.read(_MOST_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise UsageProblem(what=f"there is no file {source}", hint="check the path") from None
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(what=f"{source} could not be read: {why}", hint="check the permissions") from None


def asked_reason(reason: str, question: str) -> str:
    """The reason that was given, else the one the person types; "" where nobody is asked. What can be refused is refused before."""
    return reason or Keyboard().line(question) or ""


def editor_choice(value: str | None):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a literal
    """builtin, external or None; UsageProblem otherwise, and where nobody is at a terminal."""
    if value not in (None, "builtin", "external"):
        raise UsageProblem(what=f"--editor {value!r} is not known", hint="builtin or external")
    if not is_there() or not sys.stdout.isatty():
        raise UsageProblem(
            what="an editor needs a terminal",
            hint="give the text with --from FILE, or --from - for standard input",
        )
    return value


def write_note(practice: Practice, draft: Draft, editor: str | None) -> NoteSaved:
    """A note from the editor, saved."""
    from ipt_notes.services import writing
    from ipt_notes.services.foreseeing import foreseen

    chart = practice.open(draft.code)
    after = from_editor(
        practice,
        draft,
        lambda text: writing.read_note(practice, chart, text, draft.session).problems,
        editor,
        lambda text: foreseen(practice, chart, draft, text),
    )
    return writing.save_note(practice, after, seen=chart)


def write_addendum(practice: Practice, draft: Draft, editor: str | None) -> NoteSaved:
    """An addendum from the editor, signed and added."""
    from ipt_notes.services import signing

    chart = practice.open(draft.code)
    after = from_editor(
        practice, draft, lambda text: signing.read_addendum(chart, draft, text).problems, editor
    )
    return signing.save_addendum(practice, after, seen=chart)


def write_summary(practice: Practice, draft: Draft, editor: str | None) -> SummaryState:
    """The narrative from the editor, saved."""
    from ipt_notes.notes.summary_reading import parse_summary
    from ipt_notes.services import summarising

    after = from_editor(practice, draft, lambda text: parse_summary(text).problems, editor)
    return summarising.save_summary(practice, after)


def write_contact(practice: Practice, draft: Draft, editor: str | None) -> Recorded:
    """A contact from the editor, recorded."""
    from ipt_notes.services import events

    return events.save_contact(practice, from_editor(practice, draft, lambda _: (), editor))


def from_editor(
    practice: Practice,
    draft: Draft,
    problems: Callable[[str], Iterable[Problem]],
    editor: str | None,
    findings: Check = lambda _: (),
) -> Draft:
    """The draft with what the person left at the editor; `problems` and `findings` are those of a text."""
    from ipt_notes.services.sittings.drafting import how_to_resume
    from ipt_notes.services.sittings.sitting import sit

    def check(text: str) -> list[Told]:
        return [(problem.line, problem.text) for problem in problems(text) if problem.is_error]

    chosen = editor_choice(editor)
    how = how_to_resume(draft)
    return sit(practice, draft, check, Keyboard(), editor=chosen, how=how, findings=findings)
