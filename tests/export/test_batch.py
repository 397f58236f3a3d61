"""Many summaries in one go: nothing twice, nothing half, one bad course in nobody's way; killed or not."""

from __future__ import annotations

import base64
import datetime as dt
import gc
import hashlib
import io
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
import unicodedata
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msoffcrypto
import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.cli._export_batch import told_progress
from ipt_notes.course import records as r
from ipt_notes.errors import UsageProblem
from ipt_notes.export.file_names import file_name
from ipt_notes.keys.identity import normal_code
from ipt_notes.services.exchange import batching
from ipt_notes.services.exchange.batching import Wish, read_shard
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_with_root
from tests.cli.transcript import environment
from tests.crash import strace
from tests.export.batches import PROGRAM, change, given_out, manifest, practice_of, run, start
from tests.programs import MUST_BE_THERE, needs
from tests.vault.building import note_contact, with_key_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.services.exchange.batching import BatchDone
    from ipt_notes.services.practice import Practice

CODES = tuple(f"EX-{number:03}" for number in range(1, 6))
MANY = tuple(f"EX-{number:03}" for number in range(1, 25))
HAS_PROC = Path("/proc/self").is_dir()
posix = pytest.mark.skipif(os.name != "posix", reason="signals and file modes are POSIX's")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a vault: five clients, whose courses are done."""
    practice_of(tmp_path, *CODES).close()
    return tmp_path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder with a vault of two dozen clients."""
    practice_of(tmp_path, *MANY).close()
    return tmp_path


def _open(folder: Path) -> Practice:
    return open_with_root(with_key_file(folder), Nobody())[0]


def _nobody_looks(done: int, total: int) -> None:
    pass


def _batch(
    folder: Path, password: str = "", progress: Callable[[int, int], None] = _nobody_looks, **wish: object
) -> BatchDone:
    """A batch in this very process."""
    practice, root = open_with_root(with_key_file(folder), Nobody())
    wanted = Wish(folder / "out", **wish)  # type: ignore[arg-type]
    with practice:
        return batching.export_batch(practice, root, wanted, password=password, progress=progress)


def _files(folder: Path) -> dict[str, bytes]:
    """What lies in the folder, but for the lock and the manifest."""
    out = folder / "out"
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.name not in (".manifest.lock", "manifest.json")
    }


def _require_sound(folder: Path, codes: tuple[str, ...], *, times: int = 1) -> None:
    """Each client has one whole document, recorded once, as the manifest tells."""
    files, told, recorded = _files(folder), manifest(folder), given_out(folder, *codes)
    assert sorted(files) == sorted(f"{code}.docx" for code in codes)
    for code in codes:
        digest = hashlib.sha256(files[f"{code}.docx"]).hexdigest()
        assert (told[code]["sha256"], told[code]["bytes"]) == (digest, len(files[f"{code}.docx"]))
        assert told[code]["state"] == "final"
        assert len(recorded[code]) == times
        assert (recorded[code][-1].sha256, recorded[code][-1].is_draft) == (digest, False)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_client_gets_one_document_and_one_record(place: Path, jobs: str) -> None:
    """In one process or in several. The files are for their owner alone."""
    code, out, err = run(place, "--jobs", jobs)
    assert (code, "5 documents written" in out) == (0, True), err
    _require_sound(place, CODES)
    if os.name == "posix":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (place / "out").iterdir()}
        assert (modes, stat.S_IMODE((place / "out").stat().st_mode)) == ({0o600}, 0o700)


def test_a_second_batch_changes_nothing(place: Path) -> None:
    """No file, no record, no byte of the manifest."""
    _batch(place)
    files, told = _files(place), (place / "out" / "manifest.json").read_bytes()
    times = {path.name: path.stat().st_mtime_ns for path in (place / "out").glob("*.docx")}
    again = _batch(place)
    assert (again.written, again.unchanged, again.left_out) == (0, 5, ())
    assert (_files(place), (place / "out" / "manifest.json").read_bytes()) == (files, told)
    assert {path.name: path.stat().st_mtime_ns for path in (place / "out").glob("*.docx")} == times
    _require_sound(place, CODES)


