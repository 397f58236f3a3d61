"""A vault that an earlier version wrote is read by this one, for ever, and says what it said then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ipt_notes.vault.schema import OLDEST, VERSION
from tests.vault.golden.make import FOLDER, answer
from tests.vault.golden.story import Step, step

GOLDEN = sorted(FOLDER.glob("format-*"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.name)
def practice(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a golden vault, opened by its key file."""
    folder = Path(shutil.copytree(request.param, tmp_path / "practice"))
    (folder / "key").chmod(0o600)
    return folder


def expected(practice: Path) -> dict[str, Any]:
    """What the program of its time read in the vault, by command."""
    answers: dict[str, Any] = json.loads((practice / "expected.json").read_text(encoding="utf-8"))
    return answers


def differences(found: Any, wanted: Any, where: str = "") -> list[str]:
    """Where an answer is not what it was. It may say more; the words of a history may be put better."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        words = {"what"} if "withdrawn" in wanted else set()
        names = sorted(set(wanted) - words)
        return [
            line for name in names for line in differences(found.get(name), wanted[name], f"{where}.{name}")
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(found) == len(wanted):
        pairs = enumerate(zip(found, wanted, strict=True))
        return [line for at, (one, other) in pairs for line in differences(one, other, f"{where}[{at}]")]
    return [] if found == wanted else [where]


def read_differently(practice: Path) -> list[str]:
    """Every place of every answer at which today's program reads something else."""
    return [
        line
        for command, wanted in expected(practice).items()
        for line in differences(answer(step(command), practice), wanted, command)
    ]


def test_there_is_a_golden_vault_of_every_format() -> None:
    """From the oldest that is promised to be read to the one that is written today."""
    assert [path.name for path in GOLDEN] == [f"format-{number}" for number in range(OLDEST, VERSION + 1)]


def test_a_golden_vault_says_what_it_said(practice: Path) -> None:
    """Every text, score, signature, revision and code."""
    assert read_differently(practice) == []


def test_a_golden_vault_is_sound(practice: Path) -> None:
    """All of it is authentic, to the program of today."""
    verified = answer(step("vault verify"), practice)
    assert (verified["problems"], verified["charts"]) == ([], 4)
    assert verified["records"] >= 40


@pytest.mark.parametrize(
    ("name", "file"), [("IPT_NOTES_PASSPHRASE_FILE", "passphrase.txt"), ("IPT_NOTES_RECOVERY_KIT", "kit.txt")]
)
def test_a_golden_vault_opens_with_each_of_its_secrets(
    practice: Path, name: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The passphrase at its real cost, and the printed page."""
    (practice / "key").unlink()
    found = answer(step("client list"), practice, more={name: str(practice / file), "IPT_NOTES_KEY_FILE": ""})
    assert found == expected(practice)["client list"]


def test_the_passphrase_that_was_taken_away_opens_nothing(practice: Path) -> None:
    """Its slot is gone from the vault."""
    (practice / "first.txt").write_text("taken away again\n", encoding="utf-8")
    more = {"IPT_NOTES_PASSPHRASE_FILE": str(practice / "first.txt"), "IPT_NOTES_KEY_FILE": ""}
    assert answer(step("client list"), practice, more=more, exit_code=3)["error"]["code"] == "wrong-key"


def test_the_draft_beside_a_golden_vault_is_offered(practice: Path) -> None:
    """Text that was not saved yet is found by today's program where its own program left it."""
    owed = answer(Step(("agenda",)), practice)["owed"]
    assert [each["code"] for each in owed if each["kind"] == "draft"] == ["田中-7"]


def test_an_upgraded_golden_vault_says_what_it_said(practice: Path) -> None:
    """Nothing is lost by the upgrade, and the vault is sound behind it; the copy that it keeps is the older vault."""
    upgraded = answer(step("vault upgrade"), practice)
    assert upgraded["after"] == VERSION
    assert read_differently(practice) == []
    assert answer(step("vault verify"), practice)["problems"] == []
    assert answer(step("vault status"), practice)["format"] == VERSION


def test_a_client_who_was_erased_is_gone(practice: Path) -> None:
    """Their code is not known, and verifying counts an erasure where there was damage without its record."""
    missing = answer(step("note history Gone-1 --all"), practice, exit_code=6)
    assert missing["error"]["code"] == "client-not-found"
    could_erase = answer(step("vault status"), practice)["format"] > 1
    assert answer(step("vault verify"), practice)["erased"] == could_erase
