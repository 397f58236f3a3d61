"""`ipt-notes practice`: the members of a practice, and who may read which chart."""

from __future__ import annotations

from ipt_notes.cli import frame

app = frame.group(
    "A practice of several: invite, join, members, fingerprint, standing, recovery, withdraw, remove;"
    " who may read a chart: grant, revoke, hand-over, access, emergency."
)
ELSEWHERE = {
    "invite": "_practice_invite",
    "withdraw": "_practice_invite",
    "join": "_practice_join",
    "members": "_practice_members",
    "fingerprint": "_practice_members",
    "standing": "_practice_owner",
    "recovery": "_practice_owner",
    "remove": "_practice_owner",
    "grant": "_practice_access",
    "revoke": "_practice_access",
    "hand-over": "_practice_access",
    "access": "_practice_access",
    "emergency": "_practice_access",
}
