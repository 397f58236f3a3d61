"""The tree of errors.

An error's docstring is its message; its fields are filled in from keyword arguments. `hint` says what to do.
The class of the group gives the exit code of the process (see the table of exit codes in docs). No error
ever carries note text, a name or a secret: fields are codes, files, lines, numbers and words from our own catalogues.
"""

from __future__ import annotations

import re
from typing import Any

from ipt_notes.command_line import typed


class IptNotesError(Exception):
    """Something went wrong."""

    exit_code = 8
    hint = ""

    def __init__(self, *, hint: str | None = None, details: tuple[str, ...] = (), **fields: object) -> None:
        """Fill the message (the class docstring) and the hint with `fields`; `details` are further lines."""
        self.fields = fields
        self.message = _fill(_uncapital(type(self).__doc__ or ""), fields)
        self.hint = _fill(type(self).hint, _as_typed(fields)) if hint is None else hint
        self.details = details
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """The error's name for scripts: the class name in kebab case."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", type(self).__name__).lower()


def _as_typed(fields: dict[str, object]) -> dict[str, object]:
    """The fields for a hint, which shows commands: a code as a shell takes it."""
    return {**fields, "code": typed(str(fields["code"]))} if "code" in fields else fields


def _uncapital(docstring: str) -> str:
    """The docstring as it stands behind `ipt-notes: `; a field at its start is left as it is."""
    return docstring[:1].lower() + docstring[1:]


def _fill(text: str, fields: dict[str, object]) -> str:
    return " ".join(text.split()).format_map(fields)


# --- 2: the command line or an input file is wrong --------------------------------------------------------


class UsageProblem(IptNotesError):
    """{what}"""

    exit_code = 2


class NoteProblem(UsageProblem):
    """The note has {count} to mend before it can be saved."""

    hint = "the text is kept as a draft: {draft}"


class NotAVault(UsageProblem):
    """{where} is {what}, not a vault."""

    hint = "check --vault and IPT_NOTES_VAULT; nothing was changed"


# --- 3: locked ---------------------------------------------------------------------------------------------


class Locked(IptNotesError):
    """No key opened the vault."""

    exit_code = 3
    hint = "give the passphrase, or see `ipt-notes slot list` for the ways this vault can be opened"


# --- 4: damaged --------------------------------------------------------------------------------------------


class Damaged(IptNotesError):
    """{what} failed authentication: it is damaged or was tampered with."""

    exit_code = 4
    hint = "nothing was changed; run `ipt-notes vault verify`, and keep a copy of the vault as it is"


class ChartDamaged(Damaged):
    """Record {seq} of {where} is damaged or was tampered with."""

    def __init__(self, *, where: str = "a chart", **fields: Any) -> None:
        """`where` is what the record belongs to, in words."""
        super().__init__(where=where, **fields)


class RecordsMissing(Damaged):
    """The chart of {code} has its keys and no records: they are gone."""


class KeysGone(Damaged):
    """{what} is gone, and its removal is not recorded."""


class KeysReplaced(Damaged):
    """{what} is not as it was last written."""


class RolledBack(Damaged):
    """{what} is older than this computer has seen it, or was replaced."""

    hint = (
        "if you put a backup back yourself, `ipt-notes vault accept --reason WHY` takes the vault as it is; if you"
        " moved it, look for a file ending in -wal where it was; if neither, keep a copy of it and find out what happened"
    )


class VaultDamaged(Damaged):
    """The vault at {where} is damaged: {what}."""

    hint = "nothing was changed; keep a copy of it as it is, and restore a backup beside it"


# --- 5: conflict -------------------------------------------------------------------------------------------


class Conflict(IptNotesError):
    """Someone else wrote first."""

    exit_code = 5


class StreamMoved(Conflict):
    """Another program wrote to this chart at the same moment."""

    hint = "run the command again"


class NoteChanged(Conflict):
    """{what} of {code} was saved by {by} while it was being edited."""

    hint = "the text is kept as a draft: {draft}"


class SessionExists(Conflict):
    """{code} has a note of session {session} already, saved by {by}."""

    hint = "the text is kept as a draft: {draft}, and offers the way on"


class CodeExists(Conflict):
    """There is a client with the code {code} already."""

    hint = "choose another code, or start a new course with `ipt-notes course new {code}`"


class FileInTheWay(Conflict):
    """There is a file at {where} already."""

    hint = "nothing was changed; choose another name"


class VaultExists(Conflict):
    """There is a vault at {where} already."""

    hint = "nothing was changed; choose another place with --vault"


# --- 6: not found ------------------------------------------------------------------------------------------


class NotFound(IptNotesError):
    """{what} was not found."""

    exit_code = 6


class ClientNotFound(NotFound):
    """There is no client with the code {code} that you can read."""

    hint = "`ipt-notes client list` shows the codes"


class ErasedMeanwhile(ClientNotFound):
    """The client who had the code {code} was erased meanwhile."""

    hint = "the code belongs to another client now"


class SessionNotFound(NotFound):
    """{code} has no session {session}."""

    hint = "`ipt-notes note list {code}` shows the sessions"


class VaultNotFound(NotFound):
    """There is no vault at {where}."""

    hint = "make one with `ipt-notes init`, or try `ipt-notes demo` first"


# --- 7: refused --------------------------------------------------------------------------------------------


class Refused(IptNotesError):
    """{what}"""

    exit_code = 7


class NoteIsSigned(Refused):
    """Session {session} of {code} is signed and stays as it is."""

    hint = "add to it with `ipt-notes note amend --reason ... {code} {session}`"


class CourseConcluded(Refused):
    """The course of {code} is concluded."""

    hint = "start a new one with `ipt-notes course new {code}`"


class ExportRefused(Refused):
    """The termination summary of {code} can not be final yet."""

    hint = "mend what is listed, or add --draft: every page then says that it is a draft"


class VaultIsNewer(Refused):
    """The vault at {where} was written by a newer ipt-notes (format {found}; this one knows {known})."""

    hint = "update ipt-notes; nothing was changed"


class VaultIsOlder(Refused):
    """The vault is of format {found}, which this version of ipt-notes reads and does not write."""

    hint = "`ipt-notes vault upgrade` brings it up to date and keeps a copy of it as it is"


class RemoteFileSystem(Refused):
    """{where} is on a network file system ({kind}), where two computers can damage it."""

    hint = "keep the vault on a disk of this computer, and copy backups to the network"


# --- 8: the world ------------------------------------------------------------------------------------------


class WorldProblem(IptNotesError):
    """{what}"""

    exit_code = 8


class VaultUnreachable(WorldProblem):
    """The vault at {where} could not be read or written: {why}."""

    hint = "check the disk and the permissions; nothing half-written is left"


class OutcomeUnknown(WorldProblem):
    """The server of the vault at {where} went away while it saved, and did not come back: it may be saved or not."""

    hint = "when the server answers again, look whether it is there before you run the command again"


class VaultMoved(WorldProblem):
    """The vault at {where} was moved, replaced or deleted while it was open."""

    hint = "put it back, or restore a backup; then run the command again"


class VaultBusy(WorldProblem):
    """Another program has kept the vault locked for {seconds:g} seconds."""

    hint = "wait for it to end, then run the command again"


class VaultReadOnly(WorldProblem):
    """The vault can only be read: {why}."""

    hint = "nothing was written; check the permissions of the file and its folder"


class DiskFull(WorldProblem):
    """The disk is full; nothing was saved."""

    hint = "make room, then run the command again"


# --- 130: interrupted --------------------------------------------------------------------------------------


class Interrupted(IptNotesError):
    """Interrupted; nothing half-written is left."""

    exit_code = 130
