"""Office packages (ECMA-376 part 2): the same parts always give the same bytes.

Members are stored, not deflated: two versions of a compression library may pack the same text differently, and the
SHA-256 in the disclosure log must stay one that can be made again.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from ipt_notes.export._wordml import DECLARATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = "_rels/.rels"
_CORE = f"{PACKAGE}/metadata/core-properties"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in the order given, as a package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = _UNIX
            info.external_attr = 0o600 << 16
            package.writestr(info, data)
    return stream.getvalue()


def relations(targets: Iterable[tuple[str, str]]) -> bytes:
    """A relationships part: (kind, target) in order are rId1, rId2, ..."""
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_CORE if kind == "core" else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{made}</Relationships>'.encode()
