"""What templates.md says of templates is what the sheet and the sandbox have."""

import re
from pathlib import Path

from docs import template_pages
from ipt_notes.services.templating_check import check_template, find_file
from ipt_notes.services.templating_names import fields_of, lines, variables

PAGE = Path(template_pages.__file__).with_name("templates.md")


def test_the_tables_are_as_the_program_would_write_them() -> None:
    """`make docs` writes them anew."""
    text = PAGE.read_text(encoding="utf-8")
    assert template_pages.page(text) == text


def test_every_variable_and_field_has_a_meaning_and_no_other_has() -> None:
    """A new one is explained before it is there."""
    known = {each.name for each in variables()}
    known |= {f"{line.__name__}.{each.name}" for line in lines() for each in fields_of(line)}
    assert {*template_pages.MEANINGS} == known


def test_the_template_on_the_page_is_sound(tmp_path: Path) -> None:
    """Whoever copies it has one that works; its own heading is worth a look, no more."""
    (text,) = re.findall(r"(?s)```jinja\n(.*?)```", PAGE.read_text(encoding="utf-8"))
    (tmp_path / "beginning_1.md.j2").write_text(text, encoding="utf-8")
    checked = check_template(*find_file(tmp_path / "beginning_1.md.j2", tmp_path))
    assert [(each.what.partition(" is")[0], each.is_wrong) for each in checked.findings] == [
        ("'Waiting room'", False)
    ]
