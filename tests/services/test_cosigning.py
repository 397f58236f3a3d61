"""A trainee signs, a supervisor signs too: what waits, for whom, and what it stands in the way of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course.vocabulary import EndType, NextStep, Role
from ipt_notes.errors import ExportRefused, Refused, SessionNotFound
from ipt_notes.services import clients, cosigning, signing, summarising, writing
from ipt_notes.services.agenda import agenda
from ipt_notes.services.caseload import caseload
from ipt_notes.services.cosigning import NoSupervisor
from ipt_notes.services.events import void_record
from ipt_notes.services.exchange.describing import chart_state
from ipt_notes.services.exchange.exporting import export_termination, obstacles, render_termination
from ipt_notes.services.exchange.telling_chart import told_chart
from ipt_notes.services.members.granting import grant_access, hand_over
from ipt_notes.services.members.rights import NotAllowed
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.standing import change_standing
from ipt_notes.services.reading import list_notes, note_history, note_text
from tests.builders import RISK
from tests.export.reading import document, words
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipt_notes.services.owing import Owed
    from ipt_notes.services.practice import Practice

CODE = "MK-014"
TIM, BEA = "Tim Trainee", "Dr B. Example"
ENDED = clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END)


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Tim, a trainee, holds a chart; Anna supervises him in it; Bea may write in it."""
    shared = Sharing(tmp_path)
    shared.add(TIM, Standing.TRAINEE)
    shared.add(BEA)
    shared.confirm(TIM, BEA)
    with shared.open(TIM) as tim:
        clients.add_client(tim, CODE, "Marisol Example", None, clients.NewCourse())
        grant_access(tim, CODE, ANNA, Role.SUPERVISE)
        grant_access(tim, CODE, BEA, Role.WRITE)
    return shared


def write(practice: Practice, session: int, *sections: str, day: int = 9, code: str = CODE) -> None:
    """A note of a session, saved; written again it replaces what was there."""
    front = f"client: {code}\nsession: {session}\ndate: 2026-03-{day:02}\nphase: beginning"
    text = "---\n" + front + "\n---\n" + "\n\n".join(sections or (RISK,)) + "\n"
    writing.save_note(practice, writing.new_draft(practice, practice.open(code), text, session))


def amend(practice: Practice, session: int, text: str) -> writing.NoteSaved:
    """An addendum."""
    draft = signing.addendum_draft(practice, practice.open(CODE), session, "left out", text)
    return signing.save_addendum(practice, draft)


def cosign(practice: Practice, *sessions: int) -> cosigning.NotesCosigned:
    """Co-sign these sessions' notes as they are; none: what waits."""
    return cosigning.cosign_notes(practice, practice.open(CODE), sessions or None)


def kinds(owed: Sequence[Owed], *wanted: str) -> list[tuple[str, str]]:
    """(kind, what) of what is owed."""
    return [(each.kind, each.what) for each in owed if each.kind in wanted]


def test_a_trainees_signature_waits_for_the_supervisors(shared: Sharing) -> None:
    """It says for whose; once she has signed too, nothing waits."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        assert signing.sign_notes(tim, CODE, [1]).waits_for == ANNA
        assert [line.awaits_cosignature for line in list_notes(tim.open(CODE))] == [True]
        assert note_text(tim, tim.open(CODE), 1).signatures[-1] == f"Waits for the signature of {ANNA}"
    with shared.open(ANNA) as anna:
        assert cosign(anna).sessions == (1,)
        assert cosign(anna).sessions == ()
    with shared.open(TIM) as tim:
        (line,) = list_notes(tim.open(CODE))
        assert (line.awaits_cosignature, line.cosigned_by) == (False, (ANNA,))


def test_a_therapists_signature_waits_for_nobody(shared: Sharing) -> None:
    """Bea has finished her training; in a vault of one nobody is a trainee."""
    with shared.open(BEA) as bea:
        write(bea, 1)
        assert signing.sign_notes(bea, CODE, [1]).waits_for == ""
        assert bea.open(CODE).course.awaiting == ()


def test_a_co_signature_is_refused_to_everybody_else(shared: Sharing) -> None:
    """The trainee, who writes in the chart but does not supervise it, and under a note that is not signed."""
    with shared.open(TIM) as tim:
        write(tim, 1)
    with shared.open(ANNA) as anna:
        with pytest.raises(Refused, match="not signed yet"):
            cosign(anna, 1)
        with pytest.raises(SessionNotFound):
            cosign(anna, 7)
    with shared.open(TIM) as tim:
        signing.sign_notes(tim, CODE, [1])
        with pytest.raises(Refused, match="a trainee"):
            cosign(tim, 1)
    with shared.open(BEA) as bea, pytest.raises(NoSupervisor):
        cosign(bea, 1)
    with shared.open(ANNA) as anna:
        cosign(anna, 1)
        with pytest.raises(Refused, match="by you already"):
            cosign(anna, 1)
        assert len(anna.open(CODE).course.session(1).cosignatures) == 1


def test_who_holds_the_chart_co_signs_what_a_trainee_signed_in_it(shared: Sharing) -> None:
    """Anna's own chart, in which Tim may write: it waits for her, and her own notes wait for nobody."""
    with shared.open(ANNA) as anna:
        clients.add_client(anna, "HC-1", "", None, clients.NewCourse())
        grant_access(anna, "HC-1", TIM, Role.WRITE)
    with shared.open(TIM) as tim:
        write(tim, 1, code="HC-1")
        assert signing.sign_notes(tim, "HC-1", [1]).waits_for == ANNA
    with shared.open(ANNA) as anna:
        write(anna, 2, code="HC-1")
        signing.sign_notes(anna, "HC-1", [2])
        assert kinds(agenda(anna).owed, "waiting", "cosignature") == [
            ("cosignature", "session 1 waits for your signature, signed on 2026-03-16")
        ]
        with pytest.raises(Refused, match="signed by you"):
            cosigning.cosign_notes(anna, anna.open("HC-1"), [2])
        assert cosigning.cosign_notes(anna, anna.open("HC-1"), None).sessions == (1,)
        assert not anna.open("HC-1").course.awaiting