def test_what_changed_is_written_anew(place: Path) -> None:
    """And recorded; the others are left as they are."""
    _batch(place)
    with _open(place) as practice:
        change(practice, CODES[2])
    before = _files(place)
    again = _batch(place)
    assert (again.written, again.unchanged) == (1, 4)
    assert [name for name, data in _files(place).items() if data != before[name]] == [f"{CODES[2]}.docx"]
    assert [len(records) for records in given_out(place, *CODES).values()] == [1, 1, 2, 1, 1]


def test_a_document_that_was_taken_away_comes_again(place: Path) -> None:
    """It is the same one: nothing new is recorded."""
    _batch(place)
    (place / "out" / f"{CODES[0]}.docx").unlink()
    assert _batch(place).written == 1
    _require_sound(place, CODES)


def test_locked_documents_stay_until_course_or_password_changes(place: Path) -> None:
    """No two encryptions are alike, and still a second batch finds nothing to do."""
    assert _batch(place, password="seventeen otters").written == 5
    files = _files(place)
    assert _batch(place, password="seventeen otters").unchanged == 5
    assert _files(place) == files
    _require_sound(place, CODES)
    assert _batch(place, password="eighteen otters").written == 5
    file = msoffcrypto.OfficeFile(io.BytesIO(_files(place)[f"{CODES[0]}.docx"]))
    file.load_key(password="eighteen otters", verify_password=True)
    _require_sound(place, CODES, times=2)
    assert b"otters" not in (place / "out" / "manifest.json").read_bytes()


def test_the_password_is_stretched_once_for_all(place: Path) -> None:
    """The salt says so; every document has its own key all the same."""
    _batch(place, password="seventeen otters")
    infos = [msoffcrypto.OfficeFile(io.BytesIO(data)).info for data in _files(place).values()]
    assert len({info["passwordSalt"] for info in infos}) == 1
    assert len({info["encryptedKeyValue"] for info in infos}) == 5


def test_one_bad_course_never_stops_the_rest(place: Path) -> None:
    """One is not done yet, one is damaged: both are listed with their reason, and the exit code is 1."""
    with _open(place) as practice:
        course = practice.open(CODES[1]).course.id
        practice.write(
            practice.find(CODES[1]),
            lambda _: [r.CourseStarted(course[::-1], "ipt_acute", dt.date(2026, 5, 1), 16, 50)],
        )
        damaged = practice.find(CODES[3]).client
    with closing(sqlite3.connect(place / "vault.ipt")) as vault, vault:
        vault.execute(
            "UPDATE record SET blob = zeroblob(length(blob)) WHERE stream = ? AND seq = 5", (damaged,)
        )
    code, out, err = run(place)
    assert code == 1, err
    assert "3 documents written" in out
    assert re.search(rf"{CODES[1]} refused: .*no session note", out)
    assert re.search(rf"{CODES[3]} failed: record 5 of the chart of {CODES[3]} is damaged", out)
    told = manifest(place)
    assert {entry["state"] for entry in told.values()} == {"final", "refused", "failed"}
    assert sorted(_files(place)) == [f"{CODES[at]}.docx" for at in (0, 2, 4)]
    assert given_out(place, CODES[1])[CODES[1]] == ()


def test_a_course_that_is_not_done_keeps_its_earlier_document(place: Path) -> None:
    """The manifest goes on telling which file it is."""
    _batch(place)
    with _open(place) as practice:
        course = practice.open(CODES[1]).course.id
        practice.write(
            practice.find(CODES[1]),
            lambda _: [r.CourseStarted(course[::-1], "ipt_acute", dt.date(2026, 5, 1), 16, 50)],
        )
    (left,) = _batch(place).left_out
    assert (left.code, left.state) == (CODES[1], "refused")
    entry = manifest(place)[CODES[1]]
    assert entry["sha256"] == hashlib.sha256(_files(place)[entry["file"]]).hexdigest()


