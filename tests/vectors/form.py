"""The byte layouts of docs/vault-format.md, written down a second time.

Nothing of `ipt_notes` is used, so that the vectors state the format and not what the program happens to do. All that is
random in a vault is fixed here: `fixed` makes it from a label.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KINDS = {"passphrase": 0, "key-file": 1, "keyring": 2, "recovery": 3}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def fixed(label: str, size: int) -> bytes:
    """Bytes that look random and are the same each time."""
    return hashlib.shake_256(b"ipt-notes test vector: " + label.encode()).digest(size)


def hkdf(key: bytes, info: bytes, salt: bytes = b"", size: int = 32) -> bytes:
    """HKDF-SHA-256 (RFC 5869) from HMAC alone."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    block, made, counter = b"", b"", 1
    while len(made) < size:
        block = hmac.digest(extracted, block + info + bytes([counter]), "sha256")
        made, counter = made + block, counter + 1
    return made[:size]


def padme(size: int) -> int:
    """The padded size, by searching for it: the next number whose low bits are zero."""
    if size <= 1024:
        return 1024
    exponent = size.bit_length() - 1
    step = 2 ** (exponent - exponent.bit_length())
    return next(number for number in range(size, size + step) if number % step == 0)


def padded(data: bytes) -> bytes:
    """Length (8) ‖ data ‖ zeros."""
    size = 8 + len(data)
    return len(data).to_bytes(8, "big") + data + bytes(padme(size) - size)


