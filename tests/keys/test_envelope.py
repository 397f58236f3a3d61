"""Bytes: padding hides lengths and is checked, layouts are read without trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.keys.envelope import Malformed, Reader, pad, padded_size, short_text, unpad


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        (0, 1024), (1, 1024), (1024, 1024), (1025, 1088), (1088, 1088), (1089, 1152), (2047, 2048),
        (2049, 2176), (4097, 4352), (65537, 67584), (1_000_000, 1_015_808), (2**20, 2**20), (2**20 + 1, 1_081_344),
    ],
)  # fmt: skip
def test_padded_sizes_are_those_of_padme(size: int, padded: int) -> None:
    """Worked out by hand from PURBs (Nikitin et al. 2019), figure 3; never under 1 KiB."""
    assert padded_size(size) == padded


@given(st.integers(1024, 2**40))
def test_padding_costs_little_and_tells_little(size: int) -> None:
    """At most 12 percent; a padded size is its own; larger texts never get smaller."""
    padded = padded_size(size)
    assert size <= padded <= size * 1.12
    assert padded_size(padded) == padded
    assert padded_size(size + 1) >= padded


@given(st.binary(max_size=5000))
def test_what_was_padded_comes_back(data: bytes) -> None:
    """Whole, whatever it is."""
    assert unpad(pad(data)) == data


@given(st.binary(max_size=3000), st.data())
def test_a_changed_padding_is_told(data: bytes, drawn: st.DataObject) -> None:
    """Any byte of the filling, and a length that does not fit."""
    padded = bytearray(pad(data))
    places = [*range(6), *range(8 + len(data), len(padded))]
    padded[drawn.draw(st.sampled_from(places))] ^= drawn.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        unpad(bytes(padded))


@given(st.binary(max_size=3000), st.integers(1, 2000))
def test_a_padded_text_of_another_size_is_told(data: bytes, count: int) -> None:
    """Longer or shorter than `pad` makes it."""
    for other in (pad(data) + bytes(count), pad(data)[:-count]):
        with pytest.raises(Malformed):
            unpad(other)


@given(st.text(max_size=400))
def test_a_label_is_cut_at_a_whole_character(text: str) -> None:
    """At most 255 bytes, and readable again."""
    packed = short_text(text)
    assert len(packed) <= 256
    assert text.startswith(Reader(packed, "a label").short_text())


@given(st.binary(max_size=40), st.integers(0, 60))
def test_reading_past_the_end_is_told(data: bytes, count: int) -> None:
    """By the name of what is being read; never by an IndexError."""
    reader = Reader(data, "a row")
    if count <= len(data):
        assert reader.take(count) + reader.rest() == data
    else:
        with pytest.raises(Malformed, match="a row"):
            reader.take(count)
