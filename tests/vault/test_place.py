"""Where a vault lies: network file systems are refused, as far as the system tells."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import RemoteFileSystem
from ipt_notes.vault.place import file_system, refuse_remote

if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = r"""21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
30 21 0:40 / {folder}/net rw shared:2 - nfs4 server:/export rw
31 30 8:2 / {folder}/net/disk rw - xfs /dev/sdb rw
32 21 0:41 / {folder}/my\040share rw - cifs //server/share rw
33 21 0:42 / {folder}/user rw master:3 - fuse.sshfs me@host:/ rw
34 21 0:43 / {folder}/twice rw - ext4 /dev/sdc rw
35 34 0:44 / {folder}/twice rw - 9p drives rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> str:
    """A table of mounts, as proc(5) describes it, for folders below the test's own."""
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS.replace("{folder}", os.path.realpath(tmp_path)), encoding="utf-8")
    return str(table)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("vault.ipt", "ext4"),
        ("net/vault.ipt", "nfs4"),
        ("net/deep/er/vault.ipt", "nfs4"),
        ("network/vault.ipt", "ext4"),
        ("net/disk/vault.ipt", "xfs"),
        ("my share/vault.ipt", "cifs"),
        ("user/vault.ipt", "fuse.sshfs"),
        ("twice/vault.ipt", "9p"),
    ],
)
def test_the_file_system_of_a_place_is_known(tmp_path: Path, mounts: str, place: str, kind: str) -> None:
    """The longest mount point counts, and the latest of equal ones."""
    assert file_system(tmp_path / place, mounts) == kind


@pytest.mark.parametrize("place", ["net", "my share", "user", "twice"])
def test_a_network_file_system_is_refused(tmp_path: Path, mounts: str, place: str) -> None:
    """Two computers could damage the vault there; the hint says what to do instead."""
    with pytest.raises(RemoteFileSystem) as refused:
        refuse_remote(tmp_path / place / "vault.ipt", mounts)
    assert "backups" in refused.value.hint


def test_a_link_to_the_network_is_refused(tmp_path: Path, mounts: str) -> None:
    """What counts is where the link leads."""
    (tmp_path / "net").mkdir()
    (tmp_path / "here").symlink_to(tmp_path / "net")
    with pytest.raises(RemoteFileSystem):
        refuse_remote(tmp_path / "here" / "vault.ipt", mounts)


def test_where_nothing_is_told_nothing_is_refused(tmp_path: Path) -> None:
    """Another system has no such table."""
    refuse_remote(tmp_path / "vault.ipt", str(tmp_path / "missing"))
