"""What `unlock` keeps lies in memory, for this user alone, and not a moment longer than was said."""

from __future__ import annotations

import datetime as dt
import os
import struct
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ipt_notes.errors import WorldProblem
from ipt_notes.services.doctoring import examine
from ipt_notes.services.settings import now, read_settings
from ipt_notes.services.unlock import unlocked
from ipt_notes.services.unlock.unlocked import KeptRoot, NoPlaceForKey
from tests.editing.desks import memory
from tests.vault.surroundings import NOBODY, with_largest_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VAULT, MEMBER, ROOT = b"v" * 16, b"m" * 16, b"a root of thirty-two bytes in all"[:32]
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
FOREVER = 20.0
"""Seconds after which a test gives up."""

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A login's own folder in memory."""
    with memory() as folder:
        yield folder


def keep(runtime: Path, lasting: dt.timedelta = 5 * MINUTE, vault: bytes = VAULT) -> Path:
    """Keep ROOT from now on; its file."""
    issued = now()
    env = {"XDG_RUNTIME_DIR": str(runtime)}
    unlocked.keep(env, vault, KeptRoot(MEMBER, ROOT, issued + lasting), issued)
    return runtime / "ipt-notes" / vault.hex()


def read(runtime: Path, after: dt.timedelta = dt.timedelta()) -> bytes | None:
    """The root that a command would find after this time."""
    kept = unlocked.read({"XDG_RUNTIME_DIR": str(runtime)}, VAULT, now() + after)
    return kept and kept.root


