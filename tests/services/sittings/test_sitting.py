"""A sitting at the editor ends in a note to save, in a draft, or in nothing at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.editing.memory import find_place
from ipt_notes.errors import Interrupted, IptNotesError, VaultReadOnly
from ipt_notes.services import writing
from ipt_notes.services.practice import Practice
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.sitting import KeptAsDraft, NothingWritten, SittingStopped, sit
from tests.editing.desks import NOTE, SECRET, TOLD, TOO_MUCH, Desk, check, memory
from tests.vault.building import Scripted, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.sittings.drafts import Draft

CODE = "MK-014"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client on a machine of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        yield practice


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An editor's surroundings."""
    with memory() as runtime:
        yield Desk(tmp_path, runtime)


def _sit(
    practice: Practice, desk: Desk, body: str, draft: Draft | None = None, person: Scripted | None = None
) -> Draft:
    env = {**practice.settings.env, **desk.env, "VISUAL": desk.script(body)}
    at_desk = Practice(practice.port, practice.member, practice.settings._replace(env=env))
    how = "`ipt-notes write` opens it again"
    return sit(at_desk, draft or _draft(practice), check, person or Scripted(), how=how)


def _draft(practice: Practice) -> Draft:
    return writing.new_draft(practice, practice.open(CODE), NOTE)


def _left(practice: Practice) -> list[str]:
    return [draft.text for draft in drafts.left(practice)]


def test_what_was_typed_is_a_draft_on_this_machine_until_it_is_saved(practice: Practice, desk: Desk) -> None:
    """It comes back to be saved, and a crash right now would lose nothing. It is sealed."""
    after = _sit(practice, desk, f"path.write_text(text + '{SECRET[:9]}' '{SECRET[9:]}')\n")
    assert after.text == NOTE + SECRET
    assert _left(practice) == [NOTE + SECRET]
    assert desk.traces() == []


def test_nothing_typed_leaves_nothing(practice: Practice, desk: Desk) -> None:
    """Closing the editor again is no note and no draft; it is not a failure either."""
    with pytest.raises(NothingWritten) as error:
        _sit(practice, desk, "")
    assert error.value.exit_code == 0
    assert _left(practice) == []


def test_what_was_typed_and_thrown_away_again_leaves_nothing(practice: Practice, desk: Desk) -> None:
    """Not even the draft that was kept in between."""
    with pytest.raises(NothingWritten):
        _sit(
            practice,
            desk,
            "path.write_text(text + 'no')\n"
            "while not list(Path.home().rglob('*.draft')): time.sleep(0.1)\n"
            "path.write_text(text)\n",
        )
    assert _left(practice) == []


def test_a_failed_editor_leaves_a_draft_and_the_command_that_opens_it(practice: Practice, desk: Desk) -> None:
    """The message says where the text is."""
    with pytest.raises(KeptAsDraft) as error:
        _sit(practice, desk, "path.write_text(text + 'more')\nsys.exit(1)\n")
    assert error.value.hint == "`ipt-notes write` opens it again"
    assert error.value.exit_code == 7
    assert _left(practice) == [NOTE + "more"]


def test_an_editor_that_fails_before_anything_was_typed_leaves_and_claims_nothing(
    practice: Practice, desk: Desk
) -> None:
    """Also for a text that is whole as it stands: the first look at a summary."""
    for draft in (
        _draft(practice),
        replace(_draft(practice), is_whole=True),
        replace(_draft(practice), options={"resumed": "yes"}),
    ):
        with pytest.raises(NothingWritten):
            _sit(practice, desk, "sys.exit(1)\n", draft)
        assert _left(practice) == []


def test_a_whole_text_can_be_saved_without_adding_anything(practice: Practice, desk: Desk) -> None:
    """A summary made from the chart is true as it stands."""
    draft = replace(_draft(practice), is_whole=True)
    assert _sit(practice, desk, "", draft).text == NOTE


@pytest.mark.parametrize("typed", ["more", ""])
def test_a_sitting_that_is_ended_from_outside_says_so(practice: Practice, desk: Desk, typed: str) -> None:
    """Exit code 130; a draft is named only if there is one."""
    ends = f"path.write_text(text + {typed!r})\nimport signal\nos.kill(os.getppid(), signal.SIGTERM)\ntime.sleep(60)\n"
    with pytest.raises(SittingStopped if typed else Interrupted) as error:
        _sit(practice, desk, ends)
    assert error.value.exit_code == 130
    assert ("draft" in error.value.message) is bool(typed)
    assert _left(practice) == ([NOTE + typed] if typed else [])


def test_a_text_is_saved_where_only_its_draft_fails(practice: Practice, desk: Desk) -> None:
    """The vault is sound: it is tried next, and the person hears that there was no draft."""
    practice.settings.state.mkdir(parents=True, exist_ok=True)
    (practice.settings.state / "drafts").write_text("in the way")
    person = Scripted()
    after = _sit(practice, desk, "path.write_text(text + 'more')\n", person=person)
    assert after.text == NOTE + "more"
    assert "could not be kept" in person.told[-1]


