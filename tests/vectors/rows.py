"""Vectors of what is kept apart from the records: slots, identities, grants, and drafts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.vectors import form
from tests.vectors.form import PLACE, ROOT, SlotParts, fixed
from tests.vectors.vector import bad, flipped, good

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.vectors.vector import Vector

FLOOR = bytes.fromhex("000100000101")  # 64 MiB, one round, one lane
OTHER = fixed("another", 16)


def slot() -> Iterator[Vector]:
    """A slot's bytes, its place, and a secret of its kind; it gives the member root."""
    where = {"vault": PLACE.vault, "member": PLACE.member, "slot": PLACE.slot}

    def given(parts: SlotParts) -> Vector:
        return where | {"secret": parts.secret, "blob": form.slot(parts)}

    for name, parts in (
        ("a key file", SlotParts()),
        ("a keyring", SlotParts(kind="keyring", label="keyring on désk".encode())),
        ("a recovery kit", SlotParts(kind="recovery", label=b"kit.txt")),
        ("a passphrase at the floor", SlotParts("passphrase", "vier kühle Wörter".encode(), cost=FLOOR)),
        (
            "a passphrase of two rounds and four lanes",
            SlotParts("passphrase", b"correct horse", cost=FLOOR[:4] + b"\2\4"),
        ),
        ("no label", SlotParts(label=b"")),
        ("a label of 255 bytes", SlotParts(label=("é" * 127 + "x").encode())),
        ("another root", SlotParts(root=bytes(32))),
    ):
        says = {"root": parts.root, "kind": parts.kind, "label": parts.label.decode()}
        yield good(name, given(parts), says)
    yield from _slots_that_stay_shut(given(SlotParts()))
    for name, failure, parts in (
        ("version 0", "malformed", SlotParts(version=0)),
        ("version 2", "malformed", SlotParts(version=2)),
        ("a label that is not UTF-8", "malformed", SlotParts(label=b"\xff\xfe")),
        ("a cost where there is none", "malformed", SlotParts(cost=FLOOR)),
        ("a root of 31 bytes", "malformed", SlotParts(root=bytes(31))),
        ("a root of 33 bytes", "malformed", SlotParts(root=bytes(33))),
        ("a passphrase for 8 KiB", "refused-cost", SlotParts("passphrase", cost=bytes.fromhex("000000080101"))),
        ("a passphrase for a KiB less than the floor", "refused-cost", SlotParts("passphrase", cost=bytes.fromhex("0000ffff0304"))),
    ):  # fmt: skip
        yield bad(name, failure, given(parts))
    sound = given(SlotParts("passphrase", cost=FLOOR))
    for name, cost in (
        ("2 GiB", "002000000304"),
        ("200 rounds", "00010000c804"),
        ("99 lanes", "000100000163"),
        ("nothing", "000000000000"),
    ):
        blob = sound["blob"][:2] + bytes.fromhex(cost) + sound["blob"][8:]
        yield bad(f"a passphrase that asks for {name}", "refused-cost", sound | {"blob": blob})


def _slots_that_stay_shut(sound: Vector) -> Iterator[Vector]:
    blob = sound["blob"]
    for name, failure, changed in (
        ("another secret", "wrong-secret", {"secret": fixed("another secret", 32)}),
        ("an empty secret", "wrong-secret", {"secret": b""}),
        ("a secret and a byte", "wrong-secret", {"secret": sound["secret"] + b"\0"}),
        ("passed off as a keyring's", "wrong-secret", {"blob": flipped(blob, 1, 3)}),
        ("a changed salt", "wrong-secret", {"blob": flipped(blob, 8)}),
        ("a changed commitment", "wrong-secret", {"blob": flipped(blob, 28)}),
        ("a changed label", "malformed", {"blob": flipped(blob, 25)}),
        ("a changed root", "malformed", {"blob": flipped(blob, -17)}),
        ("a changed tag", "malformed", {"blob": flipped(blob, -1)}),
        ("another vault", "malformed", {"vault": OTHER}),
        ("another member", "malformed", {"member": OTHER}),
        ("another slot", "malformed", {"slot": OTHER}),
        ("a fifth kind", "malformed", {"blob": blob[:1] + b"\4" + blob[2:]}),
        ("a label longer than the slot", "malformed", {"blob": blob[:24] + b"\xff" + blob[25:]}),
        ("a byte at the end", "malformed", {"blob": blob + b"\0"}),
        ("without its last byte", "malformed", {"blob": blob[:-1]}),
        ("a header alone", "malformed", {"blob": blob[:28]}),
        ("nothing", "malformed", {"blob": b""}),
    ):
        yield bad(name, failure, sound | changed)


