"""What records say, one of each kind, with their fields in the order that the format gives them."""

from __future__ import annotations

from tests.vectors.form import fixed, signing_public

COURSE, NOTE = fixed("course", 16).hex(), fixed("note", 16).hex()
DAY = "2026-03-16"
CONTENT = {
    "client": "MK-014",
    "session": 1,
    "date": DAY,
    "phase": "beginning",
    "minutes": 50,
    "sections": [
        {"id": "check_in", "prose": "Slept better on Tuesday."},
        {"id": "measure", "scores": [{"instrument": "phq9", "items": [2, 2, 3, 2, 1, 1, 2, 0, 0]}, {"instrument": "gad7", "total": 11.0}]},
        {"id": "inventory", "fields": {"has_confidant": ["no"]}, "entries": [{"name": "N.", "relationship": "partner", "fields": {"closeness_ring": ["inner"]}}]},
        {"id": "timeline", "events": [{"when": "2025-04", "event": "moved", "mood_change": "lower"}]},
        {"id": "interpersonal_incident", "title": "Sunday", "script": {"setting": "Kitchen.", "lines": [{"speaker": "N.", "words": "Are you in?", "gesture": "arms folded", "intended": "can we talk"}]}, "alternatives": ["name the shift first"]},
        {"id": "my_own_heading", "title": "My own heading", "prose": "Özgür 🌧"},
    ],
}  # fmt: skip

BODIES: tuple[dict[str, object], ...] = (
    {"kind": "client-added", "code": "MK-014", "name": "Mira Kovač (invented)", "born": "1988-07-30"},
    {"kind": "course-started", "course": COURSE, "variant": "ipt_acute", "start": DAY, "planned": 12, "minutes": 50, "mode": "video", "condition": "depression"},
    {"kind": "note-saved", "note": NOTE, "course": COURSE, "revision": 1, "text": "---\nclient: MK-014\n---\n## Check-in\nÖzgür 🌧\n", "content": CONTENT, "template": "beginning"},
    {"kind": "note-signed", "note": NOTE, "revision": 1, "digest": fixed("digest", 32).hex(), "signed_by": "Dr A. Example"},
    {"kind": "client-changed", "code": "MK-015", "name": "Mira K.", "reason": "a new code"},
    {"kind": "course-planned", "course": COURSE, "planned": 16, "on": DAY, "reason": "agreed anew"},
    {"kind": "addendum-added", "note": NOTE, "text": "Left out.", "reason": "left out", "content": {"client": "MK-014", "session": 1, "date": DAY, "phase": "beginning"}, "signed_by": "Dr A. Example"},
    {"kind": "session-missed", "course": COURSE, "on": DAY, "how": "no_show", "reason": "snow"},
    {"kind": "contact-made", "course": COURSE, "on": DAY, "channel": "letter", "text": "A letter came."},
    {"kind": "measure-taken", "course": COURSE, "on": DAY, "score": {"instrument": "other", "total": 31.5, "name": "a scale of our own"}},
    {"kind": "finding-overridden", "course": COURSE, "rule": "BEG001", "reason": "an interpreter was needed", "on": DAY, "extended_to": 5, "by": "Dr A. Example"},
    {"kind": "course-ended", "course": COURSE, "on": DAY, "end_type": "early_agreed", "next_step": "end", "rationale": "moves away", "follow_up": "a letter"},
    {"kind": "summary-saved", "course": COURSE, "revision": 1, "text": "## Outcome\nWell.\n"},
    {"kind": "summary-signed", "course": COURSE, "revision": 1, "digest": fixed("digest", 32).hex(), "signed_by": "Dr A. Example"},
    {"kind": "disclosed", "course": COURSE, "what": "termination summary", "audience": "full", "sha256": fixed("document", 32).hex(), "is_draft": True, "recipient": "the client", "authorisation": "asked for it"},
    {"kind": "record-voided", "record": fixed("record 9", 16).hex(), "reason": "another client's"},
    {"kind": "epoch-begun", "epoch": 1, "reason": "a colleague left"},
    {"kind": "hold-placed", "reason": "an enquiry"},
    {"kind": "hold-lifted", "reason": "the enquiry is closed"},
    {"kind": "erasure-requested", "on": DAY, "decision": "refused", "ground": "the records must be kept until 2033"},
)  # fmt: skip
"""One body of each kind of a chart's records."""

MEMBER_BODIES: tuple[dict[str, object], ...] = (
    {"kind": "key-changed", "row": "slot", "id": fixed("slot", 16).hex(), "digest": fixed("digest", 32).hex()},
    {"kind": "machine-joined", "machine": fixed("machine", 16).hex(), "stream": fixed("stream", 16).hex(), "name": "désk"},
    {"kind": "client-erased", "client": fixed("client", 16).hex(), "streams": [fixed("client", 16).hex()], "ground": "retention"},
    {"kind": "backed-up", "heads": fixed("heads", 32).hex(), "records": 31},
    {"kind": "restored", "heads": fixed("heads", 32).hex(), "reason": "a new disk"},
    {"kind": "accepted", "heads": fixed("heads", 32).hex(), "reason": "restored on the other computer"},
    {"kind": "root-renewed", "removed": [fixed("slot", 16).hex()]},
    {"kind": "identity-renewed", "epoch": 2, "public": signing_public().hex()},
    {"kind": "upgraded", "before": 1, "after": 2},
    {"kind": "looked", "command": "note show", "clients": [fixed("client", 16).hex()]},
    {"kind": "epoch-begun", "epoch": 1},
    {"kind": "private-note", "course": COURSE, "session": 3, "revision": 1, "text": "What I make of it.\n"},
)  # fmt: skip
"""One of each kind that stands in the streams a member keeps beside the charts."""
