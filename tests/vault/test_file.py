"""The vault's file: what is told of a file that is not one, can't be read or written, or lies at an odd place."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_notes.errors import (
    NotAVault,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultIsNewer,
    VaultNotFound,
    VaultReadOnly,
    VaultUnreachable,
    WorldProblem,
)
from ipt_notes.vault.locate import create_vault, open_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.sqlite import create, open_
from tests.programs import needs
from tests.vault.contract import ANN, ONE, VAULT
from tests.vault.surroundings import as_ordinary_user, ordinary_folder, with_largest_file

RECORD = Append(ONE, 1, b"sealed" * 400)


def make(path: Path, records: int = 1) -> Path:
    """A vault with a few records, closed."""
    create(
        path,
        VAULT,
        [KeyChange("slot", ANN, b"i", b"b")],
        [RECORD._replace(seq=n + 1) for n in range(records)],
    ).close()
    return path


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def by_hand(path: Path, *commands: str) -> None:
    """Change the file behind the program's back."""
    db = sqlite3.connect(path, isolation_level=None)
    for command in commands:
        db.execute(command)
    db.close()


def test_a_vault_is_private_and_whole_in_one_file(tmp_path: Path) -> None:
    """0600 in a 0700 folder that was made for it, and nothing beside it when nobody has it open."""
    path = make(tmp_path / "new" / "deep" / "vault.ipt")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (
        stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    )
    assert names(path.parent) == ["vault.ipt"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (Path.exists, VaultNotFound),
        (Path.mkdir, NotAVault),
        (Path.touch, NotAVault),
        (lambda path: path.write_text("Dear diary,\n" * 99), NotAVault),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), VaultDamaged),
        (os.mkfifo, NotAVault),
        (lambda path: by_hand(path, "CREATE TABLE recipe (name TEXT)"), NotAVault),
        (lambda path: path.symlink_to(path.with_name("nowhere")), VaultNotFound),
    ],
    ids=["missing", "folder", "empty", "text", "cut short", "pipe", "other database", "dangling link"],
)
def test_what_is_no_vault_is_named_and_left_alone(tmp_path: Path, what, told) -> None:
    """One error says what it is; the file is as it was."""
    path = tmp_path / "vault.ipt"
    what(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(told):
        open_(path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_path_through_a_file_is_not_found(tmp_path: Path) -> None:
    """As if it were missing."""
    with pytest.raises(VaultNotFound):
        open_(make(tmp_path / "vault.ipt") / "vault.ipt")


def test_a_newer_vault_is_refused_and_left_alone(tmp_path: Path) -> None:
    """It says which format it found; nothing is changed."""
    path = make(tmp_path / "vault.ipt")
    by_hand(path, "PRAGMA user_version = 7")
    with pytest.raises(VaultIsNewer, match="format 7"):
        open_(path)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE extra (x)",
        "DROP TABLE record",
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM key_row; END",
        "CREATE INDEX i ON key_row (blob)",
        "PRAGMA user_version = 0",
        "DELETE FROM meta",
    ],
)
def test_tables_that_are_not_a_vaults_are_refused(tmp_path: Path, change: str) -> None:
    """A trigger or another table could make an honest program do what it does not mean."""
    path = make(tmp_path / "vault.ipt")
    by_hand(path, change)
    with pytest.raises(VaultDamaged):
        open_(path)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_vault_cut_short_is_told(tmp_path: Path, part: float) -> None:
    """At opening, in reading or in checking: damage, never a record less."""
    path = make(tmp_path / "vault.ipt", records=200)
    os.truncate(path, int(path.stat().st_size * part))
    with pytest.raises(VaultDamaged):
        read_all(path)


def read_all(path: Path) -> None:
    """Open a vault and read what is in it."""
    with open_(path) as vault:
        assert len(list(vault.read(ONE))) == 200


