"""The documentation as a whole: nothing is missing in its index, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs"
PAGES = sorted(FOLDER.rglob("*.md"))
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    """Those of its headings, as they are made by those who show Markdown."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(FOLDER)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading in it."""
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_the_index_has_every_page() -> None:
    """A folder stands there by its own first page."""
    linked = set(re.findall(r"\]\(([^)#\s]+)\)", (FOLDER / "README.md").read_text(encoding="utf-8")))
    pages = {page.name for page in FOLDER.glob("*.md")} | {
        f"{page.parent.name}/README.md" for page in FOLDER.glob("*/README.md")
    }
    assert pages - {"README.md"} <= linked
