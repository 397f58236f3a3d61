"""A whole chart goes from one vault to another, with its disclosure recorded here and its source stated there."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.signatures import digest_of
from ipt_notes.errors import ClientNotFound, CodeExists, NotFound, Refused, UsageProblem, WorldProblem
from ipt_notes.services import clients, signing, writing
from ipt_notes.services.demonstrating import make_demo
from ipt_notes.services.exchange.exchanging import export_chart
from ipt_notes.services.exchange.exporting import export_termination
from ipt_notes.services.exchange.importing_chart import import_chart
from ipt_notes.services.listing import list_clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.private_notes import private_draft, save_private
from ipt_notes.services.reading import chart_history
from ipt_notes.services.trust import verifying
from ipt_notes.services.unlock.rekeying import rekey_client
from ipt_notes.services.unlock.unlocking import open_practice
from tests.builders import by_manual
from tests.export.reading import document, words
from tests.export.test_whole_chart import without_marks
from tests.vault.building import make_practice, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "EX-001"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Practice]:
    """A vault whose one client has four signed notes about a role dispute."""
    (tmp_path / "there").mkdir()
    with make_practice(tmp_path / "there", CODE) as practice:
        course = practice.open(CODE).course.id
        sessions = by_manual("role dispute", sessions=4).course().sessions
        notes = [r.NoteSaved(one.note, course, 1, one.text, one.content) for one in sessions]
        practice.write(practice.find(CODE), lambda _: notes)
        signing.sign_notes(practice, CODE, None)
        yield practice


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Practice]:
    """Another vault, empty."""
    (tmp_path / "here").mkdir()
    with make_practice(tmp_path / "here") as practice:
        yield practice


def test_the_log_has_the_digest_of_the_folder(there: Practice, tmp_path: Path) -> None:
    """Which is that of the list of its files."""
    done = export_chart(there, CODE, tmp_path / "out")
    (disclosed,) = there.open(CODE).course.disclosures
    assert (disclosed.what, disclosed.audience) == ("whole chart", "full")
    sums = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    assert disclosed.sha256 == done.sha256 == hashlib.sha256(sums).hexdigest()
    for line in sums.decode().splitlines():
        told, _, path = line.partition("  ")
        assert hashlib.sha256((tmp_path / "out" / path).read_bytes()).hexdigest() == told


def test_the_folder_is_its_owners_alone(there: Practice, tmp_path: Path) -> None:
    """Folders 0700, files 0600, and nothing is left beside it."""
    export_chart(there, CODE, tmp_path / "out")
    paths = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in paths if path.is_file()} == {0o600}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_that_holds_something_stays_as_it_is(there: Practice, tmp_path: Path) -> None:
    """And what was refused is not in the log; an empty one will do."""
    full, empty = tmp_path / "full", tmp_path / "empty"
    full.mkdir()
    empty.mkdir()
    (full / "mine").touch()
    for taken in (full, full / "mine"):
        with pytest.raises(Refused):
            export_chart(there, CODE, taken)
    with pytest.raises(WorldProblem):
        export_chart(there, CODE, tmp_path / "no" / "where")
    assert there.open(CODE).course.disclosures == ()
    export_chart(there, CODE, empty)
    assert (empty / "chart.json").is_file()


def test_an_export_that_can_t_be_recorded_leaves_nothing(there: Practice, tmp_path: Path) -> None:
    """No folder without its record."""
    there.port.only_read("as if by permission")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(WorldProblem):
        export_chart(there, CODE, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_private_notes_stay(there: Practice, tmp_path: Path) -> None:
    """No file of the folder holds one."""
    draft = private_draft(there, there.open(CODE), 1)
    save_private(there, replace(draft, text="quillfeather: what I make of it"))
    done = export_chart(there, CODE, tmp_path / "out")
    assert done.has_private_notes is False
    assert not any(b"quillfeather" in path.read_bytes() for path in (tmp_path / "out").rglob("*.*"))


def test_the_course_is_the_same_in_another_vault(there: Practice, here: Practice, tmp_path: Path) -> None:
    """But for the marks of the import; and all of it verifies."""
    before = there.open(CODE).course
    export_chart(there, CODE, tmp_path / "out")
    done = import_chart(here, tmp_path / "out")
    after = here.open(CODE).course
    assert without_marks(after, before) == before
    assert (done.is_new, done.notes, done.stated_signatures, done.signed_by) == (
        True,
        4,
        4,
        ("Dr A. Example",),
    )
    assert verifying.verify_vault(here).problems == ()


def test_the_demo_courses_move_too(here: Practice, tmp_path: Path) -> None:
    """All four: one ended, one lost to contact, two under way."""
    demo = make_demo(settings(tmp_path), tmp_path / "demo")
    where = settings(tmp_path, demo.environment)._replace(where=demo.vault)
    with open_practice(where, Nobody()) as there:
        for line in demo.courses:
            export_chart(there, line.code, tmp_path / line.code)
            import_chart(here, tmp_path / line.code)
            before = replace(there.open(line.code).course, disclosures=())
            after = replace(here.open(line.code).course, disclosures=())
            assert without_marks(after, before) == before
    assert len(list_clients(here)) == 4


def test_nobody_can_tell_from_outside_that_a_client_is_in_both(
    there: Practice, here: Practice, tmp_path: Path
) -> None:
    """Streams have names of their own in every vault."""
    export_chart(there, CODE, tmp_path / "out")
    import_chart(here, tmp_path / "out")
    assert not dict(there.port.streams()).keys() & dict(here.port.streams()).keys()


def test_an_imported_signature_says_so_wherever_it_is_shown(
    there: Practice, here: Practice, tmp_path: Path
) -> None:
    """In the history with who imported it, and in the termination summary."""
    export_chart(there, CODE, tmp_path / "out")
    import_chart(here, tmp_path / "out")
    chart = here.open(CODE)
    assert all(entry.what.startswith("imported: ") for entry in chart_history(here, chart))
    assert all("as its source states" in entry.what for entry in chart_history(here, chart))
    summary = r.SummarySaved(chart.course.id, 1, "## Course of treatment\nFour sessions.")
    signed = r.SummarySigned(chart.course.id, 1, digest_of(summary.text), "Dr A. Example")
    here.write(chart.grant, lambda _: [summary, signed])
    export_chart(here, CODE, tmp_path / "again")
    with make_practice(_made(tmp_path / "third")) as third:
        import_chart(third, tmp_path / "again")
        export_termination(third, CODE, tmp_path / "t.docx", is_draft=True)
    assert "as stated by an imported chart" in words(document((tmp_path / "t.docx").read_bytes()))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_course_goes_on_after_the_move(there: Practice, here: Practice, tmp_path: Path) -> None:
    """A next note is saved and signed; a signed one stays as it is."""
    export_chart(there, CODE, tmp_path / "out")
    import_chart(here, tmp_path / "out")
    text = f"---\nclient: {CODE}\nsession: 5\ndate: 2026-03-15\nphase: middle\n---\n## Check-in\nA new start."
    writing.save_note(here, writing.new_draft(here, here.open(CODE), text))
    signing.sign_notes(here, CODE, [5])
    signature = here.open(CODE).course.sessions[-1].signature
    assert (signature.by, signature.is_stated) == ("Dr A. Example", False)
    with pytest.raises(Refused):
        writing.editable(here.open(CODE), 1)


def test_a_chart_with_a_new_key_moves_like_any_other(there: Practice, here: Practice, tmp_path: Path) -> None:
    """Its keys stay."""
    rekey_client(there, CODE, "")
    export_chart(there, CODE, tmp_path / "out")
    import_chart(here, tmp_path / "out")
    before = replace(there.open(CODE).course, disclosures=())
    assert without_marks(here.open(CODE).course, before) == before


def test_importing_twice_changes_nothing_and_says_so(there: Practice, here: Practice, tmp_path: Path) -> None:
    """Even when the course has gone on meanwhile."""
    export_chart(there, CODE, tmp_path / "out")
    import_chart(here, tmp_path / "out")
    clients.plan_sessions(here, CODE, 20, "agreed together")
    before = here.port.status().records
    assert import_chart(here, tmp_path / "out").is_new is False
    assert (here.port.status().records, here.open(CODE).course.planned) == (before, 20)


def test_a_dry_run_changes_nothing(there: Practice, here: Practice, tmp_path: Path) -> None:
    """And tells the same."""
    export_chart(there, CODE, tmp_path / "out")
    before = here.port.status().records
    dry = import_chart(here, tmp_path / "out", dry_run=True)
    assert here.port.status().records == before
    with pytest.raises(ClientNotFound):
        here.find(CODE)
    assert import_chart(here, tmp_path / "out") == replace(dry, is_dry_run=False)


def test_a_code_that_is_taken_needs_another_one(there: Practice, here: Practice, tmp_path: Path) -> None:
    """The other client's chart is left alone; under another code the chart comes in whole."""
    clients.add_client(here, CODE, "Somebody Else", None, clients.NewCourse())
    export_chart(there, CODE, tmp_path / "out")
    with pytest.raises(CodeExists):
        import_chart(here, tmp_path / "out")
    import_chart(here, tmp_path / "out", code="EX-002")
    assert here.open(CODE).chart.client.name == "Somebody Else"
    moved = here.open("EX-002").chart.client
    assert (moved.code, moved.name) == ("EX-002", f"Name of {CODE}")
    assert import_chart(here, tmp_path / "out", code="ex-002").is_new is False


