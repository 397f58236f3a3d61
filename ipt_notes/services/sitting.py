"""One sitting at the editor: the text goes out as a draft every few seconds and comes back to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from ipt_notes.errors import IptNotesError, Refused
from ipt_notes.services import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice

Editor = Literal["builtin", "external"]


class NothingWritten(IptNotesError):
    """Nothing was changed, and nothing was saved."""

    exit_code = 0


class KeptAsDraft(Refused):
    """The text was not saved as a note; it is kept as a draft."""

    exit_code = 8
    hint = "{how}"


def sit(
    practice: Practice,
    draft: Draft,
    check: Callable[[str], list[str]],
    person: Person,
    *,
    editor: Editor | None = None,
    how: str = "",
) -> Draft:
    """Let the person type; the draft with what they left. `how` names the command that opens it again.

    NothingWritten when they changed nothing, KeptAsDraft when the editor failed or they left without saving.
    """
    from ipt_notes.editing.edit import edit

    known = [draft]

    def autosave(text: str) -> None:
        known[0] = replace(draft, text=text, at=practice.settings.clock())
        drafts.keep(practice, known[0])

    outcome = edit(
        draft.text,
        name="note.md",
        problems=(),
        check=check,
        autosave=autosave,
        choice=editor,
        env=practice.settings.env,
        warn=person.tell,
    )
    text = outcome.text if outcome.text is not None else known[0].text
    if outcome.finished and text == draft.text and not draft.options.get("resumed"):
        drafts.discard(practice, draft.id)
        raise NothingWritten
    after = replace(draft, text=text, at=practice.settings.clock())
    if not outcome.finished:
        if text == draft.text and not draft.options.get("resumed"):
            drafts.discard(practice, draft.id)
            raise NothingWritten
        drafts.keep(practice, after)
        raise KeptAsDraft(how=how)
    return after
