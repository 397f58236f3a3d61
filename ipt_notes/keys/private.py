"""Keys of private notes: their author alone can make them, and nobody can once the client's key is gone.

A private note's key is HKDF-SHA-256(client key of an epoch, salt = the author's private-note key). It takes both: a
colleague with a grant lacks the one, an author whose client was erased lacks the other. A stream holds the private notes
of one author on one client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.keys.derive import derive
from ipt_notes.keys.sealing import StreamKeys

if TYPE_CHECKING:
    from ipt_notes.keys.grants import Grant
    from ipt_notes.keys.identity import Member

_INFO = b"ipt-notes private-note key"
_STREAM = b"ipt-notes private notes stream"


def private_stream(member: Member, vault: bytes, client: bytes) -> bytes:
    """The id of the member's stream on this client (16 bytes): it tells nothing of whose it is, or of whom."""
    key = member.at(1).private_key
    return sha256(_STREAM + vault + member.id + client + key)[:16]


def private_keys(member: Member, vault: bytes, grant: Grant) -> StreamKeys:
    """The keys of that stream, one for each epoch of the client's key."""
    keys = {epoch: derive(key, _INFO, salt=member.at(epoch).private_key) for epoch, key in grant.keys.items()}
    return StreamKeys(vault, private_stream(member, vault, grant.client), keys, "private-note")
