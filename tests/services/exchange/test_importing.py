"""Scores and notes from elsewhere come in whole, a client at a time, and once however often they are imported."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.note import ScoreLine
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import UsageProblem
from ipt_notes.services import clients, events
from ipt_notes.services.exchange.importing_measures import TableRefused, import_measures
from ipt_notes.services.exchange.importing_notes import import_notes
from ipt_notes.services.reading import list_notes
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.exchange.importing import Imported
    from ipt_notes.services.practice import Practice

CODE, OTHER = "MK-014", "MK-020"
HEAD = "client,date,measure,total,items\n"
ITEMS = "2 2 3 2 1 1 2 0 0"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault with two clients whose courses began on 2026-03-16, the day it is."""
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE, OTHER) as practice:
        yield practice


def scores(practice: Practice, code: str = CODE) -> list[tuple[str, float | None]]:
    """(measure, total) of each score in the chart."""
    return [(score.instrument, score.total) for score in practice.open(code).course.scores]


def told(done: Imported) -> list[str]:
    """Every problem, in the order it is shown."""
    return [*done.problems, *(line for client in done.clients for line in client.problems)]


class Table:
    """A CSV file, and its import."""

    def __init__(self, practice: Practice, folder: Path) -> None:
        self.practice, self.path = practice, folder / "scores.csv"

    def __call__(self, table: str | bytes, *, dry_run: bool = False) -> Imported:
        """Write and import it."""
        data = table if isinstance(table, bytes) else table.encode()
        self.path.write_bytes(data)
        return import_measures(self.practice, self.path, dry_run=dry_run)


@pytest.fixture
def table(practice: Practice, tmp_path: Path) -> Table:
    """What imports a table into the vault."""
    return Table(practice, tmp_path)


# --- scores ---


