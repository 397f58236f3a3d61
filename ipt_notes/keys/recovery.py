"""The recovery kit: 256 bits on one printed page, in groups that a person can type back.

The alphabet is Crockford's base 32 (no I, L, O, U). The secret's 52 symbols (the last one ends in four zero bits) stand
in 13 groups of four, each followed by a check symbol. In GF(32), x^5 + x^2 + 1, with a = x, the check symbol of symbols
p, q, r, s in the n-th group is (n + p)a^4 + q a^3 + r a^2 + s a: no two symbols count alike, so that one mistyped
symbol, two that changed places, and a group in another's place are always told.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    import datetime as dt

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OILU", "011V")
_GROUPS = 13
_MARK = "IPT-KIT"


class WrongKit(UsageProblem):
    """The recovery code is mistyped in group {groups}."""

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
    total = place
    for symbol in group:
        total = (total ^ _ALPHABET.index(symbol)) << 1
        total ^= 0b100101 if total > 31 else 0
    return _ALPHABET[total]


def read_kit(text: str) -> bytes:
    """The secret of a typed code, or of the whole page. WrongKit names the groups that are mistyped; UsageProblem.

    Text in which most groups are wrong is no code at all: a UsageProblem that is not WrongKit.
    """
    groups = _groups(text)
    if len(groups) != _GROUPS:
        raise UsageProblem(
            what=f"the recovery code has {_GROUPS} groups of five; {len(groups)} were found",
            hint="type the whole code of the page",
        )
    wrong = [place for place, group in enumerate(groups, 1) if not _is_right(place, group)]
    if len(wrong) > _GROUPS // 2:
        raise UsageProblem(what="that is no recovery code", hint="type the code of the page")
    if wrong:
        raise WrongKit(groups=" and ".join(map(str, wrong)))
    number = 0
    for symbol in "".join(group[:4] for group in groups):
        number = number << 5 | _ALPHABET.index(symbol)
    return (number >> 4).to_bytes(32, "big")


def is_whole(text: str) -> bool:
    """Whether a typed code has all its letters and digits; some may be mistyped."""
    return sum(map(len, _groups(text))) >= 5 * _GROUPS


def _groups(text: str) -> list[str]:
    """The groups of a page (between its marks), or of whatever was typed, with look-alikes put right."""
    _, mark, behind = text.partition(f"{_MARK} BEGIN")
    inside = behind.partition(f"{_MARK} END")[0] if mark else text
    typed = re.findall("[0-9A-Z]+", inside.upper().translate(_ALIKE), re.ASCII)
    if len(typed) == _GROUPS:
        return typed
    packed = "".join(typed)
    return [packed[at : at + 5] for at in range(0, len(packed), 5)]


def _is_right(place: int, group: str) -> bool:
    """Whether its check symbol fits, and the last group's fourth symbol ends in four zero bits."""
    is_whole = len(group) == 5 and (place < _GROUPS or group[3] in "0G")
    return is_whole and _check(place, group[:4]) == group[4]


def kit_page(*, vault: bytes, member: bytes, code: str, when: dt.date, place: str) -> str:
    """The page to print; `member` is whose kit it is (16 bytes), `place` where the vault lay when it was made."""
    groups = code.split()
    rows = [" ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)]
    lines = "\n".join(f"    {row}" for row in rows)
    return f"""ipt-notes: recovery kit

This page opens the vault named below when the passphrase, the key file and the
keyring are lost. Whoever holds it can read every note in that vault.

Print it, keep the paper locked away and apart from the computer, and delete this
file. If the page is lost, make a new one and remove the old slot.

    Vault   {vault.hex()}
    Member  {member.hex()}
    Place   {place}
    Made    {when}

    {_MARK} BEGIN
{lines}
    {_MARK} END

How to use it: run any command, press Enter where it asks for the passphrase, and
type the code; or save this page as a file and set IPT_NOTES_RECOVERY_KIT to its
path. Then add a new way in: ipt-notes slot add passphrase

Where a vault of several asks who you are, set IPT_NOTES_MEMBER to the first digits
of Member above.

Capital or small letters, spaces and hyphens do not matter. There is no letter O, I,
L or U in the code: what looks like one is a 0, a 1, a 1, a V. The fifth symbol of
each group tells a mistyped group.
"""