def test_a_kept_draft_that_is_changed_and_changed_back_stays_kept(practice: Practice, desk: Desk) -> None:
    """Only the command that saves it or throws it away removes it."""
    draft = replace(_draft(practice), text=NOTE + TOO_MUCH)
    drafts.keep(practice, draft)
    with pytest.raises(KeptAsDraft):
        _sit(
            practice,
            desk,
            "kept = lambda: [each.stat().st_ino for each in Path.home().rglob('*.draft')]\n"
            "before = kept()\npath.write_text(text + 'no')\n"
            "while kept() == before: time.sleep(0.1)\n"
            "path.write_text(text)\nsys.exit(1)\n",
            draft,
        )
    assert _left(practice) == [NOTE + TOO_MUCH]


def test_a_resumed_draft_that_is_left_as_it_was_stays_a_draft(practice: Practice, desk: Desk) -> None:
    """It opens with its errors, and closing it without a change throws nothing away."""
    draft = replace(_draft(practice), text=NOTE + TOO_MUCH, options={"resumed": "yes"})
    drafts.keep(practice, draft)
    seen = desk.home / "seen"
    with pytest.raises(KeptAsDraft):
        _sit(practice, desk, f"Path({str(seen)!r}).write_text(text)\n", draft)
    assert TOLD in seen.read_text()
    assert _left(practice) == [NOTE + TOO_MUCH]


def test_a_resumed_draft_can_be_saved_without_adding_anything(practice: Practice, desk: Desk) -> None:
    """It was written already; saving it unchanged means to keep it."""
    draft = replace(_draft(practice), options={"resumed": "yes"})
    drafts.keep(practice, draft)
    assert _sit(practice, desk, "", draft).text == NOTE


def test_no_error_of_a_sitting_shows_the_text(practice: Practice, desk: Desk) -> None:
    """Neither the message nor its details."""
    with pytest.raises(IptNotesError) as error:
        _sit(practice, desk, f"path.write_text('{SECRET}')\nsys.exit(1)\n")
    assert SECRET not in f"{error.value!r} {error.value.hint} {error.value.details}"
    assert find_place(desk.env).path == desk.runtime


def test_nobody_types_for_an_hour_into_a_vault_that_can_only_be_read(practice: Practice, desk: Desk) -> None:
    """It is said before the editor opens."""
    practice.port.only_read("it is on a disc")
    with pytest.raises(VaultReadOnly, match="on a disc"):
        _sit(practice, desk, "path.with_name('opened').touch()\n")
    assert _left(practice) == []


def test_whoever_leaves_a_text_with_mistakes_hears_why_it_was_not_saved(
    practice: Practice, desk: Desk
) -> None:
    """The list that stood above the text, and before that on the terminal with the way out."""
    person = Scripted()
    with pytest.raises(KeptAsDraft) as error:
        _sit(practice, desk, f"if times == 0: path.write_text(text + '{TOO_MUCH}')\n", person=person)
    assert error.value.details == (f"line 7: {TOLD}",)
    assert any(TOLD in line for line in person.told)
    assert "close it without a change" in person.told[-1]


def test_an_emptied_text_is_no_draft(practice: Practice) -> None:
    """There is nothing in it to go on with; what was kept before stays."""
    empty = replace(_draft(practice), text=" \n")
    assert drafts.keep(practice, empty) is None
    assert _left(practice) == []
    drafts.keep(practice, _draft(practice))
    drafts.keep(practice, replace(_draft(practice), text=""))
    assert _left(practice) == [NOTE]


HOLDS = """
import sys
from pathlib import Path
from ipt_notes.services.sittings import drafts
from tests.services.sittings.test_sitting import CODE, NOTE
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.services import writing
from tests.vault.building import with_key_file
with open_practice(with_key_file(Path(sys.argv[1])), Nobody()) as practice:
    text = NOTE.replace("session: 3", "session: 3\\ndate: 2026-03-16\\nphase: middle")
    drafts.keep(practice, writing.new_draft(practice, practice.open(CODE), text))
    print("kept", flush=True)
    sys.stdin.read()
"""


class Unwilling(Scripted):
    """Takes the default of every question."""

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Enter."""
        self.asked.append(question)
        return default


def test_a_second_window_at_a_client_is_told_of_the_first(practice: Practice, desk: Desk) -> None:
    """What is being written there is named, and nothing opens unless the person wants it."""
    vault = Path(practice.settings.where).parent
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(vault)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    with other:
        assert other.stdout.readline() == b"kept\n"
        person = Unwilling()
        with pytest.raises(NothingWritten):
            _sit(practice, desk, "path.with_name('opened').touch()\n", person=person)
        assert "open in another window: a draft of session 3 of 2026-03-16" in person.asked[0]
        other.stdin.close()
    assert not (desk.home / "times").exists()
