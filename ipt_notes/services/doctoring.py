"""What this machine offers, what it lacks, and what to do about it."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ipt_notes.errors import IptNotesError, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.services.settings import Settings

State = Literal["good", "look", "missing"]
_OLDEST_CLOCK = dt.date(2026, 1, 1)


class Point(Struct, frozen=True):
    """One thing that was looked at: "good", "look" (it works, with less comfort or safety) or "missing".

    `todo` says what to do, "" where nothing is.
    """

    about: str
    state: State
    found: str
    todo: str = ""


class Examined(Struct, frozen=True):
    """Everything that was looked at."""

    points: tuple[Point, ...]

    @property
    def is_able(self) -> bool:
        """Whether nothing is missing that the program can't do without."""
        return all(point.state != "missing" for point in self.points)


def examine(settings: Settings) -> Examined:
    """Look at this machine; never raises, and changes nothing."""
    looks = {
        "encryption": _cryptography, "vault": _vault, "copies": _copies, "privacy": _places, "disk": _disk,
        "keyring": _keyring, "unlock": _unlock, "editor": _editor, "swap": _swap, "clock": _clock,
        "terminal": _terminal,
    }  # fmt: skip
    return Examined(tuple(point for about, look in looks.items() for point in _looked(about, look, settings)))


def _looked(about: str, look: Callable[[Settings], Iterator[Point]], settings: Settings) -> Iterator[Point]:
    """What a look finds; where this system does not let it look, that."""
    try:
        yield from look(settings)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError
        why = (getattr(error, "strerror", "") or "it failed").lower()
        yield Point(about, "look", f"could not be looked at: {why}", "check the path and its permissions")


def _cryptography(_: Settings) -> Iterator[Point]:
    import cryptography
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.backends.openssl import backend

    found = f"cryptography {cryptography.__version__}, {backend.openssl_version_text()}"
    lacking = []
    for name, attempt in _primitives().items():
        try:
            attempt()
        except (UnsupportedAlgorithm, ImportError, AttributeError, IptNotesError):
            lacking.append(name)
    if lacking:
        yield Point(
            "encryption",
            "missing",
            f"{found}; it lacks {', '.join(lacking)}",
            "install the newest `cryptography` from PyPI",
        )
    else:
        yield Point("encryption", "good", f"{found}; AES-GCM, Argon2id, Ed25519 and ML-KEM-768 work")


def _primitives() -> dict[str, Callable[[], object]]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from ipt_notes.keys import kdf

    def kem() -> object:
        from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

        return MLKEM768PrivateKey.generate()

    return {
        "AES-GCM": lambda: AESGCM(bytes(32)).encrypt(bytes(12), b"", None),
        "Argon2id": lambda: kdf.stretch(b"", bytes(16), kdf.Profile(64, 1, 1)),
        "Ed25519": Ed25519PrivateKey.generate,
        "ML-KEM-768": kem,
    }


def _vault(settings: Settings) -> Iterator[Point]:
    from ipt_notes.vault.locate import caution, is_server, open_vault
    from ipt_notes.vault.schema import VERSION

    try:
        with open_vault(settings.where) as port:
            status = port.status()
            size = f"{settings.where}: {status.records} records, {status.bytes / 1e6:.1f} MB"
            if status.format_version < VERSION:
                found = f"{size}; of format {status.format_version}, which is read and not written"
                yield Point("vault", "look", found, "ipt-notes vault upgrade")
            elif port.read_only:
                todo = "check the permissions of the file and its folder"
                if is_server(settings.where):
                    todo = "ask whoever runs the server; docs/postgresql.md has what is needed"
                yield Point("vault", "look", f"{size}, it can only be read", todo)
            elif lacks := caution(settings.where):
                yield Point("vault", "look", f"{size}; {lacks}", "take sslmode= out of the address")
            else:
                yield Point("vault", "good", size)
    except IptNotesError as error:
        yield Point("vault", "look", error.message, error.hint)


def _copies(settings: Settings) -> Iterator[Point]:
    """What is erased from the vault can still be read in its copies."""
    from ipt_notes.vault.copies import beside, left_behind
    from ipt_notes.vault.locate import is_server

    if is_server(settings.where):
        return
    vault = Path(settings.where).resolve()
    dead = left_behind(vault.parent)
    if others := [path.name for path in beside(vault) if path not in dead]:
        todo = "delete what you do not need: whoever is erased from the vault can still be read there"
        yield Point("copies", "look", f"other vaults in its folder: {', '.join(others)}", todo)
    if dead:
        found = f"left in its folder by programs that were killed: {', '.join(path.name for path in dead)}"
        yield Point("copies", "look", found, "delete them: they are copies that nobody needs")


