"""Slots: the ways to open a vault. Each wraps the member's root key under one secret.

A slot is: version (1) ‖ kind (1) ‖ Argon2id cost (6, zeros where the secret is random) ‖ salt (16) ‖ label (1 + n) ‖
wrapped root (commitment 32 ‖ nonce 12 ‖ AES-256-GCM of 32 bytes). Everything before the wrapped root, and
vault, member and slot ids, are authenticated with it.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from ipt_notes.errors import Locked
from ipt_notes.keys import kdf
from ipt_notes.keys.derive import KEY, derive, unwrap, wrap
from ipt_notes.keys.envelope import Malformed, Reader, short_text

VERSION = 1
KINDS = ("passphrase", "key-file", "keyring", "recovery")
_PURPOSE = b"ipt-notes slot"
_NO_COST = bytes(kdf.SIZE)


class WrongSecret(Locked):
    """That secret does not open this slot."""


class SlotInfo(NamedTuple):
    """What a slot tells without a secret; `profile` is None where the secret is random."""

    kind: str
    label: str
    profile: kdf.Profile | None


class _Slot(NamedTuple):
    header: bytes
    info: SlotInfo
    salt: bytes
    wrapped: bytes


def new_root() -> bytes:
    """A random member root key (256 bits)."""
    return os.urandom(KEY)


def make_slot(
    kind: str,
    secret: bytes,
    root: bytes,
    *,
    vault: bytes,
    member: bytes,
    slot: bytes,
    label: str = "",
    profile: kdf.Profile = kdf.DEFAULT,
) -> bytes:
    """The bytes of a slot that opens with `secret`."""
    cost = kdf.pack(profile) if kind == "passphrase" else _NO_COST
    salt = os.urandom(16)
    header = bytes([VERSION, KINDS.index(kind)]) + cost + salt + short_text(label)
    key = _key(kind, secret, salt, profile if kind == "passphrase" else None)
    return header + wrap(key, root, purpose=_PURPOSE, bound_to=vault + member + slot + header)


def open_slot(
    blob: bytes, secret: bytes, *, vault: bytes, member: bytes, slot: bytes, weakest: int = kdf.FLOOR_KIB
) -> bytes:
    """The member root. WrongSecret when it is another slot's secret; Malformed when the bytes are not a slot.

    `weakest` is the least Argon2id memory (KiB) that is accepted; only tests pass a lower one.
    """
    parsed = _parse(blob)
    profile = parsed.info.profile
    if profile and profile.memory < weakest:
        raise Malformed(what="a passphrase slot cheaper than this program makes")
    key = _key(parsed.info.kind, secret, parsed.salt, profile)
    root = unwrap(key, parsed.wrapped, purpose=_PURPOSE, bound_to=vault + member + slot + parsed.header)
    if root is None:
        raise WrongSecret
    if len(root) != KEY:
        raise Malformed(what="a slot")
    return root


def describe_slot(blob: bytes) -> SlotInfo:
    """Kind, label and cost of a slot; no secret is needed."""
    return _parse(blob).info


def _key(kind: str, secret: bytes, salt: bytes, profile: kdf.Profile | None) -> bytes:
    if profile:
        return kdf.stretch(secret, salt, profile)
    return derive(secret, b"ipt-notes slot " + kind.encode(), salt=salt)


def _parse(blob: bytes) -> _Slot:
    reader = Reader(blob, "a slot")
    version, kind, cost, salt = reader.number(1), reader.number(1), reader.take(kdf.SIZE), reader.take(16)
    label, wrapped = reader.short_text(), reader.rest()
    if version != VERSION or kind >= len(KINDS) or len(wrapped) != 32 + 12 + KEY + 16:
        raise Malformed(what="a slot")
    is_passphrase = KINDS[kind] == "passphrase"
    if not is_passphrase and cost != _NO_COST:
        raise Malformed(what="a slot")
    profile = kdf.unpack(cost) if is_passphrase else None
    return _Slot(blob[: len(blob) - len(wrapped)], SlotInfo(KINDS[kind], label, profile), salt, wrapped)
