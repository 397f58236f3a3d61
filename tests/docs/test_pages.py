"""The documentation as a whole: nothing is missing in its index, no link leads nowhere, and what a sentence tells to type exists."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

from docs.site import OUTSIDE, navigation
from ipt_notes.cli import frame
from ipt_notes.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs"
PAGES = sorted(FOLDER.rglob("*.md"))
TOP = [ROOT / name for name in ("README.md", *OUTSIDE)]
IN_HTML = re.compile(r'(?:src|srcset|href)="([^"]+)"')
FIRST_LINES = {"ipt-notes key file"}
"""What begins like a command, and is how a file begins."""
WORDS_FOR_SOMETHING = re.compile(r"[A-Z][A-Z0-9_-]+|\.\.\.")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _tokens(page: Path) -> Iterator[Token]:
    """Every token of the page, those within a line too."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def _links(page: Path) -> Iterator[str]:
    for token in _tokens(page):
        for name in ("href", "src"):
            if name in token.attrs:
                yield str(token.attrs[name])
        if token.type.startswith("html"):
            yield from IN_HTML.findall(token.content)


def _anchors(page: Path) -> set[str]:
    """Those of its headings, as they are made by those who show Markdown."""
    tokens = list(_tokens(page))
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, *TOP], ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading in it; one that leads away is an address, and nobody calls there."""
    for link in _links(page):
        if re.match(r"[a-z]+:", link):
            address = urlsplit(link)
            assert (address.scheme, bool(address.hostname)) == ("https", True), link
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_the_index_has_every_page() -> None:
    """And so has the site, whose navigation it is."""

    def leaves(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            for each in entry.values() if isinstance(entry, dict) else [entry]:
                yield from leaves(each) if isinstance(each, list) else [each]

    shown = list(leaves(navigation("README.md")))
    assert len(shown) == len(set(shown))
    pages = {page.relative_to(FOLDER).as_posix() for page in PAGES} - {"README.md"}
    assert set(shown) == pages | set(OUTSIDE.values())


@pytest.fixture(scope="module")
def options() -> dict[str, set[str]]:
    """Every command by its full name, and its options."""
    from typer.main import get_command

    found = {}
    for name in COMMANDS:
        command: Any = get_command(frame.load(name))
        members = getattr(command, "commands", None)
        for full, each in (
            {f"{name} {m}": c for m, c in members.items()}.items() if members else [(name, command)]
        ):
            found[full] = {opt for param in each.params for opt in (*param.opts, *param.secondary_opts)}
    return found


@pytest.mark.parametrize("page", [*PAGES, *TOP], ids=_name)
def test_every_command_in_its_sentences_is_one(page: Path, options: dict[str, set[str]]) -> None:
    """What stands between backquotes can be typed: the command exists, and has these options."""
    for token in _tokens(page):
        if token.type != "code_inline" or token.content in FIRST_LINES:
            continue
        if not re.match(r"ipt(-notes)? ", token.content):
            continue
        typed = shlex.split(token.content.replace("'", "’"))[1:]
        if not typed or typed[0].startswith("-") or WORDS_FOR_SOMETHING.fullmatch(typed[0]):
            continue
        assert typed[0] in COMMANDS, token.content
        full = [name for name in (" ".join(typed[:2]), typed[0]) if name in options]
        is_group = len(typed) == 1 or WORDS_FOR_SOMETHING.fullmatch(typed[1])
        assert full or is_group, token.content
        for word in typed if full else ():
            if word.startswith("-") and word not in ("-", "--"):
                known = options[full[0]] | {"--vault", "--json", "--log-file", "--help"}
                assert word.partition("=")[0] in known, token.content
