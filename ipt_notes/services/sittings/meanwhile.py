"""What another window or another member saved while a text was written: who and when, and both texts as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.wording import shown_moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from ipt_notes.course.model import Course, Session, Summary
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

HERE = "another window"
_APART = "Saved meanwhile by"
_UNJOINED = re.compile(rf"^##[ \t]+({_APART} .*\S)[ \t]*$", re.MULTILINE)
_SESSION = re.compile(r"^(\s*session\s*[:：]\s*)\d+(\s*)$", re.IGNORECASE | re.MULTILINE)


def saved_by(practice: Practice, text: Session | Summary) -> str:
    """Who saved the latest revision and when: "Dr A. Example at 10:32", or "another window at 10:32"."""
    return f"{_who(practice, text.saved_by)} {_when(practice, text.last_saved)}"


def _who(practice: Practice, member: str) -> str:
    if member in ("", practice.member.id.hex()):
        return HERE
    return practice.roster.name_of(bytes.fromhex(member))


def _when(practice: Practice, at: dt.datetime) -> str:
    """At which time, by this computer's clock; on which day, if it is not today's."""
    here, now = at.astimezone(), practice.settings.clock().astimezone()
    return f"at {here:%H:%M}" if here.date() == now.date() else f"on {shown_moment(at)}"


def with_note(practice: Practice, chart: OpenChart, draft: Draft, session: Session) -> tuple[Draft, str]:
    """The draft on the revision that is there, with what was saved in it; and what has been done, in words.

    One that was begun as a new note may still be given another number, and then is one.
    """
    base = _saved_text(chart, draft) if draft.note == session.note else ""
    merged, told = _joined(practice, base, draft, session)
    on = replace(draft, text=merged, note=session.note, revision=session.revision)
    since = "saved again since" if draft.note else "saved meanwhile"
    which = f"session {session.number} was {since} (revision {session.revision})"
    return on, f"{which} by {saved_by(practice, session)}: {told}; `note show` shows the other"


def with_summary(practice: Practice, chart: OpenChart, draft: Draft, summary: Summary) -> tuple[Draft, str]:
    """As `with_note`, of the narrative."""
    merged, told = _joined(practice, _saved_text(chart, draft), draft, summary)
    on = replace(draft, text=merged, revision=summary.revision)
    return on, f"the summary was saved again since by {saved_by(practice, summary)}: {told}"


def as_addendum(practice: Practice, draft: Draft, session: Session) -> Draft | None:
    """What a draft holds beyond a note that was signed meanwhile, as an addendum to it; None where it holds no more."""
    from ipt_notes.notes.merging import additions

    text = additions(draft.text, session.text, is_blank=_is_blank(practice))
    if not text:
        return None
    options = {"reason": "written while the note was signed"}
    return replace(
        draft, kind="addendum", text=text, note=session.note, session=session.number, options=options
    )


def unjoined(text: str) -> tuple[str, ...]:
    """The headings in a text under which what another saved meanwhile still stands apart."""
    return tuple(dict.fromkeys(_UNJOINED.findall(text)))


def _joined(practice: Practice, base: str, draft: Draft, saved: Session | Summary) -> tuple[str, str]:
    from ipt_notes.notes.merging import merge

    heading = f"{_APART} {_who(practice, saved.saved_by)}"
    merged = merge(base, draft.text, saved.text, heading=heading, is_blank=_is_blank(practice))
    if merged.both:
        where = ", ".join(merged.both)
        return merged.text, f"what opens holds both texts; both wrote in {where}: the other stands at the end"
    return merged.text, "what opens holds both texts"


def _is_blank(practice: Practice) -> Callable[[str], bool]:
    """Whether nothing in a text is a person's own."""
    from ipt_notes.notes.plain import plain, program_words

    ours = program_words(practice.settings.templates)
    return lambda text: not plain(text, ours).words


def _saved_text(chart: OpenChart, draft: Draft) -> str:
    """The revision from which the draft began; "" where it began from nothing."""
    for record in chart.records:
        body = record.body
        is_note = isinstance(body, r.NoteSaved) and draft.kind == "note" and body.note == draft.note
        is_summary = (
            isinstance(body, r.SummarySaved) and draft.kind == "summary" and body.course == draft.course
        )
        if (is_note or is_summary) and body.revision == draft.revision:  # type: ignore[union-attr]
            return body.text  # type: ignore[union-attr]
    return ""


def on_free_number(practice: Practice, course: Course, draft: Draft, taken: Session) -> tuple[Draft, str]:
    """The draft of a new note as that of the next session, where another day's note has its number."""
    number = course.last_number + 1
    text = _SESSION.sub(rf"\g<1>{number}\g<2>", draft.text, count=1)
    session = None if draft.session is None else number
    told = (
        f"session {taken.number} is that of {taken.date} by now, saved by {saved_by(practice, taken)}:"
        f" yours opens as session {number}"
    )
    return replace(draft, text=text, session=session), told
