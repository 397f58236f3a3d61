"""The Markdown says what the Word document says, word for word, and shows it as it is."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ipt_notes.export.termination import PARTS, render
from ipt_notes.export.termination_markdown import COPY, as_markdown
from tests.builders import by_manual
from tests.export.reading import W, document

if TYPE_CHECKING:
    from lxml import etree

NAUGHTY = (
    "# no heading", "- no list", "+ no list", "1. no list", "12) no list", "> no quotation", "*stars* and _lines_",
    "a `tick` <b>tag</b> &amp; &copy;", "[text](http://x) ![i](y)", "[a]: http://x", "a | b", "\\backslash\\", "---",
    "~~~ fence", "===", "**", "two\n\nparagraphs", "two\n# lines", "a\n- b\n- c", "<!-- c -->", "a  \nb", "    indented",
    "&nbsp;", "*", "__x__", "`", "|---|", "\u2028x", "مرحبا", "1986. A great year",
)  # fmt: skip


_FIRST_OF_A_LIST = re.compile(r'<ol(?: start="(\d+)")?>\s*<li>')


def made(narrative: dict[str, str], *, person: str = "S. (sister)") -> bytes:
    """The document of a course about a role dispute."""
    built = by_manual("role dispute", sessions=8)
    built.typed[1].sections["Diagnosis"] = f"- diagnosis: {person}\n- system: ICD-11"
    return render(
        built.course(), narrative=narrative, therapist="Dr *Ada* <Example>", draft_findings=["a | b"]
    )


def shown(text: str) -> str:
    """The words a reader of the Markdown sees."""
    page = MarkdownIt("commonmark").enable("table").render(text)
    counted = _FIRST_OF_A_LIST.sub(lambda found: f"{found[1] or 1}.", page)
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", counted)))


def squeezed(text: str) -> str:
    """Letters alone: how lines are broken is another matter."""
    return "".join(text.split())


def words_of(data: bytes) -> str:
    """The words of the document in order; a drawing by its description."""
    parts = []
    for paragraph in document(data).iter(f"{W}p"):
        if not any(each.tag.endswith("}drawing") for each in paragraph.iterancestors()):
            parts += [*_described(paragraph), *(each.text or "" for each in paragraph.findall(f"{W}r/{W}t"))]
    return squeezed("".join(parts))


def _described(paragraph: etree._Element) -> list[str]:
    return [found.get("descr") for found in paragraph.iterfind(".//{*}docPr")]


def without_marks(text: str) -> str:
    """What is shown, without the copy's own last line."""
    return text.removesuffix(squeezed(COPY))


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_was_typed_is_shown_as_it_is(text: str) -> None:
    """In a paragraph, a list, a field of the course: nothing turns into a heading, a link or a table, and nothing is lost."""
    data = made({"Course of treatment": text.replace("\n", "\\\n")}, person=text.replace("\n", " "))
    told, wanted = without_marks(shown(as_markdown(data))), words_of(data)
    assert sorted(told.replace(":", "")) == sorted(wanted.replace(":", ""))


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Whatever letters it is made of."""
    data = made({"What remains": f"before {text}"})
    told, wanted = without_marks(shown(as_markdown(data))), words_of(data)
    assert told.replace(":", "") == wanted.replace(":", "")


def test_it_reads_like_the_document() -> None:
    """Headings, lists, tables and emphasis are Markdown's own."""
    text = as_markdown(
        made({"Course of treatment": "A *good* **start**.\n\n- one\n- two\n\n1. first\n2. second"})
    )
    assert text.startswith("# Termination summary\n\n")
    for number, (title, _) in enumerate(PARTS, 1):
        assert f"\n\n## {number}. {title}\n\n" in text
    assert "A *good* **start**.\n\n- one\n- two\n1. first\n2. second\n" in text
    assert "- **Client code**: EX-001\n- **Name**: Marisol Example\n" in text
    assert "| Measure | First | Last |" in text
    assert text.endswith(f"\n---\n\n{COPY}\n")


def test_a_draft_says_so_first() -> None:
    """As its pages do."""
    assert "DRAFT" in as_markdown(made({})).partition("## 1.")[0]
