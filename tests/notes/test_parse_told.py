"""What is wrong or odd in a note is told with its line, a kind sentence and what was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.parse import parse, told
from ipt_notes.notes.values import key_id
from tests.notes.typed import FRONT, understood, warned

HEADINGS = [kind.heading for kind in CATALOGUE]
SCORE = "a score is written as `- PHQ-9: 16` or `- PHQ-9: 2 2 3 2 1 1 2 0 0`; this line is kept as it is"
PART = "each one is a part of its own, as in `### Not sleeping`; this line is kept as it is"
EVENT = "an event is written as `- date: event; mood change`; this line is kept as it is"
PHQ9 = "PHQ-9 takes a total, as in `PHQ-9: 16`, or its 9 items, as in `PHQ-9: 1 1 1 1 1 1 1 1 1`"

WARNINGS = {
    "a key with a slip": (
        "## Inventory\n### N. (partner)\n- contct frequency: daily",
        ["3: unknown key 'contct frequency'; did you mean 'contact frequency'?"],
    ),
    "a key of one's own": (
        "## Formulation\n- second opinion: none",
        ["2: unknown key 'second opinion'; it is kept as it is"],
    ),
    "a heading with a slip": ("## Inventry\nx", ["1: unknown heading 'Inventry'; did you mean 'Inventory'?"]),
    "a heading of one's own": ("## Genogram\nx", ["1: unknown heading 'Genogram'; it is kept as it is"]),
    "a heading of one's own, twice": (
        "## Genogram\nx\n## genogram\ny",
        [
            "1: unknown heading 'Genogram'; it is kept as it is",
            "3: unknown heading 'genogram'; it is kept as it is",
            "3: line 8 has the same heading; both are kept",
        ],
    ),
    "a part with a slip": (
        "## Interpersonal incident: A\n### Alternatves\n- x",
        ["2: unknown part of Interpersonal incident 'Alternatves'; did you mean 'Alternatives'?"],
    ),
    "a heading without its space": ("## Check-in\n##Goals\nx", ["2: this line opens no section; did you mean `## Goals`?"]),
    "a name without its space": (
        "## Inventory\n###N. (partner)",
        ["2: this line opens no section; did you mean `### N. (partner)`?"],
    ),
    "a heading with one mark": ("## Check-in\n# Goals\nx", ["2: this line opens no section; did you mean `## Goals`?"]),
    "a section inside the inventory": (
        "## Inventory\n### N.\n- support given: x\n### Timeline\n",
        ["4: this line opens no section; did you mean `## Timeline`?"],
    ),
    "an underlined heading": ("## Check-in\nGoals\n-----\nx", ["2: this line opens no section; did you mean `## Goals`?"]),
    "a bold heading": ("## Check-in\n**Goals:**\n- x", ["2: this line opens no section; did you mean `## Goals`?"]),
    "a heading inside a list": (
        "## Formulation\n- hypothesis: x\n  ## Goals",
        ["3: this line opens no section; did you mean `## Goals`?"],
    ),
    "warning signs in a list": ("## Warning signs\n- not sleeping\n- no calls", [f"2: {PART}", f"3: {PART}"]),
    "an item nine behind a total in words of one's own": (
        "## Measure\n- PHQ-9: 13 (item 9 up from 1 to 2)\n- GAD-7: 8 (item 9: 2)",
        ["2: item 9 is read behind a total only as in `PHQ-9: 13 (item 9: 2)`; this line is kept as it is"],
    ),
    "an item nine behind a total, left out": (
        "## Measure\n- PHQ-9: 13 (item 9: x)",
        ["2: item 9 is read behind a total only as in `PHQ-9: 13 (item 9: 2)`; this line is kept as it is"],
    ),
    "a field without its dash": (
        "## Risk assessment\nlevel: low",
        ["2: a field begins with a dash; did you mean `- level: ...`? It is kept as it is"],
    ),
    "a field without its dash, below another": (
        "## Risk assessment\n- level: low\nassessment: no plan",
        ["3: a field begins with a dash; did you mean `- assessment: ...`? It is kept as it is"],
    ),
    "a line that is no score": ("## Measure\n- PHQ-9 was high", [f"2: {SCORE}"]),
    "a measure that stands there twice": (
        "## Measure\n- PHQ-9: 13\n- PHQ-9: 12",
        ["3: this measure stands in line 9 already; both are kept"],
    ),
    "items left out": (
        "## Measure\n- WSAS: 4 4 x 4 4\n- MSPSS: 1 2 x x 5 6 7 1 2 3 4 5\n- QIDS: 1 1 1 1 1 1 - 1 - 1 1 1 1 1 1 1",
        [
            "2: WSAS item 3 left out: the mean of the others stands in",
            "3: MSPSS items 3 and 4 left out: there is no total",
        ],
    ),
    "an item nine left out": (
        "## Measure\n- PHQ-9: 2 2 3 2 1 1 2 0 -",
        ["2: PHQ-9 item 9 left out: there is no total", "2: PHQ-9 item 9 left out is no 0: ask about it"],
    ),
    "a line that is no event": ("## Timeline\n- moved in spring\n2019: married", [f"2: {EVENT}", f"3: {EVENT}"]),
    "words under no heading": (
        "Late today.\n",
        ["1: words before the first `## Heading` belong to no section; they are kept"],
    ),
}  # fmt: skip

ERRORS = {
    "an impossible item": ("## Measure\n- PHQ-9: 2 2 5 2 1 1 2 0 0", ["2: PHQ-9 item 3 is 5; an item is 0 to 3"]),
    "too few items": ("## Measure\n- GAD-7: 1 1 1", ["2: GAD-7 has 7 items; 3 were given"]),
    "a wrong sum": (
        "## Measure\n- PHQ-9: 2 2 3 2 1 1 2 0 0 = 14",
        ["2: PHQ-9: the items add up to 13, but the total says 14"],
    ),
    "a score below another": ("## Measure\n- PHQ-9: 13\nGAD-7: 22", ["3: GAD-7 total 22 is not possible; it is a whole number from 0 to 21"]),
    "an impossible item behind a total": ("## Measure\n- PHQ-9: 13 (item 9: 5)", ["2: PHQ-9 item 9 is 5; an item is 0 to 3"]),
    "a total that can't hold the item behind it": (
        "## Measure\n- PHQ-9: 1 (item 9: 2)\n- CORE-10: 40 (item 6: 1)",
        [
            "2: PHQ-9: a total of 1 is not possible where item 9 is 2",
            "3: CORE-10: a total of 40 is not possible where item 6 is 1",
        ],
    ),
    "another item among the items than behind them": (
        "## Measure\n- PHQ-9: 2 2 3 2 1 1 2 0 0 (item 9: 2)",
        ["2: PHQ-9 item 9 is 2 behind the items, and another among them"],
    ),
    "two scores in one": ("## Measure\n- PHQ-9: 13 or 14", [f"2: {PHQ9}"]),
    "a score in words": ("## Measure\n- PHQ-9: thirteen", [f"2: {PHQ9}"]),
    "a measure that is not known": (
        "## Measure\n- BDI-II: 20",
        ["2: this measure is not known; another tool is `- other tool: name, score`"],
    ),
    "a measure with a slip": (
        "## Measure\n- PQH-9: 13",
        ["2: this measure is not known; another tool is `- other tool: name, score`; did you mean 'PHQ-9'?"],
    ),
    "a known measure as another tool": (
        "## Measure\n- other tool: PHQ-9, 26\n- other tool: phq 9, high",
        ["2: PHQ-9 is written as `- PHQ-9: 26`", "3: PHQ-9 is written as `- PHQ-9: 16`"],
    ),
    "another tool without its score": (
        "## Measure\n- other tool: BDI-II",
        ["2: another tool is written as `- other tool: name, score`, as in `BDI-II, 21`"],
    ),
    "nothing but items left out": ("## Measure\n- WSAS: - - - - -", ["2: WSAS: no item was answered"]),
    "a dash before words is no item left out": (
        "## Measure\n- WSAS: 4 4 4 4 - tired",
        ["2: WSAS has 5 items; 4 were given"],
    ),
    "a total that can't be worked out": (
        "## Measure\n- GAD-7: 1 1 1 1 x 1 1 = 6",
        [
            "2: GAD-7 has no total with item 5 left out",
            "2: GAD-7 item 5 left out: there is no total",
        ],
    ),
    "an impossible mean": (
        "## Measure\n- MSPSS: 54\n- MSPSS: high",
        [
            "2: MSPSS total 54 is not possible; it is a number from 1 to 7",
            "3: MSPSS takes a total, as in `MSPSS: 7`, or its 12 items, as in `MSPSS: 1 1 1 1 1 1 1 1 1 1 1 1`",
        ],
    ),
    "a choice with a slip": (
        "## Inventory\n### N.\n- closeness ring: iner",
        ["3: closeness ring is inner, middle or outer; did you mean 'inner'?"],
    ),
    "two choices": (
        "## Risk assessment\n- level: low to moderate",
        ["2: level is none, low, moderate or high; more than one is named here"],
    ),
    "no choice": ("## Problem area\n- agreed: perhaps", ["2: agreed is yes or no"]),
    "a date in another order": ("## Contract\n- agreed on: 16.03.2026", ["2: agreed on is a date, such as 2026-03-16"]),
    "a day there is not": ("## Contract\n- agreed on: 2026-02-30", ["2: agreed on is a date, such as 2026-03-16"]),
    "a range": (
        "## Contract\n- planned sessions: 12 to 16",
        ["2: planned sessions is one whole number, such as 12"],
    ),
    "a field given twice": (
        "## Formulation\n- hypothesis: a\n- hypothesis: b",
        ["3: 'hypothesis' is given twice, here and in line 9"],
    ),
    "a section given twice": (
        "## Goals\n- symptoms: a\n## goals\n- symptoms: b",
        ["3: there is a section 'Goals' in line 8 already; join them"],
    ),
    "a part given twice": (
        "## Interpersonal incident\n### Alternatives\n- a\n### Alternatives\n- b",
        ["4: line 9 begins the same part; join them"],
    ),
    "a person given twice": (
        "## Inventory\n### N. (partner)\n### n.",
        ["3: line 9 has the same name; join them or tell them apart"],
    ),
    "a person given twice, with and without a dot": (
        "## Inventory\n### N. (partner)\n- support given: x\n### n\n- support given: y",
        ["4: line 9 has the same name; join them or tell them apart"],
    ),
    "a person without a name": (
        "## Inventory\n### (partner)\n- closeness ring: inner",
        ["2: this part of Inventory needs a name: `### Name (relationship)`"],
    ),
    "a comment that does not end": (
        "## Check-in\nx <!-- why\n\n<!-- and",
        ["2: a comment opens here (<!--) and is never closed (-->)"],
    ),
    "a control character": ("## Check-in\nx\x1b[31m", ["2: there is a control character (U+001B) in this line"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "lines"), WARNINGS.values(), ids=WARNINGS)
def test_something_odd_is_told_and_kept(body: str, lines: list[str]) -> None:
    """It stands in nobody's way: the note can be saved."""
    assert warned(body) == lines
    assert understood(body)


