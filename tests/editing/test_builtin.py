"""The built-in editor, with its real keys on a screen of 80 by 24."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste

from ipt_notes.editing.builtin import BuiltinEditor
from ipt_notes.editing.edit import edit
from tests.editing.desks import NOTE, SECRET, TOLD, TOO_MUCH, Desk, check
from tests.editing.screens import press, says, typed, until, use

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from ipt_notes.editing.outcome import Outcome


def test_ctrl_s_saves_and_closes(desk: Desk) -> None:
    """What was typed comes back, and a draft of it was kept first."""
    assert use(desk, press("O", "h", "ctrl+s")) == (typed("Oh"), True)
    assert desk.kept == [typed("Oh")]


def test_nothing_typed_is_nothing_changed(desk: Desk) -> None:
    """Saving or leaving at once gives the very same text, whatever line separators it holds."""
    text = "one\u2028two\x0cthree"
    assert use(desk, press("ctrl+s"), text) == (text, True)
    assert use(desk, press("escape"), text) == (text, False)
    assert desk.kept == []


@pytest.mark.parametrize(
    ("key", "outcome"), [("s", (typed("x"), True)), ("d", (typed("x"), False)), ("x", (NOTE, False))]
)
@pytest.mark.parametrize("leave", ["escape", "ctrl+q"])
def test_leaving_a_changed_text_asks_how(desk: Desk, leave: str, key: str, outcome: Outcome) -> None:
    """Save, keep as a draft, or throw away."""
    assert use(desk, press("x", leave, key)) == outcome


def test_leaving_can_be_called_off(desk: Desk) -> None:
    """Escape closes the question, and the typing goes on."""
    assert use(desk, press("a", "escape", "escape", "b", "ctrl+s")) == (typed("ab"), True)


def test_what_was_thrown_away_is_not_left_as_a_draft(desk: Desk) -> None:
    """The draft kept in between goes back to where the sitting started."""

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("x")
        app._keep_soon()
        await app.workers.wait_for_complete()
        await pilot.press("escape", "x")

    assert use(desk, steps) == (NOTE, False)
    assert desk.kept == [typed("x"), NOTE]


def test_a_mistake_is_told_and_the_cursor_goes_there(desk: Desk) -> None:
    """Saving tells the line and goes to it; the text stays open until it is mended."""
    seen: list[object] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("ctrl+s")
        await pilot.pause()
        seen.extend([says(app), app.words.cursor_location])
        await pilot.press("end", "backspace", "ctrl+s")

    assert use(desk, steps, NOTE + TOO_MUCH + "\n") == (NOTE + "PHQ-9: 9\n", True)
    assert "Not saved yet" in seen[0]
    assert f"line 7: {TOLD}" in seen[0]
    assert seen[1] == (6, 0)


def test_a_draft_is_kept_while_typing(desk: Desk) -> None:
    """Some seconds after a key the draft is there; the editor is still open."""

    async def steps(_: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        while not desk.kept:
            await pilot.pause(0.1)

    use(desk, steps)
    assert desk.kept == [typed("a")]


def test_saving_goes_on_where_only_the_draft_fails(desk: Desk) -> None:
    """The vault is tried next: the machine's full disk holds nobody in the editor."""
    desk.full_for = 99
    assert use(desk, press("a", "ctrl+s")) == (typed("a"), True)
    assert use(desk, press("a", "escape", "s")) == (typed("a"), True)


def test_a_draft_that_can_not_be_kept_is_told_and_the_text_stays_open(desk: Desk) -> None:
    """Leaving it for later would lose it; the way that is left is named, and it works."""
    desk.full_for = 99
    seen: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a", "escape", "d")
        await pilot.pause()
        seen.extend([says(app, "trouble"), says(app)])
        await pilot.press("ctrl+s")

    assert use(desk, steps) == (typed("a"), True)
    assert "no space left" in seen[0]
    assert "Ctrl+S saves it" in seen[1]