def identity() -> Iterator[Vector]:
    """An identity's bytes, its place, and the member root; it gives the public keys, the bundle, and a signature."""
    text = b"a payload"

    def given(blob: bytes) -> Vector:
        return {"vault": PLACE.vault, "member": PLACE.member, "root": ROOT, "signs": text, "blob": blob}

    renewed = {"epoch": 9, "earlier": [form.earlier(1), form.earlier(4)]}
    for name, called, public, more in (
        ("a member", "Dr A. Example", None, {}), ("a name that is not ASCII", "Özgür Čapek 田中", None, {}),
        ("no public encryption key", "Dr A. Example", b"", {}), ("keys that were renewed twice", "Dr A. Example", None, renewed),
    ):  # fmt: skip
        bundle = form.bundle(called) | more
        blob = form.identity(form.padded(form.compact(bundle)), public=public)
        encryption = form.encryption_pair()[1] if public is None else public
        says = bundle | {
            "signing_public": form.signing_public(),
            "signature": form.sign(text),
            "encryption_sha256": hashlib.sha256(encryption).digest(),
        }
        yield good(name, given(blob), says)
    sound = form.identity(form.padded(form.compact(form.bundle())), public=b"")
    short = {key: value for key, value in form.bundle().items() if key != "draft"}
    for name, changed in (
        ("another root", {"root": fixed("another root", 32)}), ("another vault", {"vault": OTHER}),
        ("another member", {"member": OTHER}), ("version 0", {"blob": form.identity(form.padded(b"{}"), version=0, public=b"")}),
        ("version 2", {"blob": form.identity(form.padded(form.compact(form.bundle())), version=2, public=b"")}),
        ("a changed public key", {"blob": flipped(sound, 1)}), ("a changed bundle", {"blob": flipped(sound, -20)}),
        ("a public key longer than the row", {"blob": sound[:33] + b"\xff\xff" + sound[35:]}),
        ("without its last byte", {"blob": sound[:-1]}), ("a header alone", {"blob": sound[:35]}), ("nothing", {"blob": b""}),
        ("a bundle without padding", {"blob": form.identity(form.compact(form.bundle()), public=b"")}),
        ("a bundle that is no JSON", {"blob": form.identity(form.padded(b"{"), public=b"")}),
        ("a bundle that lacks a key", {"blob": form.identity(form.padded(form.compact(short)), public=b"")}),
        ("a key that is no hex", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"audit": "zz"})), public=b"")}),
        ("a key of 31 bytes", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"audit": "00" * 31})), public=b"")}),
        ("earlier keys out of order", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"epoch": 9, "earlier": [form.earlier(4), form.earlier(1)]})), public=b"")}),
        ("earlier keys that do not begin at epoch 1", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"epoch": 9, "earlier": [form.earlier(2)]})), public=b"")}),
        ("earlier keys of a later epoch", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"epoch": 9, "earlier": [form.earlier(1), form.earlier(9)]})), public=b"")}),
        ("an earlier key that is no hex", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"epoch": 9, "earlier": [form.earlier(1) | {"audit": "zz"}]})), public=b"")}),
        ("later keys without the earlier ones", {"blob": form.identity(form.padded(form.compact(form.bundle() | {"epoch": 9})), public=b"")}),
        ("a bundle that is a list", {"blob": form.identity(form.padded(b"[]"), public=b"")}),
    ):  # fmt: skip
        yield bad(name, "malformed", given(sound) | changed)


