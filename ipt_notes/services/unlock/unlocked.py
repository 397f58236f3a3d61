"""The roots that `unlock` keeps for some minutes, so that a passphrase is typed once and not for every command.

$XDG_RUNTIME_DIR/ipt-notes/ (0700, in memory) holds one file (0600) a vault, named by the vault's id: mark (19) ‖ member
(16) ‖ root (32) ‖ issued (8) ‖ expires (8), the last two in Unix seconds, big endian. When the time is over a process
that was started before the key was written removes the file, and every command refuses it. Until then any process of
this user can read it.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import struct
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import Refused, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = dt.timedelta(minutes=480)
_FOLDER = "ipt-notes"
_MARK = b"ipt-notes unlock 1\n"
_SHAPE = struct.Struct(">19s16s32sQQ")


class NoPlaceForKey(Refused):
    """This computer has no place where a key may lie for some minutes: {why}."""

    hint = (
        "`ipt-notes slot add keyring` lets this system's keyring open the vault, and `ipt-notes slot add key-file "
        "--key-file F` a file that IPT_NOTES_KEY_FILE names"
    )


class KeptRoot(NamedTuple):
    """A member's id, their root (32 bytes), and until when (UTC) it is kept."""

    member: bytes
    root: bytes
    until: dt.datetime

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"<KeptRoot {self.member.hex()[:8]}>"


def find_place(env: Mapping[str, str]) -> Path:
    """$XDG_RUNTIME_DIR, when it is this user's own (0700) and in memory; else NoPlaceForKey says why it is not."""
    from ipt_notes.editing.memory import is_memory

    place = _runtime(env)
    if place is None:
        raise NoPlaceForKey(why="XDG_RUNTIME_DIR names no folder")
    if not _is_own_folder(place):
        raise NoPlaceForKey(why=f"{place} is no folder of yours that nobody else may enter (mode 0700)")
    if not is_memory(place):
        raise NoPlaceForKey(why=f"{place} is not seen to be in memory, and a disk keeps what was deleted")
    return place


def keep(env: Mapping[str, str], vault: bytes, kept: KeptRoot, issued: dt.datetime) -> None:
    """Keep a root from `issued` (UTC) until its time is over, in place of an earlier one for the same vault.

    NoPlaceForKey; WorldProblem when the file can't be written, or nothing could be started that removes it. Then no
    key is left there.
    """
    folder = find_place(env) / _FOLDER
    try:
        _make_folder(folder)
        _write(folder, vault.hex(), kept, issued)
    except OSError as error:
        raise WorldProblem(
            what=f"the key could not be kept in {folder}: {(error.strerror or 'it failed').lower()}",
            hint="the vault opens as before; nothing was left there",
        ) from None


def read(env: Mapping[str, str], vault: bytes, now: dt.datetime) -> KeptRoot | None:
    """The root that is kept for this vault, or None.

    A file that is not ours alone, has another shape, is over, or begins after `now` (a clock was set back) is removed.
    """
    path = _path(env, vault)
    if path is None:
        return None
    try:
        data = _private_bytes(path)
    except FileNotFoundError:
        return None
    except OSError:  # a link, or a file that may not be read
        data = b""
    kept = _parse(data, now)
    if kept is None:
        _remove(path)
    return kept


def forget(env: Mapping[str, str], vault: bytes) -> None:
    """Remove what is kept for this vault, if something is."""
    if path := _path(env, vault):
        _remove(path)


def forget_all(env: Mapping[str, str]) -> bool:
    """Remove what is kept for any vault; whether there was something. OSError when a file can't be removed.

    The modes of the folders do not matter here: a key that others may read has to go all the more.
    """
    runtime = _runtime(env)
    if runtime is None:
        return False
    try:
        folder = os.open(runtime / _FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # none, a link, or another user's: no command takes a key from there
        return False
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a folder that was opened can't be exchanged
        for name in names:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
        return bool(names)
    finally:
        os.close(folder)


def _runtime(env: Mapping[str, str]) -> Path | None:
    named = env.get("XDG_RUNTIME_DIR", "")
    return Path(named) if os.name == "posix" and named.startswith("/") else None


def _path(env: Mapping[str, str], vault: bytes) -> Path | None:
    """Where the root of this vault would lie; None where neither folder above it can be relied on."""
    runtime = _runtime(env)
    if runtime and _is_own_folder(runtime) and _is_own_folder(runtime / _FOLDER):
        return runtime / _FOLDER / vault.hex()
    return None


def _is_own_folder(path: Path) -> bool:
    """Whether this is a folder and no link, this user's, and closed to everyone else."""
    try:
        known = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(known.st_mode) and known.st_uid == os.geteuid() and known.st_mode & 0o777 == 0o700


def _make_folder(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not _is_own_folder(folder):
        hint = "remove it, then run the command again"
        raise NoPlaceForKey(why=f"{folder} is no folder that nobody else may enter (mode 0700)", hint=hint)


def _write(folder: Path, name: str, kept: KeptRoot, issued: dt.datetime) -> None:
    """Put the file in its place. At no moment does a key lie in a file that nothing is going to remove."""
    times = (int(issued.timestamp()), int(kept.until.timestamp()))
    new = folder / f"{name}.{os.urandom(4).hex()}.new"
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            _start_remover(os.fstat(file.fileno()).st_ino, times, new, folder / name)
            file.write(_SHAPE.pack(_MARK, kept.member, kept.root, *times))
        new.replace(folder / name)
    except BaseException:
        _remove(new)
        raise


def _start_remover(inode: int, times: tuple[int, int], *names: Path) -> None:
    """Start the process that removes the file: it gets no key, no terminal, and nothing that is open here."""
    import subprocess
    import sys

    program = str(Path(__file__).with_name("removing.py"))
    words = [sys.executable, "-I", "-S", program, *map(str, (inode, *times, *names))]
    # some Pythons do not start without it; nothing else of the environment goes along
    env = {name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"}
    quiet = subprocess.DEVNULL
    done = subprocess.run(  # noqa: S603 - this program's own file
        words, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", env=env, start_new_session=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise OSError(0, "nothing could be started that removes it")


def _private_bytes(path: Path) -> bytes:
    """What a file holds; nothing when it is no plain file of this user's own, 0600. OSError, also for a link."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        known = os.fstat(handle)
        is_ours = known.st_uid == os.geteuid() and known.st_mode == stat.S_IFREG | 0o600
        return os.read(handle, _SHAPE.size + 1) if is_ours else b""
    finally:
        os.close(handle)


def _parse(data: bytes, now: dt.datetime) -> KeptRoot | None:
    """The root in these bytes, when their time is now."""
    if len(data) != _SHAPE.size:
        return None
    mark, member, root, issued, expires = _SHAPE.unpack(data)
    if mark != _MARK or expires - issued > LONGEST.total_seconds():
        return None
    if not issued <= now.timestamp() < expires:
        return None
    return KeptRoot(member, root, dt.datetime.fromtimestamp(expires, dt.UTC))


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
