"""The keyring: a real one keeps the vault's secret; a missing, locked or hanging one is told, and the passphrase asked.

Each test runs a program in surroundings of its own: an empty home, and its own D-Bus or none.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import needs

ROOT = Path(__file__).parents[2]
UNLOCKED = "printf %s testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = f"{UNLOCKED}; secret-tool lock --collection=login"

needs_keyring = needs("dbus-run-session", "gnome-keyring-daemon", "secret-tool")

BEFORE = """
import sys
from pathlib import Path
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.keys import keyring_store
from ipt_notes.services.unlock import keeping, opening_slots, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice, unlock
from ipt_notes.vault.locate import open_vault
from tests.vault.building import Scripted, opened, settings
folder, WORDS = Path(sys.argv[1]), "four words that differ"
where = settings(folder)

def init(*plans, with_keyring=True):
    return keeping.make_vault(where, therapist="A", plans=plans, kit=folder / "kit.txt", with_keyring=with_keyring)

def passphrase():
    return secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret)

def kinds():
    with open_vault(where.where) as port:
        return [slot.kind for slot in opening_slots.slots(port, where)]

def kept(vault):
    with open_vault(where.where) as port:
        member = next(port.key_rows("member")).member
    return keyring_store.fetch(bytes.fromhex(vault), member)
"""


def run(folder: Path, script: str, *, session: str = "", **env: str) -> None:
    """Run a program; with `session` in a D-Bus session in which that shell command was run before."""
    home = folder / "home"
    for each in (home / "run", home / ".local" / "share" / "keyrings", folder / "vault"):
        each.mkdir(parents=True, mode=0o700)
    surroundings = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONWARNINGS": "ignore", **env,
    }  # fmt: skip
    program = [sys.executable, "-c", BEFORE + script, str(folder / "vault")]
    if session:
        program = ["dbus-run-session", "--", "sh", "-c", f'{session}; exec "$@"', "sh", *program]
    done = subprocess.run(
        program, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.keyring
@needs_keyring
def test_a_real_keyring_opens_the_vault(tmp_path: Path) -> None:
    """`init` keeps a random secret in it; it opens the vault without a question, unless it is to be left alone."""
    script = """
made = init()
assert kinds().count("keyring") == 1 and made.warnings == ()
assert len(kept(made.id)) == 32
open_practice(where, Nobody()).close()
line = next(slot for slot in made.slots if slot.kind == "keyring")
assert opening_slots.test(where, line.id, Nobody()) == (line, True)
alone = where._replace(env={"IPT_NOTES_NO_KEYRING": "1"})
assert opening_slots.test(alone, line.id, Nobody()) == (line, False)
"""
    run(tmp_path, script, session=UNLOCKED)


@pytest.mark.keyring
@needs_keyring
def test_a_removed_keyring_slot_is_forgotten_by_the_real_keyring(tmp_path: Path) -> None:
    """And another one can be added then; one that is there is not replaced by accident."""
    script = """
made = init(passphrase())
line = next(slot for slot in made.slots if slot.kind == "keyring")
with opened(where, Nobody()) as (port, opened_by):
    try:
        opening_slots.add_keyring(port, where, opened_by)
    except Refused as refused:
        assert line.id in refused.message
    else:
        raise AssertionError("a second slot took the first one's place in the keyring")
with open_practice(where, Nobody()) as practice:
    opening_slots.remove(practice, line.id, Nobody())
assert "keyring" not in kinds() and kept(made.id) is None
person = Scripted(WORDS)
with opened(where, person) as (port, opened_by):
    added = opening_slots.add_keyring(port, where, opened_by)
assert person.asked == ["Passphrase: "]
open_practice(where, Nobody()).close()
"""
    run(tmp_path, script, session=UNLOCKED)


@pytest.mark.keyring
@needs_keyring
def test_an_older_vault_is_told_though_the_state_folder_was_emptied(tmp_path: Path) -> None:
    """The real keyring remembers where the ledger ended at the last backup."""
    script = """
import shutil
from ipt_notes.errors import RolledBack
from ipt_notes.services.trust import backing_up
init()
shutil.copy(where.where, folder / "early.ipt")
with open_practice(where, Nobody()) as practice:
    backing_up.back_up(practice, folder / "backup.ipt")
shutil.rmtree(where.state)
with open_practice(where, Nobody()) as practice:
    assert any("is gone; the keyring's memory" in line for line in practice.asides), practice.asides
shutil.rmtree(where.state)
shutil.copy(folder / "early.ipt", where.where)
try:
    open_practice(where, Nobody()).close()
