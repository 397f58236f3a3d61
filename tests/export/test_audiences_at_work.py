"""Copies for each audience by the program itself: what is in them, what is asked, what is recorded, what a dry run leaves."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pexpect
import pytest

from ipt_notes.cli import frame
from ipt_notes.export.audiences import AUDIENCES, Audience, Content
from ipt_notes.services import clients
from tests.cli.transcript import environment
from tests.export import canaries
from tests.export.test_audiences import docx_text, fhir_text, found_in
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
CODE, TODAY = "EX-014", "2026-06-01"
AUTHORISATION = "signed release 2026-03-02"
NAMES = [audience.id for audience in AUDIENCES]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with one client, whose chart has a word of its own in every field."""
    folder = tmp_path_factory.mktemp("audiences")
    with make_practice(folder, "EX-000") as practice:
        added, started = canaries.begun()
        course = clients.NewCourse(start=started.start, planned=12, condition=started.condition)
        clients.add_client(practice, CODE, added.name, added.born, course)
        bodies = canaries.bodies(canaries.QUIET_AS_TYPED, practice.open(CODE).course.id)
        practice.write(practice.find(CODE), lambda _: bodies)
    return folder


def ipt(folder: Path, *words: str, code: int = 0) -> tuple[str, str]:
    """(standard output, standard error) of `ipt-notes export ...` where nobody can be asked."""
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", "export", *words],
        capture_output=True,
        text=True,
        env=environment(folder, TODAY),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def disclosed(folder: Path) -> list[dict[str, Any]]:
    """What the log of the chart holds, but for the one it began with."""
    lines = json.loads(ipt(folder, "disclosures", CODE, "--json")[0])["disclosures"]
    return [line for line in lines if line["sha256"] != "0" * 64]


@pytest.mark.parametrize("audience", AUDIENCES, ids=NAMES)
def test_a_copy_holds_what_its_reader_is_given(audience: Audience, world: Path, tmp_path: Path) -> None:
    """As a Word document, as Markdown and in FHIR; and the log names reader, authorisation and digest of each."""
    given = {word for word, content in canaries.CANARIES.items() if content in audience.holds}
    places = {kind: tmp_path / f"copy{kind}" for kind in (".docx", ".md", ".json")}
    before = len(disclosed(world))
    for kind, path in places.items():
        how = ("fhir", CODE, "--document") if kind == ".json" else ("termination", CODE)
        ipt(
            world,
            *how,
            "-o",
            str(path),
            "--draft",
            "--audience",
            audience.id,
            "--authorisation",
            AUTHORISATION,
        )
    data = {kind: path.read_bytes() for kind, path in places.items()}
    words = {
        ".docx": docx_text(data[".docx"]),
        ".md": data[".md"].decode(),
        ".json": fhir_text(data[".json"]),
    }
    by_findings = {"Zzincident"} if Content.FINDINGS in audience.holds else set()  # they name it by its title
    silent = {canaries.FINDING, *map(canaries.HEADED.__getitem__, canaries.SILENT)}
    only_in_fhir = {"LA6570-1"}
    assert found_in(words[".json"]) == (given - silent) | by_findings
    assert found_in(words[".docx"]) == found_in(words[".md"]) == (given - silent - only_in_fhir) | by_findings
    assert [(line["audience"], line["authorisation"], line["sha256"]) for line in disclosed(world)[before:]] == [
        (audience.id, AUTHORISATION, hashlib.sha256(each).hexdigest()) for each in data.values()
    ]  # fmt: skip


def test_only_who_may_know_them_reads_the_open_findings_of_a_draft(world: Path, tmp_path: Path) -> None:
    """Others read how many there are."""
    told = {}
    for name in NAMES:
        path = tmp_path / f"{name}.md"
        more = ("--authorisation", AUTHORISATION)
        ipt(world, "termination", CODE, "-o", str(path), "--draft", "--audience", name, *more)
        told[name] = path.read_text(encoding="utf-8").partition("## 1.")[0]
    is_listed = {name: "\n- " in text for name, text in told.items()}
    assert is_listed == {audience.id: Content.FINDINGS in audience.holds for audience in AUDIENCES}
    assert all(is_listed[name] or "Open findings: " in text for name, text in told.items())


