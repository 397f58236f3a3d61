"""Vectors of what members of a practice have of each other: offers, and fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.vectors import form, posted
from tests.vectors.form import PLACE, fixed
from tests.vectors.posted import OfferParts
from tests.vectors.vector import bad, flipped, good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.vectors.vector import Vector

OTHER = fixed("another", 16)
TAG = fixed("tag", 32)


def offer() -> Iterator[Vector]:
    """An offer's bytes, its recipient with their secret key, and the grantor's public key; it gives what the header says, and the grant."""
    sound = _offered(OfferParts())
    keys = {str(epoch): fixed(f"client key {epoch}", 32) for epoch in (1, 2, 3)}
    grant = {"code": "MK-014", "name": "Mira Kovač (invented)", "keys": keys}
    yield good("an offer", sound, _header("offer", 3, "read") | grant)
    for number, what, tag in ((2, "withdrawn", b""), (3, "erased", TAG)):
        notice = _offered(OfferParts(what=number, epoch=4, role=0, sealed=tag))
        yield good(f"a notice: {what}", notice, _header(what, 4, "") | ({"tag": tag} if tag else {}))
    audit = {"what": "audit", "client": bytes(16), "keys": posted.AUDIT_KEYS}
    yield good("the keys of an audit", _offered(posted.AUDIT), _header("audit", 3, "") | audit)
    yield from _offers_that_are_none()
    for title, failure, changed in (
        ("another recipient", "malformed", {"member": OTHER}), ("another vault", "malformed", {"vault": OTHER}),
        ("another member's key", "malformed", {"encryption": fixed("another key", 96)}),
        ("another signer", "unsigned", {"signer": form.signing_public(fixed("another seed", 32))}),
        ("a changed signature", "unsigned", {"blob": flipped(sound["blob"], -1)}),
        ("a changed key of the sealed grant", "malformed", {"blob": flipped(sound["blob"], 39)}),
        ("a changed ciphertext", "malformed", {"blob": flipped(sound["blob"], 39 + 1120)}),
        ("without its last byte", "malformed", {"blob": sound["blob"][:-1]}),
        ("a byte at the end", "malformed", {"blob": sound["blob"] + b"\0"}),
        ("a header alone", "malformed", {"blob": sound["blob"][:39]}), ("nothing", "malformed", {"blob": b""}),
    ):  # fmt: skip
        yield bad(title, failure, sound | changed)


def _offered(parts: OfferParts) -> Vector:
    place = {"vault": PLACE.vault, "member": PLACE.member, "encryption": form.encryption_pair()[0]}
    return place | {"signer": form.signing_public(), "blob": posted.offer(parts)}


def _header(what: str, epoch: int, role: str) -> Vector:
    ids = {"grantor": OfferParts().grantor, "client": OfferParts().client}
    return {"what": what} | ids | {"epoch": epoch, "role": role}


def _offers_that_are_none() -> Iterator[Vector]:
    """Signed all the same: a header that can't be, and one that the seal does not know."""
    for title, parts in (
        ("kind 1", OfferParts(kind=1)), ("kind 3", OfferParts(kind=3)), ("it says nothing", OfferParts(what=0)),
        ("it says a fifth thing", OfferParts(what=5)), ("an audit with a role", posted.AUDIT._replace(role=1)),
        ("an audit without keys", posted.AUDIT._replace(sealed=b"")), ("the keys of a grant for an audit", OfferParts(what=4, role=0)), ("no role", OfferParts(role=0)), ("a fifth role", OfferParts(role=5)),
        ("epoch 0", OfferParts(epoch=0)), ("a notice with a grant", OfferParts(what=2, role=0)),
        ("a notice with a role", OfferParts(what=2, sealed=b"")), ("a withdrawal with a tag", OfferParts(what=2, role=0, sealed=TAG)),
        ("an erasure without a tag", OfferParts(what=3, role=0, sealed=b"")), ("a tag of 31 bytes", OfferParts(what=3, role=0, sealed=TAG[:31])), ("an offer without a grant", OfferParts(sealed=b"")),
        ("another role than was sealed", OfferParts(role=2)), ("another epoch than was sealed", OfferParts(epoch=2)),
        ("another client than was sealed", OfferParts(client=OTHER)), ("another grantor than sealed it", OfferParts(grantor=OTHER)),
    ):  # fmt: skip
        yield bad(title, "malformed", _offered(parts))


def fingerprint() -> Iterator[Vector]:
    """A vault and a member's public keys; it gives the places of the ten words in the list, from 0, and the words."""
    signing, encryption = form.signing_public(), form.encryption_pair()[1]
    for title, vault, keys in (
        ("a member", PLACE.vault, (signing, encryption)),
        ("in another vault", OTHER, (signing, encryption)),
        (
            "with another signing key",
            PLACE.vault,
            (form.signing_public(fixed("another seed", 32)), encryption),
        ),
        ("without an encryption key", PLACE.vault, (signing, b"")),
    ):
        given = {"vault": vault, "signing": keys[0], "encryption": keys[1]}
        places = posted.fingerprint(vault, *keys)
        yield good(title, given, {"places": places, "words": posted.words(places)})


TOPICS = {"offer": offer, "fingerprint": fingerprint}
