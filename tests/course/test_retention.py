"""How long a chart is kept: by the client's age, from the last service; and what a chart knows of holds and requests."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.model import Chart
from ipt_notes.course.parts import Client, ErasureRequest
from ipt_notes.course.records import decode, encode
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.retention import AdultRule, MinorRule, Policy, last_service, retention_of, years_later
from ipt_notes.course.vocabulary import ErasureDecision
from ipt_notes.errors import ChartDamaged
from tests.builders import RISK, START, CourseBuilder, a_course, by_manual

YEARS = st.integers(0, 150)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))


def born(chart: Chart, day: dt.date | None) -> Chart:
    """The chart of a client born on this day."""
    return replace(chart, client=Client(chart.client.id, chart.client.code, chart.client.name, day))


def until(built: CourseBuilder, day: dt.date | None, policy: Policy | None = None) -> dt.date:
    """How long the chart of a client born on this day is kept."""
    return retention_of(born(built.chart(), day), policy or Policy()).until


def test_an_adult_s_chart_is_kept_seven_years_after_the_last_service() -> None:
    """The APA's guideline, where the practice has set nothing else."""
    built = a_course().note(1, RISK).note(2, RISK)
    found = retention_of(born(built.chart(), dt.date(1980, 5, 1)), Policy())
    assert (found.chart_class, found.last_service) == ("adult", built.day(2))
    assert found.until == dt.date(2033, 1, 12)
    assert not found.is_birth_date_missing


@pytest.mark.parametrize(
    ("day", "kept_until"),
    [
        (dt.date(2014, 7, 1), dt.date(2035, 7, 1)),  # 11 years old: three years after majority is later
        (dt.date(2009, 7, 1), dt.date(2033, 1, 5)),  # 16 years old: seven years after the session is later
    ],
)
def test_a_minor_s_chart_is_kept_to_the_later_of_two_days(day: dt.date, kept_until: dt.date) -> None:
    """Seven years after the last service, or three after coming of age."""
    assert until(a_course("ipt_a").note(1, RISK), day) == kept_until


def test_who_comes_of_age_before_the_last_session_is_an_adult() -> None:
    """On the eighteenth birthday itself too."""
    chart = a_course().note(1, RISK).chart()
    on_the_day = retention_of(born(chart, dt.date(2008, 1, 5)), Policy())
    a_day_younger = retention_of(born(chart, dt.date(2008, 1, 6)), Policy())
    assert (on_the_day.chart_class, a_day_younger.chart_class) == ("adult", "minor")


def test_without_a_date_of_birth_the_adult_s_rule_is_taken_and_said() -> None:
    """Nobody is told an age that nobody wrote down."""
    found = retention_of(born(a_course("ipt_a").note(1, RISK).chart(), None), Policy())
    assert (found.chart_class, found.until) == ("adult", dt.date(2033, 1, 5))
    assert found.is_birth_date_missing


def test_the_last_service_is_a_session_a_contact_or_the_conclusion() -> None:
    """Whatever came last; what did not take place or was withdrawn is no service."""
    late = START + dt.timedelta(days=300)
    assert last_service(a_course().note(1, RISK).contact(late).chart()) == late
    ended = by_manual("grief", sessions=3).then(r.CourseEnded("d" * 32, late))
    assert last_service(ended.chart()) == late
    assert last_service(a_course().note(1, RISK).miss(late).chart()) == START
    assert last_service(a_course().note(1, RISK).contact(late).void_last().chart()) == START


def test_before_the_first_session_the_start_of_the_course_counts() -> None:
    """And in a chart without a course the day it was opened."""
    assert last_service(a_course().chart()) == START
    assert last_service(replay_chart(a_course().records()[:1])) == START


@given(DAYS, YEARS)
def test_a_day_so_many_years_later_is_never_too_early(day: dt.date, years: int) -> None:
    """The same day and month, or the day after a 29 February that is not there."""
    later = years_later(day, years)
    assert later.year == day.year + years
    same = (later.month, later.day) == (day.month, day.day)
    assert same or ((day.month, day.day), (later.month, later.day)) == ((2, 29), (3, 1))


@given(DAYS, YEARS, YEARS, st.integers(0, 30), YEARS)
def test_no_rule_lets_a_chart_go_before_the_years_after_the_last_service(
    day: dt.date, adult: int, minor: int, majority: int, after: int
) -> None:
    """Whatever the client's age; and it is over from that day on, not before."""
    policy = Policy(AdultRule(adult), MinorRule(minor, after, majority))
    chart = _CHART
    found = retention_of(born(chart, day), policy)
    assert found.until >= years_later(START, min(adult, minor))
    assert found.is_over(found.until)
    assert not found.is_over(found.until - dt.timedelta(days=1))


_CHART = a_course().note(1, RISK).chart()


def test_a_hold_lasts_until_it_is_lifted() -> None:
    """With its reason; and a second one may come."""
    built = a_course().then(r.HoldPlaced("a complaint"))
    assert built.chart().hold.reason == "a complaint"
    built.then(r.HoldLifted("settled"))
    assert built.chart().hold is None
    assert built.then(r.HoldPlaced("another one")).chart().hold.reason == "another one"


def test_a_hold_that_nobody_placed_can_not_be_lifted() -> None:
    """Records that say so contradict each other."""
    with pytest.raises(ChartDamaged):
        a_course().then(r.HoldLifted("settled")).chart()


def test_requests_for_erasure_stand_in_the_order_they_were_recorded() -> None:
    """With what was decided, and on what ground."""
    refused = r.ErasureRequested(START, ErasureDecision.REFUSED, "the law asks to keep it")
    granted = r.ErasureRequested(START, ErasureDecision.GRANTED, "it need not be kept any more")
    chart = a_course().then(refused).then(granted).chart()
    assert chart.erasure_requests == (
        ErasureRequest(START, "refused", "the law asks to keep it"),
        ErasureRequest(START, "granted", "it need not be kept any more"),
    )


def test_a_new_key_says_its_own_epoch() -> None:
    """A record that tells of another one is damage."""
    record = a_course().then(r.EpochBegun(2)).records()[-1]
    opened = a_course().records()
    assert replay_chart([*opened, replace(record, epoch=2)]).history[-1].kind == "epoch-begun"
    with pytest.raises(ChartDamaged):
        replay_chart([*opened, record])


def test_the_new_records_read_back_as_they_were() -> None:
    """Holds, requests and new keys."""
    built = (
        a_course().then(r.HoldPlaced("why")).then(r.HoldLifted("done")).then(r.EpochBegun(1, "lost laptop"))
    )
    built.then(r.ErasureRequested(START, ErasureDecision.GRANTED, "ground"))
    for record in built.records():
        assert decode(encode(record)) == record
