"""The files in which a practice sets what is its own: `checks.toml` and `retention.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from pathlib import Path


def read_toml(path: Path, example: str) -> dict[str, Any]:
    """What a TOML file says; {} where there is none. A byte order mark, as Notepad writes it, is no part of it.

    UsageProblem names the file and the line that is no TOML, and shows the example; WorldProblem when it can't be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(what=f"{path} could not be read: {why}", hint="check the permissions") from None
    except UnicodeDecodeError:
        raise UsageProblem(what=f"{path}: this is not TOML", hint=example) from None
    return _parsed(path, text, example)


def _parsed(path: Path, text: str, example: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageProblem(what=f"{path}{_line_of(error)} is not TOML", hint=example) from None


def _line_of(error: Exception) -> str:
    """The line that tomllib's words name (":3: this"), where they name one."""
    _, mark, behind = str(error).partition("(at line ")
    if mark:
        return f":{behind.partition(',')[0]}: this"
    return ": its last line" if "(at end of document)" in str(error) else ": this"
