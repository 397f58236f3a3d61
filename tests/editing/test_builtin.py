"""The built-in editor, with its real keys on a screen of 80 by 24."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pexpect
import pytest
from textual.pilot import Pilot

from ipt_notes.editing.builtin import BuiltinEditor
from ipt_notes.editing.edit import edit
from ipt_notes.editing.outcome import Keeper, Outcome
from tests.editing.desks import NOTE, SECRET, TOLD, TOO_MUCH, Desk, check

if TYPE_CHECKING:
    from pathlib import Path

Steps = Callable[[BuiltinEditor, Pilot[Outcome]], Awaitable[None]]


def typed(words: str) -> str:
    """The note with words typed where the editor opens it: under its first heading."""
    head = "## Check-in\n"
    return NOTE.replace(head, head + words)


def _use(desk: Desk, steps: Steps, text: str = NOTE, **more: object) -> Outcome | None:
    """Open the editor, press keys; how it ended."""
    keeper = Keeper(text, desk.autosave)
    app = BuiltinEditor(text, title="MK-014", problems=(), check=check, keeper=keeper, **more)

    async def use() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await steps(app, pilot)

    asyncio.run(use())
    return app.return_value


def _press(*keys: str) -> Steps:
    async def steps(_: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return steps


def test_ctrl_s_saves_and_closes(desk: Desk) -> None:
    """What was typed comes back, and a draft of it was kept first."""
    assert _use(desk, _press("O", "h", "ctrl+s")) == (typed("Oh"), True)
    assert desk.kept == [typed("Oh")]


def test_nothing_typed_is_nothing_changed(desk: Desk) -> None:
    """Saving or leaving at once gives the very same text, whatever line separators it holds."""
    text = "one\u2028two\x0cthree"
    assert _use(desk, _press("ctrl+s"), text) == (text, True)
    assert _use(desk, _press("escape"), text) == (text, False)
    assert desk.kept == []


@pytest.mark.parametrize(
    ("key", "outcome"), [("s", (typed("x"), True)), ("d", (typed("x"), False)), ("x", (NOTE, False))]
)
@pytest.mark.parametrize("leave", ["escape", "ctrl+q"])
def test_leaving_a_changed_text_asks_how(desk: Desk, leave: str, key: str, outcome: Outcome) -> None:
    """Save, keep as a draft, or throw away."""
    assert _use(desk, _press("x", leave, key)) == outcome


def test_leaving_can_be_called_off(desk: Desk) -> None:
    """Escape closes the question, and the typing goes on."""
    assert _use(desk, _press("a", "escape", "escape", "b", "ctrl+s")) == (typed("ab"), True)


def test_what_was_thrown_away_is_not_left_as_a_draft(desk: Desk) -> None:
    """The draft kept in between goes back to where the sitting started."""

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("x")
        app._keep_soon()
        await app.workers.wait_for_complete()
        await pilot.press("escape", "x")

    assert _use(desk, steps) == (NOTE, False)
    assert desk.kept == [typed("x"), NOTE]


def test_a_mistake_is_told_and_the_cursor_goes_there(desk: Desk) -> None:
    """Saving tells the line and goes to it; the text stays open until it is mended."""
    seen: list[object] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("ctrl+s")
        await pilot.pause()
        seen.extend([app.screen.query_one("#told").render(), app.words.cursor_location])
        await pilot.press("end", "backspace", "ctrl+s")

    assert _use(desk, steps, NOTE + TOO_MUCH + "\n") == (NOTE + "PHQ-9: 9\n", True)
    assert str(seen[0]) == f"line 7: {TOLD}"
    assert seen[1] == (6, 0)


def test_a_draft_is_kept_while_typing(desk: Desk) -> None:
    """Some seconds after a key the draft is there; the editor is still open."""

    async def steps(_: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        while not desk.kept:
            await pilot.pause(0.1)

    _use(desk, steps)
    assert desk.kept == [typed("a")]


def test_saving_goes_on_where_only_the_draft_fails(desk: Desk) -> None:
    """The vault is tried next: the machine's full disk holds nobody in the editor."""
    desk.full_for = 99
    assert _use(desk, _press("a", "ctrl+s")) == (typed("a"), True)
    assert _use(desk, _press("a", "escape", "s")) == (typed("a"), True)


def test_a_draft_that_can_not_be_kept_is_told_and_the_text_stays_open(desk: Desk) -> None:
    """Leaving it for later would lose it; the way that is left is named, and it works."""
    desk.full_for = 99
    told: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a", "escape", "d")
        await pilot.pause()
        told.append(str(app.screen.query_one("#told").render()))
        await pilot.press("ctrl+s")

    assert _use(desk, steps) == (typed("a"), True)
    assert "no space left" in told[0]
    assert "Ctrl+S saves it" in told[0]


def test_what_was_typed_can_be_thrown_away_on_a_full_disk(desk: Desk) -> None:
    """Nobody is held."""
    desk.full_for = 99
    assert _use(desk, _press("a", "escape", "x")) == (NOTE, False)


def test_f2_goes_from_section_to_section(desk: Desk) -> None:
    """Forward, round at the end, and back with Shift."""
    text = "---\n## One\na\n## Two\nb\n"
    rows: list[int] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in ("f2", "f2", "f2", "shift+f2"):
            await pilot.press(key)
            rows.append(app.words.cursor_location[0])

    _use(desk, steps, text)
    assert rows == [4, 2, 4, 2]