def test_drafts_are_made_of_every_course(place: Path) -> None:
    """What is open stands in the manifest, as rules and in words."""
    with _open(place) as practice:
        practice.write(
            practice.find(CODES[0]),
            lambda chart: [r.CourseStarted(chart.course.id[::-1], "ipt_acute", dt.date(2026, 2, 1), 16, 50)],
        )
    done = _batch(place, is_draft=True)
    assert (done.written, done.left_out) == (5, ())
    entry = manifest(place)[CODES[0]]
    assert entry["state"] == "draft"
    assert "the course is not concluded" in " ".join(entry["why"])
    assert all(given_out(place, code)[code][0].is_draft for code in CODES)


def test_another_paper_makes_other_documents(place: Path) -> None:
    """They take the place of those before."""
    assert _batch(place).written == 5
    assert _batch(place, paper="letter").written == 5
    assert _batch(place, paper="letter").unchanged == 5


def test_filters_choose_by_conclusion_and_day(place: Path) -> None:
    """A running course is passed over with --concluded; --since looks at the day the document is of."""
    with _open(place) as practice:
        course = practice.open(CODES[0]).course
        started = r.CourseStarted(course.id[::-1], "ipt_acute", dt.date(2026, 5, 1), 16, 50)
        practice.write(practice.find(CODES[0]), lambda _: [started])
        later = course.conclusion.on + dt.timedelta(days=9)
        ended = r.CourseEnded(practice.open(CODES[1]).course.id, later, "planned", "end")
        practice.write(practice.find(CODES[1]), lambda _: [ended])
    assert _batch(place, is_concluded=True, since=later).written == 1
    assert sorted(_files(place)) == [f"{CODES[1]}.docx"]
    done = _batch(place, is_concluded=True)
    assert (done.written, done.unchanged, done.left_out) == (3, 1, ())


def test_shards_share_the_clients(many: Path) -> None:
    """Each client is in one of them, and always in the same one."""
    seen: list[str] = []
    for part in (1, 2, 3):
        before = set(_files(many)) if (many / "out").exists() else set()
        assert _batch(many, shard=(part, 3)).left_out == ()
        seen += set(_files(many)) - before
        assert _batch(many, shard=(part, 3)).written == 0
    assert sorted(seen) == [f"{code}.docx" for code in MANY]
    _require_sound(many, MANY)


@pytest.mark.parametrize(
    "text", ["", "3", "0/2", "3/2", "1/", "/2", "-1/2", "1/0", "a/b", "1/2/3", "²/3", "1/99999"]
)
def test_a_shard_that_is_none_is_told(text: str) -> None:
    """Before anything is opened."""
    with pytest.raises(UsageProblem, match="such as 2/4"):
        read_shard(text)


def test_a_strangers_file_is_never_overwritten(place: Path) -> None:
    """One that no batch wrote, and one that was changed since: both stay, and are listed."""
    _batch(place)
    strange, edited = place / "out" / f"{CODES[0]}.docx", place / "out" / f"{CODES[1]}.docx"
    edited.write_bytes(b"edited by hand")
    with _open(place) as practice:
        change(practice, CODES[1])
    (place / "out" / "manifest.json").unlink()
    before = strange.read_bytes()
    left = _batch(place).left_out
    assert [(each.code, each.state) for each in left] == [(code, "failed") for code in CODES]
    assert all("move it away" in each.why[-1] for each in left)
    assert (strange.read_bytes(), edited.read_bytes()) == (before, b"edited by hand")
    assert [len(records) for records in given_out(place, *CODES).values()] == [1] * 5


