"""Reads an ipt-notes vault without ipt-notes, with its recovery kit's page: python recover.py VAULT KIT FOLDER
FOLDER gets `records` and `private-notes`, the latter for their author alone, by client. Needs Python 3.10, `cryptography`.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    sys.exit("recover: it needs the package `cryptography`: python -m pip install cryptography")


def require(holds: object, what: str = "it is damaged or was tampered with") -> None:
    """ValueError that says what is wrong, unless it holds."""
    if not holds:
        raise ValueError(what)


def unwrap(key: bytes, blob: bytes, purpose: bytes, bound_to: bytes) -> bytes | None:
    """The secret in commitment (32), nonce (12), AES-256-GCM; None when it opens with another key."""
    is_the_key = blob[:32] == HKDF(SHA256(), 32, blob[32:44], purpose + b" commit").derive(key)
    cipher = AESGCM(HKDF(SHA256(), 32, None, purpose + b" seal").derive(key))
    return cipher.decrypt(blob[32:44], blob[44:], bound_to) if is_the_key else None


def unpad(padded: bytes) -> bytes:
    """What stands behind its length (8 bytes) and before zeros."""
    end = 8 + int.from_bytes(padded[:8], "big")
    require(end <= len(padded) and not any(padded[end:]))
    return padded[8:end]


def kit_secret(page: str) -> bytes:
    """The 32 bytes of the code on the page: 13 groups of four symbols and a check symbol."""
    alphabet, number = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 0
    typed = page.partition("IPT-KIT BEGIN")[2].partition("IPT-KIT END")[0] or page
    code = [each for each in typed.upper().translate(str.maketrans("OILU", "011V")) if each in alphabet]
    require(len(code) == 65, f"the code of the kit has 65 letters and digits; {len(code)} were found")
    for group in range(13):
        check = group + 1
        for value in map(alphabet.index, code[5 * group : 5 * group + 4]):
            number, check = number << 5 | value, (check ^ value) << 1 ^ 0b100101 * ((check ^ value) > 15)
        require(alphabet[check] == code[5 * group + 4], f"group {group + 1} of the code is mistyped")
    return (number >> 4).to_bytes(32, "big")


def slot_root(blob: bytes, secret: bytes, place: bytes) -> bytes | None:
    """The root key in a recovery slot; None when it is another kind of slot, or another kit's."""
    end = 25 + int.from_bytes(blob[24:25], "big")  # version, kind, cost (6), salt (16), label and its length
    key = HKDF(SHA256(), 32, blob[8:24], b"ipt-notes slot recovery").derive(secret)
    return unwrap(key, blob[end:], b"ipt-notes slot", place + blob[:end]) if blob[:2] == b"\1\3" else None


def identity(blob: bytes, root: bytes, place: bytes) -> dict[str, Any]:
    """The member's name and keys (hex digits), and the earlier keys."""
    end = 35 + int.from_bytes(blob[33:35], "big")  # version, signing key (32), a key behind its length
    bundle = unwrap(root, blob[end:], b"ipt-notes identity", place + blob[:end])
    require(blob[:1] == b"\1" and bundle, "the member's identity does not open with this kit")
    return json.loads(unpad(bundle))


def at_epoch(member: Any, epoch: int, name: str) -> bytes:
    """The key that a member had for what is under an epoch; `member` are their keys, the first ones first."""
    return bytes.fromhex([keys[name] for keys in member if keys.get("epoch", 1) <= epoch][-1])


def grant(blob: bytes, key: bytes, place: bytes) -> dict[str, Any]:
    """A client's id, code, name, and keys by epoch; a handle (16) stands in the grant of one who is shared."""
    commitment = hashlib.sha256(b"ipt-notes grant commitment" + key).digest()[:16]
    require(blob[:1] in (b"\1", b"\3") and blob[1:17] == commitment)
    at = 17 if blob[0] == 1 else 33
    bound_to = b"ipt-notes/grant " + place + blob[17:at]
    said = json.loads(unpad(AESGCM(key).decrypt(blob[at : at + 12], blob[at + 12 :], bound_to)))
    return said | {"keys": {int(epoch): bytes.fromhex(key) for epoch, key in said["keys"].items()}}


def read(db: Any, stream: bytes) -> Any:
    """A stream's sealed records, each behind its place."""
    return db.execute("SELECT seq, blob FROM record WHERE stream = ? ORDER BY seq", (stream,))


def opened(blobs: Any, place: bytes, keys: Any, use: str) -> Any:
    """(place, epoch, signature ‖ payload) of a stream's records, each bound to the one before it; `place` is vault and stream."""
    previous, newest = bytes(32), 0
    for at, (seq, blob) in enumerate(blobs, 1):
        try:
            epoch = int.from_bytes(blob[1:5], "big")
            require(seq == at and blob[:1] == b"\1" and epoch >= newest)
            bound_to = b"ipt-notes/record" + place + seq.to_bytes(8, "big") + blob[1:5] + previous
            key = HKDF(SHA256(), 32, None, b"ipt-notes " + use.encode()).derive(keys[epoch])
            yield at, epoch, unpad(AESGCM(key).decrypt(blob[5:17], blob[17:], bound_to))
        except Exception:  # noqa: BLE001 - whatever fails, the record is not as its author left it
            raise ValueError(f"record {at} is damaged or was tampered with") from None
        previous, newest = hashlib.sha256(blob).digest(), epoch


