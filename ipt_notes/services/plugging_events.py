"""Tells plugins what became durable: at most once, when the command is done, and without a word of a note unless asked for.

What a command saves is gathered as it is saved (`Practice.wrote`) and told when its answer is out and the vault is
closed, so a plugin that is slow or fails keeps nothing and nobody waiting but the person at the keyboard. Whatever ends
the program before that (a kill, a power cut) loses the telling and not the record; nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.plugins.installed import PERMISSIONS
from ipt_notes.plugins.loading import enabled_parts, guarded
from ipt_notes.plugins.trouble import WrongPart, report
from ipt_notes.registry import plugged

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ipt_notes.plugins.loading import Plugged
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

Kind = Literal["note saved", "note signed", "note co-signed", "course concluded", "exported"]
KINDS: dict[type[r.Body], Kind] = {
    r.NoteSaved: "note saved",
    r.NoteSigned: "note signed",
    r.NoteCosigned: "note co-signed",
    r.CourseEnded: "course concluded",
    r.Disclosed: "exported",
}
PATIENCE = 3.0
"""Seconds after which a person is told which plugin they are waiting for."""


class Event(Struct, frozen=True):
    """Something that was recorded. Ids are hex digits and say nothing of a person; `at` is UTC.

    `note` is the note's id ("" where it is about none), `what` the kind of document that was given out, and whether it
    is a draft. `code` and `text` (that of the note) are "" unless the plugin asked for them and a person enabled that.
    """

    kind: Kind
    vault: str
    client: str
    course: str
    record: str
    at: dt.datetime
    note: str = ""
    what: str = ""
    is_draft: bool = False
    code: str = ""
    text: str = ""

    def __repr__(self) -> str:
        """Names the event without its content."""
        return f"<Event {self.kind} {self.record[:8]}>"


def gathered(practice: Practice, chart: OpenChart, added: Iterable[r.Record]) -> list[Event]:
    """The events that these records of a chart are; private notes have no record here, and are none.

    There are none where no plugin listens; a note's text is in them only where one may be told it.
    """
    parts = [part for _, part in enabled_parts("events")]
    asked = {each for part in parts for each in part.asks}
    vault = practice.port.vault_id.hex()
    events = [_event(vault, chart, record) for record in added if type(record.body) in KINDS] if parts else []
    return [_as_asked(event, asked) for event in events]


def _event(vault: str, chart: OpenChart, record: r.Record) -> Event:
    body = record.body
    note = getattr(body, "note", "")
    saved = [each.body for each in chart.records if isinstance(each.body, r.NoteSaved)]
    of_note = next((each for each in reversed(saved) if note and each.note == note), None)
    return Event(
        KINDS[type(body)],
        vault,
        record.client,
        getattr(body, "course", of_note.course if of_note else ""),
        record.id,
        record.at,
        note,
        getattr(body, "what", ""),
        getattr(body, "is_draft", False),
        chart.code,
        of_note.text if of_note else "",
    )


def tell(practice: Practice) -> None:
    """Tell the enabled plugins what this command made durable, each event once. Ctrl+C leaves out the rest, and says so."""
    events, practice.durable = tuple(practice.durable), []
    try:
        for each in plugged("events") if events else ():
            _tell_one(each, events)
    except KeyboardInterrupt:
        report("telling plugins was interrupted (what was saved is saved)")


def _tell_one(each: Plugged, events: Sequence[Event]) -> None:
    with guarded(each.plugin, "at an event"):
        kinds, listen = listener_of(each)
        for event in events:
            if event.kind in kinds:
                _called(each, partial(listen, _as_asked(event, each.part.asks)))


def _called(each: Plugged, call: Callable[[], object]) -> None:
    """One call of a listener; a mistake in it is reported, and the next event is told all the same."""
    from threading import Timer

    waiting = Timer(PATIENCE, report, [f"the plugin {each.plugin} takes its time (Ctrl+C leaves it behind)"])
    waiting.daemon = True
    waiting.start()
    try:
        with guarded(each.plugin, "at an event"):
            call()
    finally:
        waiting.cancel()


def _as_asked(event: Event, asks: Collection[str]) -> Event:
    """The event without what this plugin was not allowed to be told."""
    return replace(event, **{field: "" for field in PERMISSIONS if field not in asks})


def listener_of(each: Plugged) -> tuple[frozenset[str], Callable[[Event], object]]:
    """The kinds of event that a module listens to, and its function. WrongPart, AttributeError."""
    kinds, listen = frozenset(each.module.EVENTS), each.module.on_event
    if not kinds or not kinds <= set(KINDS.values()) or not callable(listen):
        raise WrongPart(f"listens to no event that there is, or with no function: {each.part.name}")
    return kinds, listen
