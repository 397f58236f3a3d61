"""What a command imports. Start-up is a promise, and it creeps: every module that is imported at a start costs each command.

A command is run for real; what it imported beyond `import typer`, which all of them begin with, must be in the lists
below. A command that needs something new: import it in the function that uses it. If the commands tested here still
need it every time, add its top-level name to `EVERY_COMMAND` or to the command's own set, run `make bench`, and see that
the figures of start-up hold. A name is never added because of a module that only some option or error needs.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.transcript import Command, environment, run

NOTE = "---\nclient: MK-014\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n## Check-in\nCame early.\n"
EVERY_COMMAND = {
    "cryptography",
    "decimal",  # and numbers: msgspec's own
    "msgspec",
    "numbers",
    "resource",
    "sqlite3",
    "struct",
    "unicodedata",
}
DOCUMENTS = {
    "binascii",
    "bisect",
    "zipfile",
    "zlib",
}
COMMANDS = {
    "check MK-014": {"shlex"},
    "note show MK-014": {"shlex"},
    "client list": set[str](),
    "agenda": {"shlex"},
    "export termination MK-014 --draft -o summary.docx": {"shlex"} | DOCUMENTS,
}
"""A typed command, and what it alone may import."""
UNUSED = {"check MK-014": "ipt_notes.notes", "client list": "ipt_notes.course.records"}
"""A command, and what of our own it has no use for."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a client and a note, and the program run once, so that everything is compiled."""
    folder = tmp_path_factory.mktemp("imports")
    for typed, given in (
        ("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""),
        ("ipt client add MK-014 --start 2026-03-02", ""),
        ("ipt note new MK-014 --from -", NOTE),
    ):
        run(Command(typed, given), folder, environment(folder))
    return folder


def _imported(folder: Path, program: str, *words: str) -> set[str]:
    """The full names of the modules that are there when a program in a new interpreter is done."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{program}\nprint(*sys.modules, file=sys.stderr)", *words],
        capture_output=True, text=True, env=environment(folder), cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-300:]
    return set(done.stderr.splitlines()[-1].split())


def _by(typed: str, folder: Path) -> set[str]:
    (folder / "summary.docx").unlink(missing_ok=True)
    return _imported(folder, "from ipt_notes.__main__ import main\nassert main() in (0, 1)", *typed.split())


def _packages(modules: set[str]) -> set[str]:
    """What the modules belong to; the interpreter's built-in modules and the private halves of others aside."""
    tops = {name.partition(".")[0] for name in modules} - set(sys.builtin_module_names)
    return {name for name in tops if not name.startswith("_")}


@pytest.fixture(scope="module")
def everywhere(folder: Path) -> set[str]:
    """What Typer itself imports."""
    return _packages(_imported(folder, "import typer")) | {"ipt_notes"}


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_command_imports_only_what_it_is_known_to_need(
    typed: str, folder: Path, everywhere: set[str]
) -> None:
    """A package more, ours to import or a library's, is a package that every user waits for every time."""
    assert _packages(_by(typed, folder)) - everywhere - EVERY_COMMAND - COMMANDS[typed] == set()


@pytest.mark.parametrize("typed", UNUSED)
def test_a_command_leaves_the_rooms_alone_that_it_has_no_use_for(typed: str, folder: Path) -> None:
    """A check reads records and no notes; a list of clients reads grants and no records."""
    modules = _by(typed, folder)
    assert "ipt_notes.services.practice" in modules
    assert UNUSED[typed] not in modules
