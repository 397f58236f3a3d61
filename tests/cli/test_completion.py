"""What a shell is answered when somebody presses Tab: commands, options, values, files, and codes only where nothing is asked."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.cli._completion_line import as_typed, read_line
from ipt_notes.cli._completion_values import BY_METAVAR, BY_NAME, FREE, plain_metavar, source
from ipt_notes.cli.completion import SHELLS
from tests.cli.test_help import EVERY
from tests.cli.test_unlock import WORDS
from tests.cli.transcript import Command, environment, run
from tests.editing.desks import memory

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("MK-014", "MK 015", "O'Brien")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with three clients, opened by a key file, and with a passphrase besides."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "words").write_text(WORDS, encoding="utf-8")
    made = "ipt init --key-file $DIR/key --passphrase-file $DIR/words --recovery-kit $DIR/kit.txt --therapist Ada"
    run(Command(made, ""), folder, environment(folder))
    for code in CODES:
        run(Command(f'ipt client add "{code}" --name Marisol', ""), folder, environment(folder))
    return folder


def asked(folder: Path, shell: str, typed: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What the program answers a shell's script."""
    return subprocess.run(
        [sys.executable, "-m", "ipt_notes", "completion", shell],
        env=environment(folder) | {"IPT_NOTES_COMPLETE": typed} | env,
        capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False,
    )  # fmt: skip


def offered(folder: Path, *words: str, **env: str) -> list[str]:
    """The kind of what may come, and the words, without what they mean."""
    answer = asked(folder, "zsh", "\n".join(words), **env)
    assert (answer.returncode, answer.stderr) == (0, "")
    return [line.partition("\t")[0] for line in answer.stdout.splitlines()]


# --- what is offered ---------------------------------------------------------------------------------------


def test_commands_are_offered_with_what_they_do(folder: Path) -> None:
    """Those of the table; a group's commands behind it."""
    assert "write\tWrite the note of the session that just ended" in asked(folder, "zsh", "wr").stdout
    assert offered(folder, "template", "") == ["words", "check", "list", "new", "path", "show"]
    assert offered(folder, "note", "s") == ["words", "show", "sign"]
    assert offered(folder, "nothing", "") == offered(folder, "note", "nothing", "") == ["words"]


def test_options_are_offered_until_they_are_typed(folder: Path) -> None:
    """Those of the command, and those that all have; none behind `--`."""
    options = offered(folder, "note", "new", "MK-014", "--")
    assert {"--phase", "--from", "--vault", "--json", "--help"} <= {*options}
    assert "--phase" not in offered(folder, "note", "new", "--phase", "middle", "--")
    assert "--days" in offered(folder, "--")
    assert "--phase" not in offered(folder, "note", "new", "--", "--")


CHOICES = {
    ("note", "new", "--phase"): "middle",
    ("note", "new", "--mode"): "video",
    ("note", "new", "--template"): "beginning_1",
    ("client", "add", "--variant"): "ipt_b",
    ("export", "termination", "--audience"): "insurer",
    ("export", "termination", "--paper"): "letter",
    ("override", "MK-014"): "BEG001",
    ("rules",): "INV001",
    ("check", "--format"): "json",
    ("measure", "add", "MK-014"): "PHQ-9",
    ("template", "show"): "final",
    ("slot", "add"): "recovery",
    ("help",): "exit-codes",
    ("schema",): "agenda",
    ("completion",): "fish",
    ("finish", "--next-step"): "maintenance",
    ("contact", "--channel"): "letter",
}


@pytest.mark.parametrize("words", CHOICES, ids=" ".join)
def test_what_takes_one_of_a_few_words_offers_them(folder: Path, words: tuple[str, ...]) -> None:
    """Phases, audiences, rules, measures, templates, variants, topics."""
    assert CHOICES[words] in offered(folder, *words, "")


