"""A draft's file: the text that was put into it, or malformed; nothing of it is shown."""

from __future__ import annotations

from ipt_notes.keys import drafts
from ipt_notes.keys.derive import wrap
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.keys.envelope import Malformed
from tests.fuzz.draws import Draws
from tests.fuzz.member import VAULT, a_member
from tests.fuzz.saying import says

_OWNER, _NAME = a_member(), b"n" * 16
_NAMES = r"(a draft|ipt-notes draft|a padded text) has a shape that this program never wrote\."


def fuzz(data: bytes) -> None:
    """Bytes as they stand in the file; or, behind an odd byte, any padding under the member's own draft key."""
    draws = Draws(data)
    is_inside, typed = draws.number(1), draws.rest()
    bound = VAULT + _NAME
    blob = wrap(_OWNER.draft_key, typed, purpose=drafts._PURPOSE, bound_to=bound) if is_inside else typed
    try:
        text = open_draft(_OWNER, blob, vault=VAULT, name=_NAME)
    except Malformed as error:
        says(error, _NAMES)
    else:
        again = seal_draft(_OWNER, text, vault=VAULT, name=_NAME)
        assert open_draft(_OWNER, again, vault=VAULT, name=_NAME) == text
    assert (
        open_draft(_OWNER, seal_draft(_OWNER, typed, vault=VAULT, name=_NAME), vault=VAULT, name=_NAME)
        == typed
    )
