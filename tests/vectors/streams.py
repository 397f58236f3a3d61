"""Vectors of what is sealed in streams: one record, a chart's chain, a record's JSON, a member's own streams."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.vectors import form
from tests.vectors.form import PLACE, SEED, RecordPlace, fixed
from tests.vectors.record_json import BODIES, MEMBER_BODIES
from tests.vectors.vector import bad, flipped, good

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.vectors.vector import Vector

AT = "2026-03-16T09:00:00Z"
CLIENT = RecordPlace().stream
CLIENT_KEYS = {1: fixed("client key 1", 32), 2: fixed("client key 2", 32)}
OTHER_SEED = fixed("another Ed25519 seed", 32)


def payload(body: Vector, number: int = 1, **changed: Any) -> bytes:
    """A chart's record as JSON."""
    ids = {"id": fixed(f"record {number}", 16).hex(), "client": CLIENT.hex(), "author": PLACE.member.hex()}
    return form.compact(ids | {"epoch": 1, "at": AT, "body": body} | changed)


def signed(said: bytes, seed: bytes = SEED) -> bytes:
    """A padded plaintext: signature (64) ‖ payload."""
    return form.padded(form.sign(said, seed) + said)


def record() -> Iterator[Vector]:
    """A sealed record, where it stands, and the stream's keys by epoch; it gives the plaintext (signature and payload)."""
    said = payload(BODIES[0])
    plain = form.sign(said) + said

    def given(blob: bytes, at: RecordPlace) -> Vector:
        keys = {str(epoch): key for epoch, key in CLIENT_KEYS.items()} | {str(at.epoch): at.key}
        where = {"vault": at.vault, "stream": at.stream, "seq": at.seq, "previous": at.previous}
        return where | {"purpose": at.purpose.decode(), "keys": keys, "blob": blob}

    after = fixed("hash of record 6", 32)
    for name, at, text in (
        ("the first of its stream", RecordPlace(), plain),
        ("the seventh", RecordPlace(seq=7, previous=after), plain),
        ("under a second epoch", RecordPlace(seq=7, previous=after, epoch=2, key=CLIENT_KEYS[2]), plain),
        ("at place 2^40", RecordPlace(seq=2**40, previous=after), plain),
        ("more than 1 KiB", RecordPlace(seq=7, previous=after), plain + b" " * 3000),
        ("nothing in it", RecordPlace(), b""),
        ("a ledger's", RecordPlace(purpose=b"audit"), plain),
        ("a machine's audit's", RecordPlace(purpose=b"audit of a machine"), plain),
        ("a private note's", RecordPlace(purpose=b"private-note"), plain),
    ):
        yield good(name, given(form.record(form.padded(text), at), at), {"plaintext": text})
    yield from _records_out_of_place(given(form.record(form.padded(plain), RecordPlace(seq=7, previous=after)), RecordPlace(seq=7, previous=after)))  # fmt: skip
    for name, blob in (
        ("version 0", form.record(form.padded(plain), RecordPlace(), version=0)),
        ("version 2", form.record(form.padded(plain), RecordPlace(), version=2)),
        (
            "an epoch without a key",
            form.record(form.padded(plain), RecordPlace(epoch=3, key=fixed("client key 3", 32))),
        ),
        ("no padding", form.record(plain.ljust(1024, b" "), RecordPlace())),
        ("a padding that is not zeros", form.record(flipped(form.padded(plain), -1), RecordPlace())),
        ("sealed for another purpose", form.record(form.padded(plain), RecordPlace(purpose=b"audit"))),
    ):
        yield bad(name, "chart-damaged", given(blob, RecordPlace()))


