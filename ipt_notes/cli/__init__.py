"""One file a command or command group; `MACHINERY` names the files that are neither."""

MACHINERY = ("frame", "funnel", "keyboard", "printing", "start", "table", "typing_in")
