"""`vault copy` between files and a real server: everything arrives, what broke off is gone on with, nothing is overwritten."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from ipt_notes.errors import NotAVault, UsageProblem, VaultExists, VaultNotFound
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.accepting import accept
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.copies_in_steps import NotTheSame
from ipt_notes.services.trust.copying import OtherFormat, PartedWays, copy_all
from ipt_notes.services.trust.ledger import BackedUp, read_ledger
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from ipt_notes.vault.contents import KINDS, UnfinishedCopy, in_parts
from ipt_notes.vault.locate import begin_copy, open_vault
from ipt_notes.vault.port import Append
from ipt_notes.vault.postgres_address import read_address
from ipt_notes.vault.postgres_copying import GrowingCopy
from ipt_notes.vault.postgres_session import Session
from tests.cli.transcript import Command, environment, run
from tests.postgres_server import Server, needs_postgres
from tests.vault.building import contacts, make_practice, note_contact, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

GOLDEN = Path(__file__).parents[2] / "vault" / "golden" / "format-1"
SECONDS = 60


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault in a file with one chart."""
    with make_practice(tmp_path, "MK-014") as practice:
        note_contact(practice, "MK-014", "first")
        yield practice


def contents(where: str) -> tuple[bytes, list[Any]]:
    """All that a vault holds."""
    with open_vault(where) as port:
        rows = [row for kind in KINDS for row in port.key_rows(kind)]
        return port.vault_id, [*((s, *each) for s, _ in port.streams() for each in port.read(s)), *rows]


def ipt(folder: Path, typed: str) -> str:
    """What the program says to a command, and its exit code."""
    return "\n".join(run(Command(f"ipt {typed}", ""), folder, environment(folder)).lines)


def backups(practice: Practice) -> int:
    """How many copies the ledger tells of."""
    return sum(isinstance(record.body, BackedUp) for record, _ in read_ledger(practice.port, practice.member))


# --- through the real program -----------------------------------------------------------------------------------------


@needs_postgres
def test_a_practice_moves_to_a_server_and_back(practice: Practice, server: Server, tmp_path: Path) -> None:
    """Each copy holds the same bytes, is authentic, and is worked in under the same key."""
    practice.close()
    place, again, file = server.new_place(), server.new_place(), tmp_path / "back.ipt"
    first = ipt(tmp_path, f"vault copy $DIR/vault.ipt '{place}'")
    assert "copied, compared byte for byte, and proven: 1 chart" in first
    assert "vault accept --reason WHY" in first
    assert contents(place) == contents(str(tmp_path / "vault.ipt"))
    assert "before: $DIR/vault.ipt" in ipt(
        tmp_path, f"vault accept --reason 'to the server' --vault '{place}'"
    )
    assert "[exit" not in ipt(tmp_path, f"client add OTHER --start 2026-03-02 --vault '{place}'")
    assert "2 charts" in ipt(tmp_path, f"vault copy '{place}' '{again}'")
    assert "2 charts" in ipt(tmp_path, f"vault copy '{again}' $DIR/back.ipt")
    assert contents(str(file)) == contents(again)
    assert "all authentic" in ipt(tmp_path, f"vault verify --vault {file}")


@needs_postgres
@pytest.mark.parametrize(("how", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "unfinished")])
def test_a_copy_that_is_ended_in_the_middle_is_no_vault_and_is_gone_on_with(
    practice: Practice, server: Server, tmp_path: Path, how: signal.Signals, said: str
) -> None:
    """No command takes what is there for a vault; the same command again goes on with it."""
    practice.close()
    place = server.new_place()
    with open_vault(str(tmp_path / "vault.ipt")) as port:
        begin_copy(port, place)
    with rows_of_keys_locked(server, place) as link:
        command = [sys.executable, "-m", "ipt_notes", "vault", "copy", str(tmp_path / "vault.ipt"), place]
        child = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(tmp_path), text=True)
        wait_until_it_waits(link)
        assert count_of(link, place, "record") > 0
        child.send_signal(how)
        assert said in child.communicate(timeout=SECONDS)[1]
    for typed in ("client list", "vault status", "vault verify", "doctor"):
        assert "unfinished copy" in ipt(tmp_path, f"{typed} --vault '{place}'"), typed
    assert "unfinished copy" in ipt(
        tmp_path, f"init --vault '{place}' --key-file $DIR/k2 --recovery-kit $DIR/r2 --therapist Ada"
    )
    done = json.loads(
        subprocess.run(
            [*command, "--json"], env=environment(tmp_path), check=True, capture_output=True
        ).stdout
    )
    assert (done["was_there"], done["charts"], done["vault"]) == (False, 1, place)
    assert contents(place) == contents(str(tmp_path / "vault.ipt"))


