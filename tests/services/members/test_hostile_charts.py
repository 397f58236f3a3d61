"""A server that shows each member what it likes: what it can't do to shared charts, and what nobody can notice.

The vault is a file here, which the server copies, keeps and puts back as it pleases: it has everything but keys.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Channel, Role
from ipt_notes.errors import ChartDamaged, Damaged, KeysReplaced, RolledBack
from ipt_notes.keys.authorship import join
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.vault.port import Append, KeyChange
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import TODAY, contacts, note_contact

BEN, CLARA = "Dr B. Sample", "Dr C. Instance"
CODE = "MK-014"


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Ben writes in a chart of Anna's, Clara reads it, and both have seen it."""
    shared = Sharing(tmp_path, CODE)
    for name, role in ((BEN, Role.WRITE), (CLARA, Role.READ)):
        shared.add(name)
        with shared.open(ANNA) as anna:
            grant_access(anna, CODE, name, role)
        with shared.open(name) as practice:
            practice.open(CODE)
    return shared


class _Server:
    """What a server does with the vault's file between two commands."""

    def __init__(self, shared: Sharing) -> None:
        self.file = Path(shared.places[ANNA].where)
        self.kept: dict[str, Path] = {}

    def keep(self, name: str) -> None:
        """A copy of the vault as it is, to be shown later."""
        self.kept[name] = self.file.with_name(f"{name}.kept")
        shutil.copyfile(self.file, self.kept[name])

    def show(self, name: str) -> None:
        """That copy, from now on."""
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self.file}{suffix}").unlink()
        shutil.copyfile(self.kept[name], self.file)


def _writes(shared: Sharing, who: str, text: str) -> None:
    with shared.open(who) as practice:
        note_contact(practice, CODE, text)


def test_a_colleague_notices_that_the_last_records_are_withheld(shared: Sharing) -> None:
    """Whoever wrote them: what this computer has seen is not forgotten."""
    server = _Server(shared)
    server.keep("before")
    _writes(shared, ANNA, "said")
    with shared.open(CLARA) as clara:
        assert contacts(clara, CODE) == ["said"]
    server.show("before")
    with pytest.raises(RolledBack), shared.open(CLARA) as clara:
        clara.open(CODE)


def test_two_who_are_shown_different_charts_notice_when_they_meet(shared: Sharing) -> None:
    """Ben's record stands in the place of Anna's: she is told as soon as she is shown his."""
    server = _Server(shared)
    server.keep("before")
    _writes(shared, ANNA, "by Anna")
    server.keep("for Anna")
    server.show("before")
    _writes(shared, BEN, "by Ben")
    server.keep("for Ben")
    server.show("for Anna")
    with pytest.raises(RolledBack), shared.open(BEN) as ben:
        ben.open(CODE)
    server.show("for Ben")
    with pytest.raises(RolledBack), shared.open(ANNA) as anna:
        anna.open(CODE)


def test_as_long_as_a_fork_is_kept_up_nobody_can_tell(shared: Sharing) -> None:
    """Two who never see the same can't compare: the threat model says so, and this is what it means."""
    server = _Server(shared)
    server.keep("for Ben")
    _writes(shared, ANNA, "by Anna")
    server.keep("for Anna")
    server.show("for Ben")
    with shared.open(BEN) as ben:
        assert contacts(ben, CODE) == []
    server.show("for Anna")
    with shared.open(ANNA) as anna:
        assert contacts(anna, CODE) == ["by Anna"]


def test_keys_that_were_taken_back_do_not_return(shared: Sharing) -> None:
    """The old offer and the old grant are put back: they are told, and open nothing new."""
    with shared.open(BEN) as ben:
        (grant,) = ben.port.key_rows("grant", ben.member.id)
    with shared.open(ANNA) as anna:
        offered = anna.find(CODE)
        revoke_access(anna, CODE, BEN)
        note_contact(anna, CODE, "after")
    shared.heard(BEN)
    with shared.open(BEN) as ben:
        ben.port.commit([], [KeyChange(*grant)])
    with shared.open(BEN) as ben:
        assert list(ben.grants()) == []
        assert any("not as it was last written" in what for what in ben.damage)
        with pytest.raises(KeysReplaced):
            ben.find(CODE)
    assert offered.keys.keys() == {1}


