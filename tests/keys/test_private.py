"""Private notes open for their author while the client's key is there, and for nobody else."""

from __future__ import annotations

import os

import pytest

from ipt_notes.errors import ChartDamaged
from ipt_notes.keys.grants import Grant
from ipt_notes.keys.identity import Member, make_identity, open_identity, renew_identity
from ipt_notes.keys.private import private_keys, private_stream
from ipt_notes.keys.sealing import StreamKeys

VAULT, CLIENT, ROOT = bytes(16), b"c" * 16, bytes(32)
PLACE = {"seq": 1, "previous": bytes(32)}


def member(number: int) -> Member:
    """A new member."""
    blob = make_identity(vault=VAULT, member=bytes([number]) * 16, root=ROOT, name="Ada")
    return open_identity(blob, vault=VAULT, member=bytes([number]) * 16, root=ROOT)


ADA, BEN = member(1), member(2)
KEYS = {1: os.urandom(32), 2: os.urandom(32)}
GRANT = Grant(CLIENT, KEYS, "MK-014", "")


def sealed() -> bytes:
    """Ada's first private note on the client."""
    return private_keys(ADA, VAULT, GRANT).seal(b"a thought", **PLACE)


def test_the_author_opens_it_as_long_as_the_clients_key_is_there() -> None:
    """Under the latest of the client's keys, and after another one was added."""
    later = Grant(CLIENT, KEYS | {3: os.urandom(32)}, "MK-014", "")
    assert private_keys(ADA, VAULT, GRANT).unseal(sealed(), **PLACE) == b"a thought"
    assert private_keys(ADA, VAULT, later).unseal(sealed(), **PLACE) == b"a thought"


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(private_keys(BEN, VAULT, GRANT), id="a colleague with a grant"),
        pytest.param(
            StreamKeys(VAULT, private_stream(ADA, VAULT, CLIENT), KEYS, "private-note"), id="the client's key"
        ),
        pytest.param(
            StreamKeys(VAULT, private_stream(ADA, VAULT, CLIENT), KEYS), id="the client's key, for records"
        ),
        pytest.param(
            private_keys(ADA, VAULT, Grant(CLIENT, {2: os.urandom(32)}, "MK-014", "")),
            id="the author without the client's key",
        ),
        pytest.param(
            StreamKeys(VAULT, private_stream(ADA, VAULT, CLIENT), {2: ADA.private_key}, "private-note"),
            id="the author's key alone",
        ),
        pytest.param(private_keys(ADA, b"v" * 16, GRANT), id="another vault"),
    ],
)
def test_nobody_else_does(keys: StreamKeys) -> None:
    """It takes the author's private-note key and the client's key."""
    with pytest.raises(ChartDamaged):
        keys.unseal(sealed(), **PLACE)


def test_after_new_keys_the_stream_goes_on_and_the_stolen_key_does_not() -> None:
    """What was sealed before opens still; what is sealed from then on takes the new key, and the new key of the client."""
    place = {"vault": VAULT, "member": ADA.id}
    blob = make_identity(root=ROOT, name="Ada", **place)
    old = open_identity(blob, root=ROOT, **place)
    fresh = os.urandom(32)
    new = open_identity(
        renew_identity(blob, root=ROOT, new_root=fresh, epoch=3, **place), root=fresh, **place
    )
    assert private_stream(new, VAULT, CLIENT) == private_stream(old, VAULT, CLIENT)
    before = private_keys(old, VAULT, GRANT).seal(b"a thought", **PLACE)
    later = Grant(CLIENT, KEYS | {3: os.urandom(32)}, "MK-014", "")
    assert private_keys(new, VAULT, later).unseal(before, **PLACE) == b"a thought"
    after = private_keys(new, VAULT, later).seal(b"another", **PLACE)
    with pytest.raises(ChartDamaged):
        private_keys(old, VAULT, later).unseal(after, **PLACE)


def test_a_stream_is_one_authors_on_one_client_in_one_vault() -> None:
    """Its id can be found again, and is nowhere else."""
    again = open_identity(
        make_identity(vault=VAULT, member=ADA.id, root=ROOT, name="Ada"),
        vault=VAULT,
        member=ADA.id,
        root=ROOT,
    )
    ids = [
        private_stream(ADA, VAULT, CLIENT), private_stream(BEN, VAULT, CLIENT), private_stream(again, VAULT, CLIENT),
        private_stream(ADA, b"v" * 16, CLIENT), private_stream(ADA, VAULT, b"d" * 16),
    ]  # fmt: skip
    assert ids[0] == private_stream(ADA, VAULT, CLIENT)
    assert len(set(ids)) == len(ids)
    assert {len(each) for each in ids} == {16}