@contextmanager
def rows_of_keys_locked(server: Server, place: str) -> Iterator[psycopg.Connection[Any]]:
    """A server on which nobody can write the rows of keys of a vault."""
    with psycopg.connect(server.address) as link:
        link.execute(f'LOCK TABLE "{read_address(place).schema}".key_row IN EXCLUSIVE MODE'.encode())
        yield link


def wait_until_it_waits(link: psycopg.Connection[Any]) -> None:
    """Until another program waits for a lock that this connection has."""
    end = time.monotonic() + SECONDS
    query = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    while not link.execute(query.encode()).fetchone()[0]:
        assert time.monotonic() < end
        time.sleep(0.02)


def count_of(link: psycopg.Connection[Any], place: str, table: str) -> int:
    """The number of a table's rows."""
    found = link.execute(f'SELECT count(*) FROM "{read_address(place).schema}".{table}'.encode()).fetchone()
    return int(found[0])


def test_a_file_that_was_being_copied_is_not_there_before_it_is_whole(
    practice: Practice, tmp_path: Path
) -> None:
    """What a killed program was building is removed by the next one, which begins anew."""
    practice.close()
    left = tmp_path / ".copy.ipt.0123abcd.building"
    left.write_bytes(b"half a vault")
    assert "copied" in ipt(tmp_path, "vault copy $DIR/vault.ipt $DIR/copy.ipt")
    assert not left.exists()


# --- what is there already --------------------------------------------------------------------------------------------