def test_the_text_stays_when_the_window_changes_its_size(desk: Desk) -> None:
    """A smaller and a larger window; help and question fit as well."""

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("a")
        for size in ((20, 5), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("f1", "escape", "b")
        await pilot.press("ctrl+s")

    assert _use(desk, steps) == (typed("abbb"), True)


def test_control_characters_are_shown_and_never_sent(desk: Desk) -> None:
    """Escape sequences in a text are pictures on the screen; the text itself is unchanged."""
    text = "\x1b]52;c;AAAA\x07\x9b31m\x00 lone \ud800\n"
    shown: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.pause()
        shown.append("".join(segment.text for segment in app.words.render_line(0)))
        await pilot.press("escape")

    assert _use(desk, steps, text) == (text, False)
    assert not {"\x1b", "\x07", "\x9b", "\x00", "\ud800"} & set(shown[0])


def test_a_defect_loses_nothing_and_shows_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Should the editor itself fail, the text comes back as a draft and no traceback shows it."""

    def fail(app: BuiltinEditor) -> None:
        app.words.insert(SECRET)
        raise RuntimeError(SECRET)

    monkeypatch.setattr(BuiltinEditor, "on_ready", fail, raising=False)
    outcome = edit(
        NOTE,
        title="MK-014",
        check=check,
        autosave=desk.autosave,
        choice="builtin",
        env={},
        warn=desk.warned.append,
    )
    assert outcome == (typed(SECRET), False)
    assert desk.warned == ["the built-in editor failed"]
    said = capfd.readouterr()
    assert "Traceback" not in said.out + said.err
    assert SECRET not in said.err


OPEN = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from ipt_notes.editing.memory import TextLeft
from tests.editing.desks import Desk
desk = Desk(Path({home!r}), Path({runtime!r}))
desk.full_for = {full_for}
try:
    outcome = desk.edit("", choice="builtin")
    told = f"{{outcome!r}} {{len(desk.kept)}}\\n{{outcome.text}}"
except TextLeft as error:
    told = f"{{error.message}}\\n{{error.hint}}"
Path({told!r}).write_text(told)
"""


@pytest.fixture
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the outcome is written, apart from the home that is searched."""
    return tmp_path_factory.mktemp("told") / "outcome"


def _open(desk: Desk, told: Path, **env: str) -> pexpect.spawn:
    program = OPEN.format(
        path=sys.path, home=str(desk.home), runtime=str(desk.runtime), told=str(told), full_for=desk.full_for
    )
    terminal = pexpect.spawn(
        sys.executable,
        ["-c", program],
        env={**os.environ, **desk.env, **env},
        dimensions=(24, 80),
        encoding="utf-8",
        cwd=str(desk.home),
    )
    terminal.expect("Slept better", timeout=60)
    return terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_from_outside_keeps_a_draft(desk: Desk, told: Path, number: int) -> None:
    """Shut down in the middle of a sentence: what was typed is the draft."""
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.kill(number)
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Stopped finished=False> 1\n" + typed(SECRET)
    assert desk.traces() == []


def test_a_closed_terminal_keeps_a_draft(desk: Desk, told: Path) -> None:
    """The window is closed: the other side of the terminal is gone, and the draft is kept all the same."""
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    os.close(terminal.child_fd)
    os.waitpid(terminal.pid, 0)
    assert told.read_text() == "<Stopped finished=False> 1\n" + typed(SECRET)
    assert desk.traces() == []


def test_a_stop_on_a_full_disk_leaves_the_text_in_memory(desk: Desk, told: Path) -> None:
    """Rather a private file that is told of than a lost session."""
    desk.full_for = 99
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.kill(signal.SIGTERM)
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    left = next(desk.runtime.rglob("note.md"))
    assert left.read_text() == typed(SECRET)
    assert left.stat().st_mode & 0o777 == 0o600
    assert str(left) in told.read_text()
    assert SECRET not in told.read_text()


def test_bytes_that_are_no_text_can_be_typed_and_pasted(desk: Desk, told: Path) -> None:
    """From a terminal with another encoding: the byte is made visible, and the editor goes on."""
    terminal = _open(desk, told)
    os.write(terminal.child_fd, b"caf\xe9 \x1b[200~pasted \xff end\x1b[201~ tail ")
    terminal.expect("tail", timeout=60)
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed("caf\\xe9 pasted \\xff end tail ")


def test_switches_for_developers_write_no_log_and_no_picture(desk: Desk, told: Path) -> None:
    """Variables with which Textual would log what is typed, or draw it into a file, are without effect."""
    terminal = _open(
        desk, told, TEXTUAL="debug,devtools", TEXTUAL_LOG=str(desk.home / "log"), TEXTUAL_SCREENSHOT="1"
    )
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed(SECRET)
    assert desk.traces() == []
    assert not (desk.home / "log").exists()


def test_f2_goes_behind_the_first_field_and_never_before_a_heading(desk: Desk) -> None:
    """What is typed there is read: `- level: low`, not `low## Risk assessment`."""
    text = "---\n## Check-in\n<!-- how was it? -->\n\n## Risk assessment\n<!-- level -->\n- level:\n## Measure\n## Affect\n"
    told = _use(desk, _press("f2", "space", "l", "o", "w", "f2", "f2", "ctrl+s"), text)
    assert told == (text.replace("- level:", "- level: low"), True)
