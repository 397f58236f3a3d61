"""A communication analysis is read as a scene: setting, who said what, what was felt, intended and communicated."""

import pytest

from ipt_notes.course.note import Line, Script, Section
from tests.notes.typed import section, warned

HEAD = "## Interpersonal incident: Sunday\n### Communication analysis\n"
SPOKEN = (
    'are these spoken words? They are written as `Speaker (gesture): "words"`; this line is kept as it is'
)


def _scene(text: str) -> Section:
    return section(HEAD + text)


def _script(text: str) -> Script:
    found = _scene(text)
    assert found.script is not None
    assert found.prose == ""
    return found.script


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ('N. (arms folded): "Are you in?"', Line("N.", "Are you in?", "arms folded")),
        ("N.: “Are you in?”", Line("N.", "Are you in?")),
        ("N.: „Bist du da?“", Line("N.", "Bist du da?")),
        ("N. : « Tu es là ? »", Line("N.", "Tu es là ?")),
        ("N.: 'I don't know'", Line("N.", "I don't know")),
        ("N.: 'Tis late", Line("N.", "'Tis late")),
        ('N.: "Are you in?" he asked. "Well?"', Line("N.", '"Are you in?" he asked. "Well?"')),
        ('N.: "Are\nyou in?"', Line("N.", "Are you in?")),
        ('N.: "Are you in?', Line("N.", '"Are you in?')),
        ("N. (shrugs):", Line("N.", "", "shrugs")),
        ("N. (low voice): later", Line("N.", "later", "low voice")),
        ('- N. (arms folded): "Are you in?"', Line("N.", "Are you in?", "arms folded")),
        ("נ׳ （בשקט）： “כן”", Line("נ׳", "כן", "בשקט")),
        ('the man at the desk: "Next."', Line("the man at the desk", "Next.")),
    ],
)
def test_a_line_is_somebodys_words(typed: str, line: Line) -> None:
    """In quotation marks of any language, or with a gesture."""
    assert _script(f"The kitchen.\n\n{typed}\n") == Script("The kitchen.", (line,))


def test_quotes_below_words_say_what_was_meant() -> None:
    """As far as they are known, in any order; a quote goes on over lines with its mark."""
    text = 'N.: "Sunday?"\n> communicated: you are never here\n> felt: hurt\n> and tired\n> Intended: can we\n> talk now\n'
    line = Line(
        "N.", "Sunday?", felt="hurt and tired", intended="can we talk now", communicated="you are never here"
    )
    assert _script(text) == Script(lines=(line,))


@pytest.mark.parametrize("before", ["> intended: can we talk\n", ""])
def test_what_happens_next_is_nobodys_words_or_intention(before: str) -> None:
    """An unmarked line below a quote, or below words whose quotation marks are closed, is prose of the incident."""
    found = _scene(f'N.: "Sunday?"\n{before}He left the room.\nThe door slammed.\n')
    assert found.prose == "He left the room.\nThe door slammed."
    (line,) = found.script.lines if found.script else ()
    assert line == Line("N.", "Sunday?", intended="can we talk" if before else "")


@pytest.mark.parametrize("speaker", ["N", "N.", "Anna", "the friend"])
def test_a_scene_without_quotation_marks_is_asked_about(speaker: str) -> None:
    """It has no lines, which must not go unsaid; the words are kept as the setting."""
    typed = f"{speaker}: Are you in?\n\nT: No.\n"
    assert warned(HEAD + typed) == [f"3: {SPOKEN}", f"5: {SPOKEN}"]
    found = _scene(typed).script
    assert found is not None
    assert (found.setting, found.lines) == (f"{speaker}: Are you in? T: No.", ())


@pytest.mark.parametrize(
    "setting", ["Kitchen, 22:10, he is in uniform.", "Ten at night, kitchen: he is in uniform."]
)
def test_a_setting_with_a_clock_or_a_colon_is_not_asked_about(setting: str) -> None:
    """Nobody is called that."""
    assert warned(f'{HEAD}{setting}\n\nN.: "Sunday?"\n') == []


