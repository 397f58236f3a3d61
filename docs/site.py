"""What MkDocs asks of this project: the navigation, pages that lie outside docs/, and fences as they are meant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

FOLDER = Path(__file__).parent
OUTSIDE = {"CHANGELOG.md": "changes.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
"""Pages at the top of the project, and where the site has them."""
_ROW = re.compile(r"\| \[(.+?)\]\(([\w./-]+)\) \|")
_HEADING = re.compile(r"## (.+)")
_PROMPT = re.compile(r'<span class="gp">([^$<][^<]*)</span>')
_FENCE = re.compile(r"^(`{3,}[a-z]+) .*$", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation is the index of the documentation."""
    config.nav = [{"Home": "README.md"}, *navigation("README.md")]
    return config


def navigation(index: str) -> list[Any]:
    """The tables of an index as MkDocs' `nav`, under their headings; a row that leads to an index holds its rows."""
    text = (FOLDER / index).read_text(encoding="utf-8")
    found: list[Any] = []
    rows = found
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line):
            rows = []
            found.append({heading[1].replace("`", ""): rows})
        elif row := _ROW.match(line):
            rows.append({row[1]: _target(Path(index).parent, row[2])})
    return [entry for entry in found if any(entry.values())]


def _target(folder: Path, link: str) -> Any:
    """The page that a row leads to, or what an index below has."""
    if link.startswith("../") and (name := link.rpartition("/")[2]) in OUTSIDE:
        return OUTSIDE[name]
    page = (folder / link).as_posix()
    return [page, *navigation(page)] if link.endswith("/README.md") else page


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages that lie outside."""
    for name, page in OUTSIDE.items():
        files.append(File.generated(config, page, abs_src_path=str(FOLDER.parent / name)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """The page with links to what the site has, the words of other links, and nothing behind a fence's language."""
    up = "../" * (page.file.src_uri.count("/") + 1)
    for name, place in OUTSIDE.items():
        markdown = markdown.replace(f"]({up}{name})", f"]({up[3:]}{place})")
    markdown = re.sub(rf"\[([^]]+)\]\({re.escape(up)}[^)]+\)", r"\1", markdown)
    return _FENCE.sub(r"\1", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """The page without a prompt where an answer's line only begins with a sign that could be one, such as a heading's."""
    return _PROMPT.sub(r"\1", html)
