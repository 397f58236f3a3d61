"""How a way to open the vault is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipt_notes.services.unlock.opening_slots import SlotLine


def told_slot(slot: SlotLine) -> str:
    """A way in, in words."""
    return f"{slot.id}  {slot.kind}" + (f"  {slot.label}" if slot.label else "")