def test_a_value_behind_an_equals_sign_is_offered(folder: Path) -> None:
    """With the option before it, as the shell replaces the whole word."""
    assert offered(folder, "note", "new", "--phase=m") == ["words", "--phase=middle", "--phase=maintenance"]


def test_files_and_folders_are_left_to_the_shell(folder: Path) -> None:
    """It knows them better."""
    assert offered(folder, "import", "measures", "") == offered(folder, "--vault", "") == ["files"]
    assert offered(folder, "export", "chart", "MK-014", "-o", "") == ["folders"]


@pytest.mark.parametrize("full", EVERY)
def test_every_argument_and_option_is_completed_or_typed_freely(full: str) -> None:
    """Whoever adds one says so in the tables, by its metavar or its name."""
    parameters: Any = [each for each in EVERY[full].params if not getattr(each, "is_flag", False)]
    for each in parameters:
        is_known = source(full, each) is not None or plain_metavar(each.metavar or "") in FREE
        assert is_known, f"{full}: {each.opts} with the metavar {each.metavar}"


def test_no_table_names_what_is_gone() -> None:
    """A name or a metavar that no command has any more would be dead weight."""
    names, metavars = set(), set()
    for full, command in EVERY.items():
        for each in command.params:
            names |= {name for option in each.opts for name in (f"{full} {option}", option)}
            metavars.add(plain_metavar(each.metavar or ""))
    assert {*BY_NAME} <= names
    assert {*BY_METAVAR} | FREE <= metavars


# --- codes -------------------------------------------------------------------------------------------------


def test_codes_are_offered_where_a_key_file_opens_the_vault(folder: Path) -> None:
    """Codes and nothing else of a client; also in small letters, and for a further code of several."""
    assert sorted(offered(folder, "write", "")) == sorted(["words", *CODES])
    assert offered(folder, "write", "mk-") == ["words", "MK-014"]
    assert offered(folder, "check", "MK-014", "o") == ["words", "O'Brien"]
    assert offered(folder, "search", "--client", "O") == ["words", "O'Brien"]


def test_no_code_is_offered_where_it_is_to_be_new_or_typed_by_hand(folder: Path) -> None:
    """A new client's code, and the confirmation of an erasure."""
    assert offered(folder, "client", "add", "") == ["words"]
    assert offered(folder, "client", "erase", "MK-014", "--confirm", "") == ["words"]


@pytest.mark.parametrize(
    "env",
    [
        {"IPT_NOTES_KEY_FILE": ""},
        {"IPT_NOTES_KEY_FILE": "no-such-file"},
        {"IPT_NOTES_KEY_FILE": "", "IPT_NOTES_PASSPHRASE_FILE": "words"},
        {"IPT_NOTES_KEY_FILE": "", "IPT_NOTES_PASSPHRASE_COMMAND": "touch asked-for-it"},
        {"IPT_NOTES_VAULT": "no-such-vault.ipt"},
        {"IPT_NOTES_VAULT": "words"},
        {"IPT_NOTES_VAULT": "postgresql://nobody@127.0.0.1:1/none"},
        {"IPT_NOTES_TODAY": "never"},
    ],
    ids=" ".join,
)
def test_where_the_vault_does_not_open_at_once_nothing_is_offered_and_nothing_told(
    folder: Path, env: dict[str, str]
) -> None:
    """No question, no half second for a passphrase, no word in the middle of the line."""
    assert offered(folder, "write", "", **env) == ["words"]
    assert not (folder / "asked-for-it").exists()


def test_codes_are_offered_while_an_unlock_is_in_force(folder: Path) -> None:
    """As it opens the vault for every command; `lock` ends that."""
    with memory() as runtime:
        env = {"IPT_NOTES_KEY_FILE": "", "XDG_RUNTIME_DIR": str(runtime)}
        opened = environment(folder) | env | {"IPT_NOTES_PASSPHRASE_FILE": str(folder / "words")}
        run(Command("ipt unlock", ""), folder, opened)
        assert "MK-014" in offered(folder, "write", "", **env)
        run(Command("ipt lock", ""), folder, opened)
        assert offered(folder, "write", "", **env) == ["words"]


