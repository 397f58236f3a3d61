"""One sitting at the editor: the text goes out as a draft every few seconds and comes back to be saved."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.errors import IptNotesError, Refused
from ipt_notes.services import drafts
from ipt_notes.services.drafting import named

if TYPE_CHECKING:
    from ipt_notes.editing.edit import Choice
    from ipt_notes.editing.outcome import Check
    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice


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
    check: Check,
    person: Person,
    *,
    editor: Choice | None = None,
    how: str = "",
) -> Draft:
    """Let the person type; the draft with what they left. `how` names the command that opens it again.

    A changed text is kept on this machine before this returns or raises. A resumed draft is shown with what is wrong
    with it, and counts as written even when nothing is added. NothingWritten when they changed nothing, KeptAsDraft
    when the editor failed or they left without saving; and the errors of `edit`.
    """
    from ipt_notes.editing.edit import edit

    def at_this_moment(text: str) -> Draft:
        return replace(draft, text=text, at=practice.settings.clock())

    def autosave(text: str) -> None:
        drafts.keep(practice, at_this_moment(text))

    _tell_of_swap(practice, person)
    is_resumed = bool(draft.options.get("resumed"))
    outcome = edit(
        draft.text,
        title=f"{draft.code}: {named(draft)}",
        check=check,
        autosave=autosave,
        choice=editor,
        env=practice.settings.env,
        warn=person.tell,
        problems=check(draft.text) if is_resumed else (),
    )
    if outcome.text == draft.text and not is_resumed:
        drafts.discard(practice, draft.id)
        raise NothingWritten
    if not outcome.finished:
        raise KeptAsDraft(how=how)
    return at_this_moment(outcome.text)


def _tell_of_swap(practice: Practice, person: Person) -> None:
    """Say once on this machine that its memory may be written to a disk in the clear."""
    told = practice.settings.state / "swap-told"
    if told.exists():
        return
    from ipt_notes.editing.swap import swap_in_the_clear

    places = swap_in_the_clear()
    if places:
        person.tell(
            f"swap on this computer is not seen to be encrypted ({', '.join(places)}): what is in memory while you"
            " write may reach the disk. `ipt-notes doctor` tells more; this is said once"
        )
    with suppress(OSError):
        told.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        told.touch()
