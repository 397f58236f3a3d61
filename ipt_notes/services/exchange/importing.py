"""What imports from other programs share: a report line by line, and all or nothing of each client."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.errors import ClientNotFound, Damaged, UsageProblem, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ipt_notes.course import records as r
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class OfClient(Struct, frozen=True):
    """What became of one client's part: how much was added, and how much was here already.

    With `problems` nothing was added. Both they and `warnings` are lines such as "scores.csv:12: ...".
    """

    code: str
    added: int
    known: int
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Imported(Struct, frozen=True):
    """What an import did or, with `is_dry_run`, would do. `problems` and `warnings` are those that are of no client."""

    is_dry_run: bool
    clients: tuple[OfClient, ...]
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def has_problems(self) -> bool:
        """Whether something was left out."""
        return bool(self.problems) or any(client.problems for client in self.clients)


class Plan(NamedTuple):
    """What one client's part comes to: the records to add, how much is here already, and what is told of it."""

    bodies: Sequence[r.Bodies]
    known: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def take_in(
    practice: Practice, code: str, where: str, plan_of: Callable[[OpenChart], Plan], *, dry_run: bool
) -> OfClient:
    """Write one client's part if nothing is wrong with it. `where` it stands first: "scores.csv:12"."""
    plan = Plan((), 0, ())

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        nonlocal plan
        plan = plan_of(chart)
        return () if plan.problems or dry_run else plan.bodies

    try:
        code = practice.write(practice.find(code), decide).code
    except (ClientNotFound, UsageProblem) as error:
        return OfClient(code, 0, 0, (f"{where}: {_sentence(error.message, error.hint)}",))
    except Damaged as error:
        practice.damage.append(error.message)
        return OfClient(code, 0, 0, (f"{where}: {error.message.rstrip('.')}",))
    if plan.problems:
        return OfClient(code, 0, plan.known, plan.problems, plan.warnings)
    return OfClient(code, len(plan.bodies), plan.known, (), plan.warnings)


def _sentence(message: str, hint: str) -> str:
    return f"{message.rstrip('.')}; {hint}" if hint else message.rstrip(".")


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file. UsageProblem where it is not there or has more than `most`; WorldProblem."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        raise UsageProblem(what=f"there is no file {path}", hint="check the path") from None
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise WorldProblem(what=f"{path} could not be read: {why}", hint="check the permissions") from None
    if len(data) > most:
        raise UsageProblem(what=f"{path} is larger than {most >> 20} MiB", hint="nothing was imported")
    return data
