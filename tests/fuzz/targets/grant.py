"""A grant's bytes, and what may stand inside its seal: keys that open a stream, or malformed; nothing is shown."""

from __future__ import annotations

from ipt_notes.errors import UsageProblem
from ipt_notes.keys import grants
from ipt_notes.keys.envelope import Malformed, pad
from ipt_notes.keys.grants import Grant, open_own_grant, seal_own_grant
from ipt_notes.keys.sealing import StreamKeys
from tests.fuzz.draws import Draws
from tests.fuzz.member import VAULT, a_member
from tests.fuzz.saying import says

TOKENS = (
    '"client":"',
    '"code":"',
    '"name":"',
    '"keys":{"1":"',
    "00" * 16,
    "00" * 32,
    '"4294967296"',
    '"-1"',
    "{}",
    "[[[[",
    "\\u0000",
)
_OWNER = a_member()
TAG = _OWNER.index_tag("MK-014")


def fuzz(data: bytes) -> None:
    """Bytes as they stand in a row; or, behind an odd byte, any JSON under the member's own seal."""
    draws = Draws(data)
    blob = draws.rest() if not draws.number(1) else _around(draws.rest())
    try:
        grant = open_own_grant(blob, tag=TAG, member=_OWNER, vault=VAULT)
    except Malformed as error:
        says(error, r"a (grant|padded text) has a shape that this program never wrote\.")
        return
    assert len(grant.client) == 16
    assert repr(grant) == f"<Grant {grant.client.hex()[:8]}>"
    _is_usable(grant)


def _around(inside: bytes) -> bytes:
    head = bytes([grants.OWN]) + _OWNER.grant_commitment + bytes(12)
    return head + _OWNER.grant_cipher.encrypt(bytes(12), pad(inside), grants._bound(VAULT, _OWNER.id, TAG))


def _is_usable(grant: Grant) -> None:
    """Its keys seal a record, and it can be granted again."""
    keys = StreamKeys(VAULT, grant.client, grant.keys)
    assert keys.unseal(keys.seal(b"text", seq=1, previous=bytes(32)), seq=1, previous=bytes(32)) == b"text"
    try:
        tag, blob = seal_own_grant(grant, member=_OWNER, vault=VAULT)
    except UsageProblem as error:
        says(error, "a client's code .*", ".*")
        return
    assert open_own_grant(blob, tag=tag, member=_OWNER, vault=VAULT).keys == grant.keys
