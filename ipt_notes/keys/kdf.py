"""Argon2id profiles (RFC 9106). A slot stores its own parameters; what is read is capped before it is used."""

from __future__ import annotations

import struct
from typing import NamedTuple

from ipt_notes.errors import WorldProblem
from ipt_notes.keys.envelope import Malformed

_LAYOUT = struct.Struct(">IBB")
SIZE = _LAYOUT.size
FLOOR_KIB = 64 * 1024
MOST_KIB = 1024 * 1024
MOST_ROUNDS = 10
MOST_LANES = 16


class Profile(NamedTuple):
    """Memory in KiB, rounds, lanes."""

    memory: int
    rounds: int
    lanes: int


DEFAULT = Profile(256 * 1024, 3, 4)


def pack(profile: Profile) -> bytes:
    """Six bytes: memory (4) ‖ rounds (1) ‖ lanes (1)."""
    return _LAYOUT.pack(*profile)


def unpack(data: bytes) -> Profile:
    """The profile in a slot; Malformed when it asks for more than the caps, or for nothing."""
    profile = Profile(*_LAYOUT.unpack(data))
    if not (
        1 <= profile.lanes <= MOST_LANES
        and 8 * profile.lanes <= profile.memory <= MOST_KIB
        and 1 <= profile.rounds <= MOST_ROUNDS
    ):
        raise Malformed(what="the cost of a passphrase slot")
    return profile


def stretch(passphrase: bytes, salt: bytes, profile: Profile) -> bytes:
    """32 bytes from a passphrase by Argon2id. WorldProblem when the machine lacks the memory or the algorithm."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        return Argon2id(
            salt=salt, length=32, iterations=profile.rounds, lanes=profile.lanes, memory_cost=profile.memory
        ).derive(passphrase)
    except (UnsupportedAlgorithm, MemoryError):
        raise WorldProblem(
            what="this machine can't compute Argon2id",
            hint="see `ipt-notes doctor`; a key file opens the vault without it",
        ) from None
