"""Parts 15 and 16 of a termination summary: who may have it; whether it is signed, by whom and when, and by which key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.wording import capital, sentence, shown_date
from ipt_notes.digests import sha256
from ipt_notes.export._material import fact
from ipt_notes.export._wordml import paragraph

if TYPE_CHECKING:
    from ipt_notes.course.model import Course, Signature, Summary
    from ipt_notes.export._material import Material

LATE_AFTER_DAYS = 3
_GROUP = 4
_IN_PART = " This copy does not hold all of that narrative."
_COVERS = (
    "The signature stands for the narrative of this version. The key's fingerprint is the SHA-256 of the signer's "
    "Ed25519 public key."
)


def recipients(of: Material) -> list[str]:
    """Part 15. The same for every copy of one kind: who received one stands in the chart, so that the bytes can be made again."""
    reader = of.audience
    rests_on = "As entered in the disclosure log" if reader.needs_authorisation else ""
    told = [
        fact("Recipients", capital(reader.reader), keeps_next=True),
        fact("Authorisation", rests_on, keeps_next=True),
    ]
    in_log = "Each release of this summary is entered in the disclosure log of the chart."
    return [*told, paragraph(in_log, "LeadsOn")]


def signature(of: Material) -> list[str]:
    """Part 16; it stands on one page, and there with the part before it: no sheet holds nothing but a signature."""
    summary = of.course.summary
    signed = summary.signature if summary else None
    rows = (
        ("Signed by", signed.by or of.therapist if signed else "Not signed"),
        *((("Begun by", signed.begun_by),) if signed and signed.begun_by else ()),
        ("Signed on", _moment(signed) if signed else ""),
        ("Version", str(summary.revision) if summary else ""),
        ("Late entry", _lateness(of.course)),
        ("Fingerprint of key", fingerprint(of.signing_key) if signed and of.signing_key else ""),
    )
    return [
        paragraph(_state(signed), "SignatureState"),
        *(fact(label, value, keeps_next=True) for label, value in rows),
        fact("Co-signature", _cosignatures(summary), keeps_next=bool(signed)),
        *([paragraph(_covers(of), "SourceNote")] if signed else []),
    ]


def _moment(signed: Signature) -> str:
    return f"{shown_date(signed.at.date())}, {signed.at:%H:%M} UTC"


def _cosignatures(summary: Summary | None) -> str:
    """Who signed as a supervisor, and when; or that this is still to come."""
    if summary is None or not summary.cosignatures:
        awaits = summary is not None and summary.awaits_cosignature
        return "Waits for a supervisor's signature" if awaits else "None recorded"
    return "; ".join(f"{each.by or 'a supervisor'}, {_moment(each)}" for each in summary.cosignatures)


def _covers(of: Material) -> str:
    return _COVERS if of.audience.has_whole_narrative else _COVERS + _IN_PART


def fingerprint(key: bytes) -> str:
    """The SHA-256 of a public key, as 64 hex digits in groups of four."""
    digits = sha256(key).hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _state(signed: Signature | None) -> str:
    if signed is None:
        return "This summary is not signed."
    if signed.is_stated:
        return "Signed, as an imported chart states it: the signature can not be verified here."
    return "Signed electronically."


def _lateness(course: Course) -> str:
    """Whether the summary was signed more than 72 hours after the day of the last session."""
    signed = course.summary.signature if course.summary else None
    if not signed or not course.attended:
        return ""
    days = (signed.at.date() - course.attended[-1].date).days
    count = f"signed {days} day{'' if days == 1 else 's'} after the last session"
    return sentence(f"LATE ENTRY: {count}" if days > LATE_AFTER_DAYS else f"no: {count}")
