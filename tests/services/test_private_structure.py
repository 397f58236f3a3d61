"""No export, search result, agenda or check can reach a private note: not by imports, and not when every command is run.

The one note that is written here privately holds a word that nothing else holds. Every command of the program is run in
every way its own options allow, in words and as JSON; the word may appear nowhere but where the author asks for it.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import grimp
import pytest
from msgspec import Struct
from msgspec.structs import replace

import ipt_notes
from ipt_notes.cli import frame, funnel
from ipt_notes.course import records as r
from ipt_notes.services import private_notes
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import read_settings
from ipt_notes.services.sittings import drafts
from ipt_notes.services.unlock.unlocking import open_practice
from tests.cli.test_help import EVERY
from tests.vault.building import go_on_here

if TYPE_CHECKING:
    from collections.abc import Iterator

PRIVATE = {
    f"ipt_notes.{module}" for module in ("keys.private", "notes.private_note", "services.private_notes")
}
OPENS = "ipt_notes.services.private_notes"
NEVER = (
    "checks", "course", "export", "measures",
    "services.agenda", "services.checking", "services.exchange", "services.finishing",
    "services.open_chart", "services.practice", "services.reading", "services.searching",
    "services.summarising",
)  # fmt: skip
COMMANDS = ("agenda", "check", "client", "course", "export", "measure", "search")
READING = (
    "agenda", "caseload", "check", "client list", "client show", "course list", "export chart",
    "export disclosures", "export fhir", "export supervision",
    "export termination", "measure list", "note drafts", "note history",
    "note list", "note private", "note show", "search", "summary show", "vault audit", "vault verify",
)  # fmt: skip
CODE, TODAY = "MK-014", "2026-03-16"
PRIVATELY, OPENLY = "quillfeather-a private-thought", "marshwiggle-an open word"


# --- by imports ---


@cache
def graph() -> grimp.ImportGraph:
    """Who imports whom, at any place in a file."""
    return grimp.build_graph("ipt_notes")


def reached_from(module: str) -> set[str]:
    """The module, those in it, and everything they import, however far away."""
    inside = {module, *graph().find_descendants(module)}
    return inside.union(*map(graph().find_upstream_modules, inside))


@pytest.mark.parametrize("module", NEVER)
def test_nothing_that_exports_searches_lists_or_checks_imports_private_notes(module: str) -> None:
    """Neither itself nor through anything else."""
    assert not reached_from(f"ipt_notes.{module}") & PRIVATE


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_but_those_that_write_has_a_way_to_a_text(command: str) -> None:
    """Those that write share the file in which every sitting begins."""
    assert OPENS not in reached_from(f"ipt_notes.cli.{command}")


def test_their_keys_are_made_in_one_place() -> None:
    """Other modules may name a stream of private notes, and can't open it."""
    files = Path(ipt_notes.__file__).parent.rglob("*.py")
    using = {file.stem for file in files if "private_keys" in file.read_text(encoding="utf-8")}
    assert using == {"private", "private_notes"}


def test_no_use_case_has_both_an_export_and_private_notes() -> None:
    """Whatever service comes to import an export has no way to a private note."""
    services = {m for m in graph().find_descendants("ipt_notes.services") if not graph().find_children(m)}
    exporting = {
        module for module in services if any(m.startswith("ipt_notes.export") for m in reached_from(module))
    }
    assert "ipt_notes.services.exchange.exporting" in exporting
    assert {module for module in exporting if OPENS in reached_from(module)} == set()


def test_a_chart_has_no_kind_of_record_for_them() -> None:
    """What a course is replayed from can't hold one, and a chart's reader takes it for damage."""
    kinds = {kind.__struct_config__.tag for kind in r.Bodies.__args__}
    assert private_notes.PrivateNote.__struct_config__.tag not in kinds
    assert issubclass(private_notes.PrivateNote, Struct)
    assert not issubclass(private_notes.PrivateNote, r.Body)


# --- by running everything ---


class Shown(NamedTuple):
    """What a command printed, and the files that were there afterwards with what is in them, archives unpacked."""

    code: int
    printed: str
    files: dict[str, bytes]

    def holds(self, words: str) -> bool:
        """Whether the words are anywhere in it."""
        return words in self.printed or any(words.encode() in data for data in self.files.values())


