"""One file a command or command group; `MACHINERY` names the files that are neither."""

MACHINERY = ("arguments", "frame", "funnel", "keyboard", "printing", "start", "table", "typing_in")
