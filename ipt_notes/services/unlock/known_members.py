"""Which of a vault's members is at this computer: a small file a vault in the state folder names them by their id.

In a vault of one nothing needs to be remembered. It is no secret, and no proof: the member's own key opens the vault.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.durable import NewFile, make_folders
from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort

NAME = "IPT_NOTES_MEMBER"
"""What in the environment names the member: the first hex digits of their id."""
_ID = 16


def known_member(settings: Settings, vault: bytes) -> bytes | None:
    """The id (16 bytes) of the member who opened this vault here first, or who joined here; None where nobody is known."""
    try:
        member = bytes.fromhex(_path(settings, vault).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return member if len(member) == _ID else None


def remember_member(settings: Settings, vault: bytes, member: bytes) -> None:
    """It is this member from now on; never raises for want of a note of it."""
    path = _path(settings, vault)
    with suppress(OSError):
        make_folders(path.parent)
        with NewFile(path.parent, f"{member.hex()}\n".encode()) as file:
            file.put(path, replace=True)


def _path(settings: Settings, vault: bytes) -> Path:
    return settings.state / "members" / vault.hex()


def named_prefix(settings: Settings) -> str:
    """The digits that the environment names the member by; "" where it names none. UsageProblem."""
    named = settings.env.get(NAME, "").strip().lower()
    if named.strip("0123456789abcdef") or len(named) > 2 * _ID:
        raise UsageProblem(
            what=f"{NAME} is no id of a member",
            hint="it is made of the digits 0-9 and a-f, as on the recovery kit; its first ones are enough",
        )
    return named


def named_slots(port: VaultPort, named: str) -> list[KeyRow]:
    """The slots of the member whose id begins with these digits. UsageProblem where that is nobody, or several."""
    if len(named) == 2 * _ID:
        rows = list(port.key_rows("slot", bytes.fromhex(named)))
    else:
        rows = [row for row in port.key_rows("slot") if row.member.hex().startswith(named)]
    members = {row.member for row in rows}
    if len(members) != 1:
        who = "no member" if not members else f"{len(members)} members"
        raise UsageProblem(
            what=f"{NAME}={named} fits {who} of this vault",
            hint="`ipt-notes practice members` shows the ids; a recovery kit shows its own",
        )
    return rows
