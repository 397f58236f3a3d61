"""A client's name and date of birth are corrected: lists and charts tell the new ones, the history keeps the old ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course import records as r
from ipt_notes.errors import ErasedMeanwhile, UsageProblem
from ipt_notes.services import clients
from ipt_notes.services.listing import list_clients
from ipt_notes.services.particulars import Particulars, edit_client
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import certifying
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import rekeying
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE, BORN = "MK-014", dt.date(1988, 3, 1)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with make_practice(tmp_path, CODE, "LP-002") as practice:
        yield practice


def edit(practice: Practice, name: str | None = None, born: dt.date | None = None) -> Particulars:
    """Correct the particulars of the client."""
    return edit_client(practice, practice.find(CODE), name=name, born=born)


def test_every_program_finds_the_new_name(practice: Practice) -> None:
    """In the list of clients and in the chart; all is authentic, and what was written is there."""
    note_contact(practice, CODE, "before")
    assert edit(practice, "Mara Example", BORN) == Particulars(CODE, "Mara Example", BORN)
    note_contact(practice, CODE, "after")
    with open_practice(practice.settings, Nobody()) as other:
        names = {line.code: line.name for line in list_clients(other)}
        assert names == {CODE: "Mara Example", "LP-002": "Name of LP-002"}
        client = other.open(CODE).course.client
        assert (client.name, client.born, client.earlier_names) == (
            "Mara Example",
            BORN,
            (f"Name of {CODE}",),
        )
        assert contacts(other, CODE) == ["before", "after"]
        assert verify_vault(other).problems == ()


def test_what_is_not_given_stays_as_it_is(practice: Practice) -> None:
    """One or the other; a name can be taken away."""
    edit(practice, "Mara Example")
    assert edit(practice, born=BORN) == Particulars(CODE, "Mara Example", BORN)
    assert edit(practice, "") == Particulars(CODE, "", BORN)


def test_what_is_so_already_is_not_recorded(practice: Practice) -> None:
    """The history tells what changed, and nothing else."""
    edit(practice, "Mara Example", BORN)
    edit(practice, "Mara Example", BORN)
    edit(practice)
    bodies = [record.body for record in practice.open(CODE).records]
    assert [body for body in bodies if isinstance(body, r.ClientChanged)] == [
        r.ClientChanged(CODE, "Mara Example", BORN)
    ]


def test_a_birthday_that_is_still_to_come_is_refused(practice: Practice) -> None:
    """As when a client is added."""
    with pytest.raises(UsageProblem, match="still to come"):
        edit(practice, born=practice.settings.today + dt.timedelta(days=1))


def test_a_new_key_of_the_same_moment_stays(practice: Practice) -> None:
    """Another program renews the chart's key just before the commit: the new name is written under it."""
    true_commit, done = practice.port.commit, []
    with open_practice(practice.settings, Nobody()) as other:

        def meanwhile(*changes: object) -> None:
            if not done:
                done.append(rekeying.rekey_client(other, CODE))
            true_commit(*changes)

        practice.port.commit = meanwhile
        edit(practice, "Mara Example")
    chart = practice.open(CODE)
    assert (chart.grant.name, sorted(chart.grant.keys)) == ("Mara Example", [1, 2])
    assert chart.records[-1].epoch == 2
    assert verify_vault(practice).problems == ()


def test_another_client_with_the_code_of_an_erased_one_keeps_the_name(practice: Practice) -> None:
    """Whoever was meant is gone."""
    meant = practice.find(CODE)
    with open_practice(practice.settings, Nobody()) as other:
        begun = erase_client(other, CODE, Nobody(), confirm=CODE, ground="entered by mistake")
    certifying.certify(practice.settings, begun, None)
    clients.add_client(practice, CODE, "Somebody Else", None, clients.NewCourse())
    with pytest.raises(ErasedMeanwhile):
        edit_client(practice, meant, name="Mara Example")
    assert practice.find(CODE).name == "Somebody Else"


def test_an_earlier_name_does_not_outlive_the_client(practice: Practice) -> None:
    """It may not stand in the ground of an erasure either."""
    edit(practice, "Marisol Longname")
    edit(practice, "Mara Example")
    with pytest.raises(UsageProblem, match="stays in the vault's ledger"):
        erase_client(practice, CODE, Nobody(), confirm=CODE, ground="as Mrs Longname asked")