def _records_out_of_place(sound: Vector) -> Iterator[Vector]:
    blob = sound["blob"]
    for name, changed in (
        ("another vault", {"vault": fixed("another", 16)}), ("another stream", {"stream": fixed("another", 16)}),
        ("another place", {"seq": 8}), ("behind another record", {"previous": fixed("another hash", 32)}),
        ("as the first", {"seq": 1, "previous": bytes(32)}), ("passed off as epoch 2", {"blob": flipped(blob, 4, 3)}),
        ("a changed nonce", {"blob": flipped(blob, 5)}), ("a changed ciphertext", {"blob": flipped(blob, 17)}),
        ("a changed tag", {"blob": flipped(blob, -1)}), ("a byte at the end", {"blob": blob + b"\0"}),
        ("without its last byte", {"blob": blob[:-1]}), ("a header alone", {"blob": blob[:17]}), ("nothing", {"blob": b""}),
    ):  # fmt: skip
        yield bad(name, "chart-damaged", sound | changed)


class Link(NamedTuple):
    """A record of a chain: what it says, under which epoch it is sealed, who signs it."""

    said: bytes
    epoch: int = 1
    seed: bytes = SEED


def chained(links: Sequence[Link], **place: Any) -> list[bytes]:
    """The sealed records of a stream, each bound to the one before it."""
    blobs: list[bytes] = []
    for seq, link in enumerate(links, 1):
        previous = hashlib.sha256(blobs[-1]).digest() if blobs else bytes(32)
        at = RecordPlace(seq=seq, epoch=link.epoch, previous=previous, key=CLIENT_KEYS[link.epoch])
        blobs.append(form.record(signed(link.said, link.seed), at._replace(**place)))
    return blobs


def chain() -> Iterator[Vector]:
    """A chart: pairs of place and sealed record, its keys, and who may sign. It gives the payloads and the hash of the last record."""
    said = [payload(body, number) for number, body in enumerate(BODIES[:4], 1)]
    blobs = chained([Link(each) for each in said])
    signers = {PLACE.member.hex(): form.signing_public()}

    def given(pairs: Sequence[tuple[int, bytes]]) -> Vector:
        keys = {str(epoch): key for epoch, key in CLIENT_KEYS.items()}
        return {"vault": PLACE.vault, "stream": CLIENT, "keys": keys, "signers": signers, "records": pairs}

    def numbered(blobs: Sequence[bytes]) -> list[tuple[int, bytes]]:
        return list(enumerate(blobs, 1))

    def gives(said: Sequence[bytes], blobs: Sequence[bytes]) -> Vector:
        head = hashlib.sha256(blobs[-1]).digest() if blobs else bytes(32)
        return {"payloads": [each.decode() for each in said], "head": head}

    yield good("four records", given(numbered(blobs)), gives(said, blobs))
    yield good("none", given([]), gives([], []))
    yield good(
        "the last one is gone: the chain alone can't tell",
        given(numbered(blobs[:3])),
        gives(said[:3], blobs[:3]),
    )
    began = payload({"kind": "epoch-begun", "epoch": 2}, 3, epoch=2)
    later = [*said[:2], began, payload(BODIES[3], 4, epoch=2)]
    renewed = chained([Link(each, 1 if at < 2 else 2) for at, each in enumerate(later)])
    yield good("a second epoch", given(numbered(renewed)), gives(later, renewed))
    elsewhere = chained([Link(each) for each in said], stream=fixed("another client", 16))
    older = [*later[:3], payload(BODIES[3], 4)]
    for name, pairs in (
        ("the first is gone", numbered(blobs)[1:]), ("the first is gone, and the others moved up", numbered(blobs[1:])),
        ("one is gone", [numbered(blobs)[0], *numbered(blobs)[2:]]), ("one is gone, and the others moved up", numbered([blobs[0], *blobs[2:]])),
        ("two changed places", numbered([blobs[0], blobs[2], blobs[1], blobs[3]])), ("one stands twice", numbered([*blobs[:2], blobs[1]])),
        ("one of another client", numbered([*blobs[:2], elsewhere[2], blobs[3]])), ("one bit of one is changed", numbered([blobs[0], flipped(blobs[1], 99), *blobs[2:]])),
        ("signed by somebody else", numbered(chained([Link(said[0]), Link(said[1], seed=OTHER_SEED)]))),
        ("an author that is no member", numbered(chained([Link(payload(BODIES[0], author=fixed("nobody", 16).hex()))]))),
        ("a record that says it is another client's", numbered(chained([Link(payload(BODIES[0], client=fixed("another client", 16).hex()))]))),
        ("a record that says it is of another epoch", numbered(chained([Link(payload(BODIES[0], epoch=2))]))),
        ("an older epoch behind a newer one", numbered(chained([Link(older[0]), Link(older[1]), Link(older[2], 2), Link(older[3])]))),
    ):  # fmt: skip
        yield bad(name, "chart-damaged", given(pairs))
    short = form.record(form.padded(bytes(63)), RecordPlace())
    yield bad("a plaintext shorter than a signature", "chart-damaged", given(numbered([short])))