def test_what_was_typed_can_be_thrown_away_on_a_full_disk(desk: Desk) -> None:
    """Nobody is held."""
    desk.full_for = 99
    assert use(desk, press("a", "escape", "x")) == (NOTE, False)


def test_the_text_stays_when_the_window_changes_its_size(desk: Desk) -> None:
    """A smaller and a larger window; help and question fit as well."""

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        for size in ((20, 5), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("f1", "escape", "b")
        await pilot.press("ctrl+s")

    assert use(desk, steps) == (typed("abbb"), True)


def test_control_characters_are_shown_and_never_sent(desk: Desk) -> None:
    """Escape sequences in a text are pictures on the screen; the text itself is unchanged."""
    text = "\x1b]52;c;AAAA\x07\x9b31m\x00 lone \ud800\n"
    shown: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.pause()
        shown.append("".join(segment.text for segment in app.words.render_line(0)))
        await pilot.press("escape")

    assert use(desk, steps, text) == (text, False)
    assert not {"\x1b", "\x07", "\x9b", "\x00", "\ud800"} & set(shown[0])


def _edit(desk: Desk) -> Outcome:
    return edit(
        NOTE,
        title="MK-014",
        check=check,
        autosave=desk.autosave,
        choice="builtin",
        env={},
        warn=desk.warned.append,
    )


def test_a_defect_loses_nothing_and_shows_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Should the editor itself fail, the text comes back as a draft and no traceback shows it."""

    def fail(app: BuiltinEditor) -> None:
        app.words.insert(SECRET)
        raise RuntimeError(SECRET)

    monkeypatch.setattr(BuiltinEditor, "on_ready", fail, raising=False)
    outcome = _edit(desk)
    assert outcome == (typed(SECRET), False)
    assert desk.warned == ["the built-in editor failed"]
    said = capfd.readouterr()
    assert "Traceback" not in said.out + said.err
    assert SECRET not in said.err


def test_a_defect_that_knows_how_to_draw_itself_shows_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Errors that Textual would print in colours are as silent as the others."""

    class Drawn(Exception):
        def __rich__(self) -> str:
            return SECRET

    def fail(app: BuiltinEditor) -> None:
        app.words.insert("x")
        raise Drawn

    monkeypatch.setattr(BuiltinEditor, "on_ready", fail, raising=False)
    outcome = _edit(desk)
    assert outcome == (typed("x"), False)
    assert SECRET not in "".join(capfd.readouterr())


def test_an_editor_that_can_not_even_start_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given comes back, and it is said that the editor failed."""

    def fail(_: BuiltinEditor) -> None:
        raise OSError(SECRET)

    monkeypatch.setattr(BuiltinEditor, "run", fail)
    assert _edit(desk) == (NOTE, False)
    assert desk.warned == ["the built-in editor failed"]


def test_it_is_said_quietly_when_a_draft_was_kept(desk: Desk) -> None:
    """With the time, in the title."""

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        assert "kept" not in says(app, "state")
        await pilot.press("a")
        await until(pilot, lambda: "kept" in says(app, "state"))
        assert says(app, "trouble") == ""

    use(desk, steps)
    assert desk.kept == [typed("a")]


def test_a_draft_that_is_not_kept_is_said_loudly_until_one_is(desk: Desk) -> None:
    """Typing on does not hide it; the next draft that is kept does."""
    desk.full_for = 1
    seen: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        await until(pilot, lambda: says(app, "trouble"))
        await pilot.press("b", "f2", "f1", "escape")
        seen.append(says(app, "trouble"))
        await until(pilot, lambda: not says(app, "trouble"))

    use(desk, steps)
    assert seen == ["NOT KEPT: the draft could not be kept: no space left; make room"]
    assert desk.kept == [typed("ab")]


def test_a_disk_that_does_not_answer_holds_up_no_key(desk: Desk) -> None:
    """It is said, the typing goes on, and what was typed meanwhile is the next draft."""
    disk = Event()
    keep = desk.autosave

    def slow(text: str) -> None:
        disk.wait(30)
        keep(text)

    desk.autosave = slow  # type: ignore[method-assign]

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        await until(pilot, lambda: "not answered" in says(app, "trouble"))
        await pilot.press("b")
        disk.set()
        await until(pilot, lambda: desk.kept == [typed("a"), typed("ab")])

    use(desk, steps)


def test_a_defect_in_keeping_takes_no_text_with_it(desk: Desk) -> None:
    """It is told by its kind alone, never by its words; the editor stays open and the note can be saved."""

    def fail(_: str) -> None:
        raise RuntimeError(SECRET)

    desk.autosave = fail  # type: ignore[method-assign]
    seen: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a", "escape", "d")
        seen.append(says(app, "trouble"))
        await pilot.press("ctrl+s")

    assert use(desk, steps) == (typed("a"), True)
    assert "RuntimeError" in seen[0]
    assert SECRET not in seen[0]


def test_what_is_copied_can_be_pasted(desk: Desk) -> None:
    """The usual keys: select all, copy, the end, paste; cut a line and paste it; undo and redo."""
    keys = ("ctrl+a", "ctrl+c", "ctrl+end", "ctrl+v", "ctrl+s")
    assert use(desk, press(*keys), "one\n") == ("one\none\n", True)
    keys = ("ctrl+a", "ctrl+x", "ctrl+v", "ctrl+v", "ctrl+z", "ctrl+y", "ctrl+s")
    assert use(desk, press(*keys), "one\n") == ("one\none\n", True)


def test_ctrl_c_with_nothing_selected_does_nothing(desk: Desk) -> None:
    """It neither ends the editor nor forgets what was copied."""
    keys = ("ctrl+a", "ctrl+c", "ctrl+home", "ctrl+c", "ctrl+v", "ctrl+s")
    assert use(desk, press(*keys), "one") == ("oneone", True)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 50), (12, 4)])
def test_every_page_opens_in_a_window_of_any_size(desk: Desk, size: tuple[int, int]) -> None:
    """Help, sections, find, side, mistakes and the question at the end."""
    keys = (
        "a",
        "f1",
        "pagedown",
        "escape",
        "ctrl+g",
        "escape",
        "ctrl+f",
        "s",
        "escape",
        "f4",
        "f8",
        "f4",
        "ctrl+s",
    )
    text = f"## One\n\n{TOO_MUCH}\n"
    assert use(desk, press(*keys, "escape", "d"), text, size=size) == (f"## One\na\n{TOO_MUCH}\n", False)


WIDE = "שלום مرحبا 漢字かな e\u0301 👩‍👩‍👧 ﷽ \u202eabc\u202c \u200d"
"""Right to left, two columns wide, composed, joined, and a direction that is forced."""


def test_words_of_every_script_come_back_as_they_are(desk: Desk) -> None:
    """Moved over, deleted beside, found, and typed."""
    keys = (
        "end",
        *"xy",
        "left",
        "right",
        "backspace",
        "backspace",
        "up",
        "down",
        "home",
        "right",
        "left",
        "ctrl+s",
    )
    text = f"{WIDE}\n{WIDE * 40}\n"
    assert use(desk, press(*keys), text, size=(60, 15)) == (text, True)


def test_a_large_paste_is_there_at_once(desk: Desk) -> None:
    """300 kB over many lines, or in a single one with a bracket that is never closed."""
    for pasted in ("She (phoned her sister.\n" * 12_500, "She (phoned her sister. " * 12_500):

        async def steps(app: BuiltinEditor, pilot: Pilot[Outcome], pasted: str = pasted) -> None:
            app.post_message(Paste(pasted))
            await pilot.pause()
            await pilot.press("ctrl+s")

        assert use(desk, steps) == (typed(pasted), True)
