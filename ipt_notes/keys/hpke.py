"""Sealing to a colleague's public key: HPKE (RFC 9180) with ML-KEM-768 and X25519 together, HKDF-SHA-256, AES-256-GCM.

A key pair is as an identity holds it: secret = ML-KEM-768 seed (64) ‖ X25519 secret (32), public = ML-KEM-768 (1184) ‖
X25519 (32). HPKE does not tell who sealed; what is sealed here is always signed beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.keys.envelope import Malformed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

OVERHEAD = 1120 + 16
"""How many bytes longer than its plaintext a sealed text is: the encapsulated key and the tag."""
_KEM_PUBLIC, _KEM_SEED = 1184, 64


def seal_to(public: bytes, plaintext: bytes, *, info: bytes) -> bytes:
    """Encapsulated key (1120) ‖ ciphertext with its tag, bound to `info`. Malformed when `public` is no such key."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.hpke import MLKEM768X25519PublicKey

    try:
        kem = MLKEM768PublicKey.from_public_bytes(public[:_KEM_PUBLIC])
        curve = X25519PublicKey.from_public_bytes(public[_KEM_PUBLIC:])
        return _suite().encrypt(plaintext, MLKEM768X25519PublicKey(kem, curve), info)
    except ValueError:
        raise Malformed(what="the public encryption key of a member") from None


def open_sealed(secret: bytes, sealed: bytes, *, info: bytes) -> bytes | None:
    """What was sealed; None when it was sealed to another key or for another purpose, or was changed.

    Malformed when `secret` is no such key.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

    try:
        kem = MLKEM768PrivateKey.from_seed_bytes(secret[:_KEM_SEED])
        curve = X25519PrivateKey.from_private_bytes(secret[_KEM_SEED:])
        return _suite().decrypt(sealed, MLKEM768X25519PrivateKey(kem, curve), info)
    except InvalidTag:
        return None
    except ValueError:
        raise Malformed(what="the encryption key of a member") from None


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
