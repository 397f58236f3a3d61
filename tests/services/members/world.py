"""A real practice of four beside a plain model of who may read and write what: each step is done to both, and compared."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import CodeExists, Damaged, IptNotesError, Locked
from ipt_notes.services import clients, particulars
from ipt_notes.services.members import granting, leaving, recovering, standing
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.erasing import erase_client
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.rekeying import rekey_client
from tests.services.members.sharing import ANNA, Sharing
from tests.vault.building import contacts, note_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

NAMES = (ANNA, "Dr B. Sample", "Dr C. Instance", "Dr D. Made-Up")
CODES = ("MK-014", "MK-020")


class Step(NamedTuple):
    """Somebody does something, to one of the charts they see (`which`) or to a member; `is_stale`: in a program that was open."""

    what: str
    name: str
    to: str
    which: int
    role: Role
    standing: Standing
    is_stale: bool


@dataclass
class Chart:
    """What the model knows of a client: who may do what, what was written, and for whom keys lie ready."""

    client: bytes
    holder: str
    roles: dict[str, Role] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    name: str = ""
    ready: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)

    def role_of(self, name: str) -> Role | None:
        """A member's role."""
        return Role.WRITE if name == self.holder else self.roles.get(name)


def make(folder: Path) -> Sharing:
    """The practice as every run begins: the first two own it, and all have confirmed each other's keys."""
    (folder / "now").mkdir()
    shared = Sharing(folder / "now")
    for name in NAMES[1:]:
        shared.add(name, Standing.OWNER if name == NAMES[1] else Standing.THERAPIST)
    for who in NAMES[1:]:
        for whom in set(NAMES[1:]) - {who}:
            shared.confirm(who, whom)
    shutil.copytree(folder / "now", folder / "first")
    return shared