def _places(settings: Settings) -> Iterator[Point]:
    """What the vault, the drafts and what this machine remembers lie in is for their owner alone."""
    if os.name != "posix":
        return
    vault = Path(settings.where)  # an address is the path of nothing
    there = [path for path in (vault, settings.state, settings.state / "drafts") if path.exists()]
    open_to_others = [str(path) for path in there if path.stat().st_mode & 0o077]
    if open_to_others:
        todo = f"run: chmod -R go= {' '.join(map(shlex.quote, open_to_others))}"
        yield Point(
            "privacy", "look", f"others on this computer can look at {', '.join(open_to_others)}", todo
        )
    elif there:
        yield Point("privacy", "good", "the vault and what lies beside it are for you alone")


def _disk(settings: Settings) -> Iterator[Point]:
    """The records are encrypted anyway; what the system keeps in memory and elsewhere is not."""
    from ipt_notes.editing.swap import lies_on_crypt
    from ipt_notes.vault.locate import is_server

    place = settings.state / "drafts" if is_server(settings.where) else Path(settings.where).absolute()
    folder = next((path for path in place.parents if path.exists()), None)
    if sys.platform != "linux" or folder is None:
        yield Point("disk", "look", "can't be told on this system", "turn full-disk encryption on")
    elif lies_on_crypt(str(folder)):
        yield Point("disk", "good", "encrypted as a whole")
    else:
        todo = "the vault is encrypted in any case; full-disk encryption protects what it can't"
        yield Point("disk", "look", "not seen to be encrypted as a whole", todo)


def _keyring(settings: Settings) -> Iterator[Point]:
    if settings.env.get("IPT_NOTES_NO_KEYRING"):
        yield Point("keyring", "look", "left out by IPT_NOTES_NO_KEYRING")
        return
    from ipt_notes.keys.keyring_store import availability

    try:
        yield Point("keyring", "good", availability())
    except WorldProblem as problem:
        todo = "a passphrase or a key file opens the vault as well"
        yield Point("keyring", "look", problem.message.rstrip("."), todo)


def _unlock(settings: Settings) -> Iterator[Point]:
    """Whether `unlock` has a place here, and what that means."""
    from ipt_notes.services.unlock.unlocked import NoPlaceForKey, find_place

    try:
        place = find_place(settings.env)
    except NoPlaceForKey as refused:
        yield Point("unlock", "look", refused.message.rstrip("."), refused.hint)
    else:
        found = f"has a place in {place}; while it is in force, any program of yours can read the key there"
        yield Point("unlock", "good", found)


def _editor(settings: Settings) -> Iterator[Point]:
    from ipt_notes.editing.editors import find_editor
    from ipt_notes.editing.memory import find_place

    try:
        editor = find_editor(settings.env)
    except IptNotesError as error:
        yield Point("editor", "look", error.message.rstrip("."), error.hint)
        return
    if editor is None:
        yield Point("editor", "good", "the built-in one; it writes no plain text to any disk")
        return
    yield Point("editor", "look" if editor.known.warning else "good", editor.words[0], editor.known.warning)
    try:
        place = find_place(settings.env)
    except IptNotesError as error:
        yield Point("memory", "look", error.message.rstrip("."), "the built-in editor is used instead")
        return
    if place.is_memory:
        yield Point("memory", "good", f"{place.path} is a memory file system; notes are edited there")
    else:
        yield Point("memory", "look", f"{place.path} is on a disk, which keeps what was deleted")


def _swap(_: Settings) -> Iterator[Point]:
    """Memory that the system moves to the disk could carry a key or a text there."""
    from ipt_notes.editing.swap import SWAPS, swap_in_the_clear

    plain = swap_in_the_clear()
    if plain:
        todo = "encrypt the disk or the swap: memory that is moved there could carry a text"
        yield Point("swap", "look", f"not seen to be encrypted: {', '.join(plain)}", todo)
    elif SWAPS.exists():
        yield Point("swap", "good", "none that is not encrypted")
    else:
        yield Point("swap", "look", "can't be told on this system", "turn full-disk encryption on")


def _clock(settings: Settings) -> Iterator[Point]:
    now = dt.datetime.now().astimezone()
    found = f"{now:%Y-%m-%d %H:%M} {now.tzname()}"
    if now.date() < _OLDEST_CLOCK:
        yield Point("clock", "look", f"{found} can't be right", "set the clock: notes carry their time")
    elif settings.today != now.date():
        yield Point("clock", "look", f"{found}; IPT_NOTES_TODAY makes it {settings.today}")
    else:
        yield Point("clock", "good", found)


def _terminal(_: Settings) -> Iterator[Point]:
    encoding = (sys.stdout.encoding or "unknown").lower()
    name = os.environ.get("TERM", "") or "no TERM"
    if encoding.replace("-", "") == "utf8":
        yield Point("terminal", "good", f"UTF-8, {name}")
    else:
        todo = "set PYTHONUTF8=1, else some letters are shown as \\x.."
        yield Point("terminal", "look", f"{encoding}, {name}", todo)
