"""Whose keys a member has confirmed: a row of their own for each colleague, with a digest of the keys.

The roster tells who somebody is by the word of the owner who invited them. Before a client's keys are given to a
colleague, their words are read aloud and compared, once; from then on other keys are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.errors import Damaged, Refused
from ipt_notes.keys.derive import unwrap, wrap
from ipt_notes.keys.envelope import Malformed
from ipt_notes.keys.fingerprint import fingerprint, same_words
from ipt_notes.keys.identity import PublicIdentity
from ipt_notes.services.members.rows import pin_row
from ipt_notes.services.trust.trusting import settled
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.practice import Practice

_PURPOSE = b"ipt-notes pin"


class NotConfirmed(Refused):
    """The keys of {name} are not confirmed yet."""

    hint = "have the words read aloud by telephone, and compare them: `ipt-notes practice fingerprint {id}`"


class OtherWords(Refused):
    """Those are not the words of {name}."""

    hint = (
        "have them read once more, from `ipt-notes practice fingerprint` on the other computer; if they stay different,"
        " give {name} no client, and talk to an owner of the practice: somebody may have put in keys of their own"
    )


class ChangedKey(Damaged):
    """The keys of {name} are not those that you confirmed."""

    hint = (
        "give {name} no client; ask {name}, in person, whether the vault was made anew; if not, somebody may have put"
        " in keys of their own: keep a copy of the vault as it is"
    )


def words_of(practice: Practice, colleague: Colleague) -> tuple[str, ...]:
    """The words that two people compare: those of the keys with which the colleague signs and is granted clients."""
    public = PublicIdentity(colleague.signing[-1][1], colleague.encryption)
    return fingerprint(public, practice.port.vault_id)


def is_pinned(practice: Practice, colleague: Colleague) -> bool:
    """Whether the member confirmed these keys; their own need not be. ChangedKey where they confirmed others."""
    return is_confirmed(
        practice,
        colleague,
        practice.port.key_row("member", practice.member.id, pin_row(colleague.id)),
    )


def own_pins(practice: Practice) -> dict[bytes, bytes]:
    """The member's own rows by their id, those of pins among them: for a list, which asks for many."""
    return {row.id: row.blob for row in practice.port.key_rows("member", practice.member.id)}


def is_confirmed(practice: Practice, colleague: Colleague, blob: bytes | None) -> bool:
    """`is_pinned`, by the row (None: there was none) that was read."""
    if colleague.id == practice.member.id:
        return True
    blob = settled(practice, "member", pin_row(colleague.id), blob)
    if blob is None:
        return False
    if _opened(blob, colleague.id, practice.member, practice.port.vault_id) != keys_digest(colleague):
        raise ChangedKey(name=colleague.name)
    return True


def require_pinned(practice: Practice, colleague: Colleague) -> None:
    """NotConfirmed, ChangedKey unless the member confirmed that these are the colleague's keys."""
    if not is_pinned(practice, colleague):
        raise NotConfirmed(name=colleague.name, id=colleague.id.hex()[:8])


def require_same_words(practice: Practice, colleague: Colleague, typed: str) -> None:
    """OtherWords unless what was typed are the colleague's words."""
    if not same_words(typed, words_of(practice, colleague)):
        raise OtherWords(name=colleague.name)


def pin(practice: Practice, colleague: Colleague) -> None:
    """From now on these are the colleague's keys, and no others. ChangedKey where others were confirmed before."""
    if not is_pinned(practice, colleague):
        practice.change_keys([pin_of(colleague, member=practice.member, vault=practice.port.vault_id)])


def pin_of(colleague: Colleague, *, member: Member, vault: bytes) -> KeyChange:
    """The row that keeps it."""
    bound = vault + member.id + colleague.id
    blob = wrap(member.grant_key, keys_digest(colleague), purpose=_PURPOSE, bound_to=bound)
    return KeyChange("member", member.id, pin_row(colleague.id), blob)


def keys_digest(colleague: Colleague) -> bytes:
    """The SHA-256 of all public keys of a colleague, each signing key behind its first epoch."""
    signing = b"".join(epoch.to_bytes(4, "big") + key for epoch, key in colleague.signing)
    return sha256(b"ipt-notes keys of a member" + colleague.id + signing + colleague.encryption)


def _opened(blob: bytes, colleague: bytes, member: Member, vault: bytes) -> bytes:
    bound = vault + member.id + colleague
    digest = unwrap(member.grant_key, blob, purpose=_PURPOSE, bound_to=bound)
    if digest is None:
        raise Malformed(what="what was confirmed of a colleague")
    return digest