def test_a_vault_is_never_written_over(tmp_path: Path) -> None:
    """Not a vault, not any other file, not a link to nowhere; and no half-built file is left."""
    for name, prepare in (("a", make), ("b", Path.touch), ("c", lambda path: path.symlink_to("nowhere"))):
        prepare(tmp_path / name)
        with pytest.raises(VaultExists):
            create(tmp_path / name, VAULT, [])
    assert names(tmp_path) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "name",
    ["with space", "Ümläut", "a?mode=ro", "a#b", "100%", "%41", "'quoted\"", "line\nbreak", "-v", "a&b=c"],
)
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    """The file lies where it was said, and nothing beside it."""
    path = tmp_path / name / f"{name}.ipt"
    make(path)
    with open_(path) as vault:
        vault.commit([RECORD._replace(seq=2)])
        assert len(list(vault.read(ONE))) == 2
    assert names(tmp_path) == [name]
    assert names(tmp_path / name) == [f"{name}.ipt"]


def test_a_name_that_is_not_unicode_is_a_name(tmp_path: Path) -> None:
    """As some old disks have them."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ipt"))
    make(path)
    with open_(path) as vault:
        assert len(list(vault.read(ONE))) == 1


def test_a_link_leads_to_the_one_vault(tmp_path: Path) -> None:
    """Two programs, one by the link, see each other's records; the journal lies beside the file itself."""
    real = make(tmp_path / "disk" / "vault.ipt")
    link = tmp_path / "home" / "vault.ipt"
    link.parent.mkdir()
    link.symlink_to(real)
    with open_(link) as one, open_(real) as two:
        one.commit([RECORD._replace(seq=2)])
        two.commit([RECORD._replace(seq=3)])
        assert [seq for seq, _ in one.read(ONE)] == [1, 2, 3]
        assert names(link.parent) == ["vault.ipt"]
        assert one.status() == two.status()
        assert one.status().journal_bytes > 0


def test_a_servers_address_is_never_the_name_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of that name is looked for, and none is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VaultUnreachable):
        open_vault("postgresql://localhost:1/practice")
    with pytest.raises(VaultUnreachable):
        create_vault("postgresql://localhost:1/practice", VAULT, [])
    assert names(tmp_path) == []


def test_a_vault_that_may_not_be_opened_is_told() -> None:
    """Not readable, or in a folder that may not be entered."""
    with ordinary_folder() as folder:
        path = folder / "vault.ipt"

        def refused() -> None:
            make(path)
            path.chmod(0)
            with pytest.raises(VaultUnreachable):
                open_(path)
            folder.chmod(0)
            with pytest.raises(VaultUnreachable):
                open_(path)
            with pytest.raises(VaultUnreachable):
                create(folder / "other.ipt", VAULT, [])

        as_ordinary_user(refused)


