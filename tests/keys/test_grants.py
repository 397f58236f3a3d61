"""Grants and identities: bound to vault, member and code; the identity outlives its root."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.errors import UsageProblem
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.grants import (
    Grant,
    grant_handle,
    handle_of,
    new_client_key,
    open_own_grant,
    seal_own_grant,
    shared_rows,
)
from ipt_notes.keys.identity import Member, make_identity, normal_code, open_identity, public_half

VAULT, ANN, BEN = b"v" * 16, b"a" * 16, b"b" * 16
ROOT, NEW_ROOT = b"r" * 32, b"n" * 32


def _is_code(code: str) -> bool:
    try:
        normal_code(code)
    except UsageProblem:
        return False
    return True


codes = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")), min_size=1, max_size=20
).filter(_is_code)


def member(who: bytes = ANN, name: str = "Dr A. Example") -> Member:
    """A new member, unlocked."""
    return open_identity(
        make_identity(vault=VAULT, member=who, root=ROOT, name=name), vault=VAULT, member=who, root=ROOT
    )


MEMBER = member()


def grant(code: str = "MK-014", name: str = "Invented Name", *, is_shared: bool = False) -> Grant:
    """A grant of a new client key."""
    keys = {1: new_client_key(), 2: new_client_key()}
    return Grant(b"c" * 16, keys, code, name, is_shared=is_shared)


@given(codes, st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.booleans())
def test_a_grant_gives_back_keys_code_and_name(code: str, name: str, is_shared: bool) -> None:  # noqa: FBT001 - drawn
    """Every epoch's key, so that a list of clients needs no replay; and whether colleagues have them too."""
    given_ = grant(code, name, is_shared=is_shared)
    tag, blob = seal_own_grant(given_, member=MEMBER, vault=VAULT)
    found = open_own_grant(blob, tag=tag, member=MEMBER, vault=VAULT)
    assert (found.client, found.keys, found.code, found.name) == (given_.client, given_.keys, code, name)
    assert found.is_shared == is_shared


@settings(max_examples=200)
@given(st.data())
def test_any_changed_byte_of_a_grant_is_told(drawn: st.DataObject) -> None:
    """Malformed; never another key."""
    tag, blob = seal_own_grant(grant(is_shared=drawn.draw(st.booleans())), member=MEMBER, vault=VAULT)
    changed = bytearray(blob)
    changed[drawn.draw(st.integers(0, len(blob) - 1))] ^= drawn.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        open_own_grant(bytes(changed), tag=tag, member=MEMBER, vault=VAULT)


@given(st.binary(max_size=1200))
def test_bytes_that_are_no_grant_are_told(data: bytes) -> None:
    """Whatever stands in the row."""
    with pytest.raises(Malformed):
        open_own_grant(data, tag=b"t" * 32, member=MEMBER, vault=VAULT)


def test_a_grant_opens_under_its_own_tag_vault_and_member_only() -> None:
    """Two clients' rows can not be exchanged, nor taken to another vault or member."""
    tag, blob = seal_own_grant(grant(), member=MEMBER, vault=VAULT)
    other_tag = MEMBER.index_tag("XX-001")
    for place in (
        {"tag": other_tag, "member": MEMBER, "vault": VAULT},
        {"tag": tag, "member": MEMBER, "vault": b"x" * 16},
        {"tag": tag, "member": member(BEN), "vault": VAULT},
    ):
        with pytest.raises(Malformed):
            open_own_grant(blob, **place)


def test_every_grant_of_a_short_name_has_one_size() -> None:
    """The length of a code or a name does not show."""
    sizes = {
        len(seal_own_grant(grant(c, n), member=MEMBER, vault=VAULT)[1])
        for c, n in (("A", ""), ("B" * 64, "N" * 200))
    }
    assert len(sizes) == 1


class Row(NamedTuple):
    """A row of keys, as far as it matters here."""

    blob: bytes


def test_whoever_has_a_clients_keys_finds_the_rows_of_a_member_and_opens_none() -> None:
    """So one member can delete all grants of a client, in whichever code's row they stand; a later epoch changes nothing."""
    theirs = member(BEN)
    shared, other = grant("MK-014", is_shared=True), grant("XX-001", is_shared=True)
    own = Grant(shared.client, shared.keys, "MK-014", "")
    rows = [Row(seal_own_grant(each, member=theirs, vault=VAULT)[1]) for each in (other, shared, own)]
    rows += [Row(b""), Row(b"\3"), Row(seal_own_grant(shared, member=MEMBER, vault=VAULT)[1])]
    assert shared_rows(rows, shared.keys, BEN) == [rows[1]]
    assert shared_rows(rows, shared.keys | {3: new_client_key()}, BEN) == [rows[1]]
    assert shared_rows(rows, {1: new_client_key()}, BEN) == []


def test_a_handle_tells_nobody_else_which_client_it_is() -> None:
    """It differs from member to member and from client to client, and a client that is not shared has none."""
    shared = grant(is_shared=True)
    handle = grant_handle(shared.keys, ANN)
    assert handle_of(seal_own_grant(shared, member=MEMBER, vault=VAULT)[1]) == handle
    assert len({handle, grant_handle(shared.keys, BEN), grant_handle(grant().keys, ANN)}) == 3
    assert handle_of(seal_own_grant(grant(), member=MEMBER, vault=VAULT)[1]) is None


