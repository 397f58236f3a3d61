"""Where the vault, the templates and this machine's state are, when nothing else is said."""

import datetime as dt
from pathlib import Path

import platformdirs
import pytest

from ipt_notes.folders import APP
from ipt_notes.services.settings import Settings, now, read_settings

SURROUNDINGS = [
    {"HOME": "/home/ada"},
    {"HOME": "/home/ada/"},
    {"HOME": "/"},
    {
        "HOME": "/home/ada",
        "XDG_STATE_HOME": "/srv/state",
        "XDG_DATA_HOME": "/srv/data",
        "XDG_CONFIG_HOME": "/srv/config/",
    },
    {"HOME": "/home/ada", "XDG_STATE_HOME": "", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "~/config"},
    {"HOME": "elsewhere"},
    {},
]


@pytest.mark.parametrize("env", SURROUNDINGS, ids=str)
def test_the_folders_are_those_other_programs_use(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the XDG variables say counts where it is a whole path; platformdirs is held to be right."""
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = Settings({}, "", dt.date(2026, 3, 16), now)
    assert settings.state == Path(platformdirs.user_state_dir(APP, appauthor=False))
    assert settings.templates == Path(platformdirs.user_config_dir(APP, appauthor=False)) / "templates"
    assert (
        Path(read_settings(env={}).where)
        == Path(platformdirs.user_data_dir(APP, appauthor=False)) / "vault.ipt"
    )
