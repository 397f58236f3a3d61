"""The pictures of a letterhead, without what cameras and programs write into them (PNG: W3C 2003; JPEG: ITU T.81)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from ipt_notes.export.letterheads.source import unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_SHOWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"}
"""The chunks that say how a PNG looks."""
_START_OF_SCAN, _COMMENT, _JFIF, _ADOBE = 0xDA, 0xFE, 0xE0, 0xEE
_APPLICATIONS = range(0xE0, 0xF0)
_MOST_BYTES = 4 << 20
_AS_PNG = "put the picture into the letterhead as PNG or JPEG"


class Pictures:
    """The pictures of all headers and footers, each once."""

    def __init__(self) -> None:
        """None yet."""
        self.parts: dict[str, bytes] = {}

    def take(self, data: bytes) -> str:
        """Keep a picture and return its target, seen from the document. UsageProblem where it can't be."""
        plain, ending = _plain(data)
        for name, known in self.parts.items():
            if known == plain:
                return name.removeprefix("word/")
        name = f"media/letterhead{len(self.parts) + 1}.{ending}"
        self.parts[f"word/{name}"] = plain
        if sum(map(len, self.parts.values())) > _MOST_BYTES:
            why = "its pictures take more than 4 MB, and would again in every document"
            raise unfit(why, "make the pictures smaller")
        return name


def _plain(data: bytes) -> tuple[bytes, str]:
    try:
        if data.startswith(_PNG):
            return _PNG + b"".join(_chunks(data)), "png"
        if data.startswith(_JPEG):
            return _JPEG + b"".join(_segments(data)), "jpeg"
    except (struct.error, IndexError):
        raise unfit("a picture in it is damaged", _AS_PNG) from None
    raise unfit("a picture in it is neither PNG nor JPEG", _AS_PNG)


def _chunks(data: bytes) -> Iterator[bytes]:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise IndexError
        if kind in _SHOWN:
            yield data[at:end]
        at = end


def _segments(data: bytes) -> Iterator[bytes]:
    """Of a JPEG, up to the end of its image; what is hidden behind that end stays behind."""
    at, marker = len(_JPEG), 0
    while marker != _START_OF_SCAN:
        mark, marker, length = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF or length < 2 or at + 2 + length > len(data):
            raise IndexError
        is_told = marker == _COMMENT or (marker in _APPLICATIONS and marker not in (_JFIF, _ADOBE))
        if not is_told:
            yield data[at : at + 2 + length]
        at += 2 + length
    end = data.rfind(b"\xff\xd9")
    if end < at:
        raise IndexError
    yield data[at : end + 2]
