"""The published vectors of the vault's format: what is sound is read, what is not is refused for the reason it names."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.records import decode, encode
from ipt_notes.errors import ChartDamaged, UsageProblem
from ipt_notes.keys import kdf
from ipt_notes.keys.authorship import is_signed, join
from ipt_notes.keys.derive import derive, unwrap
from ipt_notes.keys.drafts import open_draft
from ipt_notes.keys.envelope import pad, unpad
from ipt_notes.keys.fingerprint import fingerprint, word_list
from ipt_notes.keys.grants import Grant, grant_handle, handle_of, open_own_grant
from ipt_notes.keys.identity import Generation, PublicIdentity, normal_code, open_identity
from ipt_notes.keys.key_file import read_key_file
from ipt_notes.keys.offers import erased_tag, is_offer_signed, offer_head, open_audit, open_offer
from ipt_notes.keys.private import private_keys, private_stream
from ipt_notes.keys.recovery import WrongKit, read_kit
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.keys.slots import WrongSecret, describe_slot, open_slot
from ipt_notes.services.open_chart import records_of
from ipt_notes.services.trust.auditing import audit_stream, read_audit
from ipt_notes.services.trust.ledger import ledger_stream, read_ledger
from ipt_notes.services.trust.streams import START
from ipt_notes.services.unlock.named_keys import passphrase_key
from tests.vectors import make, posted
from tests.vectors.reading import data, keys_of, member_with, of, run, vault_of
from tests.vectors.vector import FAILURES, OK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.vectors.vector import Vector


def test_there_are_enough_vectors_and_every_kind_of_failure_has_one() -> None:
    """A topic that lost its vectors, or a failure that nothing shows, is told here."""
    expected = [each.values[0]["expect"] for topic in make.TOPICS for each in of(topic)]
    assert len(expected) >= 300
    assert set(expected) == {OK, *FAILURES}
    assert sorted(path.stem for path in make.FOLDER.glob("*.json")) == sorted(make.TOPICS)


@pytest.mark.parametrize("topic", make.TOPICS)
def test_the_vectors_are_those_that_their_maker_writes(topic: str) -> None:
    """`python -m tests.vectors.make` gives the same bytes each time; nobody mends a vector by hand."""
    assert (make.FOLDER / f"{topic}.json").read_text(encoding="utf-8") == make.text_of(topic)


@pytest.mark.parametrize("vector", of("padding"))
def test_padding(vector: Vector) -> None:
    """Padmé with a floor of 1 KiB, and no other padding."""

    def read(vector: Vector) -> Vector:
        if "padded" in vector:
            return {"data": unpad(bytes.fromhex(vector["padded"]))}
        text = pad(bytes.fromhex(vector["byte"]) * vector["length"])
        assert unpad(text) == bytes.fromhex(vector["byte"]) * vector["length"]
        return {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("derivation"))
def test_derivation(vector: Vector) -> None:
    """HKDF-SHA-256, as the RFC's own cases have it."""
    key, salt, info = data(vector, "key", "salt", "info").values()
    run(vector, lambda _: {"derived": derive(key, info, salt=salt, length=vector["size"]).hex()})


@pytest.mark.parametrize("vector", of("wrapping"))
def test_wrapping(vector: Vector) -> None:
    """A wrapped secret opens under its key, for its purpose, at its place."""

    def read(vector: Vector) -> Vector:
        key, blob, bound_to = data(vector, "key", "blob", "bound_to").values()
        secret = unwrap(key, blob, purpose=vector["purpose"].encode(), bound_to=bound_to)
        if secret is None:
            raise WrongSecret
        return {"secret": secret.hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("argon2"))
def test_argon2(vector: Vector) -> None:
    """Costs within the caps are computed, others are not."""

    def read(vector: Vector) -> Vector:
        profile = kdf.unpack(bytes.fromhex(vector["cost"]))
        return {"key": kdf.stretch(*data(vector, "passphrase", "salt").values(), profile).hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("passphrase"))
def test_passphrase(vector: Vector) -> None:
    """The same words on another keyboard are the same passphrase."""
    run(vector, lambda vector: {"bytes": passphrase_key(vector["typed"]).secret.hex()})


@pytest.mark.parametrize("vector", of("recovery-code"))
def test_recovery_code(vector: Vector) -> None:
    """A code is read as a person types it, and a mistyped group is told."""

    def read(vector: Vector) -> Vector:
        return {"secret": read_kit(vector["typed"]).hex()}

    if vector["expect"] != "no-code":
        run(vector, read)
        return
    with pytest.raises(UsageProblem) as caught:
        read(vector)
    assert not isinstance(caught.value, WrongKit)