def record_json() -> Iterator[Vector]:
    """A record's payload; it gives the record's kind. Written anew, the payload is the same, byte for byte."""
    for number, body in enumerate(BODIES, 1):
        yield good(body["kind"], {"payload": payload(body, number).decode()}, {"kind": body["kind"]})
    newer = payload(BODIES[0] | {"a_field_of_later": 1}, also_of_later="x")
    given = {"payload": newer.decode(), "reads_as": payload(BODIES[0]).decode()}
    yield good("fields of a later version are passed over", given, {"kind": BODIES[0]["kind"]})
    for name, said in (
        ("a kind that is not known", payload({"kind": "client-teleported"})), ("no kind", payload({"code": "MK-014"})),
        ("a field is missing", payload({"kind": "client-added"})), ("a field of another type", payload({"kind": "client-added", "code": 14})),
        ("no such day", payload({"kind": "client-added", "code": "MK-014", "born": "1988-02-30"})),
        ("a time without its zone", payload(BODIES[0], at="2026-03-16T09:00:00")), ("no author", payload(BODIES[0], author=None)),
        ("an end type that is not known", payload({"kind": "course-ended", "course": "c", "on": "2026-03-16", "end_type": "vanished"})),
        ("no JSON", b"{"), ("nothing", b""), ("a list", b"[]"), ("five thousand brackets", b"[" * 5000),
    ):  # fmt: skip
        yield bad(name, "chart-damaged", {"payload": said.decode()})


def member_streams() -> Iterator[Vector]:
    """The streams that a member keeps beside the charts: their ids, keys, and what a record in them says.

    The keys are the member's inner keys; `client` and `client_key` matter to private notes, `machine` to a machine's audit.
    """
    machine = fixed("machine", 16)
    for body in MEMBER_BODIES:
        yield _member_stream(body, machine)


def _member_stream(body: Vector, machine: bytes) -> Vector:
    """A stream of one record that says `body`."""
    audit, private, who = form.KEYS["audit"], form.KEYS["private"], PLACE.vault + PLACE.member
    ids = {"id": fixed("record 1", 16).hex(), "member": PLACE.member.hex(), "at": AT}
    match body["kind"]:
        case "looked" | "epoch-begun":
            stream, key, purpose = (
                hashlib.sha256(b"ipt-notes audit of a machine" + who + machine + audit),
                audit,
                b"audit of a machine",
            )
            said = ids | {"body": body}
        case "private-note":
            stream = hashlib.sha256(b"ipt-notes private notes stream" + who + CLIENT + private)
            key, purpose = form.hkdf(CLIENT_KEYS[1], b"ipt-notes private-note key", private), b"private-note"
            said = {
                "kind": "private-note",
                "id": ids["id"],
                "client": CLIENT.hex(),
                "member": ids["member"],
                "epoch": 1,
                "at": AT,
            } | body
        case _:
            stream, key, purpose = hashlib.sha256(b"ipt-notes audit stream" + who + audit), audit, b"audit"
            said = ids | {"body": body}
    where = stream.digest()[:16]
    blob = form.record(signed(form.compact(said)), RecordPlace(where, key=key, purpose=purpose))
    given = {
        "vault": PLACE.vault,
        "member": PLACE.member,
        "machine": machine,
        "client": CLIENT,
        "client_key": CLIENT_KEYS[1],
    }
    return good(
        body["kind"], given | {"blob": blob}, {"stream": where, "payload": form.compact(said).decode()}
    )


TOPICS = {"record": record, "chain": chain, "record-json": record_json, "member-streams": member_streams}
