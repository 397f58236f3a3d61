"""What a broken sitting left is taken up where it belongs, or said to be past saving; nothing is thrown away unasked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import Channel, EndType, NextStep
from ipt_notes.errors import NoteChanged, NoteIsSigned, Refused, SessionExists, UsageProblem
from ipt_notes.services import clients, events, finishing, signing, summarising, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts, resuming
from ipt_notes.services.sittings.sitting import NothingWritten
from tests.vault.building import TODAY, contacts, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
KINDS = ("note", "addendum", "contact", "summary")
ENDED = clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END)


class Answers(Nobody):
    """A person who answers yes or no in this order, and remembers what was told and asked."""

    def __init__(self, *answers: str, line: str = "") -> None:
        """What is answered, and the line that is typed."""
        self.answers, self.typed, self.heard = list(answers), line, []

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """The next answer, else Enter."""
        self.heard.append(question)
        return self.answers.pop(0) == "yes" if self.answers else default

    def line(self, question: str, default: str = "") -> str:
        """The line."""
        self.heard.append(question)
        return self.typed or default

    def tell(self, text: str) -> None:
        """Listen."""
        self.heard.append(text)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        yield practice


def _text(session: int = 1, words: str = "Came early.") -> str:
    return f"---\nclient: {CODE}\nsession: {session}\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\n{words}\n"


def _write(practice: Practice, text: str, session: int | None = None) -> None:
    writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text, session))


def _next_course(practice: Practice) -> OpenChart:
    """The course is concluded and another one started, with a first session of its own that is signed."""
    clients.conclude(practice, CODE, ENDED)
    clients.start_course(practice, CODE, clients.NewCourse())
    _write(practice, _text(words="Another course."))
    signing.sign_notes(practice, CODE, None)
    return practice.open(CODE)


def _kept(practice: Practice, draft: Draft) -> Draft:
    drafts.keep(practice, draft)
    return draft


def test_a_draft_is_taken_up_or_left_or_thrown_away(practice: Practice) -> None:
    """Yes opens it; no and no leaves it; no and yes removes it."""
    chart = practice.open(CODE)
    _kept(practice, writing.new_draft(practice, chart, _text()))
    assert resuming.take_up(practice, chart, KINDS, Answers("yes")).text == _text()
    assert resuming.take_up(practice, chart, KINDS, Answers("no", "no")) is None
    assert len(drafts.left(practice)) == 1
    assert resuming.take_up(practice, chart, KINDS, Answers("no", "yes")) is None
    assert drafts.left(practice) == []


def test_whoever_declines_a_draft_hears_what_follows(practice: Practice) -> None:
    """Only where it is kept: what was thrown away needs no word."""
    chart, person = practice.open(CODE), Answers("no", "no")
    _kept(practice, writing.new_draft(practice, chart, _text()))
    resuming.take_up(practice, chart, KINDS, person, otherwise="beginning a new note")
    assert person.heard[-1] == "The draft is kept; beginning a new note."
    thrown = Answers("no", "yes")
    resuming.take_up(practice, chart, KINDS, thrown, otherwise="beginning a new note")
    assert thrown.heard[-1] == "Throw that draft away?"


def test_a_draft_is_named_by_its_session_its_length_and_the_time_here(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two drafts can be told apart, without a word of theirs on the screen."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    chart, person = practice.open(CODE), Answers("no", "no", "no", "no")
    _kept(practice, writing.new_draft(practice, chart, _text(1, "Came early.")))
    _kept(practice, writing.new_draft(practice, chart, _text(2, "Came late again.")))
    resuming.take_up(practice, chart, KINDS, person)
    monkeypatch.undo()
    time.tzset()
    asked = sorted(line for line in person.heard if "Go on with it?" in line)
    assert asked == [
        f"A draft of session {session} of {TODAY} ({words} words) was kept on 2026-03-16 18:00 JST. Go on with it?"
        for session, words in ((1, 3), (2, 4))
    ]


def test_a_note_that_was_saved_again_since_can_be_saved_after_all(practice: Practice) -> None:
    """The draft is put on the revision that is there, and the person is told."""
    _write(practice, _text())
    old = writing.new_draft(practice, practice.open(CODE), _text(words="My words."), 1)
    _write(practice, _text(words="Other words."), 1)
    with pytest.raises(NoteChanged):
        writing.save_note(practice, old)
    person = Answers("yes")
    fitted = resuming.take_up(practice, practice.open(CODE), KINDS, person)
    assert "saved again since (revision 2)" in person.heard[-1]
    assert writing.save_note(practice, fitted).revision == 3
    assert drafts.left(practice) == []


def test_a_draft_of_a_note_that_was_signed_since_is_told_and_may_be_thrown_away(practice: Practice) -> None:
    """It is never opened only to be refused."""
    _write(practice, _text())
    _kept(practice, writing.new_draft(practice, practice.open(CODE), _text(words="Late."), 1))
    signing.sign_notes(practice, CODE, None)
    person = Answers("no", "yes")
    assert resuming.take_up(practice, practice.open(CODE), KINDS, person) is None
    assert "can't be saved any more" in person.heard[0]
    assert drafts.left(practice) == []


def test_what_a_draft_holds_beyond_a_note_that_was_signed_since_becomes_an_addendum(
    practice: Practice,
) -> None:
    """Without what stands in the note already."""
    _write(practice, _text())
    more = _text() + "\n## Mood event link\nThe quarrel on Sunday.\n"
    _kept(practice, writing.new_draft(practice, practice.open(CODE), more, 1))
    signing.sign_notes(practice, CODE, None)
    taken = resuming.take_up(practice, practice.open(CODE), KINDS, Answers("yes"))
    assert signing.save_addendum(practice, taken).is_addendum
    (added,) = practice.open(CODE).course.sessions[0].addenda
    assert added.text.strip() == "## Mood event link\nThe quarrel on Sunday."
    assert drafts.left(practice) == []


def test_the_loser_s_words_stand_beside_those_that_were_saved_first(practice: Practice) -> None:
    """What opens holds both, and so does the next revision: nobody's words are gone."""
    _write(practice, _text())
    old = writing.new_draft(practice, practice.open(CODE), _text(words="My words."), 1)
    _write(practice, _text(words="Other words."), 1)
    with pytest.raises(NoteChanged) as told:
        writing.save_note(practice, old)
    assert told.value.message.startswith(f"session 1 of {CODE} was saved by another window at ")
    fitted = resuming.take_up(practice, practice.open(CODE), KINDS, Answers("yes"))
    writing.save_note(practice, fitted)
    text = practice.open(CODE).course.sessions[0].text
    assert "My words." in text
    assert "Other words." in text


