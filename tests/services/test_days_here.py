"""A day that is shown or compared is the one of this computer's clock, as the moments beside it are."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.wording import local_day, shown_moment
from ipt_notes.services.person import Nobody
from ipt_notes.services.reading import list_notes
from ipt_notes.services.trust.telling_audit import audit_lines
from ipt_notes.services.unlock.unlocking import open_practice
from tests.builders import by_manual
from tests.vault.building import make_practice, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "EX-001"
SESSION = dt.date(2026, 1, 5)
AFTER_MIDNIGHT = dt.datetime(2026, 1, 8, 15, 30, tzinfo=dt.UTC)
HERE = dt.date(2026, 1, 9)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """In Tokyo, half an hour after midnight of the fourth day after a session; its note was just saved."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    with make_practice(tmp_path, CODE) as made:
        settings = made.settings._replace(clock=lambda: AFTER_MIDNIGHT)
    with open_practice(settings, Nobody()) as practice:
        sessions = by_manual(sessions=1).course().sessions
        assert sessions[0].date == SESSION
        course = practice.open(CODE).course.id
        practice.write(practice.find(CODE), lambda _: saved(sessions, course))
        yield practice
    monkeypatch.undo()
    time.tzset()


def test_the_day_of_a_moment_is_the_one_that_is_shown_with_it(practice: Practice) -> None:
    """2026-01-09 in Tokyo, while it is still the 8th by UTC."""
    assert local_day(AFTER_MIDNIGHT) == HERE
    assert shown_moment(AFTER_MIDNIGHT).startswith(str(HERE))


def test_the_audit_since_today_has_what_was_done_after_midnight(practice: Practice) -> None:
    """And none of it since tomorrow."""
    today = audit_lines(practice, CODE, HERE)
    assert AFTER_MIDNIGHT in [line.at for line in today]
    assert AFTER_MIDNIGHT not in [
        line.at for line in audit_lines(practice, CODE, HERE + dt.timedelta(days=1))
    ]


def test_three_days_after_a_session_end_at_midnight(practice: Practice) -> None:
    """Half an hour later a first save is a late entry."""
    (note,) = list_notes(practice.open(CODE))
    assert note.is_late
