"""A supervisor's signature, or the holder's, under what somebody else signed: a trainee's notes and narrative wait for it.

Signing and co-signing are separate acts, and a co-signature is never taken back. It stands for the texts its author was
shown: what is added meanwhile waits for the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.course.signatures import adds_to, digest_of
from ipt_notes.course.wording import session_name
from ipt_notes.errors import IptNotesError, Refused
from ipt_notes.services.reading import open_session
from ipt_notes.services.signing import gaps_of, is_trainee

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ipt_notes.course.model import Session, Summary
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.signing import Unsigned

SOMEBODY = "a supervisor"


class NotesCosigned(Struct, frozen=True):
    """The sessions whose notes were co-signed, and by whom."""

    code: str
    sessions: tuple[int, ...]
    signed_by: str


class NothingCosigned(IptNotesError):
    """Nothing was co-signed."""

    exit_code = 0


class NoSupervisor(Refused):
    """You neither hold the chart of {code} nor supervise it: nobody else co-signs in it."""

    hint = "who holds the chart gives that role: `ipt-notes practice grant --role supervise {code} MEMBER`"


class ToCosign(NamedTuple):
    """A signed note that is to be co-signed, and what is left open in it. `addenda` is how many it has."""

    gaps: Unsigned
    signed_by: str
    signed_at: dt.datetime
    addenda: int


def waits_for(practice: Practice, chart: OpenChart) -> str:
    """Whose signature a trainee's text in this chart waits for: "Dr B. Example", or "a supervisor"."""
    named = [
        colleague.name
        for colleague in practice.roster.present
        if colleague.standing != "trainee"
        and chart.access.cosigns(colleague.id.hex())
        and _has_to_sign(chart, colleague.id.hex())
    ]
    return " or ".join(sorted(named)) or SOMEBODY


def _has_to_sign(chart: OpenChart, member: str) -> bool:
    """Whether something waits that is not this member's own, as what they signed in their training is."""
    texts = [text for course in chart.chart.courses for text in (*course.sessions, course.summary) if text]
    waiting = (text for text in texts if text.awaits_cosignature)
    return any(adds_to(text, member, len(getattr(text, "addenda", ()))) for text in waiting)


def may_cosign(practice: Practice, chart: OpenChart) -> bool:
    """Whether the member may co-sign in this chart: who holds or supervises it, and never a trainee."""
    return chart.access.cosigns(practice.member.id.hex()) and not is_trainee(practice)


def waiting_for_me(practice: Practice, chart: OpenChart) -> list[Session]:
    """The notes of the latest course that wait for this member's signature."""
    if not may_cosign(practice, chart):
        return []
    me = practice.member.id.hex()
    return [session for session in chart.course.awaiting if adds_to(session, me, len(session.addenda))]


def to_cosign(practice: Practice, chart: OpenChart, numbers: Sequence[int] | None) -> list[ToCosign]:
    """These sessions' notes (None: those that wait), with what is left open in them.

    SessionNotFound; Refused for one that is not signed, is the member's own, or was co-signed by them; NoSupervisor.
    """
    require_supervisor(practice, chart)
    wanted = _wanted(practice, chart, numbers)
    gaps = gaps_of(practice, chart, wanted)
    return [
        ToCosign(gap, each.signature.by, each.signature.at, len(each.addenda))
        for gap, each in zip(gaps, wanted, strict=True)
        if each.signature
    ]


def _wanted(practice: Practice, chart: OpenChart, numbers: Sequence[int] | None) -> list[Session]:
    if numbers is None:
        return waiting_for_me(practice, chart)
    sessions = [open_session(chart, number) for number in dict.fromkeys(numbers)]
    for session in sessions:
        _require_signable(practice, chart, session)
    return sessions


def cosign_notes(practice: Practice, seen: OpenChart, numbers: Sequence[int] | None) -> NotesCosigned:
    """Co-sign these sessions' notes (None: those that wait) as they were in `seen`, with the addenda they had there.

    The refusals of `to_cosign`; nothing is signed then.
    """
    require_supervisor(practice, seen)
    wanted = _wanted(practice, seen, numbers)

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        require_supervisor(practice, chart)
        for each in wanted:
            _require_signable(practice, chart, each)
        return [_cosignature(practice, each) for each in wanted]

    chart = practice.write(seen.grant, decide)
    return NotesCosigned(chart.code, tuple(each.number for each in wanted), practice.member.name)


def _cosignature(practice: Practice, session: Session) -> r.NoteCosigned:
    added = tuple(digest_of(addendum.text) for addendum in session.addenda)
    text = digest_of(session.text)
    return r.NoteCosigned(session.note, session.revision, text, practice.member.name, added)


def require_supervisor(practice: Practice, chart: OpenChart) -> None:
    """Refused for a trainee and in a vault of one; NoSupervisor for who neither holds nor supervises the chart."""
    if not practice.is_shared:
        what = "this vault is one therapist's alone: nobody else signs in it"
        raise Refused(what=what, hint="a practice of several begins with `ipt-notes practice invite`")
    if is_trainee(practice):
        raise Refused(what="a trainee can't co-sign", hint="a supervisor can; sign your own with `note sign`")
    if not may_cosign(practice, chart):
        raise NoSupervisor(code=chart.code)


def _require_signable(practice: Practice, chart: OpenChart, session: Session) -> None:
    """Refused for a note that is not signed, or in which nothing is left for this member to co-sign."""
    name = f"{session_name(session.number)} of {chart.code}"
    if not session.is_signed:
        raise Refused(
            what=f"{name} is not signed yet", hint="whoever wrote it signs first, then it can be co-signed"
        )
    now = chart.course.session(session.number) or session
    require_new(practice, now, name, len(session.addenda))


def require_new(practice: Practice, text: Session | Summary, name: str, addenda: int = 0) -> None:
    """Refused where a co-signature by this member would say nothing new: `text` is their own, or was co-signed by them."""
    me = practice.member.id.hex()
    if adds_to(text, me, addenda):
        return
    if any(each.member == me for each in text.cosignatures):
        raise Refused(what=f"{name} is co-signed by you already", hint="a co-signature stays; one is enough")
    raise Refused(what=f"{name} is signed by you", hint="a co-signature is another person's")
