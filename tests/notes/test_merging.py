"""Two texts made of the same one are joined, and no word of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.notes.merging import Merged, additions, merge
from ipt_notes.notes.parse import parse

HEADINGS = ("Check-in", "Mood event link", "Risk assessment", "Own heading", "Goals")
WORDS = st.sampled_from(["", "Came early.", "Came late.", "- level: low", "A line.\n\nAnother."])
TEXTS = st.dictionaries(st.sampled_from(HEADINGS), WORDS, max_size=5)
DATES = st.sampled_from(["2026-03-02", "2026-03-09"])
TITLE = "Saved meanwhile by Dr A. Example"


def text_of(sections: dict[str, str], date: str = "2026-03-02") -> str:
    front = f"---\nclient: MK-014\nsession: 1\ndate: {date}\nphase: beginning\n---\n"
    return front + "\n".join(f"## {heading}\n{body}\n" for heading, body in sections.items())


def is_blank(text: str) -> bool:
    return not "".join(line for line in text.split("\n") if not line.startswith("##")).strip()


def merged(base: str, mine: str, theirs: str) -> Merged:
    return merge(base, mine, theirs, heading=TITLE, is_blank=is_blank)


@given(TEXTS, TEXTS, TEXTS, DATES, DATES)
def test_whatever_either_changed_is_in_the_joined_text(base, mine, theirs, my_date, their_date) -> None:
    """Every section that is not as it was before stands there word for word, wherever it came from."""
    joined = merged(text_of(base), text_of(mine, my_date), text_of(theirs, their_date)).text
    for side in (mine, theirs):
        for heading, body in side.items():
            if body.strip() and body != base.get(heading):
                assert body in joined
    for date in {my_date, their_date} - {"2026-03-02"}:
        assert date in joined


@given(TEXTS, TEXTS, TEXTS, DATES)
def test_a_joined_text_can_be_saved(base, mine, theirs, date) -> None:
    """It is a note as the parser reads it: nobody is stuck with two texts in one."""
    joined = merged(text_of(base), text_of(mine), text_of(theirs, date)).text
    assert parse(joined, code="MK-014", session=1).note is not None


@given(TEXTS, TEXTS)
def test_what_only_one_of_them_changed_is_taken_as_they_left_it(base, changed) -> None:
    """The other one typed nothing that could be lost."""
    before, after = text_of(base), text_of(changed)
    assert merged(before, after, before) == Merged(after, ())
    assert merged(before, before, after).both == ()
    theirs = parse(merged(before, before, after).text).note.sections
    assert sorted(map(repr, theirs)) == sorted(map(repr, parse(after).note.sections))


def test_both_texts_of_a_section_that_both_changed_are_shown() -> None:
    """Mine in its place, the other one at the end under who saved it."""
    base, mine, theirs = ({"Check-in": words} for words in ("Came.", "Came early.", "Came late."))
    joined = merged(text_of(base), text_of(mine), text_of(theirs))
    assert joined.both == ("Check-in",)
    aside = "<!-- Join this with what stands above, then take it out. -->\n\n**Check-in**\n\nCame late.\n"
    assert joined.text == f"{text_of(mine)}\n## {TITLE}\n\n{aside}"


def test_a_section_that_one_of_them_left_blank_takes_the_other_s_words() -> None:
    """A template that nobody filled in is nobody's text."""
    mine, theirs = {"Check-in": "", "Goals": "Sleep."}, {"Check-in": "Came late.", "Goals": ""}
    joined = merged("", text_of(mine), text_of(theirs))
    assert joined.both == ()
    assert "Came late." in joined.text
    assert "Sleep." in joined.text


def test_what_a_text_holds_beyond_another_is_told_section_by_section() -> None:
    """Neither what both have nor what is blank."""
    mine = {"Check-in": "Came.", "Goals": "Sleep.", "Own heading": "", "Mood event link": "The quarrel."}
    theirs = {"Check-in": "Came.", "Goals": "Work."}
    added = additions(text_of(mine), text_of(theirs), is_blank=is_blank)
    assert [line for line in added.split("\n") if line] == [
        "## Goals",
        "Sleep.",
        "## Mood event link",
        "The quarrel.",
    ]
    assert additions(text_of(mine), text_of(mine), is_blank=is_blank) == ""
