"""Signs notes and adds to signed ones: a signed note stays as it is and only grows by addenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.signatures import digest_of
from ipt_notes.course.wording import capital, session_name
from ipt_notes.errors import Conflict, IptNotesError, NoteIsSigned, NoteProblem, Refused, SessionNotFound
from ipt_notes.services import writing
from ipt_notes.services.reading import open_session
from ipt_notes.services.reasons import reasoned
from ipt_notes.services.sittings.drafting import chart_of, guarded, how_to_resume, require_writer, saved_as
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.sittings.meanwhile import saved_by, unjoined
from ipt_notes.services.trust.streams import new_id
from ipt_notes.services.writing import NoteSaved, told_problems

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ipt_notes.checks.finding import Finding
    from ipt_notes.course.model import Session
    from ipt_notes.notes.parse import Parsed
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class NotesSigned(Struct, frozen=True):
    """The sessions whose notes were signed, and by whom.

    `waits_for` names whose signature they wait for, where a trainee signed; `left` are sessions whose notes another
    member saved last, and which were not named.
    """

    code: str
    sessions: tuple[int, ...]
    signed_by: str
    waits_for: str = ""
    left: tuple[int, ...] = ()


class SavedMeanwhile(Conflict):
    """{what} of {code} was saved by {by} since it was shown: it is not signed."""

    hint = "read it again with `ipt-notes note show {code}`, then sign"


class NothingSigned(IptNotesError):
    """Nothing was signed."""

    exit_code = 0


class Unsigned(NamedTuple):
    """A note that waits for a signature: the headings left blank in it, and the open findings about it, no mere notes.

    `begun_by` names who began it, where that was another member of the practice. `unjoined` are the headings under which
    what another saved meanwhile still stands apart.
    """

    session: int
    date: dt.date
    blank: tuple[str, ...]
    findings: tuple[Finding, ...]
    begun_by: str = ""
    unjoined: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.is_open_error)


def unsigned_of(practice: Practice, chart: OpenChart, numbers: Sequence[int] | None) -> list[Unsigned]:
    """These sessions' notes (None: every one), as far as they are not signed, and what is left open in them."""
    wanted = [each for each in chart.course.unsigned if numbers is None or each.number in numbers]
    return gaps_of(practice, chart, wanted)


def gaps_of(practice: Practice, chart: OpenChart, sessions: Sequence[Session]) -> list[Unsigned]:
    """What is left open in the notes of these sessions."""
    from ipt_notes.notes.plain import plain, program_words
    from ipt_notes.services.checking import check_chart

    ours = program_words(practice.settings.templates)
    found = [
        finding
        for finding in check_chart(practice, chart).findings
        if finding.severity != "info" and not finding.is_overridden
    ]
    return [
        Unsigned(
            session.number,
            session.date,
            plain(session.text, ours).blank,
            tuple(finding for finding in found if finding.session == session.number),
            named_if_other(practice, session.begun_by),
            unjoined(session.text),
        )
        for session in sessions
    ]


def is_trainee(practice: Practice) -> bool:
    """Whether the member's signature waits for a supervisor's: never in a vault of one."""
    if not practice.is_shared:
        return False
    from ipt_notes.services.members.roster import Standing

    me = practice.roster.members.get(practice.member.id)
    return me is not None and me.standing is Standing.TRAINEE


def named_if_other(practice: Practice, member: str) -> str:
    """The name of a member (an id as hex digits) who is not this one; else ""."""
    if not member or member == practice.member.id.hex():
        return ""
    return practice.roster.name_of(bytes.fromhex(member))


