"""Nothing a person can type or paste breaks the parser, and nothing they typed goes missing."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ipt_notes.course.note import Note
from ipt_notes.course.records import NoteSaved, Record, decode, encode
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.parse import Parsed, parse, told
from tests.notes.typed import EXAMPLE, FRONT, section, understood

M = 1_000_000
SCENE = "## Interpersonal incident\n### Communication analysis\n"
NAUGHTY = {
    "markup": '</w:t><script>alert(1)</script> &amp; "quoted" ]]>',
    "terminal": "bidi \u202eabc\u202c mark \u200f zero\u200bwidth c1 \x9b31m",
    "line separators": "one\u2028two\u2029three\x85four",
    "right to left": "שלום (مرحبا) 12",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 ﷽ Z̸̢̛a̷l̶g̵o̴",
    "templates": "{{ 7 * 7 }} {% include '/etc/passwd' %} {0} {x} %s $HOME",
    "markdown": "***a*** `b` [x](javascript:1) ![y](z) ~~c~~ \\",
    "yaml": "!!python/object:os.system {a: [b, *c]} & % @",
    "formula": "=cmd|' /C calc'!A0",
    "smart": "“double” ‘single’ – — … • ·",
    "long": "long" * 25_000,
}
PATHOLOGICAL = {
    "prose": "## Check-in\n"
    + ("She slept better on Tuesday, after she phoned her sister.\n" * 4 + "\n") * 4_300,
    "headings": "## Genogram\n\nx\n" * 10_000,
    "unclosed comments": "## Check-in\n" + "<!--" * (M // 4),
    "closed comments": "## Check-in\n" + "<!---->" * (M // 7),
    "quotes in quotes": "## Check-in\n" + ">" * M,
    "lists in lists": "## Formulation\n" + "- " * (M // 2) + "x",
    "a staircase": "## Formulation\n" + "".join("  " * step + "- x\n" for step in range(900)),
    "colons": "## Formulation\n- " + ":" * M,
    "a far colon": "## Formulation\n- a" + " " * M + ":",
    "no colon": SCENE + "N." + " " * M + "x",
    "no quote": SCENE + 'N.: "a"\n> ' + " " * M + "x",
    "brackets": SCENE + "N(" * (M // 2),
    "names in brackets": "## Inventory\n### " + "(" * M,
    "one measure": "## Measure\n- PHQ-9: " + "1 " * (M // 2),
    "one figure": "## Measure\n- PHQ-9: " + "1" * M,
    "a far figure": "## Measure\n- " + "x" * M + ": 3",
    "marks": "## Check-in\n" + "#" * M,
    "stars": "## Formulation\n" + "**" * (M // 2) + ":",
    "blank lines": "## Formulation\n" + " \n" * (M // 4),
    "one key": "## Formulation\n" + "- abc: b\n" * 20_000,
    "several values": "## Suitability\n" + "- flags: a; b\n" * 20_000,
    "a long scene": SCENE + 'N. (a): "b"\n> felt: c\n\n' * 15_000,
    "many speakers": SCENE + "".join(f'N{number}: "b"\n\n' for number in range(15_000)),
    "long words": SCENE + 'N. (a): "b\n' + "word\n" * 60_000,
}


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_any_text_is_kept_in_every_field(text: str) -> None:
    """As typed, white space tidied; a field with a choice says that it has one."""
    tidy = " ".join(text.split())
    for kind in CATALOGUE:
        for field in kind.fields:
            if not (field.choices or field.shape != "text" or field.is_many):
                found = section(f"## {kind.heading}\n- {field.label}: {text}\n")
                assert found.value(field.key) == tidy


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_any_text_is_kept_as_prose_heading_and_name(text: str) -> None:
    """In Check-in, under a heading of one's own, as a person's name, as a title."""
    assert section(f"## Check-in\n{text}\n").prose == text.strip()
    assert section(f"## Own {text}\nwords").title == f"Own {text}".strip()
    assert section(f"## Role play: {text}\n").title == text.strip("*_` ")
    assert text.split("(", maxsplit=1)[0].strip() in section(f"## Inventory\n### {text}\n").entries[0].name


@pytest.mark.parametrize("point", [0, 7, 0xB, 0xC, 0x1B, 0x7F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_cannot_be_printed_is_named_with_its_line(point: int) -> None:
    """Wherever it stands: in a heading, a field, a comment, the front matter."""
    letter, expected = chr(point), f"there is a control character (U+{point:04X}) in this line"
    for line, text in [
        (8, f"## Che{letter}ck-in"),
        (9, f"\n- level: {letter}low"),
        (9, f"\n<!-- {letter} -->"),
    ]:
        assert f"note.md:{line}: {expected}" in told(parse(FRONT + text).problems)
    parsed = parse(FRONT.replace("MK", f"M{letter}K"))
    assert parsed.note is None
    assert f"note.md:2: {expected}" in told(parsed.problems)


@pytest.mark.parametrize("body", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_a_megabyte_of_anything_is_read(body: str) -> None:
    """Each would take minutes if any step were quadratic."""
    parsed = parse(FRONT + body)
    assert (parsed.note is None) == any(problem.is_error for problem in parsed.problems)
    assert len(parsed.problems) <= 202


def _lines_of(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@given(st.text())
@example("---\n---\n")
@example("\ufeff---\nclient: \x00\n---")
def test_any_text_is_a_note_or_has_problems_on_its_lines(text: str) -> None:
    """Nothing else ever comes of it; the same text gives the same note."""
    for whole in (text, FRONT + text, EXAMPLE + text):
        parsed = parse(whole)
        assert parse(whole) == parsed
        assert (parsed.note is None) == any(problem.is_error for problem in parsed.problems)
        assert all(1 <= problem.line <= _lines_of(whole) for problem in parsed.problems)
        assert list(parsed.problems) == sorted(parsed.problems, key=lambda problem: problem.line)


_TYPED = st.sampled_from(
    [
        "- ",
        "* ",
        "1. ",
        "  - ",
        "    ",
        "\t",
        "> ",
        ">> ",
        "# ",
        "#### ",
        "##",
        "### ",
        "| ",
        "```",
        "---",
        "===",
        "",
    ]
)
_BETWEEN = st.sampled_from(
    [" ", ": ", ":", "; ", ", ", " (", ") ", "：", " = ", "! ", ' "', "** ", "--> ", "  \n", "\n\n"]
)
_LINE = st.lists(st.tuples(_TYPED, _BETWEEN), min_size=1, max_size=8)


@st.composite
def _jumble(draw: st.DrawFn) -> tuple[str, list[str]]:
    """(a body of any section, the words in it): words of our own between every mark that may mean something."""
    kind = draw(st.sampled_from(CATALOGUE))
    lines, typed = [f"## {kind.heading}"], []
    for number, (start, between) in enumerate(draw(_LINE)):
        one, other = f"qx{number}a", f"qx{number}b"
        key = draw(st.sampled_from(["", *(f"{field.label}: " for field in kind.fields)]))
        lines.append(f"{start}{key}{one}{between}{other}")
        typed += [one, other]
    return draw(st.sampled_from(["\n", "\n\n"])).join(lines) + "\n", typed


@given(_jumble())
@example(("## Timeline\n- qx0a: \nqx0b\n", ["qx0a", "qx0b"]))
@example((f"{SCENE}> qx0a: qx0b\n", ["qx0a", "qx0b"]))
def test_no_word_goes_missing_whatever_marks_stand_around_it(jumble: tuple[str, list[str]]) -> None:
    """In every section of the catalogue: a word is understood, kept as prose, or an error says why not."""
    body, typed = jumble
    parsed = parse(FRONT + body)
    if parsed.note is not None:
        kept = msgspec.json.encode(parsed.note).decode()
        assert [word for word in typed if word not in kept] == []


_WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="<\ufffe\uffff")
)


@given(st.lists(_WORDS, max_size=6), st.sampled_from([kind for kind in CATALOGUE if kind.form == "prose"]))
def test_every_word_under_a_prose_heading_is_in_the_note(lines: list[str], kind) -> None:
    """Comments are the only thing that is not."""
    text = "\n".join(line for line in lines if not re.match(r"\s*#", line))
    note = understood(f"## {kind.heading}\n{text}\n<!-- a prompt -->\n")
    kept = " ".join(found.prose for found in note.sections).split()
    assert kept == text.split() or not re.search(r"[^\W\d_]", text)


@given(st.text(), st.text())
def test_what_was_understood_survives_its_record(body: str, title: str) -> None:
    """A note goes into the chart and comes out the same."""
    for text in (
        FRONT + body,
        EXAMPLE + f"\n## Role play: {title}\n- scenario: {body}\n### {title}\n{body}\n",
    ):
        parsed = parse(text)
        if parsed.note is not None:
            assert _recorded(text, parsed).body.content == parsed.note


def _recorded(text: str, parsed: Parsed) -> Record:
    assert isinstance(parsed.note, Note)
    body = NoteSaved("1" * 32, "2" * 32, 1, text, parsed.note)
    return decode(
        encode(Record("3" * 32, "4" * 32, "5" * 32, 1, dt.datetime(2026, 3, 16, tzinfo=dt.UTC), body))
    )
