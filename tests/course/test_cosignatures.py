"""A supervisor's signature stands under what was signed, by another, and stays."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.signatures import digest_of
from ipt_notes.errors import ChartDamaged
from tests.builders import COURSE, RISK, CourseBuilder, a_course, id_of, note_id

TRAINEE, SUPERVISOR, ANOTHER = "a" * 32, "b" * 32, "e" * 32
STATED = r.Stated(dt.datetime(2026, 1, 6, tzinfo=dt.UTC), "Dr Ada Example")


def trainees_note() -> CourseBuilder:
    """A note of session 1 that a trainee signed."""
    built = a_course().note(1, RISK)
    return built.then(r.NoteSigned(note_id(1), 1, digest_of(built.typed[1].text()), "Tim", awaits=True))


def cosigned(built: CourseBuilder, *addenda: str, **other: object) -> r.NoteCosigned:
    """A co-signature under the note and these addenda."""
    fields = {
        "revision": 1,
        "digest": digest_of(built.typed[1].text()),
        "addenda": tuple(map(digest_of, addenda)),
    }
    return r.NoteCosigned(note_id(1), signed_by="Dr B. Example", **(fields | other))


def added(text: str, *, awaits: bool = True) -> r.AddendumAdded:
    """An addendum by the trainee."""
    content = a_course().note(1).typed[1].content()
    return r.AddendumAdded(note_id(1), text, "left out", content, "Tim", awaits=awaits)


def chart(built: CourseBuilder, *then: tuple[str, r.Bodies], stated: r.Stated | None = None):
    """The chart with further records by these authors."""
    records = built.records()
    for number, (author, body) in enumerate(then):
        last = replace(records[-1], id=id_of(f"then {number}"), author=author, body=body, stated=stated)
        records.append(last)
    return replay_chart(records)


def waits(*then: tuple[str, r.Bodies], built: CourseBuilder | None = None) -> bool:
    """Whether the note of session 1 waits behind these records."""
    return chart(built or trainees_note(), *then).course().session(1).awaits_cosignature


def test_a_trainees_note_waits_until_a_supervisor_signs_it_too() -> None:
    """And says by whom."""
    built = trainees_note()
    assert waits()
    course = chart(built, (SUPERVISOR, cosigned(built))).course()
    assert not course.session(1).awaits_cosignature
    assert course.awaiting == ()
    assert [each.by for each in course.session(1).cosignatures] == ["Dr B. Example"]


def test_nobody_else_s_note_waits() -> None:
    """A therapist's signature is enough; a note that is not signed is nobody's to co-sign yet."""
    assert a_course().note(1, RISK).sign(1).course().awaiting == ()
    assert a_course().note(1, RISK).course().awaiting == ()


def test_what_a_trainee_adds_to_a_co_signed_note_waits_too() -> None:
    """Nobody saw it under the first co-signature; what a therapist adds does not wait."""
    built = trainees_note()
    first, second = (SUPERVISOR, cosigned(built)), (SUPERVISOR, cosigned(built, "More."))
    assert waits(first, (TRAINEE, added("More.")))
    assert not waits(first, (TRAINEE, added("More.")), second)
    assert not waits(first, (ANOTHER, added("More.", awaits=False)))


def test_a_co_signature_stands_for_the_addenda_it_names_alone() -> None:
    """What was added while the supervisor read waits for the next one."""
    built = trainees_note()
    before = (TRAINEE, added("More.")), (TRAINEE, added("And more."))
    assert waits(*before, (SUPERVISOR, cosigned(built, "More.")))
    assert not waits(*before, (SUPERVISOR, cosigned(built, "More.", "And more.")))


def test_two_supervisors_may_sign_the_same_note() -> None:
    """A course is often supervised on the spot and for certification."""
    built = trainees_note()
    both = chart(built, (SUPERVISOR, cosigned(built)), (ANOTHER, cosigned(built))).course().session(1)
    assert [each.member for each in both.cosignatures] == [SUPERVISOR, ANOTHER]


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": 2},
        {"digest": digest_of("another text")},
        {"addenda": (digest_of("never added"),)},
        {"note": "f" * 32},
    ],
)
def test_a_co_signature_under_another_text_is_damage(wrong: dict[str, object]) -> None:
    """Another revision, another text, an addendum that is not there, a note that is not there."""
    built = trainees_note()
    with pytest.raises(ChartDamaged):
        chart(built, (SUPERVISOR, replace(cosigned(built), **wrong)))


def test_a_co_signature_by_who_signed_or_twice_is_damage() -> None:
    """It is another person's, and one is enough."""
    built = trainees_note()
    with pytest.raises(ChartDamaged):
        chart(built, (TRAINEE, cosigned(built)))
    with pytest.raises(ChartDamaged):
        chart(built, (SUPERVISOR, cosigned(built)), (SUPERVISOR, cosigned(built)))


