"""The practice's own thresholds of the checks: `checks.toml` in the user's configuration folder.

    fewest_people = 4
    gap_days = 21

What the file does not set, and all of it where there is no file, is as `checks.setting` has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.checks.setting import DEFAULT, LIMITS, Thresholds
from ipt_notes.errors import UsageProblem
from ipt_notes.services.toml_files import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.settings import Settings

_EXAMPLE = "a key and a number, each on a line of its own: fewest_people = 4"


def thresholds_file(settings: Settings) -> Path:
    """Where a practice sets its own: `checks.toml`, beside its folder of templates."""
    return settings.templates.with_name("checks.toml")


def thresholds(settings: Settings) -> Thresholds:
    """The thresholds in force.

    UsageProblem names the file, and the line or the key that is wrong; WorldProblem when it can't be read.
    """
    return read_thresholds(thresholds_file(settings))


def read_thresholds(path: Path) -> Thresholds:
    """The thresholds that a file sets; the usual ones where there is no file. Errors as for `thresholds`."""
    said = read_toml(path, _EXAMPLE)
    return Thresholds(**{key: _number(path, key, value) for key, value in said.items()})


def _number(path: Path, key: str, value: object) -> Any:
    if key not in LIMITS:
        raise UsageProblem(what=f"{path}: {_shown(key)} is not known", hint=f"known: {', '.join(LIMITS)}")
    limit, is_part = LIMITS[key], isinstance(getattr(DEFAULT, key), float)
    kinds = (int, float) if is_part else (int,)
    if isinstance(value, bool) or not isinstance(value, kinds) or not limit.least <= value <= limit.most:
        what = "a number" if is_part else "a whole number"
        told = f"{what} from {limit.least:g} to {limit.most:g}"
        raise UsageProblem(what=f"{path}: {key} is not {told}", hint=f"{key}: {limit.about}")
    return float(value) if is_part else value


def _shown(key: str) -> str:
    """The key as far as it can be shown in a message."""
    return key[:40] if key.isprintable() else "a key"
