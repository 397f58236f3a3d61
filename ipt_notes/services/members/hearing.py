"""Whether colleagues left something for this member: a look at a few rows, at the start of every command in a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import Conflict, WorldProblem
from ipt_notes.services.members.roster_key import roster_stream
from ipt_notes.services.trust.heads import KEPT_UP

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice


def hear(practice: Practice) -> bool:
    """Take up everything that colleagues left, and follow the roster; whether something was taken up.

    What can't be taken up is damage; where the vault can't be written it waits.
    """
    port = practice.port
    rows = list(port.key_rows("offer", practice.member.id))
    is_behind = practice.heads.seen(KEPT_UP) != port.head(roster_stream(port.vault_id))
    if not rows and not is_behind:
        return False
    from ipt_notes.services.members.recovering import keep_up
    from ipt_notes.services.members.taking_up import in_order, take

    try:
        taken = [take(practice, row) for row in in_order(rows)]
        if is_behind:
            keep_up(practice)
    except (WorldProblem, Conflict) as error:
        practice.say(f"what colleagues offer you waits: {error.message.rstrip('.')}")
        return False
    return any(taken)
