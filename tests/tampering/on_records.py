"""What is done to the records of charts."""

from __future__ import annotations

from tests.tampering.attack import NOTHING, OLDER, Attack
from tests.tampering.scene import ERASED, PLAIN, SIGNED

_CHART, _OTHER = f"the chart of {SIGNED}", f"the chart of {PLAIN}"

ATTACKS = (
    Attack("two records swapped", lambda t: t.swap(SIGNED, 3, 4), f"record 3 of {_CHART}"),
    Attack("the first record dropped", lambda t: t.drop(SIGNED, 1), f"record 1 of {_CHART}"),
    Attack("a record dropped", lambda t: t.drop(SIGNED, 4), f"record 4 of {_CHART}"),
    Attack(
        "a record dropped, and a gap left",
        lambda t: t.sql("DELETE FROM record WHERE stream = ? AND seq = 4", t.streams[SIGNED]),
        "a stream has a gap in its records",
        f"record 4 of {_CHART}",
    ),
    Attack(
        "the last record dropped",
        lambda t: t.cut(SIGNED),
        f"{_CHART}: it is {OLDER}",
        f"{_CHART} is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "the records under the new key dropped",
        lambda t: t.cut(SIGNED, 2),
        f"{_CHART}: it is {OLDER}",
        f"{_CHART} is {OLDER}",
        fresh_verify=f"record 7 of {_CHART}",
        fresh_reading=f"record 7 of {_CHART}",
    ),
    Attack(
        "a chart cut down to its beginning",
        lambda t: t.arrange(PLAIN, 1, 2),
        f"{_OTHER}: it is {OLDER}",
        f"{_OTHER} is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "every record of a chart dropped",
        lambda t: t.put(PLAIN, []),
        f"{_OTHER}: it is {OLDER}",
        f"{_OTHER} has its keys and no records",
        fresh_verify=f"{_OTHER} has no records",
    ),
    Attack("a record twice", lambda t: t.arrange(PLAIN, 1, 2, 3, 2), f"record 4 of {_OTHER}"),
    Attack("the last record twice", lambda t: t.arrange(PLAIN, 1, 2, 3, 3), f"record 4 of {_OTHER}"),
    Attack("a chart in reverse", lambda t: t.arrange(PLAIN, 3, 2, 1), f"record 1 of {_OTHER}"),
    Attack(
        "a record of another client added",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), t.records(SIGNED)[3]]),
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record in the place of another client's",
        lambda t: t.put(PLAIN, [*t.records(PLAIN)[:2], t.records(SIGNED)[2]]),
        f"record 3 of {_OTHER}",
    ),
    Attack("two charts exchanged", lambda t: t.exchange(SIGNED, PLAIN), f"record 1 of {_CHART}"),
    Attack(
        "what was erased put in the place of a chart",
        lambda t: t.exchange(PLAIN, ERASED),
        f"record 1 of {_OTHER}",
    ),
    Attack(
        "a chart as it was before its new key",
        lambda t: t.from_earlier("before the new key", SIGNED),
        f"{_CHART}: it is {OLDER}",
        f"{_CHART} is {OLDER}",
        fresh_verify=f"record 7 of {_CHART}",
        fresh_reading=f"record 7 of {_CHART}",
    ),
    Attack(
        "noise behind a chart",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), bytes(1057)]),
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "an empty record behind a chart",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), b""]),
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record far behind a chart",
        lambda t: t.sql("INSERT INTO record VALUES (?, ?, ?)", t.streams[PLAIN], 2**62, bytes(1057)),
        "a stream has a gap in its records",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record ahead of a chart",
        lambda t: t.sql("INSERT INTO record VALUES (?, ?, ?)", t.streams[PLAIN], 0, bytes(1057)),
        "a stream has a gap in its records",
        NOTHING,
    ),
    Attack(
        "a stream of a stranger",
        lambda t: t.sql("INSERT INTO record VALUES (?, 1, ?)", bytes(16), bytes(1057)),
        "1 record of a chart that has lost its keys",
        NOTHING,
    ),
    Attack(
        "a private note dropped",
        lambda t: t.cut("private"),
        f"the private notes of {PLAIN}: it is {OLDER}",
        f"privately on {PLAIN} is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "every private note dropped",
        lambda t: t.put("private", []),
        f"the private notes of {PLAIN}: it is {OLDER}",
        f"privately on {PLAIN} is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "private notes swapped",
        lambda t: t.swap("private", 1, 2),
        f"record 1 of the private notes of {PLAIN}",
        "record 1 of",
    ),
    Attack("private notes as a chart", lambda t: t.exchange("private", PLAIN), f"record 1 of {_OTHER}"),
    Attack(
        "a record of what was erased dropped",
        lambda t: t.cut(ERASED),
        f"what is left of it is {OLDER}",
        f"what is left of an erased client is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "all that was erased dropped",
        lambda t: t.put(ERASED, []),
        "the records of an erased client are gone",
        f"what is left of an erased client is {OLDER}",
        fresh_reading=NOTHING,
    ),
)