def test_what_was_heard_is_what_was_communicated() -> None:
    """Both words are used in the field."""
    assert _script('N.: "Sunday?"\n> heard: an accusation\n').lines[0].communicated == "an accusation"


def test_quotes_belong_to_the_words_above_them_without_a_blank_line_too() -> None:
    """A scene typed in one go."""
    text = 'N.: "Sunday?"\n> felt: hurt\nT.: "Depends."\n> felt: cornered\n'
    assert _script(text).lines == (
        Line("N.", "Sunday?", felt="hurt"),
        Line("T.", "Depends.", felt="cornered"),
    )


def test_words_go_on_until_their_quotation_marks_close() -> None:
    """A colon among them is no speaker."""
    text = 'N.: "He said\nthen: nothing more."\nThe door slammed.\n'
    assert warned(HEAD + text) == []
    found = _scene(text)
    assert found.script == Script(lines=(Line("N.", "He said then: nothing more."),))
    assert found.prose == "The door slammed."


def test_one_who_spoke_before_needs_no_quotation_marks() -> None:
    """N. was quoted above."""
    assert _script('N.: "Sunday?"\n\nN.: never mind\n').lines == (
        Line("N.", "Sunday?"),
        Line("N.", "never mind"),
    )


def test_the_setting_may_have_a_colon_and_several_paragraphs() -> None:
    """It is everything before the first words."""
    text = "Kitchen, ten at night: he is in uniform.\n\nThe radio is\non.\n\nN.: 'Hm'\n"
    assert _script(text).setting == "Kitchen, ten at night: he is in uniform. The radio is on."


def test_a_scene_says_who_recalled_it() -> None:
    """The client, or the therapist as an observer."""
    assert _script("- author: therapist\n\nThe waiting room.\n") == Script(
        "The waiting room.", (), {"author": ("therapist",)}
    )


def test_words_between_the_lines_of_a_scene_are_kept() -> None:
    """What happened in between is prose of the incident."""
    found = _scene('N.: "Sunday?"\n\nThen he left the room.\nThe door slammed.\n\nT.: "Hm."\n')
    assert found.prose == "Then he left the room.\nThe door slammed."
    assert found.script == Script(lines=(Line("N.", "Sunday?"), Line("T.", "Hm.")))


@pytest.mark.parametrize(
    ("text", "told", "kept"),
    [
        (
            'N.: "Sunday?"\n> intendet: can we talk\n',
            "4: a quote below words says felt, intended or communicated; did you mean 'intended'?",
            "> intendet: can we talk",
        ),
        (
            'N.: "Sunday?"\n> he looked away\n',
            "4: a quote below words says felt, intended or communicated; it is kept as it is",
            "> he looked away",
        ),
        (
            "> felt: hurt\n",
            "3: this quote follows nobody's words; it is kept as it is",
            "> felt: hurt",
        ),
        (
            'N.: "Sunday?"\n\nK.: what now\n',
            f"5: {SPOKEN}",
            "K.: what now",
        ),
    ],
)
def test_a_line_that_is_not_understood_is_told_and_kept(text: str, told: str, kept: str) -> None:
    """As prose of the incident."""
    assert warned(HEAD + text) == [told]
    assert _scene(text).prose == kept


def test_the_same_quote_twice_is_an_error() -> None:
    """Which of them was meant can't be known."""
    assert warned(HEAD + 'N.: "Sunday?"\n> felt: a\n> felt: b\n') == [
        "5: 'felt' is given twice for the same words"
    ]


def test_alternatives_are_a_list() -> None:
    """One each; a wrapped one goes on."""
    found = section(
        "## Interpersonal incident: Sunday\n### Alternatives\n- say it\n  first\n* ask\n1. wait\n"
    )
    assert found.alternatives == ("say it first", "ask", "wait")
