"""A template as an enemy writes it: told as its mistake, with little memory and in little time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipt_notes.course.charted import person_label
from ipt_notes.notes.sandbox import render
from ipt_notes.notes.templates import TemplateProblem, own_headings, plain
from tests.fuzz.targets import template

if TYPE_CHECKING:
    from pathlib import Path

_LONG = "{{% set s = '{}' %}}"
_TEN = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"


def _a_thousand_times(body: str) -> str:
    loops = "".join(f"{{% for a{at} in {_TEN} %}}" for at in range(3))
    return loops + body + "{% endfor %}" * 3


WORK = {
    "blank texts, printed": _LONG.format(" " * 30_000) + _a_thousand_times("{{ s }}" * 3000),
    "texts joined letter by letter": _LONG.format("x" * 30_000) + _a_thousand_times("{% set t = s|join %}" * 1000),
    "texts through filters": _LONG.format("x" * 30_000) + _a_thousand_times("{% set t = s|upper %}" * 1000),
    "comparisons": _LONG.format("x" * 30_000) + _a_thousand_times("{% if 'y' in s %}{% endif %}" * 1000),
    "a block filled again and again": "{% extends 'base' %}{% block b %}" + "{% set t = super() %}" * 1500 + "{% endblock %}",
}  # fmt: skip


@pytest.mark.parametrize("source", WORK.values(), ids=WORK)
def test_work_that_would_take_minutes_is_stopped(tmp_path: Path, source: str) -> None:
    """No loop goes round too often, and nothing is printed; the text that is gone over is long."""
    (tmp_path / "mine.md.j2").write_text(source, encoding="utf-8")
    (tmp_path / "base.md.j2").write_text("{% block b %}" + "x" * 60_000 + "{% endblock %}", encoding="utf-8")
    with pytest.raises(TemplateProblem, match="works through too much text"):
        render("mine", {}, tmp_path)


def test_a_text_joined_with_itself_is_stopped_before_it_is_made(tmp_path: Path) -> None:
    """Nine hundred million letters, of which not one is."""
    (tmp_path / "mine.md.j2").write_text(_LONG.format("x" * 30_000) + "{{ s|join(s) }}", encoding="utf-8")
    with pytest.raises(TemplateProblem, match="too long a text"):
        render("mine", {}, tmp_path)


def test_long_runs_of_blanks_are_read_at_once(tmp_path: Path) -> None:
    """Each of these took minutes as the square of its length: a value, a name, a line of a template, a heading."""
    blanks = " " * 60_000
    assert plain(f"a{blanks}b\n") == f"a{blanks}b"
    assert person_label(f"a{blanks}b") == f"a{blanks}b"
    (tmp_path / "mine.md.j2").write_text(f"## A{blanks}b\n", encoding="utf-8")
    assert own_headings(tmp_path) == {f"A{blanks}b"}
    assert render("mine", {}, tmp_path) == f"## A{blanks}b\n"


_NAMES = st.sampled_from(
    ["people", "scores", "session", "focus", "last", "front_matter", "loop", "x", "self", "nobody"]
)
_VALUES = st.recursive(
    _NAMES | st.sampled_from(["1", "'a'", "0.5", "none", "[1, 'b']", "[]", "true"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["join", "upper", "length", "first", "d('x')", "trim", "attr('x')"])).map("|".join),
        st.tuples(inner, st.sampled_from(["heading", "words", "index", "__class__", "b()", "cycle(1)"])).map(".".join),
        st.tuples(inner, st.sampled_from([" == ", " in ", " and ", " < ", " ~ ", " is ", " if "]), inner).map("".join),
        st.tuples(inner, inner).map("{0[0]}[{0[1]}]".format),
        inner.map("super({})".format), inner.map("still_blank({})".format), inner.map("not {}".format),
    ),
    max_leaves=4,
)  # fmt: skip
_TEMPLATES = st.recursive(
    st.one_of(
        st.sampled_from(["## A\n", "- b: c\n", "{# d #}", "", "{% include '_a' %}", "{% include 'mine' %}"]),
        _VALUES.map("{{{{ {} }}}}".format),
        _VALUES.map("{{% set x = {} %}}".format),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(_VALUES, inner).map("{{% for x in {0[0]} %}}{0[1]}{{% endfor %}}".format),
        st.tuples(_VALUES, inner).map("{{% if {0[0]} %}}{0[1]}{{% else %}}-{{% endif %}}".format),
        st.tuples(st.sampled_from("bc"), inner).map("{{% block {0[0]} %}}{0[1]}{{% endblock %}}".format),
        inner.map("{{% extends 'base' %}}{}".format),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEMPLATES, _TEMPLATES, _TEMPLATES)
def test_any_template_that_reads_like_one_is_a_note_or_told(mine: str, part: str, base: str) -> None:
    """With parts and a base that are as wild; nothing of the chart is in what is told."""
    template.fuzz(f"{mine}\x1e{part}\x1e{base}".encode())
