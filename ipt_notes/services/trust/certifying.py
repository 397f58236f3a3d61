"""Proves an erasure on the vault's own files, and writes its certificate: what was erased, and what it can't reach."""

from __future__ import annotations

import os
import textwrap
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.gate import count
from ipt_notes.errors import Refused, WorldProblem
from ipt_notes.export.files import placed, write_private
from ipt_notes.services.trust import erasures
from ipt_notes.services.trust.erasing import ResidueLeft
from ipt_notes.services.trust.erasures import Erasure, GivenOut
from ipt_notes.vault.copies import beside, sweep
from ipt_notes.vault.locate import is_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.services.settings import Settings
    from ipt_notes.services.trust.erasures import Unfinished

_BLOCK = 1 << 20
_WIDTH = 80
_AGE = {"adult": "an adult", "minor": "a minor"}
_ON_SERVER = (
    "Afterwards, where the tables are this member's own, the server wrote the table of keys anew without them. What its"
    " files, journals, replicas and backups still hold can't be seen from here: ask whoever runs the server."
)
_PLACES = (
    "snapshots of the disk, blocks that it has freed, and cells that an SSD has put aside",
    "servers and services that keep what was deleted, if the vault or a backup lay on one",
    "drafts on other computers, and text that was copied elsewhere",
    "what was printed, and what others wrote down or remember; notes that other members keep themselves",
)


class NotWritten(WorldProblem):
    """The erasure is done, but its certificate is not written: {why}."""

    hint = "run the same command again with another file behind -o"


class Certificate(Struct, frozen=True):
    """A finished erasure. `searched` are the files that hold no byte of the deleted keys, `file` where the text is ("").

    `copies` are other vault files in the vault's folder: what is erased may still be read in them.
    """

    erasure: Erasure
    searched: tuple[str, ...]
    text: str
    file: str = ""
    copies: tuple[str, ...] = ()


class _OnlyTrying(Exception):
    """Ends a trial before anything is written."""


def require_place(path: Path | None) -> None:
    """Before anything is erased: Refused when there is a file already, WorldProblem when none can be written there."""
    if path is None:
        return
    if os.path.lexists(path):
        raise Refused(
            what=f"there is a file at {path} already", hint="nothing was erased; choose another name"
        )
    with suppress(_OnlyTrying), placed(path, bytes(_BLOCK)):
        raise _OnlyTrying


def certify(settings: Settings, begun: Unfinished, path: Path | None) -> Certificate:
    """Search the vault's files for the deleted keys and give the certificate, in a file too when `path` is one.

    The vault must be closed: SQLite's locks belong to the process, and one that reads the file beside it lets go of
    them. What a server keeps can't be searched, and the certificate says so. ResidueLeft, NotWritten; the same command
    then finishes it.
    """
    erasure = begun.erasure
    searched, copies = (
        ((), ()) if is_server(settings.where) else _searched(Path(settings.where).resolve(), begun)
    )
    text = certificate_text(erasure, searched, copies)
    if path is not None:
        try:
            write_private(path, text.encode("utf-8", "backslashreplace"))
        except (Refused, WorldProblem) as problem:
            raise NotWritten(why=problem.message.rstrip(".")) from None
    erasures.forget_all(settings, erasure)
    return Certificate(erasure, searched, text, str(path or ""), copies)


def _searched(vault: Path, begun: Unfinished) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the vault's files, in which nothing was found, and of copies beside them. ResidueLeft."""
    sweep(vault.parent)
    files = list(_vault_files(vault))
    for file in files:
        if _holds(file, begun.traces):
            raise ResidueLeft(code=begun.erasure.code, why=f"a part of it was found in {file.name}")
    return tuple(file.name for file in files), tuple(file.name for file in beside(vault))


