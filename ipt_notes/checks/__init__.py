"""One file a rule; `MACHINERY` names the files that are none."""

MACHINERY = ("engine", "finding", "gate", "obstacles", "overrides", "plugged", "rule", "setting")
