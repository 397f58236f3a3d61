"""Templates: what is shipped, how a practice's own win, and what a template is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ipt_notes.course.sections import BY_ID, CATALOGUE
from ipt_notes.course.vocabulary import ProblemArea, to_id
from ipt_notes.errors import NotFound
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.sandbox import render
from ipt_notes.notes.templates import (
    MOST_BYTES,
    Lines,
    TemplateProblem,
    find_template,
    list_templates,
    own_headings,
    plain,
    shipped_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "what the client said in confidence"
SHIPPED = {
    "intake", "beginning_1", "beginning_2", "beginning_3", "middle_open", "final", "maintenance",
    *(f"middle_{area}" for area in ProblemArea),
}  # fmt: skip
NOTES = [each for each in list_templates() if not each.name.startswith("summary")]


class Someone(Struct, frozen=True):
    """A value of the kind that templates are given."""

    label: str


VALUES = {
    "said": CANARY,
    "people": (Someone("N."), Someone("K.")),
    "session": 3,
    "lines": lambda name: Lines(f"- {name}:\n- and:"),
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of a practice's own templates."""
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def put(own: Path, text: str, name: str = "mine") -> None:
    (own / f"{name}.md.j2").write_text(text, encoding="utf-8")


def refused(own: Path, text: str) -> TemplateProblem:
    put(own, text)
    with pytest.raises(TemplateProblem) as caught:
        render("mine", VALUES, own)
    return caught.value


# --- what is shipped ---------------------------------------------------------------------------------------


def test_every_phase_and_problem_area_has_a_template() -> None:
    """Intake, three of the beginning, one for each area and one without, final, maintenance."""
    assert {each.name for each in NOTES if not each.name.startswith("_")} == SHIPPED


@pytest.mark.parametrize("template", NOTES, ids=lambda each: each.name)
def test_a_shipped_template_says_what_it_is_for(template) -> None:
    """The list shows it."""
    assert template.about().endswith(".")
    assert not template.is_own


@pytest.mark.parametrize("template", NOTES, ids=lambda each: each.name)
def test_headings_and_keys_of_a_shipped_template_are_those_of_the_catalogue(template) -> None:
    """Examples in comments included."""
    kind, part = None, ""
    for line in template.text().splitlines():
        if line.startswith("## "):
            kind, part = BY_ID[to_id(line[3:])], ""
        elif line.startswith("### ") and kind:
            part = line[4:]
            assert kind.entry_fields is not None or to_id(part) in kind.subsections
        elif (found := re.match(r"- ([a-z0-9 -]+):", line, re.IGNORECASE)) and kind:
            key = to_id(found[1])
            known = kind.entry_field(key) if part else kind.field(key)
            assert known or (kind.form == "measures" and (key == "other_tool" or find_measure(found[1])))


@pytest.mark.parametrize("template", NOTES, ids=lambda each: each.name)
def test_what_a_shipped_template_asks_the_chart_for_is_in_the_catalogue(template) -> None:
    """A slip in `still_blank` would drop a line without a word."""
    for section, keys in re.findall(r'still_blank\("(\w+)"((?:, "\w+")*)\)', template.text()):
        assert all(BY_ID[section].field(key) for key in re.findall(r'"(\w+)"', keys))


@pytest.mark.parametrize("template", NOTES, ids=lambda each: each.name)
def test_keys_named_in_the_prompts_are_in_the_catalogue(template) -> None:
    """`- safety plan:` in a comment is an invitation to type exactly that."""
    known = {field.label for kind in CATALOGUE for field in (*kind.fields, *(kind.entry_fields or ()))}
    named = re.findall(r"`- ([a-z ]+):", template.text())
    assert {*named} <= known | {"other tool"}


def test_the_shipped_folder_is_found() -> None:
    """In an editable install it stands beside the package."""
    assert (shipped_folder() / "_note.md.j2").is_file()


# --- a practice's own --------------------------------------------------------------------------------------


