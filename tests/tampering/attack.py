"""What somebody who can write to the vault's file, and has no key, does to it; and what is told of it then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tampering.thief import Thief

NOTHING = ""
"""Nothing is told: it can't be, or no command but `vault verify` reads what was touched."""
OLDER = "older than this computer has seen it, or was replaced"
WRITTEN = "is not as it was last written"
DROPPED = "is gone, and its removal is not recorded"


class Attack(NamedTuple):
    """`do` changes the vault. `verify` is what `vault verify` has to say then, and `reading` the next command that reads
    what was touched (None: the same words), where the vault was seen before.

    `fresh_verify` and `fresh_reading` are said on a computer that has never seen the vault (None: what is said elsewhere);
    `fresh` stands for both of them.
    """

    name: str
    do: Callable[[Thief], object]
    verify: str
    reading: str | None = None
    fresh_verify: str | None = None
    fresh_reading: str | None = None
    fresh: str | None = None

    @property
    def where_it_was_seen(self) -> tuple[str, str]:
        """What verify and reading say on a computer that knows the vault."""
        return self.verify, _first(self.reading, self.verify)

    @property
    def where_it_is_new(self) -> tuple[str, str]:
        """What they say on one that does not."""
        verify, reading = self.where_it_was_seen
        return _first(self.fresh_verify, self.fresh, verify), _first(self.fresh_reading, self.fresh, reading)


def _first(*words: str | None) -> str:
    return next(each for each in words if each is not None)
