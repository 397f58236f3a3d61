"""A practice's own templates: begun with a copy that overwrites nothing, and tried before a note is written with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import Phase, ProblemArea
from ipt_notes.errors import FileInTheWay, NotFound, UsageProblem
from ipt_notes.notes.sandbox import Renderer
from ipt_notes.notes.scaffold import note_values, template_for
from ipt_notes.notes.templates import Template, list_templates
from ipt_notes.services.templating import blocks_of, new_template
from ipt_notes.services.templating_check import check_own, check_template, find_file
from ipt_notes.services.templating_courses import turns
from ipt_notes.services.templating_names import attributes, names
from ipt_notes.services.templating_reading import slips
from ipt_notes.services.templating_words import oddities

SHIPPED = list_templates()
MAIN = [each for each in SHIPPED if not each.name.startswith("_")]
PART = next(each for each in SHIPPED if each.name == "_problem_area")
TOP = "{{ front_matter }}\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A practice's folder, which is not there yet."""
    return tmp_path / "config" / "templates"


def put(own: Path, text: str, name: str = "mine") -> Path:
    own.mkdir(parents=True, exist_ok=True)
    path = own / f"{name}.md.j2"
    path.write_text(text, encoding="utf-8")
    return path


def told(own: Path, text: str, name: str = "mine") -> list[str]:
    """What is wrong with a template, as LINE: WHAT; what is only worth a look begins with a question mark."""
    checked = check_template(*find_file(put(own, text, name), own))
    return [f"{'' if each.is_wrong else '?'}{each.line}: {each.what}" for each in checked.findings]


# --- a new one ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", [*MAIN, PART], ids=lambda each: each.name)
def test_every_shipped_template_is_sound(own: Path, template: Template) -> None:
    """A note for every turn that it may be used for, and nothing to mend or to look at; the parts come with them."""
    checked = check_template(template, own)
    assert checked.findings == ()
    assert checked.notes >= len(turns()) / 50


@pytest.mark.parametrize("template", SHIPPED, ids=lambda each: each.name)
def test_every_shipped_template_and_part_reads_well(template: Template) -> None:
    """Also where no course leads."""
    assert slips(Renderer().parsed(template.name)) == []
    assert [*oddities(template.text())] == []


@pytest.mark.parametrize("name", ["beginning_1", "final", "_context"])
def test_a_copy_of_a_shipped_template_is_sound(own: Path, name: str) -> None:
    """It is tried wherever somebody may name it."""
    made = new_template("_context" if name.startswith("_") else "mine", name, own)
    assert made.copied_from == name
    (checked,) = check_own(own)
    assert not checked.is_wrong, checked.findings
    assert checked.notes == len(turns())


def test_a_copy_with_the_name_of_a_shipped_one_wins_and_needs_no_other_name(own: Path) -> None:
    """Whatever way the name is written."""
    made = new_template("Middle-Grief", None, own)
    assert (made.name, made.copied_from, made.wins) == ("middle_grief", "middle_grief", True)
    assert find_file("middle_grief", own)[0].is_own


@pytest.mark.parametrize(("said", "meant"), [("beginning", "beginning_1"), ("middle", "middle_open"), ("final", "final"), ("Beginning-2", "beginning_2")])  # fmt: skip
def test_a_phase_stands_for_its_first_template(own: Path, said: str, meant: str) -> None:
    """`--from beginning`."""
    assert new_template("mine", said, own).copied_from == meant


def test_nothing_that_is_there_is_overwritten(own: Path) -> None:
    """Not under another spelling either, nor through a link that leads nowhere."""
    path = put(own, "mine", "first_hour")
    for name in ("first_hour", "First-Hour", "first hour"):
        with pytest.raises(FileInTheWay):
            new_template(name, "final", own)
    (own / "other.md.j2").symlink_to(own / "nowhere")
    with pytest.raises(FileInTheWay):
        new_template("other", "final", own)
    assert path.read_text() == "mine"
    assert not (own / "nowhere").exists()


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a\nb", "x" * 80, "-", "_", "a.b"])
def test_a_name_that_would_lead_elsewhere_is_refused(own: Path, name: str) -> None:
    """Nothing is made."""
    with pytest.raises(UsageProblem):
        new_template(name, "final", own)
    assert not own.exists()