def sign_notes(
    practice: Practice,
    code: str,
    numbers: Sequence[int] | None,
    *,
    by_prefix: bool = False,
    seen: OpenChart | None = None,
) -> NotesSigned:
    """Sign these sessions' notes (None: every unsigned one that is this member's own). They only grow by addenda then.

    `seen` is the chart as it was shown: SavedMeanwhile where one of them was saved again since. SessionNotFound;
    NoteIsSigned for one that is; Refused, with nothing signed, where a note leaves an item about self-harm at 1 or more
    without a risk assessment (SAF002); NotAllowed for who may not write.
    """
    signed: list[int] = []

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        require_writer(practice, chart)
        wanted = (
            own_unsigned(practice, chart)
            if numbers is None
            else [open_session(chart, number) for number in numbers]
        )
        for session in wanted if seen else ():
            _require_as_seen(practice, chart, session, seen)
        signed[:] = [session.number for session in wanted]
        return [_signature(practice, chart, session) for session in wanted]

    chart = practice.write(practice.find(code, by_prefix=by_prefix), decide)
    left = {session.number for session in chart.course.unsigned} - set(numbers or ())
    return NotesSigned(
        chart.code,
        tuple(signed),
        practice.member.name,
        _waits_for(practice, chart) if signed else "",
        tuple(sorted(left - {session.number for session in own_unsigned(practice, chart)})),
    )


def _waits_for(practice: Practice, chart: OpenChart) -> str:
    """Whose signature a trainee's own waits for; "" of anybody else's."""
    if not is_trainee(practice):
        return ""
    from ipt_notes.services.cosigning import waits_for

    return waits_for(practice, chart)


def _signature(practice: Practice, chart: OpenChart, session: Session) -> r.NoteSigned:
    if session.is_signed:
        raise NoteIsSigned(code=chart.code, session=session.number)
    require_assessed(chart, session)
    return r.NoteSigned(
        session.note,
        session.revision,
        digest_of(session.text),
        practice.member.name,
        awaits=is_trainee(practice),
        begun_by=named_if_other(practice, session.begun_by),
    )


def own_unsigned(practice: Practice, chart: OpenChart) -> list[Session]:
    """The notes without a signature that this member saved last, or that nobody here is known to have: what may be signed unnamed."""
    me = practice.member.id.hex()
    return [session for session in chart.course.unsigned if session.saved_by in ("", me)]


def last_own(practice: Practice, chart: OpenChart) -> int:
    """The last session, whose note is signed where none is named. SessionNotFound; Refused where another saved it last."""
    session = open_session(chart, None)
    by = named_if_other(practice, session.saved_by)
    if by and not session.is_signed:
        name = session_name(session.number)
        raise Refused(
            what=f"{name} of {chart.code} was last saved by {by}",
            hint=f"to sign it all the same, name it: `ipt-notes note sign {typed(chart.code)} {session.number}`",
        )
    return session.number


def _require_as_seen(practice: Practice, chart: OpenChart, session: Session, seen: OpenChart | None) -> None:
    """SavedMeanwhile where somebody saved the note since it was shown."""
    shown = seen and seen.course.session(session.number)
    if shown and not session.is_signed and shown.revision != session.revision:
        name = capital(session_name(session.number))
        raise SavedMeanwhile(what=name, code=chart.code, by=saved_by(practice, session))


def require_assessed(chart: OpenChart, session: Session) -> None:
    """Refused while an item about self-harm that was not answered 0 has no risk assessment."""
    from ipt_notes.checks.saf002 import left_open_by

    is_open = left_open_by(chart.course, session.number)
    if is_open:
        what = f"{session_name(session.number)} of {chart.code} is not signed: {'; '.join(is_open)}"
        raise Refused(what=what, hint=_how_to_assess(chart, session))


def _how_to_assess(chart: OpenChart, session: Session) -> str:
    write = f"write the Risk assessment with `ipt-notes note edit {typed(chart.code)} {session.number}`, then sign"
    if chart.course.conclusion is None:
        return write
    record = chart.course.conclusion.record[:8]
    return f"withdraw the conclusion with `ipt-notes void {typed(chart.code)} {record} --reason R`, {write}"