def removers(runtime: Path) -> list[int]:
    """The processes that wait to remove something below this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"removing.py" in words and os.fsencode(runtime) in words:
            found.append(int(process.name))
    return found


def comes_true(claim: Callable[[], bool]) -> bool:
    """Wait for something that another process does."""
    until = time.monotonic() + FOREVER
    while time.monotonic() < until and not claim():
        time.sleep(0.05)
    return claim()


def test_a_root_is_kept_for_this_user_alone(runtime: Path) -> None:
    """One file (0600) in one folder (0700), named by the vault; nothing else is left there."""
    file = keep(runtime)
    kept = unlocked.read({"XDG_RUNTIME_DIR": str(runtime)}, VAULT, now())
    assert kept
    assert (kept.member, kept.root) == (MEMBER, ROOT)
    assert now() < kept.until <= now() + 5 * MINUTE
    assert [path.name for path in (runtime / "ipt-notes").iterdir()] == [VAULT.hex()]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_each_vault_has_its_own_root(runtime: Path) -> None:
    """The one of another vault is no answer; forgetting one leaves the other."""
    env, other = {"XDG_RUNTIME_DIR": str(runtime)}, b"w" * 16
    keep(runtime, vault=other)
    assert read(runtime) is None
    keep(runtime)
    unlocked.forget(env, VAULT)
    assert read(runtime) is None
    assert unlocked.read(env, other, now())


@pytest.mark.parametrize("after", [5 * MINUTE, 500 * MINUTE, -MINUTE])
def test_outside_its_time_a_root_is_refused_and_removed(runtime: Path, after: dt.timedelta) -> None:
    """When its minutes are over, and when a clock was set back; without the process that should have removed it."""
    file = keep(runtime)
    assert read(runtime, 5 * MINUTE - 2 * SECOND) == ROOT
    assert read(runtime, after) is None
    assert not file.exists()


def make_link(file: Path) -> None:
    """Move the file, and lead to it."""
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def make_pipe(file: Path) -> None:
    """A pipe that nobody writes to: a reader would wait for ever."""
    file.unlink()
    os.mkfifo(file, 0o600)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.chmod(0o640),
        lambda file: file.chmod(0o604),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes() + b"\0"),
        lambda file: file.write_bytes(file.read_bytes().replace(b"unlock 1", b"unlock 2")),
        pytest.param(lambda file: os.chown(file, NOBODY, NOBODY), marks=only_root),
        make_link,
        make_pipe,
    ],
    ids=["group", "others", "empty", "short", "long", "version", "owner", "link", "pipe"],
)
def test_what_is_not_as_it_was_written_is_refused_and_removed(
    runtime: Path, spoil: Callable[[Path], None]
) -> None:
    """And no link is followed."""
    file = keep(runtime)
    spoil(file)
    assert read(runtime) is None
    assert not os.path.lexists(file)


TIMES = st.integers(0, 2**64 - 1) | st.integers(999_900, 1_100_000)


@tries(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TIMES, TIMES)
@example(1_000_000, 1_000_000 + 480 * 60)
@example(1_000_000, 1_000_001 + 480 * 60)
def test_only_a_time_that_unlock_gives_is_believed(runtime: Path, issued: int, expires: int) -> None:
    """Whatever stands in the file: it has begun, is not over, and lasts eight hours at most."""
    moment = dt.datetime.fromtimestamp(1_000_000, dt.UTC)
    folder = runtime / "ipt-notes"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / VAULT.hex()
    file.touch(mode=0o600)
    file.write_bytes(struct.pack(">19s16s32sQQ", b"ipt-notes unlock 1\n", MEMBER, ROOT, issued, expires))
    kept = unlocked.read({"XDG_RUNTIME_DIR": str(runtime)}, VAULT, moment)
    assert bool(kept) is (issued <= 1_000_000 < expires <= issued + 480 * 60)


def open_to_others(runtime: Path) -> str:
    """A folder that others may look into."""
    runtime.chmod(0o755)
    return str(runtime)


def link_to(runtime: Path) -> str:
    """A link to a folder that would do."""
    (runtime / "true").mkdir(mode=0o700)
    (runtime / "link").symlink_to(runtime / "true")
    return str(runtime / "link")


def given_away(runtime: Path) -> str:
    """A folder of another user."""
    (runtime / "theirs").mkdir(mode=0o700)
    os.chown(runtime / "theirs", NOBODY, NOBODY)
    return str(runtime / "theirs")


@pytest.mark.parametrize(
    ("named", "why"),
    [
        (lambda _: "", "names no folder"), (lambda _: "run", "names no folder"),
        (lambda runtime: f"{runtime}/missing", "mode 0700"), (open_to_others, "mode 0700"), (link_to, "mode 0700"),
        pytest.param(given_away, "mode 0700", marks=only_root),
    ],
    ids=["unset", "relative", "missing", "open", "link", "owner"],
)  # fmt: skip
def test_where_there_is_no_place_it_is_refused(runtime: Path, named: Callable[[Path], str], why: str) -> None:
    """Exit code 7, with the reason and what does as well; no key is looked for there either."""
    env = {"XDG_RUNTIME_DIR": named(runtime)}
    with pytest.raises(NoPlaceForKey, match=why) as refused:
        unlocked.find_place(env)
    assert refused.value.exit_code == 7
    assert "keyring" in refused.value.hint
    assert "IPT_NOTES_KEY_FILE" in refused.value.hint
    assert unlocked.read(env, VAULT, now()) is None
    assert not unlocked.forget_all(env)


def test_a_disk_is_no_place(tmp_path: Path) -> None:
    """It keeps what was deleted."""
    with pytest.raises(NoPlaceForKey, match="a disk keeps what was deleted"):
        unlocked.find_place({"XDG_RUNTIME_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    "make",
    [lambda path: path.mkdir(mode=0o750), lambda path: path.symlink_to("mine"), Path.touch],
    ids=["open", "link", "file"],
)
def test_a_folder_that_is_not_closed_to_others_is_not_used(
    runtime: Path, make: Callable[[Path], None]
) -> None:
    """Neither to keep a key, nor to find one."""
    sound = keep(runtime)
    sound.parent.rename(runtime / "mine")
    make(runtime / "ipt-notes")
    assert read(runtime) is None
    with pytest.raises(NoPlaceForKey, match="nobody else may enter"):
        keep(runtime)


def test_lock_forgets_every_key(runtime: Path) -> None:
    """Of any vault, also in a folder that was opened to others since: all the more. It tells whether one was there."""
    env = {"XDG_RUNTIME_DIR": str(runtime)}
    assert not unlocked.forget_all(env)
    files = [keep(runtime), keep(runtime, vault=b"w" * 16)]
    runtime.chmod(0o755)
    assert unlocked.forget_all(env)
    assert not any(file.exists() for file in files)
    assert not unlocked.forget_all(env)


def test_lock_removes_nothing_behind_a_link(runtime: Path) -> None:
    """Where somebody put a link in the folder's place."""
    (runtime / "mine").mkdir()
    (runtime / "mine" / "letter").touch()
    (runtime / "ipt-notes").symlink_to("mine")
    assert not unlocked.forget_all({"XDG_RUNTIME_DIR": str(runtime)})
    assert (runtime / "mine" / "letter").exists()


