"""Going somewhere in the built-in editor: sections, blanks, what is to be mended, words that are looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.editing.desks import NOTE, TOLD, TOO_MUCH
from tests.editing.screens import listed, press, says, typed, until, use

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from ipt_notes.editing.builtin import BuiltinEditor
    from ipt_notes.editing.outcome import Outcome
    from tests.editing.desks import Desk


def test_f2_goes_from_section_to_section(desk: Desk) -> None:
    """Forward, round at the end, and back with Shift."""
    text = "---\n## One\na\n## Two\nb\n"
    rows: list[int] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in ("f2", "f2", "f2", "shift+f2"):
            await pilot.press(key)
            rows.append(app.words.cursor_location[0])

    use(desk, steps, text)
    assert rows == [4, 2, 4, 2]


def test_f2_goes_behind_the_first_field_and_never_before_a_heading(desk: Desk) -> None:
    """What is typed there is read: `- level: low`, not `low## Risk assessment`."""
    text = "---\n## Check-in\n<!-- how was it? -->\n\n## Risk assessment\n<!-- level -->\n- level:\n## Measure\n## Affect\n"
    told = use(desk, press("f2", "space", "l", "o", "w", "f2", "f2", "ctrl+s"), text)
    assert told == (text.replace("- level:", "- level: low"), True)


def test_a_text_without_sections_is_begun_below_its_prompt(desk: Desk) -> None:
    """An addendum, a private note: a blank line stands between, and nothing is glued to the prompt."""
    prompt = "<!-- An addendum. It is signed when you save it. -->\n\n"
    assert use(desk, press("o", "k", "ctrl+s"), prompt) == (f"{prompt}ok", True)


FORM = "---\n## Check-in\n<!-- how was it? -->\n\n## Risk assessment\n- level:\n- assessment:\n\n## Focus work\nRoles.\n"


def test_tab_goes_from_blank_to_blank(desk: Desk) -> None:
    """Words, Tab, words: the space behind a field's colon comes by itself; Shift+Tab goes back."""
    keys = (*"ok", "tab", *"low", "tab", *"calm", "shift+tab", "tab", "ctrl+s")
    filled = FORM.replace("-->\n", "-->\nok").replace("level:", "level: low").replace("ment:", "ment: calm")
    assert use(desk, press(*keys), FORM) == (filled, True)


def test_tab_says_when_nothing_is_left_blank(desk: Desk) -> None:
    """And it types nothing."""
    said: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("tab")
        said.append(says(app))
        await pilot.press("escape")

    assert use(desk, steps) == (NOTE, False)
    assert said == ["Nothing is left blank."]


def test_a_colon_typed_by_hand_gets_no_space(desk: Desk) -> None:
    """Only fields that were there when the text was opened are filled in like a form."""
    assert use(desk, press(*"- at 14:30", "ctrl+s"), "") == ("- at 14:30", True)


def test_keys_come_in_the_order_they_were_pressed(desk: Desk) -> None:
    """However fast: letters typed before Tab and Ctrl+S are where they belong, and saved."""
    keys = (*"He came late and spoke of the shift.", "tab", *"low", "up", *"!", "ctrl+s")

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in keys:
            app.simulate_key(key)
        await until(pilot, lambda: app.return_value)

    filled = FORM.replace("-->\n", "-->\nHe came late and spoke of the shift.").replace(
        "level:", "level: low"
    )
    assert use(desk, steps, FORM) == (filled.replace("Risk asse", "Risk asse!"), True)


def test_ctrl_g_lists_the_sections_and_goes_to_one(desk: Desk) -> None:
    """Arrows and Enter; Escape changes nothing."""
    keys = ("ctrl+g", "escape", "ctrl+g", "down", "enter", *"low", "ctrl+s")
    assert use(desk, press(*keys), FORM) == (FORM.replace("level:", "level: low"), True)


def test_a_text_without_headings_has_nothing_to_choose(desk: Desk) -> None:
    """It is said, and the words go on."""
    assert use(desk, press(*"a", "ctrl+g", "f2", "tab", *"b", "ctrl+s"), "") == ("ab", True)


def test_the_side_shows_what_is_written_and_where_one_is(desk: Desk) -> None:
    """Empty, begun, written; a click goes there."""
    seen: list[object] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        seen.append(listed(app, "parts"))
        await pilot.press("f2", *"low")
        await until(pilot, lambda: "◐ Risk assessment" in listed(app, "parts"))
        seen.append(app.screen.query_one("#parts").highlighted)
        await pilot.click("#parts", offset=(4, 2))
        await pilot.press("home", *"Loss. ", "ctrl+s")

    filled = FORM.replace("level:", "level: low").replace("Roles", "Loss. Roles")
    assert use(desk, steps, FORM, size=(120, 30)) == (filled, True)
    assert seen == [["○ Check-in", "○ Risk assessment", "● Focus work"], 1]


