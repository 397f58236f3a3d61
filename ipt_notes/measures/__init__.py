"""One file a measure; `MACHINERY` names the files that are none."""

MACHINERY = ("measure", "outcome", "recovery", "risk")
