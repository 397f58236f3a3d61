"""What other programs may use: open a vault, read courses, check them, export a summary. docs/api.md shows it at work.

    import ipt_notes

    with ipt_notes.open_vault("practice.ipt", key_file="practice.key") as vault:
        for client in vault.clients():
            findings = vault.check(vault.course(client.code))

These names are on `ipt_notes` itself and are imported when they are first used. What stands here keeps its meaning;
everything else in the package may change. A vault is held by the object alone: there is no global state, and two may
be open at once. Nothing is ever asked or printed; errors are `IptNotesError` and hold no note text.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from ipt_notes.checks.engine import check_course
from ipt_notes.checks.finding import Finding
from ipt_notes.checks.setting import DEFAULT, Thresholds
from ipt_notes.course.model import Course
from ipt_notes.errors import IptNotesError
from ipt_notes.services.exchange.exporting import Exported

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ipt_notes.services.practice import Practice

__all__ = [
    "Client",
    "Course",
    "Exported",
    "Finding",
    "IptNotesError",
    "Thresholds",
    "Vault",
    "check",
    "open_vault",
]

Place = str | os.PathLike[str]


class Client(Struct, frozen=True):
    """A client whom this member may read. `id` (32 hex digits) says nothing of the person and never changes."""

    id: str
    code: str
    name: str

    def __repr__(self) -> str:
        """Names the client by the id alone."""
        return f"<Client {self.id[:8]}>"


class Vault:
    """An open vault. Use it in a `with`, or close it; then it can't be used any more (ValueError)."""

    def __init__(self, practice: Practice, by: str) -> None:
        """Hold an unlocked practice; `by` is what the audit says read the charts. `open_vault` makes it."""
        self._opened: Practice | None = practice
        self._by, self._damage, self._asides = by, practice.damage, practice.asides

    def __repr__(self) -> str:
        """Shows no content."""
        return f"<Vault {'open' if self._opened else 'closed'}>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @property
    def _practice(self) -> Practice:
        if self._opened is None:
            raise ValueError("the vault is closed")
        return self._opened

    @property
    def id(self) -> str:
        """The vault's id (32 hex digits), which stays when it is moved or copied."""
        return self._practice.port.vault_id.hex()

    @property
    def today(self) -> dt.date:
        """The day that checks are made for."""
        return self._practice.settings.today

    @property
    def damage(self) -> tuple[str, ...]:
        """What `clients` had to leave out, in words; () where everything is sound."""
        return tuple(self._damage)

    @property
    def asides(self) -> tuple[str, ...]:
        """What `ipt-notes` would say on standard error, such as that the audit could not be written; closed or open."""
        return tuple(self._asides)

    def clients(self) -> tuple[Client, ...]:
        """Every client whom this member may read, by code. What is damaged is left out, and stands in `damage`."""
        found = [Client(each.client.hex(), each.code, each.name) for each in self._practice.grants()]
        self._practice.looked_at_all = True
        return tuple(sorted(found, key=lambda client: client.code.casefold()))

    def course(self, code: str) -> Course:
        """A client's latest course, as it is now. ClientNotFound (the whole code is needed), NotFound, Damaged."""
        return self._practice.open(code).course

    def courses(self, code: str) -> tuple[Course, ...]:
        """All courses of a client, the earliest first. The errors of `course`."""
        return self._practice.open(code).chart.courses

    def check(
        self, course: Course, *, select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """What `ipt-notes check` says of a course today, with the practice's thresholds (`checks.toml`) and its plugins' rules.

        `select` and `ignore` are codes of rules or their beginnings. NotFound for one that fits no rule.
        """
        from ipt_notes.services.thresholds import thresholds

        practice = self._practice
        mine = thresholds(practice.settings)
        return check(course, today=practice.settings.today, thresholds=mine, select=select, ignore=ignore)

    def export_termination(
        self,
        code: str,
        file: Place,
        *,
        audience: str = "full",
        authorisation: str = "",
        recipient: str = "",
        is_draft: bool = False,
        replace: bool = False,
    ) -> Exported:
        """Write the termination summary of a client's latest course (.docx, 0600), its disclosure recorded.

        ExportRefused lists what stands against a final one; UsageProblem for an unknown audience, and for one that
        needs an `authorisation`; FileInTheWay, Refused and WorldProblem for the file.
        """
        from ipt_notes.export.audiences import Release
        from ipt_notes.services.exchange.exporting import export_termination

        release = Release(authorisation, recipient)
        return export_termination(
            self._practice,
            code,
            Path(file),
            audience=audience,
            release=release,
            is_draft=is_draft,
            replace=replace,
        )

    def close(self) -> None:
        """Record whose charts were read, close the vault, and tell enabled plugins what was written. Once is enough."""
        from ipt_notes.services.trust.auditing import record_looks

        practice, self._opened = self._opened, None
        if practice is None:
            return
        with practice:
            record_looks(practice, self._by)
        if practice.durable:
            from ipt_notes.services.plugging_events import tell

            tell(practice)


def open_vault(
    where: Place | None = None,
    *,
    key_file: Place | None = None,
    state: Place | None = None,
    today: dt.date | None = None,
    by: str = "api",
) -> Vault:
    """Open a vault: a file, a `postgresql://` URL, or None for the one that `ipt-notes` itself would open.

    `key_file` is what opens it; without one it is what the environment names, an `unlock` in force or the keyring.
    Nobody is asked. `state` is where this program remembers how far it has seen the vault (None: where `ipt-notes`
    does; two programs may share it); `today` is the day for checks; `by` is what the audit calls this program.

    VaultNotFound, Locked, Damaged, RolledBack and the other errors of the vault; UsageProblem for an unreadable key file.
    """
    from ipt_notes.services.person import Nobody
    from ipt_notes.services.settings import read_settings
    from ipt_notes.services.unlock.unlocking import open_practice

    env = dict(os.environ) | ({"IPT_NOTES_KEY_FILE": os.fspath(key_file)} if key_file is not None else {})
    settings = read_settings(None if where is None else os.fspath(where), env)
    settings = settings._replace(today=today or settings.today, state_folder=Path(state) if state else None)
    return Vault(open_practice(settings, Nobody()), by)


def check(
    course: Course,
    *,
    today: dt.date,
    thresholds: Thresholds = DEFAULT,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """The findings of a course on a day: a pure function of these alone. NotFound for a code that fits no rule."""
    return check_course(course, today, thresholds=thresholds, select=select, ignore=ignore)