def test_a_practices_own_template_wins_by_name(own: Path) -> None:
    """The others stay as they are; a folder that is not there is none."""
    put(own, "## Check-in\n", "Middle-Grief")
    found = find_template("middle_grief", own)
    assert found.is_own
    assert found.text() == "## Check-in\n"
    assert [each.name for each in list_templates(own) if each.is_own] == ["Middle-Grief"]
    assert list_templates(own / "none") == list_templates()


def test_parts_come_last_in_the_list() -> None:
    """A therapist looks for a note first."""
    names = [each.name.startswith("_") for each in list_templates()]
    assert names == sorted(names)


def test_an_own_template_builds_on_shipped_parts(own: Path) -> None:
    """It fills a block, keeps what was in it, and loops over the values."""
    put(own, "## A\n{% block more %}first{% endblock %}\n", "base")
    put(
        own,
        "{% extends 'base.md.j2' %}{% block more %}{{ super() }}\n"
        "{% for one in people %}{{ loop.index }} {{ one.label }}{% if not loop.last %}, {% endif %}{% endfor %}{% endblock %}",
    )
    assert render("mine", VALUES, own) == "## A\nfirst\n1 N., 2 K.\n"


def test_an_own_part_is_used_by_the_shipped_templates(own: Path) -> None:
    """Parts win by name too."""
    put(own, "own context", "_context")
    text = find_template("final", own).text()
    put(own, text.replace('{{ still_blank("', '{{ lines("'), "final")
    with pytest.raises(TemplateProblem, match=r"_note\.md\.j2:2: 'front_matter' is undefined"):
        render("final", VALUES, own)


def test_own_headings_are_those_written_out(own: Path) -> None:
    """The parser does not wonder about them."""
    put(own, "## Body work\n## {{ session }}\n### A part\ntext\n##  Sleep diary  \n")
    (own / "broken.md.j2").write_bytes(b"## Gone \xff")
    assert own_headings(own) == {"Body work", "Sleep diary"}
    assert own_headings(None) == own_headings(own / "none") == frozenset()


# --- values are made harmless once -------------------------------------------------------------------------


@given(st.text())
def test_a_value_is_one_line_that_neither_ends_nor_begins_a_comment(text: str) -> None:
    """Whatever it holds."""
    line = plain(text)
    assert "\n" not in line
    assert not re.search(r"<!--|-->|[\x00-\x1f\x7f-\x9f\ud800-\udfff]", line)
    assert plain(line) == line


def test_a_value_with_template_syntax_stays_text(own: Path) -> None:
    """It is put in, never run."""
    put(own, "<!-- {{ said }} -->\n{{ lines('level') }}")
    text = render("mine", {**VALUES, "said": "{{ 7 * 7 }} --> {% raw %}\nx"}, own)
    assert text == "<!-- {{ 7 * 7 }} –> {% raw %} x -->\n- level:\n- and:\n"


# --- what is refused ---------------------------------------------------------------------------------------

