"""Signatures and co-signatures: what a record says of one, and what a co-signature may stand under. Pure.

A trainee's note waits for a supervisor's signature, and so does what a trainee adds to it later: nobody has seen that
under the first one. A co-signature stands for the note and those of its addenda that it names; several supervisors may
sign, and each of them again when something was added. None can be withdrawn, nor what it stands under.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.course.parts import Cosignature, Signature
from ipt_notes.digests import sha256

if TYPE_CHECKING:
    from ipt_notes.course import records as r
    from ipt_notes.course.parts import Session, Summary
    from ipt_notes.course.records import Record

AS_STATED = "as stated by an imported chart"
"""What stands behind the name under an imported signature, wherever it is shown."""


def signature_of(record: Record, body: r.NoteSigned | r.SummarySigned) -> Signature:
    """The signature that a record puts under a text."""
    return Signature(**_as_signed(record, body), begun_by=body.begun_by, awaits=waits(record, body))


def waits(record: Record, body: r.NoteSigned | r.SummarySigned | r.AddendumAdded) -> bool:
    """Whether a trainee's signature waits for a supervisor's: what was imported waits where it was written, if anywhere."""
    return body.awaits and record.stated is None


def cosignature_of(record: Record, body: r.NoteCosigned | r.SummaryCosigned, addenda: int = 0) -> Cosignature:
    """The co-signature that a record puts under a signed text and `addenda` of its addenda."""
    return Cosignature(**_as_signed(record, body), addenda=addenda)


def _as_signed(
    record: Record, body: r.NoteSigned | r.SummarySigned | r.NoteCosigned | r.SummaryCosigned
) -> dict[str, Any]:
    """What every signature says."""
    return {
        "by": signer_of(record, body.signed_by),
        "at": record.written,
        "digest": body.digest,
        "is_stated": record.stated is not None,
        "member": member_of(record),
    }


def signer_of(record: Record, name: str) -> str:
    """Who signed. An imported signature never stands without saying that it is one: nobody here can verify it."""
    return f"{name or 'the therapist'} ({AS_STATED})" if record.stated else name


def member_of(record: Record) -> str:
    """The id of who wrote it; "" of an imported record, whose author only imported it."""
    return "" if record.stated else record.author


def digest_of(text: str) -> str:
    """The SHA-256 of a text as 64 hex digits: what a signature stands for."""
    return sha256(text.encode()).hex()


def stands_for(text: Session | Summary, revision: int, digest: str) -> bool:
    """Whether a co-signature of this revision and digest is one of the text that was signed."""
    signature = text.signature
    is_same = signature is not None and (text.revision, signature.digest) == (revision, digest)
    return is_same and digest_of(text.text) == digest


def adds_to(text: Session | Summary, member: str, addenda: int = 0) -> bool:
    """Whether a co-signature by `member` says something new: under a text, with `addenda` of its addenda, some of which is
    another's and was not co-signed by them before.
    """
    before = [each.addenda + 1 for each in text.cosignatures if each.member == member]
    pieces = (text.signature, *getattr(text, "addenda", ())[:addenda])[max(before, default=0) :]
    return any(piece is not None and piece.member != member for piece in pieces)
