"""A key file: 32 bytes that stand in it, or told that it is none; nothing of it is shown."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from ipt_notes.keys.key_file import KeyFileUnusable, read_key_file
from tests.fuzz.saying import says

TOKENS = ("ipt-notes key file\n", "0" * 64, "\r\n", "ipt-notes key file\r\n")
_FOLDER = tempfile.TemporaryDirectory(prefix="ipt-notes-fuzz-")
_PATH = Path(_FOLDER.name, "key")
_PATH.touch(0o600)


def fuzz(data: bytes) -> None:
    """Read from a file of this user's own."""
    with open(_PATH, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(data)
    try:
        secret = read_key_file(_PATH)
    except KeyFileUnusable as error:
        says(
            error,
            rf"the key file {re.escape(str(_PATH))} is no key file\.",
            "`ipt-notes slot add .* makes one",
        )
        return
    assert len(secret) == 32
    assert secret.hex().encode() in re.sub(rb"\s", b"", data.lower())
