"""The front matter says whose note it is, and is told when it does not."""

import datetime as dt

import pytest

from ipt_notes.course.vocabulary import Mode, Phase
from ipt_notes.notes.parse import parse, told

TODAY = dt.date(2026, 3, 20)
GOOD = ("client: MK-014", "session: 3", "date: 2026-03-16", "phase: beginning")


def _told(*lines: str, fence: str = "---") -> list[str]:
    text = "\n".join([fence, *lines, fence, "## Check-in", "Better."])
    return told(parse(text, code="MK-014", session=3, today=TODAY).problems)


@pytest.mark.parametrize(
    "lines",
    [
        GOOD,
        GOOD[::-1],
        (*GOOD, "minutes:", "mode:"),
        ("Client : mk-014", "SESSION:3", "date:\t2026-03-16  ", 'phase: "Beginning"'),
        ("client：ＭＫ-014", "session: ٣", "date: '2026-03-16'", "phase: beginning"),
        ("# of Monday", "", *GOOD, "<!-- nothing to change above -->"),
    ],
)
def test_the_front_matter_is_read_however_it_is_typed(lines: tuple[str, ...]) -> None:
    """Any order, letter case, white space, quotation marks and width; comments and blank lines."""
    assert _told(*lines) == []


def test_blank_lines_and_comments_may_stand_above_it() -> None:
    """An editor or a template may have put them there."""
    text = "\n<!-- the third session -->\n\n--- \n" + "\n".join(GOOD) + "\n---\n"
    assert parse(text).problems == ()


@pytest.mark.parametrize(
    ("typed", "mode"), [("in person", Mode.IN_PERSON), ("Video", Mode.VIDEO), ("phone", Mode.PHONE)]
)
def test_the_mode_is_one_of_three(typed: str, mode: Mode) -> None:
    """In person, video, phone."""
    note = parse("\n".join(["---", *GOOD, f"mode: {typed}", "minutes: 45", "---"])).note
    assert note is not None
    assert (note.mode, note.minutes, note.phase) == (mode, 45, Phase.BEGINNING)


ERRORS = {
    "another client": (("client: MK-015", *GOOD[1:]), ["2: this names another client; the chart is that of MK-014"]),
    "another session": (
        (GOOD[0], "session: 4", *GOOD[2:]),
        ["3: this note says it is of session 4; this one is session 3"],
    ),
    "a session in words": (
        (GOOD[0], "session: three", *GOOD[2:]),
        ["3: a session is a number: 1, 2, 3, ... (0 is the intake)"],
    ),
    "a day in another order": (
        (*GOOD[:2], "date: 16.03.2026", GOOD[3]),
        ["4: a date is written as 2026-03-16"],
    ),
    "a day to come": (
        (*GOOD[:2], "date: 2026-03-21", GOOD[3]),
        ["4: 2026-03-21 is still to come; today is 2026-03-20"],
    ),
    "an unknown phase": (
        (*GOOD[:3], "phase: begining"),
        ["5: the phase is beginning, middle, final or maintenance; did you mean 'beginning'?"],
    ),
    "an unknown mode": ((*GOOD, "mode: by letter"), ["6: the mode is in person, video or phone"]),
    "too many minutes": ((*GOOD, "minutes: 5000"), ["6: minutes are a whole number from 1 to 600"]),
    "minutes in words": ((*GOOD, "minutes: 50 min"), ["6: minutes are a whole number from 1 to 600"]),
    "a key twice": ((*GOOD, "Session: 3"), ["6: the session is given twice, here and in line 3"]),
    "a key with a slip": ((*GOOD, "minuts: 50"), ["6: the front matter has no such key; did you mean 'minutes'?"]),
    "a line without a colon": (
        (*GOOD, "mode video"),
        ["6: this line of the front matter is not `key: value`"],
    ),
    "nothing in it": (
        (),
        [f"1: the {key} is missing in the front matter" for key in ("client", "session", "date", "phase")],
    ),
    "a blank in it": (("client:", *GOOD[1:]), ["2: the client is missing in the front matter"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), ERRORS.values(), ids=ERRORS)
def test_a_wrong_front_matter_is_told_with_its_line(lines: tuple[str, ...], expected: list[str]) -> None:
    """The note can't be filed until it is mended."""
    assert _told(*lines) == [f"note.md:{line}" for line in expected]


def test_a_key_of_the_practice_is_wondered_about_and_stays_in_the_text() -> None:
    """Its meaning is not known; it stands in nobody's way."""
    assert _told(*GOOD, "room: 4") == [
        "note.md:6: unknown key of the front matter 'room'; it is kept as it is"
    ]
    assert parse("\n".join(["---", *GOOD, "room: 4", "---"])).note is not None


def test_a_missing_front_matter_is_one_error() -> None:
    """The sections below are read all the same, and their problems told."""
    assert told(parse("## Measure\n- PHQ-9: 99\n").problems) == [
        "note.md:1: the front matter is missing: client, session, date and phase between two lines of ---",
        "note.md:2: PHQ-9 total 99 is not possible; it is a whole number from 0 to 27",
    ]


@pytest.mark.parametrize("text", ["", "\n", "---"])
def test_an_empty_note_is_one_error(text: str) -> None:
    """Nothing, a blank line, half a front matter."""
    parsed = parse(text)
    assert parsed.note is None
    assert [problem.line for problem in parsed.problems] == [1]


def test_a_front_matter_that_does_not_end_is_one_error() -> None:
    """The rule further down in the note is not taken for its end."""
    text = "\n".join(["---", *GOOD, "## Check-in", "Better.", "---", "Worse."])
    expected = "note.md:1: the front matter begins here and does not end: a second line of --- is missing"
    assert told(parse(text).problems)[0] == expected
