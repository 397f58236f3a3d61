"""What a vector is: bytes and words that are given, and what must come of them."""

from __future__ import annotations

from typing import Any

Vector = dict[str, Any]

OK = "ok"
FAILURES = {
    "malformed": "the bytes are not what this format writes, or were changed or moved",
    "wrong-secret": "the bytes are sound, and this secret does not open them",
    "unsigned": "the bytes are sound, and the one who is said to have signed them did not",
    "refused-cost": "an Argon2id cost below the floor or beyond the caps; it is not computed",
    "chart-damaged": "a record is not the one that belongs to this place, or its author did not sign it",
    "mistyped": "a recovery code with a mistyped group",
    "no-code": "no recovery code at all",
    "no-key-file": "a file that is no key file",
    "refused-code": "a text that can't be a client's code",
}
"""Every kind of failure that a vector names, and what it means."""


def good(name: str, given: Vector, gives: Vector) -> Vector:
    """A vector that must be read, and what it gives."""
    return {"name": name, "expect": OK} | _hex(given) | {"gives": _hex(gives)}


def bad(name: str, failure: str, given: Vector) -> Vector:
    """A vector that must be refused, and the kind of failure."""
    assert failure in FAILURES, failure
    return {"name": name, "expect": failure} | _hex(given)


def _hex(values: Vector) -> Vector:
    """Bytes as hex digits, wherever they stand."""
    return {key: _one(value) for key, value in values.items()}


def _one(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return _hex(value)
    return [_one(each) for each in value] if isinstance(value, list | tuple) else value


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    """The same bytes with one bit changed; a negative `at` counts from the end."""
    changed = bytearray(data)
    changed[at] ^= bit
    return bytes(changed)
