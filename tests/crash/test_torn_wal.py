"""A WAL that is torn, changed or gone is told, or harms nothing: no committed record is lost without a word.

The WAL holds what was committed and told as done while another program had the vault open, and then every program was
gone without closing it, as after a power failure.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ipt_notes.vault.sqlite import PAGE, open_
from tests.crash.looking import look
from tests.crash.places import CODE, Place, Start, start

if TYPE_CHECKING:
    from pathlib import Path

_HEADER, _FRAME = 32, 24 + PAGE


_WAL = "vault.ipt-wal"


class Left(NamedTuple):
    """The files of a place whose newest note is in the WAL alone, and the state with and without that note."""

    start: Start
    files: dict[str, bytes]
    with_it: tuple[object, ...]
    without_it: tuple[object, ...]

    def harmed(self, wal: bytes | None) -> Place:
        """The place with another WAL, or with none."""
        others = {name: data for name, data in self.files.items() if name != _WAL}
        return self.start.with_files(others if wal is None else {**others, _WAL: wal})


@pytest.fixture(scope="module")
def left(beside: Path) -> Left:
    """A note saved by a real program, told as done, and not yet moved into the vault's file."""
    begun = start("client", beside)
    without_it = look(begun.again()).shape
    place = begun.again()
    with open_(place.vault):  # another program has it open, so the save does not move the WAL into the file
        done = place.run(f"note new {CODE} --from $DIR/note.md")
        assert done.returncode == 0
        files = {name: data for name, data in place.files().items() if name != "vault.ipt-shm"}
    return Left(begun, files, look(place).shape, without_it)


def test_a_whole_wal_is_taken_in(left: Left) -> None:
    """What was told as done is there, though no program closed the vault."""
    assert len(left.files[_WAL]) >= _HEADER + _FRAME
    found = look(left.harmed(left.files[_WAL]))
    assert (found.shape, found.trouble) == (left.with_it, ())


def test_a_deleted_wal_is_told_by_the_next_command(left: Left) -> None:
    """Exit code 4 from whatever is run, and from `vault verify`: this computer has seen a later state."""
    for typed in (f"note list {CODE}", f"contact {CODE} --from $DIR/addendum.md", "agenda", "vault verify"):
        done = left.harmed(None).run(typed)
        assert (done.returncode, "Traceback" in done.stderr) == (4, False), (typed, done.stdout, done.stderr)
        assert "older than this computer has seen" in done.stdout + done.stderr, typed


def _lengths(size: int) -> list[int]:
    """Nothing, a part of the header, and the middle and the end of every frame but the last end."""
    frames = range(_HEADER, size, _FRAME)
    return [
        0,
        1,
        _HEADER - 1,
        *(at + more for at in frames for more in (0, 12, 24, 24 + PAGE // 2, _FRAME - 1)),
    ]


def test_a_wal_that_lost_its_end_is_told_or_harms_nothing(left: Left) -> None:
    """Cut in its header, between and within frames: the note is there, or its loss is told."""
    data = left.files[_WAL]
    found = {length: _outcome(left, data[:length]) for length in _lengths(len(data))}
    assert {length: told for length, told in found.items() if told == "silent"} == {}
    assert "told" in found.values()


def test_a_wal_with_a_flipped_bit_is_told_or_harms_nothing(left: Left) -> None:
    """In the header, in the head and the page of every frame, at its end."""
    data = left.files[_WAL]
    places = [
        0,
        8,
        13,
        20,
        31,
        *(
            at + more
            for at in range(_HEADER, len(data), _FRAME)
            for more in (2, 6, 10, 20, 40, 24 + PAGE // 2, _FRAME - 1)
        ),
    ]
    found = {at: _outcome(left, _flipped(data, at)) for at in places}
    assert {at: told for at, told in found.items() if told == "silent"} == {}
    assert "told" in found.values()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _outcome(left: Left, wal: bytes) -> str:
    """ "kept" when the note is there, "told" when its loss is, "silent" otherwise."""
    found = look(left.harmed(wal))
    if found.trouble:
        return "told"
    return "kept" if found.shape == left.with_it else "silent"


def test_a_torn_wal_on_a_fresh_machine_is_the_last_whole_state(left: Left) -> None:
    """A machine that has never seen the vault can't tell of the loss; it finds a vault that verifies."""
    place = left.harmed(left.files[_WAL][: _HEADER + _FRAME // 2])
    shutil.rmtree(place.state)
    found = look(place)
    assert (found.shape, found.trouble) == (left.without_it, ())