def test_an_old_offer_that_is_put_back_gives_nothing(shared: Sharing) -> None:
    """It was signed once, and the chart goes on under another key since."""
    shared.add("Dr D. Case")
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, "Dr D. Case", Role.READ)
        dee = anna.roster.find("Dr D. Case").id
        (offer,) = anna.port.key_rows("offer", dee)
        revoke_access(anna, CODE, "Dr D. Case")
    shared.heard("Dr D. Case")
    with shared.open(ANNA) as anna:
        anna.port.commit([], [KeyChange(*offer)])
    with shared.open("Dr D. Case") as practice:
        assert list(practice.grants()) == []
        assert practice.damage


def test_an_offer_to_one_serves_nobody_else(shared: Sharing) -> None:
    """It is moved to another member's rows: it opens there for nobody, and its signature is for another."""
    shared.add("Dr D. Case")
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, "Dr D. Case", Role.WRITE)
        dee, clara = (anna.roster.find(name).id for name in ("Dr D. Case", CLARA))
        (offer,) = anna.port.key_rows("offer", dee)
        anna.port.commit([], [KeyChange("offer", clara, offer.id, offer.blob)])
    with shared.open(CLARA) as practice:
        assert practice.damage
        assert practice.open(CODE).access.role_of(practice.member.id.hex()) is Role.READ


def test_who_may_only_read_can_not_slip_a_record_in(shared: Sharing) -> None:
    """Clara has the key, a changed program, and the server: all others are told which record is none."""
    with shared.open(CLARA) as clara:
        chart = clara.open(CODE)
        body = r.ContactMade(chart.course.id, TODAY, Channel.PHONE, "slipped in")
        record = r.Record(
            "f" * 32, chart.grant.client.hex(), clara.member.id.hex(), 1, clara.settings.clock(), body
        )
        _append(clara, chart, record)
    with shared.open(ANNA) as anna, pytest.raises(ChartDamaged, match=f"record {chart.head.seq + 1} "):
        anna.open(CODE)


def test_nobody_writes_in_anothers_name(shared: Sharing) -> None:
    """Ben signs what he says Anna wrote."""
    with shared.open(BEN) as ben:
        chart = ben.open(CODE)
        body = r.ContactMade(chart.course.id, TODAY, Channel.PHONE, "not hers")
        holder = chart.access.holder
        record = r.Record("f" * 32, chart.grant.client.hex(), holder, 1, ben.settings.clock(), body)
        _append(ben, chart, record)
    with shared.open(CLARA) as clara, pytest.raises(Damaged):
        clara.open(CODE)


@pytest.mark.parametrize("author", ["f" * 32, "nobody", "ä"])
def test_a_stranger_is_nobody(shared: Sharing, author: str) -> None:
    """A record that names somebody who is not in the practice, or no member at all."""
    with shared.open(BEN) as ben:
        chart = ben.open(CODE)
        body = r.ContactMade(chart.course.id, TODAY, Channel.PHONE, "whose?")
        record = r.Record("f" * 32, chart.grant.client.hex(), author, 1, ben.settings.clock(), body)
        _append(ben, chart, record)
    with shared.open(ANNA) as anna, pytest.raises(ChartDamaged):
        anna.open(CODE)


def _append(practice, chart, record: r.Record) -> None:
    """What a changed program would write at a chart's end: signed by whoever runs it, and sealed with the chart's key."""
    payload = r.encode(record)
    keys = StreamKeys(practice.port.vault_id, chart.grant.client, chart.grant.keys)
    place = {"seq": chart.head.seq + 1, "previous": chart.head.hash}
    sealed = keys.seal(join(payload, practice.member.sign(payload)), **place)
    practice.port.commit([Append(chart.grant.client, chart.head.seq + 1, sealed)])
