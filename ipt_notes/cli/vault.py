"""`ipt-notes vault`: how the vault is, and whether all of it is authentic."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame
from ipt_notes.services import keeping
from ipt_notes.services.keeping import VaultState
from ipt_notes.services.opening_slots import SlotLine
from ipt_notes.services.verifying import Verified, verify_vault

app = frame.group("The vault: status, verify.")


def told_slot(slot: SlotLine) -> str:
    """A way in, in words."""
    return f"{slot.id}  {slot.kind}" + (f"  {slot.label}" if slot.label else "")


def _told_state(state: VaultState) -> Iterable[str]:
    yield f"{state.vault}{' (read-only)' if state.is_read_only else ''}"
    yield f"  id       {state.id}"
    yield f"  format   {state.format}"
    yield f"  charts   {state.charts}"
    yield f"  records  {state.records}, {state.bytes / 1e6:.1f} MB on the disk"
    for slot in state.slots:
        yield f"  slot     {told_slot(slot)}"


@frame.command(app, "vault status", VaultState, _told_state)
def status() -> VaultState:
    """Show what can be seen of the vault without a key."""
    from ipt_notes.vault.locate import open_vault

    settings = frame.settings()
    with open_vault(settings.where) as port:
        return keeping.vault_state(port, settings)


def _told_verified(result: Verified) -> Iterable[str]:
    for problem in result.problems:
        yield f"damaged: {problem}"
    counts = {
        "chart": result.charts,
        "record": result.records,
        "signature": result.signatures,
        "slot": result.slots,
    }
    looked = ", ".join(count(number, word) for word, number in counts.items())
    yield f"{looked}: {count(len(result.problems), 'problem') if result.problems else 'all authentic'}"


@frame.command(app, "vault verify", Verified, _told_verified, lambda result: 4 if result.problems else 0)
def verify() -> Verified:
    """Prove that every record is authentic. Opens all of them; exit 4 when something is not."""
    with frame.practice() as practice:
        return verify_vault(practice)