def test_the_file_is_removed_when_its_time_is_over(runtime: Path) -> None:
    """Without another command; the process that does it ends then."""
    file = keep(runtime, SECOND)
    assert comes_true(lambda: not file.exists())
    assert comes_true(lambda: not removers(runtime))


def test_the_process_that_removes_it_holds_nothing(runtime: Path) -> None:
    """No key, no terminal, no file, no folder, and nothing of the environment that could be a secret."""
    with open(runtime / "open", "w", encoding="utf-8") as file:
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - its only way to be called
        os.environ["IPT_NOTES_PASSPHRASE_COMMAND"] = "echo four words that differ"
        try:
            keep(runtime)
        finally:
            del os.environ["IPT_NOTES_PASSPHRASE_COMMAND"]
        (process,) = removers(runtime)
        at = Path(f"/proc/{process}")
        assert {each.readlink() for each in (at / "fd").iterdir()} == {Path("/dev/null")}
    assert (at / "cwd").readlink() == Path("/")
    assert b"IPT_NOTES" not in (at / "environ").read_bytes()
    assert ROOT not in (at / "cmdline").read_bytes()
    session, terminal = (at / "stat").read_text().rpartition(")")[2].split()[3:5]
    assert (int(session) != os.getsid(0), terminal) == (True, "0")


def test_a_later_unlock_is_left_alone_by_the_process_of_the_earlier_one(runtime: Path) -> None:
    """That one ends, with nothing to do."""
    keep(runtime, 3 * SECOND)
    (earlier,) = removers(runtime)
    file = keep(runtime)
    assert comes_true(lambda: earlier not in removers(runtime))
    assert file.exists()
    assert len(removers(runtime)) == 1
    assert read(runtime) == ROOT


def test_after_lock_no_process_is_left(runtime: Path) -> None:
    """It sees by itself that the file is gone."""
    keep(runtime)
    assert len(removers(runtime)) == 1
    unlocked.forget_all({"XDG_RUNTIME_DIR": str(runtime)})
    assert comes_true(lambda: not removers(runtime))


def test_a_key_that_was_not_put_in_its_place_is_removed_too(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program was killed in between: the process that removes it was there before the key."""

    def killed(*_: object) -> None:
        os._exit(0)

    child = os.fork()
    if child == 0:
        monkeypatch.setattr(Path, "replace", killed)
        keep(runtime, 2 * SECOND)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    (left,) = (runtime / "ipt-notes").iterdir()
    assert ROOT in left.read_bytes()
    assert comes_true(lambda: not left.exists())


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program", ""])
def test_no_key_is_kept_that_nothing_would_remove(
    runtime: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no process can be started."""
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(WorldProblem, match="could not be kept") as told:
        keep(runtime)
    assert told.value.hint
    assert list((runtime / "ipt-notes").iterdir()) == []


def test_where_memory_is_full_nothing_is_left(runtime: Path) -> None:
    """And it is told in words."""

    def fail() -> None:
        with pytest.raises(WorldProblem, match="could not be kept"):
            keep(runtime)

    with_largest_file(10, fail)
    assert list((runtime / "ipt-notes").iterdir()) == []


def test_a_root_is_never_shown() -> None:
    """Not in a repr that a log or a traceback would carry."""
    shown = repr(KeptRoot(MEMBER, ROOT, now()))
    assert ROOT.hex() not in shown
    assert "root" not in shown


def test_doctor_says_whether_there_is_a_place(runtime: Path, tmp_path: Path) -> None:
    """And that any program of this user can read what lies there."""
    env = {"IPT_NOTES_VAULT": str(tmp_path / "vault.ipt"), "IPT_NOTES_NO_KEYRING": "1"}
    with_place, without = (
        next(point for point in examine(read_settings(env=env | more)).points if point.about == "unlock")
        for more in ({"XDG_RUNTIME_DIR": str(runtime)}, {})
    )
    assert with_place.state == "good"
    assert "any program of yours can read the key" in with_place.found
    assert (without.state, bool(without.todo)) == ("look", True)
