"""Offers: a colleague gets a client's keys from who signed for it, at one place, and nobody else gets anything."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.grants import Grant
from ipt_notes.keys.offers import (
    ROLES,
    OfferHead,
    erased_tag,
    is_offer_signed,
    offer_head,
    open_offer,
    seal_notice,
    seal_offer,
)
from tests.keys.test_grants import ANN, BEN, VAULT, codes, grant, member

ANNA, BEN_, CARA = member(ANN), member(BEN), member(b"c" * 16)
"""The grantor, the colleague, and another one."""


def offer(given_: Grant, role: str = "read") -> bytes:
    """An offer from Anna to Ben."""
    return seal_offer(given_, role=role, to=BEN, encryption=BEN_.encryption_public, grantor=ANNA, vault=VAULT)


SOUND = offer(grant())


def is_taken(blob: bytes, **changed: Any) -> bool:
    """Whether somebody takes these bytes for an offer from Anna to Ben, and gets keys out of them."""
    place = {"member": BEN_, "vault": VAULT, "signing": ANNA.public} | changed
    try:
        open_offer(blob, member=place["member"], vault=place["vault"])
    except Malformed:
        return False
    return is_offer_signed(blob, to=place["member"].id, vault=place["vault"], signing=place["signing"])


@settings(deadline=None)
@given(
    codes, st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.sampled_from(ROLES[1:]),
    st.sets(st.integers(1, 2**32 - 1), min_size=1, max_size=40),
)  # fmt: skip
def test_a_colleague_gets_the_keys_the_code_and_the_name(
    code: str, name: str, role: str, epochs: set[int]
) -> None:
    """All that the grantor has of the client, under the role that stands on it."""
    given_ = Grant(os.urandom(16), {epoch: os.urandom(32) for epoch in epochs}, code, name)
    blob = offer(given_, role)
    found = open_offer(blob, member=BEN_, vault=VAULT)
    assert (found.client, found.keys, found.code, found.name) == (given_.client, given_.keys, code, name)
    assert found.is_shared
    assert offer_head(blob) == OfferHead("offer", ANN, given_.client, max(epochs), role)
    assert is_taken(blob)


def test_every_changed_bit_is_told_by_the_signature() -> None:
    """In the header, the sealed grant, and the signature itself."""
    for at in range(len(SOUND)):
        changed = bytearray(SOUND)
        changed[at] ^= 1 << at % 8
        assert not is_offer_signed(bytes(changed), to=BEN, vault=VAULT, signing=ANNA.public)


@pytest.mark.parametrize("at", [*range(39), *range(39, len(SOUND) - 64, 29)])
def test_a_changed_byte_opens_nothing_even_for_who_does_not_look_at_the_signature(at: int) -> None:
    """The header is bound to the seal: kind, what, grantor, client, epoch and role; so is every byte behind it."""
    changed = bytearray(SOUND)
    changed[at] ^= 0xFF if at != 38 else 3  # the last one: another role, and not a role that is none
    with pytest.raises(Malformed):
        open_offer(bytes(changed), member=BEN_, vault=VAULT)


def test_an_offer_counts_for_its_recipient_in_its_vault_from_its_grantor() -> None:
    """It can not be moved to another colleague or vault, and nobody else can have made it."""
    assert is_taken(SOUND)
    for changed in ({"member": CARA}, {"vault": b"x" * 16}, {"signing": CARA.public}):
        assert not is_taken(SOUND, **changed)


def test_who_only_passes_an_offer_on_can_not_sign_it_as_their_own() -> None:
    """The grantor is bound to the seal: somebody without the keys can not give them in their own name."""
    stolen = SOUND[:2] + CARA.id + SOUND[18:-64]
    signed = stolen + CARA.sign(b"ipt-notes/offer signature" + VAULT + BEN + stolen)
    assert is_offer_signed(signed, to=BEN, vault=VAULT, signing=CARA.public)
    with pytest.raises(Malformed):
        open_offer(signed, member=BEN_, vault=VAULT)


def test_an_offer_of_another_client_than_it_names_is_refused() -> None:
    """Also when the grantor signed it: a chart's keys are not taken for another chart's."""
    from ipt_notes.keys import offers
    from ipt_notes.keys.envelope import pad
    from ipt_notes.keys.grants import said_of
    from ipt_notes.keys.hpke import seal_to

    for client, epoch in ((b"x" * 16, 2), (b"c" * 16, 3), (b"c" * 16, 1)):
        head = offers._head(OfferHead("offer", ANN, client, epoch, "read"))
        sealed = seal_to(
            BEN_.encryption_public, pad(said_of(grant())), info=b"ipt-notes/offer" + VAULT + BEN + head
        )
        blob = offers._signed(head + sealed, to=BEN, grantor=ANNA, vault=VAULT)
        assert is_offer_signed(blob, to=BEN, vault=VAULT, signing=ANNA.public)
        with pytest.raises(Malformed):
            open_offer(blob, member=BEN_, vault=VAULT)


@pytest.mark.parametrize(("what", "tag"), [("withdrawn", b""), ("erased", b"t" * 32)])
def test_a_notice_tells_what_happened_and_holds_no_keys(what: str, tag: bytes) -> None:
    """It is signed like an offer, at one place, and opens nothing; that of an erasure names the row that went."""
    blob = seal_notice(b"c" * 16, what=what, epoch=4, to=BEN, grantor=ANNA, vault=VAULT, tag=tag)
    assert erased_tag(blob) == tag
    assert offer_head(blob) == OfferHead(what, ANN, b"c" * 16, 4, "")
    assert is_offer_signed(blob, to=BEN, vault=VAULT, signing=ANNA.public)
    for place in ({"to": ANN, "vault": VAULT}, {"to": BEN, "vault": b"x" * 16}):
        assert not is_offer_signed(blob, **place, signing=ANNA.public)
    with pytest.raises(Malformed):
        open_offer(blob, member=BEN_, vault=VAULT)


@given(st.binary(max_size=200) | st.binary(max_size=120).map(lambda data: SOUND[:39] + data))
def test_bytes_that_are_no_offer_are_told(data: bytes) -> None:
    """Whatever stands in the row; and they are signed by nobody."""
    with pytest.raises(Malformed):
        open_offer(data, member=BEN_, vault=VAULT)
    assert not is_offer_signed(data, to=BEN, vault=VAULT, signing=ANNA.public)


@pytest.mark.parametrize(
    ("at", "byte"), [(0, 1), (0, 3), (1, 0), (1, 2), (1, 4), (1, 5), (38, 0), (38, 5), (38, 255)]
)
def test_a_header_that_is_none_is_told(at: int, byte: int) -> None:
    """Another kind of row, something it can not say, a role that there is not, a notice with a grant behind it."""
    with pytest.raises(Malformed):
        offer_head(SOUND[:at] + bytes([byte]) + SOUND[at + 1 :])


def test_an_offer_of_no_epoch_is_told() -> None:
    """Epochs count from 1."""
    with pytest.raises(Malformed):
        offer_head(SOUND[:34] + bytes(4) + SOUND[38:])


@pytest.mark.parametrize("key", [b"", bytes(1216), b"\xff" * 1216, BEN_.encryption_public[:-1]])
def test_a_public_key_that_is_none_is_told_and_nothing_is_sealed_to_it(key: bytes) -> None:
    """What a roster or an identity holds is what somebody wrote there."""
    with pytest.raises(Malformed):
        seal_offer(grant(), role="read", to=BEN, encryption=key, grantor=ANNA, vault=VAULT)


def test_every_offer_of_a_short_name_has_one_size() -> None:
    """The length of a code or a name does not show."""
    assert len({len(offer(grant(c, n))) for c, n in (("A", ""), ("B" * 64, "N" * 200))}) == 1


def test_nothing_that_opens_offers_is_shown() -> None:
    """A member's key, the keys in a grant: neither stands in a repr."""
    found = open_offer(SOUND, member=BEN_, vault=VAULT)
    shown = (
        repr(BEN_)
        + repr(found)
        + repr(offer_head(SOUND))
        + repr(vars(found) if hasattr(found, "__dict__") else "")
    )
    assert BEN_.encryption_secret.hex()[:16] not in shown
    assert all(key.hex()[:16] not in shown and repr(key)[2:20] not in shown for key in found.keys.values())
    assert "MK-014" not in shown
