"""Every conversation of tests/cli/transcripts is had word for word with the vault on a PostgreSQL server too."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.vault.locate import copy_vault, name_for_others, open_vault, remove_vault
from tests.cli import transcript
from tests.cli.test_transcripts import FILES
from tests.postgres_server import needs_postgres

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytestmark = needs_postgres

_SEARCHED = (
    "Afterwards the vault was written anew and its files (vault.ipt) were searched",
    "for the deleted keys: nothing of them was found.",
)
_ASKED = (
    "Afterwards, where the tables are this member's own, the server wrote the table",
    "of keys anew without them. What its files, journals, replicas and backups still",
    "hold can't be seen from here: ask whoever runs the server.",
)
_JOINING_A_FILE = """
    They type: ipt-notes practice join FILE
    The vault is a file, so they can join at this computer only: $DIR/vault.ipt
    To work from several, take it to a server first (`ipt-notes vault copy`), and invite then."""
_JOINING = """
    They type, with their own user of the server in the place of USER:
      ipt-notes practice join FILE --vault '{where}'"""
_OTHERWISE = (
    ("\n    ".join(("", *_SEARCHED)), "\n    ".join(("", *_ASKED))),
    ("\\n".join(_SEARCHED), "\\n".join(_ASKED)),
    ('"searched": [\n        "vault.ipt"\n      ]', '"searched": []'),
    ("\n  ! the backup is on the same disk as the vault: keep another one elsewhere", ""),
    (
        "move the vault that is there aside first, and files beside it that end in -wal or -shm with it",
        "name another place with schema= in the address, or move the vault aside: ALTER SCHEMA ... RENAME TO ...",
    ),
)
"""What is said of files, and what is said of a server instead."""


def by_hand(place: str, vault: Path) -> dict[str, partial[None]]:
    """What a person does with the vault's file, as whoever runs the server does it with the vault's schema."""
    return {"cp": partial(_copied, place, vault), "rm": partial(_removed, place, vault)}


def _copied(place: str, vault: Path, old: str, new: str) -> None:
    if Path(old) == vault:
        with open_vault(place) as port:
            port.copy_to(new)
    elif Path(new) == vault:
        remove_vault(place)
        with open_vault(old) as port:
            copy_vault(port, place, lambda _: None)
    else:
        shutil.copy(old, new)


def _removed(place: str, vault: Path, old: str) -> None:
    if Path(old) == vault:
        remove_vault(place)
    else:
        Path(old).unlink()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_program_answers_the_same(file: Path, tmp_path: Path, server: Server) -> None:
    """Where the vault is, is all that differs, what can be proven of an erasure, and what a person does by hand."""
    written = expected = file.read_text(encoding="utf-8")
    for of_files, of_server in _OTHERWISE:
        expected = expected.replace(of_files, of_server)
    place = server.new_place()
    where = name_for_others(place).replace("postgresql://", "postgresql://USER@", 1)
    expected = expected.replace(_JOINING_A_FILE, _JOINING.format(where=where))
    assert transcript.played(written, tmp_path, place, by_hand(place, tmp_path / "vault.ipt")) == expected