@pytest.mark.parametrize(("body", "lines"), ERRORS.values(), ids=ERRORS)
def test_something_that_cannot_be_understood_is_an_error(body: str, lines: list[str]) -> None:
    """There is no note until it is mended."""
    assert warned(body) == lines
    assert parse(FRONT + body).note is None


QUIET = {
    "a comma in a sentence": "## Formulation\n- She said, quietly: no more\n",
    "a time of day": "## Focus work\n- 10:30: call\n## Formulation\n- 10:30 call\n",
    "an address": "## Formulation\n- https://example.org/page\n",
    "a hashtag": "## Check-in\n#tired of it\n",
    "numbers in prose": "## Measure\nShe took 10 minutes: no help was needed.\n",
    "fields in prose": "## Check-in\n- mood: better\n### Sleep\n- worse\n",
    "an arrow": "## Check-in\nshe calls --> he leaves\n",
    "several strengths": "## Interpersonal triad\n- strengths: a\n- strengths: b\n",
    "a numbered list": "## Formulation\n1. First: the move\n2. Then: the silence\n",
    "a heading in a sentence": "## Check-in\n**Better** since Tuesday\n",
}


@pytest.mark.parametrize("body", QUIET.values(), ids=QUIET)
def test_ordinary_writing_is_not_wondered_about(body: str) -> None:
    """A hint that is usually wrong is worse than none."""
    assert warned(body) == []