@pytest.mark.parametrize(("file", "folder_mode"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_a_vault_that_can_only_be_read_is_read(file: int, folder_mode: int) -> None:
    """A read-only file, folder, or both: reading works, writing is refused in words, nothing changes."""
    with ordinary_folder() as folder:
        path = folder / "vault.ipt"

        def read() -> None:
            make(path)
            path.chmod(file)
            folder.chmod(folder_mode)
            before = path.read_bytes()
            with open_(path) as vault:
                assert vault.read_only
                assert list(vault.read(ONE)) == [(1, RECORD.blob)]
                with pytest.raises(VaultReadOnly):
                    vault.commit([RECORD._replace(seq=2)])
            assert path.read_bytes() == before
            assert names(folder) == ["vault.ipt"]
            folder.chmod(0o700)

        as_ordinary_user(read)


def test_a_file_that_can_not_grow_loses_nothing(tmp_path: Path) -> None:
    """A commit that finds no room leaves nothing of itself; what was there before is there."""
    path = make(tmp_path / "vault.ipt")

    def fill() -> None:
        with open_(path) as vault:
            before = vault.head(ONE)
            with pytest.raises(WorldProblem):
                vault.commit([RECORD._replace(seq=2, blob=os.urandom(2_000_000))])
            assert vault.head(ONE) == before

    with_largest_file(400_000, fill)
    with open_(path) as vault:
        assert list(vault.read(ONE)) == [(1, RECORD.blob)]
        assert vault.check() == []
        vault.commit([RECORD._replace(seq=2)])


@pytest.mark.parametrize("size", [0, 10_000, 30_000])
def test_a_disk_without_any_room_lets_the_vault_be_read(tmp_path: Path, size: int) -> None:
    """Even what SQLite keeps beside its file finds no place; the next program reads it too."""
    path = make(tmp_path / "vault.ipt")

    def read() -> None:
        for _ in range(2):
            with open_(path) as vault:
                assert vault.read_only
                assert list(vault.read(ONE)) == [(1, RECORD.blob)]
                with pytest.raises(VaultReadOnly):
                    vault.commit([RECORD._replace(seq=2)])

    with_largest_file(size, read)
    with open_(path) as vault:
        vault.commit([RECORD._replace(seq=2)])
        assert not vault.read_only


def test_a_vault_is_made_wholly_or_not_at_all(tmp_path: Path) -> None:
    """No room for it: no file of any name is left."""

    def make_it() -> None:
        with pytest.raises(WorldProblem):
            make(tmp_path / "vault.ipt")

    with_largest_file(20_000, make_it)
    assert names(tmp_path) == []


FULL_DISK = """
import os, sys
from pathlib import Path
from ipt_notes.errors import DiskFull
from ipt_notes.vault.port import Append
from ipt_notes.vault.sqlite import create, open_
path, stream, written = Path(sys.argv[1]) / "vault.ipt", b"s" * 16, 0
vault = create(path, b"v" * 16, [])
try:
    while True:
        vault.commit([Append(stream, written + 1, bytes([written % 251]) * 9000)])
        written += 1
except DiskFull:
    vault.close()
with open_(path) as vault:
    found = list(vault.read(stream))
    assert found == [(n + 1, bytes([n % 251]) * 9000) for n in range(written)], (written, len(found))
    assert written and vault.check() == []
"""


@needs("unshare")
def test_a_full_disk_is_told_and_every_save_before_is_there(tmp_path: Path) -> None:
    """Also for the next program, which finds the disk as full."""
    mount = f'mount -t tmpfs -o size=1m none "{tmp_path}" && exec "$@"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_lock_that_is_not_let_go_is_told(tmp_path: Path) -> None:
    """After the patience that was asked for; nothing was written."""
    path = make(tmp_path / "vault.ipt")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_(path, patience=0.05) as vault:
        with pytest.raises(VaultBusy):
            vault.commit([RECORD._replace(seq=2)])
        assert list(vault.read(ONE)) == [(1, RECORD.blob)]
    other.close()


def test_a_program_that_died_leaves_its_last_commit(tmp_path: Path) -> None:
    """Its journal is taken up by the next one."""
    path = make(tmp_path / "vault.ipt")
    script = (
        "import os, sys; from pathlib import Path; from ipt_notes.vault.sqlite import open_;"
        "from ipt_notes.vault.port import Append;"
        "open_(Path(sys.argv[1])).commit([Append(b'1' * 16, 2, b'last')]); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, path], check=False, cwd=Path(__file__).parents[2])
    assert names(tmp_path) == ["vault.ipt", "vault.ipt-shm", "vault.ipt-wal"]
    with open_(path) as vault:
        assert list(vault.read(ONE))[-1] == (2, b"last")


def test_what_was_deleted_is_nowhere_in_the_file(tmp_path: Path) -> None:
    """After the residue is erased the bytes of a deleted grant are gone."""
    path, canary = tmp_path / "vault.ipt", b"a-canary-of-thirty-two-bytes-123"
    with create(path, VAULT, [KeyChange("grant", ANN, bytes([n]), canary * 40) for n in range(50)]) as vault:
        vault.commit([], [KeyChange("grant", ANN, bytes([n]), None) for n in range(50)])
        vault.erase_residue()
    assert canary not in path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET blob = 'text' WHERE seq = 2",
        "UPDATE record SET seq = 9 WHERE seq = 3",
        "DELETE FROM record WHERE seq = 2",
        "INSERT INTO record VALUES ('text', 1, x'00')",
        "UPDATE key_row SET kind = 'other'",
        "INSERT INTO meta VALUES ('more', x'00')",
    ],
)
def test_rows_no_commit_can_have_made_are_found(tmp_path: Path, change: str) -> None:
    """The structure is checked without a key."""
    path = make(tmp_path / "vault.ipt", records=3)
    by_hand(path, change)
    with open_(path) as vault:
        assert vault.check()
