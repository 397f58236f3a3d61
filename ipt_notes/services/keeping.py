"""Makes a vault, tells how it is, proves that all of it is authentic, and changes the ways it opens (slots)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.errors import Damaged, IptNotesError, Refused, UsageProblem, VaultExists, WorldProblem
from ipt_notes.keys.authorship import split, verify
from ipt_notes.keys.identity import make_identity, open_identity, public_half
from ipt_notes.keys.sealing import StreamKeys, blob_hash
from ipt_notes.keys.slots import describe_slot, make_slot, new_root
from ipt_notes.services.auditing import audit_appends, audit_stream, commit_key_changes, read_audit
from ipt_notes.services.practice import START, Practice
from ipt_notes.services.unlocking import IDENTITY, Key, try_key, unlock
from ipt_notes.vault.port import Head, KeyChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort


class SlotPlan(NamedTuple):
    """A way in that is to be made: its kind, its secret, and a label a person recognises it by."""

    kind: str
    secret: bytes
    label: str = ""


class SlotLine(Struct, frozen=True):
    """One way to open the vault. `id` is 8 hex digits."""

    id: str
    kind: str
    label: str


class VaultMade(Struct, frozen=True):
    """A new vault, and where its recovery kit was written."""

    vault: str
    id: str
    slots: tuple[SlotLine, ...]
    recovery_kit: str
    warnings: tuple[str, ...] = ()


class VaultState(Struct, frozen=True):
    """What can be said of a vault; `bytes` is its size on the disk."""

    vault: str
    id: str
    format: int
    charts: int
    records: int
    bytes: int
    slots: tuple[SlotLine, ...]
    is_read_only: bool


class Verified(Struct, frozen=True):
    """What `vault verify` looked at, and everything that failed."""

    charts: int
    records: int
    signatures: int
    slots: int
    problems: tuple[str, ...]


def make_vault(
    settings: Settings, *, therapist: str, plans: list[SlotPlan], kit: Path, with_keyring: bool = False
) -> VaultMade:
    """A new vault whose only member is `therapist`; the recovery kit is written to `kit` and proven to open it.

    VaultExists, and WorldProblem when a place can't be written; then neither file is left. A keyring that is not
    there is a warning, unless it was to be the only way in.
    """
    from ipt_notes.keys.recovery import new_kit
    from ipt_notes.vault.sqlite import create

    where = Path(settings.where)
    if where.exists():
        raise VaultExists(where=str(where))
    vault, member, root = os.urandom(16), os.urandom(16), new_root()
    warnings = _add_keyring(plans, vault, member) if with_keyring else ()
    if not plans:
        ways = "give --passphrase-file or --key-file, or run it in a terminal"
        raise UsageProblem(
            what="the vault has no way in yet", hint=f"{'; '.join(warnings)}; {ways}".lstrip("; ")
        )
    secret, code = new_kit()
    rows = _slot_rows([*plans, SlotPlan("recovery", secret, kit.name[:60])], root, vault, member)
    identity = make_identity(vault=vault, member=member, root=root, name=therapist)
    changes = [KeyChange("member", member, IDENTITY, identity), *rows]
    opened = open_identity(identity, vault=vault, member=member, root=root)
    appends = audit_appends(opened, vault, START, changes, settings.clock())
    write_kit(kit, vault, code, settings)
    try:
        create(where, vault, changes, appends).close()
        _prove(settings, kit)
    except BaseException:
        kit.unlink(missing_ok=True)
        raise
    lines = tuple(_line(change.id, change.blob) for change in rows)
    return VaultMade(str(where), vault.hex(), lines, str(kit), warnings)


def _add_keyring(plans: list[SlotPlan], vault: bytes, member: bytes) -> tuple[str, ...]:
    """A keyring slot among the plans, or the reason why there is none."""
    from ipt_notes.keys.keyring_store import store
    from ipt_notes.services.secrets_in import machine_label

    secret = os.urandom(32)
    try:
        store(vault, member, secret)
    except WorldProblem as problem:
        return (f"no keyring slot: {problem.message}",)
    plans.append(SlotPlan("keyring", secret, f"keyring on {machine_label()}"))
    return ()


def _slot_rows(plans: list[SlotPlan], root: bytes, vault: bytes, member: bytes) -> list[KeyChange]:
    return [_slot_row(plan, root, vault, member) for plan in plans]


def _slot_row(plan: SlotPlan, root: bytes, vault: bytes, member: bytes) -> KeyChange:
    slot = os.urandom(16)
    blob = make_slot(plan.kind, plan.secret, root, vault=vault, member=member, slot=slot, label=plan.label)
    return KeyChange("slot", member, slot, blob)


def _line(slot: bytes, blob: bytes | None) -> SlotLine:
    info = describe_slot(blob or b"")
    return SlotLine(slot.hex()[:8], info.kind, info.label)


def write_kit(kit: Path, vault: bytes, code: str, settings: Settings) -> None:
    """The kit's page as a private file. WorldProblem when there is a file already or it can't be written."""
    from ipt_notes.keys.recovery import kit_page

    page = kit_page(vault=vault, code=code, when=settings.today, place=settings.where)
    try:
        kit.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(kit, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise WorldProblem(
            what=f"there is a file at {kit} already", hint="choose another with --recovery-kit"
        ) from None
    except OSError as error:
        raise WorldProblem(
            what=f"the recovery kit could not be written to {kit}: {error.strerror}",
            hint="choose another place with --recovery-kit",
        ) from None


def _prove(settings: Settings, kit: Path) -> None:
    """Open the new vault as somebody would who has nothing but the kit's file."""
    from ipt_notes.services.person import Nobody
    from ipt_notes.vault.locate import open_vault

    env = {"IPT_NOTES_RECOVERY_KIT": str(kit)}
    with open_vault(settings.where) as port:
        unlock(port, settings._replace(env=env), Nobody())


