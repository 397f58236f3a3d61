"""Offers and fingerprints, written down a second time: HPKE from its specification, with the two key agreements alone.

HPKE draws its randomness itself, so a grant and the keys of an audit were sealed once (`sealed_*.txt`, base 64) and are opened
here, step by step, with nothing that knows HPKE.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors import form
from tests.vectors.form import PLACE, fixed

WORD_LIST = Path(__file__).parents[2] / "ipt_notes/keys/words/english.txt"


def _sealed_once(name: str) -> bytes:
    return base64.b64decode(Path(__file__).with_name(name).read_text(encoding="ascii"))


SEALED_GRANT = _sealed_once("sealed_grant.txt")
"""The grant of the vectors, sealed for the header of `OfferParts()`."""
SEALED_AUDIT = _sealed_once("sealed_audit.txt")
"""The keys of an audit, sealed for the header of `AUDIT`."""
_SUITE = b"HPKE" + bytes.fromhex("647a00010002")
_X_WING_LABEL = bytes.fromhex("5c2e2f2f5e5c")


class OfferParts(NamedTuple):
    """What an offer is made of; `to` is its recipient."""

    kind: int = 2
    what: int = 1
    grantor: bytes = fixed("grantor", 16)
    client: bytes = fixed("client", 16)
    epoch: int = 3
    role: int = 1
    sealed: bytes = SEALED_GRANT
    to: bytes = PLACE.member


AUDIT = OfferParts(what=4, client=bytes(16), role=0, sealed=SEALED_AUDIT)
AUDIT_KEYS = {"1": fixed("audit key of epoch 1", 32), "3": fixed("audit key of epoch 3", 32)}


def header(parts: OfferParts) -> bytes:
    """Kind ‖ what ‖ grantor (16) ‖ client (16) ‖ epoch (4) ‖ role."""
    ids = parts.grantor + parts.client
    return bytes([parts.kind, parts.what]) + ids + parts.epoch.to_bytes(4, "big") + bytes([parts.role])


def offer(parts: OfferParts) -> bytes:
    """Header ‖ sealed grant ‖ signature (64)."""
    signed = header(parts) + parts.sealed
    return signed + form.sign(b"ipt-notes/offer signature" + PLACE.vault + parts.to + signed)


def info(parts: OfferParts) -> bytes:
    """What a sealed grant is bound to."""
    return b"ipt-notes/offer" + PLACE.vault + parts.to + header(parts)


def opened(sealed: bytes, bound_to: bytes) -> bytes:
    """What is in a sealed text: HPKE in base mode, single shot, no associated data."""
    seed, curve = fixed("ML-KEM seed", 64), X25519PrivateKey.from_private_bytes(fixed("X25519 secret", 32))
    of_kem, of_curve, ciphertext = sealed[:1088], sealed[1088:1120], sealed[1120:]
    shared = hashlib.sha3_256(
        MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(of_kem)
        + curve.exchange(X25519PublicKey.from_public_bytes(of_curve))
        + of_curve
        + curve.public_key().public_bytes_raw()
        + _X_WING_LABEL
    ).digest()
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", bound_to)
    secret = _extract(shared, b"secret", b"")
    key, nonce = _expand(secret, b"key", context, 32), _expand(secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, b"")


def _extract(salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + _SUITE + label + secret, "sha256")


def _expand(secret: bytes, label: bytes, about: bytes, size: int) -> bytes:
    """One block is enough for 32 bytes."""
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + _SUITE + label + about
    return hmac.digest(secret, labelled + b"\1", "sha256")[:size]


def fingerprint(vault: bytes, signing: bytes, encryption: bytes) -> list[int]:
    """The places of the ten words in the list, from 0."""
    digest = hashlib.sha256(b"ipt-notes fingerprint" + vault + signing + encryption).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    return [int(bits[at : at + 11], 2) for at in range(0, 110, 11)]


def words(places: list[int]) -> str:
    """The words at these places of the published list."""
    listed = WORD_LIST.read_text(encoding="ascii").split("\n")
    return " ".join(listed[place] for place in places)