def test_what_waited_when_a_trainee_became_a_therapist_waits_for_another(shared: Sharing) -> None:
    """Tim holds the chart, and may co-sign there by now; what he signed in his training is his own."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
    with shared.open(ANNA) as anna:
        change_standing(anna, TIM, Standing.THERAPIST)
    with shared.open(TIM) as tim:
        assert cosigning.waiting_for_me(tim, tim.open(CODE)) == []
        assert cosigning.waits_for(tim, tim.open(CODE)) == ANNA
        with pytest.raises(Refused, match="signed by you"):
            cosign(tim, 1)


def test_a_vault_of_one_has_nothing_to_co_sign(tmp_path: Path) -> None:
    """It says why, and how a practice begins."""
    with Sharing(tmp_path, CODE).open(ANNA) as anna:
        write(anna, 1)
        signing.sign_notes(anna, CODE, None)
        with pytest.raises(Refused, match="one therapist's alone"):
            cosign(anna, 1)
        assert not anna.open(CODE).course.awaiting
        assert not kinds(agenda(anna).owed, "waiting", "cosignature")


def test_an_addendum_that_came_while_the_supervisor_read_is_not_signed_unseen(shared: Sharing) -> None:
    """Her signature stands for what she was shown; the rest waits for the next one."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
    with shared.open(ANNA) as anna:
        seen = anna.open(CODE)
        with shared.open(TIM) as tim:
            assert amend(tim, 1, "More.").waits_for == ANNA
        cosigning.cosign_notes(anna, seen, [1])
        session = anna.open(CODE).course.session(1)
        assert session.awaits_cosignature
        cosign(anna)
        assert [each.addenda for each in anna.open(CODE).course.session(1).cosignatures] == [0, 1]
        assert anna.open(CODE).course.awaiting == ()


def test_a_co_signed_note_can_not_be_withdrawn(shared: Sharing) -> None:
    """Not by the trainee who wrote it, whichever of its records is named; it says what can be done."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
    with shared.open(ANNA) as anna:
        cosign(anna)
    with shared.open(TIM) as tim:
        for record in tim.open(CODE).records[-3:]:
            with pytest.raises(Refused) as told:
                void_record(tim, CODE, record.id, "regretted")
            assert "stays as it is" in told.value.message
            assert "addendum" in told.value.hint


def test_the_agenda_tells_a_supervisor_what_waits_for_her_the_oldest_first(shared: Sharing) -> None:
    """Over all charts she supervises; what is the trainee's to do is there too, and not urgent."""
    with shared.open(TIM) as tim:
        clients.add_client(tim, "AA-1", "", None, clients.NewCourse())
        grant_access(tim, "AA-1", ANNA, Role.SUPERVISE)
        for session in (1, 2):
            write(tim, session, day=session)
        signing.sign_notes(tim, CODE, [1, 2])
        write(tim, 3)
    with shared.open(ANNA) as anna:
        found = agenda(anna).owed
        assert kinds(found, "cosignature") == [
            ("cosignature", "sessions 1 and 2 wait for your signature, signed on 2026-03-16")
        ]
        (mine,) = (each for each in found if each.kind == "cosignature")
        assert mine.how == f"ipt-notes note cosign {CODE} --all"
        assert {each.urgency for each in found if each.kind in ("unsigned", "assessment")} == {"later"}
        assert not any(" sign " in each.how or " write " in each.how for each in found)