def gcm(key: bytes, nonce: bytes, data: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM with its tag behind it."""
    return AESGCM(key).encrypt(nonce, data, bound_to)


def wrapped(key: bytes, secret: bytes, purpose: bytes, bound_to: bytes, label: str) -> bytes:
    """Commitment (32) ‖ nonce (12) ‖ AES-256-GCM."""
    nonce = fixed(f"nonce of {label}", 12)
    commitment = hkdf(key, purpose + b" commit", nonce)
    return commitment + nonce + gcm(hkdf(key, purpose + b" seal"), nonce, secret, bound_to)


class Place(NamedTuple):
    """Where a row of keys stands: ids of 16 bytes each."""

    vault: bytes = fixed("vault", 16)
    member: bytes = fixed("member", 16)
    slot: bytes = fixed("slot", 16)


PLACE = Place()
ROOT = fixed("root", 32)


class SlotParts(NamedTuple):
    """What a slot is made of; `label` are the bytes behind their length."""

    kind: str = "key-file"
    secret: bytes = fixed("secret", 32)
    version: int = 1
    cost: bytes = bytes(6)
    salt: bytes = fixed("salt", 16)
    label: bytes = b"key"
    root: bytes = ROOT


def slot(parts: SlotParts, place: Place = PLACE) -> bytes:
    """Version ‖ kind ‖ cost (6) ‖ salt (16) ‖ label ‖ wrapped root."""
    head = bytes([parts.version, KINDS[parts.kind]]) + parts.cost + parts.salt
    head += bytes([len(parts.label)]) + parts.label
    key = (
        argon2(parts.secret, parts.salt, parts.cost)
        if parts.kind == "passphrase"
        else hkdf(parts.secret, b"ipt-notes slot " + parts.kind.encode(), parts.salt)
    )
    return head + wrapped(key, parts.root, b"ipt-notes slot", b"".join(place) + head, repr(parts.label))


def argon2(passphrase: bytes, salt: bytes, cost: bytes) -> bytes:
    """Argon2id (RFC 9106), 32 bytes; the cost is memory in KiB (4) ‖ rounds (1) ‖ lanes (1)."""
    memory, rounds, lanes = int.from_bytes(cost[:4], "big"), cost[4], cost[5]
    return Argon2id(salt=salt, length=32, iterations=rounds, lanes=lanes, memory_cost=memory).derive(
        passphrase
    )


INNER = ("grant", "index", "draft", "state", "audit", "private")
SEED = fixed("Ed25519 seed", 32)
KEYS = {name: fixed(f"{name} key", 32) for name in INNER}


def signing_public(seed: bytes = SEED) -> bytes:
    """The Ed25519 public key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(payload: bytes, seed: bytes = SEED) -> bytes:
    """The Ed25519 signature."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(payload)


def encryption_pair() -> tuple[bytes, bytes]:
    """(secret, public) of X-Wing: ML-KEM-768 seed (64) ‖ X25519 (32); 1184 ‖ 32 bytes."""
    seed, curve = fixed("ML-KEM seed", 64), fixed("X25519 secret", 32)
    public = MLKEM768PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    return seed + curve, public + X25519PrivateKey.from_private_bytes(curve).public_key().public_bytes_raw()


def earlier(epoch: int) -> dict[str, Any]:
    """What an identity keeps of earlier keys."""
    seed = fixed(f"Ed25519 seed of epoch {epoch}", 32)
    keys = {name: fixed(f"{name} key of epoch {epoch}", 32).hex() for name in ("draft", "audit", "private")}
    return {"epoch": epoch, "signing": signing_public(seed).hex()} | keys


def bundle(name: str = "Dr A. Example") -> dict[str, Any]:
    """What an identity keeps secret."""
    return {"name": name, "signing": SEED.hex(), "encryption": encryption_pair()[0].hex()} | {
        purpose: key.hex() for purpose, key in KEYS.items()
    }


def identity(
    secret: bytes, *, version: int = 1, public: bytes | None = None, root: bytes = ROOT, place: Place = PLACE
) -> bytes:
    """Version ‖ Ed25519 public key (32) ‖ length (2) ‖ public encryption key ‖ wrapped bundle; `secret` is padded."""
    public = encryption_pair()[1] if public is None else public
    head = bytes([version]) + signing_public() + len(public).to_bytes(2, "big") + public
    return head + wrapped(root, secret, b"ipt-notes identity", place.vault + place.member + head, "identity")


def tag_of(normal_code: str) -> bytes:
    """The id of a grant's row."""
    return hmac.digest(KEYS["index"], normal_code.encode(), "sha256")


def grant(
    data: bytes, tag: bytes, *, kind: int = 1, key: bytes = KEYS["grant"], handle: bytes = b""
) -> bytes:
    """Kind ‖ commitment (16) ‖ handle (kind 3: 16) ‖ nonce (12) ‖ AES-256-GCM; `data` is padded."""
    nonce = fixed(f"nonce of grant {tag.hex()}", 12)
    commitment = hashlib.sha256(b"ipt-notes grant commitment" + key).digest()[:16]
    sealed = gcm(key, nonce, data, b"ipt-notes/grant " + PLACE.vault + PLACE.member + tag + handle)
    return bytes([kind]) + commitment + handle + nonce + sealed


def handle(first_key: bytes, member: bytes = PLACE.member) -> bytes:
    """What a member's grant of a shared client shows."""
    return hkdf(first_key, b"ipt-notes grant handle", member, 16)


class RecordPlace(NamedTuple):
    """Where a record stands, and under which key."""

    stream: bytes = fixed("client", 16)
    seq: int = 1
    epoch: int = 1
    previous: bytes = bytes(32)
    key: bytes = fixed("client key 1", 32)
    purpose: bytes = b"record"
    vault: bytes = PLACE.vault


def record(plain: bytes, at: RecordPlace, *, version: int = 1) -> bytes:
    """Version ‖ epoch (4) ‖ nonce (12) ‖ AES-256-GCM; `plain` is padded."""
    nonce = fixed(f"nonce of record {at.stream.hex()} {at.seq} {at.epoch} {at.purpose.decode()}", 12)
    bound_to = b"ipt-notes/record" + at.vault + at.stream + at.seq.to_bytes(8, "big")
    bound_to += at.epoch.to_bytes(4, "big") + at.previous
    sealed = gcm(hkdf(at.key, b"ipt-notes " + at.purpose), nonce, plain, bound_to)
    return bytes([version]) + at.epoch.to_bytes(4, "big") + nonce + sealed


def draft(data: bytes, name: bytes, *, key: bytes = KEYS["draft"], vault: bytes = PLACE.vault) -> bytes:
    """A wrapped, padded draft."""
    return wrapped(key, padded(data), b"ipt-notes draft", vault + name, f"draft {name.decode()}")


def kit_code(secret: bytes) -> str:
    """52 symbols of the secret and four zero bits, a check symbol behind every four."""
    bits = "".join(f"{byte:08b}" for byte in secret) + "0000"
    values = [int(bits[at : at + 5], 2) for at in range(0, 260, 5)]
    groups = [values[at : at + 4] for at in range(0, 52, 4)]
    return " ".join(
        "".join(CROCKFORD[value] for value in [*group, check_symbol(place, group)])
        for place, group in enumerate(groups, 1)
    )


def check_symbol(place: int, group: list[int]) -> int:
    """(place + p)a^4 + q a^3 + r a^2 + s a in GF(32), a = x, modulo x^5 + x^2 + 1."""
    total = 0
    for power, value in zip((4, 3, 2, 1), [group[0] ^ place, *group[1:]], strict=True):
        total ^= _product(value, 2**power)
    return total


def _product(one: int, other: int) -> int:
    """Carry-less product, reduced by 0b100101."""
    product = 0
    for bit in range(5):
        product ^= (one << bit) if other >> bit & 1 else 0
    for bit in range(9, 4, -1):
        product ^= (0b100101 << (bit - 5)) if product >> bit & 1 else 0
    return product


def compact(value: dict[str, Any]) -> bytes:
    """JSON without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
