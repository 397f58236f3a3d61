"""Seals records: AES-256-GCM, bound to their place in their stream.

A sealed record is: version (1) ‖ epoch (4) ‖ nonce (12) ‖ AES-256-GCM(padded plaintext) with its 16-byte tag. The key is
HKDF-SHA-256(client key of that epoch, info = purpose). The additional data is: format (16) ‖ vault (16) ‖
stream (16) ‖ seq (8) ‖ epoch (4) ‖ hash of the previous sealed record (32). All numbers are big-endian.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ipt_notes.digests import sha256
from ipt_notes.errors import ChartDamaged, Damaged
from ipt_notes.keys.derive import derive
from ipt_notes.keys.envelope import pad, unpad

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
FORMAT = b"ipt-notes/record"
_HEAD = struct.Struct(">BI12s")
_AAD = struct.Struct(">16s16s16sQI32s")
_SHORTEST = _HEAD.size + 1024 + 16


class StreamKeys:
    """The keys of one stream, by epoch; cipher objects are made once and used for every record."""

    def __init__(
        self, vault: bytes, stream: bytes, keys: Mapping[int, bytes], purpose: str = "record"
    ) -> None:
        """`vault` and `stream` are 16 bytes, a key 32."""
        self._vault, self._stream, self._keys = vault, stream, keys
        self._info = b"ipt-notes " + purpose.encode()
        self._ciphers: dict[int, AESGCM] = {}
        self.epoch = max(keys)

    def __repr__(self) -> str:
        """Shows no key."""
        return "<StreamKeys>"

    def seal(self, plaintext: bytes, *, seq: int, previous: bytes) -> bytes:
        """The sealed record for place `seq` (from 1) behind the record whose hash is `previous` (32 zeros at 1)."""
        nonce = os.urandom(12)
        aad = _AAD.pack(FORMAT, self._vault, self._stream, seq, self.epoch, previous)
        sealed = self._cipher(self.epoch).encrypt(nonce, pad(plaintext), aad)
        return _HEAD.pack(VERSION, self.epoch, nonce) + sealed

    def unseal(self, blob: bytes, *, seq: int, previous: bytes) -> bytes:
        """The plaintext; ChartDamaged (naming `seq`) when it was not sealed for exactly this place."""
        if len(blob) < _SHORTEST:
            raise ChartDamaged(seq=seq)
        version, epoch, nonce = _HEAD.unpack_from(blob)
        if version != VERSION or epoch not in self._keys:
            raise ChartDamaged(seq=seq)
        aad = _AAD.pack(FORMAT, self._vault, self._stream, seq, epoch, previous)
        try:
            return unpad(self._cipher(epoch).decrypt(nonce, blob[_HEAD.size :], aad))
        except (InvalidTag, Damaged):
            raise ChartDamaged(seq=seq) from None

    def _cipher(self, epoch: int) -> AESGCM:
        if epoch not in self._ciphers:
            self._ciphers[epoch] = AESGCM(derive(self._keys[epoch], self._info))
        return self._ciphers[epoch]


def epoch_of(blob: bytes) -> int:
    """The epoch whose key a record that was opened is sealed under."""
    epoch: int = _HEAD.unpack_from(blob)[1]
    return epoch


def blob_hash(blob: bytes) -> bytes:
    """The SHA-256 of a sealed record: what the next one is bound to."""
    return sha256(blob)
