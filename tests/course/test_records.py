"""Records as JSON: what is written can be read again, and what can't be read is damage."""

import datetime as dt
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.course import records as r
from ipt_notes.course.note import Note, ScoreLine
from ipt_notes.course.records import Record, decode, encode
from ipt_notes.course.vocabulary import Phase
from ipt_notes.errors import ChartDamaged, UsageProblem
from tests.builders import by_manual

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
AT = st.datetimes(timezones=st.just(dt.UTC))


def test_every_record_of_a_course_reads_back_as_it_was() -> None:
    """Notes, signatures, addenda, measures, overrides, the ending."""
    built = by_manual("role dispute").miss(dt.date(2026, 2, 1)).contact(dt.date(2026, 2, 2)).sign()
    built.amend(3, "Plain words.").measure("gad7", total=9).override("BEG001", 5).plan(18).conclude()
    for record in built.records():
        assert decode(encode(record)) == record


@given(note=TEXT, word=TEXT, at=AT, items=st.lists(st.integers(-(2**40), 2**40)), total=st.none() | st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip
def test_any_text_and_any_score_reads_back_as_it_was(
    note: str, word: str, at: dt.datetime, items: list[int], total: float | None
) -> None:
    """Line ends, control characters, emoji: a record keeps what was typed."""
    content = Note(word, 1, dt.date(2026, 1, 5), Phase.MIDDLE)
    bodies: list[r.Bodies] = [
        r.NoteSaved("b" * 32, "d" * 32, 1, note, content),
        r.ClientAdded(word, note),
        r.MeasureTaken("d" * 32, dt.date(2026, 1, 5), ScoreLine(word, tuple(items), total)),
    ]
    for body in bodies:
        record = Record("a" * 32, "c" * 32, "a" * 32, 1, at, body)
        assert decode(encode(record)) == record
        assert encode(decode(encode(record))) == encode(record)


def test_a_record_is_plain_json_that_names_its_kind() -> None:
    """Readable with any language's standard library."""
    record = by_manual("grief", sessions=1).records()[2]
    read = json.loads(encode(record))
    assert read["body"]["kind"] == "note-saved"
    assert read["body"]["content"]["session"] == 1


def test_a_field_of_a_later_version_is_passed_over() -> None:
    """Fields may be added."""
    record = by_manual("grief", sessions=1).records()[0]
    read = json.loads(encode(record))
    read["body"]["pronouns"] = "she"
    assert decode(json.dumps(read).encode()) == record


@given(st.binary() | TEXT.map(str.encode))
def test_anything_else_is_damage(payload: bytes) -> None:
    """Whatever the bytes are, nothing but ChartDamaged comes of them."""
    with pytest.raises(ChartDamaged) as told:
        decode(payload, 7)
    assert told.value.fields["seq"] == 7


@given(st.data())
def test_a_record_with_one_byte_changed_is_another_record_or_damage(data: st.DataObject) -> None:
    """It never crashes the reader."""
    payload = bytearray(encode(by_manual("grief", sessions=1).records()[2]))
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ChartDamaged):
        decode(bytes(payload))


OPENING = b'{"id":"a","client":"a","author":"a","epoch":1,"at":"2026-01-05T12:00:00Z","body":'


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 100_000,
        OPENING + b'{"kind":"client-added","code":"x","later":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}}",
        OPENING + b'{"kind":"never-heard-of"}}',
        OPENING.replace(b"12:00:00Z", b"12:00:00") + b'{"kind":"client-added","code":"x"}}',
    ],
    ids=["deep", "deep in an unknown field", "an unknown kind", "a time without its zone"],
)
def test_hostile_json_is_damage(payload: bytes) -> None:
    """Nothing overflows, and a time without its zone is not taken for one."""
    with pytest.raises(ChartDamaged):
        decode(payload)


def test_a_note_of_a_session_below_zero_is_damage() -> None:
    """Sessions are numbered from 1, the intake is 0."""
    payload = encode(by_manual("grief", sessions=1).records()[2])
    with pytest.raises(ChartDamaged):
        decode(payload.replace(b'"session":1', b'"session":-1'))


def test_half_a_character_is_refused_before_it_is_written() -> None:
    """A broken command line can hold one; the message does not repeat it."""
    record = Record("a" * 32, "c" * 32, "a" * 32, 1, dt.datetime.now(dt.UTC), r.ClientAdded("x", "Zoe\ud800"))
    with pytest.raises(UsageProblem) as told:
        encode(record)
    assert "Zoe" not in str(told.value)
    assert told.value.__context__ is None
