"""A member's identity as bytes, and what may stand inside its seal: a member who can sign, or malformed."""

from __future__ import annotations

from ipt_notes.keys import identity
from ipt_notes.keys.derive import wrap
from ipt_notes.keys.envelope import Malformed, pad
from ipt_notes.keys.identity import open_identity, public_half
from tests.fuzz.draws import Draws
from tests.fuzz.member import BUNDLE, MEMBER, PUBLIC, ROOT, VAULT
from tests.fuzz.saying import says

TOKENS = (
    *(f'"{key}": "' for key in BUNDLE),
    "00" * 32,
    '"00"',
    "null",
    "[]",
    "{}",
    "[" * 40,
    "\\ud800",
    "NaN",
)
_HEADER = bytes([identity.VERSION]) + PUBLIC + (4).to_bytes(2, "big") + b"eeee"
_NAMES = (
    r"(the identity of a member|ipt-notes identity|a padded text) has a shape that this program never wrote\."
)


def fuzz(data: bytes) -> None:
    """Bytes as they stand in a row; or, behind an odd byte, any bundle under the member's own root."""
    draws = Draws(data)
    blob = draws.rest() if not draws.number(1) else _around(draws.rest())
    try:
        public_half(blob)
        member = open_identity(blob, vault=VAULT, member=MEMBER, root=ROOT)
    except Malformed as error:
        says(error, _NAMES)
        return
    keys = [member.grant_key, member.draft_key, member.state_key, member.audit_key, member.private_key]
    assert [len(key) for key in keys] == [32] * 5
    assert len(member.sign(b"text")) == 64
    assert len(member.index_tag("MK-014")) == 32
    assert isinstance(member.name, str)
    member.name.encode()


def _around(inside: bytes) -> bytes:
    bound = VAULT + MEMBER + _HEADER
    return _HEADER + wrap(ROOT, pad(inside), purpose=identity._PURPOSE, bound_to=bound)