class World:
    """The practice, and the model of it: `standing` is of who is in it, `recovery` who may open charts in an emergency."""

    def __init__(self, shared: Sharing) -> None:
        """All as at the beginning."""
        shutil.rmtree(shared.folder)
        shutil.copytree(shared.folder.parent / "first", shared.folder)
        self.shared = shared
        self.charts: list[Chart] = []
        self.standing = dict.fromkeys(NAMES, Standing.THERAPIST) | dict.fromkeys(NAMES[:2], Standing.OWNER)
        self.recovery: set[str] = set()
        self.sittings: dict[str, Practice] = {}
        self.count = 0
        with shared.open(ANNA) as anna:
            self.ids = {member.name: member.id.hex() for member in anna.roster.present}

    def close(self) -> None:
        """Leave all programs."""
        for name in list(self.sittings):
            self.sittings.pop(name).close()

    def do(self, step: Step) -> None:
        """One step, by who is in the practice."""
        self.count += 1
        if step.name in self.standing:
            getattr(self, step.what)(step)

    def look(self, name: str, *, thoroughly: bool = False) -> None:
        """A member reads just what they may, and finds it sound."""
        with self.opened(name) as practice:
            found = {grant.client: grant for grant in practice.grants()}
            seen = {chart.client: chart for chart in self.seen_by(name)}
            assert found.keys() == seen.keys()
            for client, chart in seen.items():
                code = found[client].code
                assert contacts(practice, code) == chart.texts
                assert found[client].name == chart.name
                self._look_at_access(practice, code, chart)
            if thoroughly:
                assert verify_vault(practice).problems == ()
            assert practice.damage == []

    def _look_at_access(self, practice: Practice, code: str, chart: Chart) -> None:
        holder, *others = granting.chart_access(practice, code).members
        assert holder.id == self.ids[chart.holder][:8]
        assert {line.id: line.role for line in others} == {
            self.ids[each][:8]: role for each, role in chart.roles.items()
        }
        assert {line.id for line in others if line.emergency} == {
            self.ids[each][:8] for each in chart.unanswered
        }

    @contextmanager
    def opened(self, name: str) -> Iterator[Practice]:
        """The vault as this member opens it; what waits for them is taken up, and keys are left for emergencies."""
        with self.shared.open(name) as practice:
            assert practice.damage == []
            for chart in self.charts:
                if chart.holder == name:
                    chart.ready = self.recovery - {name}
            yield practice

    def seen_by(self, name: str) -> list[Chart]:
        """The charts a member may read."""
        return [chart for chart in self.charts if chart.role_of(name)]

    def governs(self, name: str, chart: Chart) -> bool:
        """Whether a member says who may read a chart."""
        is_owner = self.standing[name] is Standing.OWNER
        return name == chart.holder or (is_owner and name in chart.roles)

    def _act(
        self, step: Step, act: Callable[[Practice, str], object], *, may: Callable[[Chart], bool]
    ) -> Chart | None:
        """Do something with a chart; it succeeds exactly when the member may. The chart it was done to."""
        seen = self.seen_by(step.name)
        if not seen:
            return None
        chart = seen[step.which % len(seen)]
        if step.is_stale and step.name in self.sittings:
            return self._tried(self.sittings[step.name], chart, act, is_allowed=may(chart))
        with self.opened(step.name) as practice:
            return self._tried(practice, chart, act, is_allowed=may(chart))

    def _tried(
        self, practice: Practice, chart: Chart, act: Callable[[Practice, str], object], *, is_allowed: bool
    ) -> Chart | None:
        codes = {grant.client: grant.code for grant in practice.grants()}
        if chart.client not in codes:  # a program that was open does not know it yet
            return None
        try:
            act(practice, codes[chart.client])
        except Damaged:
            raise
        except IptNotesError:
            assert not is_allowed
            return None
        assert is_allowed
        return chart

    def _left_keys(self, chart: Chart, by: str) -> None:
        chart.ready |= self.recovery - {by}

    def sits_down(self, step: Step) -> None:
        """A program is opened that stays open."""
        if step.name in self.sittings:
            self.sittings.pop(step.name).close()
        with self.opened(step.name):
            pass
        self.sittings[step.name] = self.shared.open(step.name)

    def adds(self, step: Step) -> None:
        """A client of their own; the code may be one that a colleague uses too."""
        code = CODES[step.which % len(CODES)]
        with self.opened(step.name) as practice:
            is_taken = code in {grant.code for grant in practice.grants()}
            try:
                clients.add_client(practice, code, "", None, clients.NewCourse())
            except CodeExists:
                assert is_taken
                return
            assert not is_taken
            chart = Chart(practice.find(code).client, step.name)
        self.charts.append(chart)
        self._left_keys(chart, step.name)

    def writes(self, step: Step) -> None:
        """A line in a chart."""
        text = f"{self.count} by {step.name}"
        chart = self._act(
            step,
            lambda practice, code: note_contact(practice, code, text),
            may=lambda chart: chart.role_of(step.name) is Role.WRITE,
        )
        if chart:
            chart.texts.append(text)

    def grants(self, step: Step) -> None:
        """A role in a chart; who has it already is offered the keys once more by anybody."""

        def may(chart: Chart) -> bool:
            is_new = chart.roles.get(step.to) != step.role or step.to in chart.unanswered
            fits = step.to in self.standing and step.to not in (step.name, chart.holder)
            fits &= (step.role, self.standing.get(step.to)) != (Role.SUPERVISE, Standing.TRAINEE)
            return fits and (not is_new or self.governs(step.name, chart))

        chart = self._act(
            step,
            lambda practice, code: granting.grant_access(practice, code, self.ids[step.to], step.role),
            may=may,
        )
        if chart:
            chart.roles[step.to] = step.role
            chart.unanswered.discard(step.to)

    def revokes(self, step: Step) -> None:
        """Access is taken back."""
        chart = self._act(
            step,
            lambda practice, code: granting.revoke_access(practice, code, self.ids[step.to]),
            may=lambda chart: (
                step.to in chart.roles and step.to != step.name and self.governs(step.name, chart)
            ),
        )
        if chart:
            del chart.roles[step.to]
            chart.unanswered.discard(step.to)
            self._left_keys(chart, step.name)

    def hands_over(self, step: Step) -> None:
        """Another holds the chart."""
        chart = self._act(
            step,
            lambda practice, code: granting.hand_over(practice, code, self.ids[step.to]),
            may=lambda chart: (
                step.to in self.standing and step.to != chart.holder and self.governs(step.name, chart)
            ),
        )
        if chart:
            chart.roles.pop(step.to, None)
            chart.roles[chart.holder] = Role.WRITE
            chart.holder = step.to
            chart.unanswered.discard(step.to)
            self._left_keys(chart, step.name)

    def rekeys(self, step: Step) -> None:
        """A new key for a chart."""
        chart = self._act(step, rekey_client, may=lambda chart: self.governs(step.name, chart))
        if chart:
            self._left_keys(chart, step.name)

    def renames(self, step: Step) -> None:
        """The client is called something else."""
        new = f"Name {self.count}"
        chart = self._act(
            step,
            lambda practice, code: particulars.edit_client(practice, practice.find(code), name=new),
            may=lambda chart: chart.role_of(step.name) is Role.WRITE,
        )
        if chart:
            chart.name = new
            self._left_keys(chart, step.name)

    def erases(self, step: Step) -> None:
        """A client is gone for everybody, and no row of keys is left."""
        chart = self._act(
            step,
            lambda practice, code: erase_client(practice, code, Nobody(), confirm=code, ground="by law"),
            may=lambda chart: self.governs(step.name, chart),
        )
        if chart:
            self.charts.remove(chart)

    def names_recipient(self, step: Step) -> None:
        """Somebody is to open charts in an emergency, or no more."""
        with self.opened(step.name) as practice:
            try:
                standing.set_recovery(practice, self.ids[step.to], is_recovery=step.to not in self.recovery)
            except IptNotesError:
                assert self.standing[step.name] is not Standing.OWNER or step.to not in self.standing
                return
        self.recovery ^= {step.to}

    def opens_in_emergency(self, step: Step) -> None:
        """A recipient opens what is not theirs."""
        ready = (chart for chart in self.charts if step.name in chart.ready)
        strange = [chart for chart in ready if not chart.role_of(step.name)]
        if step.name not in self.recovery or not strange:
            return
        chart = strange[step.which % len(strange)]
        with self.opened(step.name) as practice:
            recovering.open_in_emergency(practice, chart.client.hex()[:8], "nobody else is there")
        chart.roles[step.name] = Role.READ
        chart.unanswered.add(step.name)

    def says_standing(self, step: Step) -> None:
        """Somebody is something else in the practice."""
        owners = [name for name, known in self.standing.items() if known is Standing.OWNER]
        with self.opened(step.name) as practice:
            try:
                standing.change_standing(practice, self.ids[step.to], step.standing)
            except IptNotesError:
                assert step.name not in owners or step.to not in self.standing or owners == [step.to]
                return
        self.standing[step.to] = step.standing

    def removes(self, step: Step) -> None:
        """Somebody leaves, with the charts that nobody else can read; three stay at least."""
        if step.to not in self.standing or step.to == step.name or len(self.standing) < len(NAMES):
            return
        with self.opened(step.name) as practice:
            rows = practice.port.key_rows("grant", bytes.fromhex(self.ids[step.to]))
            alone = leaving.alone_with(rows)
            try:
                leaving.remove(practice, self.ids[step.to], abandon=alone)
            except IptNotesError:
                assert self.standing[step.name] is not Standing.OWNER
                return
        self._is_gone(step.to, alone)

    def _is_gone(self, name: str, alone: int) -> None:
        if name in self.sittings:
            self.sittings.pop(name).close()
        del self.standing[name]
        self.recovery.discard(name)
        with pytest.raises(Locked):
            self.shared.open(name)
        for chart in self.charts:
            chart.ready.discard(name)
        lost = [chart for chart in self.charts if not self._readers(chart)]
        assert alone == len(lost)
        self.charts = [chart for chart in self.charts if chart not in lost]

    def _readers(self, chart: Chart) -> set[str]:
        return {name for name in self.standing if chart.role_of(name)} | chart.ready
