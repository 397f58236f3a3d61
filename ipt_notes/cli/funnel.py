"""Runs a command; every error leaves as one line, a hint and an exit code. No traceback ever reaches a user."""

from __future__ import annotations

import os
import sys
import time
from typing import Any, NoReturn

from ipt_notes.cli import frame, printing
from ipt_notes.cli.table import COMMANDS
from ipt_notes.errors import Interrupted, IptNotesError, UsageProblem


class InternalFault(IptNotesError):
    """Something went wrong inside the program ({kind} at {place}); nothing half-written is left."""

    hint = "please report this line; it holds nothing of your notes"


class OutOfRoom(IptNotesError):
    """{what}."""

    exit_code = 8
    hint = "make room or mend the permissions, then run the command again; nothing half-written is left"


def run(name: str, argv: list[str], *, began: float | None = None) -> int:
    """Run a command by name; its exit code. The log hears of it, if one is named; `began` is a `time.monotonic()`."""
    start = time.monotonic() if began is None else began
    code, error = _ended(name, argv)
    log(name, argv, began=start, exit_code=code, error=error)
    return code


def log(name: str, argv: list[str], *, began: float, exit_code: int, error: IptNotesError | None) -> None:
    """Tell the log that is named how a command ended; `name` is one of our own names, or ""."""
    where = frame.log_file() if frame.here.command else _named_log(_options(argv))
    if not where:
        return
    from ipt_notes.cli import _log

    command, code = frame.here.command or _full(name, argv), error.code if error else None
    _log.add(where, command, seconds=time.monotonic() - began, exit_code=exit_code, error=code)


def _named_log(argv: list[str]) -> str:
    """The log that a command line names which could not be read; else the environment's."""
    for at, word in enumerate(argv):
        if word.partition("=")[0] == "--log-file":
            return word.partition("=")[2] or "".join(argv[at + 1 : at + 2])
    return frame.log_file()


def _full(name: str, argv: list[str]) -> str:
    """The command's full name, as far as what was typed is one."""
    full = " ".join([name, *argv[:1]])
    return full if full in frame.RESULTS else name


def _ended(name: str, argv: list[str]) -> tuple[int, IptNotesError | None]:
    """The exit code of a command, and the error that it ended with."""
    try:
        return _run(name, argv), None
    except IptNotesError as error:
        return _tell(error, argv)
    except (KeyboardInterrupt, EOFError):
        return _tell(Interrupted(), argv)
    except (BrokenPipeError, frame.ReaderLeft, SystemExit):  # Typer leaves when it can't print help
        return 0, None
    except OSError as error:
        return _tell(OutOfRoom(what=_of_the_world(error), details=_notes(error)), argv)
    except Exception as error:  # noqa: BLE001 - a traceback could carry note text
        return _tell(_fault_of(name, error), argv)


def _tell(error: IptNotesError, argv: list[str]) -> tuple[int, IptNotesError]:
    as_json = frame.here.as_json or "--json" in _options(argv)
    return printing.tell_error(error, as_json=as_json), error


def _options(argv: list[str]) -> list[str]:
    """What stands ahead of `--`: behind it are no options."""
    return argv[: argv.index("--")] if "--" in argv else argv


def _run(name: str, argv: list[str]) -> int:
    from typer import Abort, Exit
    from typer._click.exceptions import ClickException, NoArgsIsHelpError

    try:
        code = _command(name, argv).main(args=argv, prog_name=f"ipt-notes {name}", standalone_mode=False)
    except NoArgsIsHelpError as error:
        printing.line(printing.Verbatim(f"{error.ctx.get_help()}\n" if error.ctx else ""))
        return 0
    except Exit as error:
        if error.exit_code == Interrupted.exit_code:
            raise KeyboardInterrupt from None
        return int(error.exit_code)
    except Abort:
        raise KeyboardInterrupt from None
    except ClickException as error:
        _usage(error, name)
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _command(name: str, argv: list[str]) -> Any:
    """The command to run; of a group only the one that is asked for is built, which saves some milliseconds."""
    from typer.main import get_command

    app = frame.load(name, argv[0] if argv else "")
    every = app.registered_commands
    asked = [each for each in every if argv and each.name == argv[0]]
    if app.registered_callback:
        _require_command(name, argv)
        app.registered_commands = asked or every
    try:
        return get_command(app)
    finally:
        app.registered_commands = every  # another command may be run in this process


def _require_command(group: str, argv: list[str]) -> None:
    """UsageProblem where a group's options come first: those are its commands', and it has none but --help."""
    if argv and argv[0].startswith("-") and argv[0] not in ("-h", "--help"):
        hint = f"name it before the options; `ipt-notes {group} --help` lists them"
        raise UsageProblem(what=f"no command of `ipt-notes {group}` is named", hint=hint)


def _usage(error: Exception, name: str) -> NoReturn:
    """A mistake in the command line as ours: one line and a hint."""
    message = getattr(error, "format_message", lambda: "the command line is wrong")()
    path = getattr(getattr(error, "ctx", None), "command_path", f"ipt-notes {name}")
    first, _, more = message.partition("Did you mean")
    what = " ".join(first.split()).rstrip(". ")
    hint = f"did you mean{more.rstrip()}" if more else f"`{path} --help` shows how it is used"
    raise UsageProblem(what=f"{what[:1].lower()}{what[1:]}", hint=hint) from None


def _of_the_world(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _fault_of(name: str, error: Exception) -> IptNotesError:
    """A defect of ours, or that of the plugin whose command this is."""
    if name in COMMANDS:
        return _fault(error)
    from ipt_notes.cli._plugged import PluginFailed, plugin_of

    return PluginFailed(name=name, plugin=plugin_of(name), kind=type(error).__name__)


def _fault(error: Exception) -> InternalFault:
    """Names the kind and the place of a defect; never its message, which could quote a note."""
    frame, place = error.__traceback__, "?"
    while frame:
        code = frame.tb_frame.f_code
        if "ipt_notes" in code.co_filename:
            place = f"{os.path.basename(code.co_filename)}:{frame.tb_lineno}"  # noqa: PTH119
        frame = frame.tb_next
    return InternalFault(kind=type(error).__name__, place=place, details=_notes(error))


def _notes(error: Exception) -> tuple[str, ...]:
    """What was added to an error on its way: where a text is kept that was to be saved."""
    return tuple(getattr(error, "__notes__", ()))
