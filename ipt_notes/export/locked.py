"""A document under a password, as Word and LibreOffice open it: agile encryption ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15).

AES-256 in CBC mode and SHA-512. The password is stretched by 100,000 rounds, once for as many documents as are made in
one go; every document has a random key of its own. The package msoffcrypto-tool writes the parts and the container. Its
own routine draws a document key of 128 bits and fills it up to 256 with a constant: here all 256 are random.
"""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from msoffcrypto.method.ecma376_agile import ECMA376AgileEncryptionInfo

ROUNDS = 100_000
"""What Word itself takes."""
LONGEST_PASSWORD = 255
"""UTF-16 units that Word reads of a password."""
_SALT, _KEY = 16, 32
_VERIFIER_INPUT = bytes.fromhex("fea7d2763b4b9e79")  # the block keys of 2.3.4.11 and 2.3.4.13
_VERIFIER_VALUE = bytes.fromhex("d7aa0f6d3061344e")
_DOCUMENT_KEY = bytes.fromhex("146e0be7abacd0d6")


class NoEncryption(WorldProblem):
    """A document under a password needs the package msoffcrypto-tool, which is not installed."""

    hint = "install it: pip install 'ipt-notes[office]'; nothing was written"


class Lock(NamedTuple):
    """A stretched password (64 bytes) and its salt (16): what documents are locked with. The password is not in it."""

    salt: bytes
    stretched: bytes

    def __repr__(self) -> str:
        """Shows no secret."""
        return "<Lock>"


def make_lock(password: str) -> Lock:
    """The password stretched under a new salt, which takes a tenth of a second. NoEncryption."""
    try:
        import msoffcrypto  # noqa: F401 - told before anything is done
    except ImportError:
        raise NoEncryption from None
    salt = os.urandom(_SALT)
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for turn in range(ROUNDS):
        digest = hashlib.sha512(turn.to_bytes(4, "little") + digest).digest()
    return Lock(salt, digest)


def locked(document: bytes, lock: Lock) -> bytes:
    """The document as an encrypted file; no two are alike, not even of the same document."""
    from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    key = os.urandom(_KEY)
    info = _described(lock, key)
    package = ECMA376Agile.encrypt_payload(io.BytesIO(document), info.keyData, key, info.keyData.saltValue)
    written = io.BytesIO()
    ECMA376Encrypted(package, ECMA376Agile.get_encryption_information(info, package, key)).write_to(written)
    return written.getvalue()


def _described(lock: Lock, key: bytes) -> ECMA376AgileEncryptionInfo:
    """What the file says of its encryption: the wrapped document key, and what tells a right password from a wrong one."""
    from msoffcrypto.method.ecma376_agile import ECMA376AgileEncryptionInfo

    info, verifier = ECMA376AgileEncryptionInfo(), os.urandom(_SALT)
    info.spinCount = ROUNDS
    info.keyData.saltValue, info.encryptedKey.saltValue = os.urandom(_SALT), lock.salt
    info.encryptedVerifierHashInput = _wrapped(verifier, lock, _VERIFIER_INPUT)
    info.encryptedVerifierHashValue = _wrapped(hashlib.sha512(verifier).digest(), lock, _VERIFIER_VALUE)
    info.encryptedKeyValue = _wrapped(key, lock, _DOCUMENT_KEY)
    return info


def _wrapped(secret: bytes, lock: Lock, purpose: bytes) -> bytes:
    """AES-256-CBC under the password's key for this purpose; the secret is whole blocks of 16 bytes."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = hashlib.sha512(lock.stretched + purpose).digest()[:_KEY]
    cipher = Cipher(algorithms.AES(key), modes.CBC(lock.salt)).encryptor()
    return cipher.update(secret) + cipher.finalize()
