"""How long charts are kept by the practice's own rules, what is due, and what holds a chart."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.retention import AdultRule, MinorRule, Policy
from ipt_notes.course.vocabulary import ErasureDecision
from ipt_notes.errors import UsageProblem, WorldProblem
from ipt_notes.services import clients
from ipt_notes.services.exchange import describing
from ipt_notes.services.exchange.telling_chart import told_chart
from ipt_notes.services.person import Nobody
from ipt_notes.services.reading import chart_history
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust import retention
from ipt_notes.services.trust.retention import HeldAlready, NotOnHold, WouldErase
from ipt_notes.services.trust.retention_rules import policy_file, read_policy, told_rules
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import NOW, TODAY, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

NEW, OLD, HELD = "MK-014", "LP-002", "XY-003"
LONG_AGO = dt.date(2015, 3, 2)


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have years of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A client of today; two whose time is over, of which one is on hold."""
    with make_practice(tmp_path) as practice:
        clients.add_client(practice, NEW, "", dt.date(1990, 1, 1), clients.NewCourse())
        for code in (OLD, HELD):
            clients.add_client(practice, code, "", dt.date(1960, 1, 1), clients.NewCourse(start=LONG_AGO))
        retention.place_hold(practice, HELD, "an enquiry")
        yield practice


def written(practice: Practice, text: str) -> Path:
    """The practice's own file of years."""
    path = policy_file(practice.settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def due(practice: Practice) -> list[str]:
    """The codes that are listed as due."""
    return [line.code for line in retention.list_retention(practice, is_due_only=True).lines]


# --- the practice's own years --------------------------------------------------------------------------------


def test_without_a_file_the_rules_are_those_of_the_guideline(practice: Practice) -> None:
    """And that is said, with the place of the file that may set others."""
    listed = retention.list_retention(practice)
    assert listed.rules == (
        "adult: 7 years after the last service",
        "minor: 7 years after the last service, or 3 years after the age of 18, whichever is later",
    )
    assert listed.source == "APA Record Keeping Guidelines, 2007"
    assert Path(listed.policy_file) == practice.settings.templates.parent / "retention.toml"


def test_a_file_sets_what_it_names_and_leaves_the_rest(practice: Practice) -> None:
    """Every list and every erasure goes by it."""
    path = written(practice, "[adult]\nyears_after_last_service = 12\n\n[minor]\nmajority = 21\n")
    assert read_policy(path) == Policy(AdultRule(12), MinorRule(majority=21))
    listed = retention.list_retention(practice)
    assert listed.source == str(path)
    assert listed.lines[0].until == dt.date(2027, 3, 2)
    assert due(practice) == []


def test_an_empty_file_changes_nothing(practice: Practice) -> None:
    """Nor does an empty table."""
    for text in ("", "# later\n", "[adult]\n[minor]\n"):
        assert read_policy(written(practice, text)) == Policy()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[adult]\nyears_after_last_service = 7 years\n", ":2: this is not TOML"),
        ("[adult", ": its last line is not TOML"),
        ("[adults]\n", ": adults is not known"),
        ("adult = 7\n", ": adult is not a table"),
        ("[adult]\nyears = 7\n", ": adult.years is not known"),
        ("[adult]\nyears_after_majority = 3\n", ": adult.years_after_majority is not known"),
        ("[minor]\nmajority = '18'\n", ": minor.majority is not a number of years"),
        ("[minor]\nmajority = 17.5\n", ": minor.majority is not a number of years"),
        ("[minor]\nmajority = true\n", ": minor.majority is not a number of years"),
        (
            "[adult]\nyears_after_last_service = -1\n",
            ": adult.years_after_last_service is not a number of years",
        ),
        (
            "[adult]\nyears_after_last_service = 151\n",
            ": adult.years_after_last_service is not a number of years",
        ),
    ],
)
def test_what_is_wrong_with_the_file_is_told_with_line_or_key(
    practice: Practice, text: str, told: str
) -> None:
    """A slip never makes a chart due too early."""
    path = written(practice, text)
    with pytest.raises(UsageProblem) as problem:
        retention.list_retention(practice)
    assert problem.value.message == f"{path}{told}"
    assert problem.value.hint