def slots(port: VaultPort) -> tuple[SlotLine, ...]:
    """The ways this vault can be opened; no key is needed to see them."""
    return tuple(_line(row.id, row.blob) for row in port.key_rows("slot"))


def find_slot(port: VaultPort, slot: str) -> KeyRow:
    """The slot whose id begins with `slot`; UsageProblem when none or several do."""
    found = [row for row in port.key_rows("slot") if slot and row.id.hex().startswith(slot.lower())]
    if len(found) != 1:
        from ipt_notes.errors import NotFound

        raise NotFound(what=f"the slot {slot!r}", hint="`ipt-notes slot list` shows their ids")
    return found[0]


def add_slot(
    port: VaultPort, settings: Settings, opened_by: tuple[KeyRow, bytes], plan: SlotPlan
) -> SlotLine:
    """A further way in, for the member whose root `opened_by` holds."""
    row, root = opened_by
    member = open_identity(_identity(port, row), vault=port.vault_id, member=row.member, root=root)
    change = _slot_row(plan, root, port.vault_id, row.member)
    commit_key_changes(port, member, [change], settings.clock())
    if try_key(port, [*port.key_rows("slot", row.member)], Key(plan.kind, plan.secret, plan.label)) is None:
        raise Damaged(what="The slot that was just written")
    return _line(change.id, change.blob)


def remove_slot(practice: Practice, slot: str) -> SlotLine:
    """Take one way in away. Refused for the last one that is not the recovery kit."""
    row = find_slot(practice.port, slot)
    others = [
        describe_slot(other.blob).kind for other in practice.port.key_rows("slot") if other.id != row.id
    ]
    if all(kind == "recovery" for kind in others):
        raise Refused(
            what="this is the last way in beside the recovery kit",
            hint="add another first: `ipt-notes slot add passphrase`",
        )
    change = KeyChange("slot", row.member, row.id, None)
    commit_key_changes(practice.port, practice.member, [change], practice.settings.clock())
    return _line(row.id, row.blob)


def _identity(port: VaultPort, row: KeyRow) -> bytes:
    blob = port.key_row("member", row.member, IDENTITY)
    if blob is None:
        raise Damaged(what="The identity of a member")
    return blob


def vault_state(port: VaultPort, settings: Settings) -> VaultState:
    """What can be seen of a vault without a key."""
    status = port.status()
    charts = sum(1 for _ in port.key_rows("grant"))
    return VaultState(
        settings.where,
        port.vault_id.hex(),
        status.format_version,
        charts,
        status.records,
        status.bytes,
        slots(port),
        port.read_only,
    )