def test_a_new_note_whose_number_another_day_s_note_took_opens_as_the_next_session(
    practice: Practice,
) -> None:
    """It is another session; the person is told whose the number is now."""
    earlier = _text(words="The loser.").replace(str(TODAY), str(TODAY.replace(day=9)))
    draft = writing.new_draft(practice, practice.open(CODE), _text(words="The loser."))
    _write(practice, earlier)
    with pytest.raises(SessionExists):
        writing.save_note(practice, draft)
    person = Answers("yes")
    fitted = resuming.take_up(practice, practice.open(CODE), KINDS, person)
    assert "yours opens as session 2" in person.heard[-1]
    writing.save_note(practice, fitted)
    assert [session.number for session in practice.open(CODE).course.sessions] == [1, 2]


def test_an_addendum_goes_to_its_own_note_whatever_course_runs_by_now(practice: Practice) -> None:
    """Session 1 of the next course has the same number, and is left alone."""
    _write(practice, _text())
    signing.sign_notes(practice, CODE, None)
    draft = signing.addendum_draft(practice, practice.open(CODE), 1, "left out")
    chart = _next_course(practice)
    fitted = resuming.fit(practice, chart, replace(draft, text="The sister is called Jo.\n")).draft
    assert signing.save_addendum(practice, fitted).is_addendum
    first, second = practice.open(CODE).chart.courses
    assert [len(course.sessions[0].addenda) for course in (first, second)] == [1, 0]


