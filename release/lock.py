"""A lock file read: what is pinned, with its hashes and what asked for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from packaging.requirements import Requirement

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ASKED_BY = re.compile(r"(?m)^ {4}#(?: via| {2}) (?!-c )(\S+)")


class Pinned(NamedTuple):
    """One package of a lock: its version, where it is needed, the hashes of its files, and who asks for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]


def read_lock(text: str) -> tuple[Pinned, ...]:
    """What `uv pip compile --generate-hashes` wrote, in its order."""
    return tuple(_read_block(block) for block in re.split(r"(?m)^(?=[a-z0-9])", text)[1:])


def _read_block(block: str) -> Pinned:
    requirement = Requirement(block.partition(" \\\n")[0])
    (pin,) = requirement.specifier
    return Pinned(
        requirement.name,
        pin.version,
        str(requirement.marker or ""),
        tuple(_HASH.findall(block)),
        tuple(_ASKED_BY.findall(block)),
    )
