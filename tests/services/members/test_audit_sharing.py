"""Owners of the practice read what its members looked at; nobody else does, and nobody can change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ChartDamaged, Damaged
from ipt_notes.keys.offers import offer_head, open_audit, seal_audit
from ipt_notes.services.members.audit_sharing import AuditNotShared, offer_row
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.standing import change_standing
from ipt_notes.services.trust.auditing import record_looks
from ipt_notes.services.trust.telling_audit import audit_lines, audit_lines_of, not_shared
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.vault.port import Append, KeyChange
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from pathlib import Path

BEN, CLARA = "Dr B. Sample", "Dr C. Instance"
CODE = "MK-014"


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna owns the practice; Ben may read a client of hers, and looked at her chart."""
    shared = Sharing(tmp_path, CODE, "MK-020")
    shared.add(BEN)
    shared.add(CLARA)
    with shared.open(ANNA) as anna:
        grant_access(anna, CODE, BEN, Role.READ)
    look(shared, BEN)
    return shared


def look(shared: Sharing, name: str) -> None:
    """A command that reads the chart."""
    with shared.open(name) as practice:
        practice.open(CODE)
        record_looks(practice, "client show")


def told(shared: Sharing, who: str, whom: str, code: str | None = None) -> list[tuple[str, str, str]]:
    """What a member is told of another's audit."""
    with shared.open(who) as practice:
        assert not practice.damage
        return [(line.by, line.what, line.code) for line in audit_lines_of(practice, whom, code, None)]


def test_the_audit_of_the_vault_has_what_colleagues_looked_at(shared: Sharing) -> None:
    """For an owner, of all of it and of one client; whose audit is not shared is named, and nothing is left out unsaid."""
    with shared.open(ANNA) as anna:
        for lines in (audit_lines(anna, None, None), audit_lines(anna, CODE, None)):
            assert (BEN, "looked at it (client show)", CODE) in [
                (each.by, each.what, each.code) for each in lines
            ]
        assert not_shared(anna) == []
    with shared.open(BEN) as ben:
        assert not [
            line for line in audit_lines(ben, None, None) if line.by == ANNA and line.where != "chart"
        ]
        assert not_shared(ben) == [ANNA, CLARA]


def test_an_owner_reads_who_looked_at_what(shared: Sharing) -> None:
    """Without asking for anything: it comes with the first commands of both."""
    lines = told(shared, ANNA, BEN)
    assert (BEN, "looked at it (client show)", CODE) in lines
    assert (BEN, f"an offer for {ANNA} written", "") in lines
    assert (BEN, "an offer taken up", "") in lines
    assert {by for by, *_ in lines} == {BEN}
    assert told(shared, ANNA, BEN, CODE) == [(BEN, "looked at it (client show)", CODE)]


def test_an_owner_is_told_once_that_an_audit_is_shared(tmp_path: Path) -> None:
    """And nothing is handed over twice."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEN)
    said = f"{BEN} shares with you, as an owner of the practice, the audit of what they looked at"
    assert said in shared.heard(ANNA)
    shared.open(BEN).close()
    assert said not in shared.heard(ANNA)


def test_a_chart_that_the_owner_can_not_open_is_told_by_its_number(shared: Sharing) -> None:
    """That somebody looked is the owner's business; who the client is, is not."""
    with shared.open(CLARA) as clara:
        clara.looked_at.add("ab" * 16)
        record_looks(clara, "client show")
    assert (CLARA, "looked at the chart abababab (client show)", "") in told(shared, ANNA, CLARA)


def test_colleagues_who_are_no_owners_read_nobodys_audit(shared: Sharing) -> None:
    """Their own they do; it says who has the others'."""
    for whom in (ANNA, CLARA):
        with pytest.raises(AuditNotShared, match=f"{whom} is not shared with you"):
            told(shared, BEN, whom)
    assert (BEN, "looked at it (client show)", CODE) in told(shared, BEN, BEN)


def test_who_becomes_an_owner_reads_everybodys_audit(shared: Sharing) -> None:
    """From the next command of each member on, and back to its beginning: also the first owner's."""
    look(shared, ANNA)
    with shared.open(ANNA) as anna:
        change_standing(anna, CLARA, Standing.OWNER)
    for name in (ANNA, BEN):
        shared.open(name).close()
    whats = [what for _, what, _ in told(shared, CLARA, BEN)]
    assert any(what.startswith("looked at the chart ") for what in whats)
    assert any(what.startswith("looked at the chart ") for _, what, _ in told(shared, CLARA, ANNA))


def test_the_audits_that_an_owner_reads_are_verified(shared: Sharing) -> None:
    """A cut end and a changed record are told by name, and are no streams of others any more."""
    shared.open(ANNA).close()
    with shared.open(ANNA) as anna:
        before = verify_vault(anna)
        assert before.problems == ()
        port = anna.port
        unread = {stream for stream, _ in port.streams()}
        assert before.others < len(unread) - 4
    with shared.open(BEN) as ben:
        from ipt_notes.services.trust.auditing import audit_stream, this_machine

        machine = this_machine(ben.settings.state)
        assert machine is not None
        stream = audit_stream(ben.member, ben.port.vault_id, machine)
        ben.port.commit([Append(stream, ben.port.head(stream).seq + 1, b"nonsense" * 200)])
    with shared.open(ANNA) as anna:
        (problem,) = verify_vault(anna).problems
        assert f"the audit of {BEN} on " in problem
        with pytest.raises(ChartDamaged):
            audit_lines_of(anna, BEN, None, None)


@pytest.mark.parametrize("whose", [BEN, CLARA])
def test_keys_that_open_no_ledger_of_their_member_are_not_taken(shared: Sharing, whose: str) -> None:
    """Clara offers other keys, in Ben's row or in her own: Anna hears of it, and reads both audits as before."""
    shared.open(ANNA).close()
    with shared.open(CLARA) as clara:
        anna_, vault = clara.roster.find(ANNA), clara.port.vault_id
        to = {"to": anna_.id, "encryption": anna_.encryption, "vault": vault}
        blob = seal_audit({1: bytes(32)}, grantor=clara.member, **to)
        row = KeyChange("offer", anna_.id, offer_row(clara.roster.find(whose).id), blob)
        clara.port.commit([], [row])
    with shared.open(ANNA) as anna:
        assert any("is not what a colleague signed" in each for each in anna.damage)
        lines = audit_lines_of(anna, BEN, None, None)
        assert "looked at it (client show)" in {line.what for line in lines}
        assert audit_lines_of(anna, CLARA, None, None)


def test_keys_of_an_audit_open_for_their_owner_alone(shared: Sharing) -> None:
    """Sealed and signed as offers are; they are no grant, and a grant is none of them."""
    with shared.open(ANNA) as anna, shared.open(BEN) as ben:
        vault = anna.port.vault_id
        me = anna.roster.members[anna.member.id]
        blob = seal_audit(
            {1: b"k" * 32, 9: b"l" * 32}, to=me.id, encryption=me.encryption, grantor=ben.member, vault=vault
        )
        assert offer_head(blob)[:4:3] == ("audit", 9)
        assert open_audit(blob, member=anna.member, vault=vault) == {1: b"k" * 32, 9: b"l" * 32}
        with pytest.raises(Damaged):
            open_audit(blob, member=ben.member, vault=vault)