@pytest.fixture(params=["file", pytest.param("server", marks=needs_postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a copy can be made."""
    if request.param == "file":
        return str(tmp_path / "copy.ipt")
    made: Server = request.getfixturevalue("server")
    return made.new_place()


def test_a_copy_that_is_behind_is_brought_up_to_date(practice: Practice, place: str) -> None:
    """Only what is new is added; a copy that lacks nothing is compared, and nothing is recorded."""
    copy_all(practice, place)
    note_contact(practice, "MK-014", "second")
    done = copy_all(practice, place)
    assert (done.was_there, done.added) == (True, 2)
    assert copy_all(practice, place).added == 0
    assert backups(practice) == 2
    assert contents(place) == contents(practice.settings.where)
    with open_practice(practice.settings._replace(where=place), Nobody()) as copy:
        assert contacts(copy, "MK-014") == ["first", "second"]


def test_a_client_who_was_erased_since_is_erased_in_the_copy(
    practice: Practice, place: str, tmp_path: Path
) -> None:
    """The grant is gone from it, and from the unused parts of its file."""
    copy_all(practice, place)
    tag = practice.member.index_tag("MK-014")
    grant = practice.port.key_row("grant", practice.member.id, tag)
    assert grant in [row[-1] for row in contents(place)[1]]
    ipt(tmp_path, "client retention MK-014 --request granted --ground 'the client asked for it'")
    assert "[exit" not in ipt(tmp_path, "client erase MK-014 --confirm MK-014")
    copy_all(practice, place)
    assert contents(place) == contents(practice.settings.where)
    assert grant not in [row[-1] for row in contents(place)[1]]
    if place.endswith(".ipt"):
        assert grant not in Path(place).read_bytes()


def test_another_vault_at_the_place_is_left_as_it_is(practice: Practice, place: str, tmp_path: Path) -> None:
    """Nothing is written to either."""
    (tmp_path / "another").mkdir()
    with make_practice(tmp_path / "another", "OTHER") as other:
        copy_all(other, place)
    before = contents(place)
    with pytest.raises(VaultExists, match="there is a vault at"):
        copy_all(practice, place)
    assert contents(place) == before
    assert backups(practice) == 0


def test_two_that_were_both_written_to_have_parted_ways(practice: Practice, place: str) -> None:
    """Neither is copied onto the other."""
    copy_all(practice, place)
    elsewhere = practice.settings._replace(where=place, state_folder=practice.settings.state / "other")
    with open_practice(elsewhere, Nobody()) as copy:
        note_contact(copy, "MK-014", "there")
        note_contact(practice, "MK-014", "here")
        before = contents(place), contents(practice.settings.where)
        with pytest.raises(PartedWays):
            copy_all(practice, place)
        with pytest.raises(PartedWays):
            copy_all(copy, practice.settings.where)
    assert (contents(place), contents(practice.settings.where)) == before


def test_the_vault_that_was_left_is_a_copy_once_the_other_is_accepted(practice: Practice, place: str) -> None:
    """It is opened for reading; and the copy can be copied back onto it."""
    copy_all(practice, place)
    practice.close()
    with open_untrusted(practice.settings._replace(where=place), Nobody()) as copy:
        accept(copy, "to the server")
    with open_practice(practice.settings._replace(where=place), Nobody()) as copy:
        note_contact(copy, "MK-014", "there")
    with open_practice(practice.settings, Nobody()) as left:
        assert left.port.read_only
    with open_practice(practice.settings._replace(where=place), Nobody()) as copy:
        assert copy_all(copy, practice.settings.where).was_there
    assert contents(place) == contents(practice.settings.where)


def test_a_letter_at_the_place_and_the_vault_itself_are_refused(practice: Practice, tmp_path: Path) -> None:
    """Nothing is changed."""
    (tmp_path / "letter").write_text("Dear all", encoding="utf-8")
    with pytest.raises(NotAVault):
        copy_all(practice, str(tmp_path / "letter"))
    with pytest.raises(UsageProblem, match="onto itself"):
        copy_all(practice, practice.settings.where)
    (tmp_path / "link.ipt").symlink_to(practice.settings.where)
    with pytest.raises(UsageProblem, match="onto itself"):
        copy_all(practice, str(tmp_path / "link.ipt"))
    assert (tmp_path / "letter").read_text(encoding="utf-8") == "Dear all"


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_a_vault_that_is_damaged_is_not_copied(practice: Practice, place: str) -> None:
    """Nothing that could be taken for a vault is there afterwards."""
    practice.port.commit([Append(bytes(16), 1, b"a record that nobody wrote")])
    with pytest.raises(Unproven):
        copy_all(practice, place)
    with pytest.raises((VaultNotFound, UnfinishedCopy)):
        open_vault(place)


@needs_postgres
def test_an_unfinished_copy_with_other_bytes_in_it_is_never_finished(
    practice: Practice, server: Server
) -> None:
    """It is told in words, and stays marked as what it is."""
    place = server.new_place()
    begin_copy(practice.port, place)
    first = next(iter(in_parts(practice.port)))[0][0]
    with Session(read_address(place)) as session:
        GrowingCopy(session).take([first._replace(blob=bytes(len(first.blob)))], [])
    with pytest.raises(NotTheSame, match="a record differs"):
        copy_all(practice, place)
    with pytest.raises(UnfinishedCopy):
        open_vault(place)


@needs_postgres
def test_an_unfinished_copy_of_another_vault_is_refused(
    practice: Practice, server: Server, tmp_path: Path
) -> None:
    """Before anything is recorded or written."""
    place = server.new_place()
    (tmp_path / "another").mkdir()
    with make_practice(tmp_path / "another") as other:
        begin_copy(other.port, place)
    with pytest.raises(VaultExists) as told:
        copy_all(practice, place)
    assert "another vault" in told.value.hint
    assert backups(practice) == 0


@needs_postgres
def test_what_another_program_finished_is_not_appended_to(practice: Practice, server: Server) -> None:
    """Of two that copy to the same place the later one is refused: a finished copy is of one moment."""
    place = server.new_place()
    begin_copy(practice.port, place)
    with Session(read_address(place)) as session:
        late = GrowingCopy(session)
        copy_all(practice, place)
        before = contents(place)
        with pytest.raises(VaultExists):
            late.take([Append(bytes(16), 1, b"late")], [])
        with pytest.raises(VaultExists):
            late.finish(lambda _: None)
    assert contents(place) == before


# --- one moment -------------------------------------------------------------------------------------------------------


def test_a_copy_is_of_one_moment_while_others_write(practice: Practice, place: str) -> None:
    """It is whole; and the same command brings the rest."""

    def write() -> None:
        with open_practice(practice.settings, Nobody()) as other:
            for number in range(20):
                note_contact(other, "MK-014", str(number))

    writer = threading.Thread(target=write)
    writer.start()
    copy_all(practice, place)
    writer.join()
    copy_all(practice, place)
    assert contents(place) == contents(practice.settings.where)


def test_within_one_moment_nothing_new_is_read(practice: Practice, place: str) -> None:
    """Though others write."""
    copy_all(practice, place)
    there = practice.settings._replace(where=place, state_folder=practice.settings.state / "another computer")
    with open_practice(there, Nobody()) as copy, open_vault(place) as port:
        with port.at_one_moment():
            before = list(port.streams())
            note_contact(copy, "MK-014", "meanwhile")
            assert list(port.streams()) == before
        assert list(port.streams()) != before


def test_a_vault_of_an_older_format_stays_one(place: str, tmp_path: Path) -> None:
    """It is copied as it is; one of another format than its copy is not mixed with it."""
    for name in ("vault.ipt", "key"):
        shutil.copy(GOLDEN / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    old = settings(tmp_path, {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})
    with open_untrusted(old, Nobody()) as practice:
        copy_all(practice, place)
        with open_untrusted(old._replace(where=place), Nobody()) as copy:
            assert copy.port.format_version == 1
            assert verify_vault(copy).problems == ()
        assert copy_all(practice, place).added == 0
    with open_vault(str(tmp_path / "vault.ipt")) as port:
        port.upgrade([])
    with open_untrusted(old, Nobody()) as practice, pytest.raises(OtherFormat):
        copy_all(practice, place)
