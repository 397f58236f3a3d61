"""Slots: each opens with its own secret only, and tells when its bytes were changed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ipt_notes.errors import Damaged, Locked
from ipt_notes.keys import kdf
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.kdf import DEFAULT, FLOOR_KIB, Profile
from ipt_notes.keys.slots import KINDS, WrongSecret, describe_slot, make_slot, new_root, open_slot

CHEAP = Profile(8, 1, 1)
WHERE = {"vault": b"v" * 16, "member": b"m" * 16, "slot": b"s" * 16}
SECRET, ROOT = b"k" * 32, bytes(range(32))
kinds = st.sampled_from(KINDS)


def opened(blob: bytes, secret: bytes = SECRET, **elsewhere: bytes) -> bytes:
    """Open a slot, cheap ones too."""
    return open_slot(blob, secret, weakest=0, **(WHERE | elsewhere))


def slot(kind: str = "key-file", label: str = "my key") -> bytes:
    """A slot that is cheap to open."""
    return make_slot(kind, SECRET, ROOT, label=label, profile=CHEAP, **WHERE)


@given(kinds, st.binary(min_size=1, max_size=80), st.text(max_size=80))
def test_a_slot_gives_back_the_root_it_wraps(kind: str, secret: bytes, label: str) -> None:
    """Whatever its secret and label; and it tells its kind without a secret."""
    root = new_root()
    blob = make_slot(kind, secret, root, label=label, profile=CHEAP, **WHERE)
    assert opened(blob, secret) == root
    assert describe_slot(blob).kind == kind
    assert label.startswith(describe_slot(blob).label)


@given(kinds, st.binary(max_size=40))
def test_another_secret_does_not_open_a_slot(kind: str, secret: bytes) -> None:
    """It is locked, not damaged."""
    with pytest.raises(WrongSecret):
        opened(slot(kind), secret + b"x")


@settings(max_examples=300)
@given(kinds, st.data())
def test_any_changed_byte_of_a_slot_keeps_it_shut(kind: str, drawn: st.DataObject) -> None:
    """Never another root, and never an error that is not one of ours."""
    blob = bytearray(slot(kind))
    blob[drawn.draw(st.integers(0, len(blob) - 1))] ^= drawn.draw(st.integers(1, 255))
    assume(_is_cheap(bytes(blob)))
    with pytest.raises((Locked, Damaged)):
        opened(bytes(blob))


def _is_cheap(blob: bytes) -> bool:
    """Whether trying this slot takes no time; a changed cost may ask for a gigabyte."""
    try:
        profile = describe_slot(blob).profile
    except Malformed:
        return True
    return profile is None or profile.memory < 4096


@given(st.binary(max_size=200))
def test_bytes_that_are_no_slot_are_told(data: bytes) -> None:
    """Whatever stands in the row."""
    with pytest.raises(Malformed):
        describe_slot(data)


@pytest.mark.parametrize("place", ["vault", "member", "slot"])
def test_a_slot_opens_at_its_own_place_only(place: str) -> None:
    """Another vault, member or slot id: the right secret finds it damaged."""
    with pytest.raises(Malformed):
        opened(slot(), **{place: b"x" * 16})


def test_a_slot_can_not_be_passed_off_as_another_kind() -> None:
    """The same secret under another kind opens nothing."""
    blob = bytearray(slot("key-file"))
    blob[1] = KINDS.index("keyring")
    with pytest.raises(Locked):
        opened(bytes(blob))


def test_two_slots_of_one_secret_have_nothing_in_common() -> None:
    """Salt, nonce and commitment are each slot's own."""
    one, other = slot(label=""), slot(label="")
    alike = sum(a == b for a, b in zip(one[9:], other[9:], strict=True))
    assert alike < 20


def test_a_passphrase_costs_what_the_profile_says_by_default() -> None:
    """256 MiB, three rounds, four lanes; the cost stands in the slot."""
    assert (DEFAULT.memory, DEFAULT.rounds, DEFAULT.lanes) == (256 * 1024, 3, 4)
    blob = make_slot("passphrase", SECRET, ROOT, **WHERE)
    assert describe_slot(blob).profile == DEFAULT
    assert open_slot(blob, SECRET, **WHERE) == ROOT


def test_a_cheap_passphrase_slot_is_refused() -> None:
    """Whoever can write to the file must not make it cheap to guess; only tests ask for less."""
    blob = slot("passphrase")
    with pytest.raises(Malformed):
        open_slot(blob, SECRET, **WHERE)
    assert opened(blob) == ROOT


@pytest.mark.parametrize(
    "profile",
    [
        Profile(kdf.MOST_KIB + 1, 1, 1), Profile(FLOOR_KIB, kdf.MOST_ROUNDS + 1, 1), Profile(FLOOR_KIB, 0, 1),
        Profile(FLOOR_KIB, 1, kdf.MOST_LANES + 1), Profile(FLOOR_KIB, 1, 0), Profile(0, 1, 1), Profile(31, 1, 4),
    ],
)  # fmt: skip
def test_a_cost_beyond_the_caps_is_not_computed(profile: Profile) -> None:
    """A hostile file can not ask for a terabyte, for hours, or for what Argon2id does not know."""
    with pytest.raises(Malformed):
        kdf.unpack(kdf.pack(profile))


@given(st.integers(8, kdf.MOST_KIB), st.integers(1, kdf.MOST_ROUNDS), st.integers(1, kdf.MOST_LANES))
def test_a_cost_within_the_caps_comes_back(memory: int, rounds: int, lanes: int) -> None:
    """As it was packed."""
    profile = Profile(memory * lanes, rounds, lanes)
    if profile.memory <= kdf.MOST_KIB:
        assert kdf.unpack(kdf.pack(profile)) == profile


def test_argon2id_is_that_of_the_rfc() -> None:
    """The reference implementation (argon2-cffi 25, hash_secret_raw) gives the same for the same input."""
    key = kdf.stretch(b"correct horse battery", b"0123456789abcdef", Profile(64, 3, 4))
    assert key.hex() == "f4364262b5e26a044a267080ecb872113c2265b19b9cb42db5b64ffa7d9f81f6"
