"""Sealed records: each opens at its own place behind its own predecessor, and nowhere else."""

from __future__ import annotations

import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.errors import ChartDamaged
from ipt_notes.keys.authorship import is_signed, join, split
from ipt_notes.keys.envelope import Malformed, pad
from ipt_notes.keys.identity import make_identity, open_identity
from ipt_notes.keys.sealing import StreamKeys, blob_hash

VAULT, STREAM, KEY, HASH = b"v" * 16, b"s" * 16, b"k" * 32, b"h" * 32
texts = st.binary(max_size=3000)


def keys(**changed) -> StreamKeys:
    """The keys of a stream, or of one that differs from it."""
    return StreamKeys(**({"vault": VAULT, "stream": STREAM, "keys": {1: KEY}} | changed))


@given(texts, st.integers(1, 2**40))
def test_a_record_opens_at_its_place(text: bytes, seq: int) -> None:
    """And only its padded size shows outside."""
    blob = keys().seal(text, seq=seq, previous=HASH)
    assert keys().unseal(blob, seq=seq, previous=HASH) == text
    assert len(blob) == len(pad(text)) + 1 + 4 + 12 + 16


@given(texts, st.data())
def test_any_changed_byte_of_a_record_is_told(text: bytes, drawn: st.DataObject) -> None:
    """By the record's number."""
    blob = bytearray(keys().seal(text, seq=7, previous=HASH))
    blob[drawn.draw(st.integers(0, len(blob) - 1))] ^= drawn.draw(st.integers(1, 255))
    with pytest.raises(ChartDamaged, match="record 7 "):
        keys().unseal(bytes(blob), seq=7, previous=HASH)


@given(texts, st.integers(0, 4000))
def test_a_record_cut_short_or_grown_is_told(text: bytes, count: int) -> None:
    """At any length."""
    blob = keys().seal(text, seq=1, previous=HASH)
    for other in (blob[: min(count, len(blob) - 1)], blob + bytes(count + 1)):
        with pytest.raises(ChartDamaged):
            keys().unseal(other, seq=1, previous=HASH)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"vault": b"x" * 16}, {"stream": b"x" * 16}, {"keys": {1: b"x" * 32}}, {"purpose": "audit"},
        {"keys": {2: KEY}}, {"seq": 2}, {"previous": b"x" * 32},
    ],
    ids=["vault", "stream", "key", "purpose", "epoch", "place", "predecessor"],
)  # fmt: skip
def test_a_record_opens_nowhere_else(elsewhere: dict) -> None:
    """Not in another vault, stream or place, under another key, purpose or epoch, or behind another record."""
    blob = keys().seal(b"text", seq=1, previous=HASH)
    place = {"seq": 1, "previous": HASH} | {
        k: elsewhere.pop(k) for k in ("seq", "previous") if k in elsewhere
    }
    with pytest.raises(ChartDamaged):
        keys(**elsewhere).unseal(blob, **place)


def test_the_latest_epoch_seals_and_every_epoch_opens() -> None:
    """What was written before a rotation stays readable."""
    old, both = keys(), keys(keys={1: KEY, 2: b"n" * 32})
    first = old.seal(b"first", seq=1, previous=HASH)
    second = both.seal(b"second", seq=2, previous=blob_hash(first))
    assert both.unseal(first, seq=1, previous=HASH) == b"first"
    assert both.unseal(second, seq=2, previous=blob_hash(first)) == b"second"
    with pytest.raises(ChartDamaged):
        old.unseal(second, seq=2, previous=blob_hash(first))


def test_the_same_text_never_gives_the_same_bytes() -> None:
    """Nothing shows that two records say the same."""
    assert len({keys().seal(b"text", seq=1, previous=HASH) for _ in range(20)}) == 20


def test_a_record_is_laid_out_as_written_down() -> None:
    """Opened here with nothing but the library and the description in the module."""
    blob = keys().seal(b"a note", seq=3, previous=HASH)
    version, epoch, nonce = struct.unpack(">BI12s", blob[:17])
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ipt-notes record").derive(KEY)
    aad = b"ipt-notes/record" + VAULT + STREAM + struct.pack(">QI", 3, 1) + HASH
    text = AESGCM(key).decrypt(nonce, blob[17:], aad)
    assert (version, epoch) == (1, 1)
    assert text == struct.pack(">Q", 6) + b"a note" + bytes(1024 - 14)
    assert blob_hash(blob) == hashlib.sha256(blob).digest()


def test_keys_are_never_shown() -> None:
    """Not in a repr that a log or a traceback would carry."""
    assert KEY.hex() not in repr(keys())
    assert repr(KEY) not in repr(keys())


@given(texts, texts)
def test_a_signature_is_of_one_text_and_one_author(text: bytes, other: bytes) -> None:
    """Another text, another member, or another signature is not authentic."""
    ann, ben = (
        open_identity(
            make_identity(vault=VAULT, member=m, root=KEY, name="A"), vault=VAULT, member=m, root=KEY
        )
        for m in (b"a" * 16, b"b" * 16)
    )
    signature, payload = split(join(text, ann.sign(text)))
    assert payload == text
    assert is_signed(text, signature, ann.public)
    assert is_signed(other, signature, ann.public) is (other == text)
    assert not is_signed(text, signature, ben.public)
    assert not is_signed(text, bytes(64), ann.public)
    assert not is_signed(text, signature, b"no key")


def test_a_record_too_short_to_be_signed_is_told() -> None:
    """It was never one of ours."""
    with pytest.raises(Malformed):
        split(b"short")
