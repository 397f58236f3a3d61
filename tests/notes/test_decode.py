"""Files from any editor are read as text, or the line that is no text is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.notes.decode import UNPRINTABLE, NoteUnreadable, decode


@pytest.mark.parametrize(
    "raw",
    [
        "Größe\nשלום\n".encode(),
        "Größe\r\nשלום\r\n".encode(),
        "Größe\rשלום\r".encode(),
        "Größe\nשלום\n".encode("utf-8-sig"),
        "Größe\nשלום\n".encode("utf-16"),
        "\ufeffGröße\r\nשלום\n".encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(raw: bytes) -> None:
    """UTF-8 with and without a mark, UTF-16 with one, all line ends."""
    assert decode(raw) == "Größe\nשלום\n"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"one\ntwo \xff\n", "note.md:2: these bytes are not UTF-8."),
        (b"one\r\ntwo\r\nGr\xf6\xdfe", "note.md:3: these bytes are not UTF-8."),
        (b"\xed\xa0\x80", "note.md:1: these bytes are not UTF-8."),
        (b"\xff\xfea\x00\n\x00b", "note.md:2: these bytes are not UTF-16."),
        (b"one\n\x00", "note.md:2: there is a control character (U+0000) in this line."),
        (b"\x1b[31mred", "note.md:1: there is a control character (U+001B) in this line."),
        (b"a\x0cb", "note.md:1: there is a control character (U+000C) in this line."),
        ("a\ufffe".encode(), "note.md:1: there is a control character (U+FFFE) in this line."),
        ("one\ntwo".encode("utf-16-le"), "note.md:1: there is a control character (U+0000) in this line."),
        ("one".encode("utf-32"), "note.md:1: there is a control character (U+0000) in this line."),
    ],
)
def test_what_is_no_text_is_told_with_its_line(raw: bytes, message: str) -> None:
    """And how to mend it."""
    with pytest.raises(NoteUnreadable) as caught:
        decode(raw)
    assert caught.value.message == message
    assert caught.value.exit_code == 2
    assert caught.value.hint == "save the text as UTF-8 without control characters"


@given(st.binary())
def test_any_bytes_are_text_or_an_error(raw: bytes) -> None:
    """Never anything else; what is text can be printed and written again."""
    try:
        text = decode(raw)
    except NoteUnreadable:
        return
    assert not UNPRINTABLE.search(text)
    assert decode(text.encode()) == text
