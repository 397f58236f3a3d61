"""What a rule raises, and the finding the engine makes of it."""

from __future__ import annotations

from msgspec import Struct

SEVERITIES = ("error", "warning", "info")
"""From the one that stands against a final document to the one that only says something."""


class Raised(Struct, frozen=True):
    """What a rule has to say: why now, with figures. `session` is the session it is about, if it is about one.

    `items` are the beginning items it says are missing or empty (None: the rule's own `ITEMS`); `is_final` says that no
    override covers it; `severity` is another one than the rule's own (DOMAIN 5c).
    """

    message: str
    session: int | None = None
    items: tuple[str, ...] | None = None
    is_final: bool = False
    severity: str = ""


class Finding(Struct, frozen=True, omit_defaults=False):
    """A rule's word on a course. `severity` is one of SEVERITIES; `fix` says what to do."""

    rule: str
    name: str
    severity: str
    message: str
    fix: str
    session: int | None = None
    is_overridden: bool = False
    override_reason: str = ""

    @property
    def is_open_error(self) -> bool:
        """Whether it makes `check` fail."""
        return self.severity == "error" and not self.is_overridden
