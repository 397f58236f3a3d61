"""Everything a fuzzer found worth keeping, run again without a fuzzer; and every target on bytes that hypothesis makes up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import room
from tests.fuzz.draws import Draws
from tests.fuzz.member import VAULT
from tests.fuzz.words import nothing_lost

_KEPT = [(name, path) for name in room.TARGETS for path in room.load(name).corpus]
_MOST_BYTES = 300_000


@pytest.mark.parametrize(("name", "path"), _KEPT, ids=[f"{name}-{path.name}" for name, path in _KEPT])
def test_a_kept_input_holds(name: str, path) -> None:
    """An input that once broke something among them: it is mended, and stays so."""
    room.load(name).fuzz(path.read_bytes())


@pytest.mark.parametrize("name", room.TARGETS)
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_hold(name: str, data: bytes) -> None:
    """A first look at what `make fuzz` looks at for hours."""
    room.load(name).fuzz(data)


def test_every_target_has_kept_inputs_and_says_what_it_asserts() -> None:
    """A fuzzer starts from them; the repository stays small."""
    folders = {path.name for path in room.CORPUS.iterdir()}
    assert folders == {*room.TARGETS}
    assert all(room.load(name).corpus and room.load(name).fuzz.__doc__ for name in room.TARGETS)
    assert sum(path.stat().st_size for _, path in _KEPT) < _MOST_BYTES


def test_choices_end_with_the_bytes() -> None:
    """Every list that is drawn comes to an end; the same bytes are the same choices."""
    draws = Draws(b"\x01\x03abc\x05")
    assert (draws.number(1), draws.text(), draws.pick("abcdef")) == (1, "abc", "f")
    assert draws.is_over
    assert (draws.number(1000), draws.text(), draws.pick("abc"), draws.rest()) == (0, "", "a", b"")


# --- what the targets assert can fail -------------------------------------------------------------------------


def test_a_lost_word_is_noticed() -> None:
    """Otherwise the note's target would hold whatever the parser does."""
    from tests.notes.typed import understood

    note = understood("## Check-in\nZebulon phoned.\n")
    nothing_lost("Zebulon phoned.", note)
    with pytest.raises(AssertionError):
        nothing_lost("Zebulon phoned Quartermaine.", note)


def test_a_wrong_payload_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream's target tells a reader that believes what it is given."""
    from tests.fuzz.targets import sealed_stream

    sealed_stream.fuzz(b"\0")
    monkeypatch.setattr(sealed_stream, "_PAYLOADS", [VAULT] * 9)
    with pytest.raises(AssertionError):
        sealed_stream.fuzz(b"\0")
