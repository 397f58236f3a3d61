"""One file an export; `MACHINERY` names the files that are none."""

MACHINERY = ("audiences", "files")
