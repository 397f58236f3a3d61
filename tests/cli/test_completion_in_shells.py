"""A code is completed in a real bash, zsh and fish as somebody at the keyboard does it, and the shell takes it as it is meant."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.shells import STARTS, Shell
from tests.cli.transcript import Command as Typed
from tests.cli.transcript import environment, run
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = {
    "MK-": "MK-014",
    "Two": "Two words (2)",
    "O": "O'Brien & Co",
    "a": 'a$b*"c`id`',
    "b": "b!1 !!",
    "Ü": "Ünal:ä",
    "K": "K\\L;rm",
    "東": "東京 #1",
    "e": "e={1,2}",
    "q": "q?[x]|~",
    "s": "single '",
    "d": 'double "',
}
"""What is typed of a code, and the code."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with these clients, and the program where a shell finds it."""
    folder = tmp_path_factory.mktemp("shells")
    env = environment(folder)
    run(Typed("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), folder, env)
    for code in NAMED.values():
        assert run(Typed(f"ipt client add {shlex.quote(code)}", ""), folder, env).lines[-1][-1] != "]"
    for name in ("ipt", "ipt-notes"):
        (folder / "bin").mkdir(exist_ok=True)
        program = folder / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ipt_notes "$@"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture(scope="module", params=[pytest.param(name, marks=needs(name)) for name in STARTS])
def shell(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shell]:
    """A shell at a terminal, in the folder."""
    env = environment(folder)
    env |= {"PATH": f"{folder / 'bin'}:{env['PATH']}", "PYTHONPATH": str(Path(__file__).parents[2])}
    env |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with Shell(request.param, env, folder) as shell:
        yield shell


@pytest.mark.parametrize("typed", NAMED)
@pytest.mark.parametrize("quote", ["", "'", '"'], ids=["bare", "single", "double"])
def test_a_code_is_the_word_that_the_shell_takes_it_for(shell: Shell, typed: str, quote: str) -> None:
    """Blanks, quotation marks, what a shell expands or runs, and letters of any script; within quotation marks too."""
    assert shell.completed(f"ipt write {quote}{typed}") == ["ipt", "write", NAMED[typed]]


def test_a_code_is_gone_on_with_where_it_was_left(shell: Shell) -> None:
    """Behind a blank, a colon, a quotation mark that was typed as the shell asks for it."""
    assert shell.completed("ipt write Two\\ w")[2] == NAMED["Two"]
    assert shell.completed("ipt write Ünal:")[2] == NAMED["Ü"]
    assert shell.completed("ipt write O\\'B")[2] == NAMED["O"]
    assert shell.completed("ipt write mk-0")[2] == "MK-014"


def test_commands_options_values_and_files_are_completed(shell: Shell) -> None:
    """The same in each shell; a file is the shell's own affair."""
    assert shell.completed("ipt-notes templ") == ["ipt-notes", "template"]
    assert shell.completed("ipt note hist") == ["ipt", "note", "history"]
    assert shell.completed("ipt note new --ph") == ["ipt", "note", "new", "--phase"]
    assert shell.completed("ipt note new --phase mid") == ["ipt", "note", "new", "--phase", "middle"]
    assert shell.completed("ipt note new --phase=mid") == ["ipt", "note", "new", "--phase=middle"]
    assert shell.completed("ipt import measures ki") == ["ipt", "import", "measures", "kit.txt"]
    assert shell.completed("ipt --vault vault.i") == ["ipt", "--vault", "vault.ipt"]


def test_where_nothing_fits_the_line_stays_as_it_is(shell: Shell) -> None:
    """No file is offered in the place of a code, and nothing is told."""
    assert shell.completed("ipt write vault.") == ["ipt", "write", "vault."]


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="not here: pwsh")
@pytest.mark.parametrize("typed", NAMED)
def test_powershell_takes_a_code_as_it_is_meant(folder: Path, typed: str) -> None:
    """Asked through its own completion; what it inserts is read again by its own parser."""
    program = (
        "Invoke-Expression (ipt-notes completion powershell | Out-String); $line = $env:LINE; "
        "$found = (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText; "
        '[Console]::OutputEncoding = [Text.Encoding]::UTF8; Invoke-Expression "Write-Output $found"'
    )
    env = environment(folder)
    env |= {"PATH": f"{folder / 'bin'}:{env['PATH']}", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", program],
        env=env | {"LINE": f"ipt write {typed}"}, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.strip("\r\n") == NAMED[typed]


def test_the_script_for_powershell_is_balanced_and_quotes_what_it_inserts() -> None:
    """Where there is no PowerShell to run it, this much can be told."""
    script = (Path(__file__).parents[2] / "ipt_notes/completions/ipt-notes.powershell").read_text("utf-8")
    code = re.sub(r"#.*|'[^']*'|\"[^\"]*\"", "", script)
    for opening, closing in ("()", "{}", "[]"):
        assert code.count(opening) == code.count(closing)
    assert '.Replace("\'", "\'\'")' in script