@pytest.mark.parametrize("audience", ["referrer", "insurer"])
@pytest.mark.parametrize("how", ["termination", "fhir", "batch"])
def test_a_script_has_to_name_the_authorisation(audience: str, how: str, world: Path, tmp_path: Path) -> None:
    """Nothing is written, nothing is recorded, and the option is named."""
    before = disclosed(world)
    place = ("--out", str(tmp_path / "out")) if how == "batch" else (CODE, "-o", str(tmp_path / "out"))
    more = ("--document",) if how == "fhir" else ()
    _, err = ipt(world, how, *place, *more, "--draft", "--audience", audience, code=2)
    assert f"a copy for the {audience} needs an authorisation" in err
    assert "--authorisation" in err
    assert (disclosed(world), list(tmp_path.iterdir())) == (before, [])


@pytest.mark.parametrize(("typed", "code"), [("  signed   release\t2026-03-02 ", 0), ("", 2)])
def test_at_a_terminal_it_is_asked_for(typed: str, code: int, world: Path, tmp_path: Path) -> None:
    """What is typed is recorded; an empty answer is none."""
    words = ["-m", "ipt_notes", "export", "termination", CODE, "-o", str(tmp_path / "c.docx"), "--draft"]
    shell = pexpect.spawn(
        sys.executable, [*words, "--audience", "insurer"], env=environment(world, TODAY) | {"COLUMNS": ""},
        cwd=str(world), timeout=30, encoding="utf-8",
    )  # fmt: skip
    shell.expect_exact("A copy for the insurer rests on which authorisation")
    shell.sendline(typed)
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == code, shell.before
    assert (tmp_path / "c.docx").exists() == (code == 0)
    if code == 0:
        assert disclosed(world)[-1]["authorisation"] == AUTHORISATION


def test_an_audience_that_needs_none_is_not_asked(world: Path, tmp_path: Path) -> None:
    """A copy for the client, or for the practice itself, is made at once."""
    for name in ("client", "supervisor", "full"):
        ipt(world, "termination", CODE, "-o", str(tmp_path / f"{name}.docx"), "--draft", "--audience", name)
        assert (disclosed(world)[-1]["audience"], disclosed(world)[-1]["authorisation"]) == (name, "")


def test_every_export_records_what_it_rests_on(world: Path, tmp_path: Path) -> None:
    """And to whom it goes, where that is told; the list says both."""
    release = ("--authorisation", AUTHORISATION, "--recipient", "Dr Reader")
    for words, place in (
        (("termination", CODE, "--draft", "-o"), "t.docx"),
        (("termination", CODE, "--draft", "-o"), "t.md"),
        (("supervision", CODE, "-o"), "s.md"),
        (("chart", CODE, "-o"), "chart"),
        (("fhir", CODE, "-o"), "f.json"),
        (("outcomes", "-o"), "o.csv"),
        (("batch", "--draft", "--jobs", "1", "--out"), "batch"),
    ):
        before = len(disclosed(world))
        ipt(world, *words, str(tmp_path / place), *release)
        (line,) = disclosed(world)[before:]
        assert (line["authorisation"], line["recipient"]) == (AUTHORISATION, "Dr Reader"), words
    assert f"to: Dr Reader; on the authorisation: {AUTHORISATION}" in ipt(world, "disclosures", CODE)[0]


# --- a dry run ---


@pytest.fixture
def untouched(world: Path, tmp_path: Path) -> Iterator[Path]:
    """A place to write to that is empty at the end, as the log is what it was."""
    before = disclosed(world)
    yield tmp_path / "out"
    assert (disclosed(world), list(tmp_path.iterdir())) == (before, [])


