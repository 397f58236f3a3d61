"""All keys anew, for when a copy of the vault and a way in may be in wrong hands.

Whoever had both knows every key there was. So everything that seals, finds or signs is made anew: the root, the member's
own keys, and a key for each chart. What was written stays under the earlier keys, which the new identity keeps for
reading: who stole them can read that part of a later copy too, and nothing behind it, and can write nothing that counts.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.records import EpochBegun
from ipt_notes.errors import Conflict, IptNotesError, Refused, StreamMoved, UsageProblem
from ipt_notes.keys.grants import Grant, seal_own_grant, with_new_key
from ipt_notes.keys.identity import IDENTITY, open_identity, renew_identity
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.keys.slots import new_root
from ipt_notes.services import private_notes
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust import auditing
from ipt_notes.services.trust.backing_up import Unproven, require_proof
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import (
    MachineJoined,
    RootRenewed,
    commit_key_changes,
    ledger_stream,
    read_ledger,
)
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.services.trust.trusting import catch_up
from ipt_notes.services.unlock import secrets_in, unlocked
from ipt_notes.services.unlock.named_keys import Key
from ipt_notes.services.unlock.opening_slots import by_kind, is_slot, slot_line
from ipt_notes.services.unlock.rekeying import VaultRekeyed, new_slot
from ipt_notes.services.unlock.unlocking import try_key
from ipt_notes.vault.port import KeyChange, head_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.unlock.secrets_in import SlotPlan
    from ipt_notes.vault.port import Append, Head, KeyRow

_ATTEMPTS = 100
_REFUSED = "no new keys were made"
_REASON = "all keys of the vault were renewed"


class _Renewal(NamedTuple):
    """New keys as one transaction, true as long as the ledger ends at `ledger`."""

    member: Member
    changes: list[KeyChange]
    appends: list[Append]
    ledger: Head


def renew_vault(practice: Practice, root: bytes, plans: Sequence[SlotPlan], *, kit: Path) -> VaultRekeyed:
    """New keys for everything that comes after, in one transaction; only `plans` and the new recovery kit open the vault then.

    Refused in a practice of several; UsageProblem without a plan, or when one has the secret of a way in that there was; Unproven when something in the
    vault is damaged; Conflict when a way in changed meanwhile. Then all is as it was. The practice goes on under the
    new keys.
    """
    _require_unshared(practice)
    old = list(practice.port.key_rows("slot", practice.member.id))
    _require_new(practice, plans, old)
    require_proof(practice, _REFUSED)
    new_kit = secrets_in.recovery_kit(kit, practice.port.vault_id, practice.member.id, practice.settings)
    fresh, ways = new_root(), [*plans, new_kit]
    rows = [new_slot(practice, plan, fresh) for plan in ways]
    with secrets_in.kept(ways, is_made=partial(is_slot, practice.port, rows[-1])):
        _commit(practice, root, fresh, old, rows)
    unlocked.forget(practice.settings.env, practice.port.vault_id)
    _clean(practice)
    removed = tuple(line for line in sorted(map(slot_line, old), key=by_kind) if line.kind != "recovery")
    return VaultRekeyed(tuple(map(slot_line, rows)), removed, str(kit), is_renewed=True)


def _require_unshared(practice: Practice) -> None:
    """Refused in a practice of several: colleagues know this member by the keys of the roster."""
    if practice.is_shared:
        raise Refused(
            what="the keys of a member of a practice can't be made anew",
            hint=(
                "hand your charts over, let an owner remove you (`ipt-notes practice remove`), and be invited anew: whoever has"
                " the charts then takes back the access of the earlier you (`ipt-notes practice revoke`), which gives each a"
                " new key, and hands them back; drafts and private notes can't be taken along, so save or copy those first"
            ),
        )


def _require_new(practice: Practice, plans: Sequence[SlotPlan], old: Sequence[KeyRow]) -> None:
    """UsageProblem unless there is a way in beside the kit, and none that was known before."""
    if not plans:
        raise UsageProblem(
            what="no new way in was given",
            hint="type a new passphrase, or name a new key file with --key-file",
        )
    for plan in plans:
        if try_key(practice.port, old, Key(plan.kind, plan.secret), practice.settings):
            raise UsageProblem(
                what=f"this {plan.kind.replace('-', ' ')} opens the vault already",
                hint="whoever has it could open the vault again: choose a new one",
            )


def _commit(
    practice: Practice, root: bytes, fresh: bytes, old: Sequence[KeyRow], rows: Sequence[KeyRow]
) -> None:
    slots = [*(KeyChange(*row[:3], None) for row in old), *(KeyChange(*row) for row in rows)]
    said = [RootRenewed(tuple(row.id.hex() for row in old))]
    port, at = practice.port, practice.settings.clock()
    for attempt in range(_ATTEMPTS):
        planned = _plan(practice, root, fresh)

        def still_right(planned: _Renewal = planned) -> None:
            if list(port.key_rows("slot", practice.member.id)) != old:
                raise Conflict(hint="a way in was added or removed meanwhile: run the command again")
            if port.head(ledger_stream(practice.member, port.vault_id)) != planned.ledger:
                raise StreamMoved

        try:
            commit_key_changes(
                port, practice.member, [*slots, *planned.changes], at,
                appends=planned.appends, said=said, still_right=still_right, renewed=planned.member,
            )  # fmt: skip
        except StreamMoved:
            stand_aside(attempt)
        else:
            _go_on(practice, planned)
            return
    raise StreamMoved


def _plan(practice: Practice, root: bytes, fresh: bytes) -> _Renewal:
    """The new identity, a grant with a new key for each chart, and the first record under the new keys of each stream."""
    port, member = practice.port, practice.member
    ledger = port.head(ledger_stream(member, port.vault_id))
    grants = list(practice.grants())
    if practice.damage:
        raise Unproven(what=_REFUSED, details=tuple(practice.damage))
    epoch = 1 + max([member.epoch, *(max(grant.keys) for grant in grants)])
    identity, renewed = _identity(practice, root, fresh, epoch)
    after = Practice(port, renewed, practice.settings, practice.heads)
    changes, appends = [KeyChange("member", member.id, IDENTITY, identity)], _audits(practice, after)
    for grant in grants:
        given = with_new_key(grant, epoch)
        tag, blob = seal_own_grant(given, member=renewed, vault=port.vault_id)
        changes.append(KeyChange("grant", member.id, member.index_tag(grant.code), None))
        changes.append(KeyChange("grant", member.id, tag, blob))
        appends += _continued(after, given)
    return _Renewal(renewed, changes, appends, ledger)


def _identity(practice: Practice, root: bytes, fresh: bytes, epoch: int) -> tuple[bytes, Member]:
    """The member's identity with new keys, and the member that it opens as."""
    port, place = practice.port, {"vault": practice.port.vault_id, "member": practice.member.id}
    known = port.key_row("member", practice.member.id, IDENTITY) or b""
    blob = renew_identity(known, root=root, new_root=fresh, epoch=epoch, **place)
    return blob, open_identity(blob, root=fresh, **place)


