"""The recovery kit: 256 bits on one printed page, in groups that a person can type back.

The alphabet is Crockford's base 32 (no I, L, O, U). The secret's 52 symbols stand in 13 groups of four, each followed
by a check symbol (SHA-256 of group number and group), so that a slip of the pen is told by the group it is in.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    import datetime as dt

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OILU", "011V")
_GROUPS = 13
_GROUP = re.compile(r"[0-9A-Za-z]{5}")
_MARK = "IPT-KIT"


class WrongKit(UsageProblem):
    """Group {group} of the recovery code is mistyped."""

    hint = "compare it with the printed page, letter by letter"


def new_kit() -> tuple[bytes, str]:
    """(secret, code): 32 random bytes and the code that stands on the page."""
    secret = os.urandom(32)
    return secret, write_code(secret)


def write_code(secret: bytes) -> str:
    """The code of a secret: 13 groups of five symbols."""
    number, symbols = int.from_bytes(secret, "big") << 4, []
    for _ in range(4 * _GROUPS):
        symbols.append(_ALPHABET[number & 31])
        number >>= 5
    text = "".join(reversed(symbols))
    groups = [text[at : at + 4] for at in range(0, len(text), 4)]
    return " ".join(group + _check(place, group) for place, group in enumerate(groups, 1))


def _check(place: int, group: str) -> str:
    return _ALPHABET[hashlib.sha256(f"{place} {group}".encode()).digest()[0] & 31]


def read_kit(text: str) -> bytes:
    """The secret of a typed code, or of the whole page. UsageProblem; WrongKit names the group that is mistyped."""
    groups = [_plain(group) for group in _candidates(text)]
    if len(groups) != _GROUPS:
        raise UsageProblem(
            what=f"the recovery code has {_GROUPS} groups of five; {len(groups)} were found",
            hint="type the whole code of the page",
        )
    number = 0
    for place, group in enumerate(groups, 1):
        if _check(place, group[:4]) != group[4]:
            raise WrongKit(group=place)
        for symbol in group[:4]:
            number = number << 5 | _ALPHABET.index(symbol)
    return (number >> 4).to_bytes(32, "big")


def _candidates(text: str) -> list[str]:
    """The groups of a page (between its marks), or of whatever was typed."""
    _, mark, behind = text.partition(f"{_MARK} BEGIN")
    inside = behind.partition(f"{_MARK} END")[0] if mark else text
    packed = re.sub(r"[^0-9A-Za-z]", "", inside)
    return [packed[at : at + 5] for at in range(0, len(packed), 5)]


def _plain(group: str) -> str:
    plain = group.upper().translate(_ALIKE)
    return plain if len(plain) == 5 and all(symbol in _ALPHABET for symbol in plain) else "00000"


def kit_page(*, vault: bytes, code: str, when: dt.date, place: str) -> str:
    """The page to print."""
    groups = code.split()
    rows = [" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)]
    lines = "\n".join(f"    {row}" for row in rows)
    return f"""ipt-notes: recovery kit

This page opens the vault named below when the passphrase, the key file and the
keyring are lost. Whoever holds it can read every note in that vault.

Print it, keep the paper locked away and apart from the computer, and delete this
file. If the page is lost, make a new one and remove the old slot.

    Vault   {vault.hex()}
    Place   {place}
    Made    {when}

    {_MARK} BEGIN
{lines}
    {_MARK} END

How to use it: run any command, and type the code in place of the passphrase; or save
this page as a file and set IPT_NOTES_RECOVERY_KIT to its path. Then add a new way
in: ipt-notes slot add passphrase

Capital or small letters, spaces and hyphens do not matter. There is no letter O, I,
L or U in the code: what looks like one is a 0, a 1, a 1, a V. The fifth symbol of each
group tells a mistyped group.
"""
