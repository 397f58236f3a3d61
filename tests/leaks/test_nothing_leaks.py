"""Nothing of a note, a name or a key is anywhere but in the vault, sealed, and in the files that were asked for."""

from __future__ import annotations

import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.keys.key_file import read_key_file
from ipt_notes.keys.recovery import read_kit
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import read_settings
from ipt_notes.services.unlock.unlocking import open_practice, unlock
from tests.editing.desks import memory
from tests.leaks.canaries import Canaries, Leak, in_files, spellings, word
from tests.leaks.life import DAYS, Life
from tests.services import test_keeping_keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.leaks.canaries import Processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and /dev/shm")


class Lived:
    """A life that was lived, and when it began."""

    def __init__(self, life: Life) -> None:
        self.life, self.since = life, time.time()
        self.processes: Processes = life.live()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One life for all that is looked for."""
    with memory() as runtime:
        yield Lived(Life(tmp_path_factory.mktemp("life"), runtime))


def _keys(life: Life) -> dict[str, bytes]:
    """Every secret of the vault, as the services hold them when it is open."""
    settings = read_settings(env=life.env(DAYS[0]))._replace(state_folder=life.folder / "home/keys")
    with open_practice(settings, Nobody()) as practice:
        found = {"root": unlock(practice.port, settings, Nobody()).root}
        open_to_all = {practice.member.id, practice.member.public, practice.member.encryption_public}
        for name, value in vars(practice.member).items():
            if isinstance(value, bytes) and value not in open_to_all:
                found[f"the member's {name}"] = value
        for grant in practice.grants():
            found |= {f"client key {epoch}": key for epoch, key in grant.keys.items()}
    for name in ("key", "key2"):
        found[name] = read_key_file(life.folder / "asked" / name)
    for name in ("kit", "kit2"):
        found[name] = read_kit((life.folder / "asked" / name).read_text())
    return found


def test_no_word_is_in_any_file_that_was_not_asked_for(lived: Lived) -> None:
    """Vault, WAL, state, settings, caches, temporary folders, the login's own memory, core files."""
    assert in_files(lived.life.canaries, lived.life.searched) == []


def test_no_key_is_in_any_file_that_was_not_asked_for(lived: Lived) -> None:
    """Member root, the member's keys, client keys, the secrets of key files and recovery kits."""
    keys = _keys(lived.life)
    assert len(keys) >= 12
    assert in_files(Canaries(keys), lived.life.searched) == []


@pytest.mark.keyring
@test_keeping_keyring.needs_keyring
def test_the_secret_in_the_keyring_is_in_no_file(tmp_path: Path) -> None:
    """A real keyring keeps it sealed; the program writes it nowhere."""
    script = "made = init()\n(folder.parent / 'secret').write_text(kept(made.id).hex())\n"
    test_keeping_keyring.run(tmp_path, script, session=test_keeping_keyring.UNLOCKED)
    secret = Canaries({"keyring": bytes.fromhex((tmp_path / "secret").read_text())})
    assert in_files(secret, [tmp_path / "home", tmp_path / "vault"]) == []


def test_no_word_and_no_key_is_in_the_system_s_temporary_places(lived: Lived) -> None:
    """/tmp and /dev/shm, whoever made the file."""
    life = lived.life
    places = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")}
    keys = Canaries(_keys(life))
    found = in_files(life.canaries, places, since=lived.since) + in_files(keys, places, since=lived.since)
    meant = (str(life.folder / "asked"), str(life.folder / "given"))
    assert [leak for leak in found if not leak.where.startswith(meant)] == []


def test_no_word_is_in_the_command_line_or_environment_of_a_process(lived: Lived) -> None:
    """Apart from what a person types in a command line themselves; no program that is started is told of it."""
    life = lived.life
    assert lived.processes.seen >= set(life.typed)
    assert lived.processes.leaks(life.typed) == []
    assert {leak.name for leak in lived.processes.leaks({})} >= {"code", "name"}


def test_errors_warnings_and_hints_hold_no_word_of_a_note(lived: Lived) -> None:
    """Standard error of every command, with Python's own development warnings on; a code may be named."""
    told = "\n".join(lived.life.said).encode()
    assert lived.life.canaries.within(told) <= {"code", "search"}


def test_the_words_are_found_where_they_were_asked_for(lived: Lived) -> None:
    """The search can find: the exported document, the given editor, the key file, the kit."""
    life = lived.life
    asked = in_files(life.canaries, [life.folder / "asked", life.folder / "given"])
    found = {leak.name for leak in asked if leak.where.endswith("summary.docx")}
    assert {"code", "name", "therapist"} <= found
    assert Leak("typed", str(life.folder / "given/editor")) in asked
    keys = {leak.name for leak in in_files(Canaries(_keys(life)), [life.folder / "asked"])}
    assert {"key", "key2"} <= keys


@pytest.mark.parametrize("number", range(12))
def test_every_spelling_is_found_wherever_it_stands(number: int) -> None:
    """The search is no better than this: each form in a file of other bytes, and packed."""
    secret = word().encode()
    forms = list(spellings(secret))
    canaries = Canaries({"it": secret})
    form = forms[number % len(forms)]
    assert canaries.within(b"before" + form + b"after") == {"it"}
    assert canaries.within(b"before" + zlib.compress(b"x" * number + form)) == {"it"}
    assert canaries.within(b"before" + form[:-1] + b"after") <= {"it"}
    assert canaries.within(b"before and after") == set()
