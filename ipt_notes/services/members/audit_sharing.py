"""A member's audit for the owners of the practice: its keys, handed to each owner once, and what is read with them.

The audit tells which charts somebody looked at, and nothing of what is in them. Its keys open the member's ledger, which
names the streams of their computers. What an owner was given can't be taken back, also when they are one no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ipt_notes.digests import sha256
from ipt_notes.errors import Refused
from ipt_notes.keys.derive import unwrap, wrap
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.identity import Generation, Member
from ipt_notes.keys.offers import open_audit, seal_audit
from ipt_notes.services.members.pins import ChangedKey
from ipt_notes.services.members.rows import AUDIT_OF, AUDITED, ids_in
from ipt_notes.services.trust.ledger import ledger_stream
from ipt_notes.services.trust.trusting import settled
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyRow

HANDED = AUDITED
"""The row that keeps to which owners the member handed the keys of their audit: their ids, one behind the other."""
_PURPOSE = b"ipt-notes audit of a member"
_ID = 16
_Keys = dict[int, str]


class AuditNotShared(Refused):
    """The audit of {name} is not shared with you."""

    hint = "owners of the practice have it from a member's first command on: `ipt-notes practice members`"


class Audited(Member):
    """A colleague, as far as it takes to read their ledger and audits: the keys of those, and what they sign with."""

    def __init__(self, colleague: Colleague, audit_keys: dict[int, bytes]) -> None:
        """Take the keys by epoch. Malformed where they are not those of the colleague's epochs."""
        epochs = [epoch for epoch, _ in colleague.signing]
        if epochs != sorted(audit_keys):
            raise Malformed(what=f"the audit of {colleague.name}")
        self.id, self.name = colleague.id, colleague.name
        self.generations = tuple(
            Generation(epoch, public, b"", audit_keys[epoch], b"") for epoch, public in colleague.signing
        )
        self.epoch, self.public, _, self.audit_key, _ = self.generations[-1]


def offer_row(member: bytes) -> bytes:
    """The id of the row in which an owner finds the keys of a member's audit."""
    return sha256(AUDIT_OF + member)[:_ID]


def hand_to_owners(practice: Practice) -> None:
    """Hand the keys of this member's audit to the owners who do not have them yet, as the roster names owners by now.

    One whose keys are not those that this member confirmed gets nothing: that is damage.
    """
    member = practice.member.id
    known = practice.port.key_row("member", member, HANDED) or b""
    handed = ids_in(known)
    new = [owner for owner in practice.roster.owners if owner.id not in {*handed, member}]
    rows = dict(_offers(practice, new))
    if rows:
        marker = KeyChange("member", member, HANDED, b"".join(sorted(handed | rows.keys())))
        practice.change_keys([*rows.values(), marker])


def _offers(practice: Practice, owners: Iterable[Colleague]) -> Iterator[tuple[bytes, KeyChange]]:
    from ipt_notes.services.members.offering import refuse_changed

    member, vault = practice.member, practice.port.vault_id
    for owner in owners:
        try:
            refuse_changed(practice, owner)
        except ChangedKey as error:
            practice.leave_out(error.message.rstrip("."))
            continue
        sealed = seal_audit(
            member.audit_keys, to=owner.id, encryption=owner.encryption, grantor=member, vault=vault
        )
        yield owner.id, KeyChange("offer", owner.id, offer_row(member.id), sealed)


def kept_row(practice: Practice, grantor: bytes, row: KeyRow) -> KeyChange:
    """The row in which an owner keeps the keys that a member offered. Malformed where they open no ledger of theirs."""
    owner, vault = practice.member, practice.port.vault_id
    keys, colleague = open_audit(row.blob, member=owner, vault=vault), practice.roster.members[grantor]
    ledger = ledger_stream(Audited(colleague, keys), vault)
    if row.id != offer_row(grantor) or not practice.port.head(ledger).seq:
        raise Malformed(what=f"the audit of {colleague.name}")
    data = msgspec.json.encode({epoch: key.hex() for epoch, key in keys.items()})
    kept = wrap(owner.grant_key, data, purpose=_PURPOSE, bound_to=vault + owner.id + grantor)
    return KeyChange("member", owner.id, AUDIT_OF + grantor, kept)


def audited(practice: Practice, colleague: Colleague) -> Audited:
    """The colleague whose audit this member can read. AuditNotShared; KeysGone, KeysReplaced, Malformed."""
    port, row = practice.port, AUDIT_OF + colleague.id
    blob = settled(practice, "member", row, port.key_row("member", practice.member.id, row))
    if blob is None:
        raise AuditNotShared(name=colleague.name)
    bound = port.vault_id + practice.member.id + colleague.id
    data = unwrap(practice.member.grant_key, blob, purpose=_PURPOSE, bound_to=bound)
    if data is None:
        raise Malformed(what=f"the audit of {colleague.name}")
    keys = msgspec.json.decode(data, type=_Keys)
    return Audited(colleague, {epoch: bytes.fromhex(key) for epoch, key in keys.items()})


def all_audited(practice: Practice) -> list[Colleague]:
    """The members whose audit was shared with this one."""
    rows = practice.port.key_rows("member", practice.member.id)
    ids = {row.id.removeprefix(AUDIT_OF) for row in rows if row.id.startswith(AUDIT_OF)}
    return [colleague for colleague in practice.roster.members.values() if colleague.id in ids]