def test_the_side_is_there_when_the_window_is_wide_and_with_f4_always(desk: Desk) -> None:
    """Below 100 columns it waits to be asked for."""
    seen: list[bool] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        side = app.screen.query_one("#side")
        for width in (120, 80, 200):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            seen.append(side.display)
        await pilot.resize_terminal(60, 15)
        for _ in range(2):
            await pilot.press("f4")
            seen.append(side.display)

    use(desk, steps)
    assert seen == [True, False, True, True, False]


def test_mistakes_are_told_when_the_typing_pauses(desk: Desk) -> None:
    """Without a save: at the side with its line, and below the text when one is there; mended, it goes."""
    seen: list[object] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press(*TOO_MUCH, "enter")
        await until(pilot, lambda: listed(app, "noticed"))
        seen.extend([listed(app, "noticed"), says(app), "1 to mend" in says(app, "state")])
        await pilot.press("up")
        seen.append(says(app))
        await pilot.press("end", "backspace")
        await until(pilot, lambda: not listed(app, "noticed"))
        seen.append(says(app))

    use(desk, steps)
    assert seen == [[f"✗ line 6: {TOLD}"], "", True, f"line 6: {TOLD}", ""]


def test_findings_are_told_and_stand_in_nobodys_way(desk: Desk) -> None:
    """They are counted apart, F8 tells them where nothing is to be mended, and the text is saved."""
    seen: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await until(pilot, lambda: listed(app, "noticed"))
        await pilot.press("f8")
        seen.extend([*listed(app, "noticed"), says(app)])
        assert "1 to know" in says(app, "state")
        await pilot.press("ctrl+s")

    assert use(desk, steps, findings=lambda _: [(0, "no score yet (MEA001)")]) == (NOTE, True)
    assert seen == ["· no score yet (MEA001)", "no score yet (MEA001)"]


def test_f8_goes_from_mistake_to_mistake(desk: Desk) -> None:
    """Round at the ends, and back with Shift; their lines are marked."""
    rows: list[int] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await until(pilot, lambda: len(listed(app, "noticed")) == 2)
        for key in ("f8", "f8", "f8", "shift+f8"):
            await pilot.press(key)
            rows.append(app.words.cursor_location[0])
        assert [bool(app.words.get_line(row).spans) for row in (5, 6)] == [False, True]

    use(desk, steps, NOTE + f"{TOO_MUCH}\nbetter\n{TOO_MUCH}\n")
    assert rows == [6, 8, 6, 8]


def test_a_defect_in_a_rule_is_said_and_the_typing_goes_on(desk: Desk) -> None:
    """The look fails beside the typing; the text is saved all the same."""

    def fail(_: str) -> list[tuple[int, str]]:
        raise RuntimeError

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await until(pilot, lambda: any("could be looked at" in line for line in listed(app, "noticed")))
        await pilot.press("a", "ctrl+s")

    assert use(desk, steps, findings=fail) == (typed("a"), True)


def test_what_a_text_says_is_no_markup_at_the_side(desk: Desk) -> None:
    """Brackets in a heading are shown as they are; control characters are pictures."""
    seen: list[str] = []

    async def steps(app: BuiltinEditor, _: Pilot[Outcome]) -> None:
        seen.extend(listed(app, "parts"))

    use(desk, steps, "## [red]He[/] \x1b]52;c;AA\x07\n### 漢字 (שלום)\n", size=(120, 30))
    assert seen == ["○ [red]He[/] ␛]52;c;AA␇", "  ○ 漢字 (שלום)"]


def test_ctrl_f_finds_words_in_any_letter_case(desk: Desk) -> None:
    """While they are typed; Enter and F3 go on, Escape goes back to the text and stays there."""
    text = "Sister came.\nA sister left.\nSISTER.\n"
    rows: list[int] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        for key in ("ctrl+f", *"sis", "enter", "enter", "enter", "escape", "f3"):
            await pilot.press(key)
            rows.append(app.words.cursor_location[0])
        await pilot.press(*"X", "ctrl+s")

    assert use(desk, steps, text) == ("Sister came.\nA Xter left.\nSISTER.\n", True)
    assert rows == [0, 0, 0, 0, 1, 2, 0, 0, 1]


def test_what_is_not_there_is_said(desk: Desk) -> None:
    """Signs that mean something to a search pattern are ordinary ones."""
    seen: list[str] = []

    async def steps(app: BuiltinEditor, pilot: Pilot[Outcome]) -> None:
        await pilot.press("ctrl+f", *".*")
        seen.append(says(app, "found"))

    use(desk, steps)
    assert seen == ["not found"]
