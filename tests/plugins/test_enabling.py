"""A plugin does nothing until a person has enabled it by name, and nothing any more once it is another one."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ipt_notes.cli import frame
from tests.plugins.making import RULE, install_plugin, install_rule

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.testing.vaults import SyntheticVault

FINDS = 'yield Raised("always", course.last_number)'


def _json(practice: SyntheticVault, *words: str) -> Any:
    """What a command prints; it is as its schema says."""
    done = practice.run(*words, "--json")
    printed = json.loads(done.stdout)
    full = " ".join(words[:2])
    frame.load(words[0])
    jsonschema.validate(printed, frame.schema(full))
    return printed


def _rules(practice: SyntheticVault) -> list[str]:
    courses = json.loads(practice.run("check", "EX-001", "--json").stdout)["courses"]
    return [finding["rule"] for course in courses for finding in course["findings"]]


def _config(practice: SyntheticVault) -> Path:
    return practice.folder / "config" / "ipt-notes" / "plugins.json"


def test_a_plugin_that_is_only_installed_adds_nothing(practice: SyntheticVault, own_site: Path) -> None:
    """It is listed, and no command imports it."""
    install_rule(own_site, FINDS)
    (own_site / "a_rule.py").write_text("raise SystemExit(99)\n" + (own_site / "a_rule.py").read_text())
    assert "TST001" not in _rules(practice)
    assert [each["state"] for each in _json(practice, "plugin", "list")["plugins"]] == ["not enabled"]


def test_what_is_not_enabled_is_refused_by_its_name(practice: SyntheticVault, own_site: Path) -> None:
    """With 7 and the way to enable it, whichever room it would be in."""
    install_plugin(
        own_site,
        "many-things",
        {"mt": "API = 1\n", "mt_templates.__init__": "API = 1\n"},
        {
            "checks": {"tst001": "mt"},
            "measures": {"tst9": "mt"},
            "exports": {"tst_letter": "mt"},
            "commands": {"tst-report": "mt"},
            "templates": {"tst": "mt_templates"},
        },
    )
    record = next(own_site.glob("*.dist-info")) / "RECORD"
    record.write_text(record.read_text() + "mt_templates/tst_first.md.j2,,\n")
    (own_site / "mt_templates" / "tst_first.md.j2").write_text("## Check-in\n")
    for words in (
        ("rules", "TST001"),
        ("override", "EX-001", "TST001", "--reason", "the train was late and the hour was short"),
        ("measure", "add", "EX-001", "TST-9", "--items", "1,2"),
        ("export", "with", "tst_letter", "EX-001", "-o", "letter.txt"),
        ("template", "show", "tst_first"),
        ("tst-report",),
    ):
        done = practice.run(*words)
        assert (done.returncode, "plugin enable many-things" in done.stderr) == (7, True), (
            words,
            done.stderr,
        )


def test_enabling_shows_what_it_adds_and_its_hash_and_asks(practice: SyntheticVault, own_site: Path) -> None:
    """Nobody is there to be asked in a script: without --yes nothing is changed."""
    install_rule(own_site, FINDS)
    done = practice.run("plugin", "enable", "a-rule")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert not _config(practice).exists()
    enabled = _json(practice, "plugin", "enable", "A_Rule", "--yes")
    assert enabled["adds"] == [{"room": "checks", "name": "tst001", "module": "a_rule", "asks": []}]
    assert enabled["state"] == "enabled"
    assert f"checks     tst001 (a_rule)\nSHA-256 of its files: {enabled['sha256']}" in done.stderr
    assert "TST001" in _rules(practice)
    assert "RIV" not in practice.run("rules").stdout
    assert practice.run("rules", "TST001").stdout.startswith("# TST001: A rule.")


@pytest.mark.skipif(sys.platform == "win32", reason="not here: a pseudo-terminal")
@pytest.mark.parametrize(("answer", "is_enabled"), [("y", True), ("", False), ("n", False)])
def test_a_person_at_a_terminal_is_asked(
    answer: str, *, is_enabled: bool, practice: SyntheticVault, own_site: Path
) -> None:
    """Enter alone means no."""
    import pexpect

    install_rule(own_site, FINDS)
    words = ["-m", "ipt_notes", "plugin", "enable", "a-rule"]
    child = pexpect.spawn(sys.executable, words, env=practice.environment, encoding="utf-8", timeout=30)
    child.expect(r"Enable a-rule\? \[y/N\]")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, _config(practice).exists()) == ((0, True) if is_enabled else (2, False))


def test_a_changed_plugin_is_told_and_not_loaded_until_it_is_enabled_anew(
    practice: SyntheticVault, own_site: Path
) -> None:
    """A new version, or an edited file: the command goes on without it."""
    install_rule(own_site, FINDS)
    practice.run("plugin", "enable", "a-rule", "--yes")
    with (own_site / "a_rule.py").open("a") as file:
        file.write("# a later thought\n")
    done = practice.run("check", "EX-001")
    assert "the plugin a-rule was changed or removed since it was enabled" in done.stderr
    assert "Traceback" not in done.stderr
    assert "TST001" not in done.stdout
    assert [each["state"] for each in _json(practice, "plugin", "list")["plugins"]] == ["changed"]
    practice.run("plugin", "enable", "a-rule", "--yes")
    assert "TST001" in _rules(practice)


def test_a_plugin_that_is_gone_is_told_and_can_be_disabled(practice: SyntheticVault, own_site: Path) -> None:
    """Uninstalled, or another environment than the one it was enabled in."""
    install_rule(own_site, FINDS)
    practice.run("plugin", "enable", "a-rule", "--yes")
    for file in sorted(own_site.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert "changed or removed" in practice.run("check", "EX-001").stderr
    assert [each["state"] for each in _json(practice, "plugin", "list")["plugins"]] == ["missing"]
    _json(practice, "plugin", "disable", "a-rule")
    assert practice.run("check", "EX-001").stderr.count("plugin") == 0
    assert practice.run("plugin", "disable", "a-rule").returncode == 6


def test_another_package_under_its_name_is_not_imported(
    practice: SyntheticVault, own_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python would find first is not what was hashed."""
    install_rule(own_site, FINDS)
    practice.run("plugin", "enable", "a-rule", "--yes")
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "a_rule.py").write_text(RULE.format(check=FINDS))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(shadow), os.environ["PYTHONPATH"]]))
    done = practice.run("check", "EX-001")
    assert "is not what Python finds under the name a_rule" in done.stderr
    assert "TST001" not in done.stdout


