"""What may stand inside a seal that opens: only what this program writes is taken for keys."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.errors import UsageProblem
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.recovery import read_kit, write_code
from tests.fuzz.member import BUNDLE
from tests.fuzz.targets import grant, identity

GRANT = {"client": "63" * 16, "code": "MK-014", "name": "Marisol Example", "keys": {"1": "6b" * 32}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["00" * 16, "00" * 31, "00" * 32]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("0123-", max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def _inside(*pieces: str) -> bytes:
    return b"\1" + "".join(pieces).encode()


@given(st.sampled_from([*GRANT]), JSON)
def test_a_grant_with_anything_in_a_field_is_usable_or_malformed(field: str, value: object) -> None:
    """A key of another length, no key at all, an epoch below one."""
    grant.fuzz(_inside(json.dumps(GRANT | {field: value})))


@given(st.sampled_from([*BUNDLE]), JSON)
def test_an_identity_with_anything_in_a_field_is_usable_or_malformed(field: str, value: object) -> None:
    """A key of another length, a list for a name."""
    identity.fuzz(_inside(json.dumps(BUNDLE | {field: value})))


@pytest.mark.parametrize("around", ["{}", '{{"more": {}}}'])
@pytest.mark.parametrize("target", [grant, identity])
def test_lists_within_lists_are_malformed(target, around: str) -> None:
    """However deep they go."""
    target.fuzz(_inside(around.format("[" * 100_000 + "]" * 100_000)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client", "63" * 15), ("client", "63" * 17), ("keys", {}), ("keys", {"1": "6b" * 31}), ("keys", {"1": "6b" * 33}),
        ("keys", {"0": "6b" * 32}), ("keys", {"-1": "6b" * 32}), ("keys", {"4294967296": "6b" * 32}),
    ],
)  # fmt: skip
def test_a_grant_without_whole_keys_is_malformed(field: str, value: object) -> None:
    """It would fail later, when a record is read."""
    from ipt_notes.keys.grants import open_own_grant
    from tests.fuzz.member import VAULT, a_member

    blob = grant._around(json.dumps(GRANT | {field: value}).encode())
    with pytest.raises(Malformed):
        open_own_grant(blob, tag=grant.TAG, member=a_member(), vault=VAULT)


@given(st.binary(min_size=32, max_size=32), st.integers(1, 15))
def test_a_code_whose_last_bits_are_not_zero_is_mistyped(secret: bytes, more: int) -> None:
    """There is one code of a secret, and no other is read as it."""
    from ipt_notes.keys.recovery import _ALPHABET, _check

    *groups, last = write_code(secret).split()
    other = last[:3] + _ALPHABET[_ALPHABET.index(last[3]) | more]
    with pytest.raises(UsageProblem, match="group 13"):
        read_kit(" ".join([*groups, other + _check(13, other)]))