def test_a_vault_named_on_the_line_is_the_one_that_is_looked_in(folder: Path) -> None:
    """Wherever it stands."""
    vault = str(folder / "vault.ipt")
    for words in (("--vault", vault, "write", ""), ("write", f"--vault={vault}", "")):
        assert "MK-014" in offered(folder, *words, IPT_NOTES_VAULT="elsewhere.ipt")


def test_pressing_tab_leaves_no_trace(folder: Path) -> None:
    """Neither the vault nor what this computer remembers changes: no audit record, no note of what was seen, no log."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "MK-014" in offered(folder, "write", "M")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_code_that_looks_like_an_option_is_offered_behind_the_dashes(tmp_path: Path) -> None:
    """Before them it would be taken for one."""
    env = environment(tmp_path)
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
    run(Command("ipt client add -- -x", ""), tmp_path, env)
    assert offered(tmp_path, "write", "") == ["words"]
    assert offered(tmp_path, "write", "--", "") == ["words", "-x"]


# --- how it is asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_says_nothing_of_a_line_in_an_argument_list(folder: Path, shell: str) -> None:
    """What is typed goes through the environment; no script shows an error or waits for somebody."""
    script = run(Command(f"ipt completion {shell}", ""), folder, environment(folder)).lines
    text = "\n".join(script)
    assert "IPT_NOTES_COMPLETE" in text
    assert "IPT_NOTES_LOG_FILE" in text, "a keypress is no line of the log"
    assert f"completion {shell}" in text
    assert "2>/dev/null" in text or "2>$null" in text


def test_a_shell_that_is_not_known_is_told(folder: Path) -> None:
    """With those that are."""
    told = run(Command("ipt completion tcsh", ""), folder, environment(folder)).lines
    assert "  ! hint: known: bash, zsh, fish, powershell" in told
    assert told[-1] == "  [exit 6]"


def test_an_answer_waits_for_no_package_that_it_does_not_need(folder: Path) -> None:
    """Of the commands only the one that is typed is imported, and of what it uses nothing that completing does not."""
    program = "import sys\nfrom ipt_notes.__main__ import main\nassert main() == 0\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program, "completion", "bash"],
        env=environment(folder) | {"IPT_NOTES_COMPLETE": "ipt note show M"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules = set(done.stderr.split())
    assert "MK-014" in done.stdout
    assert not modules & {"jinja2", "docx", "textual", "rich", "keyring", "markdown_it", "argon2", "psycopg"}
    assert not modules & {
        f"ipt_notes.cli.{name}" for name in ("_note_write", "_note_sign", "export", "client")
    }


# --- bash's line -------------------------------------------------------------------------------------------

CODE = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=12)


@given(CODE, st.sampled_from(["", "'", '"']))
def test_what_bash_is_given_means_the_code(code: str, quote: str) -> None:
    """Whatever is in it, bare and within either quotation mark: the line that readline makes of it has the code."""
    line = read_line(f"ipt write {quote}", "=:@")
    made = as_typed(code, line)
    closing = "" if made.endswith(quote) else quote
    assert read_line(f"ipt write {quote}{made}{closing} ", "=:@").words == ["ipt", "write", code, ""]


def test_bash_is_given_what_stands_behind_its_own_breaks(folder: Path) -> None:
    """Its readline leaves `--phase=` where it is."""
    assert asked(folder, "bash", "ipt note new --phase=mi").stdout == "words\nmiddle\n"
    assert asked(folder, "bash", "ipt write MK\\ ").stdout == "words\nMK\\ 015\n"
    assert asked(folder, "bash", "ipt write 'O").stdout == "words\nO'\\''Brien\n"
