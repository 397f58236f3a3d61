"""Renders a template without trusting it.

What a template may do is a short list: texts, conditions, loops over the values it is given, blocks, and parts from
the same two folders. Loops, sizes, nesting and work are bounded, so that a template that was copied from somewhere can neither
hang a session's note nor read anything else on this computer.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ipt_notes.notes.meter import A_PIECE, Meter, Unwanted, bounded
from ipt_notes.notes.templates import (
    Lines,
    Template,
    TemplateProblem,
    find_template,
    list_templates,
    plain,
    problem_in,
    template_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Environment, nodes

STATEMENTS = frozenset(
    [
        "Template",
        "Output",
        "TemplateData",
        "Const",
        "Name",
        "Getattr",
        "Getitem",
        "Filter",
        "Test",
        "Call",
        "Keyword",
        "Compare",
        "Operand",
        "And",
        "Or",
        "Not",
        "CondExpr",
        "If",
        "For",
        "Include",
        "Extends",
        "Block",
        "Assign",
        "List",
        "Tuple",
        "EvalContext",
    ]
)
FILTERS = ("capitalize", "count", "d", "default", "first", "last", "length", "lower", "trim", "upper")
"""What may stand behind `|`; `join` too."""
LOOP_FIELDS = ("index", "index0", "first", "last", "length")
"""What `loop` has."""


def render(name: str, values: Mapping[str, object], own: Path | None = None) -> str:
    """The template called `name` filled in with `values`: texts, numbers, msgspec structs, tuples of them, functions.

    NotFound for an unknown name; TemplateProblem names the template and the line that can't be used.
    """
    return Renderer(own).render(name, values)


class Renderer:
    """Fills in templates of one folder again and again; each is read and compiled once.

    `read` is the names (`template_key`) of the templates that were read so far: those asked for, and their parts.
    """

    def __init__(self, own: Path | None = None) -> None:
        """Look which templates there are; `own` is the folder of the practice's."""
        self._own, self.read = own, set[str]()
        self._known = {template_key(each.name): each for each in list_templates(own)}

    @cached_property
    def _jinja(self) -> Any:
        return _environment(self._source)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """`render` above."""
        start = self._known.get(template_key(name)) or find_template(name, self._own)
        try:
            self._jinja.begin([value for value in values.values() if callable(value)])
            return _tidy(bounded(self._jinja.get_template(start.name).generate(dict(values))))
        except TemplateProblem:
            raise
        except Exception as error:  # noqa: BLE001 - a template is a program: whatever it raises is told as its mistake
            raise _told(error, start, self._known) from None

    def parsed(self, name: str) -> nodes.Template:
        """The template as it was written, once it is known that it can be compiled. The errors of `render`."""
        start = find_template(name, self._own)
        try:
            self._jinja.compile(start.text(), start.name, start.path.name)
            tree: nodes.Template = self._jinja.parse(start.text(), start.name, start.path.name)
        except TemplateProblem:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _told(error, start, self._known) from None
        return tree

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]]:
        """What Jinja2 asks a loader for. Names are looked up in the two folders; a path is no name."""
        found = self._known.get(template_key(name))
        if found is None:
            raise Unwanted(f"there is no template {plain(name)[:60]!r} in the two folders of templates")
        self.read.add(template_key(name))
        return found.text(), found.path.name, lambda: True


def _tidy(text: str) -> str:
    """No white space at the ends of lines, no two blank lines in a row, one line end at the end."""
    lines = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def _environment(source: Callable[[str], tuple[str, str, Callable[[], bool]]]) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined

    meter = Meter()
    environment: Environment = _environment_class()(
        meter, undefined=StrictUndefined, loader=FunctionLoader(source), trim_blocks=True, lstrip_blocks=True
    )
    environment.globals = {}
    environment.filters = {name: meter.metered(environment.filters[name]) for name in FILTERS}
    environment.filters["join"] = meter.join
    return environment


