"""What opening a chart in an emergency prints as JSON is what its schema says, and its holder finds it in the agenda."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema

from ipt_notes.cli import frame
from ipt_notes.services import clients
from ipt_notes.services.agenda import agenda
from ipt_notes.services.members.standing import set_recovery
from tests.cli.test_help import EVERY
from tests.cli.transcript import environment
from tests.services.members.sharing import ANNA, Sharing

if TYPE_CHECKING:
    from pathlib import Path

BEN, FULL = "Ben", "practice emergency"


def test_an_emergency_is_told_to_who_holds_the_chart(tmp_path: Path) -> None:
    """Anna opens Ben's chart: one JSON document for her, and a line for him that says who and why."""
    shared = Sharing(tmp_path)
    shared.add(BEN)
    with shared.open(ANNA) as anna:
        set_recovery(anna, ANNA, is_recovery=True)
    with shared.open(BEN) as ben:
        clients.add_client(ben, "BE-001", "", None, clients.NewCourse())
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", *FULL.split(), "BE-001", "--reason", "Ben is ill", "--json"],
        capture_output=True,
        env=environment(tmp_path),
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert FULL in EVERY
    jsonschema.validate(json.loads(done.stdout), frame.schema(FULL))
    with shared.open(BEN) as ben:
        (owed,) = (each for each in agenda(ben).owed if each.kind == "emergency")
    assert owed.what.startswith(f"{ANNA} opened the chart in an emergency on ")
    assert owed.what.endswith(": Ben is ill")
    assert owed.at is None