def _vault_files(vault: Path) -> Iterator[Path]:
    """The vault's file, and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        file = vault.with_name(vault.name + ending)
        if file.exists():
            yield file


def _holds(file: Path, traces: Sequence[bytes]) -> bool:
    """Whether any of these pieces stands in the file."""
    before = b""
    with open(file, "rb") as opened:
        while block := opened.read(_BLOCK):
            window = before + block
            if any(trace in window for trace in traces):
                return True
            before = window[1 - len(traces[0]) :]
    return False


def certificate_text(erasure: Erasure, searched: Sequence[str], copies: Sequence[str]) -> str:
    """The certificate as a page of plain text."""
    return "\n".join(_page(erasure, searched, copies)) + "\n"


def _page(erasure: Erasure, searched: Sequence[str], copies: Sequence[str]) -> Iterator[str]:
    yield "ipt-notes: certificate of erasure"
    yield ""
    yield from _facts(erasure)
    yield ""
    yield from _what_was_erased(erasure, searched)
    yield ""
    yield from _out_of_reach(erasure, copies, is_on_server=not searched)
    yield ""
    yield from _proof(erasure)


def _facts(erasure: Erasure) -> Iterator[str]:
    rows = {
        "Client": erasure.code,
        "Erased": f"{erasure.at:%Y-%m-%d %H:%M} UTC, by {erasure.by}",
        "Ground": erasure.ground,
        "Retention": _retention(erasure),
        "Vault": erasure.vault,
        "Record": f"{erasure.record} in the vault's ledger",
    }
    for name, value in rows.items():
        yield from _wrapped(value, f"    {name:<11}", " " * 15)


def _retention(erasure: Erasure) -> str:
    when = "; erased before that day, on the ground above" if erasure.is_early else ""
    last = f"last service {erasure.last_service}"
    return f"chart of {_AGE[erasure.chart_class]}, {last}, to be kept until {erasure.until}{when}"


def _what_was_erased(erasure: Erasure, searched: Sequence[str]) -> Iterator[str]:
    yield from _wrapped(
        "What was erased: every key of this chart in this vault. What was written with them can no longer be read"
        " from it, by anyone. The records stay as unreadable bytes, so that the vault can still be verified:"
    )
    for stream in erasure.streams:
        if stream.records:
            yield f"    {stream.what}: {count(stream.records, 'record')} and a closing one, which has the SHA-256"
            yield f"      {stream.head}"
    if erasure.drafts:
        yield f"    drafts on this computer: {erasure.drafts}, removed"
    if not searched:
        yield from _wrapped(_ON_SERVER)
        return
    yield from _wrapped(
        f"Afterwards the vault was written anew and its files ({', '.join(searched)}) were searched for the deleted keys:"
        " nothing of them was found."
    )


def _out_of_reach(erasure: Erasure, copies: Sequence[str], *, is_on_server: bool) -> Iterator[str]:
    yield from _wrapped(
        "What it can not reach. Whoever holds one of these, and what opens it, may still read what it holds:"
    )
    for place in (*_copies(erasure, copies, is_on_server=is_on_server), *_PLACES):
        yield from _wrapped(place, "  - ", "    ")
    yield from _documents(erasure.given_out)


def _copies(erasure: Erasure, beside: Sequence[str], *, is_on_server: bool) -> Iterator[str]:
    """Copies of the vault: what the ledger tells of, and what lies beside it."""
    made = ", ".join(f"{at:%Y-%m-%d %H:%M}" for at in erasure.backups)
    known = f"{count(len(erasure.backups), 'backup')}, made on {made} UTC" if made else "none"
    old = "they open with the passphrase, key file or recovery kit of their time"
    yield f"backups and copies of the vault from before: {old} (recorded in the ledger: {known})"
    place = "in the state folder of the computer that made it" if is_on_server else "beside the vault"
    for kept in erasure.upgrades:
        yield (
            f"the copy that the upgrade of {kept.at:%Y-%m-%d %H:%M} UTC kept {place}; its name ends in"
            f" .format-{kept.before}"
        )
    if beside:
        yield f"other vault files in the vault's folder at this moment: {', '.join(beside)}"


def _documents(given_out: Sequence[GivenOut]) -> Iterator[str]:
    if not given_out:
        yield from _wrapped("documents that were given out: none is recorded", "  - ", "    ")
        return
    yield from _wrapped("documents that were given out; these are recorded:", "  - ", "    ")
    for each in given_out:
        draft = " (a draft)" if each.is_draft else ""
        recipient = f", to {each.recipient}" if each.recipient else ""
        words = (
            f"{each.at:%Y-%m-%d %H:%M} UTC  {each.what}{draft}, audience {each.audience}{recipient}; SHA-256"
        )
        yield from _wrapped(words, "      ", "        ")
        yield f"        {each.sha256}"


def _proof(erasure: Erasure) -> Iterator[str]:
    yield from _wrapped(
        "The proof: the vault's ledger holds a signed record of this erasure. It names the client by a random number"
        f" ({erasure.client}), never by code or name. `ipt-notes vault verify` checks it and counts the chart as erased."
        " The code may be used again for another client."
    )


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