def test_a_template_of_the_practice_is_not_wondered_about() -> None:
    """Its headings are known, in any letter case, with or without a title."""
    parsed = parse(FRONT + "## genogram: mother\nx\n", known_headings=["Genogram"])
    assert parsed.problems == ()


def test_problems_are_told_as_a_compiler_tells_them() -> None:
    """The file, the line, the sentence."""
    parsed = parse(FRONT + "## Check-in\nx\n\n## Measure\n- PHQ-9: 2 2 5 2 1 1 2 0 0\n")
    assert told(parsed.problems) == ["note.md:12: PHQ-9 item 3 is 5; an item is 0 to 3"]


def test_problems_come_in_the_order_of_their_lines() -> None:
    """Whatever found them."""
    lines = [int(line.split(":")[0]) for line in warned("x\n## Zzz\n- a\n##Goals\n## Measure\n- PHQ-9: 99\n")]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_ten_thousand_problems_are_a_hundred_lines_and_a_count() -> None:
    """Nobody reads more; the rest is counted."""
    parsed = parse(FRONT + "".join(f"## Heading {number}\nx\n" for number in range(10_000)))
    assert len(parsed.problems) == 101
    assert parsed.problems[-1].text == "9900 more like these are not listed"
    assert parsed.note is not None
    assert len(parsed.note.sections) == 10_000


