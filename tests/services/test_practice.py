"""Charts are found by their code, read in order, and written by many programs at once without a loss."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import (
    ChartDamaged,
    ClientNotFound,
    CodeExists,
    Damaged,
    RecordsMissing,
    StreamMoved,
    UsageProblem,
)
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import contacts, make_practice, note_contact
from tests.vault_memory import MemoryVault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.services.settings import Settings

WRITERS, RECORDS = 20, 5


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Three charts, two of which begin alike."""
    with make_practice(tmp_path, "MK-014", "MK-020", "Österreich 7") as practice:
        yield practice


@pytest.mark.parametrize("code", ["MK-014", "mk-014", " MK-014 ", "ＭＫ-014"])
def test_a_code_is_found_however_it_is_typed(practice: Practice, code: str) -> None:
    """Capital or small, wide or narrow."""
    assert practice.open(code).code == "MK-014"


def test_a_beginning_is_enough_where_it_is_asked_for(practice: Practice) -> None:
    """If it is one client's only; never in a script."""
    assert practice.find("öst", by_prefix=True).code == "Österreich 7"
    with pytest.raises(UsageProblem, match="MK-014, MK-020"):
        practice.find("MK", by_prefix=True)
    with pytest.raises(ClientNotFound):
        practice.find("öst")


def test_an_unknown_code_is_told_with_the_nearest(practice: Practice) -> None:
    """A slip of the finger is not another client."""
    with pytest.raises(ClientNotFound) as told:
        practice.find("MK-041")
    assert told.value.hint == "did you mean MK-014?"


def test_a_lost_tag_is_made_up_for_by_a_scan(practice: Practice) -> None:
    """The chart is found by the code in its grant."""
    practice.member.index_tag = lambda _: bytes(32)  # as when a later Unicode folds a letter otherwise
    assert practice.find("mk-014").code == "MK-014"


def test_charts_come_in_the_order_of_their_codes(practice: Practice) -> None:
    """Without regard to case."""
    assert [chart.code for chart in practice.charts()] == ["MK-014", "MK-020", "Österreich 7"]


def test_what_was_written_is_read_in_order(practice: Practice) -> None:
    """By this program and by the next."""
    for text in ("first", "second", "third"):
        note_contact(practice, "MK-014", text)
    with open_practice(practice.settings, Nobody()) as other:
        assert contacts(practice, "MK-014") == contacts(other, "MK-014") == ["first", "second", "third"]


def test_nothing_is_written_when_nothing_is_decided(practice: Practice) -> None:
    """No record for a save that changes nothing."""
    before = practice.port.status().records
    practice.write(practice.find("MK-014"), lambda _: ())
    assert practice.port.status().records == before


def test_a_decision_is_made_anew_when_another_program_wrote(practice: Practice) -> None:
    """It sees the other's record, and both are kept."""
    seen = []

    def decide(chart) -> list:
        seen.append(len(chart.records))
        if len(seen) == 1:
            note_contact(practice, "MK-014", "theirs")
        return [chart.records[-1].body] if len(seen) > 1 else [chart.records[0].body]

    practice.write(practice.find("MK-014"), decide)
    assert seen == [2, 3]
    assert contacts(practice, "MK-014") == ["theirs", "theirs"]


def test_a_chart_that_never_stands_still_is_told(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a conflict, after many tries."""
    import time

    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr("ipt_notes.services.practice._ATTEMPTS", 3)

    def moved(*_: object) -> None:
        raise StreamMoved

    monkeypatch.setattr(practice.port, "commit", moved)
    with pytest.raises(StreamMoved):
        note_contact(practice, "MK-014", "text")


def test_twenty_programs_at_one_chart_lose_nothing(tmp_path: Path) -> None:
    """Every record of every one is there once, in the order each wrote them, and the vault is authentic."""
    with make_practice(tmp_path, "MK-014") as practice:
        where = practice.settings
    assert _at_once([partial(_write_some, where, name) for name in range(WRITERS)]) == [0] * WRITERS
    with open_practice(where, Nobody()) as practice:
        found = contacts(practice, "MK-014")
        for name in range(WRITERS):
            assert [text for text in found if text.startswith(f"{name:02}:")] == _texts(name)
        assert len(found) == WRITERS * RECORDS
        assert verify_vault(practice).problems == ()


def test_twenty_programs_add_twenty_clients(tmp_path: Path) -> None:
    """The audit stream they all write to stays whole; of two with one code only one is added."""
    with make_practice(tmp_path) as practice:
        where = practice.settings
    codes = _at_once([partial(_add_client, where, f"C-{number // 2}") for number in range(WRITERS)])
    assert sorted(codes) == [0] * (WRITERS // 2) + [CodeExists.exit_code] * (WRITERS // 2)
    with open_practice(where, Nobody()) as practice:
        assert len(list(practice.charts())) == WRITERS // 2
        assert verify_vault(practice).problems == ()


def _texts(name: int) -> list[str]:
    return [f"{name:02}:{number}" for number in range(RECORDS)]


def _write_some(where: Settings, name: int) -> int:
    with open_practice(where, Nobody()) as practice:
        for text in _texts(name):
            note_contact(practice, "MK-014", text)
    return 0


def _add_client(where: Settings, code: str) -> int:
    with open_practice(where, Nobody()) as practice:
        try:
            clients.add_client(practice, code, "", None, clients.NewCourse())
        except CodeExists as exists:
            return exists.exit_code
    return 0


def _at_once(steps: list[Callable[[], int]]) -> list[int]:
    """Run each step in a process of its own, started at one signal; the processes' exit codes."""
    waiting, signal = os.pipe()
    children = [_in_a_child(step, waiting, signal) for step in steps]
    os.close(signal)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(waiting)
    return codes


def _in_a_child(step: Callable[[], int], waiting: int, signal: int) -> int:
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.close(signal)
            os.read(waiting, 1)
            code = step()
        finally:
            os._exit(code)
    return child


def test_a_chart_without_records_has_lost_them(practice: Practice) -> None:
    """A grant with nothing behind it is damage, not an empty chart."""
    port = MemoryVault.copy_of(practice.port)
    port.store.records.pop(practice.find("MK-014").client)
    with pytest.raises(RecordsMissing, match="MK-014 has its keys and no records"):
        Practice(port, practice.member, practice.settings).open("MK-014")


def test_a_record_of_another_client_sealed_into_a_chart_is_damage(practice: Practice) -> None:
    """Even by somebody who holds both keys: the record says whose it is."""
    theirs, mine = practice.open("MK-020"), practice.open("MK-014")
    mine.grant.client, stream = theirs.grant.client, mine.grant.client
    appends, _ = practice.seal(mine, [mine.records[0].body])
    practice.port.commit([appends[0]._replace(stream=stream)])
    with pytest.raises(ChartDamaged, match="record 3 "):
        practice.open("MK-014")


def test_a_closed_practice_lets_go_of_its_file(tmp_path: Path) -> None:
    """Nothing is left beside the vault, also after a failure."""
    with pytest.raises(Damaged), make_practice(tmp_path, "MK-014"):
        raise Damaged(what="anything")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "kit.txt", "state", "vault.ipt"]


def test_nothing_of_a_chart_is_shown(practice: Practice) -> None:
    """Not in a repr that a log or a traceback would carry."""
    note_contact(practice, "MK-014", "what she said")
    chart = practice.open("MK-014")
    shown = repr(practice) + repr(chart) + repr(chart.records) + repr(chart.grant) + repr(chart.keys)
    assert not any(word in shown for word in ("MK-014", "Name of", "what she said"))