def records(blobs: Any, place: bytes, keys: Any, signers: Any, client: str, use: str = "record") -> Any:
    """A stream's records, each signed by one of the `signers`, whose keys stand under their id."""
    for at, epoch, plain in opened(blobs, place, keys, use):
        try:
            said = json.loads(plain[64:])
            signer = at_epoch(signers[said.get("author") or said["member"]], epoch, "signing")
            PublicKey.from_public_bytes(signer).verify(plain[:64], plain[64:])
            require((said["client"], said["epoch"]) == (client, epoch))
        except Exception:  # noqa: BLE001 - as above
            raise ValueError(f"record {at} is damaged or was tampered with") from None
        yield said


def colleagues(db: Any, vault: bytes, key: bytes) -> dict[str, Any]:
    """The signing keys of the members of a practice, from its roster, up to where that is damaged; `key` is the roster's."""
    stream, found = hashlib.sha256(b"ipt-notes roster" + vault).digest()[:16], {}
    with contextlib.suppress(ValueError):
        for _, _, plain in opened(read(db, stream), vault + stream, {1: key}, "roster"):
            body = json.loads(plain[64:])["body"]
            if body["kind"] in ("founded", "joined"):
                keys = body.get("keys") or [(1, body["signing"])]
                found[body["member"]] = [{"epoch": epoch, "signing": each} for epoch, each in keys]
    return found


def write(folder: Path, use: str, *stream: Any) -> None:
    """All records of a stream as JSON, and every text under its record's number, up to the first that is damaged."""
    for at, record in enumerate(records(*stream, use), 1):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{use}s.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        if "text" in (its := record.get("body", record)):
            of = "-session-".join(f"{n}" for n in (its["kind"], its.get("content", its).get("session")) if n)
            (folder / f"{at:03}-{of}.md").write_bytes(its["text"].encode())


def main(vault: Path, kit: Path, folder: Path) -> int:
    """Write what the kit opens into a new folder, say how it went; 1 when not all of it could be read."""
    os.umask(0o077)  # folders 0700, files 0600
    way = "mode=ro" if Path(f"{vault}-wal").exists() else "mode=ro&immutable=1"
    db, exit_code = sqlite3.connect(f"{vault.absolute().as_uri()}?{way}", uri=True), 0
    (place,) = db.execute("SELECT value FROM meta WHERE name = 'vault'").fetchone()
    rows = db.execute("SELECT kind, member, id, blob FROM key_row").fetchall()
    secret = kit_secret(kit.read_text("utf-8-sig"))
    roots = [(m, slot_root(blob, secret, place + m + slot)) for kind, m, slot, blob in rows if kind == "slot"]
    member, root = next((found for found in roots if found[1]), (b"", b""))
    require(root, "the code of this kit opens no slot of this vault")
    kept = {id_: blob for kind, m, id_, blob in rows if (kind, m) == ("member", member)}
    known, entry = kept[b"identity"], kept.get(b"practice", b"")
    me, mine, info = identity(known, root, place + member), place + member, b"ipt-notes private-note key"
    times = [*me.get("earlier", ()), me | {"signing": known[1:33].hex()}]
    entry = unwrap(bytes.fromhex(me["grant"]), entry, b"ipt-notes practice", mine)
    signers = (colleagues(db, place, entry[:32]) if entry else {}) | {member.hex(): times}
    folder.mkdir()
    for tag, blob in [(tag, blob) for kind, m, tag, blob in rows if (kind, m) == ("grant", member)]:
        client, outcome = {"code": "a client whose grant can't be read"}, "read"
        try:
            client = grant(blob, bytes.fromhex(me["grant"]), mine + tag)
            chart, of, first = bytes.fromhex(client["client"]), client["keys"], at_epoch(times, 1, "private")
            notes = hashlib.sha256(b"ipt-notes private notes stream" + mine + chart + first).digest()[:16]
            own = {at: HKDF(SHA256(), 32, at_epoch(times, at, "private"), info).derive(of[at]) for at in of}
            name = "".join(each if each.isalnum() else "_" for each in client["code"]) + f"-{chart.hex()[:8]}"
            for use, stream, keys in ("record", chart, of), ("private-note", notes, own):
                log = read(db, stream)
                write(folder / f"{use}s" / name, use, log, place + stream, keys, signers, chart.hex())
            require((folder / "records" / name).exists(), "its records are gone")
        except Exception as error:  # noqa: BLE001 - one damaged chart does not keep the others
            outcome, exit_code = str(error) or "it is damaged or was tampered with", 1
        sys.stdout.buffer.write(f"{client['code']}: {outcome}\n".encode())
    return exit_code


if __name__ == "__main__":
    try:
        sys.exit(main(*map(Path, sys.argv[1:])) if len(sys.argv) == 4 else __doc__)
    except Exception as error:  # noqa: BLE001 - said in words
        sys.exit(f"recover: {str(error) or 'the vault is damaged or was tampered with'}")
