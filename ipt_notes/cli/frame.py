"""What every command has: --vault, --json and --log-file, a result that is printed in one place, and a schema."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from functools import wraps
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args

import typer
from msgspec import Struct
from typer.core import TyperCommand, TyperOption

from ipt_notes.cli import printing
from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.cli.table import COMMANDS
from ipt_notes.errors import Damaged, Interrupted, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ipt_notes.cli._log import Counted
    from ipt_notes.pictures.spans import Spans
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.unlocking import OpenRoot
    from ipt_notes.vault.port import VaultPort

RESULTS: dict[str, Any] = {}
"""The type of each command's --json by its full name ("note list")."""


class ReaderLeft(Exception):
    """Standard output was closed by the program that read it."""


class AnswerLost(WorldProblem):
    """It is done, but the answer could not be printed: {why}."""

    hint = "do not run it again before you have looked"


class Failure(Struct, frozen=True):
    """What went wrong: `code` is the error's name for scripts."""

    code: str
    message: str
    details: tuple[str, ...]
    hint: str
    exit_code: int


class Failed(Struct, frozen=True):
    """What --json prints in place of a result."""

    error: Failure


class _Invocation:
    """What --vault, --json and --log-file said on this command line; and what it came to open.

    `place` is where the vault is, `vault_id` its id once it is open; `counted` is there where a log is kept.
    """

    vault: str | None = None
    as_json: bool = False
    log_file: str = ""
    command: str = ""
    practice: Practice | None = None
    place: str = ""
    vault_id: bytes = b""
    counted: Counted | None = None


here = _Invocation()


def _set_vault(ctx: Any, param: Any, value: str | None) -> None:  # noqa: ARG001
    here.vault = value or here.vault


def _set_json(ctx: Any, param: Any, value: bool) -> None:  # noqa: ARG001
    here.as_json = bool(value)


def _set_log_file(ctx: Any, param: Any, value: str | None) -> None:  # noqa: ARG001
    here.log_file = value or ""


