"""Tries templates out: each is read, and filled in for every turn of the synthetic courses that it may be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import UsageProblem
from ipt_notes.notes.sandbox import Renderer
from ipt_notes.notes.scaffold import note_values, template_for
from ipt_notes.notes.templates import (
    SUFFIX,
    Template,
    TemplateProblem,
    find_template,
    list_templates,
    template_key,
)
from ipt_notes.services.templating_courses import Turn, turns
from ipt_notes.services.templating_made import errors_in
from ipt_notes.services.templating_reading import slips
from ipt_notes.services.templating_words import oddities

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MOST_FAILED = 20
"""After so many notes that could not be made a template is not tried further: each may take long to fail."""


class TemplateFinding(Struct, frozen=True, order=True):
    """What is wrong at a line of a file, or, with `is_wrong` False, worth a look. `seen` is a note that it was seen in, or ""."""

    file: str
    line: int
    what: str
    is_wrong: bool
    seen: str = ""


class TemplateChecked(Struct, frozen=True):
    """A template, for how many notes it was filled in, and what was found."""

    name: str
    file: str
    notes: int
    findings: tuple[TemplateFinding, ...]

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be mended."""
        return any(finding.is_wrong for finding in self.findings)


def find_file(asked: Path | str, own: Path) -> tuple[Template, Path]:
    """The template that a path or a name stands for, and the folder its parts come from. NotFound, UsageProblem."""
    from pathlib import Path

    path = Path(asked)
    if not path.is_file():
        return find_template(str(asked), own), own
    if not path.name.endswith(SUFFIX):
        raise UsageProblem(what=f"{path} is no template", hint=f"a template's file ends in {SUFFIX}")
    folder = path.resolve().parent
    found = find_template(path.name.removesuffix(SUFFIX), folder)
    if found.path.name != path.name:
        raise UsageProblem(
            what=f"{path} is not used: {found.path.name} has the same name", hint="take one away"
        )
    return found, folder


def check_own(own: Path) -> tuple[TemplateChecked, ...]:
    """Every template of a practice's folder."""
    return tuple(check_template(each, own) for each in list_templates(own) if each.is_own)


def check_template(template: Template, own: Path) -> TemplateChecked:
    """What is wrong with a template whose parts are in `own` or came with the program. It is never run outside the sandbox."""
    trial = _Trial(template, own)
    try:
        trial.read()
        trial.fill_in()
    except TemplateProblem as problem:
        trial.tell(problem)
    return TemplateChecked(template.name, str(template.path), trial.made, trial.findings())


class _Trial:
    """One template being tried; `made` counts the notes."""

    def __init__(self, template: Template, own: Path) -> None:
        self._template, self._renderer = template, Renderer(own)
        self._key, self.made = template_key(template.name), 0
        self._found: dict[tuple[str, int, str], TemplateFinding] = {}

    def findings(self) -> tuple[TemplateFinding, ...]:
        return tuple(sorted(self._found.values()))

    def tell(self, problem: TemplateProblem, seen: str = "") -> None:
        said = problem.fields
        self._add(str(said["path"]), int(str(said["line"])), str(said["why"]), seen=seen)

    def _add(self, file: str, line: int, what: str, *, is_wrong: bool = True, seen: str = "") -> None:
        self._found.setdefault((file, line, what), TemplateFinding(file, line, what, is_wrong, seen))

    def read(self) -> None:
        """What can be told from the template as it is written. TemplateProblem where it can't be parsed."""
        for odd in oddities(self._template.text()):
            self._add(str(self._template.path), odd.line, odd.what, is_wrong=odd.is_wrong)
        for line, what in slips(self._renderer.parsed(self._template.name)):
            self._add(str(self._template.path), line, what)

    def fill_in(self) -> None:
        """A note for each turn that the template may be used for. Where it can't be read right, that is told once."""
        text, failed = self._template.text(), 0
        is_read = {line for _, line, _ in self._found}
        for name, turn in _uses(self._key):
            try:
                made = self._renderer.render(
                    name, note_values(turn.courses, turn.session, turn.on, turn.phase)
                )
            except TemplateProblem as problem:
                failed += 1
                if problem.fields["line"] not in is_read or problem.fields["path"] != self._template.path:
                    self.tell(problem, turn.words)
                if failed >= _MOST_FAILED:
                    break
                continue
            self.made += 1
            for line, what in errors_in(made, text, turn):
                self._add(str(self._template.path), line, what, seen=turn.words)
        if self._key.startswith("_") and self._key not in self._renderer.read:
            self._add(str(self._template.path), 1, "no note includes this part", is_wrong=False)


def _uses(key: str) -> Iterable[tuple[str, Turn]]:
    """The notes that show a template: (the template to fill in, the turn).

    One that a phase or an area asks for by its name is used there; any other wherever somebody names it; a part within
    the notes that include it.
    """
    asked = [(template_for(turn.courses[-1], turn.session, turn.phase), turn) for turn in turns()]
    if key.startswith("_"):
        return asked
    if any(name == key for name, _ in asked):
        return [(name, turn) for name, turn in asked if name == key]
    return [(key, turn) for _, turn in asked]
