"""Which records of a chart were withdrawn, and why: known before a course is made of the others."""

from __future__ import annotations

from ipt_notes.course import records as r
from ipt_notes.errors import ChartDamaged

_NO_REASON = "no reason was given"


def withdrawals(records: tuple[r.Record, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Why each withdrawn record, and each note one of whose revisions was withdrawn, is withdrawn.

    ChartDamaged where two records have one id, or a withdrawal names no earlier record that can be withdrawn. Nothing
    that a co-signature stands under or for can be.
    """
    seen: dict[str, r.Bodies] = {}
    gone: dict[str, str] = {}
    gone_notes: dict[str, str] = {}
    cosigned: set[str] = set()
    for seq, record in enumerate(records, 1):
        if record.id in seen:
            raise ChartDamaged(seq=seq)
        body = record.body
        if isinstance(body, r.RecordVoided):
            meant = seen.get(body.record)
            if meant is None or isinstance(meant, r.RecordVoided) or _signed_text(meant) in cosigned:
                raise ChartDamaged(seq=seq)
            gone[body.record] = reason = body.reason or _NO_REASON
            if isinstance(meant, r.NoteSaved):
                gone_notes[meant.note] = reason
        if isinstance(body, r.NoteCosigned | r.SummaryCosigned):
            cosigned.add(_signed_text(body))
        seen[record.id] = body
    return gone, gone_notes


def _signed_text(body: r.Bodies) -> str:
    """The id of the note that a record is about, or of the course whose narrative it is about; else ""."""
    match body:
        case r.NoteSaved() | r.NoteSigned() | r.NoteCosigned() | r.AddendumAdded():
            return body.note
        case r.SummarySaved() | r.SummarySigned() | r.SummaryCosigned():
            return body.course
    return ""
