"""Takes up what colleagues offer: grants that become own ones, and notices that access was taken back or a client erased.

Nothing is believed that the chart itself does not say. What does not fit it is told as damage, and left where it lies.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.wording import shown_moment
from ipt_notes.errors import Damaged, StreamMoved, UsageProblem
from ipt_notes.keys.grants import Grant, grant_handle, handle_of, open_own_grant, seal_own_grant
from ipt_notes.keys.identity import LONGEST_CODE
from ipt_notes.keys.offers import erased_tag, is_offer_signed, offer_head, open_offer
from ipt_notes.services.members.ended import has_ended, is_closed, revoked
from ipt_notes.services.members.offering import RECOVER
from ipt_notes.services.members.rights import AccessEnded
from ipt_notes.services.members.rows import client_of
from ipt_notes.services.members.telling_offers import told_offer
from ipt_notes.services.open_chart import member_id
from ipt_notes.services.trust.ledger import unmoved
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.port import KeyChange, KeyRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.keys.offers import OfferHead
    from ipt_notes.services.practice import Practice


_ATTEMPTS = 100
_ORDER = {"erased": 0, "audit": 2}
"""Which of what lies there is taken up before the offers of charts and behind them."""


class _Taken(NamedTuple):
    """The rows that change with something that was taken up, and what a person hears of it."""

    changes: list[KeyChange]
    said: str


def renewed(practice: Practice, grant: Grant) -> Grant:
    """The same client's grant as a colleague offers it by now. AccessEnded where the chart says that it was taken back."""
    ended = revoked(practice, grant)
    for row in offers_of(practice, grant.client):
        if take(practice, row):
            break
    if ended is None:
        return practice.find_same(grant.code, grant.client)
    found = _own_grants(practice, grant.client)
    if found and found[0][1].keys != grant.keys:  # it was given again meanwhile
        return found[0][1]
    if found:  # nobody left a notice, but the chart says it
        practice.change_keys([KeyChange(*row[:3], None) for row, _ in found])
    by, on = practice.roster.name_of(member_id(ended.author)), shown_moment(ended.at)
    raise AccessEnded(code=grant.code, by=by, on=on)


def in_order(rows: Iterable[KeyRow]) -> list[KeyRow]:
    """What colleagues left, as it is to be taken up: erasures first, which make codes free, of charts the latest first, and
    the keys of audits at the end.
    """
    latest = sorted(rows, key=lambda row: row.id, reverse=True)
    return sorted(latest, key=lambda row: _ORDER.get(_what(row), 1))


def _what(row: KeyRow) -> str:
    """What an offer or a notice says that it is; "" of one that is damaged."""
    with suppress(Damaged):
        return offer_head(row.blob).what
    return ""


def offers_of(practice: Practice, client: bytes) -> list[KeyRow]:
    """What colleagues left for this member about a client."""
    rows = practice.port.key_rows("offer", practice.member.id)
    return in_order(row for row in rows if client_of(row.id) == client)


def take(practice: Practice, row: KeyRow) -> bool:
    """Take up an offer or a notice, and remove what came before it; whether it was.

    One that is not what it says goes to the practice's damage, and stays. It is looked at anew where another program of
    this member changes a key meanwhile: else what that took up would be overwritten.
    """
    for attempt in range(_ATTEMPTS):
        still_right = unmoved(practice.port, practice.member)
        if practice.port.key_row(*row[:3]) != row.blob:  # another program took it up
            return False
        taken = _understood(practice, row)
        if taken is None:
            return False
        done = [KeyChange(*each[:3], None) for each in _up_to(practice, row)]
        try:
            practice.change_keys([*taken.changes, *done], still_right=still_right)
        except StreamMoved:
            stand_aside(attempt)
            continue
        except Damaged as error:  # a row of the member's own that would change is not as it was left
            practice.leave_out(error.message.rstrip("."))
            return False
        if taken.said:
            practice.say(taken.said)
        return True
    raise StreamMoved


def _up_to(practice: Practice, row: KeyRow) -> list[KeyRow]:
    """A row that was taken up, and what lies there about the same client from before it."""
    return [each for each in offers_of(practice, client_of(row.id)) if each.id <= row.id]


def _understood(practice: Practice, row: KeyRow) -> _Taken | None:
    """What an offer or a notice changes; None where it is not what it says, or is for an emergency."""
    try:
        head = offer_head(row.blob)
        name = _grantor(practice, head, row)
        if head.role == RECOVER:
            return None
        return _TAKE[head.what](practice, head, row, name)
    except (Damaged, UsageProblem):  # a chart may say a code that is none
        what = "is not what a colleague signed, or does not fit its chart"
        practice.leave_out(f"an offer ({row.id.hex()[:8]}) {what}")
        return None


def _grantor(practice: Practice, head: OfferHead, row: KeyRow) -> str:
    """Who signed. Damaged where nobody in the roster did, or where it lies in the row of something else."""
    colleague = practice.roster.members.get(head.grantor)
    if head.what != "audit" and client_of(row.id) != head.client:
        raise Damaged(what="an offer")
    place = {"to": practice.member.id, "vault": practice.port.vault_id}
    if colleague is None or not is_offer_signed(row.blob, signing=colleague.signing[-1][1], **place):
        raise Damaged(what="an offer")
    return colleague.name


