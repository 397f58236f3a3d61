"""Looks at a place with the program's own eyes: what the vault holds, whether it verifies, which drafts are kept."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ipt_notes.errors import IptNotesError, Locked
from ipt_notes.services.person import Nobody
from ipt_notes.services.private_notes import list_private
from ipt_notes.services.settings import Settings
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust.ledger import read_ledger
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.opening_slots import slots
from ipt_notes.services.unlock.unlocking import open_practice

if TYPE_CHECKING:
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from tests.crash.places import Place

NO_VAULT = ("no vault",)
KEYS = ("key", "key2")
"""The key files that open a vault: the one it was made with, or the one that all keys were renewed for."""
_ID = re.compile(rb"[0-9a-f]{32,64}")
_OF_THE_MACHINE = ("MachineJoined",)
"""What any first command on a machine writes to the ledger."""
_KIT = re.compile(r"kit-\d")
"""The kit of a second try has another name."""
_TODAY = dt.date(2026, 3, 2)


class Found(NamedTuple):
    """What a place holds.

    `shape` is all of the vault that a person could tell: who, what was written, which ways in, in words that are the
    same for each run of the same commands. `sealed` are the sealed records by (stream, seq). `trouble` is empty when
    the vault opens and verifies.
    """

    shape: tuple[object, ...]
    sealed: dict[tuple[bytes, int], bytes]
    drafts: tuple[str, ...]
    trouble: tuple[str, ...]


def look(place: Place) -> Found:
    """Open the vault of a place with the key file that opens it, and verify it."""
    if not place.vault.exists():
        return Found(NO_VAULT, {}, (), ())
    try:
        with _opened(place) as practice:
            return _look(practice)
    except IptNotesError as error:
        return Found((), {}, (), (f"{error.code}: {error.message}", *error.details))


def _opened(place: Place) -> Practice:
    """The practice, by the first key file that opens it. Locked, with what the last one gave."""
    *others, last = [key for key in KEYS if (place.folder / key).exists()] or KEYS[:1]
    for key in others:
        with suppress(Locked):
            return open_practice(_settings(place, key), Nobody())
    return open_practice(_settings(place, last), Nobody())


def _settings(place: Place, key: str) -> Settings:
    return Settings(
        {"IPT_NOTES_KEY_FILE": str(place.folder / key)},
        str(place.vault),
        _TODAY,
        lambda: dt.datetime.now(dt.UTC).replace(microsecond=0),
        state_folder=place.state,
    )


def _look(practice: Practice) -> Found:
    port = practice.port
    sealed = {(stream, seq): blob for stream, _ in port.streams() for seq, blob in port.read(stream)}
    charts = list(practice.charts())
    kept = tuple(draft.text for draft in drafts.left(practice))
    verified = verify_vault(practice)
    trouble = (*practice.damage, *verified.problems)
    return Found(_shape(practice, charts), sealed, kept, trouble)


def _shape(practice: Practice, charts: list[OpenChart]) -> tuple[object, ...]:
    port, member = practice.port, practice.member
    rows = Counter(row.kind for kind in ("member", "slot", "grant") for row in port.key_rows(kind))
    ways = tuple(sorted((slot.kind, _KIT.sub("kit", slot.label)) for slot in slots(port, practice.settings)))
    ledger = tuple(type(line.record.body).__name__ for line in read_ledger(port, member))
    people = tuple(_told(chart, practice) for chart in charts)
    return (
        port.format_version,
        member.name,
        tuple(sorted(rows.items())),
        ways,
        tuple(kind for kind in ledger if kind not in _OF_THE_MACHINE),
        people,
    )


def _told(chart: OpenChart, practice: Practice) -> tuple[object, ...]:
    """A chart with its ids in the order in which they first appear, and the private notes that are kept apart from it."""
    names: dict[bytes, bytes] = {}
    bodies = [msgspec.json.encode(record.body) for record in chart.records]

    def name(found: re.Match[bytes]) -> bytes:
        return names.setdefault(found[0], b"id-%d" % len(names))

    private = tuple((each.session, each.revision) for each in list_private(practice, chart).notes)
    return (
        chart.code,
        chart.grant.name,
        len(chart.grant.keys),
        private,
        *(_ID.sub(name, body) for body in bodies),
    )
