"""Outcomes leave the vault under pseudonyms, with the disclosure in every chart they are of, or not at all."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import NotFound, Refused, StreamMoved, UsageProblem, WorldProblem
from ipt_notes.keys.pseudonyms import Pseudonyms
from ipt_notes.services import clients
from ipt_notes.services.exchange import outcomes
from ipt_notes.services.exchange.outcomes import export_outcomes, outcome_bars
from ipt_notes.services.unlock.rekeying import rekey_client
from tests.builders import by_manual
from tests.vault.building import TODAY, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODES = tuple(f"MK-{number:03}" for number in range(6))
RUNNING = "MK-900"
_SESSIONS = by_manual("grief", sessions=4).course().sessions


def fill(practice: Practice, code: str) -> None:
    """Four sessions and a conclusion."""
    course = practice.open(code).course.id
    notes = [r.NoteSaved(one.note, course, 1, one.text, one.content) for one in _SESSIONS]
    ended = r.CourseEnded(course, TODAY, EndType.PLANNED, NextStep.END)
    practice.write(practice.find(code), lambda _: [*notes, ended])


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Six clients whose course about a grief is concluded, and one whose course is running."""
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", *CODES, RUNNING) as practice:
        for code in CODES:
            fill(practice, code)
        yield practice


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_chart_has_the_disclosure_and_no_other(practice: Practice, tmp_path: Path) -> None:
    """With the digest of the file; a running course is not in it."""
    done = export_outcomes(practice, tmp_path / "o.csv")
    assert (done.courses, done.clients, done.running) == (6, 6, 1)
    assert done.sha256 == hashlib.sha256((tmp_path / "o.csv").read_bytes()).hexdigest()
    for code in CODES:
        (disclosed,) = practice.open(code).course.disclosures
        assert (disclosed.audience, disclosed.sha256) == ("audit", done.sha256)
    assert practice.open(RUNNING).course.disclosures == ()
    assert (tmp_path / "o.csv").stat().st_mode & 0o777 == 0o600


def test_a_client_keeps_the_pseudonym(practice: Practice, tmp_path: Path) -> None:
    """In every export, after a further course, under a new key; two clients never share one."""
    export_outcomes(practice, tmp_path / "one.csv")
    rekey_client(practice, CODES[0], "")
    clients.start_course(practice, CODES[0], clients.NewCourse())
    ended = clients.Ending(end_type=EndType.EARLY_CLIENT, next_step=NextStep.END)
    clients.conclude(practice, CODES[0], ended)
    export_outcomes(practice, tmp_path / "two.csv")
    one, two = ({row["client"] for row in table(tmp_path / f"{name}.csv")} for name in ("one", "two"))
    assert one == two
    assert len(one) == 6
    assert [row["course"] for row in table(tmp_path / "two.csv")].count("2") == 1


def test_another_vault_has_other_pseudonyms(practice: Practice, tmp_path: Path) -> None:
    """The key is of one member in one vault: the same client id tells nothing elsewhere."""
    (tmp_path / "other").mkdir()
    client = practice.find(CODES[0]).client
    with make_practice(tmp_path / "other") as other:
        names = {
            Pseudonyms(member, vault).of(client)
            for member in (practice.member, other.member)
            for vault in (practice.port.vault_id, other.port.vault_id)
        }
    assert len(names) == 4
    assert client.hex() not in "".join(names)


def test_lines_are_not_in_the_order_of_the_codes(practice: Practice, tmp_path: Path) -> None:
    """The order would tell who is who."""
    export_outcomes(practice, tmp_path / "o.csv")
    names = [row["client"] for row in table(tmp_path / "o.csv")]
    assert names == sorted(names)
    by_code = [
        Pseudonyms(practice.member, practice.port.vault_id).of(practice.find(code).client) for code in CODES
    ]
    assert sorted(by_code) == names


def test_what_can_t_be_recorded_is_not_written(practice: Practice, tmp_path: Path) -> None:
    """Neither file nor picture, and no chart has a record of it."""
    practice.port.only_read("as if by permission")
    with pytest.raises(WorldProblem):
        export_outcomes(practice, tmp_path / "o.csv", picture=tmp_path / "o.svg")
    assert not list(tmp_path.glob("o.*"))


def test_a_file_that_is_there_stays(practice: Practice, tmp_path: Path) -> None:
    """And what was refused is in no chart."""
    (tmp_path / "o.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused):
        export_outcomes(practice, tmp_path / "o.csv")
    assert practice.open(CODES[0]).course.disclosures == ()
    export_outcomes(practice, tmp_path / "o.csv", replace=True)
    assert len(table(tmp_path / "o.csv")) == 6


def test_a_chart_that_is_written_meanwhile_is_recorded_anew(practice: Practice, tmp_path: Path) -> None:
    """All charts or none, whoever else writes."""
    commit, tries = practice.port.commit, []

    def commit_late(*args: object) -> None:
        if not tries:
            tries.append(1)
            raise StreamMoved
        commit(*args)

    practice.port.commit = commit_late
    note_contact(practice, CODES[1], "called")
    tries.clear()
    export_outcomes(practice, tmp_path / "o.csv")
    assert all(len(practice.open(code).course.disclosures) == 1 for code in CODES)


def test_a_vault_without_an_ending_has_no_outcomes(tmp_path: Path) -> None:
    """Told, and nothing is written."""
    with make_practice(tmp_path, "MK-014") as practice, pytest.raises(NotFound):
        export_outcomes(practice, tmp_path / "o.csv")
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize(("name", "picture"), [("o.xlsx", None), ("o", None), ("o.csv", "o.pdf")])
def test_a_kind_of_file_that_is_not_made_is_told_first(
    practice: Practice, tmp_path: Path, name: str, picture: str | None
) -> None:
    """Before anything is read."""
    with pytest.raises(UsageProblem):
        outcomes.require_places(tmp_path / name, tmp_path / picture if picture else None)


def test_the_picture_says_what_the_sums_say(practice: Practice, tmp_path: Path) -> None:
    """To the eye and to a screen reader; what is held back is drawn nowhere."""
    done = export_outcomes(practice, tmp_path / "o.jsonl", picture=tmp_path / "o.svg")
    drawn = (tmp_path / "o.svg").read_text(encoding="utf-8")
    for group in outcome_bars(done.sums):
        assert group.name in drawn
        assert all(f"{group.name}: {bar.label} {bar.words}" in drawn for bar in group.bars)
    assert "100% (6 of 6)" in drawn
    assert "Counts below 5 are held back" in drawn
    small = replace(done.sums[0], is_small=True)
    assert outcome_bars((small,))[0].bars == ()