def _take_offer(practice: Practice, head: OfferHead, row: KeyRow, by: str) -> _Taken:
    """Damaged where the chart does not give this member that role, or goes on under a key that was not offered.

    One from before the keys that the member has by now changes nothing.
    """
    grant = open_offer(row.blob, member=practice.member, vault=practice.port.vault_id)
    known = own_rows(practice, grant)
    if any(_newest(practice, each) > head.epoch for each in known):
        return _Taken([], "")
    chart = practice.read_as(grant)
    practice.looked_at.discard(grant.client.hex())
    me = practice.member.id.hex()
    role = chart.access.role_of(me)
    if role is None or role != head.role:
        raise Damaged(what="an offer")
    grant.name = chart.chart.client.name
    grant.code = free_code(practice, chart.chart.client.code, known, by)
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    gone = [KeyChange(*each[:3], None) for each in known if each.id != tag]
    said = told_offer(practice, chart, row, by, is_known=bool(known))
    return _Taken([*gone, KeyChange("grant", practice.member.id, tag, blob)], said)


def _newest(practice: Practice, row: KeyRow) -> int:
    """The epoch of the newest key in an own row; 0 for one that is damaged."""
    with suppress(Damaged):
        return max(_open(practice, row).keys)
    return 0


def own_rows(practice: Practice, grant: Grant) -> list[KeyRow]:
    """The member's own rows of a client: those that show the handle, and the one under the client's code if it is theirs."""
    handle, tag = grant_handle(grant.keys, practice.member.id), practice.member.index_tag(grant.code)
    return [
        row
        for row in practice.port.key_rows("grant", practice.member.id)
        if handle_of(row.blob) == handle or (row.id == tag and _client_in(practice, row) == grant.client)
    ]


def _client_in(practice: Practice, row: KeyRow) -> bytes:
    """The client whose keys an own row holds; b"" for one that is damaged."""
    with suppress(Damaged):
        return _open(practice, row).client
    return b""


def free_code(practice: Practice, code: str, known: Iterable[KeyRow], by: str) -> str:
    """The code under which this member finds a client: the one they find them under already (`known` are those rows).

    Else the client's own; with the grantor's name behind it where another client of this member has it. UsageProblem.
    """
    for row in known:
        with suppress(Damaged):
            return _open(practice, row).code
    named = (code if at == 0 else _beside(code, by, at) for at in count())
    return next(each for each in named if _is_free(practice, each))


def _is_free(practice: Practice, code: str) -> bool:
    tag = practice.member.index_tag(code)
    return practice.port.key_row("grant", practice.member.id, tag) is None


def _open(practice: Practice, row: KeyRow) -> Grant:
    return open_own_grant(row.blob, tag=row.id, member=practice.member, vault=practice.port.vault_id)


def _beside(code: str, by: str, at: int) -> str:
    """CODE@MEMBER, cut where a code may be no longer; from the second one on with a number."""
    number = f" {at}" if at > 1 else ""
    said = unicodedata.normalize("NFKC", f"{code}@{by}")
    return said[: LONGEST_CODE - len(number)].rstrip() + number


def _take_withdrawal(practice: Practice, head: OfferHead, _: KeyRow, by: str) -> _Taken:
    """Damaged where the chart does not bear out that this member's access was taken back."""
    found = _own_grants(practice, head.client)
    if any(not has_ended(practice, grant, by=head.grantor) for _, grant in found):
        raise Damaged(what="a notice")
    ended = revoked(practice, found[0][1]) if found else None
    code = found[0][1].code if found else "a client"
    on = f" on {shown_moment(ended.at)}" if ended else ""
    said = f"{by} took back your access to the chart of {code}{on}; what was written since, you can't read"
    return _Taken([KeyChange(*row[:3], None) for row, _grant in found], said)


def _take_erasure(practice: Practice, head: OfferHead, row: KeyRow, by: str) -> _Taken:
    """Damaged where a grant is still there, and the chart does not bear out that it was closed by who may do that.

    An erasure deletes the grants itself; one that was taken up at the same moment goes now.
    """
    found = _own_grants(practice, head.client)
    if any(not is_closed(practice, grant, by=head.grantor) for _, grant in found):
        raise Damaged(what="a notice")
    gone = KeyChange("grant", practice.member.id, erased_tag(row.blob), None)
    taken_up = [KeyChange(*each[:3], None) for each, _ in found if each.id != gone.id]
    return _Taken([gone, *taken_up], f"{by} erased a client who was shared with you")


def _take_audit(practice: Practice, head: OfferHead, row: KeyRow, by: str) -> _Taken:
    from ipt_notes.services.members.audit_sharing import kept_row

    kept = kept_row(practice, head.grantor, row)
    return _Taken(
        [kept], f"{by} shares with you, as an owner of the practice, the audit of what they looked at"
    )


def _own_grants(practice: Practice, client: bytes) -> list[tuple[KeyRow, Grant]]:
    """The member's rows of a client whose keys are not at hand, with what they say; one that is damaged is left out."""
    found = []
    for row in practice.port.key_rows("grant", practice.member.id):
        with suppress(Damaged):
            if (grant := _open(practice, row)).client == client:
                found.append((row, grant))
    return found


_TAKE = {"offer": _take_offer, "withdrawn": _take_withdrawal, "erased": _take_erasure, "audit": _take_audit}
