"""What another program gets from `import ipt_notes`."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ipt_notes
from ipt_notes.testing.manual import by_manual
from ipt_notes.testing.vaults import SyntheticVault

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 6, 1)
NAME = "Marisol Example"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SyntheticVault]:
    """A vault with a concluded course and one that is in its third session."""
    made = SyntheticVault(tmp_path_factory.mktemp("practice"))
    made.add("EX-002", by_manual("grief").sign().conclude(), name=NAME)
    made.add("ex-001", by_manual("role dispute", sessions=3).without("Contract"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield made


def test_clients_come_by_code(practice: SyntheticVault) -> None:
    """With an id that says nothing of them."""
    with practice.open() as vault:
        first, second = vault.clients()
    assert (first.code, second.code, second.name) == ("ex-001", "EX-002", NAME)
    assert NAME not in repr(second)
    assert "EX-002" not in repr(second)


def test_a_check_is_that_of_the_command(practice: SyntheticVault) -> None:
    """To the word."""
    with practice.open() as vault:
        found = vault.check(vault.course("EX-001"), ignore=["SES"])
    done = practice.run("check", "EX-001", "--ignore", "SES", "--json")
    (course,) = json.loads(done.stdout)["courses"]
    assert [(each.rule, each.message) for each in found] == [
        (each["rule"], each["message"]) for each in course["findings"]
    ]


def test_a_practices_thresholds_count(practice: SyntheticVault, monkeypatch: pytest.MonkeyPatch) -> None:
    """`checks.toml` of the same user."""
    for name, value in practice.environment.items():
        monkeypatch.setenv(name, value)
    file = practice.folder / "config" / "ipt-notes" / "checks.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("fewest_people = 9\n")
    with practice.open() as vault:
        course = vault.course("EX-001")
        found = vault.check(course, select=["INV007"])
    file.unlink()
    assert len(found) == 1
    assert ipt_notes.check(course, today=DAY, select=["INV007"]) == ()


def test_an_export_is_the_commands_to_the_byte(practice: SyntheticVault, tmp_path: Path) -> None:
    """And recorded like it."""
    with practice.open() as vault:
        done = vault.export_termination("EX-002", tmp_path / "a.docx", is_draft=True)
    practice.run("export", "termination", "EX-002", "--draft", "-o", str(tmp_path / "b.docx"))
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    listed = json.loads(practice.run("export", "disclosures", "EX-002", "--json").stdout)["disclosures"]
    assert [each["sha256"] for each in listed] == [done.sha256, done.sha256]


def test_what_stands_against_an_export_is_an_error_without_content(
    practice: SyntheticVault, tmp_path: Path
) -> None:
    """Nothing is written."""
    with practice.open() as vault, pytest.raises(ipt_notes.IptNotesError) as told:
        vault.export_termination("EX-001", tmp_path / "a.docx")
    assert (told.value.code, told.value.exit_code) == ("export-refused", 7)
    assert not list(tmp_path.iterdir())
    with practice.open() as vault, pytest.raises(ipt_notes.IptNotesError, match="authorisation"):
        vault.export_termination("EX-002", tmp_path / "a.docx", audience="insurer", is_draft=True)


@pytest.mark.parametrize("code", ['a "quoted" one', "back\\slash", "Ägäis 7"])
def test_a_synthetic_client_may_have_any_code(code: str, tmp_path: Path) -> None:
    """As a real one may; the signatures of the notes hold."""
    made = SyntheticVault(tmp_path)
    made.add(code, by_manual("grief", sessions=3).sign())
    with made.open() as vault:
        course = vault.course(code)
    assert (course.client.code, course.unsigned, len(course.attended)) == (code, (), 3)
    assert "all authentic" in made.run("vault", "verify").stdout


def test_two_vaults_are_open_at_once_and_none_is_when_closed(
    practice: SyntheticVault, tmp_path: Path
) -> None:
    """There is no global state."""
    other = SyntheticVault(tmp_path)
    with practice.open() as one, other.open() as two:
        assert len(one.clients()) == 2
        assert two.clients() == ()
        assert one.id != two.id
    two.close()
    with pytest.raises(ValueError, match="closed"):
        one.clients()
    assert repr(one) == "<Vault closed>"


def test_the_audit_names_the_program_that_looked(practice: SyntheticVault) -> None:
    """By the name it gave itself."""
    with ipt_notes.open_vault(
        practice.where, key_file=practice.key_file, state=practice.state, by="nightly letters"
    ) as vault:
        vault.course("EX-001")
    assert "looked at it (nightly letters)" in practice.run("vault", "audit").stdout


def test_an_unknown_client_and_a_missing_vault_are_told(practice: SyntheticVault, tmp_path: Path) -> None:
    """With the errors of the commands; a beginning of a code is never enough."""
    with practice.open() as vault, pytest.raises(ipt_notes.IptNotesError, match="no client"):
        vault.course("EX-0")
    with pytest.raises(ipt_notes.IptNotesError, match="no vault"):
        ipt_notes.open_vault(tmp_path / "none.ipt", key_file=practice.key_file, state=tmp_path)
    with pytest.raises(ipt_notes.IptNotesError):
        ipt_notes.open_vault(practice.where, key_file=tmp_path / "none", state=tmp_path)


def test_nobody_is_asked_and_nothing_is_printed(practice: SyntheticVault) -> None:
    """Where no key is named, it is locked."""
    env = {name: value for name, value in practice.environment.items() if name != "IPT_NOTES_KEY_FILE"}
    program = (
        "import ipt_notes\ntry:\n    ipt_notes.open_vault()\n"
        "except ipt_notes.IptNotesError as error:\n    raise SystemExit(error.exit_code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


def test_importing_the_package_imports_nothing_else(practice: SyntheticVault) -> None:
    """The command line imports it first: the API comes when a name of it is used."""
    program = "import sys; before = set(sys.modules); import ipt_notes; print(*(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", program], env=practice.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["ipt_notes"]
    with pytest.raises(AttributeError):
        _ = ipt_notes.nothing


def test_the_api_has_types_for_who_uses_it(tmp_path: Path) -> None:
    """A strict type checker follows every name, and finds a mistake."""
    (tmp_path / "good.py").write_text(
        "import ipt_notes\n"
        "def count(vault: ipt_notes.Vault) -> int:\n"
        "    found = [vault.check(vault.course(client.code)) for client in vault.clients()]\n"
        "    return sum(finding.is_open_error for findings in found for finding in findings)\n"
        "with ipt_notes.open_vault('a.ipt', key_file='k') as opened:\n    print(count(opened))\n"
    )
    (tmp_path / "bad.py").write_text("import ipt_notes\nipt_notes.open_vault(3)\nipt_notes.nothing\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "good.py", "bad.py"],
        env=os.environ | {"MYPYPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "good.py" not in done.stdout
    assert done.stdout.count("bad.py") == 2, done.stdout


def test_every_name_of_the_package_is_in_the_stub_and_in_the_api() -> None:
    """Three lists that could drift apart."""
    import ipt_notes.api

    stub = (ROOT / "ipt_notes" / "__init__.pyi").read_text()
    named = {line.rpartition(" as ")[2] for line in stub.splitlines() if " as " in line}
    assert named == set(ipt_notes.__all__) == set(ipt_notes.api.__all__)
    assert all(hasattr(ipt_notes, name) for name in ipt_notes.__all__)
