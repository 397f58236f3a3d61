"""The invitation as a file: what somebody needs to find the practice, to know it again, and to prove that they were asked.

It is a secret: whoever has it, and gets at the vault, can read who is in the practice, and until it is used they can join
in the place of who was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Struct

from ipt_notes.course.moment import Moment
from ipt_notes.durable import write_secret
from ipt_notes.errors import FileInTheWay, UsageProblem, WorldProblem
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.roster_records import Id, Name

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "ipt-notes invitation 1"
_MOST = 65536
_Key = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Place(Struct, frozen=True):
    """Where the roster ended, with the invitation in it: a place and the hash of the sealed record there."""

    seq: Annotated[int, msgspec.Meta(ge=2)]
    hash: _Key


class Invitation(Struct, frozen=True):
    """What the file holds. Ids, keys and hashes are hex digits; `seed` is the secret half of the one-time key.

    `fingerprint` are the words of who invites, `by` their id; `where` is the vault's place as they call it.
    """

    format: str
    vault: Id
    where: str
    roster_key: _Key
    roster: Place
    invite: Id
    seed: _Key
    name: Name
    standing: Standing
    by: Id
    by_name: Name
    fingerprint: tuple[str, ...]
    until: Moment

    def __repr__(self) -> str:
        """Shows no key."""
        return f"<Invitation {self.invite[:8]}>"


_encoder = msgspec.json.Encoder(order=None)
_decoder = msgspec.json.Decoder(Invitation)


def write_invitation(path: Path, invitation: Invitation) -> None:
    """Write it to a new file (0600). FileInTheWay, WorldProblem."""
    text = msgspec.json.format(_encoder.encode(invitation), indent=2).decode()
    try:
        write_secret(path, f"{text}\n")
    except FileExistsError:
        raise FileInTheWay(where=path) from None
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(
            what=f"the invitation could not be written to {path}: {why}", hint="choose another place with -o"
        ) from None


def read_invitation(path: Path) -> Invitation:
    """What the file holds. WorldProblem where it can't be read; UsageProblem where it is no invitation."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(
            what=f"{path} could not be read: {why}", hint="check the path and its permissions"
        ) from None
    try:
        invitation = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        invitation = None
    if invitation is None or invitation.format != FORMAT:
        raise UsageProblem(
            what=f"{path} is no invitation that this version of ipt-notes reads",
            hint="give the file that `ipt-notes practice invite` wrote, as it was written",
        )
    return invitation
