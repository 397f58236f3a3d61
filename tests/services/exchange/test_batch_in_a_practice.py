"""A batch over charts that colleagues share: what one of them may not be given out never stops the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.services.exchange import batching
from ipt_notes.services.exchange.batching import Wish
from ipt_notes.services.members.granting import grant_access, revoke_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_with_root
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from pathlib import Path

BEN = "Dr B. Sample"
CODES = ("MK-014", "MK-020", "MK-031")


@pytest.fixture
def shared(tmp_path: Path) -> Sharing:
    """Anna has three clients, and Ben writes in their charts too."""
    shared = Sharing(tmp_path, *CODES)
    shared.add(BEN)
    with shared.open(ANNA) as anna:
        for code in CODES:
            grant_access(anna, code, BEN, Role.WRITE)
    return shared


def test_a_chart_that_is_taken_back_while_the_batch_runs_is_left_out(shared: Sharing, tmp_path: Path) -> None:
    """It is told, and the others get their documents."""
    shared.heard(BEN)
    practice, root = open_with_root(shared.places[BEN], Nobody())

    def take_back(done: int, total: int) -> None:
        if done == 1:
            with shared.open(ANNA) as anna:
                revoke_access(anna, CODES[1], BEN)

    with practice:
        wish = Wish(tmp_path / "out", is_draft=True)
        done = batching.export_batch(practice, root, wish, progress=take_back)
    assert sorted(path.name for path in (tmp_path / "out").glob("*.docx")) == ["MK-014.docx", "MK-031.docx"]
    (left,) = done.left_out
    assert left.code == CODES[1]
    assert ANNA in left.why[0]