def test_a_file_that_is_no_text_or_can_not_be_read_is_told(practice: Practice) -> None:
    """With its name."""
    path = written(practice, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageProblem, match="not TOML"):
        read_policy(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(WorldProblem, match="could not be read"):
        read_policy(path)


def test_one_year_is_told_as_one() -> None:
    """In words that can be read aloud."""
    assert told_rules(Policy(AdultRule(1)))[0] == "adult: 1 year after the last service"


# --- what is due ---------------------------------------------------------------------------------------------


def test_every_chart_is_listed_with_its_day(practice: Practice) -> None:
    """By code; due is what is past its time and not on hold."""
    lines = retention.list_retention(practice).lines
    assert [(line.code, line.last_service, line.until, line.is_due, line.hold) for line in lines] == [
        (OLD, LONG_AGO, dt.date(2022, 3, 2), True, ""),
        (NEW, TODAY, dt.date(2033, 3, 16), False, ""),
        (HELD, LONG_AGO, dt.date(2022, 3, 2), False, "an enquiry"),
    ]
    assert due(practice) == [OLD]


def test_a_service_of_today_makes_a_chart_young_again(practice: Practice) -> None:
    """A call from a client of ten years ago is a service."""
    note_contact(practice, OLD, "asked for a letter")
    assert due(practice) == []


def test_a_missing_date_of_birth_is_told(practice: Practice) -> None:
    """The rule for adults is taken."""
    clients.add_client(practice, "NB-1", "", None, clients.NewCourse("ipt_a"))
    line = retention.retention_line(practice, practice.open("NB-1"))
    assert (line.chart_class, line.is_birth_date_missing) == ("adult", True)
    assert not retention.retention_line(practice, practice.open(NEW)).is_birth_date_missing


def test_a_dry_run_says_what_would_go_and_erases_nothing(practice: Practice) -> None:
    """Of everything that is due, with drafts; what is on hold is named apart."""
    client = practice.find(OLD).client.hex()
    drafts.keep(practice, drafts.Draft(os.urandom(16).hex(), client, OLD, "note", "text", NOW))
    before = practice.port.status()
    found = retention.dry_run(practice)
    assert found.charts == (WouldErase(OLD, dt.date(2022, 3, 2), True, 2, 0, 1),)  # noqa: FBT003
    assert found.held == (HELD,)
    assert practice.port.status() == before
    assert practice.open(OLD).records


def test_a_dry_run_of_one_client_tells_of_that_one(practice: Practice) -> None:
    """Also when it is not due, or on hold."""
    (would,) = retention.dry_run(practice, NEW).charts
    assert (would.code, would.is_due, would.records) == (NEW, False, 2)
    assert retention.dry_run(practice, HELD).held == (HELD,)


# --- holds and requests --------------------------------------------------------------------------------------


def test_a_hold_comes_and_goes_with_its_reason(practice: Practice) -> None:
    """Who reads the chart sees it, and the history keeps both."""
    state = describing.chart_state(practice, practice.open(HELD))
    assert "  on hold     an enquiry" in told_chart(state)
    assert retention.lift_hold(practice, HELD, "the enquiry\n is closed").is_due
    chart = practice.open(HELD)
    assert [line.what for line in chart_history(practice, chart)][-2:] == [
        "hold placed: an enquiry",
        "hold lifted: the enquiry is closed",
    ]
    assert not any("on hold" in line for line in told_chart(describing.chart_state(practice, chart)))


def test_a_hold_is_placed_once_and_lifted_once(practice: Practice) -> None:
    """The second time is refused (exit 7)."""
    with pytest.raises(HeldAlready) as told:
        retention.place_hold(practice, HELD, "another reason")
    assert told.value.exit_code == 7
    with pytest.raises(NotOnHold):
        retention.lift_hold(practice, OLD, "a reason")


def test_a_hold_and_a_request_need_words(practice: Practice) -> None:
    """The missing option is named."""
    with pytest.raises(UsageProblem, match="a hold needs a reason"):
        retention.place_hold(practice, OLD, "  ")
    with pytest.raises(UsageProblem, match="a decision on erasure needs a ground"):
        retention.record_request(practice, OLD, TODAY, ErasureDecision.GRANTED, "")
    assert len(practice.open(OLD).records) == 2


def test_a_request_for_erasure_is_recorded_with_its_answer(practice: Practice) -> None:
    """In the chart itself; and the next program reads it."""
    retention.record_request(practice, OLD, TODAY, ErasureDecision.REFUSED, "kept by law until 2030")
    with open_practice(practice.settings, Nobody()) as later:
        chart = later.open(OLD)
        (request,) = retention.retention_line(later, chart).requests
        assert (request.on, request.decision, request.ground) == (TODAY, "refused", "kept by law until 2030")
        last = chart_history(later, chart)[-1]
        assert last.what == "request for erasure of 2026-03-16 refused: kept by law until 2030"
