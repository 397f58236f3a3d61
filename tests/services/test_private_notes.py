"""Private notes: kept apart, revision by revision, for their author alone; and as safe as any other text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import (
    ChartDamaged,
    NoteChanged,
    NoteProblem,
    NotFound,
    RolledBack,
    SessionNotFound,
    StreamMoved,
    UsageProblem,
)
from ipt_notes.keys.private import private_keys, private_stream
from ipt_notes.notes.private_note import PROMPT
from ipt_notes.services import clients, events, writing
from ipt_notes.services import private_notes as private
from ipt_notes.services.agenda import agenda
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.sittings import drafting, drafts, resuming
from ipt_notes.services.trust.streams import seal_behind
from ipt_notes.services.unlock import rekeying
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import NOW, TODAY, make_practice
from tests.vault_memory import MemoryVault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.private_notes import PrivateSaved
    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
THOUGHT = "I felt like the brother who looks away.\n"
LATER = "I felt like the brother who stays.\n"


class Yes(Nobody):
    """A person who goes on with whatever is offered, and remembers it."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.heard: list[str] = []

    def confirm(self, question: str, *, default: bool = True) -> bool:  # noqa: ARG002 - the port's
        """Yes."""
        self.heard.append(question)
        return True


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """One client with a note of session 1."""
    with make_practice(tmp_path, CODE, "LP-002") as practice:
        text = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nCame early.\n"
        writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text))
        yield practice


def draft(practice: Practice, text: str = THOUGHT, session: int = 1, course: int | None = None) -> Draft:
    """A sitting at a private note that left this text."""
    return replace(private.private_draft(practice, practice.open(CODE), session, course), text=text)


def save(
    practice: Practice, text: str = THOUGHT, session: int = 1, course: int | None = None
) -> PrivateSaved:
    """A private note, saved."""
    return private.save_private(practice, draft(practice, text, session, course))


def text(practice: Practice, *which: int | None) -> str:
    """A private note's text: session, revision, course."""
    return private.private_text(practice, practice.open(CODE), *which).text


def lines(practice: Practice) -> list[tuple[int, int, int]]:
    """(course, session, revision) of everything that is listed."""
    return [
        (line.course, line.session, line.revision)
        for line in private.list_private(practice, practice.open(CODE)).notes
    ]


def next_course(practice: Practice) -> None:
    """The course is concluded and another one started."""
    clients.conclude(practice, CODE, clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END))
    clients.start_course(practice, CODE, clients.NewCourse())


def test_a_private_note_is_read_back_as_it_was_typed(practice: Practice) -> None:
    """Now, by the next command, and with its moment."""
    saved = save(practice)
    assert (saved.session, saved.revision, saved.is_changed, saved.warnings) == (1, 1, True, ())
    with open_practice(practice.settings, Nobody()) as other:
        found = private.private_text(other, other.open(CODE), 1)
    assert (found.text, found.at, found.revision) == (THOUGHT, NOW, 1)


def test_the_editor_opens_on_a_prompt_that_is_not_saved(practice: Practice) -> None:
    """It says what belongs elsewhere; later the editor opens on the text."""
    assert private.private_draft(practice, practice.open(CODE), 1).text == PROMPT
    save(practice, PROMPT + THOUGHT)
    assert private.private_draft(practice, practice.open(CODE), 1).text == THOUGHT


def test_every_revision_stays_and_the_same_text_makes_none(practice: Practice) -> None:
    """The latest is shown unless another is asked for."""
    assert [save(practice, each).revision for each in (THOUGHT, LATER, LATER)] == [1, 2, 2]
    assert not save(practice, LATER).is_changed
    assert (text(practice, 1), text(practice, 1, 1)) == (LATER, THOUGHT)
    assert lines(practice) == [(1, 1, 1), (1, 1, 2)]


def test_each_course_has_private_notes_of_its_own(practice: Practice) -> None:
    """The earlier one's are still read, and written after its end."""
    save(practice)
    next_course(practice)
    save(practice, LATER)
    assert (text(practice, 1), text(practice, 1, None, 1)) == (LATER, THOUGHT)
    save(practice, "And yet.\n", course=1)
    assert lines(practice) == [(1, 1, 1), (2, 1, 1), (1, 1, 2)]
    with pytest.raises(NotFound):
        save(practice, course=3)


def test_a_private_note_belongs_to_a_session_that_was_held(practice: Practice) -> None:
    """One with a note, or the next; one that was private first can be written on whatever becomes of the notes."""
    save(practice, session=2)
    for session in (0, 3):
        with pytest.raises(SessionNotFound):
            draft(practice, session=session)
    events.void_record(practice, CODE, practice.open(CODE).course.sessions[0].note, "wrong client")
    assert save(practice, LATER, 2).revision == 2
    for session, revision in ((1, None), (2, 3)):
        with pytest.raises(NotFound):
            text(practice, session, revision)


