"""Start: version, help and unknown commands are answered before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn


def main() -> int:
    """Run the command line; the process's exit code."""
    argv = sys.argv[1:]
    if argv in (["--version"], ["-V"]):
        from ipt_notes import __version__

        print(f"ipt-notes {__version__}")  # noqa: T201 - nothing but sys is imported yet
        return 0
    if argv in (["--help"], ["-h"]):
        from ipt_notes.cli.table import root_help

        print(root_help(), end="")  # noqa: T201
        return 0
    import gc

    from ipt_notes.cli.start import start

    gc.set_threshold(50_000)  # a command makes few cycles; looking for them costs more than it frees
    return start(argv)


def program() -> NoReturn:
    """Run, and leave at once: taking the interpreter apart costs a tenth of a command, and frees nothing that stays."""
    _replace_closed_streams()
    code = 0
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has enough of it
        pass
    except OSError:
        code = code or 8
    except KeyboardInterrupt:  # before the funnel was there to catch it
        code = 130
        with suppress(OSError):
            sys.stderr.write("ipt-notes: interrupted; nothing half-written is left\n")
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _replace_closed_streams() -> None:
    """Put the null device where whoever started us closed a stream, lest a file that is opened takes its place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115


if __name__ == "__main__":
    program()