def _audits(practice: Practice, after: Practice) -> list[Append]:
    """The audit of each machine goes on under the new keys, so that nobody can add to it under the earlier ones."""
    lines = read_ledger(practice.port, practice.member)
    streams = {body.stream for line in lines if isinstance(body := line.record.body, MachineJoined)}
    return [
        append for stream in sorted(streams) for append in auditing.begin_epoch(after, bytes.fromhex(stream))
    ]


def _continued(after: Practice, grant: Grant) -> list[Append]:
    """A chart and its private notes under the new keys. Both get a record, and so another program that writes is told."""
    keys = StreamKeys(after.port.vault_id, grant.client, grant.keys)
    chart = OpenChart(grant, keys, (), after.port.head(grant.client))
    appends, _ = after.seal(chart, [EpochBegun(keys.epoch, _REASON)])
    return [*appends, *private_notes.begin_epoch(after, grant)]


def _go_on(practice: Practice, done: _Renewal) -> None:
    """The practice under the new keys, and what this machine has seen."""
    practice.member = done.member
    catch_up(practice)
    for append in done.appends:
        practice.heads.advance(chain_name(append.stream), head_of(append.seq, append.blob))
    practice.remember()


def _clean(practice: Practice) -> None:
    """Overwrite what the deleted rows left in the vault's files; where that can't be now, the person hears it."""
    try:
        practice.port.erase_residue()
    except IptNotesError as error:
        why = error.message.rstrip(".")
        practice.say(f"unused parts of the vault's files may still hold keys that were replaced: {why}")
