"""What is done to the ledger of keys, and to audits."""

from __future__ import annotations

from tests.tampering.attack import NOTHING, OLDER, WRITTEN, Attack
from tests.tampering.scene import HERE, SIGNED, THERE

ATTACKS = (
    Attack(
        "the ledger's last record dropped",
        lambda t: t.cut("ledger"),
        f"the ledger of keys: it is {OLDER}",
        f"is {OLDER}",
        fresh_verify=WRITTEN,
        fresh_reading=f"the grant of {SIGNED} {WRITTEN}",
    ),
    Attack(
        "all of the ledger dropped",
        lambda t: t.put("ledger", []),
        f"the ledger of keys: it is {OLDER}",
        f"is {OLDER}",
        fresh_verify=WRITTEN,
        fresh_reading=WRITTEN,
    ),
    Attack(
        "a record of the ledger dropped",
        lambda t: t.drop("ledger", 4),
        "record 4 of the ledger of keys",
        f"is {OLDER}",
        fresh_reading="record 4 of the ledger of keys",
    ),
    Attack(
        "records of the ledger swapped",
        lambda t: t.swap("ledger", 4, 5),
        "record 4 of the ledger of keys",
        "record 4 of",
        fresh_reading="record 4 of the ledger of keys",
    ),
    Attack(
        "noise behind the ledger",
        lambda t: t.put("ledger", [*t.records("ledger"), bytes(1057)]),
        "of the ledger of keys is damaged",
    ),
    Attack(
        "a chart in the place of the ledger",
        lambda t: t.exchange("ledger", SIGNED),
        "record 1 of the ledger of keys",
        f"is {OLDER}",
        fresh_reading="record 1 of the ledger of keys",
    ),
    Attack("this computer's audit cut", lambda t: t.cut(HERE), "the audit of", f"is {OLDER}", fresh=NOTHING),
    Attack("another computer's audit cut", lambda t: t.cut(THERE), "the audit of", fresh=NOTHING),
    Attack(
        "another computer's audit dropped", lambda t: t.put(THERE, []), "the audit of", fresh_reading=NOTHING
    ),
    Attack(
        "two audits exchanged",
        lambda t: t.exchange(HERE, THERE),
        "the audit of",
        f"is {OLDER}",
        fresh_reading="record 1 of",
    ),
)
