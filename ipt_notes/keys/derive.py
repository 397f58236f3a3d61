"""Derives one key from another, and wraps small secrets so that they open under one key only."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidKey, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ipt_notes.keys.envelope import Malformed, Reader

KEY = 32
NONCE = 12


def derive(key: bytes, info: bytes, *, salt: bytes | None = None, length: int = KEY) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of a random key; `info` names the purpose."""
    return _hkdf(info, salt, length).derive(key)


def _hkdf(info: bytes, salt: bytes | None, length: int) -> HKDF:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info)


def wrap(key: bytes, secret: bytes, *, purpose: bytes, bound_to: bytes) -> bytes:
    """`secret` sealed under `key`: commitment (32) ‖ nonce (12) ‖ AES-256-GCM.

    The commitment, HKDF output of the same key under another label, makes a blob open under one key only
    (AES-GCM alone does not commit to its key). `bound_to` is authenticated with it.
    """
    nonce = os.urandom(NONCE)
    sealed = AESGCM(derive(key, purpose + b" seal")).encrypt(nonce, secret, bound_to)
    return derive(key, purpose + b" commit", salt=nonce) + nonce + sealed


def unwrap(key: bytes, blob: bytes, *, purpose: bytes, bound_to: bytes) -> bytes | None:
    """The secret; None when `key` is not the one it was wrapped under; Malformed when it is but the bytes were changed."""
    reader = Reader(blob, purpose.decode())
    commitment, nonce, sealed = reader.take(KEY), reader.take(NONCE), reader.rest()
    try:
        _hkdf(purpose + b" commit", nonce, KEY).verify(key, commitment)
    except InvalidKey:
        return None
    try:
        return AESGCM(derive(key, purpose + b" seal")).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        raise Malformed(what=purpose.decode()) from None