def grant() -> Iterator[Vector]:
    """A grant's bytes, its place, and the member's grant key; it gives the client's id, code, name, and keys by epoch."""
    client, tag = fixed("client", 16), form.tag_of("mk-014")

    def says(code: str, name: str, epochs: int = 1) -> Vector:
        keys = {str(epoch): fixed(f"client key {epoch}", 32).hex() for epoch in range(1, epochs + 1)}
        return {"client": client.hex(), "code": code, "name": name, "keys": keys}

    def given(blob: bytes, tag: bytes = tag) -> Vector:
        return {
            "vault": PLACE.vault,
            "member": PLACE.member,
            "tag": tag,
            "grant_key": form.KEYS["grant"],
            "blob": blob,
        }

    for title, said, its_tag in (
        ("a client", says("MK-014", "Mira Kovač (invented)"), tag), ("no name", says("MK-014", ""), tag),
        ("a code that is not ASCII", says("Ünal-3", ""), form.tag_of("ünal-3")), ("three epochs", says("MK-014", "", 3), tag),
        ("forty epochs: a padding of more than 1 KiB", says("MK-014", "", 40), tag),
    ):  # fmt: skip
        yield good(title, given(form.grant(form.padded(form.compact(said)), its_tag), its_tag), said)
    data = form.padded(form.compact(says("MK-014", "")))
    sound = form.grant(data, tag)
    lacking = {"client": client.hex(), "code": "MK-014", "name": ""}
    for title, changed in (
        ("another vault", {"vault": OTHER}), ("another member", {"member": OTHER}), ("another tag", {"tag": form.tag_of("mk-015")}),
        ("another member's key", {"grant_key": fixed("another key", 32)}), ("kind 0", {"blob": form.grant(data, tag, kind=0)}),
        ("a kind that is not known", {"blob": form.grant(data, tag, kind=9)}), ("a changed commitment", {"blob": flipped(sound, 1)}),
        ("a changed nonce", {"blob": flipped(sound, 17)}), ("a changed ciphertext", {"blob": flipped(sound, 29)}),
        ("a changed tag of the cipher", {"blob": flipped(sound, -1)}), ("without its last byte", {"blob": sound[:-1]}),
        ("a header alone", {"blob": sound[:29]}), ("cut in the nonce", {"blob": sound[:20]}), ("nothing", {"blob": b""}),
        ("no padding", {"blob": form.grant(data[8:200], tag)}), ("no JSON", {"blob": form.grant(form.padded(b"x"), tag)}),
        ("no keys", {"blob": form.grant(form.padded(form.compact(lacking)), tag)}),
        ("a key that is no hex", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {"1": "zz"}})), tag)}),
        ("an epoch that is no number", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {"x": "00" * 32}})), tag)}),
        ("epoch 0", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {"0": "00" * 32}})), tag)}),
        ("epoch 2^32", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {"4294967296": "00" * 32}})), tag)}),
        ("no key in it", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {}})), tag)}),
        ("a key of 31 bytes", {"blob": form.grant(form.padded(form.compact(lacking | {"keys": {"1": "00" * 31}})), tag)}),
        ("a client's id of 15 bytes", {"blob": form.grant(form.padded(form.compact(says("MK-014", "") | {"client": "00" * 15})), tag)}),
    ):  # fmt: skip
        yield bad(title, "malformed", given(sound) | changed)
    yield from _shared_grants(given, says("MK-014", "Mira Kovač (invented)", 3))


def _shared_grants(given: Callable[[bytes], Vector], said: Vector) -> Iterator[Vector]:
    """Grants of a client that colleagues have too: they show a handle."""
    tag, data = form.tag_of("mk-014"), form.padded(form.compact(said))
    handle = form.handle(bytes.fromhex(said["keys"]["1"]))
    sound = form.grant(data, tag, kind=3, handle=handle)
    yield good("a shared client", given(sound), said | {"handle": handle})
    for title, blob in (
        ("a changed handle", flipped(sound, 20)), ("a shared client's without its handle", form.grant(data, tag, kind=3)),
        ("a handle taken away", b"\1" + sound[1:17] + sound[33:]), ("passed off as one that is not shared", b"\1" + sound[1:]),
        ("a handle that its seal does not know", form.grant(data, tag)[:17].replace(b"\1", b"\3", 1) + handle + form.grant(data, tag)[17:]),
        ("a shared client's header alone", sound[:45]), ("cut in the handle", sound[:30]),
    ):  # fmt: skip
        yield bad(title, "malformed", given(blob))


def draft() -> Iterator[Vector]:
    """A draft's file, the id of its sitting, and the member's draft key; it gives the JSON in it."""
    name = fixed("sitting", 16).hex()
    text = form.compact({"id": name, "client": fixed("client", 16).hex(), "code": "MK-014", "kind": "note", "text": "What was typed.\n", "at": "2026-03-16T09:00:00Z"})  # fmt: skip

    def given(blob: bytes) -> Vector:
        return {"vault": PLACE.vault, "name": name, "draft_key": form.KEYS["draft"], "blob": blob}

    sound = form.draft(text, name.encode())
    yield good("a draft", given(sound), {"text": text})
    yield good("an empty one", given(form.draft(b"", name.encode())), {"text": b""})
    yield good("more than 1 KiB", given(form.draft(b"x" * 1500, name.encode())), {"text": b"x" * 1500})
    for title, changed in (
        ("another member's key", {"draft_key": fixed("another key", 32)}), ("another vault", {"vault": OTHER}),
        ("another sitting", {"name": fixed("another sitting", 16).hex()}), ("a changed commitment", {"blob": flipped(sound, 0)}),
        ("a changed ciphertext", {"blob": flipped(sound, 50)}), ("cut short by a crash", {"blob": sound[:512]}), ("nothing", {"blob": b""}),
    ):  # fmt: skip
        yield bad(title, "malformed", given(sound) | changed)


TOPICS = {"slot": slot, "identity": identity, "grant": grant, "draft": draft}