def test_clients_do_not_share_private_notes(practice: Practice) -> None:
    """Each has a stream of its own."""
    save(practice)
    assert private.list_private(practice, practice.open("LP-002")).notes == ()


def test_what_the_law_keeps_out_is_told_and_saved_all_the_same(practice: Practice) -> None:
    """By its line in what is saved, never with its words."""
    saved = save(practice, f"{PROMPT}{THOUGHT}Sertraline 50 mg.\n")
    assert saved.warnings == (
        (
            "private.md:2: seems to tell of a medicine, its dose or its effects; the law keeps medication prescription"
            " and monitoring out of private notes"
        ),
    )
    assert text(practice, 1) == f"{THOUGHT}Sertraline 50 mg.\n"


@pytest.mark.parametrize("blank", ["", " \n", PROMPT])
def test_nothing_is_no_private_note(practice: Practice, blank: str) -> None:
    """And leaves no draft."""
    with pytest.raises(UsageProblem):
        save(practice, blank)
    assert drafts.left(practice) == []


def test_the_loser_of_two_sittings_keeps_its_text_and_can_save_it_after_all(practice: Practice) -> None:
    """The draft opens again as a private note, on the revision that is there by then."""
    mine = draft(practice, THOUGHT)
    save(practice, LATER)
    with pytest.raises(NoteChanged) as told:
        private.save_private(practice, mine)
    assert told.value.hint == "the text is kept as a draft: `ipt-notes note private MK-014 1` opens it again"
    chart = practice.open(CODE)
    kept = resuming.take_up(practice, chart, ("private",), Yes(), session=1)
    assert kept.text == THOUGHT
    now = private.revision_now(practice, chart, kept)
    assert private.save_private(practice, replace(kept, revision=now)).revision == 2
    assert drafts.left(practice) == []


def test_what_can_not_be_printed_is_told_and_kept(practice: Practice) -> None:
    """With its line."""
    with pytest.raises(NoteProblem) as told:
        save(practice, f"{THOUGHT}half a letter: \ud83d\n")
    assert told.value.details[0].startswith("private.md:2: ")
    assert len(drafts.left(practice)) == 1


def test_a_draft_of_a_private_note_never_becomes_another_kind_of_note(practice: Practice) -> None:
    """No other command takes it up; its own does for the session it is of."""
    drafts.keep(practice, draft(practice, THOUGHT, 2))
    chart, person = practice.open(CODE), Yes()
    assert resuming.take_up(practice, chart, ("note", "addendum", "contact"), person) is None
    assert resuming.take_up(practice, chart, ("summary",), person) is None
    assert resuming.take_up(practice, chart, ("private",), person, session=1) is None
    assert person.heard == []
    assert resuming.take_up(practice, chart, ("private",), person, session=2).kind == "private"


def test_a_draft_goes_to_its_own_course_whatever_course_runs_by_now(practice: Practice) -> None:
    """Session 1 of the next course has the same number, and is left alone."""
    save(practice)
    drafts.keep(practice, draft(practice, LATER))
    next_course(practice)
    chart = practice.open(CODE)
    kept = resuming.take_up(practice, chart, ("private",), Yes(), session=1)
    assert private.revision_now(practice, chart, kept) == 1
    private.save_private(practice, kept)
    assert lines(practice) == [(1, 1, 1), (1, 1, 2)]


def test_the_agenda_names_a_kept_draft_and_nothing_else(practice: Practice) -> None:
    """A private note that is saved is owed nothing."""
    save(practice)
    before = agenda(practice).owed
    drafts.keep(practice, draft(practice, LATER))
    (owed,) = [each for each in agenda(practice).owed if each not in before]
    assert (owed.kind, owed.how) == ("draft", "ipt-notes note private MK-014 1")
    assert owed.what.startswith("a draft of a private note (")
    assert drafting.named(draft(practice)) == "a private note"


def test_a_text_that_finds_the_vault_moving_is_written_behind(practice: Practice) -> None:
    """Another program wrote a private note of another session in between."""
    true_commit, others = practice.port.commit, [2]

    def meanwhile(*changes: object) -> None:
        if others:
            save(practice, LATER, others.pop())
        true_commit(*changes)

    practice.port.commit = meanwhile
    assert save(practice).revision == 1
    assert lines(practice) == [(1, 2, 1), (1, 1, 1)]


def test_a_new_key_of_the_client_is_taken_up(practice: Practice) -> None:
    """Before a private note or in the middle of its save; what is older is still read."""
    true_commit, others = practice.port.commit, [2]
    save(practice)
    rekeying.rekey_client(practice, CODE)
    save(practice, LATER)

    def meanwhile(*changes: object) -> None:
        if others:
            session = others.pop()
            rekeying.rekey_client(practice, CODE)
            save(practice, LATER, session)
        true_commit(*changes)

    practice.port.commit = meanwhile
    save(practice, "And yet.\n")
    assert [note.epoch for note, _ in private._notes_of(practice, practice.find(CODE))] == [1, 2, 3, 3]
    assert [text(practice, 1, revision) for revision in (1, 2, 3)] == [THOUGHT, LATER, "And yet.\n"]