@st.composite
def _slips(draw: st.DrawFn) -> str:
    """A heading of the catalogue with one or two letters added, left out, changed or swapped."""
    heading = draw(st.sampled_from(HEADINGS))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(heading) - 1))
        letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
        swapped = heading[at : at + 2][::-1]
        piece = draw(st.sampled_from([letter, "", letter + heading[at], swapped]))
        heading = heading[:at] + piece + heading[at + (2 if piece == swapped and len(swapped) == 2 else 1) :]
    return heading


@given(_slips())
def test_a_heading_one_or_two_letters_off_is_recognised(heading: str) -> None:
    """The catalogue's heading is offered, or another that is as near."""
    if key_id(heading) in {kind.id for kind in CATALOGUE} or not key_id(heading):
        return
    found = warned(f"## {heading}\nx\n")
    assert found[0].startswith("1: unknown heading ")
    assert "; did you mean '" in found[0]


@given(st.sampled_from(HEADINGS), st.text("xyzw ", min_size=12))
def test_a_heading_that_is_far_from_all_is_not_guessed_at(heading: str, more: str) -> None:
    """No suggestion is better than a wild one."""
    if more.strip():
        assert warned(f"## {more}{heading[:2]}\nx")[0].endswith("; it is kept as it is")


def test_a_heading_behind_other_words_is_an_error() -> None:
    """Typed in front of a heading, words would swallow its section without a sign."""
    parsed = parse(f"{FRONT}## Check-in\nlow mood## Measure\n- PHQ-9: 9\n")
    assert parsed.note is None
    assert [problem.text for problem in parsed.problems if problem.is_error] == [
        "`## Measure` stands in the middle of a line; put it on a line of its own"
    ]
    assert parse(f"{FRONT}## Check-in\nHe wrote about item ## 3.\n").problems == ()
