"""The entries of a batch lie on the disk while it runs, and are what they would be in memory."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.services.exchange.entries import OnDisk
from ipt_notes.services.exchange.manifest import Entry, Manifest, read_manifest, write_manifest

ids = st.binary(min_size=16, max_size=16).map(bytes.hex)
entries = st.builds(
    Entry, client=st.text(), id=ids, state=st.just("refused"), why=st.lists(st.text(), max_size=3).map(tuple)
)


@given(st.lists(entries, max_size=12))
def test_what_is_put_in_comes_out(tmp_path_factory, given_in):
    """Whatever a reason says, and the later one of two entries of a client."""
    known = {}
    with OnDisk(tmp_path_factory.mktemp("out"), Entry) as kept:
        for entry in [*given_in, *given_in[::-2]]:
            kept[entry.id] = known[entry.id] = entry
        assert dict(kept) == known


def test_nothing_of_it_can_be_found_in_the_folder(tmp_path):
    """It has no name while it is there, and is gone afterwards."""
    with OnDisk(tmp_path, Entry) as kept:
        kept["a" * 32] = Entry("EX-1", "a" * 32, "final")
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


@given(st.lists(entries, max_size=6, unique_by=lambda entry: entry.id))
def test_a_manifest_is_laid_out_as_one_piece_of_json(tmp_path_factory, found):
    """It is written entry by entry; a reader does not see that, and the next batch reads the same entries."""
    folder = tmp_path_factory.mktemp("out")
    known = {entry.id: entry for entry in found}
    write_manifest(folder, "full", known, is_encrypted=False)
    written = (folder / "manifest.json").read_bytes()
    assert written == msgspec.json.format(msgspec.json.encode(msgspec.json.decode(written)), indent=1) + b"\n"
    assert msgspec.json.decode(written, type=Manifest).format == 1
    with read_manifest(folder, "full", is_encrypted=False) as again:
        assert dict(again) == known