def test_a_stream_that_never_stands_still_keeps_the_draft(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a conflict, and no text is lost."""

    def moved(*_: object) -> None:
        raise StreamMoved

    monkeypatch.setattr(practice.port, "commit", moved)
    monkeypatch.setattr(private, "_ATTEMPTS", 3)
    with pytest.raises(StreamMoved):
        save(practice)
    assert [each.kind for each in drafts.left(practice)] == ["private"]


def test_reading_a_private_note_is_looking_at_the_client(practice: Practice) -> None:
    """The audit learns of it, and of a list."""
    save(practice)
    for read in (
        lambda chart: private.private_text(practice, chart, 1),
        lambda chart: private.list_private(practice, chart),
    ):
        practice.looked_at.clear()
        read(practice.open(CODE))
        assert practice.looked_at == {practice.find(CODE).client.hex()}


def test_the_chart_grows_by_nothing(practice: Practice) -> None:
    """No record of it, no history, no other course than before."""
    before = practice.open(CODE)
    save(practice)
    after = practice.open(CODE)
    assert (after.records, after.chart, after.head) == (before.records, before.chart, before.head)


# --- what tampering does ---


def elsewhere(practice: Practice) -> Practice:
    """The same vault on another machine, in memory."""
    found = Practice(MemoryVault.copy_of(practice.port), practice.member, practice.settings)
    found.settings = practice.settings._replace(state_folder=practice.settings.state / "elsewhere")
    return found


def stream(practice: Practice) -> bytes:
    """The client's stream of private notes."""
    return private_stream(practice.member, practice.port.vault_id, practice.find(CODE).client)


@pytest.mark.parametrize("at", [0, 5, 40, -1])
def test_a_changed_byte_is_told_and_nothing_wrong_is_shown(practice: Practice, at: int) -> None:
    """Wherever it is."""
    save(practice)
    other = elsewhere(practice)
    records = other.port.store.records[stream(practice)]
    blob = bytearray(records[1])
    blob[at] ^= 1
    records[1] = bytes(blob)
    for read in (
        lambda: text(other, 1),
        lambda: lines(other),
        lambda: list(private.verify_private(other, other.find(CODE))),
    ):
        with pytest.raises(ChartDamaged):
            read()


def test_an_end_that_this_machine_has_seen_is_missed(practice: Practice) -> None:
    """Truncated by one, and wholly gone."""
    save(practice)
    save(practice, LATER)
    for left in (1, 0):
        port = MemoryVault.copy_of(practice.port)
        records = port.store.records[stream(practice)]
        for seq in range(left + 1, 3):
            del records[seq]
        cut = Practice(port, practice.member, practice.settings)
        practice.remember()
        with pytest.raises(RolledBack):
            text(cut, 1)


@pytest.mark.parametrize("field", ["client", "member", "epoch"])
def test_a_record_that_says_it_is_anothers_is_damage(practice: Practice, field: str) -> None:
    """Even where it is sealed and signed as it should be."""
    save(practice)
    grant, member, vault = practice.find(CODE), practice.member, practice.port.vault_id
    note = next(private._notes_of(practice, grant))[0]
    wrong = replace(note, **{field: 2 if field == "epoch" else "f" * 32})
    keys = private_keys(member, vault, grant)
    appends, _ = seal_behind(
        practice.port.head(stream(practice)),
        [private._encoder.encode(wrong)],
        stream=stream(practice),
        keys=keys,
        author=member,
    )
    practice.port.commit(appends)
    with pytest.raises(ChartDamaged):
        text(practice, 1)


@pytest.mark.parametrize("payload", [b"", b"{}", b'{"kind": "note-saved"}', b"\xff"])
def test_what_is_no_private_note_is_damage(practice: Practice, payload: bytes) -> None:
    """A record of another kind has no place there."""
    grant, member, vault = practice.find(CODE), practice.member, practice.port.vault_id
    keys = private_keys(member, vault, grant)
    appends, _ = seal_behind(
        practice.port.head(stream(practice)), [payload], stream=stream(practice), keys=keys, author=member
    )
    practice.port.commit(appends)
    with pytest.raises(ChartDamaged):
        lines(practice)


def test_a_signature_of_somebody_else_is_damage(practice: Practice) -> None:
    """Its author alone writes a private note."""
    true_sign = practice.member.sign
    practice.member.sign = lambda payload: true_sign(payload + b" ")
    save(practice)
    practice.member.sign = true_sign
    with pytest.raises(ChartDamaged):
        text(practice, 1)


def test_nothing_of_it_is_shown_by_a_repr(practice: Practice) -> None:
    """A traceback would carry it."""
    save(practice)
    note = next(private._notes_of(practice, practice.find(CODE)))[0]
    shown = private.private_text(practice, practice.open(CODE), 1)
    assert "brother" not in f"{note!r}{shown!r}{draft(practice)!r}"
