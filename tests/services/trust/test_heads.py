"""What a machine remembers of a vault: sealed, only advancing, and outliving whatever cuts a write in two."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING

import pytest

from ipt_notes.keys.identity import make_identity, open_identity
from ipt_notes.keys.seen import ROW
from ipt_notes.locks import lock
from ipt_notes.services.trust.heads import Heads, chain_name, row_name
from ipt_notes.services.trust.streams import START
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.keys.identity import Member

VAULT, STREAM = b"v" * 16, b"s" * 16
NAME = chain_name(STREAM)


def head(seq: int) -> Head:
    """A made-up end."""
    return Head(seq, hashlib.sha256(bytes([seq % 256])).digest())


def somebody() -> Member:
    """A member of their own."""
    place = {"vault": VAULT, "member": b"m" * 16, "root": b"r" * 32}
    return open_identity(make_identity(name="Dr A. Example", **place), **place)


@pytest.fixture
def member() -> Member:
    return somebody()


@pytest.fixture
def heads(tmp_path: Path, member: Member) -> Heads:
    return Heads(tmp_path / "state" / "heads", member, VAULT)


def again(tmp_path: Path, member: Member) -> Heads:
    """The memory as the next program finds it."""
    return Heads(tmp_path / "state" / "heads", member, VAULT)


def test_what_was_never_seen_is_the_start(heads: Heads) -> None:
    """And the memory says that it is empty."""
    assert heads.seen(NAME) == START
    assert heads.is_empty


def test_what_was_learned_is_known_to_the_next_program(heads: Heads, tmp_path: Path, member: Member) -> None:
    """After a flush."""
    heads.advance(NAME, head(3))
    heads.flush()
    assert again(tmp_path, member).seen(NAME) == head(3)
    assert not again(tmp_path, member).is_empty


def test_an_earlier_end_changes_nothing(heads: Heads, tmp_path: Path, member: Member) -> None:
    """Neither in this program nor when an older row stands behind a newer one in the file."""
    late = again(tmp_path, member)
    heads.advance(NAME, head(5))
    heads.advance(NAME, head(4))
    heads.flush()
    late.advance(NAME, head(2))
    late.flush()
    assert again(tmp_path, member).seen(NAME) == head(5)


def test_a_write_cut_in_two_costs_that_row_alone(heads: Heads, tmp_path: Path, member: Member) -> None:
    """What stood before it stays, and what comes after it is readable."""
    heads.advance(NAME, head(1))
    heads.flush()
    path = tmp_path / "state" / "heads"
    path.write_bytes(path.read_bytes() + b"half a row")
    later = again(tmp_path, member)
    later.advance(chain_name(b"t" * 16), head(2))
    later.flush()
    found = again(tmp_path, member)
    assert (found.seen(NAME), found.seen(chain_name(b"t" * 16))) == (head(1), head(2))
    assert path.stat().st_size % ROW == 0


def test_another_members_memory_is_no_memory(heads: Heads, tmp_path: Path) -> None:
    """A row opens under the key of the member who wrote it."""
    heads.advance(NAME, head(1))
    heads.flush()
    assert again(tmp_path, somebody()).is_empty


def test_a_changed_row_is_no_row(heads: Heads, tmp_path: Path, member: Member) -> None:
    """Whichever byte is changed."""
    heads.advance(NAME, head(7))
    heads.flush()
    path = tmp_path / "state" / "heads"
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert again(tmp_path, member).seen(NAME) == START


def test_the_file_does_not_grow_for_ever(heads: Heads, tmp_path: Path, member: Member) -> None:
    """Rows that are out of date are left out when there are many, and nothing that counts is lost."""
    for seq in range(1, 1500):
        heads.advance(NAME, head(seq))
        heads.flush()
    assert (tmp_path / "state" / "heads").stat().st_size < 700 * ROW
    assert again(tmp_path, member).seen(NAME) == head(1499)


def test_a_stream_that_every_command_writes_is_left_with_few_rows(
    heads: Heads, tmp_path: Path, member: Member
) -> None:
    """However many others the memory holds: each command opens all rows of such a stream."""
    for number in range(2000):
        heads.advance(chain_name(number.to_bytes(16, "big")), head(1))
    heads.flush()
    for seq in range(2, 600):
        later = again(tmp_path, member)
        later.advance(NAME, head(seq))
        later.flush()
    rows = (tmp_path / "state" / "heads").stat().st_size // ROW
    assert rows < 2000 + 300
    assert again(tmp_path, member).seen(NAME) == head(599)


def worn(heads: Heads) -> None:
    """Write one name so often that the file is about to be written anew."""
    for seq in range(1, 257):
        heads.advance(NAME, head(seq))
        heads.flush()


def test_what_another_program_adds_outlives_a_file_that_is_written_anew(
    heads: Heads, tmp_path: Path, member: Member
) -> None:
    """Though the one that writes it anew had read the file before that."""
    worn(heads)
    other = again(tmp_path, member)
    other.advance(chain_name(b"t" * 16), head(5))
    other.advance(NAME, head(900))
    other.flush()
    for seq in (257, 258):
        heads.advance(NAME, head(seq))
        heads.flush()
    found = again(tmp_path, member)
    assert (tmp_path / "state" / "heads").stat().st_size < 10 * ROW
    assert (found.seen(chain_name(b"t" * 16)), found.seen(NAME)) == (head(5), head(900))


def test_what_another_program_forgot_does_not_come_back(heads: Heads, tmp_path: Path, member: Member) -> None:
    """When a program that was opened before writes the file anew."""
    heads.advance(row_name("grant", b"g"), head(2))
    worn(heads)
    other = again(tmp_path, member)
    other.forget()
    other.advance(NAME, head(4))
    other.flush()
    for seq in (257, 258):
        heads.advance(NAME, head(seq))
        heads.flush()
    found = again(tmp_path, member)
    assert found.seen(NAME) == head(258)
    assert found.seen(row_name("grant", b"g")) == START


def test_a_write_waits_for_another_programs(heads: Heads, tmp_path: Path, member: Member) -> None:
    """So that neither stands in a file that was replaced meanwhile."""
    heads.advance(NAME, head(1))
    heads.flush()
    handle = os.open(tmp_path / "state.lock", os.O_RDWR)
    assert lock(handle)
    order = []

    def let_go() -> None:
        order.append("let go")
        os.close(handle)

    timer = threading.Timer(0.05, let_go)
    timer.start()
    heads.advance(NAME, head(2))
    heads.flush()
    order.append("written")
    timer.join()
    assert order == ["let go", "written"]
    assert again(tmp_path, member).seen(NAME) == head(2)


def test_each_of_many_ends_is_known(heads: Heads, tmp_path: Path, member: Member) -> None:
    """Of more streams than are kept at hand, whether they were just learned, just written or read."""
    ends = {chain_name(number.to_bytes(16, "little")): head(number + 1) for number in range(1500)}
    for name, end in ends.items():
        heads.advance(name, end)
    assert dict(heads.known("c")) == ends
    heads.flush()
    for found in (heads, again(tmp_path, member)):
        assert {name: found.seen(name) for name in ends} == ends
        assert dict(found.known("c")) == ends
        assert found.seen(chain_name(b"z" * 16)) == START


def test_the_latest_streams_are_those_written_last(heads: Heads, tmp_path: Path, member: Member) -> None:
    """The last of them at the end, also when the file was written anew."""
    names = [chain_name(bytes([number]) * 16) for number in (9, 3, 7, 1, 8, 2, 6, 4, 5)]
    for number, name in enumerate(names, 1):
        heads.advance(name, head(number))
        heads.flush()
    heads.advance(names[1], head(20))
    heads.flush()
    wanted = [*names[2:], names[1]]
    assert [name for name, _ in again(tmp_path, member).latest()] == wanted
    worn(heads)
    for seq in (257, 258):
        heads.advance(NAME, head(seq))
        heads.flush()
    assert (tmp_path / "state" / "heads").stat().st_size < 20 * ROW
    assert [name for name, _ in again(tmp_path, member).latest()] == [*wanted[1:], NAME]


def test_to_forget_is_to_begin_anew(heads: Heads, tmp_path: Path, member: Member) -> None:
    """A restored vault's ends take the place of later ones."""
    heads.advance(NAME, head(9))
    heads.advance(row_name("grant", b"g"), head(2))
    heads.flush()
    heads.forget()
    heads.advance(NAME, head(4))
    heads.flush()
    found = again(tmp_path, member)
    assert found.seen(NAME) == head(4)
    assert found.seen(row_name("grant", b"g")) == START


def test_the_digest_tells_one_memory_from_another(heads: Heads, tmp_path: Path, member: Member) -> None:
    """The same for the same ends, however they came to be known; "" for none."""
    assert heads.digest() == ""
    heads.advance(NAME, head(1))
    heads.flush()
    before = heads.digest()
    assert again(tmp_path, member).digest() == before
    heads.advance(NAME, head(2))
    assert heads.digest() != before


def test_kinds_are_told_apart(heads: Heads) -> None:
    """A stream, a grant and a slot with the same id are three things."""
    for name in (NAME, row_name("grant", STREAM), row_name("slot", STREAM), row_name("member", STREAM)):
        heads.advance(name, head(1))
    assert [len(list(heads.known(kind))) for kind in ("c", "g", "s", "m")] == [1, 1, 1, 1]
