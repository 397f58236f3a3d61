"""What every command has: --vault and --json, a result that is printed in one place, and a schema."""

from __future__ import annotations

from functools import wraps
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args

import typer
from typer.core import TyperCommand, TyperOption

from ipt_notes.cli import printing
from ipt_notes.cli.keyboard import Keyboard, is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

RESULTS: dict[str, Any] = {}
"""The type of each command's --json by its full name ("note list")."""

Words = "Callable[[Any], Iterable[str]]"


class _Invocation:
    """What --vault and --json said on this command line."""

    vault: str | None = None
    as_json: bool = False


here = _Invocation()


def _set_vault(ctx: Any, param: Any, value: str | None) -> None:  # noqa: ARG001
    here.vault = value or here.vault


def _set_json(ctx: Any, param: Any, value: bool) -> None:  # noqa: ARG001
    here.as_json = bool(value)


class Command(TyperCommand):
    """A command with the two options that all of them have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the options to whatever the function declares."""
        super().__init__(*args, **kwargs)
        self.params += [
            TyperOption(
                param_decls=["--vault"],
                metavar="WHERE",
                expose_value=False,
                callback=_set_vault,
                help="The vault; default: IPT_NOTES_VAULT, else vault.ipt in your data folder.",
            ),
            TyperOption(
                param_decls=["--json"],
                is_flag=True,
                default=False,
                expose_value=False,
                callback=_set_json,
                help="Print one JSON document.",
            ),
        ]


def group(help_: str) -> typer.Typer:
    """An app for a file of this room; a file with one command needs no help text."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    if help_:
        app.callback(help=help_)(lambda: None)
    return app


def command(
    app: typer.Typer,
    name: str,
    result: Any,
    words: Callable[[Any], Iterable[str]],
    exit_code: Callable[[Any], int] = lambda _: 0,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that returns `result`; `name` is the full one ("note list"), `words` tells it to a person."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        RESULTS[name] = result

        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> int:
            value = function(*args, **kwargs)
            printing.show(value, words, as_json=here.as_json)
            return exit_code(value)

        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        app.command(name.rpartition(" ")[2], cls=Command, context_settings=settings)(run)
        return function

    return register


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a command's --json; of a command with several results any of them."""
    import msgspec

    kinds = get_args(RESULTS[name]) if isinstance(RESULTS[name], UnionType) else (RESULTS[name],)
    found, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {**(found[0] if len(found) == 1 else {"anyOf": list(found)}), "$defs": parts}


def settings() -> Settings:
    """What this command line and the environment say."""
    from ipt_notes.services.settings import read_settings

    return read_settings(here.vault)


def practice() -> Practice:
    """The vault, unlocked; use it in a `with`."""
    from ipt_notes.services.unlocking import open_practice

    return open_practice(settings(), Keyboard())


def is_at_terminal() -> bool:
    """Whether a person is typing: then a unique beginning of a code is enough."""
    return is_there()
