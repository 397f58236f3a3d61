"""`ipt-notes vault`: how the vault is, whether all of it is authentic, and its copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame
from ipt_notes.cli._slot_line import told_slot
from ipt_notes.cli._unfinished import tell_unfinished
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.course.wording import joined, shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services.trust import accepting, backing_up, upgrading
from ipt_notes.services.trust.backing_up import Copied
from ipt_notes.services.trust.telling_audit import AuditLine, audit_lines, audit_lines_of, not_shared
from ipt_notes.services.trust.telling_status import (
    OpenState,
    ServerState,
    VaultState,
    open_state,
    vault_state,
)
from ipt_notes.services.trust.upgrading import VaultUpgraded
from ipt_notes.services.trust.verifying import Verified, verify_vault
from ipt_notes.services.trust.verifying_copies import verify_backup, verify_here
from ipt_notes.services.unlock import rekeying, renewing, secrets_in
from ipt_notes.services.unlock.named_keys import Key
from ipt_notes.services.unlock.rekeying import VaultRekeyed
from ipt_notes.services.unlock.secrets_in import SlotPlan

_ACCEPT = "`ipt-notes vault accept --reason WHY`"
app = frame.group("The vault: status, verify, backup, restore, copy, accept, upgrade, rekey, audit.")
ELSEWHERE = {"copy": "_vault_copy"}


def _told_state(state: VaultState) -> Iterable[str]:
    yield f"{state.vault}{' (read-only)' if state.is_read_only else ''}"
    yield f"  id       {state.id}"
    yield f"  format   {state.format}"
    yield f"  charts   {'nobody is known here: --open counts them' if state.charts is None else state.charts}"
    yield f"  records  {state.records}, {state.bytes / 1e6:.1f} MB on the disk"
    for slot in state.slots:
        yield f"  slot     {told_slot(slot)}"
    if state.drafts:
        yield f"  drafts   {state.drafts} on this computer, to be saved"
    if state.opened:
        yield from _told_opened(state.opened, state.server)


def _told_opened(opened: OpenState, server: ServerState | None) -> Iterable[str]:
    damage = f"; {count(opened.damaged, 'part')} damaged (`ipt-notes vault verify`)" if opened.damaged else ""
    yield f"  open     {count(opened.charts, 'chart')} to read{damage}"
    since = "" if opened.records_since is None else f", {count(opened.records_since, 'record')} since"
    yield f"  backup   {_told_moment(opened.last_backup)}{since}"
    yield f"  verified {_told_moment(opened.last_verified)}, on this computer"
    if server:
        yield f"  server   PostgreSQL {server.version}, answers in {server.answer_ms:.1f} ms"


def _told_moment(at: dt.datetime | None) -> str:
    return shown_moment(at) if at else "never"


@frame.command(app, "vault status", VaultState, _told_state)
def status(
    opened: Annotated[
        bool, typer.Option("--open", help="Open it too: the last backup, the last proof, what is damaged.")
    ] = False,
) -> VaultState:
    """Show what can be seen of the vault without a key. With --open more is seen; no chart is read."""
    if opened:
        with frame.practice() as practice:
            state = vault_state(practice.port, practice.settings)
            return replace(state, opened=open_state(practice))
    with frame.vault() as (port, settings):
        return vault_state(port, settings)


def _told_verified(result: Verified) -> Iterable[str]:
    for problem in result.problems:
        yield f"damaged: {problem}"
    counts = {
        "chart": result.charts,
        "record": result.records,
        "signature": result.signatures,
        "slot": result.slots,
    }
    if result.erased:
        counts["erased chart"] = result.erased
    if result.others:
        others = count(result.others, "stream")
        yield f"{others} of other members, whose keys you do not have: they can verify them"
    looked = ", ".join(count(number, word) for word, number in counts.items())
    yield f"{looked}: {count(len(result.problems), 'problem') if result.problems else 'all authentic'}"
    if result.is_copy:
        older = "an older copy, as it should be" if result.is_older else "a copy"
        goes_on = f": this computer goes on with {result.copy_of}" if result.copy_of else ""
        yield f"{older}{goes_on}"
        yield from result.lacking


@frame.command(app, "vault verify", Verified, _told_verified, lambda result: 4 if result.problems else 0)
def verify(
    backup: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Prove a backup, which may be older than the vault.")
    ] = None,
) -> Verified:
    """Prove that every record is authentic. Opens all of them; exit 4 when something is not."""
    with frame.practice(is_trusted=False, where=str(backup) if backup else None) as practice:
        tell_unfinished(practice)
        return verify_backup(practice) if backup else verify_here(practice)


def _told_backup(copied: Copied) -> Iterable[str]:
    yield f"backed up and proven: {_told_copied(copied)}"
    yield f"  {copied.vault}"
    if copied.others:
        yield f"{count(copied.others, 'stream')} of other members are in it too; their keys prove them"
    yield "It opens with the ways in of this day. Keep it on another disk; `ipt-notes vault restore` brings it back."


def _told_copied(copied: Copied) -> str:
    return f"{count(copied.charts, 'chart')}, {count(copied.records, 'record')}"


@frame.command(app, "vault backup", Copied, _told_backup)
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")]) -> Copied:
    """Make a proven copy of the vault in a new file. Others may write meanwhile."""
    with frame.practice() as practice:
        return backing_up.back_up(practice, file)


def _told_restored(copied: Copied) -> Iterable[str]:
    newest = f", as it was after {shown_moment(copied.newest)}" if copied.newest else ""
    yield f"restored and proven: {_told_copied(copied)}{newest}"
    yield f"  {copied.vault}"
    yield from copied.lacking
    if copied.is_elsewhere_too:
        yield "This computer knows the vault at another place, and takes this one for a copy to look into;"
        yield f"{_ACCEPT} makes it the one to go on with."
        return
    yield f"What was written after the backup is not in it. Other computers ask you to accept it: {_ACCEPT}."


@frame.command(app, "vault restore", Copied, _told_restored)
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]) -> Copied:
    """Prove a backup and make it the vault. Where there is a vault already it is refused."""
    settings = frame.settings()
    with frame.practice(is_trusted=False, where=str(file)) as practice:
        return backing_up.restore(practice, settings)


def _told_accepted(copied: Copied) -> Iterable[str]:
    yield f"accepted as it is, and recorded: {_told_copied(copied)}"
    for line in copied.lacking:
        yield f"{line}: it is left behind"
    if copied.before:
        yield f"This computer goes on with {copied.vault}"
        yield f"  before: {copied.before}"


@frame.command(app, "vault accept", Copied, _told_accepted)
def accept(
    reason: Annotated[
        str, typer.Option(metavar="R", help="Why it is older, such as: backup of 3 May put back.")
    ],
) -> Copied:
    """Take an older vault, or one elsewhere, as the one to go on with.

    For a backup that was put back by hand, and for a copy to which the vault moves. The reason is recorded.
    """
    with frame.practice(is_trusted=False) as practice:
        return accepting.accept(practice, reason)


def _told_upgraded(upgraded: VaultUpgraded) -> Iterable[str]:
    if not upgraded.copy:
        yield f"{upgraded.vault} is of format {upgraded.after} already, the newest there is"
        return
    yield f"{upgraded.vault} was of format {upgraded.before} and is of format {upgraded.after} now"
    yield f"The vault as it was is kept as {upgraded.copy}; delete it when you are content."


@frame.command(app, "vault upgrade", VaultUpgraded, _told_upgraded)
def upgrade() -> VaultUpgraded:
    """Bring a vault of an older format up to date. A copy of it as it was is kept."""
    with frame.practice() as practice:
        return upgrading.upgrade(practice)


class AuditList(Struct, frozen=True):
    """Who did what, oldest first; `problems` is what `--verify` found (`is_proven`: it was asked for).

    `not_shared` are the members whose audits you can't read: what they looked at is not among the lines.
    """

    lines: tuple[AuditLine, ...]
    problems: tuple[str, ...] = ()
    is_proven: bool = False
    not_shared: tuple[str, ...] = ()


def _told_audit(result: AuditList) -> Iterable[str]:
    for line in result.lines:
        about = f"{line.code}: " if line.code else ""
        yield f"{shown_moment(line.at)}  {line.by}: {about}{line.what}  [{line.where}]"
    if not result.lines:
        yield "Nothing is recorded then."
    if result.not_shared:
        who = joined(result.not_shared)
        yield f"What {who} looked at is not told here: owners of the practice can read it."
    for problem in result.problems:
        yield f"damaged: {problem}"
    if result.is_proven:
        yield (
            "All of the vault is authentic." if not result.problems else "Not all of the vault is authentic."
        )


@frame.command(app, "vault audit", AuditList, _told_audit, lambda result: 4 if result.problems else 0)
def audit(
    client: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only what is about this client.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From this day on.")] = None,
    member: Annotated[
        str | None, typer.Option(metavar="NAME", help="What this member of the practice did: for its owners.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Prove the whole vault too.")] = False,
) -> AuditList:
    """List who read, wrote, signed and exported what. And every change of a key; --json gives the times in UTC."""
    from ipt_notes.services.settings import read_date

    day = read_date(since, "--since") if since else None
    with frame.practice() as practice:
        problems = verify_vault(practice).problems if verify else ()
        lines = (
            audit_lines_of(practice, member, client, day) if member else audit_lines(practice, client, day)
        )
        others = () if member else tuple(not_shared(practice))
        return AuditList(tuple(lines), problems, verify, others)


def _told_rekeyed(result: VaultRekeyed) -> Iterable[str]:
    yield f"The vault has {'all new keys' if result.is_renewed else 'a new root key'}; these open it:"
    for slot in result.slots:
        yield f"  {told_slot(slot)}"
    for slot in result.removed:
        why = "" if result.is_renewed else ", for its secret was not given"
        yield f"removed{why}: {told_slot(slot)}"
    yield f"The new recovery kit: {Path(result.recovery_kit).absolute()}. The old one opens nothing any more: destroy it."
    yield "An old copy of the vault still opens with the old ways in: destroy copies you do not want to be opened."
    if result.is_renewed:
        yield "What is written from now on is closed to whoever has the old keys; what was written until now is not."
    else:
        yield "Whoever opened such a copy has its other keys and reads on: against that is `vault rekey --compromised`."


@frame.command(app, "vault rekey", VaultRekeyed, _told_rekeyed)
def rekey(
    recovery_kit: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the new recovery kit.")],
    key_file: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="F",
            help="A key file that is to open it still (with --compromised: a new one); may be repeated.",
        ),
    ] = None,
    compromised: Annotated[
        bool,
        typer.Option("--compromised", help="Renew all keys: somebody may have a copy and a way in."),
    ] = False,
    passphrase_file: Annotated[
        str | None,
        typer.Option(metavar="F", help="With --compromised: the new passphrase is its first line."),
    ] = None,
) -> VaultRekeyed:
    """Renew the root key and the recovery kit. Each way in asks for its secret; one that is not given is removed.

    That is enough where a passphrase was seen and nobody else opened the vault or a copy of it. Whoever did has its
    other keys, and this keeps them out of nothing. Then --compromised renews those too, gives every chart a new key, and
    removes every way in that there was: it asks for a new passphrase, or takes --passphrase-file and --key-file. What
    was written until then can still be read with the old keys, also in a later copy; what is written from then on can't.
    """
    keyboard = Keyboard()
    if compromised:
        with frame.practice_with_root() as (practice, opened_by):
            plans = new_ways(passphrase_file, key_file or [], keyboard)
            return renewing.renew_vault(practice, opened_by.root, plans, kit=recovery_kit)
    if passphrase_file:
        raise UsageProblem(
            what="--passphrase-file goes with --compromised",
            hint="without it the passphrase of each way in is asked for",
        )
    from ipt_notes.keys.key_file import read_key_file

    keys = [Key("key-file", read_key_file(path)) for path in key_file or ()]
    with frame.practice_with_root() as (practice, opened_by):
        return rekeying.rekey_vault(practice, opened_by.root, keyboard, kit=recovery_kit, key_files=keys)


def new_ways(passphrase_file: str | None, key_files: list[Path], keyboard: Keyboard) -> list[SlotPlan]:
    """What is to open the vault: what is named, else a passphrase that is typed."""
    plans = [secrets_in.key_file(path) for path in key_files]
    if passphrase_file:
        plans.append(secrets_in.passphrase_from_file(passphrase_file, keyboard))
    return plans or [secrets_in.new_passphrase(keyboard)]
