"""Office packages (ECMA-376 part 2): the same parts always give the same bytes.

Members are stored, not deflated: two versions of a compression library may pack the same text differently, and the
SHA-256 in the disclosure log must stay one that can be made again.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from ipt_notes.export._wordml import DECLARATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = "_rels/.rels"
_CORE = f"{PACKAGE}/metadata/core-properties"
_MEMBER, _LISTED, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _UNIX = 20, 3
_EPOCH = 0, 1 << 5 | 1  # midnight of 1 January 1980, where the format begins
_PRIVATE = 0o600 << 16


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in the order given, as a package."""
    members: list[bytes] = []
    listed: list[bytes] = []
    at = 0
    for name, data in parts.items():
        file, size = name.encode("ascii"), len(data)
        told = (0, 0, *_EPOCH, zlib.crc32(data), size, size, len(file), 0)
        members += _MEMBER.pack(b"PK\3\4", _VERSION, *told), file, data
        listed += _LISTED.pack(b"PK\1\2", _UNIX << 8 | _VERSION, _VERSION, *told, 0, 0, 0, _PRIVATE, at), file
        at += _MEMBER.size + len(file) + size
    index, count = b"".join(listed), len(parts)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(index), at, 0)
    return b"".join((*members, index, end))


def relations(targets: Iterable[tuple[str, str]]) -> bytes:
    """A relationships part: (kind, target) in order are rId1, rId2, ..."""
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_CORE if kind == "core" else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{made}</Relationships>'.encode()