@cache
def _environment_class() -> Callable[..., Any]:
    """Jinja2's sandbox, narrowed; made when first used, as importing Jinja2 takes longer than saving a note."""
    from jinja2.runtime import BlockReference, LoopContext
    from jinja2.sandbox import SandboxedEnvironment

    class Narrow(SandboxedEnvironment):
        """Knows the functions that a template may call, and meters its work."""

        def __init__(self, meter: Meter, **options: Any) -> None:
            super().__init__(finalize=meter.printed, **options)
            self.meter, self.step = meter, meter.step
            self.functions: list[object] = []

        def begin(self, functions: list[object]) -> None:
            self.functions = [*functions, self.step]
            self.meter.begin()

        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            tree = super()._parse(source, name, filename)
            _refuse(tree, name, filename)
            return _counted(tree, self)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
            known = LOOP_FIELDS if isinstance(obj, LoopContext) else getattr(obj, "__struct_fields__", ())
            return attr in known

        def unsafe_undefined(self, obj: Any, attribute: str) -> Any:  # noqa: ARG002
            raise Unwanted(f"a template may not reach for {attribute!r}")

        def is_safe_callable(self, obj: Any) -> bool:
            return isinstance(obj, BlockReference) or obj in self.functions

        def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
            if not self.is_safe_callable(obj):
                raise Unwanted("this can't be called")
            made = super().call(context, obj, *args, **kwargs)
            self.meter.spend(len(made) if isinstance(made, str) else 1)
            return Lines(made) if isinstance(obj, BlockReference) else made

    return Narrow


def _counted(tree: nodes.Template, environment: Environment) -> nodes.Template:
    """The parsed template with a step and its work counted at its start, in every block and in every round of a loop."""
    from jinja2 import nodes

    bodies: list[nodes.Template | nodes.For | nodes.Block] = [tree, *tree.find_all(nodes.For)]
    for node in (*bodies, *tree.find_all(nodes.Block)):
        work = nodes.Const(_work_in(node))
        call = nodes.Call(nodes.EnvironmentAttribute("step"), [work], [], None, None)
        node.body.insert(0, nodes.Output([call]).set_lineno(node.lineno).set_environment(environment))
    return tree


def _work_in(body: nodes.Node) -> int:
    """What going through a body once costs, in characters."""
    from jinja2 import nodes

    pieces = list(body.find_all(nodes.Node))
    return A_PIECE * len(pieces) + sum(
        len(each.data) for each in pieces if isinstance(each, nodes.TemplateData)
    )


def _refuse(tree: nodes.Node, name: str | None, filename: str | None) -> None:
    """Raise for the first thing in a parsed template that is not on the list of what templates may do."""
    from jinja2 import nodes
    from jinja2.exceptions import TemplateSyntaxError

    for node in tree.find_all(nodes.Node):
        kind = type(node).__name__
        word = str(getattr(node, "operator", "")) or {"Concat": "~"}.get(kind, kind.lower())
        if kind not in STATEMENTS:
            why = f"`{word}` is not something note templates can do"
            raise TemplateSyntaxError(why, node.lineno, name, filename)
        if _is_worked_out(node):
            raise TemplateSyntaxError(
                "names and list items are written out here", node.lineno, name, filename
            )


def _is_worked_out(node: nodes.Node) -> bool:
    """Whether an include, a key or an element of a list is anything but written out in the template."""
    from jinja2 import nodes

    match node:
        case nodes.Include(template=inner) | nodes.Extends(template=inner) | nodes.Getitem(arg=inner):
            return not isinstance(inner, nodes.Const)
        case nodes.List(items=items):
            return not all(isinstance(item, nodes.Const) for item in items)
        case nodes.Tuple(items=items, ctx="load"):
            return not all(isinstance(item, nodes.Const) for item in items)
    return False


def _told(error: Exception, start: Template, known: Mapping[str, Template]) -> TemplateProblem:
    """What went wrong, in words that quote the template at most, never a value."""
    from jinja2.exceptions import TemplateSyntaxError, UndefinedError

    name, line = _place(error)
    if isinstance(error, TemplateSyntaxError):
        name, line = error.filename or name, error.lineno
    template = known.get(template_key(name or ""), start)
    if isinstance(error, RecursionError):
        return problem_in(template, line, "it is nested too deeply, or a part includes itself")
    is_ours = isinstance(error, Unwanted | TemplateSyntaxError | UndefinedError)
    why = (
        str(error.args[0] if error.args else "")
        if is_ours
        else f"this can't be worked out ({type(error).__name__})"
    )
    return problem_in(template, line, plain(why).rstrip("."))


def _place(error: BaseException) -> tuple[str, int]:
    """(file name, line) of the innermost template the error came through.

    Where the stack overflows is chance: at a template's first line, by which it is entered, that says nothing.
    """
    found, at = ("", 1), error.__traceback__
    while at:
        says_nothing = isinstance(error, RecursionError) and at.tb_lineno == 1 and found[0]
        if "__jinja_exception__" in at.tb_frame.f_globals and not says_nothing:
            found = (at.tb_frame.f_code.co_filename, at.tb_lineno)
        at = at.tb_next
    return found