def addendum_draft(
    practice: Practice, chart: OpenChart, number: int, reason: str, text: str | None = None
) -> Draft:
    """A sitting at an addendum; without a `text` it starts from a prompt.

    SessionNotFound; Refused for an unsigned note; UsageProblem without a reason; NotAllowed for who may not write.
    """
    from ipt_notes.notes.addendum import addendum_prompt

    require_writer(practice, chart)
    why = reasoned(reason, "an addendum")
    session = amendable(chart, number)
    return Draft(
        id=new_id(),
        client=chart.grant.client.hex(),
        code=chart.code,
        kind="addendum",
        text=addendum_prompt(number, session.date) if text is None else text,
        at=practice.settings.clock(),
        course=chart.course.id,
        session=number,
        note=session.note,
        options={"reason": why},
    )


def amendable(chart: OpenChart, number: int) -> Session:
    """The session whose note an addendum can be added to; SessionNotFound, and Refused for an unsigned note."""
    return _signed(chart, open_session(chart, number))


def read_addendum(chart: OpenChart, draft: Draft, text: str) -> Parsed:
    """What the parser makes of an addendum."""
    from ipt_notes.notes.parse import parse_addendum

    return parse_addendum(text, of=_session_of(chart, draft).content)


def save_addendum(practice: Practice, draft: Draft, *, seen: OpenChart | None = None) -> NoteSaved:
    """Sign a draft of an addendum, without an untouched prompt, and add it to its note. `seen`: as in `save_note`.

    NoteProblem keeps the draft; so does Refused, where the addendum would add an item about self-harm at 1 or more
    without a risk assessment (SAF002).
    """
    from ipt_notes.notes.addendum import without_prompt

    text = without_prompt(draft.text)
    with guarded(practice, draft):
        seen = chart_of(practice, draft, seen)
        parsed = read_addendum(seen, draft, draft.text)
        if parsed.note is None:
            errors = told_problems(parsed, errors=True)
            raise NoteProblem(count=writing.things(len(errors)), draft=how_to_resume(draft), details=errors)
        content = parsed.note

        def decide(chart: OpenChart) -> Sequence[r.Bodies]:
            if saved_as(chart, draft):
                return ()
            note, reason = _signed(chart, _session_of(chart, draft)).note, draft.options["reason"]
            name, awaits = practice.member.name, is_trainee(practice)
            body = r.AddendumAdded(note, text, reason, content, name, draft.id, awaits)
            _require_answered(practice, chart, draft, body)
            return [body]

        chart = practice.write(seen.grant, decide, seen=seen)
    warnings = told_problems(parsed, errors=False)
    added = writing.saved(chart, _session_of(chart, draft), draft, warnings)
    return replace(added, is_addendum=True, waits_for=_waits_for(practice, chart))


def _require_answered(practice: Practice, chart: OpenChart, draft: Draft, body: r.AddendumAdded) -> None:
    """Refused where the addendum leaves open what was not before: an addendum is signed as it is saved."""
    from ipt_notes.checks.saf002 import left_open_by

    session = _session_of(chart, draft)
    course = next(course for course in chart.chart.courses if session in course.sessions)
    _, after = practice.seal(chart, [body])
    before = left_open_by(course, session.number)
    is_open = left_open_by(after.chart.course(course.id), session.number)
    if len(is_open) > len(before):
        added = next((told for told in is_open if told not in before), is_open[-1])
        what = f"the addendum to {session_name(session.number)} of {chart.code} is not signed: {added}"
        raise Refused(what=what, hint="write `## Risk assessment` in the addendum too")


def _session_of(chart: OpenChart, draft: Draft) -> Session:
    """The session whose note the addendum belongs to, whichever course is the latest by now; SessionNotFound."""
    every = (session for course in chart.chart.courses for session in course.sessions)
    found = next((session for session in every if session.note == draft.note), None)
    if found is None:
        raise SessionNotFound(code=chart.code, session=draft.session)
    return found


def _signed(chart: OpenChart, session: Session) -> Session:
    if not session.is_signed:
        raise Refused(
            what=f"session {session.number} of {chart.code} is not signed",
            hint=f"change it with `ipt-notes note edit {typed(chart.code)} {session.number}`",
        )
    return session
