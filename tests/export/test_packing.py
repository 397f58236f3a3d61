"""Office packages are what any program for ZIP files reads, byte for byte as the standard library writes them."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.export._zip import packed

names = st.text("abcxyz/._-[]1", min_size=1, max_size=30)


@given(st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_a_package_is_that_of_the_standard_library(parts):
    """Stored, dated 1980, for its owner alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o600 << 16
            package.writestr(info, data)
    assert packed(parts) == stream.getvalue()