def test_a_folder_holds_documents_of_one_kind(place: Path) -> None:
    """A forgotten --password-file does not turn locked documents into open ones."""
    _batch(place, password="seventeen otters")
    before = _files(place)
    with pytest.raises(UsageProblem, match="have a password"):
        _batch(place)
    assert _files(place) == before
    text = (place / "out" / "manifest.json").read_text(encoding="utf-8")
    (place / "out" / "manifest.json").write_text(text.replace('"audience": "full"', '"audience": "insurer"'))
    with pytest.raises(UsageProblem, match="another audience: insurer"):
        _batch(place, password="seventeen otters")
    (place / "out" / "manifest.json").write_text("[]")
    with pytest.raises(UsageProblem, match="not the manifest of a batch"):
        _batch(place, password="seventeen otters")


def test_a_batch_at_the_same_time_is_told(place: Path) -> None:
    """A cron job that begins before the last one is over does not disturb it."""
    (place / "out").mkdir(mode=0o700)
    codes: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        if done == 1:
            code, _, err = run(place)
            codes.append(code)
            assert "another batch is writing" in err

    _batch(place, progress=meanwhile)
    assert codes == [5]
    _require_sound(place, CODES)


def test_therapists_may_go_on_writing_meanwhile(place: Path) -> None:
    """Who writes to a chart between its being read and its disclosure has the document made once more."""
    batch, texts = start(place, "--jobs", "2"), 0
    with _open(place) as practice:
        while batch.poll() is None:
            for code in CODES:
                note_contact(practice, code, "rang")
            texts += 1
    assert (batch.wait(), texts > 0) == (0, True)
    batch.communicate()
    _require_sound(place, CODES)


def test_a_chart_that_moves_under_a_turn_leaves_no_copy_behind(place: Path) -> None:
    """The first try is dropped, the second one is given out; both documents are the same."""
    practice, root = open_with_root(with_key_file(place), Nobody())
    commit, moved = practice.port.commit, []

    class _Moving(type(practice.port)):  # type: ignore[misc]
        """A vault to whose first chart somebody else writes just before this program does."""

        def commit(self, appends: list[object], key_changes: tuple[object, ...] = ()) -> None:
            """Let the other one be the first, once."""
            if not moved:
                moved.append(1)
                with _open(place) as other:
                    note_contact(other, CODES[0], "rang")
            commit(appends, key_changes)

    practice.port.__class__ = _Moving
    with practice:
        assert batching.export_batch(practice, root, Wish(place / "out")).left_out == ()
    assert moved
    assert not list((place / "out").glob(".ipt*"))
    _require_sound(place, CODES)


def test_it_keeps_no_chart_in_memory(many: Path) -> None:
    """However many clients there are: what was read for one is let go before the next."""
    alive: list[int] = []

    def look(done: int, total: int) -> None:
        gc.collect()
        alive.append(sum(isinstance(each, OpenChart) for each in gc.get_objects()))

    _batch(many, progress=look)
    assert len(alive) == len(MANY)
    assert max(alive) <= 1


# --- killed, stopped ---------------------------------------------------------------------------------------


def _kill_after(folder: Path, moment: float, *words: str) -> bool:
    """Kill a batch and all its processes so many seconds after its first document; False when it was done before."""
    batch = start(folder, *words)
    while batch.poll() is None and not any((folder / "out").glob("*.docx")):
        time.sleep(0.001)
    time.sleep(moment)
    is_done = batch.poll() is not None
    if not is_done:
        os.killpg(batch.pid, signal.SIGKILL)
    batch.communicate()
    return not is_done


@posix
@pytest.mark.parametrize(
    "words", [("--jobs", "1"), ("--jobs", "2"), ("--jobs", "2", "--password-file", "PASSWORD")]
)
def test_a_batch_that_is_killed_goes_on_where_it_ended(many: Path, words: tuple[str, ...]) -> None:
    """Killed outright, again and again: nothing is missing, and nothing is recorded twice, however the keys were drawn."""
    (many / "password").write_text("seventeen otters\n")
    (many / "password").chmod(0o600)
    words = tuple(str(many / "password") if word == "PASSWORD" else word for word in words)
    killed = [_kill_after(many, moment, *words) for moment in (0, 0.02, 0.05, 0.09)]
    assert any(killed)
    code, _, err = run(many, *words)
    assert code == 0, err
    _require_sound(many, MANY)
    assert run(many, *words)[1].startswith("0 documents written")


