"""What may come next on a command line that is half typed. Only the command that is asked for is imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ipt_notes.cli import frame
from ipt_notes.cli._completion_values import FILES, FOLDERS, Choices, source
from ipt_notes.cli.table import COMMANDS
from ipt_notes.registry import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WORDS = "words"
_WITH_FILE = ("--vault", "--log-file")
"""The options of every command that take a value."""
_FIRST = {"--help": "What the commands are.", "--version": "Which version this is."}


class Offer(NamedTuple):
    """What may stand where the cursor is: (word, what it is) for each, or `kind` says that it is a file or a folder.

    `before` is what stands in the same word already: "--date=".
    """

    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    before: str = ""


NOTHING = Offer(_WORDS)


def offer(typed: Sequence[str]) -> Offer:
    """What may replace the last of these words; the program's own name is not among them."""
    *before, current = typed
    words = _without_global(before)
    if words is None:
        return Offer(FILES)
    if not words and not current.startswith("-"):
        return _offered((name, line.rstrip(".")) for name, line in COMMANDS.items())
    if not words or words[0].startswith("-"):
        words = ["agenda", *words]
    name, *rest = words
    if name not in COMMANDS or name not in names("cli"):
        return NOTHING
    found = _member(name, rest)
    if isinstance(found, tuple):
        return _offered((each, "") for each in found)
    full, command, rest = found
    known = _offer_of(full, command, rest, current)
    if len(words) == 1 and name == "agenda" and not before and known.kind == _WORDS:
        return known._replace(choices=(*known.choices, *_FIRST.items()))
    return known


def _offered(choices: Iterable[tuple[str, str]]) -> Offer:
    return Offer(_WORDS, tuple(choices))


def _without_global(words: Sequence[str]) -> list[str] | None:
    """The words without the options of every command that stand before `--`; None where one still waits for its file.

    What --vault names is where the codes are looked for.
    """
    end = words.index("--") if "--" in words else len(words)
    kept, waiting = [], ""
    for word in words[:end]:
        name, mark, value = word.partition("=")
        if waiting or (mark and name in _WITH_FILE):
            _take(waiting or name, word if waiting else value)
            waiting = ""
        elif word in _WITH_FILE:
            waiting = word
        elif word != "--json":
            kept.append(word)
    return None if waiting else [*kept, *words[end:]]


def _take(option: str, value: str) -> None:
    if option == "--vault" and value:
        frame.here.vault = os.path.expanduser(value)  # noqa: PTH111 - that of nobody stays as it is, as in a shell


def _member(name: str, rest: list[str]) -> tuple[str, ...] | list[Any]:
    """The names of a group's commands while none is typed; else the command's full name, the command, and its words."""
    from importlib import import_module

    from typer.main import get_command

    module: Any = import_module(f"ipt_notes.cli.{name}")
    if module.app.registered_callback is None:
        return [name, get_command(module.app), rest]
    members = {*getattr(module, "ELSEWHERE", ()), *(each.name for each in module.app.registered_commands)}
    if not rest:
        return tuple(sorted(members))
    asked, *rest = rest
    app = frame.load(name, asked)
    app.registered_commands = [each for each in app.registered_commands if each.name == asked]
    if not app.registered_commands:
        return ()
    command: Any = get_command(app)
    return [f"{name} {asked}", command.commands[asked], rest]


def _offer_of(full: str, command: Any, words: list[str], current: str) -> Offer:
    """What may stand behind these words of a command."""
    options = {name: each for each in command.params for name in (*each.opts, *each.secondary_opts)}
    is_behind_dashes = "--" in words
    given = _given(options, words)
    if given.waiting:
        return _values(full, given.waiting, Offer(_WORDS))
    name, mark, _ = current.partition("=")
    if not is_behind_dashes and mark and name in options and not options[name].is_flag:
        return _values(full, options[name], Offer(_WORDS, before=f"{name}="))
    if not is_behind_dashes and current.startswith("-"):
        return _offered(_options(command, given.names))
    argument = _argument(command, given.arguments)
    found = _values(full, argument, Offer(_WORDS)) if argument else NOTHING
    if is_behind_dashes:
        return found
    return found._replace(choices=tuple(one for one in found.choices if not one[0].startswith("-")))


class _Given(NamedTuple):
    """What is typed: the options, how many arguments, and the option whose value comes next, if one does."""

    names: frozenset[str]
    arguments: int
    waiting: Any


def _given(options: dict[str, Any], words: Sequence[str]) -> _Given:
    end = words.index("--") if "--" in words else len(words)
    used, arguments, waiting = set(), len(words[end + 1 :]), None
    for word in words[:end]:
        name, mark, _ = word.partition("=")
        if waiting is not None:
            waiting = None
        elif name in options and options[name].param_type_name == "option":
            used.update(options[name].opts)
            waiting = None if mark or options[name].is_flag else options[name]
        elif not word.startswith("-") or word == "-":
            arguments += 1
    return _Given(frozenset(used), arguments, waiting)


def _options(command: Any, used: frozenset[str]) -> Iterable[tuple[str, str]]:
    """The options that are not typed yet, the longest name of each, with the first sentence of its help."""
    for each in command.params:
        if (
            each.param_type_name == "option"
            and not each.hidden
            and (each.multiple or not used & {*each.opts})
        ):
            yield max(each.opts, key=len), (each.help or "").partition(". ")[0].rstrip(".")
    yield "--help", "How it is used"


def _argument(command: Any, number: int) -> Any:
    """The argument that stands behind so many others, or None."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    if number < len(arguments):
        return arguments[number]
    return arguments[-1] if arguments and arguments[-1].nargs == -1 else None


def _values(full: str, parameter: Any, made: Offer) -> Offer:
    values: Callable[[], Choices] | None = source(full, parameter)
    found: Choices = values() if values else ()
    if isinstance(found, str):
        return made._replace(kind=found)
    return made._replace(choices=tuple((each, "") for each in found))


__all__ = ["FILES", "FOLDERS", "NOTHING", "Offer", "offer"]
