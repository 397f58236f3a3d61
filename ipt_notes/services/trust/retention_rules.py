"""The practice's own years of retention: `retention.toml` in the user's configuration folder.

    [adult]
    years_after_last_service = 7

    [minor]
    years_after_last_service = 7
    years_after_majority = 3
    majority = 18

What the file does not set, and all of it where there is no file, is as `course.retention` has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.checks.gate import count
from ipt_notes.course.retention import Policy
from ipt_notes.errors import UsageProblem
from ipt_notes.services.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ipt_notes.services.settings import Settings

_MOST_YEARS = 150
_EXAMPLE = "a table and a key, each on a line of its own: [adult], then years_after_last_service = 10"


def policy_file(settings: Settings) -> Path:
    """Where a practice sets its own years: `retention.toml`, beside its folder of templates."""
    return settings.templates.with_name("retention.toml")


def read_policy(path: Path) -> Policy:
    """The practice's rules.

    UsageProblem names the file, and the line or the key that is wrong; WorldProblem when it can't be read.
    """
    return _policy(path, read_toml(path, _EXAMPLE))


def _policy(path: Path, said: dict[str, Any]) -> Policy:
    usual = Policy()
    _refuse_unknown(path, said, Policy.__struct_fields__, "")
    rules = {name: _rule(path, name, getattr(usual, name), own) for name, own in said.items()}
    return Policy(**rules)


def _rule(path: Path, name: str, usual: Any, own: object) -> Any:
    """The rule of one class of chart; `usual` is the one the program brings."""
    if not isinstance(own, dict):
        raise UsageProblem(what=f"{path}: {name} is not a table", hint=_EXAMPLE)
    _refuse_unknown(path, own, usual.__struct_fields__, f"{name}.")
    return type(usual)(**{key: _years(path, f"{name}.{key}", value) for key, value in own.items()})


def _refuse_unknown(path: Path, said: dict[str, Any], known: Iterable[str], before: str) -> None:
    for key in said:
        if key not in known:
            words = ", ".join(f"{before}{each}" for each in known)
            raise UsageProblem(what=f"{path}: {before}{key} is not known", hint=f"known: {words}")


def _years(path: Path, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_YEARS:
        hint = f"it takes a whole number from 0 to {_MOST_YEARS}"
        raise UsageProblem(what=f"{path}: {key} is not a number of years", hint=hint)
    return value


def told_rules(policy: Policy) -> tuple[str, ...]:
    """The rule of each class of chart in words."""
    adult, minor = policy.adult, policy.minor
    years = count(minor.years_after_last_service, "year")
    of_age = f"{count(minor.years_after_majority, 'year')} after the age of {minor.majority}"
    return (
        f"adult: {count(adult.years_after_last_service, 'year')} after the last service",
        f"minor: {years} after the last service, or {of_age}, whichever is later",
    )