except RolledBack:
    pass
else:
    raise AssertionError("yesterday's vault was taken for today's")
"""
    run(tmp_path, script, session=UNLOCKED)


@pytest.mark.keyring
@needs_keyring
def test_another_machines_slot_does_not_take_this_ones_secret_along(tmp_path: Path) -> None:
    """A vault that was copied has a keyring slot for each machine; removing one leaves the other."""
    script = """
made = init(passphrase())
with opened(where, Nobody()) as (port, opened_by):
    other = opening_slots.add_slot(port, where, opened_by, secrets_in.SlotPlan("keyring", b"o" * 32, "keyring on laptop"))
with open_practice(where, Nobody()) as practice:
    opening_slots.remove(practice, other.id, Nobody())
open_practice(where, Nobody()).close()
assert kept(made.id)
"""
    run(tmp_path, script, session=UNLOCKED)


@pytest.mark.keyring
@needs_keyring
def test_an_init_that_fails_leaves_no_secret_in_the_real_keyring(tmp_path: Path) -> None:
    """The kit's place is taken: no vault, and nothing in the keyring."""
    script = """
import subprocess
(folder / "kit.txt").write_text("mine")
try:
    init()
except Exception as error:
    assert "already" in str(error), error
else:
    raise AssertionError("a kit was written over")
assert sorted(path.name for path in folder.iterdir()) == ["kit.txt"]
from keyring.backends.SecretService import Keyring
assert list(Keyring().get_preferred_collection().get_all_items()) == []
"""
    run(tmp_path, script, session=UNLOCKED)


TOLD = """
made = init(passphrase())
assert kinds() == kinds() and "keyring" not in kinds()
(warning,) = made.warnings
assert {words!r} in warning, warning
with open_vault(where.where) as port:
    opened_by = unlock(port, where, Scripted(WORDS))
    opening_slots.add_slot(port, where, opened_by, secrets_in.SlotPlan("keyring", b"s" * 32, "keyring of before"))
person = Scripted(WORDS)
open_practice(where, person).close()
assert person.asked == ["Passphrase: "] and len(person.told) == 1, person.told
assert {words!r} in person.told[0] and "passphrase" in person.told[0], person.told
"""


@pytest.mark.keyring
@needs_keyring
def test_a_locked_keyring_is_told_and_the_passphrase_asked(tmp_path: Path) -> None:
    """At `init` it is a warning, later a line before the question."""
    run(tmp_path, TOLD.format(words="keyring"), session=LOCKED)


def test_a_missing_keyring_is_told_and_the_passphrase_asked(tmp_path: Path) -> None:
    """As on a server: no D-Bus at all."""
    run(tmp_path, TOLD.format(words="is missing"))


SILENT = """
import sys
from pathlib import Path
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
connection = open_dbus_connection()
connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
Path(sys.argv[1]).touch()
while connection.receive():
    pass
"""


@pytest.mark.keyring
@needs_keyring
def test_a_hanging_keyring_is_told_and_the_passphrase_asked(tmp_path: Path) -> None:
    """It takes every call and answers none; it is waited for less than three seconds."""
    silent, ready = tmp_path / "silent.py", tmp_path / "ready"
    silent.write_text(SILENT, encoding="utf-8")
    session = f"{sys.executable} {silent} {ready} 2>/dev/null & while ! [ -e {ready} ]; do sleep 0.05; done"
    run(tmp_path, TOLD.format(words="did not answer"), session=session)


def test_a_bus_that_says_nothing_is_told_and_the_passphrase_asked(tmp_path: Path) -> None:
    """Something takes the connection and is not heard of again."""
    address = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(address))
        silent.listen(9)
        run(tmp_path, TOLD.format(words="keyring"), DBUS_SESSION_BUS_ADDRESS=f"unix:path={address}")


def test_a_keyring_that_keeps_secrets_in_the_open_is_refused(tmp_path: Path) -> None:
    """Also when the surroundings choose it; one that discards in silence too."""
    run(tmp_path, TOLD.format(words="is missing"), PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")


def test_a_vault_needs_another_way_in_where_there_is_no_keyring(tmp_path: Path) -> None:
    """The usage error says why, and what can be given instead."""
    script = """
try:
    init()
except UsageProblem as problem:
    assert "is missing" in problem.hint and "--key-file" in problem.hint, problem.hint
else:
    raise AssertionError("a vault was made that nothing opens")
assert list(folder.iterdir()) == []
"""
    run(tmp_path, script)
