"""The ids of the rows of keys that a practice of several needs beside those of a vault of one.

The member's own (kind "member"), in which secrets are wrapped, and those of offers and notices from colleagues.
"""

from __future__ import annotations

PRACTICE = b"practice"
"""The key of the roster: a vault whose member has this row is shared."""
RECOVERY = b"recovery"
"""For which recovery recipients the member's charts were made ready last, by their ids."""


PIN, AUDITED, AUDIT_OF = b"pin", b"audited", b"audit"
_ID = 16


def ids_in(blob: bytes) -> set[bytes]:
    """The members whose ids (16 bytes each) stand in a row, one behind the other."""
    return {blob[at : at + _ID] for at in range(0, len(blob), _ID)}


def pin_row(member: bytes) -> bytes:
    """The row that holds which keys of a colleague were confirmed."""
    return PIN + member


def offered_row(client: bytes, seq: int) -> bytes:
    """The row of an offer or a notice that goes with record `seq` of a client's chart.

    A later one never lies in its place, so that who takes an offer up can't remove another that came meanwhile.
    """
    return client + seq.to_bytes(8, "big")


def client_of(offer: bytes) -> bytes:
    """The client (16 bytes) whom the row of an offer or a notice is about."""
    return offer[:_ID]


def seq_of(offer: bytes) -> int:
    """Which record of the client's chart the row of an offer or a notice goes with, as whoever left it says."""
    return int.from_bytes(offer[_ID:], "big")


def told_own(id_: bytes) -> str:
    """A member's own row in words."""
    if id_ == PRACTICE:
        return "your key of the roster"
    if id_ == RECOVERY:
        return "for whom your charts were made ready in case of emergency"
    if id_ == AUDITED:
        return "to whom your audit was handed"
    if id_.startswith(PIN):
        return "what you confirmed of a colleague's keys"
    return "a colleague's audit" if id_.startswith(AUDIT_OF) else "the identity of a member"
