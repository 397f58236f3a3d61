"""Whatever a plugin does wrong, its name is told and the command goes on; a word of a note is never in that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plugins.making import RULE, SECRET, install_plugin, install_rule

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from ipt_notes.testing.vaults import SyntheticVault

MEASURE = """
from ipt_notes.measures.measure import Band, Measure
API = 1
MEASURE = Measure(id={id!r}, name={name!r}, title="A test", item_count=2, item_min=0, item_max={most},
    bands=(Band(0, 4, "any"),), source="invented", terms="invented")
"""


def _enable(practice: SyntheticVault, name: str) -> None:
    done = practice.run("plugin", "enable", name, "--yes")
    assert done.returncode == 0, done.stderr


def _goes_on(done: subprocess.CompletedProcess[str], name: str) -> None:
    """It is told by its name, in one line, without content; the answer is the usual one."""
    told = [line for line in done.stderr.splitlines() if f"the plugin {name} " in line]
    assert len(told) == 1, done.stderr
    assert told[0].endswith("the command goes on without it")
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "check",
    [
        f'raise ValueError("{SECRET}")',
        f'yield Raised("one"); raise KeyError("{SECRET}")',
        f'import sys; sys.exit("{SECRET}")',
        "return 3",
        f'yield "{SECRET}"',
        "yield Raised(None)",
        'yield Raised("x", "y")',
        'yield Raised("x", severity="fatal")',
        "yield from check(course, setting)",
        f"yield Raised('{SECRET}' + chr(0xd800), items=3)",
    ],
)
def test_a_rule_that_fails_is_told_once_and_finds_nothing(
    check: str, practice: SyntheticVault, own_site: Path
) -> None:
    """Over all courses: the other rules have spoken, and the exit code is theirs."""
    before = practice.run("check", "--all", "--json")
    install_rule(own_site, check)
    _enable(practice, "a-rule")
    done = practice.run("check", "--all", "--json")
    _goes_on(done, "a-rule")
    assert (done.returncode, json.loads(done.stdout)) == (before.returncode, json.loads(before.stdout))


def test_a_rule_that_prints_does_not_spoil_an_answer(practice: SyntheticVault, own_site: Path) -> None:
    """What it says goes to standard error."""
    install_rule(own_site, 'print("hello"); return ()')
    _enable(practice, "a-rule")
    done = practice.run("check", "EX-001", "--json")
    assert json.loads(done.stdout)["checked"] == 1
    assert "hello" in done.stderr


@pytest.mark.parametrize(
    "broken",
    [
        "raise RuntimeError('x')",
        "import a_module_that_is_not_there",
        "import sys; sys.exit()",
        "del CODE",
        "CODE = 'x'",
    ],
)
def test_a_module_that_can_not_be_had_is_told_and_listed_as_broken(
    broken: str, practice: SyntheticVault, own_site: Path
) -> None:
    """At its import, or because it is no rule."""
    text = RULE.format(check="return ()") + f"\n{broken}\n"
    install_plugin(own_site, "a-rule", {"a_rule": text}, {"checks": {"tst001": "a_rule"}})
    _enable(practice, "a-rule")
    done = practice.run("check", "EX-001")
    _goes_on(done, "a-rule")
    (listed,) = json.loads(practice.run("plugin", "list", "--json").stdout)["plugins"]
    assert listed["state"] == "broken"
    assert listed["why"]


def test_a_rule_can_not_take_the_place_of_a_shipped_one(practice: SyntheticVault, own_site: Path) -> None:
    """Its code is taken: the shipped one stays."""
    text = RULE.format(check='yield Raised("mine")').replace("TST001", "BEG001")
    install_plugin(own_site, "a-rule", {"a_rule": text}, {"checks": {"beg001": "a_rule"}})
    _enable(practice, "a-rule")
    _goes_on(practice.run("check", "EX-001"), "a-rule")
    assert "BEG001" in practice.run("rules", "BEG001").stdout


@pytest.mark.parametrize(
    ("id_", "name", "most"),
    [
        ("tst2", "PHQ-9", 2),
        ("tst3", "Mine", 2),
        ("tst2", "Mine", 0),
        ("tst2", 7, 2),
        pytest.param("tst2", "Mine", 3, id="totals without a band"),
    ],
)
def test_a_measure_that_is_none_or_takes_a_name_is_left_out(
    id_: str, name: object, most: int, practice: SyntheticVault, own_site: Path
) -> None:
    """PHQ-9 stays PHQ-9."""
    text = MEASURE.format(id=id_, name=name, most=most)
    install_plugin(own_site, "a-measure", {"a_measure": text}, {"measures": {"tst2": "a_measure"}})
    _enable(practice, "a-measure")
    done = practice.run("measure", "add", "EX-001", "PHQ-9", "--total", "9")
    _goes_on(done, "a-measure")
    assert "total 9 (mild)" in done.stdout


@pytest.mark.parametrize(
    ("body", "code"),
    [(f'raise ValueError("{SECRET}")', 8), ('return "text"', 8), ("return course.client.code.encode()", 0)],
)
def test_an_export_that_fails_writes_and_records_nothing(
    body: str, code: int, practice: SyntheticVault, own_site: Path
) -> None:
    """And one that works is recorded like any other."""
    text = f"API = 1\nSUFFIX = '.txt'\ndef render(course, audience):\n    {body}\n"
    install_plugin(own_site, "a-letter", {"a_letter": text}, {"exports": {"letter": "a_letter"}})
    _enable(practice, "a-letter")
    done = practice.run("export", "with", "letter", "EX-001", "-o", "letter.txt")
    recorded = json.loads(practice.run("export", "disclosures", "EX-001", "--json").stdout)["disclosures"]
    assert done.returncode == code, done.stderr
    assert SECRET not in done.stderr
    assert [each["what"] for each in recorded] == (["letter (plugin a-letter)"] if code == 0 else [])
    assert (practice.folder / "letter.txt").exists() == (code == 0)


def test_an_export_sees_what_its_audience_may_know_and_nothing_else(
    practice: SyntheticVault, own_site: Path
) -> None:
    """The text of the notes is in no course that it is handed."""
    text = "API = 1\nSUFFIX = '.txt'\ndef render(course, audience):\n    import msgspec; return msgspec.json.encode(course)\n"
    install_plugin(own_site, "a-letter", {"a_letter": text}, {"exports": {"letter": "a_letter"}})
    _enable(practice, "a-letter")
    release = ("--audience", "insurer", "--authorisation", "signed release 2026-03-02")
    done = practice.run("export", "with", "letter", "EX-001", "-o", "letter.txt", *release)
    assert done.returncode == 0, done.stderr
    written = (practice.folder / "letter.txt").read_text()
    assert "grief" in written
    assert "A quiet week" not in written


@pytest.mark.parametrize(
    ("body", "code"), [(f'raise ValueError("{SECRET}")', 8), ("import sys; sys.exit(3)", 0), ("print(5)", 0)]
)
def test_a_command_that_fails_is_told_by_its_plugin(
    body: str, code: int, practice: SyntheticVault, own_site: Path
) -> None:
    """In one line, as every error; an ordinary Typer program does as a command."""
    text = f"import typer\nAPI = 1\napp = typer.Typer()\n@app.command()\ndef run():\n    {body}\n"
    install_plugin(own_site, "a-command", {"a_command": text}, {"commands": {"tst-run": "a_command"}})
    _enable(practice, "a-command")
    done = practice.run("tst-run")
    assert done.returncode == code, done.stderr
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr
    assert ("the plugin a-command failed (ValueError)" in done.stderr) == (code == 8)


def test_a_command_can_not_take_the_place_of_a_shipped_one(practice: SyntheticVault, own_site: Path) -> None:
    """`check` stays ours."""
    text = "import typer\nAPI = 1\napp = typer.Typer()\n@app.command()\ndef run():\n    print('mine')\n"
    install_plugin(own_site, "a-command", {"a_command": text}, {"commands": {"check": "a_command"}})
    _enable(practice, "a-command")
    assert "mine" not in practice.run("check", "EX-001").stdout


def test_scores_of_a_measure_stay_readable_without_its_plugin(
    practice: SyntheticVault, own_site: Path
) -> None:
    """They were recorded under its id; disabling it loses none of them."""
    text = MEASURE.format(id="tst2", name="Mine", most=2)
    install_plugin(own_site, "a-measure", {"a_measure": text}, {"measures": {"tst2": "a_measure"}})
    _enable(practice, "a-measure")
    assert practice.run("measure", "add", "EX-001", "Mine", "--items", "1,2").returncode == 0
    practice.run("plugin", "disable", "a-measure")
    for words in (
        ("measure", "list", "EX-001"), ("measure", "chart", "EX-001"), ("check", "EX-001"), ("caseload",),
        ("course", "timeline", "EX-001"), ("note", "new", "EX-001", "--stdout"),
        ("export", "fhir", "EX-001", "-o", "fhir.json"),
        ("export", "termination", "EX-001", "--draft", "-o", "summary.docx"),
        ("export", "chart", "EX-001", "-o", "chart"), ("export", "supervision", "EX-001", "-o", "view.md"),
    ):  # fmt: skip
        done = practice.run(*words)
        assert done.returncode in (0, 1), (words, done.stderr)
        assert "inside the program" not in done.stderr, (words, done.stderr)
    assert "tst2" in practice.run("measure", "list", "EX-001").stdout
