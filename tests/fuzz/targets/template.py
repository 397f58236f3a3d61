"""A practice's own templates, hostile ones too: a note within the limits, or told which file is to be mended and where."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from ipt_notes.errors import NotFound
from ipt_notes.notes.meter import MOST_LETTERS
from ipt_notes.notes.scaffold import scaffold
from ipt_notes.notes.templates import TemplateProblem, own_headings
from tests.builders import a_course, inventory
from tests.fuzz.saying import says

TOKENS = (
    "{{ ", " }}", "{% ", " %}", "{#", "#}", "{%- ", "-%}", "for a in people", "endfor", "if left", "elif", "else", "endif", "block b",
    "endblock", "extends 'base'", "include '_a'", "include 'mine'", "set x = ", "endset", "super()", "self.b()", "loop.index", "loop.cycle(",
    "|join", "|join(x)", "|upper", "|default('')", "|length", "|first", "|last", "|trim", "|attr('__class__')", ".__class__",
    "['__class__']", "still_blank('goals')", "still_blank('nothing')", "session", "scores", "focus", "last.plan", "macro m()",
    "call m()", "filter upper", "raw", "endraw", "import 'mine' as m", "with x=1", "do x", "autoescape true", "namespace()",
    "not ", " and ", " in ", " is defined", " is mapping", " == ", " ~ ", " ** 9", " // 0", "(*x)", "[0:9]", "{'a': 1}", "{% raw %}",
    "\x1e", "_context", "_note", "front_matter", "risk_items", "\u2028", "\ud7ff",
)  # fmt: skip
_CANARY = "Wolkenkuckucksheim"
_NAMES = ("mine", "_a", "base", "_context")
_FOLDER = tempfile.TemporaryDirectory(prefix="ipt-notes-fuzz-")
_OWN = Path(_FOLDER.name)
_COURSE = (
    a_course()
    .note(1, inventory("grief").replace("### ", f"### {_CANARY} "), f"## Between session plan\n{_CANARY}")
    .note(2, f"## Measure\n- PHQ-9: 13\n- other tool: {_CANARY}, 12")
    .course()
)


def fuzz(data: bytes) -> None:
    r"""Up to four templates, apart by `\x1e`; the first is the one that is asked for."""
    _put(data)
    own_headings(_OWN)
    try:
        text = scaffold(_COURSE, session=3, on=dt.date(2026, 3, 16), template="mine", own=_OWN)
    except TemplateProblem as error:
        says(error, rf"(?!.*{_CANARY})[\w ]+\.md\.j2:\d+: .+\.", "mend .*; no note was changed")
    except NotFound as error:
        says(error, r"the template 'mine' was not found\.", ".*")
    else:
        assert len(text) <= MOST_LETTERS + 1


def _put(data: bytes) -> None:
    pieces = data.split(b"\x1e")
    for number, name in enumerate(_NAMES):
        path = _OWN / f"{name}.md.j2"
        if number < len(pieces):
            path.write_bytes(pieces[number])
        else:
            path.unlink(missing_ok=True)
