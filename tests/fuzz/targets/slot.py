"""A slot's bytes: the root that was put into it, or locked, or malformed; never another root."""

from __future__ import annotations

from ipt_notes.errors import Damaged
from ipt_notes.keys import slots
from ipt_notes.keys.derive import wrap
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.slots import KINDS, SlotInfo, WrongSecret, describe_slot, open_slot
from tests.fuzz.draws import Draws
from tests.fuzz.member import MEMBER, ROOT, VAULT
from tests.fuzz.saying import says

SLOT, SECRET = b"s" * 16, b"k" * 32
_HEADER = bytes([slots.VERSION, KINDS.index("key-file")]) + bytes(6) + b"salt" * 4 + b"\x06my key"
_CHEAP_KIB = 4096
_NAMES = r"(a slot|ipt-notes slot|the cost of a passphrase slot) has a shape that this program never wrote\."


def fuzz(data: bytes) -> None:
    """Bytes as they stand in a row; or, behind an odd byte, a root of any length in a slot that is sound otherwise."""
    draws = Draws(data)
    blob, root = (draws.rest(), ROOT) if not draws.number(1) else _around(draws.rest())
    info = _described(blob)
    if info and (info.profile is None or info.profile.memory < _CHEAP_KIB):
        _opened(blob, root)


def _around(root: bytes) -> tuple[bytes, bytes]:
    key = slots._key("key-file", SECRET, b"salt" * 4, None)
    bound = VAULT + MEMBER + SLOT + _HEADER
    return _HEADER + wrap(key, root, purpose=slots._PURPOSE, bound_to=bound), root


def _described(blob: bytes) -> SlotInfo | None:
    try:
        return describe_slot(blob)
    except Malformed as error:
        says(error, _NAMES, Damaged.hint)
        return None


def _opened(blob: bytes, root: bytes) -> None:
    try:
        found = open_slot(blob, SECRET, vault=VAULT, member=MEMBER, slot=SLOT, weakest=0)
    except Malformed as error:
        says(error, _NAMES)
    except WrongSecret as error:
        says(error, r"that secret does not open this slot\.")
    else:
        assert found == root
        assert len(found) == 32