def test_a_file_alone_is_enough(there: Practice, here: Practice, tmp_path: Path) -> None:
    """The Markdown files are for people."""
    export_chart(there, CODE, tmp_path / "out")
    assert import_chart(here, tmp_path / "out" / "chart.json").notes == 4


def test_what_is_no_chart_imports_nothing(here: Practice, tmp_path: Path) -> None:
    """A folder without one, a file that is none, a place that is not there."""
    (tmp_path / "chart.json").write_text("{}", encoding="utf-8")
    for source in (tmp_path, tmp_path / "here", tmp_path / "nowhere"):
        with pytest.raises(UsageProblem):
            import_chart(here, source)
    assert list_clients(here) == []


def test_a_chart_that_is_not_there_is_told(there: Practice, tmp_path: Path) -> None:
    """By its code."""
    with pytest.raises(NotFound):
        export_chart(there, "NOBODY", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_when_it_was_imported_is_no_secret(there: Practice, here: Practice, tmp_path: Path) -> None:
    """The records are of the day of the import, by who imported them."""
    export_chart(there, CODE, tmp_path / "out")
    later = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
    here.settings = here.settings._replace(clock=lambda: later)
    import_chart(here, tmp_path / "out")
    records = here.open(CODE).records
    assert {(record.at, record.author) for record in records} == {(later, here.member.id.hex())}
    assert all(record.written < later for record in records)
