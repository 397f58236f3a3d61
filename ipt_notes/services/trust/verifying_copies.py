"""Verifies a vault where it lies: the one this machine goes on with is held against what was seen of it, a copy is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.errors import Damaged
from ipt_notes.services.trust.copies import is_copy, look_only
from ipt_notes.services.trust.own_place import known_place
from ipt_notes.services.trust.telling_status import remember_proof
from ipt_notes.services.trust.trusting import is_older, lacking
from ipt_notes.services.trust.verifying import verify_vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.verifying import Verified


def verify_here(practice: Practice) -> Verified:
    """`verify_vault` of a vault that was opened untrusted; of a copy as `verify_backup` does it, and says what it is.

    This machine remembers when all of the vault that it goes on with was authentic.
    """
    if _holds(is_copy, practice):
        return _verify_copy(practice)
    verified = verify_vault(practice)
    if not verified.problems:
        remember_proof(practice)
    return verified


def _verify_copy(practice: Practice) -> Verified:
    lacks = tuple(lacking(practice))
    older = bool(lacks) or _holds(is_older, practice)
    copy_of = known_place(practice)
    verified = verify_backup(practice)
    return replace(verified, is_copy=True, copy_of=copy_of, is_older=older, lacking=lacks)


def verify_backup(practice: Practice) -> Verified:
    """`verify_vault` of one that may well be older than what was seen of it; nothing is written to it, or remembered."""
    look_only(practice)
    return verify_vault(practice, against_seen=False)


def _holds(claim: Callable[[Practice], bool], practice: Practice) -> bool:
    """Whether it holds, where that can be told: what is damaged is told when all of the vault is looked at."""
    try:
        return claim(practice)
    except Damaged:
        return False
