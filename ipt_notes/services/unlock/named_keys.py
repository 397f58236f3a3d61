"""Keys that the environment names: a key file, the output of a command, a passphrase file, a recovery kit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import UsageProblem, WorldProblem
from ipt_notes.keys.slots import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

_MOST = 65536


class Key(NamedTuple):
    """A secret and the kind of slot it may open; `source` names what the environment named, else it is ""."""

    kind: str
    secret: bytes
    source: str = ""

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"<Key {self.kind}>"


def named_keys(env: Mapping[str, str], kinds: Collection[str] = KINDS) -> Iterator[Key]:
    """The keys of these kinds that the environment names, in the contract's order; each is fetched when it is asked for.

    KeyFileUnusable, WorldProblem and UsageProblem when one that is named can't be had.
    """
    for kind, name, fetch in _NAMED:
        if kind in kinds and (value := env.get(name)):
            yield fetch(value)


def passphrase_key(text: str, source: str = "") -> Key:
    """A typed passphrase as a key: NFKC, so that the same words typed on another keyboard open the same vault."""
    import unicodedata

    return Key("passphrase", unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass"), source)


def _from_key_file(path: str) -> Key:
    from pathlib import Path

    from ipt_notes.keys.key_file import read_key_file

    return Key("key-file", read_key_file(Path(path)), f"the key file {path}")


def _from_command(command: str) -> Key:
    name = "IPT_NOTES_PASSPHRASE_COMMAND"
    return passphrase_key(_first_line(_output(command, name), name), f"the passphrase of {name}")


def _output(command: str, name: str) -> bytes:
    import subprocess
    import sys

    from ipt_notes.command_line import split_command

    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    source = None if is_terminal else subprocess.DEVNULL  # a pipe may hold the text that is to be saved
    try:
        done = subprocess.run(split_command(command), stdin=source, stdout=subprocess.PIPE, check=True)  # noqa: S603 - the user's own command
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError):
        raise WorldProblem(what=f"the command in {name} failed", hint="run it by itself to see why") from None
    return done.stdout


def _from_passphrase_file(path: str) -> Key:
    return passphrase_key(read_passphrase_file(path), f"the passphrase in {path}")


def read_passphrase_file(path: str) -> str:
    """The first line of the file; UsageProblem when there is none, WorldProblem when it can't be read."""
    return _first_line(_read(path), path)


def _from_recovery_kit(path: str) -> Key:
    from ipt_notes.keys.recovery import read_kit

    return Key("recovery", read_kit(_text(_read(path), path)), f"the recovery kit {path}")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_MOST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "there is no such place"
        hint = "check the path and its permissions"
        raise WorldProblem(what=f"{path} could not be read: {why}", hint=hint) from None


def _first_line(data: bytes, source: str) -> str:
    line = _text(data, source).partition("\n")[0].removesuffix("\r")
    if not line:
        raise UsageProblem(what=f"{source} has no passphrase in its first line", hint="write it there")
    return line


def _text(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageProblem(what=f"{source} is not UTF-8 text", hint="save it as UTF-8") from None


_NAMED: tuple[tuple[str, str, Callable[[str], Key]], ...] = (
    ("key-file", "IPT_NOTES_KEY_FILE", _from_key_file),
    ("passphrase", "IPT_NOTES_PASSPHRASE_COMMAND", _from_command),
    ("passphrase", "IPT_NOTES_PASSPHRASE_FILE", _from_passphrase_file),
    ("recovery", "IPT_NOTES_RECOVERY_KIT", _from_recovery_kit),
)