class Command(TyperCommand):
    """A command with the options that all of them have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the options to whatever the function declares."""
        super().__init__(*args, **kwargs)
        self.params += [
            TyperOption(
                param_decls=["--vault"],
                metavar="WHERE",
                expose_value=False,
                callback=_set_vault,
                help="The vault, a file or postgresql://...; default: IPT_NOTES_VAULT, else vault.ipt in your data folder.",
            ),
            TyperOption(
                param_decls=["--json"],
                is_flag=True,
                default=False,
                expose_value=False,
                callback=_set_json,
                help="Print one JSON document.",
            ),
            TyperOption(
                param_decls=["--log-file"],
                metavar="FILE",
                expose_value=False,
                callback=_set_log_file,
                help="Add a line without content to this log; default: IPT_NOTES_LOG_FILE, else none.",
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


def load(name: str, asked: str = "") -> typer.Typer:
    """The app of a file of this room, with every command of its group, or with those that `asked` needs to be run.

    `ELSEWHERE` of the file names the files that hold its heavier commands: reading a list need not wait for them.
    """
    if name not in COMMANDS:
        from ipt_notes.cli._plugged import load_plugged

        return load_plugged(name)
    module = import_module(f"ipt_notes.cli.{name}")
    app: typer.Typer = module.app
    elsewhere: dict[str, str] = getattr(module, "ELSEWHERE", {})
    if asked in elsewhere:
        needed = [elsewhere[asked]]
    else:
        needed = [] if any(each.name == asked for each in app.registered_commands) else [*elsewhere.values()]
    for file in needed:
        import_module(f"ipt_notes.cli.{file}")
    return app


def command(
    app: typer.Typer,
    name: str,
    result: Any,
    words: Callable[[Any], Iterable[str | Spans]],
    exit_code: Callable[[Any], int] = lambda _: 0,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that returns `result`; `name` is the full one ("note list"), `words` tells it to a person."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        RESULTS[name] = result

        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> int:
            here.command = name
            try:
                value = function(*args, **kwargs)
                _show(value, words)
            except (KeyboardInterrupt, EOFError):
                raise Interrupted from None  # before Typer makes it an exit code without a word
            except BrokenPipeError:  # before Typer takes the pipe for standard output
                raise WorldProblem(what="another program has ended too early") from None
            finally:
                _tell_plugins()
            return _told_damage() or exit_code(value)

        settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        app.command(name.rpartition(" ")[2], cls=Command, context_settings=settings)(run)
        return function

    return register


def _tell_plugins() -> None:
    """Let plugins hear what is durable by now, however the command ended."""
    if here.practice and here.practice.durable:
        from ipt_notes.services.plugging_events import tell

        with suppress(OSError, ValueError):  # told by whoever flushes next
            sys.stdout.flush()
        tell(here.practice)


def _show(value: Any, words: Callable[[Any], Iterable[str | Spans]]) -> None:
    """Print a result. What it tells of is done: that it can't be printed is another matter than that it failed."""
    try:
        printing.show(value, words, as_json=here.as_json)
    except BrokenPipeError:
        raise ReaderLeft from None
    except OSError as error:
        raise AnswerLost(why=(error.strerror or "it failed").lower()) from None


def _told_damage() -> int:
    """4, and words, where something is damaged: what a list had to leave out, or a way in."""
    damage = here.practice.damage if here.practice else []
    for what in damage:
        printing.aside(f"damaged: {what}")
    if damage:
        printing.aside("hint: `ipt-notes vault verify` tells more; keep a copy of the vault as it is")
    return Damaged.exit_code if damage else 0


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a command's --json; any of its results, or the error."""
    import msgspec

    kinds = get_args(RESULTS[name]) if isinstance(RESULTS[name], UnionType) else (RESULTS[name],)
    found, parts = msgspec.json.schema_components((*kinds, Failed), ref_template="#/$defs/{name}")
    return {"anyOf": list(found), "$defs": parts}


def log_file() -> str:
    """The log that the command line names, else the environment; "" for none."""
    return here.log_file or os.environ.get("IPT_NOTES_LOG_FILE", "")


def settings() -> Settings:
    """What this command line and the environment say."""
    from ipt_notes.services.settings import read_settings

    return read_settings(here.vault)


@contextmanager
def practice(*, is_trusted: bool = True, where: str | None = None) -> Iterator[Practice]:
    """The vault, unlocked. At the end the audit learns whose charts were read; and what a person should hear is told.

    `is_trusted` False leaves out what this machine has seen of the vault: for what verifies, accepts and restores one.
    `where` is another vault than the command's own.
    """
    from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted

    chosen = settings() if where is None else settings()._replace(where=where)
    here.place = chosen.where
    with _at_work((open_practice if is_trusted else open_untrusted)(chosen, Keyboard())) as opened:
        yield opened


@contextmanager
def vault() -> Iterator[tuple[VaultPort, Settings]]:
    """The vault as it is seen without a key."""
    from ipt_notes.vault.locate import open_vault

    chosen = settings()
    here.place = chosen.where
    with open_vault(chosen.where) as port:
        here.vault_id = port.vault_id
        yield port, chosen


@contextmanager
def practice_with_root(where: str | None = None) -> Iterator[tuple[Practice, OpenRoot]]:
    """`practice`, and the root that opened it: what a way in is made from. `where` is another vault than the command's own.

    At a terminal an `unlock` in force does not count: who passes by can't make themselves a way in.
    """
    from ipt_notes.services.unlock.unlocking import open_with_root

    chosen = settings() if where is None else settings()._replace(where=where)
    here.place = chosen.where
    opened, root = open_with_root(chosen, Keyboard(), is_anew=is_there())
    with _at_work(opened):
        yield opened, root


@contextmanager
def _at_work(opened: Practice) -> Iterator[Practice]:
    from ipt_notes.services.trust.auditing import record_looks

    here.practice, here.vault_id = opened, opened.port.vault_id
    if log_file():
        from ipt_notes.cli._log import Counted

        here.counted = opened.port = Counted(opened.port)
    with opened:
        try:
            yield opened
        finally:
            record_looks(opened, here.command)
            opened.remember()
            for aside in opened.asides:
                printing.aside(aside)


def is_at_terminal() -> bool:
    """Whether a person is typing: then a unique beginning of a code is enough."""
    return is_there()