def test_items_and_totals_are_imported_as_if_typed(practice: Practice, table: Table) -> None:
    """Of measures the program knows by any of their names, and of another tool."""
    done = table(
        f"{HEAD}{CODE},2026-03-02,PHQ-9,,{ITEMS}\nmk-014,2026-03-02,gad 7,11,\n"
        f"{CODE},2026-03-09,Other tool: BDI-II,21,\n{OTHER},2026-03-09,CORE-10,,x 1 1 1 1 1 1 1 1 1\n"
    )
    assert [(client.code, client.added) for client in done.clients] == [(CODE, 3), (OTHER, 1)]
    assert scores(practice) == [("phq9", 13), ("gad7", 11), ("other", 21)]
    assert practice.open(CODE).course.scores[0].line.items == (2, 2, 3, 2, 1, 1, 2, 0, 0)
    assert scores(practice, OTHER) == [("core10", 10)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_other_programs_encodings_delimiters_and_line_ends_are_read(
    practice: Practice, table: Table, ends: str, encoding: str
) -> None:
    """A spreadsheet in French writes `;`, decimal commas and its own letters; a guess is told."""
    rows = f"Client;Date;Measure;Total{ends}{CODE};2026-03-09;other tool: Échelle;3,5{ends}"
    done = table(rows.encode(encoding))
    (score,) = practice.open(CODE).course.scores
    assert (score.line.name, score.total) == ("Échelle", 3.5)
    assert any("Windows-1252" in line for line in done.warnings) == (encoding == "cp1252")


def test_importing_twice_adds_nothing_twice(practice: Practice, table: Table) -> None:
    """And says how much is here already, even of a row that stands in the file twice."""
    rows = f"{HEAD}{CODE},2026-03-02,PHQ-9,,{ITEMS}\n{CODE},2026-03-02,PHQ-9,13,\n"
    first, records = table(rows), practice.port.status().records
    again = table(rows)
    assert (first.clients[0].added, first.clients[0].known) == (1, 1)
    assert (again.clients[0].added, again.clients[0].known) == (0, 2)
    assert practice.port.status().records == records


def test_a_score_that_stands_in_a_note_is_known(practice: Practice, table: Table, tmp_path: Path) -> None:
    """The measure was taken once."""
    import_notes(practice, notes_in(tmp_path, one=note(1, f"## Measure\n- PHQ-9: {ITEMS}")))
    done = table(f"{HEAD}{CODE},2026-03-02,PHQ-9,13,\n")
    assert (done.clients[0].added, done.clients[0].known) == (0, 1)


def test_a_withdrawn_score_can_be_imported_again(practice: Practice, table: Table) -> None:
    """It does not stand in the course any more."""
    rows = f"{HEAD}{CODE},2026-03-02,PHQ-9,13,\n"
    table(rows)
    events.void_record(practice, CODE, practice.open(CODE).records[-1].id, "a mistake")
    assert table(rows).clients[0].added == 1


def test_of_a_client_all_rows_or_none(practice: Practice, table: Table) -> None:
    """One wrong row keeps that client's others out; the other client's are imported."""
    rows = f"{HEAD}{CODE},2026-03-02,PHQ-9,13,\n{OTHER},2026-03-02,PHQ-9,12,\n{CODE},2026-03-09,PHQ-9,28,\n"
    done = table(rows)
    assert done.has_problems
    assert (scores(practice), scores(practice, OTHER)) == ([], [("phq9", 12)])
    assert told(done) == ["scores.csv:4: PHQ-9 total 28 is not possible; it is a whole number from 0 to 27"]


def test_a_dry_run_tells_all_of_it_and_changes_nothing(practice: Practice, table: Table) -> None:
    """The same lines, the same counts."""
    rows = f"{HEAD}{CODE},2026-03-02,PHQ-9,13,\n{OTHER},2026-03-02,PHQ-9,99,\n"
    before = practice.port.status().records
    dry = table(rows, dry_run=True)
    assert practice.port.status().records == before
    assert table(rows).clients == dry.clients


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"{CODE},2026-03-02,PHQ-9,,2 2 3", "PHQ-9 has 9 items; 3 were given"),
        (f"{CODE},2026-03-02,PHQ-9,,2 2 3 2 1 1 2 0 5", "PHQ-9 item 9 is 5; an item is 0 to 3"),
        (f"{CODE},2026-03-02,PHQ-9,12,{ITEMS}", "add up to 13, but the total says 12"),
        (f"{CODE},2026-03-02,PHQ-9,,", "PHQ-9 has neither a total nor items"),
        (f"{CODE},2026-03-02,PHQ-9,many,", "a total is a number"),
        (f"{CODE},2026-03-02,PHQ-9,,two", "items are whole numbers"),
        (f"{CODE},2026-03-02,PHR-9,9,", "this measure is not known; did you mean 'PHQ-9'?"),
        (f"{CODE},2026-03-02,Becks,9,", "this measure is not known; known: "),
        (f"{CODE},2026-03-02,other tool: PHQ-9,9,", "leave `other tool:` out"),
        (f"{CODE},2026-03-02,other tool: BDI,,", "another tool takes a total"),
        (f"{CODE},02/03/2026,PHQ-9,9,", "a date is written as 2026-03-16"),
        (f"{CODE},2026-02-30,PHQ-9,9,", "a date is written as 2026-03-16"),
        (f"{CODE},20260302,PHQ-9,9,", "a date is written as 2026-03-16"),
        (f"{CODE},2026-03-17,PHQ-9,9,", "2026-03-17 is still to come; today is 2026-03-16"),
        (f"{CODE},2026-03-02,PHQ-9,9,,more", "there are more cells than headings"),
        (",2026-03-02,PHQ-9,9,", "the client is missing"),
        ("MK-041,2026-03-02,PHQ-9,9,", "there is no client with the code MK-041"),
        ("a\u202eb,2026-03-02,PHQ-9,9,", "holds a control character"),
        (f"{'x' * 5000},2026-03-02,PHQ-9,9,", "a cell is longer than any score"),
    ],
)
def test_every_problem_is_told_with_its_line(
    practice: Practice, table: Table, row: str, problem: str
) -> None:
    """The line in the file, below a heading and a blank line; and nothing is imported."""
    before = practice.port.status().records
    (line,) = told(table(f"{HEAD}\n{row}\n"))
    assert line.startswith("scores.csv:3: ")
    assert problem in line
    assert practice.port.status().records == before


def test_another_score_of_that_day_is_a_problem(practice: Practice, table: Table) -> None:
    """Whether it is in the chart or in the file."""
    events.add_measure(practice, CODE, dt.date(2026, 3, 2), ScoreLine("phq9", total=13))
    done = table(
        f"{HEAD}{CODE},2026-03-02,PHQ-9,14,\n{OTHER},2026-03-02,PHQ-9,12,\n{OTHER},2026-03-02,PHQ-9,11,\n"
    )
    assert [line.partition(": ")[0] for line in told(done)] == ["scores.csv:2", "scores.csv:4"]
    assert all("another score of 2026-03-02" in line for line in told(done))


