"""Whatever breaks inside the program, no word of a note reaches the screen, a log, a warning or a traceback."""

from __future__ import annotations

import io
import logging
import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from ipt_notes.cli import frame, funnel, keyboard, typing_in
from tests.editing.desks import memory
from tests.leaks.canaries import Canaries, in_files, word
from tests.leaks.life import Life
from tests.leaks.raising import boundaries, called, raises

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.leaks.raising import Boundary

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a life needs /dev/shm")
EVERY_PAIR = bool(os.environ.get("IPT_NOTES_TEST_LEAKS"))
"""`make leaks`: every function under every command that reaches it."""
CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 130}
"""The exit codes of CLI.md."""
COMMANDS = (
    "note new {code} --from -", "note edit {code} 2 --from -", "note sign {code}", "note show {code} 1",
    "note amend {code} 1 --reason because --from -", "write {code}", "contact {code} --from -",
    "missed {code} --date 2026-01-15", "measure add {code} GAD-7 --total 7", "client list", "client show {code}",
    "client add OTHER --name Somebody", "override {code} BEG002 --reason a-documented-reason", "agenda", "check",
    "search {prose}", "summary edit {code} --from -", "export termination {code} -o {out} --draft",
    "note history {code} --all", "vault verify", "slot list", "doctor",
)  # fmt: skip


class Practised:
    """A vault with two sessions, put back as it was before each command."""

    def __init__(self, life: Life) -> None:
        self.life, self.raised = life, word()
        self.all = Canaries(
            {"raised": self.raised.encode(), **{name: text.encode() for name, text in life.words.items()}}
        )
        self.boundaries = boundaries()
        life.run("init", "--key-file", str(life.folder / "asked/key"), "--recovery-kit", str(life.folder / "asked/kit"),
                 "--no-keyring", "--therapist", "{therapist}")  # fmt: skip
        life.run("client", "add", "{code}", "--name", "{name}", "--start", "2026-01-05")
        life.run("note", "new", "{code}", "--from", "-", given=life.note(1, "beginning"))
        life.run("note", "sign", "{code}")
        life.run("note", "new", "{code}", "--from", "-", given=life.note(2, "beginning"), today="2026-01-12")
        for name in ("vault", "home"):
            shutil.copytree(life.folder / name, life.folder / f"given/{name}")

    def put_back(self) -> None:
        """As it was."""
        for name in ("vault", "home"):
            shutil.rmtree(self.life.folder / name)
            shutil.copytree(self.life.folder / f"given/{name}", self.life.folder / name)
        (self.life.folder / "asked/out.docx").unlink(missing_ok=True)
        frame.here.practice, frame.here.as_json = None, False

    def argv(self, command: str) -> list[str]:
        """The words of a command."""
        out = self.life.folder / "asked/out.docx"
        return [part.format(**self.life.words, out=out) for part in command.split()]


class Terminal(io.TextIOWrapper):
    """Standard input with a text in it."""

    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    """One vault for all commands."""
    with memory() as runtime:
        yield Practised(Life(tmp_path_factory.mktemp("raising"), runtime))


@pytest.fixture
def run(practised: Practised, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Runs a command in this process, as the funnel does for a person at a terminal; its exit code."""
    life = practised.life
    editor = life.editor(f"path.write_text(text + {life.words['typed']!r})\n")
    for name, value in life.env("2026-01-19", VISUAL=editor).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(life.folder / "cwd")
    for module in (keyboard, typing_in):
        monkeypatch.setattr(module, "is_there", lambda: True)
    monkeypatch.setattr(typing_in, "editor_choice", lambda value: value)

    def run_it(command: str) -> int:
        practised.put_back()
        session = 3 if command.startswith("note new") else 2
        text = life.note(session, "beginning") if "note" in command else life.words["contact"]
        monkeypatch.setattr(sys, "stdin", Terminal(text))
        name, *rest = practised.argv(command)
        app = frame.load(name)
        with monkeypatch.context() as once:  # the funnel leaves a group with the one command it ran
            once.setattr(app, "registered_commands", list(app.registered_commands))
            return funnel.run(name, rest)

    return run_it


@pytest.fixture
def reached(practised: Practised, run: Callable[[str], int]) -> list[tuple[str, Boundary]]:
    """Commands and functions they reach: each function once, under the first command that does, or under every one."""
    found, known = [], set()
    for command in COMMANDS:
        codes = called(lambda command=command: run(command)) & practised.boundaries.keys()
        assert len(codes) > 5, command
        found += [(command, practised.boundaries[code]) for code in codes - known]
        known |= set() if EVERY_PAIR else codes
    assert len({boundary.name for _, boundary in found}) > 300
    return found


def _homes(life: Life) -> list[Path]:
    return [folder for folder in life.searched if folder != life.runtime]


def test_no_defect_shows_a_word(
    practised: Practised,
    run: Callable[[str], int],
    reached: list[tuple[str, Boundary]],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each function raises an error that quotes a note: standard error, logs and the disk have none of it."""
    caplog.set_level(logging.DEBUG)
    capfd.readouterr()
    wrong = []
    for command, boundary in reached:
        with raises(boundary.function, "RuntimeError", f"{practised.raised} {practised.life.words['prose']}"):
            code = run(command)
        out, told = capfd.readouterr()
        shown = practised.all.within((told + caplog.text).encode())
        shown |= practised.all.within(out.encode()) & {"raised"}
        caplog.clear()
        left = in_files(practised.all, _homes(practised.life))
        if shown - {"code"} or code not in CODES or left or "Traceback" in told:
            wrong.append((command, boundary.name, code, shown, left, told[-300:]))
    assert wrong == []


def _by_name(pair: tuple[str, Boundary]) -> str:
    return pair[1].name


def test_ctrl_c_anywhere_ends_with_130(
    practised: Practised,
    run: Callable[[str], int],
    reached: list[tuple[str, Boundary]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """In one line, without a word of a note. Every fourth function here, all of them in `make leaks`."""
    wrong = []
    for command, boundary in reached if EVERY_PAIR else sorted(reached, key=_by_name)[::4]:
        with raises(boundary.function, "KeyboardInterrupt", practised.raised):
            code = run(command)
        told = capfd.readouterr().err
        if code != 130 or practised.all.within(told.encode()) - {"code"}:
            wrong.append((command, boundary.name, code, told[-300:]))
    assert wrong == []
