"""Says which machine and which versions a figure is from."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("typer", "cryptography", "msgspec", "jinja2", "markdown-it-py", "python-docx", "docxtpl")


def described() -> str:
    """The machine and the versions, in two lines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB"
    )
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"{system}\nPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
