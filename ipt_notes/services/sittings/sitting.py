"""One sitting at the editor: the text goes out as a draft every few seconds and comes back to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.editing.outcome import Stopped
from ipt_notes.errors import Interrupted, IptNotesError, Refused
from ipt_notes.services.process import close_to_others
from ipt_notes.services.saying_once import say_once
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.drafting import named, told
from ipt_notes.services.sittings.rescuing import badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.editing.edit import Choice
    from ipt_notes.editing.outcome import Check, Outcome
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft


class NothingWritten(IptNotesError):
    """Nothing was changed, and nothing was saved."""

    exit_code = 0


class KeptAsDraft(Refused):
    """The text was not saved as a note; it is kept as a draft."""

    hint = "{how}"


class SittingStopped(Interrupted):
    """The sitting was ended from outside; the text is kept as a draft."""

    hint = "{how}"


def sit(
    practice: Practice,
    draft: Draft,
    check: Check,
    person: Person,
    *,
    editor: Choice | None = None,
    how: str = "",
    findings: Check = lambda _: (),
) -> Draft:
    """Let the person type; the draft with what they left. `how` names the command that opens it again.

    `findings` of the text are shown beside it where the editor can, and stand in nobody's way.

    A changed text that is not finished is kept on this machine before this raises. A resumed draft is shown with what
    is wrong with it; it and a whole one count as written even when nothing is added. NothingWritten when there is
    nothing to save or keep, KeptAsDraft when they left without saving or the editor failed, SittingStopped when a
    signal ended it (Interrupted where there is nothing to keep); and the errors of `edit`. A draft that was kept
    before is never removed. Where another window is open at the client, the person is asked first. VaultReadOnly and VaultIsOlder before anything is typed.
    """
    if practice.port.read_only:
        practice.port.commit(())  # says why it can't be, before an hour is typed
    mind_others(practice, draft, person)
    was_kept = drafts.is_kept(practice, draft.id)
    outcome = _opened(practice, draft, check, findings, person, editor)
    is_changed = outcome.text != draft.text
    if outcome.finished and (is_changed or draft.is_whole or _is_resumed(draft)):
        return replace(draft, text=outcome.text, at=practice.settings.clock())
    is_stopped = isinstance(outcome, Stopped)
    if was_kept or (is_changed and outcome.text.strip()):
        raise SittingStopped(how=how) if is_stopped else KeptAsDraft(how=how, details=_why(check, outcome))
    drafts.discard(practice, draft.id)
    raise Interrupted if is_stopped else NothingWritten


def _why(check: Check, outcome: Outcome) -> tuple[str, ...]:
    """What stands in the way of saving the text that was left."""
    return tuple(f"line {line}: {text}" if line else text for line, text in check(outcome.text))


def mind_others(practice: Practice, draft: Draft, person: Person) -> None:
    """Ask, where another program is at work on the same client. NothingWritten when the person would rather not."""
    others = [each for each in drafts.being_written(practice, draft.client) if each.id != draft.id]
    if others:
        what = told(practice, others[-1])
        question = f"{draft.code} is open in another window: {what}. Write here all the same?"
        if person.confirm(question, default=False) is False:
            raise NothingWritten


def _is_resumed(draft: Draft) -> bool:
    return bool(draft.options.get("resumed"))


def _opened(
    practice: Practice, draft: Draft, check: Check, findings: Check, person: Person, editor: Choice | None
) -> Outcome:
    from ipt_notes.editing.edit import edit

    def autosave(text: str) -> None:
        drafts.keep(practice, replace(draft, text=text, at=practice.settings.clock()))

    def wait(lines: Sequence[str]) -> None:
        _tell_to_mend(person, lines)

    tell_of_swap(practice, person)
    close_to_others()
    return edit(
        draft.text,
        title=f"{draft.code}: {named(draft)}",
        check=check,
        autosave=autosave,
        choice=editor,
        env=practice.settings.env,
        warn=person.tell,
        problems=check(draft.text) if _is_resumed(draft) else (),
        findings=findings,
        badge=badge(practice, draft),
        wait=wait,
    )


def _tell_to_mend(person: Person, lines: Sequence[str]) -> None:
    """Before the editor opens again: what is wrong, and the way out."""
    person.tell("This could not be saved yet. Please mend:")
    for line in lines:
        person.tell(f"  {line}")
    person.tell("The editor opens with this list above the text.")
    person.tell(
        "To leave it for later, press Ctrl-C, or close it without a change: the text is kept as a draft."
    )
    person.line("Press Enter")


def tell_of_swap(practice: Practice, person: Person) -> None:
    """Say once on this machine that its memory may be written to a disk in the clear."""
    from ipt_notes.editing.swap import swap_in_the_clear

    if places := swap_in_the_clear():
        text = (
            f"swap on this computer is not seen to be encrypted ({', '.join(places)}): what is in memory while you"
            " write may reach the disk. `ipt-notes doctor` tells more"
        )
        say_once(practice.settings, person, "swap", text)