@pytest.mark.parametrize(
    ("module", "why"),
    [
        (RULE.format(check="return ()").replace("API = 1", "API = 2"), "API 1"),
        (RULE.format(check="return ()").replace("API = 1", "API = int('1')"), "API 1"),
        ("API = 1\nASKS = ('everything',)\n", "ASKS"),
        ("this is no Python", "API 1"),
    ],
)
def test_what_is_not_written_for_this_host_can_not_be_enabled(
    module: str, why: str, practice: SyntheticVault, own_site: Path
) -> None:
    """Its code is read for that, and never run: it would have to be enabled first."""
    install_plugin(own_site, "unfit", {"unfit": module}, {"checks": {"tst001": "unfit"}})
    done = practice.run("plugin", "enable", "unfit", "--yes")
    assert done.returncode == 7
    assert why in done.stderr
    assert [each["state"] for each in _json(practice, "plugin", "list")["plugins"]] == ["unfit"]


def test_an_editable_plugin_can_not_be_enabled(practice: SyntheticVault, own_site: Path) -> None:
    """Its files are not the ones that would be hashed."""
    install_rule(own_site, FINDS)
    record = next(own_site.glob("*.dist-info")) / "RECORD"
    record.write_text(record.read_text().replace("a_rule.py,,\n", "__editable__.pth,,\n"))
    (own_site / "__editable__.pth").write_text("")
    done = practice.run("plugin", "enable", "a-rule", "--yes")
    assert (done.returncode, "build its wheel" in done.stderr) == (7, True)