def test_a_handle_can_not_be_taken_away_or_exchanged() -> None:
    """A row that colleagues must be able to find opens as that row only."""
    tag, blob = seal_own_grant(grant(is_shared=True), member=MEMBER, vault=VAULT)
    for changed in (blob[:17] + bytes(16) + blob[33:], b"\1" + blob[1:17] + blob[33:], b"\1" + blob[1:]):
        with pytest.raises(Malformed):
            open_own_grant(changed, tag=tag, member=MEMBER, vault=VAULT)


def test_nobody_else_can_test_a_code() -> None:
    """The tag of a code differs from member to member, so a stolen table of tags is no dictionary."""
    assert MEMBER.index_tag("MK-014") != member().index_tag("MK-014")
    assert MEMBER.index_tag("MK-014") == MEMBER.index_tag(" mk-014 ") == MEMBER.index_tag("ＭＫ-014")


@given(codes)
def test_a_normal_code_is_normal(code: str) -> None:
    """Made normal once, it stays so; spaces around it do not count."""
    normal = normal_code(code)
    assert normal_code(normal) == normal
    assert normal_code(f" {code} ") == normal


@pytest.mark.parametrize(
    "code", ["", "  ", "x" * 65, "a\nb", "a\0b", "a\u202eb", "a\u200bb", "\ud800", "a\u2028b"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    """Empty, too long, or with characters that are not seen."""
    with pytest.raises(UsageProblem):
        normal_code(code)


def test_an_identity_outlives_its_root() -> None:
    """Wrapped under a new root, the same grants, drafts and signatures are the member's."""
    blob = make_identity(vault=VAULT, member=ANN, root=ROOT, name="Dr A. Example")
    before = open_identity(blob, vault=VAULT, member=ANN, root=ROOT)
    tag, sealed = seal_own_grant(grant(), member=before, vault=VAULT)
    draft = seal_draft(before, b"text", vault=VAULT, name=b"sitting")
    after = open_identity(rewrapped(blob), vault=VAULT, member=ANN, root=NEW_ROOT)
    assert open_own_grant(sealed, tag=tag, member=after, vault=VAULT).code == "MK-014"
    assert open_draft(after, draft, vault=VAULT, name=b"sitting") == b"text"
    assert after.sign(b"payload") == before.sign(b"payload")


def rewrapped(blob: bytes) -> bytes:
    """The identity under NEW_ROOT, as a change of root makes it."""
    from ipt_notes.keys.derive import unwrap, wrap

    header = blob[: 1 + 32 + 2 + 1216]
    bound = VAULT + ANN + header
    bundle = unwrap(ROOT, blob[len(header) :], purpose=b"ipt-notes identity", bound_to=bound)
    return header + wrap(NEW_ROOT, bundle, purpose=b"ipt-notes identity", bound_to=bound)


@settings(max_examples=200)
@given(st.data())
def test_any_changed_byte_of_an_identity_is_told(drawn: st.DataObject) -> None:
    """The public keys too: nobody can put their own in their place."""
    blob = bytearray(make_identity(vault=VAULT, member=ANN, root=ROOT, name="Dr A. Example"))
    blob[drawn.draw(st.integers(0, len(blob) - 1))] ^= drawn.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        open_identity(bytes(blob), vault=VAULT, member=ANN, root=ROOT)


@given(st.binary(max_size=1500))
def test_bytes_that_are_no_identity_are_told(data: bytes) -> None:
    """With and without a key."""
    with pytest.raises(Malformed):
        open_identity(data, vault=VAULT, member=ANN, root=ROOT)


def test_an_identity_is_one_members_in_one_vault() -> None:
    """It opens nowhere else, and not with another root."""
    blob = make_identity(vault=VAULT, member=ANN, root=ROOT, name="Dr A. Example")
    for place in (
        {"vault": b"x" * 16, "member": ANN, "root": ROOT},
        {"vault": VAULT, "member": BEN, "root": ROOT},
        {"vault": VAULT, "member": ANN, "root": NEW_ROOT},
    ):
        with pytest.raises(Malformed):
            open_identity(blob, **place)
    assert public_half(blob).signing == open_identity(blob, vault=VAULT, member=ANN, root=ROOT).public


@pytest.mark.parametrize("name", ["", "Dr Ä. Müller", "N" * 150, "lone \ud800 half"])
def test_a_members_name_is_inside(name: str) -> None:
    """Any name; and its length does not show."""
    blob = make_identity(vault=VAULT, member=ANN, root=ROOT, name=name)
    assert open_identity(blob, vault=VAULT, member=ANN, root=ROOT).name == name.replace("\ud800", "?")
    assert len(blob) == len(make_identity(vault=VAULT, member=ANN, root=ROOT, name="A"))


def test_no_secret_is_ever_shown() -> None:
    """Not a key, a code or a name in a repr that a log or a traceback would carry."""
    shown = repr(MEMBER) + repr(grant())
    assert not any(word in shown for word in ("Example", "MK-014", "Invented"))
    assert json.dumps(MEMBER.grant_key.hex())[1:-1] not in shown


@given(st.binary(max_size=3000))
def test_a_draft_opens_for_its_member_vault_and_sitting(text: bytes) -> None:
    """And for no other."""
    blob = seal_draft(MEMBER, text, vault=VAULT, name=b"one")
    assert open_draft(MEMBER, blob, vault=VAULT, name=b"one") == text
    for who, vault, name in (
        (MEMBER, VAULT, b"two"),
        (MEMBER, b"x" * 16, b"one"),
        (member(BEN), VAULT, b"one"),
    ):
        with pytest.raises(Malformed):
            open_draft(who, blob, vault=vault, name=name)