class _Walk:
    """The tally of one verification."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.records = self.signatures = self.charts = 0
        self.problems: list[str] = []
        self.public = {
            row.member.hex(): public_half(row.blob).signing
            for row in practice.port.key_rows("member")
            if row.id == IDENTITY
        }

    def guard(self, what: str, step: Callable[[], object]) -> None:
        """Run a step; an error of ours becomes a line that names `what`."""
        try:
            step()
        except IptNotesError as error:
            self.problems.append(f"{what}: {error.message}")


def verify_vault(practice: Practice, progress: Callable[[int], None] = lambda _: None) -> Verified:
    """Open every record of every chart, check the chain and every signature, every slot and the audit stream."""
    walk, port = _Walk(practice), practice.port
    walk.problems += port.check()
    granted = {audit_stream(practice.member, port.vault_id)}
    for row in port.key_rows("grant", practice.member.id):
        walk.guard("a grant", lambda row=row: granted.add(_verify_grant(walk, row)))
        progress(walk.records)
    slot_rows = list(port.key_rows("slot"))
    for row in slot_rows:
        walk.guard(f"slot {row.id.hex()[:8]}", lambda row=row: describe_slot(row.blob))
    walk.guard("the audit stream", lambda: _verify_audit(walk, slot_rows))
    for stream, count in port.streams():
        if stream not in granted:
            walk.problems.append(
                f"{count} records of a chart that has lost its keys, and no erasure is recorded for it"
            )
    return Verified(walk.charts, walk.records, walk.signatures, len(slot_rows), tuple(walk.problems))


def _verify_grant(walk: _Walk, row: KeyRow) -> bytes:
    from ipt_notes.keys.grants import open_own_grant

    practice = walk.practice
    grant = open_own_grant(row.blob, tag=row.id, member=practice.member, vault=practice.port.vault_id)
    walk.charts += 1
    walk.guard(f"the chart of {grant.code}", lambda: _verify_chart(walk, grant))
    return grant.client


def _verify_chart(walk: _Walk, grant: Grant) -> None:
    from ipt_notes.course.records import decode
    from ipt_notes.errors import ChartDamaged

    port = walk.practice.port
    keys, head = StreamKeys(port.vault_id, grant.client, grant.keys), START
    for seq, blob in port.read(grant.client):
        if seq != head.seq + 1:
            raise ChartDamaged(seq=head.seq + 1)
        signature, payload = split(keys.unseal(blob, seq=seq, previous=head.hash))
        record = decode(payload, seq)
        author = walk.public.get(record.author)
        if author is None or record.client != grant.client.hex():
            raise ChartDamaged(seq=seq)
        verify(payload, signature, author)
        head = Head(seq, blob_hash(blob))
        walk.records += 1
        walk.signatures += 1
    if head.seq == 0:
        walk.problems.append(f"the chart of {grant.code} has no records")
    else:
        walk.practice.read(grant).chart  # noqa: B018 - the replay itself is part of the proof


def _verify_audit(walk: _Walk, slot_rows: list[KeyRow]) -> None:
    """The audit stream tells of exactly the rows of keys that are there."""
    import hashlib

    practice = walk.practice
    told: dict[tuple[str, str], str] = {}
    for line in read_audit(practice.port, practice.member):
        told[line.body.row, line.body.id] = line.body.digest
        walk.records += 1
        walk.signatures += 1
    rows = [
        *slot_rows,
        *practice.port.key_rows("member"),
        *practice.port.key_rows("grant", practice.member.id),
    ]
    there = {(row.kind, row.id.hex()): hashlib.sha256(row.blob).hexdigest() for row in rows}
    for key in told.keys() | there.keys():
        if told.get(key, "") != there.get(key, ""):
            walk.problems.append(_told_wrong(key, is_there=key in there))


def _told_wrong(key: tuple[str, str], *, is_there: bool) -> str:
    row, slot = key
    name = f"a {row}" if row == "grant" else f"the {row} {slot[:8]}"
    return (
        f"{name} is not as it was last written"
        if is_there
        else f"{name} is gone, and its removal is not recorded"
    )