@pytest.mark.parametrize("vector", of("key-file"))
def test_key_file(vector: Vector, tmp_path: Path) -> None:
    """A key file is read from whatever system it came."""

    def read(vector: Vector) -> Vector:
        path = tmp_path / "key"
        path.write_bytes(bytes.fromhex(vector["file"]))
        path.chmod(0o600)
        return {"secret": read_key_file(path).hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("client-code"))
def test_client_code(vector: Vector) -> None:
    """Codes that look the same are the same, and have the same tag."""
    member = member_with(index=vector["index_key"])
    if vector["expect"] == OK:
        tag = member.index_tag(vector["typed"]).hex()
        run(vector, lambda vector: {"normal": normal_code(vector["typed"]), "tag": tag})
        return
    assert vector["expect"] == "refused-code"
    with pytest.raises(UsageProblem):
        member.index_tag(vector["typed"])


@pytest.mark.parametrize("vector", of("slot"))
def test_slot(vector: Vector) -> None:
    """A slot opens with its secret at its place; a cost out of bounds is refused before it is computed."""

    def read(vector: Vector) -> Vector:
        blob, secret = data(vector, "blob", "secret").values()
        root = open_slot(blob, secret, **data(vector, "vault", "member", "slot"))
        return {"root": root.hex()} | {"kind": describe_slot(blob).kind, "label": describe_slot(blob).label}

    run(vector, read)


@pytest.mark.parametrize("vector", of("identity"))
def test_identity(vector: Vector) -> None:
    """An identity gives the member's name and keys to who has the root."""

    def read(vector: Vector) -> Vector:
        member = open_identity(bytes.fromhex(vector["blob"]), **data(vector, "vault", "member", "root"))
        text = bytes.fromhex(vector["signs"])
        assert is_signed(text, member.sign(text), member.public)
        *earlier, _ = member.generations
        renewed = {"epoch": member.epoch, "earlier": [as_kept(each) for each in earlier]} if earlier else {}
        return renewed | {
            "name": member.name, "grant": member.grant_key.hex(), "index": member._index_key.hex(),
            "draft": member.draft_key.hex(), "state": member.state_key.hex(), "audit": member.audit_key.hex(),
            "private": member.private_key.hex(), "signing_public": member.public.hex(), "signature": member.sign(text).hex(),
            "encryption_sha256": hashlib.sha256(member.encryption_public).hexdigest(),
        }  # fmt: skip

    if "gives" in vector:  # the two secret keys have no name outside the member
        kept = {
            name: value for name, value in vector["gives"].items() if name not in ("signing", "encryption")
        }
        vector = vector | {"gives": kept}
    run(vector, read)


def as_kept(keys: Generation) -> Vector:
    """Earlier keys as an identity keeps them."""
    return {
        "epoch": keys.epoch, "signing": keys.public.hex(), "draft": keys.draft_key.hex(),
        "audit": keys.audit_key.hex(), "private": keys.private_key.hex(),
    }  # fmt: skip


@pytest.mark.parametrize("vector", of("grant"))
def test_grant(vector: Vector) -> None:
    """A grant gives a client's keys to its member, under its own tag."""

    def read(vector: Vector) -> Vector:
        member = member_with(grant=vector["grant_key"])
        member.id = bytes.fromhex(vector["member"])
        found = open_own_grant(member=member, **data(vector, "blob", "tag", "vault"))
        keys = {str(epoch): key.hex() for epoch, key in found.keys.items()}
        handle = handle_of(bytes.fromhex(vector["blob"]))
        shown = {"handle": handle.hex()} if handle else {}
        assert found.is_shared == bool(handle)
        assert handle in (None, grant_handle(found.keys, member.id))
        return {"client": found.client.hex(), "code": found.code, "name": found.name, "keys": keys} | shown

    run(vector, read)


@pytest.mark.parametrize("vector", of("offer"))
def test_offer(vector: Vector) -> None:
    """An offer gives a client's keys to its recipient, and a notice none; both are the grantor's by their signature."""
    blob, vault, signer = data(vector, "blob", "vault", "signer").values()
    member = member_with(encryption=vector["encryption"])
    member.id = bytes.fromhex(vector["member"])
    is_signed_so = is_offer_signed(blob, to=member.id, vault=vault, signing=signer)
    if vector["expect"] == "unsigned":
        assert not is_signed_so
        return

    def read(_: Vector) -> Vector:
        head = offer_head(blob)
        header = {
            "what": head.what, "grantor": head.grantor.hex(), "client": head.client.hex(),
            "epoch": head.epoch, "role": head.role,
        }  # fmt: skip
        if head.what == "audit":
            return header | {"keys": _by_epoch(open_audit(blob, member=member, vault=vault))}
        if vector["expect"] == OK and head.what != "offer":
            return header | ({"tag": erased_tag(blob).hex()} if head.what == "erased" else {})
        found = open_offer(blob, member=member, vault=vault)
        return header | {"code": found.code, "name": found.name, "keys": _by_epoch(found.keys)}

    run(vector, read)
    assert is_signed_so or vector["expect"] != OK