def test_a_summary_draft_of_an_earlier_course_never_becomes_the_next_one_s(practice: Practice) -> None:
    """Neither by taking it up nor by saving it."""
    _write(practice, _text())
    signing.sign_notes(practice, CODE, None)
    draft = summarising.summary_draft(practice, practice.open(CODE), "## Next step\nEnds.\n")
    chart = _next_course(practice)
    with pytest.raises(resuming.DraftOutlived):
        resuming.fit(practice, chart, draft)
    with pytest.raises(Refused):
        summarising.save_summary(practice, draft)
    assert practice.open(CODE).course.summary is None


def test_the_loser_of_two_first_sessions_can_give_its_text_another_number(practice: Practice) -> None:
    """The kept draft opens again and is saved as session 2."""
    draft = writing.new_draft(practice, practice.open(CODE), _text(words="The loser."))
    _write(practice, _text())
    with pytest.raises(SessionExists):
        writing.save_note(practice, draft)
    fitted = resuming.take_up(practice, practice.open(CODE), KINDS, Answers("yes"))
    writing.save_note(practice, replace(fitted, text=_text(2, "The loser.")))
    assert [session.number for session in practice.open(CODE).course.sessions] == [1, 2]


def test_a_contact_on_a_day_to_come_is_refused_before_anything_is_typed(practice: Practice) -> None:
    """So no draft of it can be stuck."""
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    with pytest.raises(UsageProblem):
        events.contact_draft(practice, practice.find(CODE), tomorrow, Channel.PHONE)
    assert contacts(practice, CODE) == []


def test_a_signed_note_of_an_earlier_course_can_not_be_withdrawn(practice: Practice) -> None:
    """A signature outlives its course."""
    _write(practice, _text())
    signing.sign_notes(practice, CODE, None)
    first = practice.open(CODE).course.sessions[0].note
    _next_course(practice)
    with pytest.raises(Refused):
        events.void_record(practice, CODE, first[:12], "wrong client")


def test_a_conclusion_under_a_signed_summary_can_not_be_withdrawn(practice: Practice) -> None:
    """The summary would stand on nothing."""
    _write(practice, _text())
    signing.sign_notes(practice, CODE, None)
    clients.conclude(practice, CODE, ENDED)
    summarising.save_summary(practice, summarising.summary_draft(practice, practice.open(CODE)))
    summarising.sign_summary(practice, CODE)
    conclusion = practice.open(CODE).course.conclusion
    with pytest.raises(Refused):
        events.void_record(practice, CODE, conclusion.record, "wrong day")


def test_an_ending_left_before_the_signature_is_taken_up_there(practice: Practice, tmp_path: Path) -> None:
    """The saved narrative is left unchanged in the editor, and goes on to be signed and exported."""
    _write(practice, _text())
    signing.sign_notes(practice, CODE, None)
    clients.conclude(practice, CODE, ENDED)
    summarising.save_summary(practice, summarising.summary_draft(practice, practice.open(CODE)))

    def unchanged(_: Draft) -> None:
        raise NothingWritten

    person = Answers(line=str(tmp_path / "summary.docx"))
    # the course has open errors (one session of sixteen): a draft is what can be written
    person.answers = ["yes", "yes", "yes"]
    done = finishing.finish(practice, CODE, ENDED, person, unchanged)
    assert done.is_summary_signed
    assert done.exported is not None
    assert (tmp_path / "summary.docx").exists()


def test_a_signed_note_is_not_edited_through_a_draft(practice: Practice) -> None:
    """Signing wins over a sitting that was open."""
    _write(practice, _text())
    draft = writing.new_draft(practice, practice.open(CODE), _text(words="Later."), 1)
    signing.sign_notes(practice, CODE, None)
    with pytest.raises(NoteIsSigned):
        writing.save_note(practice, draft)
    assert len(drafts.left(practice)) == 1
