"""Lets a person edit a text without a trace of it in the clear: in their own editor, or in the built-in one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from ipt_notes.editing.editors import NoSuchEditor, find_editor
from ipt_notes.editing.memory import NoMemoryFolder, find_place
from ipt_notes.editing.outcome import Keeper
from ipt_notes.errors import IptNotesError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ipt_notes.editing.editors import Editor
    from ipt_notes.editing.memory import Place
    from ipt_notes.editing.outcome import Check, Outcome, Told, Wait

Choice = Literal["builtin", "external"]


class NoEditor(UsageProblem):
    """No editor is set."""

    hint = "set $VISUAL or $EDITOR, or use --editor builtin"


class Outside(NamedTuple):
    """The person's own editor, and where its file may lie."""

    editor: Editor
    place: Place


def edit(  # noqa: PLR0913 - all but the text are named
    text: str,
    *,
    title: str,
    check: Check,
    autosave: Callable[[str], None],
    choice: Choice | None,
    env: Mapping[str, str],
    warn: Callable[[str], None],
    problems: Sequence[Told] = (),
    badge: bytes = b"",
    findings: Check = lambda _: (),
    wait: Wait = lambda _: None,
) -> Outcome:
    """Let the person edit `text` until `check` finds nothing or they leave it.

    `autosave` gets the text at most 5 seconds after a change, and always before this returns a changed text; it
    raises an IptNotesError when it can't keep it. A finished text is returned all the same, and `warn` says so; one
    that is not finished is never returned unkept. `problems` are shown from the start. `badge` lies beside the text of an
    external editor: what is being written, sealed. `findings` are worth knowing and stand in nobody's way: the built-in
    editor shows them, and runs them and `check` beside the typing, in a thread. `wait` shows
    what is to be mended before an external editor opens on it. A signal that ends the sitting gives Stopped. Raises NoEditor,
    NoSuchEditor and NoMemoryFolder for the choice "external", EditorFailed, TextLeft and TextLost.
    """
    outside = None if choice == "builtin" else find_outside(env, warn, is_wanted=choice == "external")
    keeper = Keeper(text, autosave)
    if outside:
        from ipt_notes.editing.external import edit_outside

        outcome = edit_outside(
            text,
            editor=outside.editor,
            place=outside.place,
            problems=problems,
            check=check,
            keeper=keeper,
            env=env,
            wait=wait,
            badge=badge,
        )
    else:
        _silence_textual()
        from ipt_notes.editing.builtin import edit_inside

        outcome = edit_inside(
            text,
            title=title,
            problems=problems,
            check=check,
            findings=findings,
            keeper=keeper,
            env=env,
            warn=warn,
        )
    if outcome.finished and keeper.trouble:
        warn(f"{keeper.trouble}; without a draft a crash loses what is not saved")
    return outcome


def find_outside(env: Mapping[str, str], warn: Callable[[str], None], *, is_wanted: bool) -> Outside | None:
    """The person's own editor with a place for its file, and a warning of what it may keep; None: the built-in one."""
    try:
        editor = find_editor(env)
        if editor is None:
            if is_wanted:
                raise NoEditor
            return None
        place = find_place(env)
    except (NoSuchEditor, NoMemoryFolder) as error:
        if is_wanted:
            raise
        warn(f"{_sentence(error)}; the built-in editor opens instead")
        return None
    if not place.is_memory:
        warn("the text will lie in the clear on a disk while it is open, and a disk keeps what was deleted")
    if editor.known.warning:
        warn(editor.known.warning)
    return Outside(editor, place)


def _sentence(error: IptNotesError) -> str:
    return error.message.rstrip(".")


def _silence_textual() -> None:
    """Its switches for developers write what is typed to a log, a port or a picture."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