def test_what_to_begin_with_has_to_be_there(own: Path) -> None:
    """A name of one's own needs `--from`."""
    with pytest.raises(UsageProblem, match="came with the program"):
        new_template("mine", None, own)
    with pytest.raises(NotFound):
        new_template("mine", "nothing", own)


def test_the_copy_says_which_blocks_it_may_fill_in(own: Path) -> None:
    """Those of the templates that it extends, the outermost first."""
    made = new_template("mine", "middle_grief", own)
    assert "Blocks that it may fill in: opening, check_in, measure" in Path(made.file).read_text("utf-8")
    assert blocks_of(find_file("middle_grief", own)[0], own)[-2:] == ["focus", "relationship"]


# --- what is told ------------------------------------------------------------------------------------------

WRONG = {
    "## Chek-in\n": "2: unknown heading 'Chek-in'; did you mean 'Check-in'?",
    "## Risk assessment\n- levl:\n": "3: unknown key 'levl' under Risk assessment; did you mean 'level'?",
    "## Inventory\n### N.\n- closness ring:\n": "4: unknown key 'closness ring' under Inventory; did you mean 'closeness ring'?",
    "## Measure\n- PHQ-99:\n": "3: unknown key 'PHQ-99' under Measure",
    "{% if session == 99 %}{{ sesion }}{% endif %}": "2: 'sesion' is undefined; did you mean 'session'?",
    "{% for one in goals %}\n{{ one.txt }}{% endfor %}": "3: nothing here has a field 'txt'; did you mean 'text'?",
    "{{ still_blank('contrakt') }}": "2: there is no section 'contrakt'; did you mean 'contract'?",
    "{{ still_blank('contract', 'agred_on') }}": "2: the section 'contract' has no field 'agred_on'; did you mean 'agreed_on'?",
    "{% macro x() %}{% endmacro %}": "2: `macro` is not something note templates can do",
    "{% include '/etc/passwd' %}": "2: there is no template '/etc/passwd' in the two folders of templates",
    "{{ session.__class__ }}": "2: nothing here has a field '__class__'",
    "{{ said|attr('x') }}": "2: No filter named 'attr'",
    "\n{% if %}": "3: Expected an expression, got 'end of statement block'",
    "{{ people }}": "2: only a text or a number can be printed; loop over a list, or use `|join`",
    "{{ focus.person }}": "2: 'None' has no attribute 'person'",
    "## Measure\n- PHQ-9: 99\n": "3: PHQ-9",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_with_its_line(own: Path, text: str) -> None:
    """Whether the courses it is tried on come to it or not."""
    assert any(each.startswith(WRONG[text]) for each in told(own, TOP + text)), told(own, TOP + text)


def test_every_slip_of_a_template_is_told_at_once(own: Path) -> None:
    """Also where nothing of it can be filled in; what only filling in would show waits until then."""
    assert len(told(own, TOP + "## Chek-in\n{{ sesion }}\n{{ people }}\n## Goalss\n")) == 3


def test_a_note_that_could_not_be_saved_is_told(own: Path) -> None:
    """Without the front matter no note is one; two sections where a note has one."""
    assert told(own, "## Check-in\n") == [
        "1: the front matter is missing: client, session, date and phase between two lines of ---"
    ]
    twice = told(own, TOP + "## Sick role\n- explained: yes\n## Goals\n\n## Sick role\n- explained: yes\n")
    assert any("there is a section 'Sick role'" in each for each in twice)


def test_a_section_of_ones_own_is_worth_a_look_and_no_mistake(own: Path) -> None:
    """What stands below it is the practice's affair."""
    found = told(own, TOP + "## Waiting room\n- sheet:\n\n## Check-in\n")
    assert found == [
        "?2: 'Waiting room' is a section of your own: it is kept as it is typed, and no check reads it"
    ]


def test_comments_and_prompts_are_not_taken_for_headings(own: Path) -> None:
    """An example in one is an example."""
    assert told(own, TOP + "{#\n## Chek-in\n#}\n<!--\n## Chek-in\n-->\n") == []


def test_a_mistake_in_a_part_names_the_part(own: Path) -> None:
    """The file to mend, whichever template was tried."""
    part = put(own, "fine\n\n{{ people }}", "_piece")
    checked = check_template(*find_file(put(own, TOP + "{% include '_piece' %}"), own))
    assert [(each.file, each.line) for each in checked.findings] == [(str(part), 3)]


def test_an_own_part_is_tried_in_the_notes_that_include_it(own: Path) -> None:
    """A broken one is told; one that nothing includes is worth a look."""
    assert any("only a text or a number" in each for each in told(own, "{{ scores }}", "_context"))
    assert told(own.with_name("others"), "fine", "_lonely") == ["?1: no note includes this part"]


def test_a_template_that_would_not_end_is_told_soon(own: Path) -> None:
    """It is not tried on all the courses."""
    loops = "".join(f"{{% for a{at} in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] %}}" for at in range(9))
    assert told(own, TOP + loops + "{% endfor %}" * 9) == ["2: it goes round more than 2000 times"]


def test_a_file_is_a_template_by_its_ending_and_its_name(own: Path) -> None:
    """Anything else is told, and a file that another one hides."""
    put(own, "x")
    (own / "mine.txt").write_text("x")
    with pytest.raises(UsageProblem, match="is no template"):
        find_file(own / "mine.txt", own)
    put(own, "y", "Mine")
    with pytest.raises(UsageProblem, match="has the same name"):
        find_file(own / "Mine.md.j2", own)
    with pytest.raises(NotFound):
        find_file(own / "none.md.j2", own)


# --- what it is tried on -----------------------------------------------------------------------------------


def test_the_trial_comes_to_every_variant_phase_problem_area_and_shipped_template() -> None:
    """And to courses of which nothing is known."""
    found = list(turns())
    courses = [turn.courses[-1] for turn in found]
    assert {course.variant.id for course in courses} == {*VARIANTS}
    assert {turn.phase for turn in found} == {*Phase}
    areas = {(turn.phase, turn.courses[-1].focus.area) for turn in found if turn.courses[-1].focus}
    assert areas >= {(phase, area) for phase in (Phase.MIDDLE, Phase.FINAL) for area in ProblemArea}
    asked = {template_for(turn.courses[-1], turn.session, turn.phase) for turn in found}
    assert asked == {each.name for each in MAIN}
    assert any(not course.sessions for course in courses)


def test_the_trial_comes_to_a_value_of_every_variable() -> None:
    """One that was empty in every note would hide a slip behind an `if`; and a name that is not known is no variable."""
    seen, given = set(), set()
    for turn in turns():
        values = note_values(turn.courses, turn.session, turn.on, turn.phase)
        given |= set(values)
        seen |= {name for name, value in values.items() if value}
    assert given == names() - {"loop", "self", "super"}
    assert given == seen


def test_the_fields_are_those_that_the_shipped_templates_use() -> None:
    """And no shipped one uses another."""
    used = {
        name
        for each in SHIPPED
        for tag in re.findall(r"\{[{%].*?[}%]\}", each.text())
        for name in re.findall(r"(?<=[a-z_])\.([a-z_]+)\b(?!\.j2)", tag.replace(".md.j2", ""))
    }
    assert used <= attributes()
    assert "person" in used
