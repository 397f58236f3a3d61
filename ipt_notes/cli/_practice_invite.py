"""`ipt-notes practice invite` and `withdraw`: who may come into the practice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import choice
from ipt_notes.cli.practice import app
from ipt_notes.course.wording import shown_moment
from ipt_notes.services.members import inviting, standing
from ipt_notes.services.members.inviting import Invitee
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.telling_members import InviteLine, invite_line
from ipt_notes.vault.locate import is_server


def _told_invited(done: Invitee) -> Iterable[str]:
    yield f"{done.name} is invited as {done.standing}, until {shown_moment(done.until)}: {done.file}"
    yield "The file is a secret: give it to them by hand, or on a way that only they can read, and keep no copy."
    yield "Until it is used, whoever has it and reaches the vault can join in their place."
    yield from _told_way(done)
    yield "They may ask you to read your words aloud, by telephone:"
    yield f"  {' '.join(done.fingerprint)}"
    yield "When they have joined, compare theirs: ipt-notes practice fingerprint MEMBER"


def _told_way(done: Invitee) -> Iterable[str]:
    """What they type, from where; and what else is open in their name."""
    if is_server(done.where):
        yield "They type, with their own user of the server in the place of USER:"
        yield f"  ipt-notes practice join FILE --vault {quote(done.where.replace('://', '://USER@', 1))}"
    else:
        yield "They type: ipt-notes practice join FILE"
        yield f"The vault is a file, so they can join at this computer only: {done.where}"
        yield "To work from several, take it to a server first (`ipt-notes vault copy`), and invite then."
    for invite_id in done.earlier:
        yield f"{done.name} has another open invitation ({invite_id}): ipt-notes practice withdraw {invite_id}"


@frame.command(app, "practice invite", Invitee, _told_invited)
def invite(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write the invitation.")],
    kind: Annotated[
        str, typer.Option("--standing", metavar="S", help="owner, therapist or trainee.")
    ] = "therapist",
    days: Annotated[int, typer.Option(metavar="N", help="How many days it serves, at most 90.")] = 7,
) -> Invitee:
    """Invite a colleague.

    The first invitation makes the vault a practice, and you its first owner. They see nobody's chart until somebody grants it to them. An owner says who is in the practice; a therapist
    has clients; a trainee's notes wait for a supervisor's signature.
    """
    chosen = choice(Standing, kind, "--standing")
    with frame.practice() as practice:
        return inviting.invite(practice, name, out, standing=chosen, days=days)


def _told_withdrawn(invite: InviteLine) -> Iterable[str]:
    yield f"the invitation of {invite.name} ({invite.id}) serves no more"


@frame.command(app, "practice withdraw", InviteLine, _told_withdrawn)
def withdraw(
    invite: Annotated[
        str, typer.Argument(metavar="INVITE", help="Who was invited, or the invitation's first digits.")
    ],
) -> InviteLine:
    """Take back an invitation that was not used.

    `practice members` shows those that are open.
    """
    with frame.practice() as practice:
        return invite_line(practice, practice.roster, standing.withdraw(practice, invite))
