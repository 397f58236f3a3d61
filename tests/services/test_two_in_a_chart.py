"""Two members write in one chart: the loser keeps every word, and hears who came first and when."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import EndType, NextStep, Role
from ipt_notes.errors import NoteChanged, SessionExists
from ipt_notes.services import clients, signing, summarising, writing
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts, resuming
from ipt_notes.services.unlock.unlocking import open_practice
from tests.builders import RISK
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
BEA = "Dr B. Example"
WRITERS, NOTES = 2, 6


class Willing(Nobody):
    """A person who goes on with every draft, and remembers what was told."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.told: list[str] = []

    def confirm(self, question: str, *, default: bool = True) -> bool | None:  # noqa: ARG002
        """Yes."""
        return True

    def tell(self, text: str) -> None:
        """Listen."""
        self.told.append(text)


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna's chart, in which Bea may write."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEA)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEA, Role.WRITE)
    return shared


def text(words: str, *, session: int = 1, day: int = TODAY.day) -> str:
    """A note with these words."""
    front = f"client: {CODE}\nsession: {session}\ndate: 2026-03-{day:02}\nphase: beginning"
    return f"---\n{front}\n---\n## Check-in\n{words}\n\n{RISK}\n"


def begin(practice: Practice, words: str, session: int | None = 1) -> Draft:
    """A sitting at a note."""
    return writing.new_draft(practice, practice.open(CODE), text(words), session)


def save(practice: Practice, words: str) -> None:
    """The note of session 1 saved with these words."""
    writing.save_note(practice, begin(practice, words))


def test_the_loser_hears_whose_change_came_first_and_goes_on_with_both_texts(shared: Sharing) -> None:
    """Nothing is overwritten: the next revision holds what either wrote."""
    with shared.open(ANNA) as anna:
        save(anna, "Came.")
        mine = replace(begin(anna, "Came early."), text=text("Came early."))
        with shared.open(BEA) as bea:
            save(bea, "Came late.")
        with pytest.raises(NoteChanged) as told:
            writing.save_note(anna, mine)
        message = rf"session 1 of {CODE} was saved by {BEA} at \d\d:\d\d while it was being edited\."
        assert re.fullmatch(message, told.value.message)
        assert told.value.details == (
            f"it opens with both texts; `ipt-notes note show {CODE} 1` shows the other",
        )
        person = Willing()
        taken = resuming.take_up(anna, anna.open(CODE), ("note",), person)
        assert f"by {BEA} at" in person.told[-1]
        assert f"## Saved meanwhile by {BEA}" in taken.text
        assert writing.save_note(anna, taken).revision == 3
        saved = anna.open(CODE).course.session(1).text
        assert "Came early." in saved
        assert "Came late." in saved
        (unsigned,) = signing.unsigned_of(anna, anna.open(CODE), None)
        assert unsigned.unjoined == (f"Saved meanwhile by {BEA}",)
        assert drafts.left(anna) == []


def test_two_who_begin_the_same_session_end_with_one_note_of_both(shared: Sharing) -> None:
    """The second one hears who saved it, and when."""
    with shared.open(ANNA) as anna:
        mine = begin(anna, "Anna was there.", None)
        with shared.open(BEA) as bea:
            writing.save_note(bea, begin(bea, "Bea was there.", None))
        with pytest.raises(SessionExists) as told:
            writing.save_note(anna, mine)
        assert f"saved by {BEA} at" in told.value.message
        taken = resuming.take_up(anna, anna.open(CODE), ("note",), Willing())
        assert writing.save_note(anna, taken).revision == 2
        (session,) = anna.open(CODE).course.sessions
        assert "Anna was there." in session.text
        assert "Bea was there." in session.text


def test_a_note_that_was_saved_since_it_was_shown_is_not_signed_unseen(shared: Sharing) -> None:
    """The signer hears who saved it, and reads it first."""
    with shared.open(ANNA) as anna:
        save(anna, "Came.")
        seen = anna.open(CODE)
        with shared.open(BEA) as bea:
            save(bea, "Came late.")
        with pytest.raises(signing.SavedMeanwhile, match=f"saved by {BEA} at"):
            signing.sign_notes(anna, CODE, [1], seen=seen)
        assert anna.open(CODE).course.unsigned
        signing.sign_notes(anna, CODE, [1], seen=anna.open(CODE))


def test_both_narratives_of_a_summary_are_kept(shared: Sharing) -> None:
    """As with a note."""
    with shared.open(ANNA) as anna:
        save(anna, "Came.")
        signing.sign_notes(anna, CODE, None)
        clients.conclude(anna, CODE, clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END))
        mine = summarising.summary_draft(anna, anna.open(CODE), "## Next step\nAnna's words.\n")
        with shared.open(BEA) as bea:
            hers = summarising.summary_draft(bea, bea.open(CODE), "## Next step\nBea's words.\n")
            summarising.save_summary(bea, hers)
        with pytest.raises(NoteChanged, match=f"saved by {BEA} at"):
            summarising.save_summary(anna, mine)
        taken = resuming.take_up(anna, anna.open(CODE), ("summary",), Willing())
        summarising.save_summary(anna, taken)
        saved = anna.open(CODE).course.summary.text
        assert "Anna's words." in saved
        assert "Bea's words." in saved


def test_two_programs_of_two_members_at_one_note_lose_nothing(shared: Sharing, tmp_path: Path) -> None:
    """Every text is a revision or a draft of who wrote it; none is twice."""
    with shared.open(ANNA) as anna:
        save(anna, "Came.")
    started = [
        _program(shared, name, text(f"{name} wrote this, number {number}."), tmp_path)
        for number in range(NOTES // WRITERS)
        for name in (ANNA, BEA)
    ]
    codes = [process.wait(timeout=120) for process in started]
    with _at_program(shared, ANNA, tmp_path) as anna, _at_program(shared, BEA, tmp_path) as bea:
        revisions = [getattr(record.body, "text", "") for record in anna.open(CODE).records]
        kept = [draft.text for practice in (anna, bea) for draft in drafts.left(practice)]
    for name in (ANNA, BEA):
        for number in range(NOTES // WRITERS):
            wanted = f"{name} wrote this, number {number}."
            assert sum(wanted in each for each in [*revisions, *kept]) == 1
    assert set(codes) <= {0, 5}
    assert codes.count(5) == len(kept)


def _at_program(shared: Sharing, name: str, folder: Path) -> Practice:
    """The vault as this member opens it on the computer where their programs ran."""
    return open_practice(
        shared.places[name]._replace(state_folder=folder / "states" / name / "ipt-notes"), Nobody()
    )


def _program(shared: Sharing, name: str, typed: str, folder: Path) -> subprocess.Popen[bytes]:
    """`note edit` of this member, with this text."""
    settings = shared.places[name]
    env = {**settings.env, "PATH": "", "IPT_NOTES_VAULT": settings.where, "IPT_NOTES_NO_KEYRING": "1"}
    env |= {"XDG_STATE_HOME": str(folder / "states" / name), "IPT_NOTES_TODAY": TODAY.isoformat()}
    words = [sys.executable, "-m", "ipt_notes", "note", "edit", CODE, "1", "--from", "-"]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    assert process.stdin is not None
    process.stdin.write(typed.encode())
    process.stdin.close()
    return process