def _unpacked(data: bytes) -> bytes:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands work in this folder, with everything they keep."""
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    for name in (
        "XDG_RUNTIME_DIR",
        "IPT_NOTES_PASSPHRASE_FILE",
        "IPT_NOTES_PASSPHRASE_COMMAND",
        "VISUAL",
        "EDITOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IPT_NOTES_VAULT", str(folder / "vault.ipt"))
    monkeypatch.setenv("IPT_NOTES_KEY_FILE", str(folder / "key"))
    monkeypatch.setenv("IPT_NOTES_NO_KEYRING", "1")
    monkeypatch.setenv("IPT_NOTES_TODAY", TODAY)
    monkeypatch.chdir(folder)


def _called(words: list[str]) -> int:
    """Run a command in this process, which is left as it was."""
    app = frame.load(words[0])
    with pytest.MonkeyPatch.context() as once:
        once.setattr(app, "registered_commands", app.registered_commands)
        once.setattr(frame, "here", frame._Invocation())
        return funnel.run(words[0], words[1:])


def _run(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> Shown:
    """Run a command, and look at everything it has left."""
    code = _called(words)
    printed = "".join(capsys.readouterr())
    files = {str(path): _unpacked(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    return Shown(code, printed, files)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a client, a note, two revisions of a private note, and a kept draft of a third."""
    folder = tmp_path_factory.mktemp("world")
    note = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\n{OPENLY}\n"
    with pytest.MonkeyPatch.context() as monkeypatch:
        _in(folder, monkeypatch)
        for name, text in (("note.md", note), ("one.md", PRIVATELY), ("two.md", f"{PRIVATELY} and another")):
            (folder / name).write_text(text, encoding="utf-8")
        for line in (
            "init --key-file key --recovery-kit kit.txt --therapist Ada", f"client add {CODE} --start {TODAY}",
            f"note new {CODE} --from note.md", f"note private {CODE} 1 --from one.md", f"note private {CODE} 1 --from two.md",
        ):  # fmt: skip
            assert _called(line.split()) == 0
        for path in folder.glob("*.md"):
            path.unlink()
        with open_practice(read_settings(), Nobody()) as practice:
            draft = private_notes.private_draft(practice, practice.open(CODE), 1)
            drafts.keep(practice, replace(draft, text=f"{PRIVATELY}, a draft"))
    return folder.rename(folder.with_name("world, kept"))  # a copy of it is no second vault


@pytest.fixture
def folder(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, for one test to do with as it likes."""
    made = shutil.copytree(world, tmp_path / "copy")
    _in(made, monkeypatch)
    go_on_here(read_settings())
    return made


_TYPED = {
    "CODE": [CODE], "CODE ...": [CODE], "SESSION": ["1"], "WORDS...": OPENLY.split(), "COMMAND...": ["note", "private"],
    "RULE": ["BEG001"], "NAME": ["PHQ-9"], "RECORD": ["0000"],
}  # fmt: skip


def ways(full: str) -> Iterator[list[str]]:
    """How a command can be typed: what it must be given, then with what it may be given, then with each of its flags."""
    params = EVERY[full].params
    arguments = [param for param in params if param.param_type_name == "argument"]
    places = [
        word for param in params if _is_place(param) for word in (param.opts[-1], f"out-{param.name}.docx")
    ]
    flags = [
        param.opts[-1]
        for param in params
        if getattr(param, "is_flag", False) and param.name not in ("json", "help")
    ]
    must = [word for param in arguments if param.required for word in _typed(param)]
    may = [word for param in arguments for word in _typed(param)]
    start = full.split()
    every = [must, may, *([*may, flag] for flag in flags)]
    for given in dict.fromkeys(tuple(each) for each in every):
        yield [*start, *places, *given]
        yield [*start, *places, *given, "--json"]


def _is_place(param: Any) -> bool:
    """Whether an option names a file or a folder that a command has to write to."""
    return param.param_type_name == "option" and (param.required or param.metavar == "DIR")


def _typed(param: Any) -> list[str]:
    return _TYPED.get(str(param.metavar).strip("[]"), ["1"])


@pytest.mark.parametrize("full", EVERY)
def test_no_command_but_its_own_shows_a_private_note(
    full: str,
    world: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither on the screen nor in a file, whatever it is asked for; and none ends in a fault."""
    for number, words in enumerate(ways(full)):
        folder = shutil.copytree(world, tmp_path / str(number))
        _in(folder, monkeypatch)
        shown = _run(words, folder, capsys)
        assert "went wrong inside the program" not in shown.printed, words
        is_asked_for = full == "note private" and "--show" in words
        assert shown.holds(PRIVATELY) == is_asked_for, words
        assert not any(PRIVATELY.encode() in data for data in shown.files.values()), words


@pytest.mark.parametrize("full", READING)
def test_what_reads_charts_did_read_them(full: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Typed like that, none of them is a mere mistake in a command line."""
    assert {0, 1} & {_run(words, folder, capsys).code for words in ways(full)}


def test_what_is_written_openly_is_found_in_all_those_places(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So the runs above look where texts are; and a document is looked into."""
    for words in (f"note show {CODE} 1", "search marshwiggle", f"note show {CODE} --json"):
        assert _run(words.split(), folder, capsys).holds(OPENLY), words
    exported = _run(f"export termination -o out.docx --draft {CODE}".split(), folder, capsys)
    assert CODE.encode() in exported.files[str(folder / "out.docx")]


@pytest.mark.parametrize("word", [*PRIVATELY.split(), PRIVATELY])
def test_a_search_for_its_very_words_finds_nothing(
    word: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the whole vault or in the one chart."""
    for more in ([], ["--client", CODE]):
        assert _run(["search", word, *more], folder, capsys).printed == "Nothing was found.\n"


def test_every_revision_is_shown_to_its_author(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The private note is really there."""
    show = f"note private {CODE} 1 --show".split()
    assert _run(show, folder, capsys).printed == f"{PRIVATELY} and another"
    assert _run([*show, "--revision", "1"], folder, capsys).printed == PRIVATELY
