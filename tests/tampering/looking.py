"""What a person is told of a vault, by `vault verify` and by commands that read; and whether that is true."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ipt_notes.course.records import encode
from ipt_notes.errors import IptNotesError, NotFound
from ipt_notes.services import private_notes
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.telling_audit import audit_lines
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from tests.tampering.scene import CODES, ERASED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings

_TOO_LONG = 30


class Look(NamedTuple):
    """`found` is what was read, by where; `told` are the words that something is wrong."""

    found: dict[str, Any]
    told: tuple[str, ...]


def verified(settings: Settings) -> tuple[str, ...]:
    """What `vault verify` says is wrong."""
    try:
        with open_untrusted(settings, Nobody()) as practice:
            return verify_vault(practice).problems
    except IptNotesError as error:
        return (_words(error),)


def read(settings: Settings) -> Look:
    """What ordinary commands read, each piece apart: a damaged one costs no other."""
    found: dict[str, Any] = {}
    told: list[str] = []
    try:
        with open_practice(settings, Nobody()) as practice:
            for where, look in _looks(practice).items():
                try:
                    found |= look()
                except NotFound as error:
                    found[where] = error.code
                except IptNotesError as error:
                    told.append(f"{where}: {_words(error)}")
            told += practice.damage
    except IptNotesError as error:
        told.append(_words(error))
    return Look(found, tuple(told))


def _words(error: IptNotesError) -> str:
    return "; ".join((error.message, *error.details))


def _looks(practice: Practice) -> dict[str, Callable[[], dict[str, Any]]]:
    looks: dict[str, Callable[[], dict[str, Any]]] = {
        "clients": lambda: {f"client {grant.code}": grant.name for grant in practice.grants()},
        "charts": lambda: {f"of all {chart.code}": _content(chart) for chart in practice.charts()},
        "audit": lambda: dict.fromkeys(_audit(practice), True),
    }
    for code in (*CODES, ERASED):
        looks[code] = lambda code=code: {code: _content(practice.open(code))}
        looks[f"private {code}"] = lambda code=code: {f"private {code}": _private(practice, code)}
    return looks


def _content(chart: OpenChart) -> list[bytes]:
    return [encode(record) for record in chart.records]


def _private(practice: Practice, code: str) -> list[str]:
    chart = practice.open(code)
    lines = private_notes.list_private(practice, chart).notes
    return [private_notes.private_text(practice, chart, line.session, line.revision).text for line in lines]


def _audit(practice: Practice) -> list[str]:
    """The lines of the audit; that one is about a client whose grant is lost can't be told."""
    return [
        f"audit {line.at} {line.by} {line.what} {line.where}" for line in audit_lines(practice, None, None)
    ]


def untrue(look: Look, truth: Look) -> list[str]:
    """Where something was read that is not so, or is missing without a word."""
    wrong = [
        where for where, said in look.found.items() if where not in truth.found or truth.found[where] != said
    ]
    if not look.told:
        gone = truth.found.keys() - look.found.keys()
        wrong += [f"{where}, and no word of it" for where in gone if not where.startswith("audit")]
    return sorted(wrong)


def is_earlier(look: Look, truth: Look) -> bool:
    """Whether what was read is all of what was written until some time: charts and private notes end sooner, if at all."""
    return all(
        _begins(truth.found.get(where), said)
        for where, said in look.found.items()
        if not where.startswith("audit")
    )


def _begins(all_of_it: Any, beginning: Any) -> bool:
    return all_of_it[: len(beginning)] == beginning if isinstance(all_of_it, list) else all_of_it == beginning


class TookTooLong(Exception):
    """A command did not come to an end."""


@contextmanager
def not_for_ever() -> Iterator[None]:
    """TookTooLong where the block takes half a minute; it takes a hundredth of a second."""

    def stop(*_: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _TOO_LONG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