@pytest.mark.parametrize("spoilt", ["METADATA", "RECORD", "entry_points.txt"])
def test_a_spoilt_installation_stops_no_list_and_no_command(
    spoilt: str, practice: SyntheticVault, own_site: Path
) -> None:
    """What is left of a package that was half removed."""
    install_rule(own_site, FINDS)
    install_plugin(own_site, "sound", {"sound": RULE.format(check=FINDS)}, {"checks": {"tst001": "sound"}})
    (own_site / "a_rule-1.0.dist-info" / spoilt).write_bytes(b'"\xff\x00\n[ipt_notes.checks]\n= =')
    (own_site / "a_rule.py").unlink()
    states = {each["name"]: each["state"] for each in _json(practice, "plugin", "list")["plugins"]}
    assert states.pop("a-rule", "unfit") == "unfit"
    assert states == {"sound": "not enabled"}
    done = practice.run("rules", "NONE")
    assert (done.returncode, "Traceback" in done.stderr) == (6, False)


def test_a_list_of_another_version_enables_nothing(practice: SyntheticVault, own_site: Path) -> None:
    """It is told; nothing of it is guessed."""
    install_rule(own_site, FINDS)
    practice.run("plugin", "enable", "a-rule", "--yes")
    _config(practice).write_text(_config(practice).read_text().replace('"api": 1', '"api": 2'))
    done = practice.run("check", "EX-001")
    assert "it is of API 2; this version knows 1" in done.stderr
    assert "TST001" not in done.stdout


def test_the_list_of_what_is_enabled_is_for_its_owner_alone(practice: SyntheticVault, own_site: Path) -> None:
    """Who could write it would decide what runs beside the notes; so one that others may write enables nothing."""
    install_rule(own_site, FINDS)
    practice.run("plugin", "enable", "a-rule", "--yes")
    if os.name != "posix":
        return
    assert stat.S_IMODE(_config(practice).stat().st_mode) == 0o600
    _config(practice).chmod(0o666)
    done = practice.run("check", "EX-001")
    assert "another user of this computer may write it" in done.stderr
    assert "TST001" not in done.stdout
    assert practice.run("plugin", "list").returncode == 8


@pytest.mark.parametrize("text", ["", "{}", "[1]", "\x00\xff", '{"api": 1, "plugins": [{"name": 1}]}'])
def test_a_list_that_is_broken_enables_nothing_and_stops_nothing(text: str, practice: SyntheticVault) -> None:
    """It is told; commands about plugins say which file to mend."""
    _config(practice).parent.mkdir(parents=True)
    _config(practice).write_bytes(text.encode("latin-1"))
    _config(practice).chmod(0o600)
    done = practice.run("check", "EX-001")
    assert done.returncode in (0, 1)
    assert "does not say which plugins are enabled" in done.stderr
    assert practice.run("plugin", "list").returncode == 8


def test_with_no_plugin_enabled_nothing_of_the_host_is_imported(
    practice: SyntheticVault, own_site: Path
) -> None:
    """However many are installed: no scan, and no module of the host."""
    import subprocess

    install_rule(own_site, FINDS)
    program = "import sys\nfrom ipt_notes.__main__ import main\nmain()\nprint(*sys.modules, file=sys.stderr)"
    for words in (("check", "EX-001"), ("measure", "list", "EX-001"), ("note", "new", "EX-001", "--stdout")):
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=practice.environment, cwd=practice.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        modules = done.stderr.splitlines()[-1].split()
        assert "ipt_notes.registry" in modules
        assert [
            each for each in modules if each.startswith(("ipt_notes.plugins.", "importlib.metadata"))
        ] == []
        assert not [each for each in modules if "plugg" in each]
