"""Folders that scenarios begin in: each made once by the program itself, and copied for every run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import ipt_notes
from tests.cli.transcript import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(ipt_notes.__file__).parents[1]
PROGRAM = [sys.executable, "-m", "ipt_notes"]
CODE = "MK-014"
WORDS = "she walked to the lighthouse by herself"
"""What is in every text that must not be lost."""
NAME = "Mara Longname-Example"
OLDER_WORDS = "the draft that was there before"
INIT = "init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada"


def note(session: int, words: str) -> str:
    """A typed note."""
    head = f"---\nclient: {CODE}\nsession: {session}\ndate: 2026-03-02\nphase: beginning\n---\n"
    return f"{head}## Check-in\nSession {session}: {words}.\n"


SUMMARY = f"## Next step\n{WORDS}.\n"
FILES = {
    "note.md": note(1, WORDS),
    "second.md": note(1, f"{WORDS}, and back"),
    "addendum.md": f"{WORDS}.\n",
    "summary.md": SUMMARY,
}
"""What the user has lying in the folder, to be given with --from."""


@contextmanager
def workroom() -> Iterator[Path]:
    """A fresh folder for places, and one in memory for what belongs to them; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ipt-crash-"))
    _memory_of(folder).mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(_memory_of(folder))
        shutil.rmtree(folder)


def _memory_of(folder: Path) -> Path:
    return Path("/dev/shm", folder.name)


class Place(NamedTuple):
    """A folder with a user's home, vault, key and files, and a folder in memory that belongs to it."""

    folder: Path
    memory: Path

    @classmethod
    def fresh(cls, beside: Path) -> Self:
        """An empty place in `beside`."""
        folder = Path(tempfile.mkdtemp(dir=beside))
        (folder / "tmp").mkdir()
        return cls(folder, Path(tempfile.mkdtemp(dir=_memory_of(beside))))

    def copy(self, beside: Path) -> Self:
        """The same files in another place, to look at while this one is in use; nothing in memory."""
        other = type(self).fresh(beside)
        shutil.copytree(self.folder, other.folder, dirs_exist_ok=True)
        return other

    def remove(self) -> None:
        """Remove both."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.memory, ignore_errors=True)

    @property
    def vault(self) -> Path:
        """The vault's file."""
        return self.folder / "vault.ipt"

    @property
    def state(self) -> Path:
        """This machine's state folder."""
        return self.folder / ".local/state/ipt-notes"

    def env(self, **more: str) -> dict[str, str]:
        """The environment of a program here; nothing is written beside the sources."""
        own = {
            "XDG_RUNTIME_DIR": str(self.memory),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TERM": "xterm",
        }
        return environment(self.folder) | own | more

    def words(self, typed: str, values: dict[str, str]) -> list[str]:
        """The words of a command line; `$DIR` is the folder, other `$NAME` are `values`."""
        for name, value in {"DIR": str(self.folder), **values}.items():
            typed = typed.replace(f"${name}", value)
        return [word.replace("~", " ") for word in typed.split()]

    def run(
        self, typed: str, values: dict[str, str] | None = None, *, key: str = "key"
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as it is, with a key file of this name in the folder."""
        return subprocess.run(
            [*PROGRAM, *self.words(typed, values or {})],
            env=self.env(IPT_NOTES_KEY_FILE=str(self.folder / key)), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def files(self) -> dict[str, bytes]:
        """Every file in the folder, by its path there."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in _below(self.folder)}

    def in_memory(self) -> dict[str, bytes]:
        """Every file in the folder in memory."""
        return {path.relative_to(self.memory).as_posix(): path.read_bytes() for path in _below(self.memory)}


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


_CLIENT = (INIT, f"client add {CODE} --name {NAME.replace(' ', '~')}")
_NOTE = (*_CLIENT, f"note new {CODE} --from $DIR/note.md")
_SIGNED = (*_NOTE, f"note sign {CODE} 1")
_CONCLUDED = (*_SIGNED, f"client conclude {CODE} --end-type planned --next-step end")
STEPS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "vault": (INIT,),
    "client": _CLIENT,
    "note": _NOTE,
    "signed": _SIGNED,
    "concluded": _CONCLUDED,
    "summary": (*_CONCLUDED, f"summary edit {CODE} --from $DIR/summary.md"),
    "two keys": (*_CLIENT, "slot add key-file --key-file $DIR/key2"),
    "draft": (*_CLIENT, f"note new {CODE} --from $DIR/broken.md"),
    "lost": (*_NOTE, "vault backup $DIR/backup.ipt"),
    "format 1": (),
}
"""The commands that make a place."""
_REFUSED = STEPS["draft"][-1]
"""Ends with exit code 2: its text is kept as a draft."""
_BROKEN = note(1, OLDER_WORDS) + "## Measure\n- PHQ-9: 99\n"
_OLD_VAULT = Path(__file__).parents[1] / "vault/golden/format-1"


class Start(NamedTuple):
    """A place that was made and kept, and the ids in it that a command line may name: `$NOTE`, `$SLOT`.

    It is used one run at a time, always where it was made: a machine knows a vault by where it lies.
    """

    place: Place
    kept: Path
    values: dict[str, str]

    def again(self) -> Place:
        """The place as it was made."""
        self._empty()
        shutil.copytree(self.kept, self.place.folder, dirs_exist_ok=True)
        return self.place

    def with_files(self, files: Mapping[str, bytes | None]) -> Place:
        """The place with these files in it and no others; None is a folder."""
        self._empty()
        for name, data in sorted(files.items()):
            path = self.place.folder / name
            folder = path if data is None else path.parent
            folder.mkdir(parents=True, exist_ok=True)
            if data is not None:
                path.write_bytes(data)
                path.chmod(0o600)
        return self.place

    def _empty(self) -> None:
        self.place.remove()
        self.place.folder.mkdir()
        self.place.memory.mkdir(mode=0o700)


@cache
def start(name: str, beside: Path) -> Start:
    """The start of this name."""
    place = Place.fresh(beside)
    for file, text in FILES.items():
        (place.folder / file).write_text(text)
    for typed in STEPS[name]:
        if typed == _REFUSED:
            (place.folder / "broken.md").write_text(_BROKEN)
        done = place.run(typed)
        assert done.returncode == (2 if typed == _REFUSED else 0), (typed, done.stderr)
    values = _values(place, name)
    (place.folder / "broken.md").unlink(missing_ok=True)
    if name == "lost":
        place.vault.unlink()
    if name == "format 1":
        _bring_old_vault(place)
    kept = beside / f"kept-{name.replace(' ', '-')}"
    shutil.copytree(place.folder, kept)
    place.remove()
    return Start(place, kept, values)


def _bring_old_vault(place: Place) -> None:
    for file in ("vault.ipt", "key"):
        shutil.copyfile(_OLD_VAULT / file, place.folder / file)
        (place.folder / file).chmod(0o600)


def _values(place: Place, name: str) -> dict[str, str]:
    values = {}
    if STEPS[name][: len(_NOTE)] == _NOTE:
        notes = json.loads(place.run(f"note list {CODE} --json").stdout)["notes"]
        values["NOTE"] = notes[0]["record"]
    if name == "two keys":
        slots = json.loads(place.run("slot list --json").stdout)["slots"]
        values["SLOT"] = next(slot["id"] for slot in slots if slot["label"] == "key2")
    return values
