"""Whether memory may be written to a disk in the clear: swap that is not encrypted."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

SWAPS = Path("/proc/swaps")
_DEVICES = Path("/sys/dev/block")


def swap_in_the_clear(swaps: Path = SWAPS, devices: Path = _DEVICES) -> list[str]:
    """The swap files and partitions that are not seen to be encrypted; empty where there is none, or it can't be told.

    `swaps` is as proc(5) describes it, `devices` as sysfs shows block devices by number: one is encrypted when it, or
    one it lies on, is a dm-crypt device. Compressed swap in memory (zram) is memory.
    """
    try:
        lines = swaps.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except OSError:
        return []
    names = [
        re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), line.split()[0])
        for line in lines
        if line
    ]
    return [
        name for name in names if not Path(name).name.startswith("zram") and not lies_on_crypt(name, devices)
    ]


def lies_on_crypt(name: str, devices: Path = _DEVICES) -> bool:
    """Whether a file, or a block device itself, is seen to lie on an encrypted disk (dm-crypt)."""
    try:
        known = os.stat(name)  # noqa: PTH116
    except OSError:
        return False
    number = known.st_rdev or known.st_dev
    return _is_crypt(devices / f"{os.major(number)}:{os.minor(number)}")


def _is_crypt(device: Path) -> bool:
    with suppress(OSError):
        if (device / "dm/uuid").read_text().startswith("CRYPT-"):
            return True
    below = list(device.glob("slaves/*"))
    return bool(below) and all(_is_crypt(part) for part in below)
