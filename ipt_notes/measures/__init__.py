"""One file a measure; `MACHINERY` names the files that are none."""

MACHINERY = ("measure", "outcome", "plugged", "recovery", "risk")