@posix
@needs("strace")
def test_every_call_that_changes_a_file_may_be_the_last(tmp_path: Path) -> None:
    """Killed right before each of them: no document is lost, and none is recorded twice, though no two encryptions are alike."""
    begun, place, codes = tmp_path / "begun", tmp_path / "place", CODES[:2]
    (tmp_path / "made").mkdir()
    practice_of(tmp_path / "made", *codes).close()
    (tmp_path / "made").rename(begun)  # a copy of it is no second vault
    (begun / "password").write_text("seventeen otters\n")
    (begun / "password").chmod(0o600)
    points = _points(_traced(begun, place, strace.recording(tmp_path / "log")), tmp_path / "log")
    assert {"fsync", "openat", "pwrite64", "rename", "unlink", "write"} <= {point.name for point in points}
    for point in points if MUST_BE_THERE else points[::4]:
        injection = strace.Injection("kill", ((point.name, point.nth),))
        _traced(begun, place, strace.injecting(tmp_path / "log", injection, with_children=False))
        assert strace.was_injected(tmp_path / "log"), point
        done = _batch(place, password="seventeen otters")
        assert done.left_out == (), point
        _require_sound(place, codes)


def _traced(begun: Path, place: Path, ahead: list[str]) -> Path:
    """Run a batch from the beginning under strace; the folder it ran in."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(begun, place)
    words = ["--out", str(place / "out"), "--jobs", "1", "--password-file", str(place / "password")]
    subprocess.run(
        [*ahead, *PROGRAM, *words], env=environment(place, "2026-06-01"), capture_output=True, check=False
    )
    return place


def _points(place: Path, log: Path) -> list[strace.Call]:
    """The calls that changed a document, the journal, the manifest or the vault."""
    kept = (str(place / "out"), str(place / "vault.ipt"))
    return [
        call
        for call in strace.read_calls(log)
        if any(path.startswith(kept) for path in call.paths)
        and (call.name not in strace.OPENS or call.makes or call.empties)
    ]


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_leaves_nothing_half_written(many: Path, jobs: str) -> None:
    """Ctrl-C: exit 130, the manifest tells of every document there is, and the next batch makes the rest."""
    batch = start(many, "--jobs", jobs)
    while not any((many / "out").glob("*.docx")):
        time.sleep(0.001)
    os.killpg(batch.pid, signal.SIGINT)
    _, err = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert err.endswith("ipt-notes: interrupted; nothing half-written is left\n")
    assert "Traceback" not in err
    whole = [entry["file"] for entry in manifest(many).values()]
    assert sorted(_files(many)) == sorted(whole)
    assert 0 < len(whole) < len(MANY)
    assert run(many)[0] == 0
    _require_sound(many, MANY)


def _children(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


@pytest.mark.skipif(not HAS_PROC, reason="needs /proc")
def test_no_key_is_where_others_could_see_it(many: Path) -> None:
    """Neither the arguments nor the environment of any process hold the root, in any of its usual forms."""
    practice, opened = open_with_root(with_key_file(many), Nobody())
    practice.close()
    forms = (opened.root, opened.root.hex().encode(), base64.b64encode(opened.root))
    batch = start(many, "--jobs", "2")
    seen: set[bytes] = set()
    while batch.poll() is None:
        for pid in (batch.pid, *_children(batch.pid)):
            for name in ("cmdline", "environ"):
                with suppress(OSError), open(f"/proc/{pid}/{name}", "rb") as file:
                    seen.add(file.read())
    batch.communicate()
    assert any(b"multiprocessing" in text for text in seen)
    assert not any(form in text for form in forms for text in seen)


@pytest.mark.skipif(not HAS_PROC, reason="needs ps")
def test_a_process_that_dies_costs_one_turn_at_most(many: Path) -> None:
    """It is listed or done, the others go on, and the next batch makes what is missing."""
    batch, killed = start(many, "--jobs", "2"), 0
    while batch.poll() is None and not killed:
        for pid in _children(batch.pid) if any((many / "out").glob("*.docx")) else ():
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                killed += 1
                break
    out, err = batch.communicate(timeout=60)
    assert killed == 1
    assert "Traceback" not in err
    assert batch.returncode in (0, 1), err
    assert out.count("failed: the process that made it ended") <= 1
    assert len(_files(many)) >= len(MANY) - 1
    assert run(many)[0] == 0
    _require_sound(many, MANY)


# --- what a person sees ------------------------------------------------------------------------------------


@posix
def test_a_terminal_shows_how_long_it_takes(many: Path) -> None:
    """In one line, which is gone at the end; a file or a pipe gets none of it."""
    words = [*PROGRAM[1:], "--out", str(many / "out"), "--jobs", "1"]
    shown, code = _at_terminal(words, many)
    assert code == 0
    assert re.search(r"\r\d+ of 24 clients, about \d+ s left", shown)
    assert "24 documents written" in shown
    assert "left" not in run(many)[2]


def _at_terminal(words: list[str], folder: Path) -> tuple[str, int]:
    child = pexpect.spawn(
        PROGRAM[0], words, env=environment(folder, "2026-06-01"), encoding="utf-8", timeout=60
    )
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (1, 10_000, 0.02, "1 of 10,000 clients, about 3 min left"),
        (9_999, 10_000, 200.0, "9,999 of 10,000 clients, about 1 s left"),
        (10, 1_000, 5.0, "10 of 1,000 clients, about 8 min left"),
        (10, 100_000, 5.0, "10 of 100,000 clients, about 13.9 h left"),
    ],
)
def test_the_time_left_is_told_in_a_fitting_unit(done: int, total: int, seconds: float, told: str) -> None:
    """As if it went on as before."""
    assert told_progress(done, total, seconds) == told


# --- names of files ----------------------------------------------------------------------------------------

_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
codes = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"]), min_size=1, max_size=64
).filter(lambda code: 0 < len(unicodedata.normalize("NFKC", code).strip()) <= 64)


@given(
    code=codes
    | st.sampled_from(
        ["CON", "nul.txt", "Com1", "..", ".", "-rf", "a/b", "C:\\x", "~", "é" * 64, "a.", " a "]
    )
)
def test_any_code_gives_a_name_that_every_system_takes(code: str) -> None:
    """No separator, no device, no dot or blank at an end, nothing hidden, nothing that looks like an option; not too long."""
    name = file_name(code, b"\x07" * 16)
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert name[0] not in ".- "
    assert name.removesuffix(".docx")[-1] not in ". "
    assert name.split(".")[0].casefold() not in _RESERVED
    assert len(name.encode()) <= 143
    assert unicodedata.normalize("NFC", name) == name


@given(one=codes, other=codes)
def test_two_codes_never_share_a_file(one: str, other: str) -> None:
    """Also where letter case, or the way an accent is written, makes no difference to the file system."""
    names = (file_name(one, b"\x01" * 16), file_name(other, b"\x02" * 16))
    if normal_code(one) != normal_code(other):
        assert len({unicodedata.normalize("NFKD", name).casefold() for name in names}) == 2


def test_a_plain_code_is_its_own_name() -> None:
    """What most practices use."""
    assert file_name("MK-014", bytes(16)) == "MK-014.docx"


def test_strange_codes_are_written_and_found_again(tmp_path: Path) -> None:
    """Each in a file of its own, which the manifest names."""
    strange = ("a/b", "a:b", "a_b", "CON", "山田 1", "../../etc", "é" * 60)
    practice_of(tmp_path, *strange).close()
    assert _batch(tmp_path).left_out == ()
    told = manifest(tmp_path)
    assert sorted(told) == sorted(strange)
    assert sorted(_files(tmp_path)) == sorted(entry["file"] for entry in told.values())
    assert len(_files(tmp_path)) == len(strange)
    assert _batch(tmp_path).unchanged == len(strange)
