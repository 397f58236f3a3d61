"""Invented courses of every shape (hypothesis), and texts that break programs.

A course is drawn record by record and folded by the real replay; its fields hold what the catalogue lets them hold, or
any text at all.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ipt_notes.course import records as r
from ipt_notes.course.note import Entry, Line, Note, ScoreLine, Script, Section, TimelineEvent
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.vocabulary import Absence, Channel, EndType, Mode, NextStep, Phase
from tests.export import courses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.fields import Field, SectionKind
    from ipt_notes.course.model import Course

NAUGHTY = {
    "markup": '</w:t></w:r></w:p><script>&amp; "quoted" <!-- x --> ]]>',
    "control": "nul\x00 bell\x07 escape\x1b[31mred\x1b[0m vertical\x0b form\x0c",
    "not a character": "\ufffe\uffff\ufdd0 and \x85 and \u2028",
    "lone surrogates": "\ud800 before \udfff after",
    "line ends": "one\r\ntwo\rthree\nfour\ttab",
    "right to left": "\u202eabc\u202c שלום مرحبا \u200f",
    "isolates": "\u2066left \u2067right \u2068first\u2069 never closed",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 ﷽ Z̸̢̛a̷l̶g̵o̴",
    "combining": "\u0301\u0489\u20dd",
    "nothing to see": "\u200b\u00ad\ufeff\u2060",
    "templates": "{{ 7 * 7 }} {% include '/etc/passwd' %} {course.client} %s $HOME",
    "markdown": "# h\n> q\n```\ncode\n```\n1. a\n* b\n[x](javascript:1) ![y](z) ***",
    "fields": '{ INCLUDETEXT "C:\\\\x" } \x13 PAGE \x14 1 \x15 \\o/ \\n ^p MERGEFORMAT',
    "formula": "=cmd|' /C calc'!A0",
    "signed formula": "+1-1@SUM(1+1)",
    "long": "x" * 100_000,
    "long words": "Donaudampfschifffahrtsgesellschaft" * 40 + " " + "無" * 500,
}
_SHORT = [text for text in NAUGHTY.values() if len(text) < 1000]
TEXTS = st.one_of(
    st.sampled_from(["", "low since March", "talks to her sister each week", "none", "not asked: late"]),
    st.sampled_from(_SHORT),
    st.text(st.characters(), max_size=40),
)
_PAIRS = st.tuples(st.sampled_from([*Phase]), st.sampled_from([*Mode]))
_ENDS = st.tuples(st.sampled_from([None, *EndType]), st.sampled_from([None, *NextStep]))
_SCORED = ("phq9", "gad7", "wsas", "other")
_ITEMS = {"phq9": (9, 3), "gad7": (7, 3), "wsas": (5, 8)}


def naughty_course(text: str) -> Course:
    """A course in which every field of the catalogue, and everything else a person types, is `text`."""
    sections = [_full(kind, text) for kind in CATALOGUE]
    return courses.replayed(
        [
            *courses.opened(code=text, name=text),
            r.CoursePlanned(courses.COURSE, 14, courses.START, text),
            _note(1, courses.START, sections),
            _note(2, courses.START + dt.timedelta(weeks=1), sections),
            r.SessionMissed(courses.COURSE, courses.START, Absence.NO_SHOW, text),
            r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("other", (), 3, text)),
            r.MeasureTaken(courses.COURSE, courses.START.replace(day=20), ScoreLine("other", (), 2, text)),
            r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("phq9", (), 3)),
            r.MeasureTaken(courses.COURSE, courses.START.replace(day=20), ScoreLine("phq9", (), 2)),
            r.FindingOverridden(courses.COURSE, "RISK001", text, courses.START, by=text),
            r.ContactMade(courses.COURSE, courses.START.replace(day=25), Channel.LETTER, text),
            r.CourseEnded(
                courses.COURSE, courses.START.replace(day=28), EndType.LOST_CONTACT, None, text, text
            ),
            r.SummarySaved(courses.COURSE, 1, text),
            r.SummarySigned(courses.COURSE, 1, "0" * 64, text),
        ]
    )


def _full(kind: SectionKind, text: str) -> Section:
    entry_fields = {field.key: (field.choices[:1] or (text,)) for field in kind.entry_fields or ()}
    entries = (Entry(text, text, entry_fields, text), Entry(f"{text} 2", text, entry_fields, text))
    line = Line(text, text, text, text, text, text)
    fields = {field.key: (text, text) for field in kind.fields}
    events = (TimelineEvent(text, text, text),)
    return Section(kind.id, text, text, fields, entries, (), events, Script(text, (line,)), (text,))


@st.composite
def any_course(draw: st.DrawFn) -> Course:
    """A whole course: up to 24 sessions, scores, absences, contacts, an ending or none, a signed narrative or none."""
    number = draw(st.integers(0, 24))
    bodies = [*courses.opened(draw(TEXTS) or "EX-1", draw(TEXTS))]
    bodies += [draw(_session(each)) for each in range(1, number + 1)]
    bodies += draw(st.lists(_beside(), max_size=6))
    last = courses.START + dt.timedelta(weeks=number)
    if draw(st.booleans()):
        end_type, next_step = draw(_ENDS)
        bodies.append(r.CourseEnded(courses.COURSE, last, end_type, next_step, draw(TEXTS), draw(TEXTS)))
    if draw(st.booleans()):
        bodies.append(r.SummarySaved(courses.COURSE, 1, "the narrative"))
        bodies.append(r.SummarySigned(courses.COURSE, 1, "0" * 64, draw(TEXTS)))
    signed = dt.datetime.combine(last, dt.time(18), dt.UTC) + dt.timedelta(days=draw(st.integers(0, 9)))
    return courses.replayed(bodies, signed_on=signed)


@st.composite
def _session(draw: st.DrawFn, number: int) -> r.NoteSaved:
    """A note with some sections, and a score now and then."""
    kinds = draw(st.lists(st.sampled_from(CATALOGUE), max_size=4, unique_by=lambda kind: kind.id))
    sections = [draw(_section(kind)) for kind in kinds]
    if draw(st.booleans()):
        sections.append(Section("measure", scores=(draw(_scores()),)))
    return _note(number, courses.START + dt.timedelta(weeks=number - 1), sections, *draw(_PAIRS))


def _note(
    number: int,
    day: dt.date,
    sections: Iterable[Section],
    phase: Phase = Phase.MIDDLE,
    mode: Mode = Mode.VIDEO,
) -> r.NoteSaved:
    content = Note("EX-014", number, day, phase, 50, mode, sections=tuple(sections))
    return r.NoteSaved(f"{number:032x}", courses.COURSE, 1, "", content)


@st.composite
def _section(draw: st.DrawFn, kind: SectionKind) -> Section:
    fields = {field.key: (draw(_value(field)),) for field in kind.fields if draw(st.booleans())}
    entries: list[Entry] = []
    if kind.entry_fields is not None:
        for _ in range(draw(st.integers(0, 5))):
            filled = {field.key: (draw(_value(field)),) for field in kind.entry_fields if draw(st.booleans())}
            entries.append(Entry(draw(TEXTS) or "K.", draw(TEXTS), filled, draw(TEXTS)))
    return Section(kind.id, "", draw(TEXTS), fields, tuple(entries))


def _value(field: Field) -> st.SearchStrategy[str]:
    if field.choices:
        return st.one_of(st.sampled_from([str(choice) for choice in field.choices]), TEXTS)
    return {"number": st.integers(0, 60).map(str), "date": st.dates().map(str)}.get(field.shape, TEXTS)


@st.composite
def _scores(draw: st.DrawFn) -> ScoreLine:
    instrument = draw(st.sampled_from(_SCORED))
    if instrument == "other":
        return ScoreLine("other", (), draw(st.integers(-50, 500)) / 4, draw(TEXTS) or "BDI-II")
    count, most = _ITEMS[instrument]
    answers = st.one_of(st.integers(0, most), st.none())
    return ScoreLine(instrument, tuple(draw(st.lists(answers, min_size=count, max_size=count))))


@st.composite
def _beside(draw: st.DrawFn) -> r.Bodies:
    """Something that is no session."""
    day = courses.START + dt.timedelta(days=draw(st.integers(0, 200)))
    return draw(
        st.one_of(
            st.builds(
                r.SessionMissed, st.just(courses.COURSE), st.just(day), st.sampled_from([*Absence]), TEXTS
            ),
            st.builds(
                r.ContactMade, st.just(courses.COURSE), st.just(day), st.sampled_from([*Channel]), TEXTS
            ),
            st.builds(r.MeasureTaken, st.just(courses.COURSE), st.just(day), _scores()),
            st.builds(r.CoursePlanned, st.just(courses.COURSE), st.integers(1, 40), st.just(day), TEXTS),
        )
    )