def _by_epoch(keys: dict[int, bytes]) -> Vector:
    return {str(epoch): key.hex() for epoch, key in keys.items()}


def test_the_sealed_grant_of_the_vectors_opens_by_the_specification_of_hpke() -> None:
    """So that another reader needs no more than ML-KEM, X25519, SHA-3, HMAC and AES-GCM."""
    said = json.loads(unpad(posted.opened(posted.SEALED_GRANT, posted.info(posted.OfferParts()))))
    assert said["code"] == "MK-014"


@pytest.mark.parametrize("vector", of("fingerprint"))
def test_fingerprint(vector: Vector) -> None:
    """Everybody shows the same words for the same keys."""
    vault, *keys = data(vector, "vault", "signing", "encryption").values()
    words = fingerprint(PublicIdentity(*keys), vault)
    assert " ".join(words) == vector["gives"]["words"]
    assert [word_list().index(word) for word in words] == vector["gives"]["places"]


@pytest.mark.parametrize("vector", of("draft"))
def test_draft(vector: Vector) -> None:
    """A draft opens for its member, in its vault, under its own name."""

    def read(vector: Vector) -> Vector:
        member, name = member_with(draft=vector["draft_key"]), vector["name"].encode()
        return {"text": open_draft(member, name=name, **data(vector, "blob", "vault")).hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("record"))
def test_record(vector: Vector) -> None:
    """A record opens in its place and nowhere else."""

    def read(vector: Vector) -> Vector:
        keys = StreamKeys(*data(vector, "vault", "stream").values(), keys_of(vector), vector["purpose"])
        place = {"seq": vector["seq"], "previous": bytes.fromhex(vector["previous"])}
        return {"plaintext": keys.unseal(bytes.fromhex(vector["blob"]), **place).hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("chain"))
def test_chain(vector: Vector) -> None:
    """A chart is read to its end when every record stands behind the one before it, signed by its author."""

    def read(vector: Vector) -> Vector:
        vault, stream = data(vector, "vault", "stream").values()
        keys, head, payloads = StreamKeys(vault, stream, keys_of(vector)), START, []
        grant = Grant(stream, keys_of(vector), "MK-014", "")
        for opened, record in records_of(vault_of(vector, stream, vector["records"]), grant, keys):
            signer = bytes.fromhex(vector["signers"].get(record.author, ""))
            if not is_signed(opened.payload, opened.signature, signer):
                raise ChartDamaged(seq=opened.head.seq)
            payloads.append(opened.payload.decode())
            head = opened.head
        return {"payloads": payloads, "head": head.hash.hex()}

    run(vector, read)


@pytest.mark.parametrize("vector", of("record-json"))
def test_record_json(vector: Vector) -> None:
    """Every kind of record is understood, and is written as it was read."""

    def read(vector: Vector) -> Vector:
        record = decode(vector["payload"].encode())
        assert encode(record).decode() == vector.get("reads_as", vector["payload"])
        return {"kind": record.body.__struct_config__.tag}

    run(vector, read)


@pytest.mark.parametrize("vector", of("member-streams"))
def test_member_streams(vector: Vector) -> None:
    """The ledger, the audit of a machine, and private notes stand where the format says, under the keys it says."""
    vault, client, machine, key = data(vector, "vault", "client", "machine", "client_key").values()
    member = member_with()
    if vector["name"] == "private-note":
        stream = private_stream(member, vault, client)
        keys = private_keys(member, vault, Grant(client, {1: key}, "MK-014", ""))
    elif vector["name"] in ("looked", "epoch-begun"):
        stream = audit_stream(member, vault, machine)
        keys = StreamKeys(vault, stream, {1: member.audit_key}, "audit of a machine")
    else:
        stream = ledger_stream(member, vault)
        keys = StreamKeys(vault, stream, {1: member.audit_key}, "audit")
    plain = keys.unseal(bytes.fromhex(vector["blob"]), seq=1, previous=START.hash)
    payload = vector["gives"]["payload"].encode()
    assert stream.hex() == vector["gives"]["stream"]
    assert plain == join(payload, member.sign(payload))


@pytest.mark.parametrize("vector", of("member-streams")[:-1])
def test_what_the_ledger_and_the_audit_say(vector: Vector) -> None:
    """Every kind of record in them is understood."""
    vault, machine = data(vector, "vault", "machine").values()
    member, stream = member_with(), bytes.fromhex(vector["gives"]["stream"])
    port = vault_of(vector, stream, [(1, vector["blob"])])
    is_audit = stream == audit_stream(member, vault, machine)
    found = read_audit(port, member, stream) if is_audit else read_ledger(port, member)
    ((record, _),) = found
    assert record.body.__struct_config__.tag == vector["name"]
