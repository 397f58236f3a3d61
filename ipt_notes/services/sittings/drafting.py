"""A draft in words, whose it is, and the guard that keeps one when its save fails."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ErasedMeanwhile, Interrupted, IptNotesError, WorldProblem
from ipt_notes.services.sittings import drafts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft


_TYPED = (r.NoteSaved, r.AddendumAdded, r.SummarySaved, r.ContactMade)
_OF_ERASED = (
    "the text is kept as a draft of the erased client, on this computer alone;"
    " `ipt-notes note drafts` shows it, and throws it away"
)


def client_of(practice: Practice, draft: Draft) -> Grant:
    """The grant of the client that the draft is of, never of another who has the code by now. ErasedMeanwhile."""
    return practice.find_same(draft.code, bytes.fromhex(draft.client))


def chart_of(practice: Practice, draft: Draft, seen: OpenChart | None) -> OpenChart:
    """The chart that the draft is of: as it was `seen` when the typing began, which spares a reading where it is written to.

    Only the grant is asked for again then: what was written meanwhile is told by the end of the chart. ErasedMeanwhile,
    and the errors of `Practice.read`.
    """
    grant = client_of(practice, draft)
    is_same = seen and (seen.grant.client, seen.grant.keys) == (grant.client, grant.keys)
    return seen if seen and is_same else practice.read(grant)


def is_writer(practice: Practice, chart: OpenChart) -> bool:
    """Whether the member may write in the chart."""
    return not practice.is_shared or chart.access.role_of(practice.member.id.hex()) is Role.WRITE


def require_writer(practice: Practice, chart: OpenChart) -> None:
    """NotAllowed, before anything is typed, for who may only read or supervise the chart."""
    if is_writer(practice, chart):
        return
    role = chart.access.role_of(practice.member.id.hex())
    from ipt_notes.services.members.rights import NotAllowed

    holder = practice.roster.name_of(bytes.fromhex(chart.access.holder))
    raise NotAllowed(code=chart.code, holder=holder, role=role or "no")


def saved_as(chart: OpenChart, draft: Draft) -> r.Record | None:
    """The record that holds this very draft, if its save was durable and the program died before the draft was removed."""
    texts = {draft.text.strip(), _as_signed(draft).strip()}
    for record in chart.records:
        body = record.body
        if isinstance(body, _TYPED) and body.draft == draft.id and body.text.strip() in texts:
            return record
    return None


def _as_signed(draft: Draft) -> str:
    """The text as its record holds it: an addendum's without the prompt."""
    from ipt_notes.notes.addendum import without_prompt

    return without_prompt(draft.text) if draft.kind == "addendum" else draft.text


@contextmanager
def guarded(practice: Practice, draft: Draft) -> Iterator[None]:
    """Remove the draft when what is done inside is done; keep it, and say so, when it fails for whatever reason.

    Where it can't be kept either, the error tells why and where the text is now. What was already kept of the same
    text goes with the draft. Interrupted for a KeyboardInterrupt; else the error of what is done inside.
    """
    try:
        yield
    except IptNotesError as error:
        _keep(practice, draft, error)
        raise
    except KeyboardInterrupt:
        interrupted = Interrupted()
        _keep(practice, draft, interrupted)
        raise interrupted from None
    except BaseException as error:
        for line in _kept(practice, draft).told:
            error.add_note(line)
        raise
    for each in (draft, *drafts.same(practice, draft)):
        drafts.discard(practice, each.id)


class _Kept(NamedTuple):
    """Where the text is after a failure, in words."""

    told: tuple[str, ...]
    is_draft: bool


def _keep(practice: Practice, draft: Draft, error: IptNotesError) -> None:
    """Keep the draft; the error's details tell where it is, unless its hint does."""
    kept = _kept(practice, draft)
    promises_a_draft = "draft" in error.fields
    if isinstance(error, ErasedMeanwhile) and kept.is_draft:
        kept = _Kept((_OF_ERASED,), is_draft=True)
    if promises_a_draft and kept.is_draft:
        return
    if promises_a_draft:
        error.hint = ""
    error.details = (*error.details, *kept.told)


def _kept(practice: Practice, draft: Draft) -> _Kept:
    try:
        is_kept = drafts.keep(practice, draft) is not None
    except WorldProblem as problem:
        return _Kept(_left(practice, draft, problem.message), is_draft=False)
    told = (f"the text is kept as a draft: {how_to_resume(draft)}",) if is_kept else ()
    return _Kept(told, is_draft=is_kept)


def _left(practice: Practice, draft: Draft, why: str) -> tuple[str, ...]:
    """Leave the text in memory where there is no draft of it."""
    from ipt_notes.editing.memory import TextLeft, leave_in_memory

    data = draft.text.encode("utf-8", "backslashreplace")
    where = leave_in_memory("note.md", data, practice.settings.env)
    left = TextLeft(why=why, where=where)
    return (
        left.message,
        left.hint if where else "it is not kept: there is no folder in memory for it either",
    )


def command(draft: Draft, code: str = "") -> str:
    """The command that opens a draft again; `code` is the client's by now ("": as when it was kept)."""
    which = typed(code or draft.code)
    match draft.kind:
        case "summary":
            return f"ipt-notes summary edit {which}"
        case "private":
            return f"ipt-notes note private {which} {draft.session}"
        case _:
            return f"ipt-notes write {which}"


def how_to_resume(draft: Draft) -> str:
    """How a draft is opened again, in words."""
    return f"`{command(draft)}` opens it again"


def told(practice: Practice, draft: Draft) -> str:
    """What tells a draft from another without its words: "a draft of session 3 of 2026-03-16 (38 words)"."""
    from ipt_notes.notes.plain import plain, program_words

    count = plain(draft.text, program_words(practice.settings.templates)).words
    return f"a draft of {_of_its_day(draft)} ({count} {'word' if count == 1 else 'words'})"


def _of_its_day(draft: Draft) -> str:
    """What it is of, with the session and the day that it names itself."""
    from ipt_notes.notes.front_matter import Expected, read_front_matter
    from ipt_notes.notes.problems import Problems

    if draft.kind == "contact":
        return f"a contact of {draft.options['on']}" if "on" in draft.options else named(draft)
    if draft.kind != "note":
        return named(draft)
    front, _ = read_front_matter(draft.text, Expected(), Problems())
    return f"session {front.session} of {front.date}" if front else named(draft)


def named(draft: Draft) -> str:
    """What a draft is of: "session 3", "a new note", "the termination summary"."""
    match draft.kind:
        case "summary":
            return "the termination summary"
        case "note":
            return "a new note" if draft.session is None else f"session {draft.session}"
        case "addendum":
            return f"an addendum to session {draft.session}"
        case "private":
            return "a private note"
        case _:
            return f"a {draft.kind}"
