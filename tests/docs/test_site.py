"""The site that `make docs-site` makes: whole, the same as the pages on the forge, and at peace without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from docs.site import FOLDER, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

ROOT = FOLDER.parent
PAGES = sorted(page.relative_to(FOLDER) for page in FOLDER.rglob("*.md"))
FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "srcset"}
"""What a browser gets by itself, and by which attribute."""
COUNTED = ("li", "table", "tr", "pre", "h1", "h2", "h3", "blockquote", "a")


class Page(HTMLParser):
    """What is in a page of the site: tags within its article, links, ids, and what the browser gets by itself."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.links, self.ids, self.fetched = list[str](), set[str](), list[str]()
        self._is_inside = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of it."""
        named = {name: value or "" for name, value in attrs}
        self._is_inside = self._is_inside or tag == "article"
        if "id" in named:
            self.ids.add(named["id"])
        if tag in FETCHED and named.get(FETCHED[tag]) and named.get("rel") not in ("prev", "next"):
            self.fetched.append(named[FETCHED[tag]])
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if self._is_inside and named.get("class") != "headerlink":
            self.counts[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """The article ends once."""
        self._is_inside = self._is_inside and tag != "article"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made without a warning: strictly."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


@pytest.fixture(scope="module")
def shown(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_shows_what_the_forge_shows(site: Path, shown: dict[Path, Page]) -> None:
    """As many lists, tables, rows, blocks, headings and links as CommonMark reads in it: none was swallowed by a paragraph."""
    for page in PAGES:
        name = "index" if page.name == "README.md" else page.stem
        here = shown[site / page.parent / f"{name}.html"].counts
        there: Counter[str] = Counter()
        for token in (
            MarkdownIt("commonmark").enable("table").parse((FOLDER / page).read_text(encoding="utf-8"))
        ):
            for each in (token, *(token.children or ())):
                if not _leaves_the_site(page, each):
                    there[each.tag if each.type not in ("fence", "code_block") else "pre"] += (
                        each.nesting >= 0
                    )
        assert {tag: here[tag] for tag in COUNTED} == {tag: there[tag] for tag in COUNTED}, page


def _leaves_the_site(page: Path, token: Token) -> bool:
    """Whether it is a link to a file of the project that the site has not: there its words stand alone."""
    link = str(token.attrs.get("href", "https:"))
    target = os.path.relpath((FOLDER / page.parent / urlsplit(link).path).resolve(), ROOT)
    return not urlsplit(link).scheme and not target.startswith("docs") and target not in OUTSIDE


def test_every_link_of_the_site_leads_somewhere(site: Path, shown: dict[Path, Page]) -> None:
    """Also those of the navigation; the pages are files, so that it works without a server."""
    for path, page in shown.items():
        if path.name == "404.html":
            continue
        for link in page.links:
            address = urlsplit(link)
            if address.scheme:
                assert address.scheme == "https", link
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_file(), f"{path.relative_to(site)}: {link}"
            if address.fragment and target in shown:
                assert unquote(address.fragment) in shown[target].ids | {"__top"}, (
                    f"{path.relative_to(site)}: {link}"
                )


def test_nothing_is_fetched_from_elsewhere(site: Path, shown: dict[Path, Page]) -> None:
    """No font, no script, no picture, in a page or in a style; all of it lies in the folder."""
    for path, page in shown.items():
        for link in page.fetched:
            assert not urlsplit(link).netloc, f"{path.relative_to(site)}: {link}"
            if path.name != "404.html":
                assert (path.parent / urlsplit(link).path).exists(), f"{path.relative_to(site)}: {link}"
    for style in site.rglob("*.css"):
        for link in re.findall(r"url\(([^)]+)\)", style.read_text(encoding="utf-8")):
            assert link.strip("\"'").startswith(("data:", "#")), f"{style.name}: {link[:80]}"


def test_the_search_works_from_a_file(site: Path) -> None:
    """Its index is a script, which a page that was opened as a file may read; it has every page."""
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    for name in ("practice.html", "guide/07-the-ending.html", "rules/BEG001.html", *_outside()):
        assert f'"location":"{name}' in index


def _outside() -> Iterator[str]:
    return (page.replace(".md", ".html") for page in OUTSIDE.values())


def test_no_tool_lies_in_it(site: Path) -> None:
    """Of the Python files in docs/ it has the one that readers are meant to take."""
    assert [path.name for path in site.rglob("*.py")] == ["recover.py"]
    assert not list(site.rglob("*.pyc"))
