"""What a colleague only says is not done: a notice takes no client away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.keys.offers import seal_notice
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.vault.port import KeyChange
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from pathlib import Path

BEN, CODE = "Dr B. Sample", "MK-014"


@pytest.mark.parametrize("what", ["erased", "withdrawn"])
def test_a_notice_that_is_not_so_takes_nothing_away(tmp_path: Path, what: str) -> None:
    """Ben, who has no access, says that Anna's client was erased, or her access taken back: she hears that it is not so."""
    shared = Sharing(tmp_path, CODE)
    shared.add(BEN)
    with shared.open(ANNA) as anna:
        client = anna.find(CODE).client
    with shared.open(BEN) as ben:
        anna_ = ben.roster.find(ANNA).id
        (row,) = ben.port.key_rows("grant", anna_)
        tag = row.id if what == "erased" else b""
        place = {"to": anna_, "grantor": ben.member, "vault": ben.port.vault_id}
        blob = seal_notice(client, what=what, epoch=1, tag=tag, **place)
        ben.port.commit([], [KeyChange("offer", anna_, client, blob)])
    for _ in range(2):
        with shared.open(ANNA) as anna:
            assert [grant.code for grant in anna.grants()] == [CODE]
            assert any("does not fit its chart" in each for each in anna.damage)
    with shared.open(ANNA) as anna:
        (problem,) = verify_vault(anna).problems
        assert ("a notice" if what == "withdrawn" else "an offer") in problem
