"""The recovery kit: typed back from paper, a slip of the pen is told by the group it is in."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ipt_notes.errors import UsageProblem
from ipt_notes.keys.recovery import WrongKit, kit_page, new_kit, read_kit, write_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
secrets = st.binary(min_size=32, max_size=32)
places = st.integers(0, 12)

VECTORS = {
    bytes(32): "0000G 00005 0000N 0000A 0000T 0000F 0000Z 0000M 00004 0000H 00001 0000Y 0000E",
    b"\xff" * 32: "ZZZZX ZZZZ8 ZZZZR ZZZZ7 ZZZZQ ZZZZ2 ZZZZJ ZZZZS ZZZZ9 ZZZZW ZZZZC ZZZZK ZZZGX",
}


def _slow_check(place: int, group: str) -> str:
    """The check symbol by long multiplication in GF(32), as the layout is written down."""

    def times(one: int, other: int) -> int:
        product = 0
        for bit in range(5):
            product ^= one << bit if other >> bit & 1 else 0
        for bit in range(9, 4, -1):
            product ^= 0b100101 << bit - 5 if product >> bit & 1 else 0
        return product

    first, *others = (ALPHABET.index(symbol) for symbol in group)
    powers = [2, 4, 8, 16]
    total = times(place ^ first, powers[3])
    for symbol, power in zip(others, reversed(powers[:3]), strict=True):
        total ^= times(symbol, power)
    return ALPHABET[total]


@pytest.mark.parametrize(("secret", "code"), VECTORS.items())
def test_a_known_secret_has_its_known_code(secret: bytes, code: str) -> None:
    """So that a kit printed today is read by every later version."""
    assert write_code(secret) == code
    assert read_kit(code) == secret


@given(secrets)
def test_a_code_is_base_32_with_check_symbols(secret: bytes) -> None:
    """13 groups: four symbols of the secret's 256 bits and four zero bits, and the check symbol of the layout."""
    groups = write_code(secret).split()
    number = 0
    for symbol in "".join(group[:4] for group in groups):
        number = number * 32 + ALPHABET.index(symbol)
    assert number == int.from_bytes(secret, "big") * 16
    assert [group[4] for group in groups] == [_slow_check(n, group[:4]) for n, group in enumerate(groups, 1)]


@given(secrets, st.randoms(use_true_random=False))
def test_a_code_may_be_typed_as_people_type(secret: bytes, random) -> None:
    """Capital or small, o for 0, i or l for 1, u for v, with spaces, hyphens, line breaks or nothing in between."""
    alike = {"0": "0oO", "1": "1iIlL", "V": "vVuU"}
    typed = ""
    for symbol in write_code(secret):
        if symbol == " ":
            typed += random.choice([" ", "-", "\n", "", "   ", ". "])
        else:
            typed += random.choice(alike.get(symbol, symbol + symbol.lower()))
    assert read_kit(typed) == secret


@given(secrets, places, st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_mistyped_symbol_is_told_by_its_group(secret: bytes, place: int, at: int, symbol: str) -> None:
    """Always, not almost always."""
    groups = write_code(secret).split()
    assume(groups[place][at] != symbol)
    groups[place] = groups[place][:at] + symbol + groups[place][at + 1 :]
    with pytest.raises(WrongKit, match=f"group {place + 1}."):
        read_kit(" ".join(groups))


@given(secrets, places, st.integers(0, 3))
def test_two_symbols_that_changed_places_are_told(secret: bytes, place: int, at: int) -> None:
    """Neighbours, the commonest slip of all."""
    groups = write_code(secret).split()
    group = groups[place]
    assume(group[at] != group[at + 1])
    groups[place] = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
    with pytest.raises(WrongKit, match=f"group {place + 1}."):
        read_kit(" ".join(groups))


@given(secrets, places, places)
def test_two_groups_that_changed_places_are_both_named(secret: bytes, one: int, other: int) -> None:
    """As when a line of the page is skipped and caught up with."""
    assume(one < other)
    groups = write_code(secret).split()
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(WrongKit, match=f"group {one + 1} and {other + 1}."):
        read_kit(" ".join(groups))


@given(secrets, places, st.integers(0, 4))
def test_a_symbol_left_out_is_told_by_its_group(secret: bytes, place: int, at: int) -> None:
    """When the groups were typed apart."""
    groups = write_code(secret).split()
    groups[place] = groups[place][:at] + groups[place][at + 1 :]
    with pytest.raises(WrongKit, match=f"group {place + 1}."):
        read_kit(" ".join(groups))


@given(secrets, st.integers(0, 12))
def test_a_code_that_is_not_whole_is_told(secret: bytes, count: int) -> None:
    """It says how many groups were found."""
    with pytest.raises(UsageProblem, match=f"{count} were found"):
        read_kit(" ".join(write_code(secret).split()[:count]))


@given(st.text(string.printable, max_size=120))
def test_any_other_text_is_no_code(text: str) -> None:
    """A passphrase is never taken for a mistyped code."""
    with pytest.raises(UsageProblem) as told:
        read_kit(text)
    assert not isinstance(told.value, WrongKit)


def test_the_page_is_read_as_a_whole() -> None:
    """The file of the kit opens the vault; its words, dates and ids do not disturb."""
    secret, code = new_kit()
    page = kit_page(
        vault=b"v" * 16, member=b"m" * 16, code=code, when=dt.date(2026, 3, 16), place="/home/me/vault.ipt"
    )
    assert read_kit(page) == read_kit(page.replace("\n", "\r\n")) == secret
    assert (b"v" * 16).hex() in page
    assert (b"m" * 16).hex() in page
    assert (b"m" * 16).hex() in page
    assert "/home/me/vault.ipt" in page


def test_the_page_fits_a_sheet_of_paper() -> None:
    """As a plain text, in any typeface a system prints by itself."""
    page = kit_page(
        vault=bytes(16), member=bytes(16), code=new_kit()[1], when=dt.date(2026, 3, 16), place="vault.ipt"
    )
    assert max(map(len, page.splitlines())) <= 85
    assert len(page.splitlines()) <= 60


def test_no_two_kits_are_alike() -> None:
    """The secret is random."""
    assert len({new_kit()[1] for _ in range(20)}) == 20