def test_the_oldest_signature_that_waits_comes_first_whatever_the_codes(shared: Sharing) -> None:
    """AA-1 was signed two days after MK-014."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
    with shared.open(TIM) as tim:
        clients.add_client(tim, "AA-1", "", None, clients.NewCourse())
        grant_access(tim, "AA-1", ANNA, Role.SUPERVISE)
        now = tim.settings.clock()
        tim.settings = tim.settings._replace(clock=lambda: now.replace(day=18))
        text = f"---\nclient: AA-1\nsession: 1\ndate: 2026-03-09\nphase: beginning\n---\n{RISK}\n"
        writing.save_note(tim, writing.new_draft(tim, tim.open("AA-1"), text, 1))
        signing.sign_notes(tim, "AA-1", None)
    with shared.open(ANNA) as anna:
        codes = [each.code for each in agenda(anna).owed if each.kind == "cosignature"]
        assert codes == [CODE, "AA-1"]


def test_the_trainee_sees_for_whom_it_waits_and_where_nobody_supervises(shared: Sharing) -> None:
    """In the agenda, in the overview of the client and in the caseload."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
        assert kinds(agenda(tim).owed, "waiting") == [
            ("waiting", f"session 1 waits for the signature of {ANNA}")
        ]
        told = list(told_chart(chart_state(tim, tim.open(CODE))))
        assert f"  waits for   the signature of {ANNA} under session 1" in told
        assert [line.waiting for line in caseload(tim)] == [1]
        grant_access(tim, CODE, ANNA, Role.READ)
        ((_, what),) = kinds(agenda(tim).owed, "waiting")
        assert "nobody supervises this course" in what


def test_a_final_summary_waits_for_every_co_signature(shared: Sharing, tmp_path: Path) -> None:
    """Under the notes and under the narrative; the draft says so, and a co-signed document names who did."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        signing.sign_notes(tim, CODE, [1])
        clients.conclude(tim, CODE, ENDED)
        draft = summarising.summary_draft(tim, tim.open(CODE), "## Next step\nEnds.\n")
        summarising.save_summary(tim, draft)
        assert summarising.sign_summary(tim, CODE).awaits_cosignature
        told = "\n".join(obstacles(tim, tim.open(CODE)))
        assert f"waiting for a supervisor's signature: session 1: ipt-notes note cosign {CODE} --all" in told
        assert f"the summary waits for a supervisor's signature: ipt-notes summary cosign {CODE}" in told
        with pytest.raises(ExportRefused):
            export_termination(tim, CODE, tmp_path / "final.docx")
        drafted = render_termination(tim, tim.open(CODE), "full", is_draft=True)
        assert "Waits for a supervisor's signature" in words(document(drafted))
    with shared.open(ANNA) as anna:
        cosign(anna)
        state = summarising.cosign_summary(anna, anna.open(CODE))
        assert (state.awaits_cosignature, state.cosigned_by) == (False, (ANNA,))
        with pytest.raises(Refused, match="by you already"):
            summarising.cosign_summary(anna, anna.open(CODE))
        assert "supervisor" not in "\n".join(obstacles(anna, anna.open(CODE)))
        hers = render_termination(anna, anna.open(CODE), "full", is_draft=False)
        assert f"{ANNA}, 16 March 2026, 09:00 UTC" in words(document(hers))
    with shared.open(TIM) as tim:
        assert render_termination(tim, tim.open(CODE), "full", is_draft=False) == hers


def test_whoever_takes_a_chart_over_edits_and_signs_what_another_began(shared: Sharing) -> None:
    """The signature names the signer and who began it; the history has who wrote which revision."""
    with shared.open(TIM) as tim:
        write(tim, 1)
        hand_over(tim, CODE, BEA)
    with shared.open(BEA) as bea:
        with pytest.raises(Refused, match=f"last saved by {TIM}"):
            signing.last_own(bea, bea.open(CODE))
        assert signing.sign_notes(bea, CODE, None).left == (1,)
        chart = bea.open(CODE)
        known = chart.course.session(1)
        draft = writing.new_draft(bea, chart, known.text, 1)
        writing.save_note(bea, replace(draft, text=known.text + "\n## Check-in\nRead by Bea.\n"))
        signing.sign_notes(bea, CODE, [1])
        told = note_text(bea, bea.open(CODE), 1)
        assert (told.begun_by, told.awaits_cosignature) == (TIM, False)
        assert told.signatures[0].startswith(f"Signed by {BEA} on ")
        assert told.signatures[0].endswith(f"; begun by {TIM}")
        history = note_history(bea, bea.open(CODE), 1).lines
        assert [(line.what, line.by) for line in history] == [
            ("session 1 saved, revision 1", TIM),
            ("session 1 saved, revision 2", BEA),
            (f"revision 2 signed, begun by {TIM}", BEA),
        ]


def test_nobody_types_a_note_that_they_may_not_save(shared: Sharing) -> None:
    """A supervisor hears it before the editor opens."""
    with shared.open(ANNA) as anna:
        assert not chart_state(anna, anna.open(CODE)).may_write
        assert not any(
            "ipt-notes write" in str(line) for line in told_chart(chart_state(anna, anna.open(CODE)))
        )
        with pytest.raises(NotAllowed, match="supervise access"):
            signing.sign_notes(anna, CODE, None)
        with pytest.raises(NotAllowed, match="supervise access"):
            writing.new_draft(anna, anna.open(CODE), "", None)
        with pytest.raises(NotAllowed):
            summarising.summary_draft(anna, anna.open(CODE))