def test_a_co_signature_under_a_text_that_was_put_in_the_place_of_the_signed_one_is_damage() -> None:
    """The digest it names is held against the text itself, not only against the first signature."""
    built = trainees_note()
    saved = cosigned(built)
    built.write(1, "## Check-in\nPut in afterwards.")
    with pytest.raises(ChartDamaged):
        chart(built, (SUPERVISOR, saved))


def test_an_unsigned_note_can_not_be_co_signed() -> None:
    """Sign and co-sign are separate acts, in this order."""
    built = a_course().note(1, RISK)
    with pytest.raises(ChartDamaged):
        chart(built, (SUPERVISOR, cosigned(built)))


@pytest.mark.parametrize("what", ["then 0", "event 0", "saved 1"])
def test_a_co_signature_and_what_it_stands_under_can_not_be_withdrawn(what: str) -> None:
    """Neither itself, nor the signature, nor the note."""
    built = trainees_note()
    with pytest.raises(ChartDamaged):
        chart(built, (SUPERVISOR, cosigned(built)), (SUPERVISOR, r.RecordVoided(id_of(what), "regretted")))


def test_what_an_imported_chart_states_is_marked_and_waits_for_nobody() -> None:
    """Its supervisor is not here; whoever imported it is author of all of it, and that is no damage."""
    built = trainees_note()
    text, digest = built.typed[1].text(), digest_of(built.typed[1].text())
    unsigned = a_course().note(1, RISK)
    signed = TRAINEE, r.NoteSigned(note_id(1), 1, digest, "Tim", awaits=True)
    assert text == unsigned.typed[1].text()
    waiting = chart(unsigned, signed, stated=STATED).course().session(1)
    assert not waiting.awaits_cosignature
    both = chart(unsigned, signed, (TRAINEE, cosigned(built)), stated=STATED).course().session(1)
    assert [each.is_stated for each in both.cosignatures] == [True]


def test_a_narrative_is_co_signed_as_a_note_is() -> None:
    """A trainee's summary waits; the co-signature is another's, of the same text, and stays."""
    text = "## Next step\nEnds.\n"
    built = a_course().note(1, RISK).then(r.SummarySaved(COURSE, 1, text))
    built.then(r.SummarySigned(COURSE, 1, digest_of(text), "Tim", awaits=True))
    right = r.SummaryCosigned(COURSE, 1, digest_of(text), "Dr B. Example")
    assert built.course().summary.awaits_cosignature
    assert not chart(built, (SUPERVISOR, right)).course().summary.awaits_cosignature
    for wrong in (
        [(TRAINEE, right)],
        [(SUPERVISOR, replace(right, digest=digest_of("other")))],
        [(SUPERVISOR, right), (SUPERVISOR, right)],
        [(SUPERVISOR, right), (SUPERVISOR, r.RecordVoided(id_of("then 0"), "regretted"))],
        [(SUPERVISOR, right), (SUPERVISOR, r.RecordVoided(id_of("event 1"), "regretted"))],
    ):
        with pytest.raises(ChartDamaged):
            chart(built, *wrong)


def test_who_began_a_note_and_who_saved_it_last_are_told_apart() -> None:
    """A signature under another's beginning says so by itself."""
    built = a_course().note(1, RISK)
    typed = built.typed[1]
    later = r.NoteSaved(note_id(1), COURSE, 2, typed.text(), typed.content())
    signed = r.NoteSigned(note_id(1), 2, digest_of(typed.text()), "Dr B. Example", begun_by="Tim")
    session = chart(built, (SUPERVISOR, later), (SUPERVISOR, signed)).course().session(1)
    assert (session.begun_by, session.saved_by) == (TRAINEE, SUPERVISOR)
    assert session.signature.begun_by == "Tim"
