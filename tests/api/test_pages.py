"""docs/api.md: every block of Python in it is run, from the first to the last, in the folder of a practice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.testing.manual import by_manual
from ipt_notes.testing.pytest_plugin import ipt_course, ipt_vault

if TYPE_CHECKING:
    import pytest

    from ipt_notes.testing.vaults import SyntheticVault

__all__ = ["ipt_course", "ipt_vault"]

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_examples_of_the_page_work(
    ipt_vault: SyntheticVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Word for word; what they print is what they say they do."""
    ipt_vault.add("EX-001", by_manual("grief").sign().conclude())
    ipt_vault.add("EX-002", by_manual("grief", sessions=4).without("Contract"))
    ipt_vault.where.rename(ipt_vault.folder / "practice.ipt")
    ipt_vault.key_file.rename(ipt_vault.folder / "practice.key")
    for name, value in ipt_vault.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ipt_vault.folder)
    *scripts, test = BLOCKS
    names: dict[str, object] = {}
    for block in scripts:
        exec(compile(block, str(PAGE), "exec"), names)
    printed = capsys.readouterr().out
    assert "EX-001 16 0" in printed
    assert "export-refused\n7\nthe narrative is not signed" in printed
    assert (ipt_vault.folder / "EX-001.docx").read_bytes().startswith(b"PK")
    assert "test_my_nightly_letters" in test


def test_the_test_of_the_page_passes(
    ipt_vault: SyntheticVault, ipt_course: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the fixtures that it names."""
    monkeypatch.setenv("PYTHONPATH", str(PAGE.parents[1]))
    names: dict[str, object] = {}
    exec(compile(BLOCKS[-1], str(PAGE), "exec"), names)
    names["test_my_nightly_letters"](ipt_vault, ipt_course)


def test_the_page_names_all_of_the_api() -> None:
    """Every public name of a vault."""
    from ipt_notes.api import Vault

    text = PAGE.read_text(encoding="utf-8")
    members = [name for name in vars(Vault) if not name.startswith("_")]
    missing = [name for name in members if f"`{name}" not in text and f".{name}" not in text]
    assert not missing
