"""Vectors of what needs no vault: padding, key derivation, Argon2id, the recovery code, the key file, a client's code."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.vectors import form
from tests.vectors.form import fixed
from tests.vectors.vector import bad, flipped, good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.vector import Vector

LENGTHS = (
    0, 1, 7, 255, 1015, 1016, 1017, 1100, 2032, 2040, 2041, 4088, 4089, 8184, 10_000, 65_528, 65_529, 100_000,
    262_136, 262_137, 1_000_000,
)  # fmt: skip
CHEAP = bytes.fromhex("000000080101")  # 8 KiB, one round, one lane: a cost for arithmetic, never for a slot


def padding() -> Iterator[Vector]:
    """The data is `byte` `length` times; of the padded text, its size and SHA-256 are given."""
    for length in LENGTHS:
        text = form.padded(b"a" * length)
        gives = {"size": len(text), "sha256": hashlib.sha256(text).digest()}
        yield good(f"{length} bytes", {"byte": b"a", "length": length}, gives)
    sound = form.padded(b"data")
    for name, text in (
        ("nothing", b""),
        ("a length and no more", sound[:8]),
        ("under the floor of 1 KiB", sound[:1023]),
        ("longer than its Padmé size", sound + bytes(16)),
        ("more than 1 KiB for data that fits in it", sound + bytes(32)),
        ("a length beyond the end", (1017).to_bytes(8, "big") + bytes(1016)),
        ("a length of 2^64 - 1", b"\xff" * 8 + bytes(1016)),
        ("a last byte that is not zero", flipped(sound, -1)),
        ("a byte behind the data that is not zero", flipped(sound, 12)),
        ("a size between two Padmé sizes", (1100).to_bytes(8, "big") + bytes(1101)),
    ):
        yield bad(name, "malformed", {"padded": text})


def derivation() -> Iterator[Vector]:
    """HKDF-SHA-256: the three cases of RFC 5869 for SHA-256, then the derivations of this format."""
    long = bytes(range(0x50))
    for name, key, salt, info, size in (
        ("RFC 5869, case 1", b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42),
        ("RFC 5869, case 2", long, bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100)), 82),
        ("RFC 5869, case 3", b"\x0b" * 22, b"", b"", 42),
        ("a record key", fixed("client key 1", 32), b"", b"ipt-notes record", 32),
        ("a key of the ledger", form.KEYS["audit"], b"", b"ipt-notes audit", 32),
        ("a key of a machine's audit", form.KEYS["audit"], b"", b"ipt-notes audit of a machine", 32),
        ("a slot key", fixed("secret", 32), fixed("salt", 16), b"ipt-notes slot recovery", 32),
        (
            "a private-note key",
            fixed("client key 1", 32),
            form.KEYS["private"],
            b"ipt-notes private-note key",
            32,
        ),
    ):
        given = {"key": key, "salt": salt, "info": info, "size": size}
        yield good(name, given, {"derived": form.hkdf(key, info, salt, size)})


def wrapping() -> Iterator[Vector]:
    """Commitment (32) ‖ nonce (12) ‖ AES-256-GCM of a secret, under a key, for a purpose, bound to something."""
    key, bound_to, purpose = fixed("wrapping key", 32), b"where it stands", b"ipt-notes slot"
    where = {"key": key, "purpose": purpose.decode(), "bound_to": bound_to}
    for size in (0, 1, 32, 1024):
        secret = fixed("a secret", size)
        blob = form.wrapped(key, secret, purpose, bound_to, f"{size} bytes")
        yield good(f"{size} bytes", where | {"blob": blob}, {"secret": secret})
    blob = form.wrapped(key, fixed("a secret", 32), purpose, bound_to, "32 bytes")
    for name, failure, given in (
        ("another key", "wrong-secret", {"key": fixed("another", 32)}),
        ("another purpose", "wrong-secret", {"purpose": "ipt-notes draft"}),
        ("a changed commitment", "wrong-secret", {"blob": flipped(blob, 0)}),
        ("a commitment changed in its last bit", "wrong-secret", {"blob": flipped(blob, 31)}),
        ("a changed nonce", "wrong-secret", {"blob": flipped(blob, 32)}),
        ("a changed ciphertext", "malformed", {"blob": flipped(blob, 44)}),
        ("a changed tag", "malformed", {"blob": flipped(blob, -1)}),
        ("a byte at the end", "malformed", {"blob": blob + b"\0"}),
        ("without its last byte", "malformed", {"blob": blob[:-1]}),
        ("without its ciphertext", "malformed", {"blob": blob[:44]}),
        ("cut in the nonce", "malformed", {"blob": blob[:40]}),
        ("nothing", "malformed", {"blob": b""}),
        ("bound to another place", "malformed", {"bound_to": b"elsewhere"}),
    ):
        yield bad(name, failure, where | {"blob": blob} | given)


def argon2() -> Iterator[Vector]:
    """A cost's six bytes, and Argon2id with them. The floor of 64 MiB is the slot's and not tested here."""
    for name, cost, passphrase in (
        ("8 KiB, one round, one lane", "000000080101", b"correct horse battery"),
        ("64 KiB, three rounds, four lanes", "000000400304", b"correct horse battery"),
        ("1 MiB, ten rounds, sixteen lanes", "000004000a10", b"correct horse battery"),
        ("four words in UTF-8", "000000400101", "vier kühle Wörter".encode()),
    ):
        salt, data = fixed("salt", 16), bytes.fromhex(cost)
        given = {"cost": data, "salt": salt, "passphrase": passphrase}
        yield good(name, given, {"key": form.argon2(passphrase, salt, data)})
    for name, cost in (
        ("1 GiB and a KiB", "001000010304"), ("4 TiB", "ffffffff0304"), ("no memory", "000000000101"),
        ("less than 8 KiB a lane", "0000001f0104"), ("no round", "000100000004"), ("eleven rounds", "000100000b04"),
        ("255 rounds", "00010000ff04"), ("no lane", "000100000300"), ("seventeen lanes", "000100000311"),
    ):  # fmt: skip
        yield bad(name, "refused-cost", {"cost": bytes.fromhex(cost)})


def passphrase() -> Iterator[Vector]:
    """A passphrase as it is typed, and the bytes that Argon2id is given: NFKC in UTF-8."""
    for name, typed in (
        ("plain letters", "correct horse battery"), ("composed", "ü"), ("decomposed", "u\u0308"),
        ("full width", "ＡＢＣ１２３"), ("a ligature", "ﬁve words"), ("spaces at its ends stay", "  two words  "),
        ("letter case stays", "Correct Horse"), ("no-break space", "two\u00a0words"),
    ):  # fmt: skip
        yield good(name, {"typed": typed}, {"bytes": NFKC[name].encode()})


NFKC = {
    "plain letters": "correct horse battery", "composed": "ü", "decomposed": "ü", "full width": "ABC123",
    "a ligature": "five words", "spaces at its ends stay": "  two words  ", "letter case stays": "Correct Horse",
    "no-break space": "two words",
}  # fmt: skip


def recovery_code() -> Iterator[Vector]:
    """What a person types, or the text of the page, and the secret it stands for."""
    secret = fixed("kit", 32)
    code = form.kit_code(secret)
    for name, each in (
        ("zeros", bytes(32)),
        ("ones", b"\xff" * 32),
        ("a random one", secret),
        ("one bit", bytes(31) + b"\1"),
    ):
        yield good(name, {"typed": form.kit_code(each)}, {"secret": each})
    alike = code.replace("0", "O", 1).replace("1", "l", 1).replace("V", "u", 1)
    page = f"Vault 00112233\n\n    IPT-KIT BEGIN\n    {code[:29]}\n    {code[30:]}\n    IPT-KIT END\n\nMore words.\n"
    for name, typed in (
        ("small letters", code.lower()), ("hyphens", code.replace(" ", "-")), ("without spaces", code.replace(" ", "")),
        ("look-alikes", alike), ("the whole page", page), ("groups of four", _in_groups(code, 4)),
    ):  # fmt: skip
        yield good(name, {"typed": typed}, {"secret": secret})
    for name, failure, typed in (
        ("a mistyped symbol", "mistyped", _mistyped(code, 0)),
        ("a mistyped check symbol", "mistyped", _mistyped(code, 4)),
        ("a mistyped last symbol", "mistyped", _mistyped(code, 76)),
        ("two symbols of a group changed places", "mistyped", code[1] + code[0] + code[2:]),
        ("two groups changed places", "mistyped", " ".join([code.split()[1], code.split()[0], *code.split()[2:]])),
        ("two groups mistyped", "mistyped", _mistyped(_mistyped(code, 1), 73)),
        ("a group too few", "no-code", code[6:]),
        ("a group too many", "no-code", code + " 0000G"),
        ("nothing", "no-code", ""),
        ("a passphrase", "no-code", "correct horse battery staple"),
        ("a code whose groups are all wrong", "no-code", " ".join(["AAAAA"] * 13)),
    ):  # fmt: skip
        yield bad(name, failure, {"typed": typed})


def _mistyped(code: str, at: int) -> str:
    """The code with another symbol at this place."""
    symbol = form.CROCKFORD[form.CROCKFORD.index(code[at]) ^ 1]
    return code[:at] + symbol + code[at + 1 :]


def _in_groups(code: str, size: int) -> str:
    symbols = code.replace(" ", "")
    return " ".join(symbols[at : at + size] for at in range(0, len(symbols), size))


def key_file() -> Iterator[Vector]:
    """The bytes of a key file, and the secret in it."""
    secret = fixed("key file", 32)
    digits, header = secret.hex(), "ipt-notes key file"
    for name, text in (
        ("as it is made", f"{header}\n{digits}\n"), ("without the last line end", f"{header}\n{digits}"),
        ("line ends of Windows", f"{header}\r\n{digits}\r\n"), ("capital digits", f"{header}\n{digits.upper()}\n"),
        ("empty lines at the end", f"{header}\n{digits}\n\n\n"),
    ):  # fmt: skip
        yield good(name, {"file": text.encode()}, {"secret": secret})
    for name, text in (
        ("nothing", ""), ("no header", f"{digits}\n"), ("another header", f"another key file\n{digits}\n"),
        ("31 bytes", f"{header}\n{digits[:-2]}\n"), ("33 bytes", f"{header}\n{digits}00\n"),
        ("half a byte", f"{header}\n{digits[:-1]}\n"), ("no hex digits", f"{header}\n{'zz' * 32}\n"),
        ("a line more", f"{header}\n{digits}\nand more\n"), ("not ASCII", f"{header}\n{digits}é\n"),
    ):  # fmt: skip
        yield bad(name, "no-key-file", {"file": text.encode()})


def client_code() -> Iterator[Vector]:
    """A client's code as it is typed, as it is compared, and the tag of its grant under the index key."""
    for name, typed, normal in (
        ("capital letters", "MK-014", "mk-014"), ("small letters", "mk-014", "mk-014"), ("full width", "ＭＫ-014", "mk-014"),
        ("spaces at its ends", "  MK-014 ", "mk-014"), ("an umlaut", "Ünal-3", "ünal-3"), ("decomposed", "U\u0308nal-3", "ünal-3"),
        ("sharp s", "Groß-1", "gross-1"), ("a ligature", "ﬁ-1", "fi-1"), ("Greek final sigma", "Σας", "σασ"),
        ("Chinese", "田中-7", "田中-7"), ("an emoji", "🌧-1", "🌧-1"), ("a space inside", "Nobody yet", "nobody yet"),
        ("64 characters", "A" * 64, "a" * 64), ("a slash", "a/b", "a/b"),
    ):  # fmt: skip
        yield good(
            name,
            {"typed": typed, "index_key": form.KEYS["index"]},
            {"normal": normal, "tag": form.tag_of(normal)},
        )
    for name, typed in (
        ("nothing", ""), ("spaces", "   "), ("65 characters", "A" * 65), ("a line end", "MK\n014"), ("a zero", "MK\0014"),
        ("an escape", "\x1b[31mMK"), ("a direction mark", "MK\u202e014"), ("a zero-width joiner", "MK\u200d014"),
        ("a line separator", "MK\u2028014"),
    ):  # fmt: skip
        yield bad(name, "refused-code", {"typed": typed, "index_key": form.KEYS["index"]})


TOPICS = {
    "padding": padding, "derivation": derivation, "wrapping": wrapping, "argon2": argon2, "passphrase": passphrase,
    "recovery-code": recovery_code, "key-file": key_file, "client-code": client_code,
}  # fmt: skip
