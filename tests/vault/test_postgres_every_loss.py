"""The network is lost at every message of a commit, of a long read and of opening: nothing is lost, nothing comes twice."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import OutcomeUnknown
from ipt_notes.vault.locate import create_vault, open_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.postgres import open_
from ipt_notes.vault.postgres_address import read_address
from ipt_notes.vault.postgres_faults import ServerAway
from tests.postgres_server import Server, needs_postgres
from tests.vault.contract import ANN, ONE, TWO, VAULT
from tests.vault.losing_answers import At, Side, Way, before_commit, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.vault.port import VaultPort

pytestmark = needs_postgres
both_sides = pytest.mark.parametrize("side", ["program", "server"])


@pytest.fixture
def place(server: Server) -> str:
    """Where there is a vault."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    return place


@pytest.fixture
def way(server: Server, place: str) -> Iterator[tuple[Way, str]]:
    """A way to it that can break, and the vault's address on it."""
    with way_to(server) as (way, folder):
        yield way, place.replace(str(server.folder), folder)


def commit(vault: VaultPort, seq: int) -> None:
    """A record at the end of both streams, and a row of keys."""
    appends = [Append(TWO, seq, b"two %d" % seq), Append(ONE, seq, b"one %d" % seq)]
    vault.commit(appends, [KeyChange("grant", ANN, b"i", b"%d" % seq)])


def holds(place: str, count: int) -> bool:
    """Whether exactly `count` such commits are there, each once."""
    with open_vault(place) as vault:
        streams = [
            (stream, [(seq, b"%s %d" % (name, seq)) for seq in range(1, count + 1)])
            for name, stream in ((b"one", ONE), (b"two", TWO))
        ]
        last = vault.key_row("grant", ANN, b"i")
        return (
            all(list(vault.read(stream)) == records for stream, records in streams)
            and vault.check() == []
            and last == (b"%d" % count if count else None)
        )


@both_sides
@pytest.mark.parametrize("has_half", [False, True])
def test_a_commit_is_written_once_wherever_the_connection_breaks(
    way: tuple[Way, str], place: str, side: Side, *, has_half: bool
) -> None:
    """Before each message of it and in the middle of each, what the program says and what it is answered."""
    way[0].has_half = has_half
    with open_vault(way[1]) as vault:
        for number in itertools.count():
            at = way[0].breaks = At(side, number)
            commit(vault, number + 1)
            if not at.is_reached:
                break
    assert number > 20
    assert holds(place, number + 1)


def test_a_commit_that_arrives_when_it_was_given_up_is_taken_for_what_it_is(
    way: tuple[Way, str], place: str
) -> None:
    """The network held its end back, and lets it through between any two questions of the program that connected anew.

    While it is held back the server keeps its places locked: in the end the program gives up and says that it may be
    saved, and it is.
    """
    for number in itertools.count():
        said = itertools.count()

        def let_through(side: Side, _: bytes, number: int = number, said: Iterator[int] = said) -> None:
            if side == "program" and way[0].breaks is None and next(said) == number:
                way[0].arrive()

        with open_(read_address(way[1]), patience=0.3) as vault:
            way[0].breaks, way[0].is_late, way[0].on_message = before_commit, True, let_through
            try:
                commit(vault, number + 1)
            except OutcomeUnknown:
                way[0].arrive()
                break
        assert holds(place, number + 1)
    assert number > 10
    assert holds(place, number + 1)


@both_sides
def test_a_long_read_goes_on_wherever_the_connection_breaks(
    way: tuple[Way, str], place: str, side: Side
) -> None:
    """No record is left out, and none comes twice."""
    records = [(seq, bytes([seq]) * 500) for seq in range(1, 71)]
    with open_vault(way[1]) as vault:
        vault.commit([Append(ONE, *record) for record in records])
        for number in itertools.count():
            at = way[0].breaks = At(side, number)
            assert list(vault.read(ONE)) == records
            if not at.is_reached:
                break
    assert number > (10 if side == "program" else 70)


@both_sides
def test_opening_succeeds_or_says_that_the_server_is_away(
    way: tuple[Way, str], place: str, side: Side
) -> None:
    """Who is not let in yet is told; one who is, connects anew."""
    told = []
    for number in itertools.count():
        at = way[0].breaks = At(side, number)
        try:
            open_vault(way[1]).close()
        except ServerAway:
            told.append(number)
        if not at.is_reached:
            break
    assert len(told) < number
    assert holds(place, 0)


@both_sides
def test_what_is_said_not_to_be_written_is_not(way: tuple[Way, str], place: str, side: Side) -> None:
    """The server stays away from any message on: only OutcomeUnknown leaves open whether the commit is there."""
    there, told = 0, []
    for number in itertools.count():
        with open_(read_address(way[1]), patience=0.05) as vault:
            at = way[0].breaks = At(side, number)
            way[0].is_closed_when_broken = True
            try:
                commit(vault, there + 1)
            except (ServerAway, OutcomeUnknown) as error:
                told.append(type(error))
            else:
                told.append(None)
            way[0].breaks = None
        way[0].is_closed = False
        with open_vault(place) as other:
            is_there = other.head(ONE).seq > there
        assert is_there in {None: {True}, ServerAway: {False}, OutcomeUnknown: {True, False}}[told[-1]]
        there += is_there
        assert holds(place, there)
        if not at.is_reached:
            break
    assert set(told) == {None, ServerAway, OutcomeUnknown}
