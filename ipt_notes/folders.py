"""Where this program keeps things for this user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "ipt-notes"
_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def user_folder(kind: str) -> Path:
    """This program's folder of a kind (config, data, state) for this user, as platformdirs names it.

    On Linux that is a look into the environment (XDG Base Directory Specification 0.8), which every command takes;
    to import platformdirs takes 3 ms.
    """
    home = os.environ.get("HOME", "")
    if sys.platform == "linux" and home.startswith("/"):
        name, usual = _XDG[kind]
        named = os.environ.get(name, "")
        return Path(*([named] if named.startswith("/") else [home, usual]), APP)
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))


def plugins_file() -> Path:
    """The file that says which plugins are enabled; there is none where none is."""
    return user_folder("config") / "plugins.json"


def has_plugins() -> bool:
    """Whether any plugin is enabled: a look for one file."""
    return os.path.exists(plugins_file())  # noqa: PTH110 - it asks less of the disk
