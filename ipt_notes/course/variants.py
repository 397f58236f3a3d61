"""The variants of IPT and their limits (DOMAIN 2.4)."""

from __future__ import annotations

from msgspec import Struct

from ipt_notes.errors import NotFound


class Variant(Struct, frozen=True):
    """One way of delivering IPT.

    `planned` is the usual range of attended sessions (None: as the contract says), `beginning_limit` the last
    session of the beginning (0: there is no beginning), `final_length` how many sessions the final phase has,
    `minutes` the usual range of a session's length.
    """

    id: str
    name: str
    planned: tuple[int, int] | None
    default_planned: int
    beginning_limit: int
    final_length: int
    minutes: tuple[int, int] | None
    default_minutes: int


_ALL = (
    Variant("ipt_acute", "IPT, acute treatment", (12, 16), 16, 3, 3, (45, 60), 50),
    Variant("ipt_uk16", "IPT, UK sixteen sessions", (16, 16), 16, 4, 4, (45, 60), 50),
    Variant("ipt_b", "Brief IPT", (8, 8), 8, 2, 2, (45, 60), 50),
    Variant("ipc", "Interpersonal counselling", (3, 6), 6, 1, 1, (15, 30), 30),
    Variant("ipt_a", "IPT for adolescents", (12, 16), 12, 4, 3, (35, 50), 45),
    Variant("ipt_group", "Group IPT", (8, 8), 8, 1, 1, None, 90),
    Variant("ipsrt", "Interpersonal and social rhythm therapy", (16, 24), 20, 5, 3, (45, 60), 50),
    Variant("ipt_m", "Maintenance IPT", None, 12, 0, 1, (45, 60), 50),
)

MOST_EXTENSION = 2
"""By how many sessions an override of BEG001 may extend the beginning (DOMAIN 5a; a project convention)."""

VARIANTS = {variant.id: variant for variant in _ALL}
DEFAULT_VARIANT = "ipt_acute"


def variant(name: str) -> Variant:
    """The variant called `name`; NotFound names the known ones."""
    if name not in VARIANTS:
        raise NotFound(what=f"variant {name!r}", hint=f"known: {', '.join(VARIANTS)}")
    return VARIANTS[name]
