"""The hash of an installed plugin's files.

It tells a person that what they enabled is not what is there now. It is no defence against somebody who can write where
programs are installed: they can change this one as well.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THE_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""What differs from machine to machine where the same wheel is installed."""


def digest(folder: Path) -> str:
    """The SHA-256 (hex) of every file of the distribution with this `.dist-info`, by name. OSError, ValueError.

    It is the same on every machine for the same wheel: compiled files, scripts and the installer's own notes are left out.
    """
    lines = [f"{sha256((folder.parent / name).read_bytes()).hex()}  {name}\n" for name in listed(folder)]
    return sha256("".join(lines).encode("utf-8", "surrogateescape")).hex()


def listed(folder: Path) -> list[str]:
    """The names in the distribution's RECORD, sorted, relative to where it is installed. OSError, ValueError."""
    try:
        with (folder / "RECORD").open(encoding="utf-8", newline="") as file:
            return sorted(_own(row[0] for row in csv.reader(file) if row))
    except csv.Error:
        raise ValueError("RECORD is no list of files") from None


def _own(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        parts = name.split("/")
        is_installers = parts[0].endswith(".dist-info") and parts[-1] in _OF_THE_INSTALLER
        is_outside = ".." in parts or Path(name).is_absolute()
        if not (is_installers or is_outside or name.endswith(".pyc")):
            yield name