REFUSED = {
    "{% for a in range(3) %}x{% endfor %}": "'range' is undefined",
    "{{ said.__class__ }}": "may not reach for '__class__'",
    "{{ said['__class__'] }}": "may not reach for '__class__'",
    "{{ said.upper() }}": "may not reach for 'upper'",
    "{{ people[0].label.format(1) }}": "this can't be called",
    "{{ lines.__globals__ }}": "may not reach for '__globals__'",
    "{{ self.__init__ }}": "may not reach for '__init__'",
    "{{ said|attr('__class__') }}": "No filter named 'attr'",
    "{{ said() }}": "this can't be called",
    "{{ cycler }}": "'cycler' is undefined",
    "{% include '/etc/passwd' %}": "there is no template",
    "{% include '../../secret.md.j2' %}": "there is no template",
    "{% extends 'nowhere' %}": "there is no template 'nowhere'",
    "{% include said %}": "written out here",
    "{% import 'final' as x %}": "`import` is not something",
    "{% macro m() %}{{ m() }}{% endmacro %}": "`macro` is not something",
    "{{ 9 ** 9 ** 9 }}": "`**` is not something",
    "{{ said * 99999999 }}": "`*` is not something",
    "{{ said ~ said }}": "`~` is not something",
    "{{ [people, people] }}": "written out here",
    "{{ people }}": "only a text or a number can be printed",
    "{% if said %}": "Unexpected end of template",
    "{{ nobody }}": "'nobody' is undefined",
    "{{ people[0].phone }}": "no attribute 'phone'",
    "{{ 'x' < 3 }}": "this can't be worked out (TypeError)",
    "{% include 'mine' %}": "it is nested too deeply",
    "{% block a %}{{ self.a() }}{% endblock %}": "it is nested too deeply",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_a_template_may_not_do_is_told_with_its_name_and_line(own: Path, source: str) -> None:
    """The exit code is that of a wrong input file; the hint says which file to mend; no value is quoted."""
    error = refused(own, f"## Check-in\n\n{source}\n")
    assert re.match(r"mine\.md\.j2:[34]: ", error.message)
    assert REFUSED[source] in error.message
    assert error.exit_code == 2
    assert str(own / "mine.md.j2") in error.hint
    assert CANARY not in f"{error.message} {error.hint} {error!r}"


def loops(depth: int) -> str:
    """Loops within loops over ten things each."""
    rounds = [f"{{% for a{at} in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] %}}" for at in range(depth)]
    return "".join(rounds) + "{% endfor %}" * depth


def test_a_loop_that_would_not_end_in_a_lifetime_is_stopped(own: Path) -> None:
    """Even one that writes nothing: ten to the eighteenth rounds."""
    assert "goes round more than" in refused(own, loops(18)).message


def test_parts_that_double_at_each_step_are_stopped(own: Path) -> None:
    """Two to the fortieth without a single loop."""
    for step in range(40):
        put(own, f"{{% include 'step{step + 1}' %}}" * 2, f"step{step}")
    put(own, "x", "step40")
    assert "goes round more than" in refused(own, "{% include 'step0' %}").message


def test_huge_output_is_stopped(own: Path) -> None:
    """Long before memory runs out."""
    assert (
        "writes more than"
        in refused(own, loops(2).replace("{% endfor %}", "x" * 30_000 + "{% endfor %}", 1)).message
    )


def test_texts_that_grow_by_joining_are_stopped(own: Path) -> None:
    """Each step makes the text twice as long."""
    assert "too long a text" in refused(own, "{% set said = [1, 2, 3]|join(said) %}" * 40).message


def test_deep_nesting_is_told(own: Path) -> None:
    """Neither the parser nor the interpreter gives up with a traceback."""
    assert refused(own, "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}").exit_code == 2
    assert refused(own, "{% if session %}" * 500 + "{% endif %}" * 500).exit_code == 2


def test_a_mistake_in_a_part_names_the_part(own: Path) -> None:
    """That is the file to mend."""
    put(own, "fine\n\n\n{{ nobody }}", "_piece")
    assert refused(own, "{% include '_piece' %}").message == "_piece.md.j2:4: 'nobody' is undefined."
    put(own, "fine\n{% oops %}", "_piece")
    assert refused(own, "{% include '_piece' %}").message.startswith("_piece.md.j2:2: ")


def test_a_template_too_large_or_not_utf8_is_told(own: Path) -> None:
    """With the line of the first wrong byte."""
    assert "at most 64 KiB" in refused(own, "x" * (MOST_BYTES + 1)).message
    (own / "mine.md.j2").write_bytes(b"fine\n\xff")
    with pytest.raises(TemplateProblem, match=r"mine\.md\.j2:2: these bytes are not UTF-8"):
        render("mine", VALUES, own)


def test_a_link_that_leads_out_of_the_folder_is_no_template(own: Path, tmp_path: Path) -> None:
    """The two folders are all a template can be read from."""
    (tmp_path / "secret.md.j2").write_text(CANARY)
    (own / "secret.md.j2").symlink_to(tmp_path / "secret.md.j2")
    with pytest.raises(NotFound):
        find_template("secret", own)
    assert "there is no template 'secret'" in refused(own, "{% include 'secret' %}").message
