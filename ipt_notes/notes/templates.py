"""Note templates: where they are and which one a name means.

A template is Jinja2 in `NAME.md.j2`, shipped with the program or in the practice's own folder; the practice's
own wins by name, over those of enabled plugins too.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.vocabulary import to_id
from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.folders import has_plugins
from ipt_notes.registry import require_enabled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIX = ".md.j2"
MOST_BYTES = 64 * 1024
"""The largest template that is read."""
_HEADING = r"(?m)^##[ \t]++([^#{}\n][^{}\n]*+)$"
_ABOUT = r"(?s)\s*+\{#-?(.*?)-?#\}"
_UNPRINTED = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_BREAKS = rf"(?:(?<!\s)\s+)?[{_UNPRINTED}][\s{_UNPRINTED}]*+"
_MARKS = r"<!--|-->"


class TemplateProblem(UsageProblem):
    """{template}:{line}: {why}."""

    hint = "mend {path}, or take it away to use the template that came with the program; no note was changed"


class Lines(str):
    """Markdown of our own that is put into a note as it is; any other text is cleaned by `plain`."""

    __slots__ = ()


class Template(NamedTuple):
    """A template's name, its file, whether it is the practice's own, and the plugin that it is from ("" for none)."""

    name: str
    path: Path
    is_own: bool
    plugin: str = ""

    def text(self) -> str:
        """The template as it is written. TemplateProblem when it is too large or not UTF-8."""
        with self.path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise problem_in(self, 1, f"a template is at most {MOST_BYTES // 1024} KiB long")
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise problem_in(self, line, "these bytes are not UTF-8") from None

    def about(self) -> str:
        """What its first comment says of it, or ""."""
        found = re.match(_ABOUT, self.text())
        return " ".join(found[1].split()) if found else ""


def plain(text: str) -> str:
    """A text as one line that can neither end nor begin a comment; the one place where values are made harmless."""
    return re.sub(_MARKS, lambda found: found[0].replace("--", "–"), re.sub(_BREAKS, " ", text)).strip()


def shipped_folder() -> Path:
    """Where the program's own templates are: in the wheel, or beside the package in an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_templates"
    return inside if inside.is_dir() else package.parent / "templates"


def list_templates(own: Path | None = None) -> tuple[Template, ...]:
    """Every template by name, parts of templates (`_NAME`) last; the practice's own in `own` win by name."""
    found = {template_key(each.name): each for each in _in_folder(shipped_folder(), is_own=False)}
    found |= {template_key(each.name): each for each in _of_plugins()}
    found |= {template_key(each.name): each for each in _in_folder(own, is_own=True)} if own else {}
    return tuple(sorted(found.values(), key=lambda each: (each.name.startswith("_"), each.name)))


def _of_plugins() -> Iterator[Template]:
    """The templates of enabled plugins: those beside the `__init__` of the package that the entry point names."""
    if not has_plugins():
        return
    from ipt_notes.plugins.loading import enabled_parts

    for plugin, part in enabled_parts("templates"):
        folder = Path(plugin.folder).parent.joinpath(*part.module.split("."))
        yield from (each._replace(plugin=plugin.name) for each in _in_folder(folder, is_own=False))


def template_key(name: str) -> str:
    """What makes two names the same template: "Middle-Grief" is "middle_grief", and "_note" is a part."""
    part = "_" if name.startswith("_") else ""
    return part + to_id(name.removesuffix(SUFFIX))


def _in_folder(folder: Path, *, is_own: bool) -> Iterable[Template]:
    """The templates in a folder; a link that leads out of it is none."""
    if not folder.is_dir():
        return
    home = folder.resolve()
    for path in sorted(home.glob(f"*{SUFFIX}")):
        if path.is_file() and path.resolve().parent == home:
            yield Template(path.name.removesuffix(SUFFIX), path, is_own)


def find_template(name: str, own: Path | None = None) -> Template:
    """The template called `name` ("middle_grief", "Middle grief"); NotFound with near names."""
    known = {template_key(each.name): each for each in list_templates(own)}
    found = known.get(template_key(name))
    if found is None:
        require_enabled("templates", template_key(name), f"the template {plain(name)[:60]!r}")
        from difflib import get_close_matches

        offered = [key for key in known if name.startswith("_") or not key.startswith("_")]
        near = get_close_matches(template_key(name), offered, n=1, cutoff=0.5)
        hint = (
            f"did you mean {known[near[0]].name}?"
            if near
            else "`ipt-notes template list` shows the templates"
        )
        raise NotFound(what=f"the template {plain(name)[:60]!r}", hint=hint)
    return found


def own_headings(own: Path | None) -> frozenset[str]:
    """The `## Headings` that a practice's own templates and those of plugins write out. What can't be read is left out: a note is being saved."""
    found: set[str] = set()
    for each in (*_of_plugins(), *(_in_folder(own, is_own=True) if own else ())):
        with suppress(OSError, TemplateProblem):
            found.update(heading.rstrip() for heading in re.findall(_HEADING, each.text()))
    return frozenset(found)


def problem_in(template: Template, line: int, why: str) -> TemplateProblem:
    """What is wrong with a template, and where."""
    return TemplateProblem(template=template.path.name, line=line, why=why, path=template.path)