def test_a_concluded_course_takes_nothing_new(practice: Practice, table: Table) -> None:
    """What it has already is no problem."""
    rows = f"{HEAD}{CODE},2026-03-02,PHQ-9,13,\n"
    table(rows)
    ending = clients.Ending(end_type=EndType.PLANNED, next_step=NextStep.END)
    clients.conclude(practice, CODE, ending)
    assert not table(rows).has_problems
    assert told(table(f"{HEAD}{CODE},2026-03-09,PHQ-9,9,\n")) == ["scores.csv:2: the course is concluded"]
    clients.start_course(practice, CODE, clients.NewCourse(start=dt.date(2026, 3, 10)))
    assert "began on 2026-03-10" in told(table(f"{HEAD}{CODE},2026-03-09,PHQ-9,9,\n"))[0]


def test_an_answer_to_item_nine_is_told(table: Table) -> None:
    """A score that comes from elsewhere asks for an assessment like any other."""
    done = table(f"{HEAD}{CODE},2026-03-02,PHQ-9,,2 2 3 2 1 1 2 0 1\n")
    assert done.clients[0].warnings == (
        "scores.csv:2: PHQ-9 item 9 is 1: `check` asks for a risk assessment in that session's note (SAF002)",
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "scores.csv:1: there is no row of headings"),
        (b"client,date,total\n", "scores.csv:1: the row of headings lacks measure"),
        (b"client,date,measure\n", "scores.csv:1: the row of headings lacks total or items"),
        (b"client,date,measure,totl,items\n", "the column 'totl' is not read; did you mean 'total'?"),
        (b"client,date,measure,total,Total\n", "the column 'total' is there twice"),
        (b'client,date,measure,total\n"MK-014,2026', "scores.csv:2: the quotation marks in this row"),
        (b"client,date\x00", "scores.csv:1: there is a control character"),
        (b"client,date\n\x81\xff", "scores.csv:2: these bytes are not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_whole(table: Table, data: bytes, problem: str) -> None:
    """With the line that says why."""
    with pytest.raises(TableRefused) as refused:
        table(data)
    assert any(problem in line for line in refused.value.details)


def test_a_column_that_is_not_read_is_told(table: Table) -> None:
    """The others are."""
    done = table(f"comment,{HEAD}first,{CODE},2026-03-02,PHQ-9,13,\n")
    assert done.warnings == ("scores.csv:1: the column 'comment' is not read",)
    assert done.clients[0].added == 1


def test_a_cell_of_several_lines_is_counted(table: Table) -> None:
    """The lines told are those an editor shows."""
    done = table(f'{HEAD}{CODE},2026-03-02,PHQ-9,,"2 2 3\n2 1 1\n2 0 0"\n{CODE},2026-03-09,PHQ-9,99,\n')
    assert told(done)[0].startswith("scores.csv:5: ")


def test_a_file_that_is_not_there_is_told(practice: Practice, tmp_path: Path) -> None:
    """As a slip in the command."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UsageProblem):
            import_measures(practice, path)


# --- notes ---


def note(session: int, body: str = "## Check-in\nA quiet week.", code: str = CODE, **front: str) -> str:
    """A note in Markdown."""
    fields = {
        "client": code,
        "session": str(session),
        "date": f"2026-03-{session + 1:02}",
        "phase": "beginning",
    }
    told = "".join(f"{key}: {value}\n" for key, value in (fields | front).items())
    return f"---\n{told}---\n{body}\n"


def notes_in(folder: Path, **files: str | bytes) -> Path:
    """A folder `notes` with these files; `one` is one.md, `old__two` is old/two.md."""
    for name, text in files.items():
        path = folder / "notes" / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "notes"


def sessions(practice: Practice, code: str = CODE) -> list[int]:
    """The numbers of the sessions that have a note."""
    return [line.session for line in list_notes(practice.open(code))]


def test_a_folder_of_notes_is_imported_as_if_typed(practice: Practice, tmp_path: Path) -> None:
    """In the order of their sessions, whatever the files are called; unsigned."""
    folder = notes_in(tmp_path, a=note(2), z__b=note(1), other=note(1, code=OTHER), NOTES=note(0))
    done = import_notes(practice, folder)
    assert {client.code: client.added for client in done.clients} == {CODE: 3, OTHER: 1}
    assert sessions(practice) == [0, 1, 2]
    saved = [each.body for each in practice.open(CODE).records if isinstance(each.body, r.NoteSaved)]
    assert [(body.content.session, body.text) for body in saved] == [(0, note(0)), (1, note(1)), (2, note(2))]
    assert all(not session.is_signed for session in practice.open(CODE).course.sessions)


def test_importing_notes_twice_adds_nothing_twice(practice: Practice, tmp_path: Path) -> None:
    """Nor after the note was written on in the vault."""
    folder = notes_in(tmp_path, one=note(1), two=note(2))
    import_notes(practice, folder)
    known = practice.open(CODE).course.sessions[0]
    later = r.NoteSaved(
        known.note, practice.open(CODE).course.id, 2, note(1, "## Check-in\nMore."), known.content
    )
    practice.write(practice.find(CODE), lambda _: [later])
    records = practice.port.status().records
    (client,) = import_notes(practice, folder).clients
    assert (client.added, client.known, client.problems) == (0, 2, ())
    assert practice.port.status().records == records


def test_a_withdrawn_note_can_be_imported_again(practice: Practice, tmp_path: Path) -> None:
    """It does not stand in the course any more."""
    folder = notes_in(tmp_path, one=note(1))
    import_notes(practice, folder)
    events.void_record(practice, CODE, practice.open(CODE).records[-1].id, "the wrong client")
    assert import_notes(practice, folder).clients[0].added == 1
    assert sessions(practice) == [1]


def test_of_a_client_all_notes_or_none(practice: Practice, tmp_path: Path) -> None:
    """A phase that is misspelt keeps that client's notes out, and the other client's come in."""
    folder = notes_in(tmp_path, one=note(1), two=note(2, phase="begining"), other=note(1, code=OTHER))
    done = import_notes(practice, folder)
    assert (sessions(practice), sessions(practice, OTHER)) == ([], [1])
    wanted = "two.md:5: the phase is beginning, middle, final or maintenance; did you mean 'beginning'?"
    assert told(done) == [wanted]


def test_a_dry_run_of_notes_lists_every_problem(practice: Practice, tmp_path: Path) -> None:
    """By file and line, and changes nothing."""
    folder = notes_in(
        tmp_path,
        a=note(1, "## Measure\n- PHQ-9: 99"),
        b=note(2, date="2026-03-17"),
        c=note(3, code="MK-041"),
        d="no front matter",
        e=b"\x00",
        f=note(4),
        g=note(4, "## Check-in\nAnother."),
    )
    before = practice.port.status().records
    done = import_notes(practice, folder, dry_run=True)
    assert [line.partition(": ")[0] for line in told(done)] == [
        "d.md:1",
        "e.md:1",
        "a.md:8",
        "b.md:4",
        "g.md:3",
        "c.md:1",
    ]
    assert practice.port.status().records == before
    assert import_notes(practice, folder).clients == done.clients


def test_what_the_parser_wonders_about_is_told_and_imported(practice: Practice, tmp_path: Path) -> None:
    """As when it is typed."""
    (client,) = import_notes(practice, notes_in(tmp_path, one=note(1, "## Chek-in\nA quiet week."))).clients
    assert client.added == 1
    assert client.warnings[0].startswith("one.md:7: unknown heading 'Chek-in'; did you mean 'Check-in'?")


def test_another_note_of_that_session_is_a_problem(practice: Practice, tmp_path: Path) -> None:
    """What is in the vault is never replaced by a file."""
    import_notes(practice, notes_in(tmp_path, one=note(1)))
    done = import_notes(practice, notes_in(tmp_path, one=note(1, "## Check-in\nAnother.")))
    assert told(done) == [
        "one.md:3: there is another note of session 1 already; change that one with `note edit`"
    ]


def test_windows_notes_are_read_and_told(practice: Practice, tmp_path: Path) -> None:
    """Letters of Windows-1252, and its line ends."""
    typed = note(1, "## Check-in\nWent to the café – twice.")
    done = import_notes(practice, notes_in(tmp_path, one=typed.replace("\n", "\r\n").encode("cp1252")))
    assert practice.open(CODE).course.sessions[0].text == typed
    assert done.warnings == ("one.md: read as Windows-1252; look at letters with accents",)


def test_hidden_files_and_links_are_left_alone(practice: Practice, tmp_path: Path) -> None:
    """What a sync program or an editor keeps beside the notes is no note; and no link leads out of the folder."""
    folder = notes_in(tmp_path, one=note(1))
    (tmp_path / "secret.md").write_text(note(2), encoding="utf-8")
    (folder / "two.md").symlink_to(tmp_path / "secret.md")
    (folder / "linked").symlink_to(tmp_path)
    (folder / ".trash").mkdir()
    (folder / ".trash" / "three.md").write_text(note(3), encoding="utf-8")
    (folder / "read me.txt").write_text("no note", encoding="utf-8")
    assert import_notes(practice, folder).clients[0].added == 1
    assert sessions(practice) == [1]


def test_an_empty_folder_is_told(practice: Practice, tmp_path: Path) -> None:
    """As is one that is not there."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "none"):
        with pytest.raises(UsageProblem):
            import_notes(practice, folder)