@pytest.mark.parametrize("audience", AUDIENCES, ids=NAMES)
def test_a_dry_run_says_what_would_be_in_it(audience: Audience, world: Path, untouched: Path) -> None:
    """What is given and what is withheld, and why; no authorisation is asked for yet."""
    words = ("termination", CODE, "-o", str(untouched), "--draft", "--audience", audience.id, "--dry-run")
    said = json.loads(ipt(world, *words, "--json")[0])
    frame.load("export")
    jsonschema.validate(said, frame.schema("export termination"))
    assert [line["content"] for line in said["contains"]] == list(audience.holds)
    assert [line["content"] for line in said["withholds"]] == list(audience.withholds)
    assert all(line["is_recorded"] for line in (*said["contains"], *said["withholds"]))
    told = ipt(world, *words)[0]
    assert "Nothing was written or recorded" in told
    assert ("It would withhold (" in told) == bool(audience.withholds)
    assert "zz" not in told.casefold()


def test_a_dry_run_ends_as_the_export_would(world: Path, untouched: Path) -> None:
    """What can not be final yet is refused, and why is told."""
    told, _ = ipt(world, "termination", CODE, "-o", str(untouched), "--dry-run", code=7)
    assert "It would be refused, unless as a --draft:" in told


def test_a_dry_run_of_a_batch_writes_nothing(world: Path, untouched: Path) -> None:
    """It says how many documents there would be, and what would be in them."""
    words = ("batch", "--out", str(untouched), "--draft", "--audience", "insurer", "--dry-run")
    told, _ = ipt(world, *words, "--jobs", "2")
    assert told.startswith("2 documents would be written to ")
    assert "other people by relationship" in told.partition("It would withhold (")[2]
    said = json.loads(ipt(world, *words, "--jobs", "1", "--json")[0])
    jsonschema.validate(said, frame.schema("export batch"))
    assert (said["written"], said["unchanged"], said["left_out"]) == (2, 0, [])


# --- a batch ---


def test_a_batch_is_for_one_audience(world: Path, tmp_path: Path) -> None:
    """The same audience again changes nothing, another one gets a folder of its own."""
    batch = ("batch", "--draft", "--jobs", "1", "--authorisation", AUTHORISATION, "--out")
    insurers = (*batch, str(tmp_path / "insurers"), "--audience", "insurer")
    assert "2 documents written" in ipt(world, *insurers)[0]
    files = {path.name: path.read_bytes() for path in (tmp_path / "insurers").glob("*.docx")}
    before = disclosed(world)
    assert (before[-1]["audience"], before[-1]["authorisation"]) == ("insurer", AUTHORISATION)
    assert "0 documents written" in ipt(world, *insurers)[0]
    assert "0 documents would be written" in ipt(world, *insurers, "--dry-run")[0]
    _, err = ipt(world, *batch, str(tmp_path / "insurers"), "--audience", "client", code=2)
    assert "for another audience: insurer" in err
    assert {path.name: path.read_bytes() for path in (tmp_path / "insurers").glob("*.docx")} == files
    assert disclosed(world) == before
    ipt(world, *batch, str(tmp_path / "clients"), "--audience", "client")
    copies = [docx_text((tmp_path / name / f"{CODE}.docx").read_bytes()) for name in ("insurers", "clients")]
    assert ["Zzaccount" in copy for copy in copies] == [False, True]


# --- what is listed ---


def test_the_audiences_are_listed(world: Path) -> None:
    """Each with a column of its own, and what it is not given."""
    said = json.loads(ipt(world, "audiences", "--json")[0])
    frame.load("export")
    jsonschema.validate(said, frame.schema("export audiences"))
    assert [line["audience"] for line in said["audiences"]] == NAMES
    told = ipt(world, "audiences")[0]
    assert told.split("\n")[0].split() == NAMES
    risk = next(line for line in told.split("\n") if line.startswith("risk "))
    assert risk.split() == ["risk", "yes", "yes", "-", "yes", "yes"]
    assert max(map(len, told.split("\n"))) <= 100


def test_an_audience_goes_with_a_document(world: Path, untouched: Path) -> None:
    """A course in FHIR is given whole, or not at all."""
    _, err = ipt(world, "fhir", CODE, "-o", str(untouched), "--audience", "client", code=2)
    assert "--audience goes with --document" in err
    _, err = ipt(world, "termination", CODE, "-o", str(untouched), "--audience", "everybody", code=2)
    assert "known: client, referrer, insurer, supervisor, full" in err
