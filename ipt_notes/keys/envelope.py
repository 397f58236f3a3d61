"""Bytes and nothing but bytes: fixed-width layouts, padding, and reading what may be damaged or hostile."""

from __future__ import annotations

import struct

from ipt_notes.errors import Damaged

FLOOR = 1024
_LENGTH = struct.Struct(">Q")


class Malformed(Damaged):
    """{what} has a shape that this program never wrote."""


def padded_size(size: int) -> int:
    """The Padmé size for `size` bytes (Nikitin et al. 2019): at most 12 % longer, never under 1 KiB."""
    if size <= FLOOR:
        return FLOOR
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (size + mask) & ~mask


def pad(data: bytes) -> bytes:
    """`data` behind its length (8 bytes, big-endian), filled with zeros to a Padmé size."""
    size = _LENGTH.size + len(data)
    return _LENGTH.pack(len(data)) + data + bytes(padded_size(size) - size)


def unpad(padded: bytes) -> bytes:
    """The data in a padded text; Malformed when the padding is not what `pad` makes."""
    if len(padded) < FLOOR:
        raise Malformed(what="a padded text")
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if len(padded) != padded_size(end) or padded[end:] != bytes(len(padded) - end):
        raise Malformed(what="a padded text")
    return padded[_LENGTH.size : end]


class Reader:
    """Takes bytes from the front of `data`; every shortage is Malformed, naming `what` is being read."""

    def __init__(self, data: bytes, what: str) -> None:
        """Start at the first byte."""
        self._data, self._at, self._what = data, 0, what

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self._at + count
        if end > len(self._data):
            raise Malformed(what=self._what)
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def number(self, count: int) -> int:
        """The next `count` bytes as a big-endian number."""
        return int.from_bytes(self.take(count), "big")

    def short_text(self) -> str:
        """UTF-8 text behind one byte of length."""
        try:
            return self.take(self.number(1)).decode()
        except UnicodeDecodeError:
            raise Malformed(what=self._what) from None

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.take(len(self._data) - self._at)


def short_text(text: str) -> bytes:
    """UTF-8 text behind one byte of length, cut to 255 bytes at a whole character."""
    data = text.encode("utf-8", "replace")[:255].decode("utf-8", "ignore").encode()
    return bytes([len(data)]) + data
