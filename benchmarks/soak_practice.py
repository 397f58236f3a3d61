"""The practice in which `benchmarks.soak` writes: one vault on a server, whose founder invites everybody else.

Two and two share a chart: the first of them holds it, and has given the other the right to write in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks import vaults
from benchmarks.trust import settings
from ipt_notes.course.vocabulary import Role
from ipt_notes.services import clients
from ipt_notes.services.members import pins
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.members.invitation_file import read_invitation
from ipt_notes.services.members.inviting import invite
from ipt_notes.services.members.joining import join
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.settings import Settings

COURSE = clients.NewCourse(start=vaults.FIRST_DAY)


class Therapist(NamedTuple):
    """What a process needs to work as a member: the environment of a command, and what the codes of the clients begin with.

    `shared` is the code of the chart that is shared with `partner`, "" where there is nobody; `holds_it` in one of the two.
    """

    env: dict[str, str]
    name: str
    codes: str
    partner: str = ""
    shared: str = ""
    holds_it: bool = False

    @property
    def settings(self) -> Settings:
        """Those of a command of this member, on a computer of their own."""
        return settings(self.env)


def found(place: str, folder: Path, number: int) -> list[Therapist]:
    """So many members of one practice at `place`, each with a home in `folder`, who can begin to write."""
    members = [_newcomer(place, folder / str(each), each) for each in range(1, number + 1)]
    founder, *others = members
    home = folder / "1"
    plans = [secrets_in.key_file(home / "key")]
    keeping.make_vault(founder.settings, therapist=founder.name, plans=plans, kit=home / "kit.txt")
    with open_practice(founder.settings, Nobody()) as practice:
        for each in others:
            invite(practice, each.name, folder / f"{each.codes}.json")
    for number_, each in enumerate(others, 2):
        home = folder / str(number_)
        invitation = read_invitation(folder / f"{each.codes}.json")
        join(each.settings, invitation, [secrets_in.key_file(home / "key")], kit=home / "kit.txt")
    pairs = zip(members[::2], members[1::2], strict=False)
    paired = [member for pair in pairs for member in _pair(*pair)]
    return [*paired, *members[len(paired) :]]


def _newcomer(place: str, home: Path, number: int) -> Therapist:
    home.mkdir(parents=True)
    env = vaults.environment(home) | {"IPT_NOTES_VAULT": place}
    return Therapist(env, f"Dr {number} Example", f"T{number:03}")


def _pair(holder: Therapist, partner: Therapist) -> tuple[Therapist, Therapist]:
    """The two, once the one has compared the other's keys and opened a chart for both."""
    code = f"S-{holder.codes}"
    with open_practice(holder.settings, Nobody()) as practice:
        pins.pin(practice, practice.roster.find(partner.name))
        clients.add_client(practice, code, f"Client {code}", None, COURSE)
        grant_access(practice, code, partner.name, Role.WRITE)
    return (
        holder._replace(partner=partner.name, shared=code, holds_it=True),
        partner._replace(partner=holder.name, shared=code),
    )
