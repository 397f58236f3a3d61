"""Transcripts: what a person types and what the program answers, kept as files that read like a conversation.

In a transcript a line `$ ipt-notes ...` is a command; behind `<<END` its standard input follows up to a line `END`. What
is printed stands under it, indented: four spaces for standard output, `  ! ` for standard error, `  [exit 2]` for an
exit code other than 0; a blank line of output is a lone dot. Every other line is prose. `$DIR` is a fresh folder; ids and times of day are written as <id>
and <time>. A line `@anna` goes to the computer of somebody else: their home, state and key file are in $DIR/anna, the vault
is the same; `@` goes back. $WORDS are the ten words of a fingerprint that were printed last. With IPT_NOTES_WRITE_TRANSCRIPTS=1 the files are written anew instead of compared.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

TODAY = "2026-03-02"
Changing = tuple[re.Pattern[str], str]
_WORDS = re.compile(r"(?<=^  )(?:[a-z]{3,8} ){9}[a-z]{3,8}$", re.MULTILINE)
"""The fingerprint of a member's keys, on a line of its own."""
CHANCE: tuple[Changing, ...] = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<id>"),
    (re.compile(r"\b(?!f{8}\b)[0-9a-f]{8}\b"), "<id>"),
    (_WORDS, "<ten words>"),
    (re.compile(r"\d+\.\d MB"), "<size> MB"),
    (re.compile(rf"(?<=\[){re.escape(platform.node()[:60])}(?=\])"), "<computer>"),
    (re.compile(rf"(?<=on the computer ){re.escape(platform.node()[:60])}"), "<computer>"),
)
"""What differs from run to run, and from computer to computer."""
_CLOCK: tuple[Changing, ...] = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"), "<time>"),
    (re.compile(r"(?<=signed by Tim on )\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"(?<=signature, signed on )\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"(?<=saved by Dr Ada Example at )\d\d:\d\d"), "<time>"),
    (re.compile(r"(?<=signed by Dr Ada Example on )\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"(?<=  since )\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"(?<=  left )\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"written \d+ days"), "written <n> days"),
    (re.compile(r"\d+ days later"), "<n> days later"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<time>"),
    (re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d(?=  )", re.MULTILINE), "<time>"),
)
FILES: Mapping[str, Callable[..., object]] = {"cp": shutil.copy, "rm": os.unlink}
"""What else a person does with files."""


class Command(NamedTuple):
    """A typed line, what was given on its standard input, and at whose computer ("" for the first one)."""

    typed: str
    given: str
    who: str = ""


class Answer(NamedTuple):
    """What came back, ids and times made the same; `words` are those of a fingerprint in it."""

    lines: tuple[str, ...]
    words: str = ""


def environment(folder: Path, today: str = TODAY) -> dict[str, str]:
    """An environment of its own: home, state and vault in `folder`, opened by a key file, on a fixed day."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "IPT_NOTES_VAULT": str(folder / "vault.ipt"),
        "IPT_NOTES_KEY_FILE": str(folder / "key"),
        "IPT_NOTES_NO_KEYRING": "1",
        "IPT_NOTES_TODAY": today,
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "TZ": "UTC",
    }


def at_computer(env: Mapping[str, str], folder: Path, who: str) -> dict[str, str]:
    """The environment of somebody else's computer, where the vault is the same; made when it is asked for first."""
    home = folder / who
    home.mkdir(exist_ok=True)
    places = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_RUNTIME_DIR": home / "run",
        "IPT_NOTES_KEY_FILE": home / "key",
    }
    return {**env, **{name: str(place) for name, place in places.items()}}


def run(
    command: Command, folder: Path, env: dict[str, str], files: Mapping[str, Callable[..., object]] = FILES
) -> Answer:
    """Run a command as a process of its own; `NAME=value` before it is set for it alone."""
    typed = command.typed.replace("$DIR", str(folder)).replace("$WORDS", env.get("WORDS", ""))
    words = shlex.split(typed)
    env = at_computer(env, folder, command.who) if command.who else dict(env)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if words[0] in files:
        files[words[0]](*words[1:])
        return Answer(())
    assert words[0] in ("ipt", "ipt-notes"), command.typed
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", *words[1:]],
        input=command.given.encode(),
        capture_output=True,
        env={name: value for name, value in env.items() if value},
        cwd=folder,
        check=False,
        timeout=60,
    )
    out = [f"    {line or '.'}" for line in _lines(done.stdout, folder)]
    err = [f"  ! {line or '.'}" for line in _lines(done.stderr, folder)]
    code = [f"  [exit {done.returncode}]"] if done.returncode else []
    found = re.search(_WORDS, done.stdout.decode())
    return Answer(tuple(line.rstrip() for line in (*out, *err, *code)), found[0] if found else "")


def _lines(data: bytes, folder: Path) -> list[str]:
    text = same(data.decode().replace("\r\n", "\n").replace(str(folder), "$DIR"), (*CHANCE, *_CLOCK))
    return text.rstrip("\n").split("\n") if text.strip() else []


def same(text: str, patterns: Iterable[Changing]) -> str:
    """The text with what differs from run to run made the same."""
    for pattern, instead in patterns:
        text = pattern.sub(instead, text)
    return text


def commands(text: str) -> list[Command]:
    """The commands of a transcript, in order."""
    found, who, lines = [], "", iter(text.split("\n"))
    for line in lines:
        if re.fullmatch("@[a-z]*", line):
            who = line[1:]
        if line.startswith("$ "):
            typed, mark, _ = line[2:].partition(" <<END")
            given = []
            if mark:
                for given_line in lines:
                    if given_line == "END":
                        break
                    given.append(given_line)
            found.append(Command(typed, "\n".join(given) + "\n" if mark else "", who))
    return found


def played(
    text: str, folder: Path, vault: str = "", files: Mapping[str, Callable[..., object]] = FILES
) -> str:
    """The transcript with the answers that the program gives now; `vault` is another place than $DIR/vault.ipt."""
    env, made, given = environment(folder), [], False
    if vault:
        env["IPT_NOTES_VAULT"] = vault
    pending = iter(commands(text))
    answer: Answer | None = None
    for line in text.split("\n"):
        if given:
            made.append(line)
            given = line != "END"
        elif line.startswith("$ "):
            made.append(line)
            answer = run(next(pending), folder, env, files)
            env["WORDS"] = answer.words or env.get("WORDS", "")
            given = line.endswith(" <<END")
        elif line.startswith(("    ", "  ! ", "  [exit")):
            continue
        else:
            made.append(line)
        if answer is not None and not given:
            made += (
                [line.replace(vault, "$DIR/vault.ipt") for line in answer.lines] if vault else answer.lines
            )
            answer = None
    return "\n".join(made)
