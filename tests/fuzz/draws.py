"""Bytes as choices: what a fuzzer mutates, read as numbers, picks and texts. Where the bytes end, all is small."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Draws:
    """Takes choices from the front of `data`."""

    def __init__(self, data: bytes) -> None:
        """Start at the first byte."""
        self._data, self._at = data, 0

    @property
    def is_over(self) -> bool:
        """Whether the bytes are used up."""
        return self._at >= len(self._data)

    def take(self, count: int) -> bytes:
        """The next bytes, at most `count`."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def number(self, most: int) -> int:
        """A number from 0 to `most`."""
        width = (most.bit_length() + 7) // 8
        return int.from_bytes(self.take(width), "big") % (most + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.number(len(options) - 1)]

    def text(self) -> str:
        """A short text behind its length; what is no UTF-8 is left out."""
        return self.take(self.number(80)).decode("utf-8", "ignore")

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.take(len(self._data))


def text_of(data: bytes) -> str:
    """All bytes as one text; what is no UTF-8 becomes U+FFFD."""
    return data.decode("utf-8", "replace")
